//! Rules for the type of a schema, and for keywords that do not go with it.

use serde_json::{Map, Value, json};

use super::context::{Change, Context};
use super::schema::{is_annotation, literal, note};
use crate::error::Result;

/// Keywords that narrow a collection; typify makes of them fixed-size arrays or nothing at all.
pub(super) const SIZES: [&str; 5] = [
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Sizes of collections are documented instead of being part of the type.
pub(super) fn sizes(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| strip_documented(schema, &SIZES));
    Ok(())
}

/// Removes `keywords` and says in the description what they were.
pub(super) fn strip_documented(schema: &mut Map<String, Value>, keywords: &[&str]) -> bool {
    let mut found = Vec::new();
    for keyword in keywords {
        if let Some(value) = schema.shift_remove(*keyword)
            && value != Value::Bool(false)
        {
            found.push(format!("{keyword} `{}`", literal(&value)));
        }
    }
    if found.is_empty() {
        return false;
    }
    note(schema, &format!("Constraints: {}.", found.join(", ")));
    true
}

/// A schema without `type` gets the one that its keywords imply.
pub(super) fn implied(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        if let Some(kind) = schema.get("type").and_then(Value::as_str) {
            if ["string", "number", "integer", "boolean", "array", "object"].contains(&kind) {
                return Change::None;
            }
            let kind = kind.to_owned();
            schema.shift_remove("type");
            let bare = !["properties", "items", "allOf", "anyOf", "oneOf", "$ref"]
                .iter()
                .any(|key| schema.contains_key(*key));
            return match kind.as_str() {
                kind if bare && kind != "any" => {
                    let what = format!("a value is any, because `type: {kind}` is no type of JSON");
                    Change::loses(what)
                }
                _ => Change::Same,
            };
        }
        let has = |key: &str| schema.contains_key(key);
        if has("$ref") {
            return Change::None;
        }
        let all_strings = schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string));
        let kind = if has("properties") || has("additionalProperties") {
            "object"
        } else if has("items") {
            "array"
        } else if all_strings || has("pattern") || has("minLength") || has("maxLength") {
            "string"
        } else if has("multipleOf") || has("minimum") || has("maximum") {
            "number"
        } else {
            // `null` satisfies a schema without a type anyway, and typify would allow nothing else.
            let bare = schema.keys().all(|key| is_annotation(key));
            return Change::from(bare && schema.shift_remove("nullable").is_some());
        };
        schema.insert("type".to_owned(), json!(kind));
        Change::Same
    });
    Ok(())
}

/// Keywords that belong to another type than the schema's own.
pub(super) fn misplaced(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let foreign: &[&str] = match schema.get("type").and_then(Value::as_str) {
            Some("object") => &["items", "format", "enum"],
            Some("array") => &[
                "properties",
                "required",
                "additionalProperties",
                "format",
                "enum",
            ],
            Some("boolean") => &[
                "items",
                "properties",
                "required",
                "additionalProperties",
                "format",
                "enum",
            ],
            Some(_) => &["items", "properties", "required", "additionalProperties"],
            None => &["format", "enum"],
        };
        let before = schema.len();
        schema.retain(|key, _| !foreign.contains(&key.as_str()));
        if schema.get("type").is_some_and(|kind| kind == "array") {
            if schema.contains_key("items") {
                return schema.len() != before;
            }
            schema.insert("items".to_owned(), json!({}));
            return true;
        }
        schema.len() != before
    });
    Ok(())
}
