//! `newtype!`: a name for another type.

/// Writes a type that is another one under a name of its own.
///
/// ```text
/// newtype! {
///     /// Prices by currency.
///     pub struct Prices(BTreeMap<String, f64>);
/// }
/// ```
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_newtype {
    ($(#[$meta:meta])* pub struct $name:ident($ty:ty);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(pub $ty);

        impl ::std::ops::Deref for $name {
            type Target = $ty;
            fn deref(&self) -> &$ty {
                &self.0
            }
        }

        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<$name> for $ty {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl crate::runtime::Properties for $name {
            const PROPERTIES: &'static [crate::runtime::Property] = &[];
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::object::deserialize_newtype(deserializer).map(Self)
            }
        }
    };
}

#[doc(hidden)]
pub use __client_runtime_newtype as newtype;
