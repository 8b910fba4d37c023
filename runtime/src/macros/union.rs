//! `union!`: one of several types, decoded and encoded by a table of its members; `keyed!`: an object with one key.

/// Writes a union.
///
/// ```text
/// union! {
///     /// An animal.
///     pub enum Animal by "kind" else Unknown {
///         Dog(Dog) object + from = ["dog", "hound"],
///         Cat(Cat) object + from = ["cat"],
///     }
/// }
/// ```
///
/// `by` is left out where no property tells the members apart; `+ from` stands for a conversion from the member's type,
/// `+ from of Dog` for one from what the member boxes as well, and
/// `= raw ["1"]` for tags that are numbers or booleans.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(by $tag:literal)? else $unknown:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident($ty:ty) $kind:ident $(+ $from:ident $(of $inner:ty)?)? $(= $($raw:ident)? [$($value:literal),*])?,
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                $variant($ty),
            )*
            /// What is none of the above, as it came.
            $unknown(::serde_json::Value),
        }

        impl crate::runtime::Union for $name {
            const TAG: ::std::option::Option<&'static str> = crate::runtime::union_tag!($($tag)?);
            const MEMBERS: &'static [crate::runtime::Member] = &[
                $(
                    crate::runtime::Member {
                        kind: crate::runtime::Kind::$kind,
                        tags: &[$($($value),*)?],
                        raw_tags: crate::runtime::raw_tags!($($($raw)?)?),
                        properties: crate::runtime::member_properties!($kind $ty),
                        nested: crate::runtime::member_nested!($kind $ty),
                    },
                )*
            ];
            fn decode(
                index: usize,
                value: &::serde_json::Value,
                look: crate::runtime::Look,
            ) -> ::std::option::Option<Self> {
                enum At { $($variant,)* }
                $(
                    if index == At::$variant as usize {
                        return crate::runtime::member_decode!($kind $ty, value, look).map($name::$variant);
                    }
                )*
                ::std::option::Option::None
            }
            fn unknown(value: ::serde_json::Value) -> Self {
                $name::$unknown(value)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                // The members stand in the table in the order of the variants.
                #[allow(dead_code)]
                enum At { $($variant,)* }
                match self {
                    $(
                        $name::$variant(member) => {
                            const TABLE: &crate::runtime::Member =
                                &<$name as crate::runtime::Union>::MEMBERS[At::$variant as usize];
                            crate::runtime::union::serialize(
                                member,
                                <$name as crate::runtime::Union>::TAG,
                                TABLE,
                                serializer,
                            )
                        }
                    )*
                    $name::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::union::deserialize(deserializer)
            }
        }

        $($(crate::runtime::union_from!($from $name $variant $ty $(, $inner)?);)?)*
    };
}

/// Writes an object with exactly one of several keys.
///
/// ```text
/// keyed! {
///     /// One setting.
///     pub enum Setting {
///         Volume(i64) + from = "volume",
///         Name(String) + from = "name",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_keyed {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident($ty:ty) $(+ $from:ident)? = $key:literal,
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                $variant($ty),
            )*
        }

        impl crate::runtime::Keyed for $name {
            const KEYS: &'static [&'static str] = &[$($key),*];
            fn decode<'de, A: ::serde::de::MapAccess<'de>>(
                key: &str,
                map: &mut A,
            ) -> ::std::result::Result<::std::option::Option<Self>, A::Error> {
                ::std::result::Result::Ok(::std::option::Option::Some(match key {
                    $($key => $name::$variant(map.next_value()?),)*
                    _ => return ::std::result::Result::Ok(::std::option::Option::None),
                }))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                let mut map = ::serde::Serializer::serialize_map(
                    serializer,
                    ::std::option::Option::Some(1),
                )?;
                match self {
                    $(
                        $name::$variant(value) => {
                            ::serde::ser::SerializeMap::serialize_entry(&mut map, $key, value)?;
                        }
                    )*
                }
                ::serde::ser::SerializeMap::end(map)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::keyed::deserialize(deserializer)
            }
        }

        $($(crate::runtime::union_from!($from $name $variant $ty);)?)*
    };
}

/// The property that tells the members of a union apart.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_union_tag {
    () => {
        ::std::option::Option::None
    };
    ($tag:literal) => {
        ::std::option::Option::Some($tag)
    };
}

/// Whether the values of a tag are numbers or booleans.
#[doc(hidden)]
#[macro_export]
macro_rules! __client_runtime_raw_tags {
    () => {
        false
    };
    (raw) => {
        true
    };
}

/// How well a member that is a union fits.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_member_nested {
    (union $ty:ty) => {
        ::std::option::Option::Some(crate::runtime::union::best_fit::<$ty>)
    };
    ($kind:ident $ty:ty) => {
        ::std::option::Option::None
    };
}

/// A value as a member, if it is one.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_member_decode {
    (union $ty:ty, $value:ident, $look:ident) => {
        crate::runtime::union::nested::<$ty>($value, $look)
    };
    ($kind:ident $ty:ty, $value:ident, $look:ident) => {
        crate::runtime::union::decode::<$ty>($value, $look)
    };
}

/// The properties of a member that is an object.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_member_properties {
    (object $ty:ty) => {
        <$ty as crate::runtime::Properties>::PROPERTIES
    };
    ($kind:ident $ty:ty) => {
        &[]
    };
}

/// The conversion of a member's type.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_union_from {
    (from $name:ident $variant:ident $ty:ty, $inner:ty) => {
        crate::runtime::union_from!(from $name $variant $ty);

        impl ::std::convert::From<$inner> for $name {
            fn from(member: $inner) -> Self {
                $name::$variant(::std::boxed::Box::new(member))
            }
        }
    };
    (from $name:ident $variant:ident $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(member: $ty) -> Self {
                $name::$variant(member)
            }
        }
    };
}

#[doc(hidden)]
pub use __client_runtime_keyed as keyed;
#[doc(hidden)]
pub use __client_runtime_member_decode as member_decode;
#[doc(hidden)]
pub use __client_runtime_member_nested as member_nested;
#[doc(hidden)]
pub use __client_runtime_member_properties as member_properties;
#[doc(hidden)]
pub use __client_runtime_raw_tags as raw_tags;
#[doc(hidden)]
pub use __client_runtime_union as union;
#[doc(hidden)]
pub use __client_runtime_union_from as union_from;
#[doc(hidden)]
pub use __client_runtime_union_tag as union_tag;
