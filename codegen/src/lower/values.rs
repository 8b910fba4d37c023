//! Rules for what a schema says about single values: defaults, bounds, patterns, formats, enums.

use serde_json::{Value, json};

use super::context::Context;
use super::schema::{describe_enum, literal, note};
use super::types::strip_documented;
use crate::error::Result;
use crate::upstream::known_formats;
use crate::upstream::names::distinct_variants;

/// Defaults are documented instead of being sent.
pub(super) fn defaults(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| match schema.shift_remove("default") {
        Some(Value::Null) => true,
        Some(value) => {
            note(schema, &format!("Default: `{}`.", literal(&value)));
            true
        }
        None => false,
    });
    Ok(())
}

/// Patterns and lengths of strings.
pub(super) fn strings(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        strip_documented(schema, &["pattern", "minLength", "maxLength"])
    });
    Ok(())
}

/// Bounds of numbers. What exceeds `i64` is said by the format instead.
pub(super) fn numbers(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let beyond = schema.get("maximum").is_some_and(|maximum| {
            maximum
                .as_f64()
                .is_some_and(|value| value > i64::MAX as f64)
        });
        let never_negative = schema
            .get("minimum")
            .is_some_and(|minimum| minimum.as_f64().is_some_and(|value| value >= 0.0));
        let integer = schema.get("type").is_some_and(|kind| kind == "integer");
        if integer && beyond && never_negative {
            schema.insert("format".to_owned(), json!("uint64"));
        }
        let exclusive = [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ];
        for (flag, bound) in exclusive {
            if schema.shift_remove(flag) == Some(Value::Bool(true))
                && let Some(value) = schema.shift_remove(bound)
            {
                schema.insert(flag.to_owned(), value);
            }
        }
        strip_documented(
            schema,
            &[
                "minimum",
                "exclusiveMinimum",
                "maximum",
                "exclusiveMaximum",
                "multipleOf",
            ],
        )
    });
    Ok(())
}

/// Formats that mean nothing to the generated code.
pub(super) fn formats(context: &mut Context) -> Result<()> {
    let types = context.formats;
    context.each_schema_object(|_, schema| {
        let Some(format) = schema
            .get("format")
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            return false;
        };
        let known = known_formats(schema.get("type").and_then(Value::as_str));
        let typed = schema.contains_key("type") && types.contains(&format);
        if typed || known.contains(&format.as_str()) {
            return false;
        }
        schema.shift_remove("format");
        note(schema, &format!("Format: `{format}`."));
        true
    });
    Ok(())
}

/// Enums that typify cannot make variants of, or that would refuse a value the vendor adds later. Numbers and booleans stay
/// listed, because they may tell the members of a union apart; what progenitor is shown has them no more.
pub(super) fn enums(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(Value::Array(values)) = schema.get("enum") else {
            return false;
        };
        let strings: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
        let is_string = schema.get("type").is_some_and(|kind| kind == "string");
        match strings {
            Some(strings) if is_string && !strings.is_empty() => {
                let mut distinct: Vec<&str> = Vec::new();
                for value in &strings {
                    if !distinct.contains(value) {
                        distinct.push(value);
                    }
                }
                if !distinct_variants(&distinct) {
                    describe_enum(schema);
                    return true;
                }
                let duplicates = distinct.len() != strings.len();
                if duplicates {
                    let values = distinct.iter().map(|value| json!(value)).collect();
                    schema.insert("enum".to_owned(), Value::Array(values));
                }
                duplicates
            }
            _ => {
                let listed: fn(&Value) -> bool = match schema.get("type").and_then(Value::as_str) {
                    Some("integer" | "number") => Value::is_number,
                    Some("boolean") => Value::is_boolean,
                    _ => |_| false,
                };
                if !values.is_empty() && values.iter().all(listed) {
                    return false;
                }
                describe_enum(schema);
                true
            }
        }
    });
    Ok(())
}

/// Titles name types in typify, and two schemas of one title become one type.
pub(super) fn titles(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| match schema.shift_remove("title") {
        Some(Value::String(title)) => {
            if !schema.contains_key("description") && !title.is_empty() {
                schema.insert("description".to_owned(), Value::String(title));
            }
            true
        }
        Some(_) => true,
        None => false,
    });
    Ok(())
}
