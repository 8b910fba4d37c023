//! Objects: how a struct that `object!` writes is decoded and encoded.
//!
//! One piece of code for all objects; what is particular to one is a list of properties. Unlike serde's derived code it
//! keeps properties that the document does not name, takes no list for an object (but `[]`, which PHP servers write for an
//! empty one), and keeps an optional property that does not decode as it came, where the decoder is lenient.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::UnitDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::extra::Extra;
use super::json::{Lenient, Unnamed};
use super::stack::with_room;

/// A property of an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Property {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether the document requires it.
    pub required: bool,
}

impl Property {
    #[doc(hidden)]
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
        }
    }

    #[doc(hidden)]
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
        }
    }

    #[doc(hidden)]
    pub const fn optional_nullable(name: &'static str) -> Self {
        Self::optional(name)
    }

    #[doc(hidden)]
    pub const fn constant(name: &'static str) -> Self {
        Self::required(name)
    }

    #[doc(hidden)]
    pub const fn nullable(name: &'static str) -> Self {
        Self::required(name)
    }
}

/// The properties of a type that is an object on the wire.
pub trait Properties {
    /// The properties that the document names.
    const PROPERTIES: &'static [Property];
}

impl<T: Properties> Properties for Box<T> {
    const PROPERTIES: &'static [Property] = T::PROPERTIES;
}

impl<K, V> Properties for BTreeMap<K, V> {
    const PROPERTIES: &'static [Property] = &[];
}

impl Properties for serde_json::Map<String, Value> {
    const PROPERTIES: &'static [Property] = &[];
}

/// A type that is an object on the wire. `object!` implements it.
pub trait Object: Properties + Sized {
    /// Holds what is there of an object so far.
    type Builder: Default;

    /// The type's name, for messages.
    const NAME: &'static str;

    /// Reads the value of a named property into `builder`; `false` leaves it unread, because no property has that name.
    ///
    /// # Errors
    ///
    /// What the property's type refuses.
    fn read<'de, A: MapAccess<'de>>(
        builder: &mut Self::Builder,
        key: &str,
        map: &mut A,
    ) -> Result<bool, A::Error>;

    /// Reads the value of a property that has no name in the document.
    ///
    /// # Errors
    ///
    /// What the document's type for such properties refuses.
    fn read_other<'de, A: MapAccess<'de>>(
        builder: &mut Self::Builder,
        key: Cow<'de, str>,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// The object, if nothing that the document requires is missing.
    ///
    /// # Errors
    ///
    /// The first property that is missing.
    fn finish(builder: Self::Builder) -> Result<Self, Incomplete>;

    /// Writes the properties.
    ///
    /// # Errors
    ///
    /// What `map` refuses.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// The properties that the document does not name.
    fn extra(&self) -> &Extra;
}

/// A builder was not given what the document requires.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Incomplete {
    of: &'static str,
    property: &'static str,
}

impl Incomplete {
    #[doc(hidden)]
    pub fn new(of: &'static str, property: &'static str) -> Self {
        Self { of, property }
    }

    /// The property that is missing, by its name on the wire.
    pub fn property(&self) -> &'static str {
        self.property
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` requires `{}`, which was not given",
            self.of, self.property
        )
    }
}

impl std::error::Error for Incomplete {}

#[doc(hidden)]
pub fn serialize<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    with_room::<T, _>(|| write_all(object, serializer))
}

fn write_all<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    object.write(&mut map)?;
    let extra = object.extra();
    if !extra.keeps_nothing() {
        // What has the name of a property was written in its place.
        let declared = |name: &str| T::PROPERTIES.iter().any(|property| property.name == name);
        for (name, value) in extra.iter().filter(|(name, _)| !declared(name)) {
            map.serialize_entry(name, value)?;
        }
        for name in extra.nulls().filter(|name| !declared(name)) {
            map.serialize_entry(name, &())?;
        }
    }
    map.end()
}

#[doc(hidden)]
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    with_room::<T, _>(|| deserializer.deserialize_map(ObjectVisitor(PhantomData)))
}

#[doc(hidden)]
pub fn deserialize_newtype<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    with_room::<T, _>(|| T::deserialize(deserializer))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object `{}`", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        // On the heap: a document's types can be large and deep, a thread's stack is not.
        let mut builder: Box<T::Builder> = Box::default();
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            if !T::read(&mut builder, &key, &mut map)? {
                T::read_other(&mut builder, key, &mut map)?;
            }
        }
        finish(*builder)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        match list.next_element::<serde::de::IgnoredAny>()? {
            None => finish(T::Builder::default()),
            Some(_) => Err(A::Error::invalid_type(
                serde::de::Unexpected::Other("a list"),
                &self,
            )),
        }
    }
}

fn finish<T: Object, E: Error>(builder: T::Builder) -> Result<T, E> {
    T::finish(builder).map_err(|missing| E::missing_field(missing.property))
}

/// A key, borrowed where the input allows it.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property's name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text)))
    }
}

#[doc(hidden)]
pub fn read_extra<'de, A: MapAccess<'de>>(
    extra: &mut Extra,
    key: Cow<'de, str>,
    map: &mut A,
) -> Result<(), A::Error> {
    let Unnamed(value) = map.next_value()?;
    extra.insert(key.into_owned(), value);
    Ok(())
}

/// Reads a property that has a type and no name. One of another type is kept as it came, where the decoder is lenient.
#[doc(hidden)]
pub fn read_rest<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    rest: &mut BTreeMap<String, T>,
    extra: &mut Extra,
    key: Cow<'de, str>,
    map: &mut A,
) -> Result<(), A::Error> {
    match map.next_value::<Lenient<T>>()?.into_parts() {
        Ok(Some(value)) => {
            rest.insert(key.into_owned(), value);
        }
        // The type may have a value for `null`, as a list of any values has.
        Ok(None) => match T::deserialize(UnitDeserializer::<serde::de::value::Error>::new()) {
            Ok(value) => {
                rest.insert(key.into_owned(), value);
            }
            Err(_) => extra.set_null(key.into_owned()),
        },
        Err(raw) => {
            extra.insert(key, raw);
        }
    }
    Ok(())
}

/// Writes what `extra` has for the property `name`, whose field has no value.
fn write_kept<M: SerializeMap>(
    extra: &Extra,
    name: &'static str,
    map: &mut M,
) -> Result<bool, M::Error> {
    if extra.keeps_nothing() {
        return Ok(false);
    }
    if let Some(raw) = extra.get(name) {
        map.serialize_entry(name, raw)?;
    } else if extra.is_null(name) {
        map.serialize_entry(name, &())?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// A type with one listed value. `open_enum!` implements it.
pub trait Constant {
    /// The first value that the document lists.
    fn constant() -> Self;
}

/// What is done with a property that is always there.
#[doc(hidden)]
pub mod required {
    use super::{Deserialize, Extra, Incomplete, MapAccess, Serialize, SerializeMap};

    pub fn read<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<T>,
        _: &mut Extra,
        _: &'static str,
        _: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        *slot = Some(map.next_value()?);
        Ok(())
    }

    pub fn finish<T>(
        slot: Option<T>,
        of: &'static str,
        property: &'static str,
    ) -> Result<T, Incomplete> {
        slot.ok_or(Incomplete { of, property })
    }

    pub fn write<T: Serialize, M: SerializeMap>(
        value: &T,
        name: &'static str,
        _: &Extra,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, value)
    }
}

/// What is done with a property that has one value.
#[doc(hidden)]
pub mod constant {
    use super::{Constant, Incomplete};

    pub use super::required::{read, write};

    pub fn finish<T: Constant>(
        slot: Option<T>,
        _: &'static str,
        _: &'static str,
    ) -> Result<T, Incomplete> {
        Ok(slot.unwrap_or_else(T::constant))
    }
}

/// What is done with a property that may be absent.
#[doc(hidden)]
pub mod optional {
    use super::{
        Deserialize, Extra, Incomplete, Lenient, MapAccess, Serialize, SerializeMap, write_kept,
    };

    pub fn read<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<T>,
        extra: &mut Extra,
        _: &'static str,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match map.next_value::<Lenient<T>>()?.into_parts() {
            Ok(value) => *slot = value,
            // It did not decode, and the decoder has noted that: the value stays reachable under its name.
            Err(raw) => {
                extra.insert(key, raw);
            }
        }
        Ok(())
    }

    pub fn finish<T>(
        slot: Option<T>,
        _: &'static str,
        _: &'static str,
    ) -> Result<Option<T>, Incomplete> {
        Ok(slot)
    }

    pub fn write<T: Serialize, M: SerializeMap>(
        value: &Option<T>,
        name: &'static str,
        extra: &Extra,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match value {
            Some(value) => map.serialize_entry(name, value),
            None => write_kept(extra, name, map).map(|_| ()),
        }
    }
}

/// What is done with a property that may be absent and may be `null`: which of the two it was is remembered.
#[doc(hidden)]
pub mod optional_nullable {
    use super::{Deserialize, Extra, Lenient, MapAccess};

    pub use super::optional::{finish, write};

    pub fn read<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<T>,
        extra: &mut Extra,
        name: &'static str,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match map.next_value::<Lenient<T>>()?.into_parts() {
            Ok(Some(value)) => *slot = Some(value),
            Ok(None) => extra.set_null(name),
            Err(raw) => {
                extra.insert(key, raw);
            }
        }
        Ok(())
    }
}

/// What is done with a property that is always there, perhaps as `null`.
#[doc(hidden)]
pub mod nullable {
    use super::{Extra, Serialize, SerializeMap, write_kept};

    pub use super::optional::{finish, read};

    pub fn write<T: Serialize, M: SerializeMap>(
        value: &Option<T>,
        name: &'static str,
        extra: &Extra,
        map: &mut M,
    ) -> Result<(), M::Error> {
        if value.is_none() && write_kept(extra, name, map)? {
            return Ok(());
        }
        map.serialize_entry(name, value)
    }
}
