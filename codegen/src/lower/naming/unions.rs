//! Names for the members of a union.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::claims::Claims;
use super::place::Place;
use crate::lower::schema::{kind, lists_strings};
use crate::pointer;
use crate::upstream::names::pascal;

/// The inline types of a union at `place`, whose members stand at `at`. Of a union whose members are objects of one property
/// each, typify makes variants that hold the property's value; the members of every other one are types of their own.
pub(super) fn members<'d>(claims: &mut Claims<'d>, at: &str, place: &Place, members: &'d [Value]) {
    if is_external(members) {
        for (index, member) in members.iter().enumerate() {
            let at = format!("{at}/{index}/properties");
            let properties = member.get("properties").and_then(Value::as_object);
            for (name, property) in properties.into_iter().flatten() {
                claims.inline(&pointer::join(&at, name), &place.field(name), property);
            }
        }
        return;
    }
    for ((index, member), tell) in members.iter().enumerate().zip(tells(claims, members)) {
        claims.inline(&format!("{at}/{index}"), &place.step(&tell, "case"), member);
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
    if lists_strings(target) {
        return "Enum".to_owned();
    }
    match (kind(target), target.get("oneOf")) {
        (Some(kind), _) => pascal(kind),
        (None, Some(_)) => "Union".to_owned(),
        (None, None) => "Value".to_owned(),
    }
}
