//! Objects that hold exactly one of several keys.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::stack::with_room;

/// A type that is encoded as an object with exactly one key. `keyed!` implements it.
pub trait Keyed: Sized {
    /// The keys, in the order of the document.
    const KEYS: &'static [&'static str];

    /// Decodes the value that stands under `key`, which is one of [`KEYS`](Self::KEYS); `None` for any other.
    ///
    /// # Errors
    ///
    /// Whatever the value's type refuses.
    fn decode<'de, A: MapAccess<'de>>(key: &str, map: &mut A) -> Result<Option<Self>, A::Error>;
}

/// Decodes an object with exactly one key.
///
/// serde's own externally tagged enums refuse the same bodies, but say neither which keys were found nor
/// which are known.
///
/// # Errors
///
/// No key, more than one, or an unknown one: the message names the keys found and the keys known, and no
/// value.
#[doc(hidden)]
pub fn deserialize<'de, T: Keyed, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    with_room::<T, _>(|| deserializer.deserialize_map(KeyedVisitor(PhantomData)))
}

struct KeyedVisitor<T>(PhantomData<T>);
impl<'de, T: Keyed> Visitor<'de> for KeyedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an object with exactly one of the keys {}",
            list(T::KEYS)
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found: Vec<String> = Vec::new();
        let mut value = None;
        while let Some(key) = map.next_key::<String>()? {
            // Past the first key the body is refused anyway; the rest is read only for its keys.
            let decoded = if found.is_empty() {
                T::decode(&key, &mut map)?
            } else {
                None
            };
            if decoded.is_none() {
                // A known first key has taken its value; any other has it still to come.
                map.next_value::<IgnoredAny>()?;
            }
            value = value.or(decoded);
            found.push(key);
        }
        match (found.as_slice(), value) {
            ([_], Some(value)) => Ok(value),
            ([], _) => Err(refuse::<T, _>("none")),
            (keys, _) => Err(refuse::<T, _>(&list(keys))),
        }
    }
}

fn refuse<T: Keyed, E: Error>(found: &str) -> E {
    E::custom(format_args!(
        "exactly one of the keys {} is allowed, found {found}",
        list(T::KEYS)
    ))
}

fn list<S: AsRef<str>>(keys: &[S]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| format!("`{}`", key.as_ref()))
        .collect();
    keys.join(", ")
}
