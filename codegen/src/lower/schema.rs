//! Small questions about one schema, asked by many rules.

use serde_json::{Map, Value};

use super::naming::homes::HOME;

/// The keywords that describe a value without narrowing it.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "nullable",
    "xml",
    HOME,
];

/// Whether `keyword` describes a value without narrowing it.
pub(crate) fn is_annotation(keyword: &str) -> bool {
    ANNOTATIONS.contains(&keyword)
}

/// What `value` refers to by `$ref`.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

/// The component schema that `value` refers to by `$ref`.
pub(crate) fn component_name(value: &Value) -> Option<&str> {
    reference(value).and_then(|target| target.strip_prefix("#/components/schemas/"))
}

/// The `$ref` to the component schema `name`.
pub(crate) fn reference_to(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The component that `schema` stands for and nothing else: `{$ref}`, or an `allOf` of that one reference
/// with annotations around it.
pub(crate) fn wrapped_name(schema: &Value) -> Option<&str> {
    if let Some(name) = component_name(schema) {
        return Some(name);
    }
    let map = schema.as_object()?;
    if map.keys().any(|key| key != "allOf" && !is_annotation(key)) {
        return None;
    }
    match map
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([only]) => wrapped_name(only),
        _ => None,
    }
}

/// What `schema` is once references are followed. A reference in a circle is returned as it is.
pub(crate) fn resolved<'v>(schema: &'v Value, schemas: &'v Map<String, Value>) -> &'v Value {
    let mut current = schema;
    for _ in 0..=schemas.len() {
        match wrapped_name(current).and_then(|name| schemas.get(name)) {
            Some(next) => current = next,
            None => break,
        }
    }
    current
}

/// The schema's `type`, when it is a single one.
pub(crate) fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// Whether a schema lists strings: it becomes an enum. Listed numbers stay plain values.
pub(crate) fn lists_strings(schema: &Value) -> bool {
    schema.get("enum").is_some() && kind(schema).is_none_or(|kind| kind == "string")
}

/// Whether a schema narrows nothing: any value satisfies it.
pub(crate) fn is_any(schema: &Value) -> bool {
    match schema {
        Value::Bool(any) => *any,
        Value::Object(map) => map.keys().all(|key| is_annotation(key)),
        _ => false,
    }
}

/// Adds a sentence to the schema's description.
pub(crate) fn note(owner: &mut Map<String, Value>, sentence: &str) {
    let text = match owner.get("description").and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() => format!("{}\n\n{sentence}", text.trim_end()),
        _ => sentence.to_owned(),
    };
    owner.insert("description".to_owned(), Value::String(text));
}

/// Writes the listed values into the description, and lists them no more.
pub(crate) fn describe_enum(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.shift_remove("enum") {
        let values: Vec<String> = values
            .iter()
            .map(|value| format!("`{}`", literal(value)))
            .collect();
        if !values.is_empty() {
            note(schema, &format!("Values: {}.", values.join(", ")));
        }
    }
}

/// A value as a document would write it in a sentence.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
