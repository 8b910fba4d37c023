//! Names for the members of a union.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::claims::Claims;
use super::place::Place;
use crate::lower::names::pascal;
use crate::lower::schema::kind;
use crate::pointer;

/// How typify writes a union down, decided as it decides.
#[derive(Debug, Eq, PartialEq)]
enum Tagging {
    /// Each member is an object of one property, or a constant: the property's name is the variant's.
    External,
    /// The members have a constant property in common, and one more, which holds the value.
    Adjacent { tag: String, content: String },
    /// The members have a constant property in common, among others.
    Internal { tag: String },
    /// Whatever fits.
    Untagged,
}

/// The inline types of a union at `place`, whose members stand at `at`. Of a union that is told apart by a tag, typify
/// makes variants with fields; the members of every other one are types of their own.
pub(super) fn members<'d>(claims: &mut Claims<'d>, at: &str, place: &Place, members: &'d [Value]) {
    let tagging = tagging(members);
    let tells = match tagging {
        Tagging::Untagged => tells(claims, members),
        _ => Vec::new(),
    };
    for (index, member) in members.iter().enumerate() {
        let at = format!("{at}/{index}");
        let own = |except: &str| -> Vec<(String, &String, &'d Value)> {
            let at = pointer::join(&at, "properties");
            let properties = member.get("properties").and_then(Value::as_object);
            let others = properties.into_iter().flatten();
            others
                .filter(|(name, _)| *name != except)
                .map(|(name, property)| (pointer::join(&at, name), name, property))
                .collect()
        };
        match &tagging {
            Tagging::External => {
                for (at, name, property) in own("") {
                    claims.inline(&at, &place.field(name), property);
                }
            }
            Tagging::Adjacent { tag, content: _ } => {
                let variant = constant(member, tag).unwrap_or_default();
                for (at, _, property) in own(tag) {
                    claims.inline(&at, &place.step(variant, "case"), property);
                }
            }
            Tagging::Internal { tag } => {
                let variant = place.step(constant(member, tag).unwrap_or_default(), "case");
                for (at, name, property) in own(tag) {
                    claims.inline(&at, &variant.field(name), property);
                }
            }
            Tagging::Untagged => {
                let tell = tells.get(index).map(String::as_str).unwrap_or_default();
                claims.inline(&at, &place.step(tell, "case"), member);
            }
        }
    }
}

/// The one value that the property `tag` allows.
fn constant<'v>(object: &'v Value, tag: &str) -> Option<&'v str> {
    only_value(object.get("properties")?.get(tag)?)
}

/// The one string that satisfies `schema`.
fn only_value(schema: &Value) -> Option<&str> {
    let values = schema.get("enum")?.as_array()?;
    let plain = kind(schema).is_none_or(|kind| kind == "string");
    match values.as_slice() {
        [Value::String(only)] if plain => Some(only),
        _ => None,
    }
}

/// The properties and required names of what typify takes for an object that can be a variant.
fn object(member: &Value) -> Option<(&Map<String, Value>, BTreeSet<&str>)> {
    const FOREIGN: [&str; 6] = ["$ref", "allOf", "oneOf", "anyOf", "enum", "format"];
    let map = member.as_object()?;
    let open = map
        .get("additionalProperties")
        .is_none_or(|it| *it == false);
    if !open || kind(member) != Some("object") || FOREIGN.iter().any(|key| map.contains_key(*key)) {
        return None;
    }
    let required = map.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let properties = map.get("properties")?.as_object()?;
    Some((properties, required.collect()))
}

fn tagging(members: &[Value]) -> Tagging {
    let objects: Option<Vec<_>> = members.iter().map(object).collect();
    if is_external(members) {
        return Tagging::External;
    }
    let Some(objects) = objects else {
        return Tagging::Untagged;
    };
    adjacent(&objects)
        .or_else(|| internal(&objects))
        .unwrap_or(Tagging::Untagged)
}

type Object<'v> = (&'v Map<String, Value>, BTreeSet<&'v str>);

fn is_external(members: &[Value]) -> bool {
    let mut names = Vec::new();
    for member in members {
        let values = member.get("enum").and_then(Value::as_array);
        if let (Some(values), true) = (values, kind(member).is_none_or(|it| it == "string"))
            && member.get("format").is_none()
        {
            let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            let Some(values) = values else { return false };
            names.extend(values);
            continue;
        }
        match object(member) {
            Some((properties, required)) if properties.len() == 1 && required.len() == 1 => {
                names.extend(properties.keys().map(String::as_str));
            }
            _ => return false,
        }
    }
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    distinct.len() == names.len()
}

fn adjacent(objects: &[Object<'_>]) -> Option<Tagging> {
    let mut tags: Option<BTreeSet<&str>> = None;
    let mut all: BTreeSet<&str> = BTreeSet::new();
    for (properties, required) in objects {
        if properties.len() != required.len() {
            return None;
        }
        let constants = properties
            .iter()
            .filter(|(_, property)| only_value(property).is_some());
        let constants: BTreeSet<&str> = constants.map(|(name, _)| name.as_str()).collect();
        tags = Some(match tags {
            Some(tags) => tags.intersection(&constants).copied().collect(),
            None => constants,
        });
        all.extend(properties.keys().map(String::as_str));
    }
    let tags = tags?;
    let content = all.difference(&tags).next()?;
    let tag = tags.first()?;
    (tags.len() == 1 && all.len() == 2).then(|| Tagging::Adjacent {
        tag: (*tag).to_owned(),
        content: (*content).to_owned(),
    })
}

fn internal(objects: &[Object<'_>]) -> Option<Tagging> {
    let mut common: Option<BTreeMap<&str, BTreeSet<&str>>> = None;
    for (properties, required) in objects {
        let constants = properties.iter().filter_map(|(name, property)| {
            let value = only_value(property)?;
            required
                .contains(name.as_str())
                .then_some((name.as_str(), value))
        });
        let constants: BTreeMap<&str, &str> = constants.collect();
        common = Some(match common {
            None => constants
                .into_iter()
                .map(|(name, value)| (name, BTreeSet::from([value])))
                .collect(),
            Some(common) => common
                .into_iter()
                .filter_map(|(name, mut values)| {
                    let value = constants.get(name)?;
                    values.insert(value).then_some((name, values))
                })
                .collect(),
        });
    }
    let tag = common?.into_keys().next()?;
    Some(Tagging::Internal {
        tag: tag.to_owned(),
    })
}

/// A word for each member that tells it from the others: its title, its constant, a property that only it has, what kind
/// of value it is; else its position in this union.
fn tells<'d>(claims: &Claims<'d>, members: &'d [Value]) -> Vec<String> {
    let targets: Vec<&Value> = members.iter().map(|it| claims.resolved(it)).collect();
    let levels: [Vec<Option<String>>; 4] = [
        members.iter().map(title).collect(),
        targets.iter().map(|it| tag_value(it)).collect(),
        (0..targets.len())
            .map(|index| own_property(&targets, index))
            .collect(),
        targets.iter().map(|it| Some(kind_word(it))).collect(),
    ];
    let mut tells: Vec<Option<String>> = vec![None; members.len()];
    for level in &levels {
        let words: Vec<Option<&String>> = level
            .iter()
            .zip(&tells)
            .map(|(word, tell)| word.as_ref().filter(|_| tell.is_none()))
            .collect();
        let told: Vec<String> = tells.iter().flatten().cloned().collect();
        for (word, tell) in words.iter().zip(&mut tells) {
            let Some(word) = word else { continue };
            let is_own = words.iter().flatten().filter(|it| it == &word).count() == 1;
            if is_own && !told.contains(word) {
                *tell = Some((*word).clone());
            }
        }
    }
    let position =
        |(index, tell): (usize, Option<String>)| tell.unwrap_or_else(|| format!("Variant{index}"));
    tells.into_iter().enumerate().map(position).collect()
}

fn title(member: &Value) -> Option<String> {
    let title = member.get("title")?.as_str()?;
    title
        .chars()
        .any(char::is_alphanumeric)
        .then(|| pascal(title))
}

/// The value of a constant, or of an object's required property that is one.
fn tag_value(target: &Value) -> Option<String> {
    if let Some(only) = only_value(target) {
        return Some(pascal(only));
    }
    let required = target.get("required")?.as_array()?;
    let names = required.iter().filter_map(Value::as_str);
    names
        .filter_map(|name| constant(target, name))
        .map(pascal)
        .next()
}

/// A property that no other member has; a required one if there is one.
fn own_property(targets: &[&Value], index: usize) -> Option<String> {
    let target = targets.get(index)?;
    let others = targets.iter().enumerate().filter(|(at, _)| *at != index);
    let described: BTreeSet<&String> = others
        .filter_map(|(_, other)| other.get("properties")?.as_object())
        .flat_map(Map::keys)
        .collect();
    let properties = target.get("properties")?.as_object()?;
    let mut own: Vec<&String> = properties
        .keys()
        .filter(|name| !described.contains(name))
        .collect();
    own.sort();
    let required = target.get("required").and_then(Value::as_array);
    let is_required = |name: &&&String| {
        let mut names = required.into_iter().flatten();
        names.any(|it| it.as_str() == Some(name.as_str()))
    };
    let first = own.iter().find(is_required).or(own.first())?;
    Some(pascal(first))
}

fn kind_word(target: &Value) -> String {
    if target.get("enum").is_some() {
        return "Enum".to_owned();
    }
    match (kind(target), target.get("oneOf")) {
        (Some(kind), _) => pascal(kind),
        (None, Some(_)) => "Union".to_owned(),
        (None, None) => "Value".to_owned(),
    }
}
