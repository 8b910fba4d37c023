//! Which type goes into which file.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::Value;

/// Files of types, each with the names of the types that go into it: exact ones, or a prefix with `*`.
/// A type that no pattern names goes into a file of the schema that it came from.
pub type Groups = BTreeMap<String, Vec<String>>;

/// The group of the type `name`: the longest pattern that fits, else its schema.
pub(super) fn group_of(name: &str, groups: &Groups, schemas: &[String]) -> String {
    let named = groups
        .iter()
        .flat_map(|(group, patterns)| patterns.iter().map(move |pattern| (group, pattern)))
        .filter(|(_, pattern)| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern.as_str(),
        })
        .max_by_key(|(_, pattern)| pattern.len());
    match named {
        Some((group, _)) => group.clone(),
        // `CallingSettingsStatus` was written inline in the schema `CallingSettings`.
        None => schemas
            .iter()
            .filter(|schema| name.starts_with(schema.as_str()))
            .max_by_key(|schema| schema.len())
            .cloned()
            .unwrap_or_else(|| name.to_owned()),
    }
}

/// The Rust names of the document's schemas.
pub(super) fn schemas(document: &Value) -> Vec<String> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas
        .into_iter()
        .flat_map(serde_json::Map::keys)
        .map(|name| name.to_pascal_case())
        .collect()
}
