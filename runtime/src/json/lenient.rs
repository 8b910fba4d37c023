//! Optional fields that keep their raw value when it is not what the type says.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

/// The name by which [`Lenient`] asks for two looks at a value.
pub(crate) const MARKER: &str = "$client_runtime::Lenient";

/// The name by which [`Unnamed`] says that no property has its name.
pub(crate) const UNNAMED: &str = "$client_runtime::Unnamed";

/// The value of a property that the document does not name. A decoder that is exact refuses it.
pub(crate) struct Unnamed(pub(crate) Value);

impl<'de> Deserialize<'de> for Unnamed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(UNNAMED, UnnamedVisitor)
    }
}

struct UnnamedVisitor;

impl<'de> Visitor<'de> for UnnamedVisitor {
    type Value = Unnamed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Unnamed, D::Error> {
        Value::deserialize(deserializer).map(Unnamed)
    }
}

/// The value of an optional field: decoded, null, or kept raw.
///
/// Ordinary deserializers see an `Option<T>`. The one of the second look gives the raw value after a failure.
#[derive(Clone, Debug, PartialEq)]
pub enum Lenient<T> {
    /// A value of the documented type, or null.
    Decoded(Option<T>),
    /// Something else.
    Undecoded(Value),
}

impl<T> Lenient<T> {
    /// The decoded value, or the raw one as the error.
    ///
    /// # Errors
    ///
    /// The raw value when it is not a `T`.
    pub fn into_parts(self) -> Result<Option<T>, Value> {
        match self {
            Self::Decoded(value) => Ok(value),
            Self::Undecoded(value) => Err(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKER, LenientVisitor(PhantomData))
    }
}

struct LenientVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LenientVisitor<T> {
    type Value = Lenient<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        Option::deserialize(deserializer).map(Lenient::Decoded)
    }

    /// The second look: the value as the type first, and as it is when that failed.
    fn visit_seq<A: SeqAccess<'de>>(self, mut looks: A) -> Result<Self::Value, A::Error> {
        match looks.next_element::<Option<T>>() {
            Ok(value) => Ok(Lenient::Decoded(value.flatten())),
            Err(_) => {
                let raw = looks.next_element::<Value>()?;
                Ok(Lenient::Undecoded(raw.unwrap_or_default()))
            }
        }
    }
}
