//! Unions: which member of a `union!` a value is.
//!
//! One piece of code decides for all unions, by a table of their members. A value whose tag is known is a member with that
//! tag; where there is no tag, the member whose required and known properties fit best is tried first. What no member takes
//! is kept as it is.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::object::Property;
use super::stack::with_room;

/// A type that is one of several.
pub trait Union: Sized {
    /// The property whose value names the member.
    const TAG: Option<&'static str>;

    /// The members, in the document's order.
    const MEMBERS: &'static [Member];

    /// Decodes `value` as the member at `index`; `None` when that member does not take it.
    fn decode(index: usize, value: &Value, look: Look) -> Option<Self>;

    /// The value that no member takes.
    fn unknown(value: Value) -> Self;
}

/// How a member is decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Look {
    /// Every property has to be what the document says.
    Strict,
    /// Optional properties that are something else are kept as they came.
    Lenient,
}

/// A member of a union.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// What JSON values it can be.
    pub kind: Kind,
    /// The values of the tag that name it; numbers and booleans as texts.
    pub tags: &'static [&'static str],
    /// Whether these values are numbers or booleans in JSON.
    pub raw_tags: bool,
    /// Its properties, where it is an object with named ones.
    pub properties: &'static [Property],
    /// How well a value fits, where it is a union itself.
    pub nested: Option<fn(&Value) -> Option<i64>>,
}

/// What JSON values a member can be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(non_camel_case_types)]
pub enum Kind {
    /// An object.
    object,
    /// A list.
    list,
    /// A string.
    string,
    /// A whole number.
    integer,
    /// A number.
    number,
    /// `true` or `false`.
    boolean,
    /// Another union.
    union,
    /// Any value.
    any,
}

impl Kind {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::object => value.is_object(),
            Self::list => value.is_array(),
            Self::string => value.is_string(),
            Self::integer => value.is_i64() || value.is_u64(),
            Self::number => value.is_number(),
            Self::boolean => value.is_boolean(),
            Self::union | Self::any => true,
        }
    }
}

#[doc(hidden)]
pub fn deserialize<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(with_room::<T, _>(|| choose(value)))
}

fn choose<T: Union>(value: Value) -> T {
    let candidates = candidates::<T>(&value);
    for look in [Look::Strict, Look::Lenient] {
        for (_, index) in &candidates {
            if let Some(member) = T::decode(*index, &value, look) {
                return member;
            }
        }
    }
    T::unknown(value)
}

/// A member that is a union itself takes what one of its own members takes.
#[doc(hidden)]
pub fn nested<T: Union>(value: &Value, look: Look) -> Option<T> {
    let mut candidates = candidates::<T>(value).into_iter();
    candidates.find_map(|(_, index)| T::decode(index, value, look))
}

/// How well the best member fits.
#[doc(hidden)]
pub fn best_fit<T: Union>(value: &Value) -> Option<i64> {
    candidates::<T>(value).first().map(|(fit, _)| *fit)
}

impl<T: Union> Union for Box<T> {
    const TAG: Option<&'static str> = T::TAG;
    const MEMBERS: &'static [Member] = T::MEMBERS;

    fn decode(index: usize, value: &Value, look: Look) -> Option<Self> {
        T::decode(index, value, look).map(Box::new)
    }

    fn unknown(value: Value) -> Self {
        Box::new(T::unknown(value))
    }
}

/// The members that could take `value`, with how well they fit, the best one first. A value with a tag is a member that
/// the tag names, or one that no tag names.
fn candidates<T: Union>(value: &Value) -> Vec<(i64, usize)> {
    let tag = T::TAG.and_then(|tag| text(value.as_object()?.get(tag)?));
    let Some(tag) = tag else {
        return ranked::<T>(value, |_| true);
    };
    let names = |member: &Member| member.tags.contains(&tag.as_str());
    // As open enums do: vendors' documents and servers differ in case.
    let nearly = |member: &Member| member.tags.iter().any(|it| it.eq_ignore_ascii_case(&tag));
    if T::MEMBERS.iter().any(names) {
        ranked::<T>(value, names)
    } else if T::MEMBERS.iter().any(nearly) {
        ranked::<T>(value, nearly)
    } else {
        ranked::<T>(value, |member| member.tags.is_empty())
    }
}

/// A tag's value as the table has it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn ranked<T: Union>(value: &Value, wanted: impl Fn(&Member) -> bool) -> Vec<(i64, usize)> {
    let mut fits: Vec<(i64, usize)> = T::MEMBERS
        .iter()
        .enumerate()
        .filter(|(_, member)| wanted(member) && member.kind.takes(value))
        .filter_map(|(index, member)| Some((fit(member, value)?, index)))
        .collect();
    // The sort is stable: of equal fits, the document's order decides.
    fits.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    fits
}

/// How well an object fits: each property that both know counts for it, each that only the value has against it. `None`
/// when a required property is missing.
fn fit(member: &Member, value: &Value) -> Option<i64> {
    let object = match (member.kind, value.as_object()) {
        (Kind::object, Some(object)) => object,
        // A narrower kind before `any`, integers before numbers.
        (Kind::any, _) => return Some(i64::MIN),
        (Kind::union, _) => return member.nested.and_then(|fit| fit(value)),
        (Kind::number, _) => return Some(-1),
        _ => return Some(0),
    };
    let missing = |property: &&Property| property.required && !object.contains_key(property.name);
    if member.properties.iter().any(|property| missing(&property)) {
        return None;
    }
    Some(known(member, object))
}

fn known(member: &Member, object: &Map<String, Value>) -> i64 {
    let named = |key: &str| {
        member
            .properties
            .iter()
            .find(|property| property.name == key)
    };
    object
        .keys()
        .map(|key| match named(key) {
            Some(property) if property.required => 3,
            Some(_) => 2,
            None => -1,
        })
        .sum()
}

#[doc(hidden)]
pub fn decode<T: DeserializeOwned>(value: &Value, look: Look) -> Option<T> {
    match look {
        Look::Strict => T::deserialize(value).ok(),
        Look::Lenient => super::json::from_value(value).ok().map(|it| it.value),
    }
}

/// Writes a member. Where the member is one that a tag names and does not have the tag itself, it is added.
#[doc(hidden)]
pub fn serialize<T: Serialize, S: Serializer>(
    member: &T,
    tag: Option<&'static str>,
    table: &Member,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (Some(tag), [first, ..]) = (tag, table.tags) else {
        return member.serialize(serializer);
    };
    let has = |property: &Property| property.name == tag && property.required;
    if table.properties.iter().any(has) {
        return member.serialize(serializer);
    }
    let mut value = serde_json::to_value(member).map_err(serde::ser::Error::custom)?;
    if let Value::Object(object) = &mut value
        && !object.contains_key(tag)
    {
        let text = || Value::String((*first).to_owned());
        let tagged = match table.raw_tags {
            true => serde_json::from_str(first).unwrap_or_else(|_| text()),
            false => text(),
        };
        object.insert(tag.to_owned(), tagged);
    }
    value.serialize(serializer)
}
