//! `object!`: a struct with its builder, decoded and encoded by the list of its properties.

/// Writes an object's type and its builder.
///
/// ```text
/// object! {
///     /// A pet.
///     pub struct Pet, PetBuilder {
///         /// Its number.
///         required id: i64,
///         constant version: PetVersion,           // the one value that the document lists, unless it is given
///         optional kind: PetKind = "petKind",     // the name on the wire, where it is another
///         optional born: String | "birthday",     // another name under which it is read
///         optional_nullable chip: String,         // `null` says something else than nothing
///         nullable owner: String,                 // always there, perhaps as `null`
///     }
///     rest others: String                         // a type for all other properties
/// }
/// ```
///
/// `pub struct Pet: Default, PetBuilder` is for objects of which nothing is required: their builders cannot fail.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(: $default:ident)?, $builder:ident {
            $(
                $(#[$field_meta:meta])*
                $presence:ident $field:ident: $ty:ty $(= $wire:literal)? $(| $also:literal)*,
            )*
        }
        $(rest $rest:ident: $rest_ty:ty)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq $(, $default)?)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                pub $field: crate::runtime::present!($presence $ty),
            )*
            $(
                /// Properties to which the document gives a type and no name.
                pub $rest: ::std::collections::BTreeMap<::std::string::String, $rest_ty>,
            )?
            /// Properties that the document does not name.
            pub extra: crate::runtime::Extra,
        }

        #[doc = ::std::concat!("Builds [`", ::std::stringify!($name), "`].")]
        #[derive(Clone, Default)]
        #[must_use = "a builder does nothing until `build`"]
        pub struct $builder {
            $($field: ::std::option::Option<$ty>,)*
            $($rest: ::std::collections::BTreeMap<::std::string::String, $rest_ty>,)?
            extra: crate::runtime::Extra,
        }

        impl ::std::fmt::Debug for $builder {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(::std::stringify!($builder))
            }
        }

        impl $name {
            /// Begins one.
            pub fn builder() -> $builder {
                ::std::default::Default::default()
            }
        }

        impl $builder {
            $(
                $(#[$field_meta])*
                pub fn $field(mut self, value: impl ::std::convert::Into<$ty>) -> Self {
                    self.$field = ::std::option::Option::Some(value.into());
                    self
                }
            )*
            $(
                /// Properties to which the document gives a type and no name.
                pub fn $rest(
                    mut self,
                    values: ::std::collections::BTreeMap<::std::string::String, $rest_ty>,
                ) -> Self {
                    self.$rest = values;
                    self
                }
            )?
            /// A property that the document does not name.
            pub fn extra_field(
                mut self,
                name: impl ::std::convert::Into<::std::string::String>,
                value: impl ::std::convert::Into<::serde_json::Value>,
            ) -> Self {
                self.extra.insert(name, value);
                self
            }

            /// Makes the property with this name on the wire an explicit `null`, which says something else than an absent one
            /// where the document says that it may be both.
            pub fn null(
                mut self,
                name: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
            ) -> Self {
                self.extra.set_null(name);
                self
            }
        }

        crate::runtime::object_build! {
            $name $builder [$($default)?]
            { $($presence $field [$($wire)?])* }
            { $($rest)? extra }
        }

        impl crate::runtime::Properties for $name {
            const PROPERTIES: &'static [crate::runtime::Property] = &[
                $(crate::runtime::Property::$presence(crate::runtime::wire_name!($field $($wire)?)),)*
            ];
        }

        impl crate::runtime::Object for $name {
            type Builder = $builder;
            const NAME: &'static str = ::std::stringify!($name);
            #[allow(unused_variables)]
            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                builder: &mut $builder,
                key: &str,
                map: &mut A,
            ) -> ::std::result::Result<bool, A::Error> {
                $(
                    if key == crate::runtime::wire_name!($field $($wire)?) $(|| key == $also)* {
                        crate::runtime::object::$presence::read(
                            &mut builder.$field,
                            &mut builder.extra,
                            crate::runtime::wire_name!($field $($wire)?),
                            key,
                            map,
                        )?;
                        return ::std::result::Result::Ok(true);
                    }
                )*
                ::std::result::Result::Ok(false)
            }
            fn read_other<'de, A: ::serde::de::MapAccess<'de>>(
                builder: &mut $builder,
                key: ::std::borrow::Cow<'de, str>,
                map: &mut A,
            ) -> ::std::result::Result<(), A::Error> {
                crate::runtime::read_other!(builder key map $($rest)?)
            }
            fn finish(
                builder: $builder,
            ) -> ::std::result::Result<Self, crate::runtime::Incomplete> {
                builder.finish()
            }
            fn write<M: ::serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                // An object without fields, closed to others, writes nothing.
                let _ = &map;
                $(
                    crate::runtime::object::$presence::write(
                        &self.$field, crate::runtime::wire_name!($field $($wire)?), &self.extra, map,
                    )?;
                )*
                $(
                    for (name, value) in &self.$rest {
                        map.serialize_entry(name, value)?;
                    }
                )?
                ::std::result::Result::Ok(())
            }
            fn extra(&self) -> &crate::runtime::Extra {
                &self.extra
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                crate::runtime::object::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::object::deserialize(deserializer)
            }
        }
    };
}

/// The end of a builder: one that cannot fail, or one that says what is missing.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_object_build {
    (
        $name:ident $builder:ident [Default]
        { $($presence:ident $field:ident [$($wire:literal)?])* } { $($other:ident)* }
    ) => {
        impl $builder {
            /// The object.
            pub fn build(self) -> $name {
                $name { $($field: self.$field,)* $($other: self.$other,)* }
            }

            fn finish(self) -> ::std::result::Result<$name, crate::runtime::Incomplete> {
                ::std::result::Result::Ok(self.build())
            }
        }

        impl ::std::convert::From<$builder> for $name {
            fn from(builder: $builder) -> Self {
                builder.build()
            }
        }
    };
    (
        $name:ident $builder:ident []
        { $($presence:ident $field:ident [$($wire:literal)?])* } { $($other:ident)* }
    ) => {
        impl $builder {
            /// The object.
            ///
            /// # Errors
            ///
            /// A property that the document requires was not given.
            pub fn build(self) -> ::std::result::Result<$name, crate::runtime::Incomplete> {
                self.finish()
            }

            fn finish(self) -> ::std::result::Result<$name, crate::runtime::Incomplete> {
                ::std::result::Result::Ok($name {
                    $(
                        $field: crate::runtime::object::$presence::finish(
                            self.$field,
                            ::std::stringify!($name),
                            crate::runtime::wire_name!($field $($wire)?),
                        )?,
                    )*
                    $($other: self.$other,)*
                })
            }
        }

        impl ::std::convert::TryFrom<$builder> for $name {
            type Error = crate::runtime::Incomplete;
            fn try_from(
                builder: $builder,
            ) -> ::std::result::Result<Self, crate::runtime::Incomplete> {
                builder.finish()
            }
        }
    };
}

/// The type of a field.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_present {
    (required $ty:ty) => { $ty };
    (optional $ty:ty) => { ::std::option::Option<$ty> };
    (nullable $ty:ty) => { ::std::option::Option<$ty> };
    (optional_nullable $ty:ty) => { ::std::option::Option<$ty> };
    (constant $ty:ty) => { $ty };
}

/// The name of a property on the wire.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_wire_name {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// Where a property without a name goes.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_read_other {
    ($builder:ident $key:ident $map:ident) => {
        crate::runtime::object::read_extra(&mut $builder.extra, $key, $map)
    };
    ($builder:ident $key:ident $map:ident $rest:ident) => {
        crate::runtime::object::read_rest(&mut $builder.$rest, &mut $builder.extra, $key, $map)
    };
}

#[doc(hidden)]
pub use __client_runtime_object as object;
#[doc(hidden)]
pub use __client_runtime_object_build as object_build;
#[doc(hidden)]
pub use __client_runtime_present as present;
#[doc(hidden)]
pub use __client_runtime_read_other as read_other;
#[doc(hidden)]
pub use __client_runtime_wire_name as wire_name;
