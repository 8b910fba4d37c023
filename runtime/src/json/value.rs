//! A deserializer over a parsed value that knows its path.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::{Map, Value};

use super::{Undecoded, lenient};

/// What the second look could not decode.
#[derive(Default)]
pub(crate) struct Notes(RefCell<Vec<Undecoded>>);

impl Notes {
    pub(crate) fn into_inner(self) -> Vec<Undecoded> {
        self.0.into_inner()
    }
}

/// A place in the value: a list from here up to the root, on the stack.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl Path<'_> {
    fn write(&self, text: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(text);
        }
        match self.step {
            Step::Root => {}
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        if text.is_empty() {
            text.push('.');
        }
        text
    }
}

const ROOT: &Path<'static> = &Path {
    parent: None,
    step: Step::Root,
};

/// What was expected, and where: the innermost place that an error passed.
#[derive(Debug)]
pub(crate) struct WalkError {
    path: Option<String>,
    reason: String,
}

impl WalkError {
    fn new(reason: impl Into<String>) -> Self {
        Self {
            path: None,
            reason: reason.into(),
        }
    }

    fn at(mut self, path: &Path<'_>) -> Self {
        if self.path.is_none() {
            self.path = Some(path.to_text());
        }
        self
    }

    pub(crate) fn into_failure(self) -> Undecoded {
        Undecoded::new(self.path.unwrap_or_else(|| ".".to_owned()), self.reason)
    }
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for WalkError {}

/// serde's own words quote the value; these do not.
impl de::Error for WalkError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        // Words around names that are part of the program, not of the response.
        let known = [
            "missing field ",
            "data did not match any variant",
            "exactly one of the keys ",
        ];
        if known.iter().any(|start| message.starts_with(start)) {
            return Self::new(message);
        }
        match message.rsplit_once(", expected ") {
            Some((_, expected)) => Self::new(format!("expected {expected}")),
            None => Self::new("not a value of the documented type"),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, found {}", kind(&found)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of `{}`", expected.join("`, `")))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!(
            "expected only the properties `{}`",
            expected.join("`, `")
        ))
    }
}

/// The type of a value, without the value.
fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

/// The deserializer of one place.
#[derive(Clone, Copy)]
pub(crate) struct Walker<'de, 'p> {
    value: &'de Value,
    path: &'p Path<'p>,
    notes: &'p Notes,
    /// Whether nothing is kept that the type does not say.
    exact: bool,
}

impl<'de, 'p> Walker<'de, 'p> {
    pub(crate) fn root(value: &'de Value, notes: &'p Notes) -> Self {
        Self {
            value,
            path: ROOT,
            notes,
            exact: false,
        }
    }

    /// The same, but nothing is kept that the type does not say.
    pub(crate) fn exact(self) -> Self {
        Self {
            exact: true,
            ..self
        }
    }

    /// The deserializer of the value of a property or element of this one.
    fn step<'q>(&'q self, value: &'de Value, path: &'q Path<'q>) -> Walker<'de, 'q> {
        Walker {
            value,
            path,
            notes: self.notes,
            exact: self.exact,
        }
    }

    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WalkError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => number.deserialize_any(visitor).map_err(de::Error::custom),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                here: self,
                items,
                next: 0,
            }),
            Value::Object(entries) => visitor.visit_map(Entries {
                here: self,
                entries: entries.iter(),
                value: None,
            }),
        }
    }
}

impl<'de> Deserializer<'de> for Walker<'de, '_> {
    type Error = WalkError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WalkError> {
        self.visit(visitor).map_err(|error| error.at(self.path))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WalkError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
        .map_err(|error: WalkError| error.at(self.path))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, WalkError> {
        if name == lenient::UNNAMED && self.exact {
            return Err(WalkError::new("no property has this name").at(self.path));
        }
        if name == lenient::MARKER && !self.exact {
            return visitor.visit_seq(Looks {
                here: self,
                failed: false,
            });
        }
        visitor
            .visit_newtype_struct(self)
            .map_err(|error| error.at(self.path))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WalkError> {
        let only = |map: &'de Map<String, Value>| match (map.len(), map.iter().next()) {
            (1, Some((key, value))) => Some((key.as_str(), Some(value))),
            _ => None,
        };
        let found = match self.value {
            Value::String(variant) => Some((variant.as_str(), None)),
            Value::Object(map) => only(map),
            _ => None,
        };
        let Some((variant, value)) = found else {
            let error = WalkError::new("expected a string, or an object with one property");
            return Err(error.at(self.path));
        };
        visitor
            .visit_enum(Variant {
                here: self,
                variant,
                value,
            })
            .map_err(|error| error.at(self.path))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WalkError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

struct Items<'de, 'p> {
    here: Walker<'de, 'p>,
    items: &'de [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = WalkError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, WalkError> {
        let Some(value) = self.items.get(self.next) else {
            return Ok(None);
        };
        let path = Path {
            parent: Some(self.here.path),
            step: Step::Index(self.next),
        };
        self.next += 1;
        let result = seed.deserialize(self.here.step(value, &path));
        result.map(Some).map_err(|error| error.at(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len().saturating_sub(self.next))
    }
}

struct Entries<'de, 'p> {
    here: Walker<'de, 'p>,
    entries: serde_json::map::Iter<'de>,
    value: Option<(&'de str, &'de Value)>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = WalkError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, WalkError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some((key, value));
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, WalkError> {
        let Some((key, value)) = self.value.take() else {
            return Err(WalkError::new("a value was asked for before its key"));
        };
        let path = Path {
            parent: Some(self.here.path),
            step: Step::Key(key),
        };
        let result = seed.deserialize(self.here.step(value, &path));
        result.map_err(|error| error.at(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The two looks at an optional field: as its type, and raw once that has failed.
struct Looks<'de, 'p> {
    here: Walker<'de, 'p>,
    failed: bool,
}

impl<'de> SeqAccess<'de> for Looks<'de, '_> {
    type Error = WalkError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, WalkError> {
        if self.failed {
            return seed.deserialize(self.here).map(Some);
        }
        // What was noted inside a value that fails as a whole is part of its raw value.
        let noted = self.here.notes.0.borrow().len();
        seed.deserialize(self.here).map(Some).map_err(|error| {
            self.failed = true;
            let mut notes = self.here.notes.0.borrow_mut();
            notes.truncate(noted);
            let place = error.at(self.here.path);
            notes.push(Undecoded::new(
                place.path.unwrap_or_default(),
                place.reason.clone(),
            ));
            WalkError::new(place.reason)
        })
    }
}

struct Variant<'de, 'p> {
    here: Walker<'de, 'p>,
    variant: &'de str,
    value: Option<&'de Value>,
}

impl<'de, 'p> EnumAccess<'de> for Variant<'de, 'p> {
    type Error = WalkError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), WalkError> {
        let variant = seed.deserialize(BorrowedStrDeserializer::new(self.variant))?;
        Ok((variant, self))
    }
}

impl<'de> Variant<'de, '_> {
    fn inner<T>(
        self,
        decode: impl FnOnce(Walker<'de, '_>) -> Result<T, WalkError>,
    ) -> Result<T, WalkError> {
        let value = self.value.unwrap_or(&Value::Null);
        let path = Path {
            parent: Some(self.here.path),
            step: Step::Key(self.variant),
        };
        decode(self.here.step(value, &path)).map_err(|error| error.at(&path))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de, '_> {
    type Error = WalkError;

    fn unit_variant(self) -> Result<(), WalkError> {
        match self.value {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(WalkError::new("expected a string")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, WalkError> {
        self.inner(|walker| seed.deserialize(walker))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, WalkError> {
        self.inner(|walker| walker.deserialize_any(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WalkError> {
        self.inner(|walker| walker.deserialize_any(visitor))
    }
}
