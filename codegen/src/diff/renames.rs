//! What speaks for one property or parameter being another one under a new name.
//!
//! That one is gone and one of the same type has come says little: a vendor may have replaced a phone number by a fax
//! number. Advice to use an unrelated field is worse than none, so in doubt the two are a removal and an addition.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::Value;

use super::fingerprint::hash_value;
use super::similarity;

/// The points from which on it is a rename.
pub(super) const ENOUGH: u8 = 3;

/// What is known of one side of a candidate.
pub(super) struct Named<'v> {
    pub(super) name: &'v str,
    /// The object that describes it: a schema, or a parameter.
    pub(super) described: &'v Value,
    /// Its schema.
    pub(super) schema: &'v Value,
    /// Where it stands among its siblings, and how many there are.
    pub(super) position: (usize, usize),
}

/// How much speaks for `old` being `new`, which is built alike; `only` when no other candidate is built alike.
pub(super) fn evidence(old: &Named<'_>, new: &Named<'_>, only: bool) -> u8 {
    let mut points = 0;
    if similarity::names(old.name, new.name) >= 0.6 {
        points += 3;
    } else {
        let (a, b) = (words(old.name), words(new.name));
        let within = !a.is_empty() && !b.is_empty() && (a.is_subset(&b) || b.is_subset(&a));
        points += match (within, a.is_disjoint(&b)) {
            (true, _) => 2,
            (false, false) => 1,
            (false, true) => 0,
        };
    }
    points += match (text(old), text(new)) {
        (Some(a), Some(b)) if a == b && a.split_whitespace().count() >= 3 => 3,
        (Some(a), Some(b)) if a == b => 2,
        _ => 0,
    };
    if let (Some(a), Some(b)) = (example(old), example(new))
        && hash_value(a) == hash_value(b)
    {
        points += 2;
    }
    let constraints = constraints(old.schema);
    if !constraints.is_empty() && constraints == self::constraints(new.schema) {
        points += 1;
    }
    if only && is_distinctive(old.schema) {
        points += 2;
    }
    if old.position == new.position {
        points += 1;
    }
    points
}

fn words(name: &str) -> BTreeSet<String> {
    let name = name.to_snake_case();
    let words = name.split('_').filter(|word| word.len() > 2);
    words.map(str::to_owned).collect()
}

fn text<'v>(named: &Named<'v>) -> Option<&'v str> {
    let own = named.described.get("description").and_then(Value::as_str);
    own.filter(|text| !text.trim().is_empty())
}

/// An example that says something: `true` and `0` fit anything.
fn example<'v>(named: &Named<'v>) -> Option<&'v Value> {
    let first = |it: &'v Value| it.get("examples").and_then(|list| list.get(0));
    let example = named.schema.get("example").or_else(|| first(named.schema));
    example.filter(|it| match it {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.as_f64().is_some_and(|it| it.abs() > 1.0),
        Value::String(text) => text.len() > 2,
        _ => true,
    })
}

/// Keywords that narrow the value further than its type.
fn constraints(schema: &Value) -> BTreeSet<(&str, u64)> {
    const KEYWORDS: [&str; 10] = [
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "default",
        "format",
    ];
    let found = KEYWORDS.iter().filter_map(|keyword| {
        let value = schema.get(*keyword)?;
        Some((*keyword, hash_value(value)))
    });
    found.collect()
}

/// Whether the type is one that few properties have: a component, an object, an enum.
fn is_distinctive(schema: &Value) -> bool {
    ["$ref", "allOf", "oneOf", "anyOf", "properties", "enum"]
        .iter()
        .any(|keyword| schema.get(*keyword).is_some())
}
