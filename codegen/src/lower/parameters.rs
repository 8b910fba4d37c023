//! Rules for parameters: which there are, and what progenitor can put on the wire.

use serde_json::{Map, Value, json};

use super::base_path::parameters_of;
use super::context::Context;
use super::objects::scalar_properties;
use super::schema::{is_any, is_nullable, is_scalar, kind, note, reference, resolved};
use super::wire_names::fault;
use crate::error::Result;

/// Header parameters that are not the caller's to set. OpenAPI says that the first three SHALL be ignored.
const IGNORED_HEADERS: [&str; 4] = ["accept", "content-type", "authorization", "user-agent"];

/// The keyword of a header parameter that is sent, although OpenAPI says that it SHALL be ignored.
pub(super) const SENT: &str = "x-sent";

pub(super) fn text<'v>(parameter: &'v Value, key: &str) -> &'v str {
    parameter
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub(super) fn required(parameter: &Value) -> bool {
    parameter.get("required") == Some(&Value::Bool(true))
}

/// Shows each parameter of each operation to `change`: what is answered takes its place, and a change counts.
/// `Err` drops the parameter when it is optional and leaves the operation out when it is required.
fn each(
    context: &mut Context,
    mut change: impl FnMut(Value, &Map<String, Value>) -> std::result::Result<Vec<Value>, String>,
) {
    context.each_operation(|visit| {
        let mut kept = Vec::new();
        for (index, parameter) in visit.take_parameters().into_iter().enumerate() {
            let at = index.to_string();
            let before = parameter.clone();
            match change(parameter, visit.schemas) {
                Ok(parameters) => {
                    if parameters.as_slice() != std::slice::from_ref(&before) {
                        visit.hit(&["parameters", &at]);
                    }
                    kept.extend(parameters);
                }
                Err(reason) => {
                    if required(&before) {
                        let name = text(&before, "name").to_owned();
                        let place = text(&before, "in").to_owned();
                        visit.leave_out(format!(
                            "the required {place} parameter `{name}` {reason} ({}/parameters/{index})",
                            visit.pointer
                        ));
                    } else {
                        visit.hit(&["parameters", &at]);
                    }
                }
            }
        }
        visit.set_parameters(kept);
    });
}

/// Header parameters that the HTTP client or the credentials set.
pub(super) fn ignored_headers(context: &mut Context) -> Result<()> {
    each(context, |parameter, _| {
        let name = text(&parameter, "name").to_ascii_lowercase();
        let sent = parameter.get(SENT) == Some(&Value::Bool(true));
        let ignored =
            !sent && text(&parameter, "in") == "header" && IGNORED_HEADERS.contains(&name.as_str());
        Ok(if ignored { Vec::new() } else { vec![parameter] })
    });
    Ok(())
}

/// What is no parameter at all: a reference that leads nowhere, an unknown place, no name or one that HTTP cannot send.
pub(super) fn malformed(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut kept = Vec::new();
        for (index, parameter) in visit.take_parameters().into_iter().enumerate() {
            if let Some(target) = reference(&parameter) {
                visit.leave_out(format!(
                    "a parameter refers to `{target}`, which the document does not hold ({}/parameters/{index})",
                    visit.pointer
                ));
            }
            match fault(&parameter) {
                None => kept.push(parameter),
                // The server would refuse the request without it.
                Some(fault) if required(&parameter) => visit.leave_out(format!(
                    "a required parameter {fault} ({}/parameters/{index})",
                    visit.pointer
                )),
                Some(_) => visit.hit(&["parameters", &index.to_string()]),
            }
        }
        visit.set_parameters(kept);
    });
    Ok(())
}

/// Path parameters that the template names without a declaration, and the other way round.
pub(super) fn path_templates(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let names = parameters_of(visit.path);
        if !well_formed(visit.path) {
            visit.leave_out(format!(
                "the path template `{}` is not well formed ({})",
                visit.path, visit.pointer
            ));
            return;
        }
        let mut changed = false;
        let mut parameters = visit.take_parameters();
        parameters.retain(|parameter| {
            let kept = text(parameter, "in") != "path"
                || names.iter().any(|name| name == text(parameter, "name"));
            changed |= !kept;
            kept
        });
        for parameter in &mut parameters {
            if text(parameter, "in") == "path" && !required(parameter) {
                set(parameter, "required", json!(true));
                changed = true;
            }
        }
        for name in &names {
            let declared = parameters.iter().any(|parameter| {
                text(parameter, "in") == "path" && text(parameter, "name") == name
            });
            if !declared {
                parameters.push(json!({
                    "name": name, "in": "path", "required": true, "schema": { "type": "string" }
                }));
                changed = true;
            }
        }
        visit.set_parameters(parameters);
        if changed {
            visit.hit(&["parameters"]);
        }
    });
    Ok(())
}

/// What progenitor's template parser takes: a slash first, braces in pairs around a name without slash, no
/// name twice.
fn well_formed(path: &str) -> bool {
    let names = parameters_of(path);
    let braces =
        path.matches('{').count() == names.len() && path.matches('}').count() == names.len();
    let sound = names
        .iter()
        .all(|name| !name.is_empty() && !name.contains(['/', '{']));
    path.starts_with('/') && braces && sound
}

pub(super) fn set(parameter: &mut Value, key: &str, value: Value) {
    if let Value::Object(parameter) = parameter {
        parameter.insert(key.to_owned(), value);
    }
}

/// Cookie parameters.
pub(super) fn cookies(context: &mut Context) -> Result<()> {
    each(context, |parameter, _| {
        if text(&parameter, "in") == "cookie" {
            return Err("is a cookie, which progenitor does not send".to_owned());
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// `content` instead of `schema`: the caller gives the encoded text.
pub(super) fn contents(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, _| {
        let Value::Object(map) = &mut parameter else {
            return Ok(Vec::new());
        };
        match map.shift_remove("content") {
            Some(content) if !map.contains_key("schema") => {
                let media = content
                    .as_object()
                    .and_then(|content| content.keys().next())
                    .cloned();
                let media = media.unwrap_or_else(|| "text/plain".to_owned());
                map.insert("schema".to_owned(), json!({ "type": "string" }));
                note(
                    map,
                    &format!("The value is sent as given: encode it as `{media}`."),
                );
            }
            _ => {
                map.entry("schema")
                    .or_insert_with(|| json!({ "type": "string" }));
            }
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// `deepObject`: one parameter for each property, in the spelling that the style prescribes.
pub(super) fn deep_objects(context: &mut Context) -> Result<()> {
    each(context, |parameter, schemas| {
        if text(&parameter, "style") != "deepObject" {
            return Ok(vec![parameter]);
        }
        let schema = parameter.get("schema").cloned().unwrap_or_default();
        let Some(properties) =
            scalar_properties(&schema, schemas).filter(|properties| !properties.is_empty())
        else {
            return Err("has the style `deepObject` without plain properties, which progenitor does not encode".to_owned());
        };
        let always: Vec<Value> = resolved(&schema, schemas)
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let parts = properties.into_iter().map(|(name, property)| {
            let mut part = Map::new();
            part.insert(
                "name".to_owned(),
                json!(format!("{}[{name}]", text(&parameter, "name"))),
            );
            part.insert("in".to_owned(), json!("query"));
            if let Some(description) = property.get("description") {
                part.insert("description".to_owned(), description.clone());
            }
            if required(&parameter) && always.iter().any(|required| *required == name) {
                part.insert("required".to_owned(), json!(true));
            }
            part.insert("schema".to_owned(), property);
            Value::Object(part)
        });
        Ok(parts.collect())
    });
    Ok(())
}

/// Lists that are sent as one value.
pub(super) fn joined_lists(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, schemas| {
        let place = text(&parameter, "in").to_owned();
        let style = text(&parameter, "style").to_owned();
        let schema = parameter.get("schema").cloned().unwrap_or_default();
        let list = kind(resolved(&schema, schemas)) == Some("array");
        if !list {
            return Ok(vec![parameter]);
        }
        let separator = match (place.as_str(), style.as_str()) {
            ("query", "spaceDelimited") => "spaces",
            ("query", "pipeDelimited") => "`|`",
            ("query", _) if parameter.get("explode") != Some(&Value::Bool(false)) => {
                return Ok(vec![parameter]);
            }
            _ => "commas",
        };
        set(&mut parameter, "schema", json!({ "type": "string" }));
        if let Value::Object(map) = &mut parameter {
            note(
                map,
                &format!("A list: its values, separated by {separator}."),
            );
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// The styles that progenitor refuses, and those that go without saying.
pub(super) fn styles(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, _| {
        let place = text(&parameter, "in").to_owned();
        let style = text(&parameter, "style").to_owned();
        if place == "path" && matches!(style.as_str(), "matrix" | "label") {
            return Err(format!(
                "has the style `{style}`, which progenitor does not encode"
            ));
        }
        if let Value::Object(map) = &mut parameter {
            for key in ["style", "explode", "allowReserved"] {
                map.shift_remove(key);
            }
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// Types that progenitor cannot print into a path or header, or spread over a query.
pub(super) fn types(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, schemas| {
        let place = text(&parameter, "in").to_owned();
        let schema = parameter.get("schema").cloned().unwrap_or_default();
        let lowered = if place == "query" {
            query_type(&schema, schemas)?
        } else {
            printed_type(&schema, schemas)
        };
        if lowered != schema {
            if !is_scalar(resolved(&schema, schemas))
                && !is_any(resolved(&schema, schemas))
                && let Value::Object(map) = &mut parameter
            {
                note(map, "The value is sent as given.");
            }
            set(&mut parameter, "schema", lowered);
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// What an inline schema says about its parameter; progenitor documents the parameter's own description only.
pub(super) fn descriptions(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, _| {
        let described = parameter
            .get_mut("schema")
            .and_then(Value::as_object_mut)
            .and_then(|schema| schema.shift_remove("description"));
        if let (Some(Value::String(text)), Value::Object(parameter)) = (described, &mut parameter) {
            note(parameter, &text);
        }
        Ok(vec![parameter])
    });
    Ok(())
}

/// A type whose `Display` is its wire format. That of `DateTime` is not RFC 3339, and `Value` prints quotes.
fn printed_type(schema: &Value, schemas: &Map<String, Value>) -> Value {
    let target = resolved(schema, schemas);
    if !is_scalar(target) {
        return json!({ "type": "string" });
    }
    if target
        .get("format")
        .is_some_and(|format| format == "date-time")
    {
        return json!({ "type": "string", "description": "A date and time as RFC 3339 writes it." });
    }
    not_nullable(schema, schemas)
}

fn query_type(schema: &Value, schemas: &Map<String, Value>) -> std::result::Result<Value, String> {
    let target = resolved(schema, schemas);
    match kind(target) {
        Some("array") => {
            let items = target.get("items").cloned().unwrap_or_default();
            if is_scalar(resolved(&items, schemas)) {
                return Ok(not_nullable(schema, schemas));
            }
            if is_any(resolved(&items, schemas)) {
                return Ok(json!({ "type": "array", "items": { "type": "string" } }));
            }
            Err("is a list of values that are not plain".to_owned())
        }
        Some("object") => match scalar_properties(schema, schemas) {
            Some(properties) if !properties.is_empty() => Ok(not_nullable(schema, schemas)),
            _ => Err("is an object that a query cannot spell out".to_owned()),
        },
        Some(_) => Ok(not_nullable(schema, schemas)),
        None => Ok(json!({ "type": "string" })),
    }
}

/// The schema without `null`, which neither a path nor a header nor a query can hold.
fn not_nullable(schema: &Value, schemas: &Map<String, Value>) -> Value {
    if !is_nullable(schema, schemas) {
        return schema.clone();
    }
    let mut copy = resolved(schema, schemas).clone();
    if let Value::Object(copy) = &mut copy {
        copy.shift_remove("nullable");
    }
    copy
}
