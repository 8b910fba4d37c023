//! What progenitor is shown of a resolved document: names and types, nothing of the wire.
//!
//! progenitor refuses, or panics at, much that the runtime can send and read: cookies, styles, multipart bodies, several
//! media types, several types of responses. All it is asked for are the names and types, so each operation is shown with
//! one query parameter for everything that needs a type: its parameters, the forms of its body, its responses.

use serde_json::{Map, Value, json};

use crate::document::operations;
use crate::lower::schema::{describe_enum, lists_strings};
use crate::refine::ALSO_NAMED;
use crate::wire;

/// What a surface's parameter stands for.
pub(crate) fn parameter(index: usize) -> String {
    format!("p{index}")
}

/// What a surface's parameter stands for.
pub(crate) fn body(index: usize) -> String {
    format!("b{index}")
}

/// What a surface's parameter stands for.
pub(crate) fn response(index: usize) -> String {
    format!("r{index}")
}

/// The document that progenitor reads in place of `document`, which *lower* has made.
pub fn of(document: &Value) -> Value {
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let types: Map<String, Value> = schemas
        .iter()
        .map(|(name, schema)| (name.clone(), shown(schema)))
        .collect();
    let mut paths = Map::new();
    for (number, operation) in operations(document).enumerate() {
        let value = operation.value;
        let mut shown = Map::new();
        for key in ["operationId", "summary", "description"] {
            if let Some(text) = value.get(key) {
                shown.insert(key.to_owned(), text.clone());
            }
        }
        let typed = wire::parameters(value, operation.path)
            .into_iter()
            .enumerate()
            .map(|(at, it)| (parameter(at), Some(it.schema)));
        let typed = typed.chain(
            wire::bodies(value, schemas)
                .into_iter()
                .enumerate()
                .map(|(at, it)| (body(at), it.schema)),
        );
        let typed = typed.chain(
            wire::responses(value, schemas)
                .into_iter()
                .enumerate()
                .map(|(at, it)| (response(at), it.schema)),
        );
        let parameters: Vec<Value> = typed
            .filter_map(|(name, schema)| {
                let schema = schema?;
                // In a list, because progenitor panics at an object outside of a body.
                let list = json!({ "type": "array", "items": self::shown(&schema) });
                Some(json!({ "name": name, "in": "query", "required": true, "schema": list }))
            })
            .collect();
        shown.insert("parameters".to_owned(), Value::Array(parameters));
        shown.insert(
            "responses".to_owned(),
            json!({ "default": { "description": "" } }),
        );
        // The order of paths is the order of methods.
        paths.insert(format!("/{number:06}"), json!({ "get": shown }));
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": document.pointer("/info/title").cloned().unwrap_or_else(|| json!("")),
            "version": document.pointer("/info/version").cloned().unwrap_or_else(|| json!("")),
        },
        "paths": paths,
        "components": { "schemas": types },
    })
}

/// A schema without what is for later stages alone (other names of properties, discriminators, listed numbers) or for readers
/// (examples, of which the generator would make copies), and with what progenitor has to be told: without `nullable`, an
/// optional list is a plain `Vec`, which refuses `null` and is not sent when empty.
fn shown(schema: &Value) -> Value {
    let Value::Object(map) = schema else {
        return match schema {
            Value::Array(items) => Value::Array(items.iter().map(shown).collect()),
            other => other.clone(),
        };
    };
    let required = map.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|it| it == name));
    let mut result = Map::new();
    for (key, value) in map {
        let value = match (key.as_str(), value) {
            (ALSO_NAMED | "discriminator" | "example", _) => continue,
            // The names of properties are not keywords.
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter().map(|(name, it)| {
                    let mut it = shown(it);
                    if let Value::Object(property) = &mut it
                        && !is_required(name)
                        && is_collection(property)
                    {
                        property.insert("nullable".to_owned(), Value::Bool(true));
                    }
                    (name.clone(), it)
                });
                Value::Object(properties.collect())
            }
            _ => shown(value),
        };
        result.insert(key.clone(), value);
    }
    // Numbers and booleans are listed for unions alone: an enum of them would refuse what the vendor adds.
    if !lists_strings(schema) {
        describe_enum(&mut result);
    }
    Value::Object(result)
}

/// A list, or an object that only has additional properties.
fn is_collection(schema: &Map<String, Value>) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => true,
        Some("object") => properties.is_none_or(Map::is_empty),
        _ => false,
    }
}
