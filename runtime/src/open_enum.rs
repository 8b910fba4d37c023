//! Enums that take every string: a server may send tomorrow what its document does not list today.

/// Implements the string conversions of an open enum.
///
/// A listed value is recognised in its exact spelling first, then without regard to ASCII case (the vendor's
/// page and the vendor's server differ in it), and always written in the listed spelling.
#[doc(hidden)]
#[macro_export]
// Every client has the runtime there, whichever crate this source stands in.
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_open_enum {
    ($name:ident { $($variant:ident = $value:literal,)* } else $unknown:ident) => {
        impl $name {
            /// The listed values, as they are written.
            pub const LISTED: &'static [&'static str] = &[$($value),*];

            /// The value as it is written: the listed spelling, or the exact text of an unknown value.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($value => return Self::$variant,)*
                    _ => {}
                }
                $(
                    if text.eq_ignore_ascii_case($value) {
                        return Self::$variant;
                    }
                )*
                Self::$unknown(crate::runtime::UnknownValue::new(text))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)
                    .map(|text| Self::from(text.as_ref()))
            }
        }
    };
}

#[doc(hidden)]
pub use __client_runtime_open_enum as open_enum;
