//! `open_enum!`: a string of which the document lists some values.

/// Writes an open enum.
///
/// ```text
/// open_enum! {
///     /// How loud it is.
///     pub enum Volume else Unknown {
///         Low = "low",
///         High = "high",
///     }
/// }
/// ```
///
/// A listed value is recognised in its exact spelling first, then without regard to ASCII case (vendors' documents and
/// servers differ in it), and always written in the listed spelling.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident else $unknown:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = ::std::concat!("`", $value, "`")]
                $variant,
            )*
            /// A value that the document does not list, with its exact text.
            $unknown(crate::runtime::UnknownValue),
        }

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

        impl crate::runtime::Constant for $name {
            fn constant() -> Self {
                Self::from(Self::LISTED.first().copied().unwrap_or_default())
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                enum At { $($variant,)* }
                let at = crate::runtime::listed(Self::LISTED, text);
                $(
                    if at == ::std::option::Option::Some(At::$variant as usize) {
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
                ::std::result::Result::Ok(Self::from(text))
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
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
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
