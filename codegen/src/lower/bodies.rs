//! Rules for request bodies.

use serde_json::{Map, Value, json};

use super::context::{Context, Visit};
use super::schema::{is_any, is_scalar, kind, note, reference, resolved};
use crate::error::Result;

/// The media types that progenitor sends, best first.
const SENT: [&str; 4] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
];

/// `Application/JSON; charset=utf-8` is `application/json`.
pub(super) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or(media)
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type holds JSON.
pub(super) fn is_json(media: &str) -> bool {
    let media = essence(media);
    matches!(media.as_str(), "application/json" | "text/json") || media.ends_with("+json")
}

fn is_wildcard(media: &str) -> bool {
    matches!(essence(media).as_str(), "*/*" | "application/*")
}

fn content<'v>(visit: &'v mut Visit) -> Option<&'v mut Map<String, Value>> {
    visit
        .operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
        .and_then(Value::as_object_mut)
}

/// One media type a body, and one that progenitor sends.
pub(super) fn media_types(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let Some(body) = visit.operation.get("requestBody") else { return };
        if let Some(target) = reference(body) {
            visit.leave_out(format!("the request body refers to `{target}`, which the document does not hold ({}/requestBody)", visit.pointer));
            return;
        }
        let offered: Vec<String> = match content(visit) {
            Some(content) if !content.is_empty() => content.keys().cloned().collect(),
            _ => {
                visit.operation.shift_remove("requestBody");
                visit.hit(&["requestBody"]);
                return;
            }
        };
        let Some(chosen) = choose(&offered) else {
            // 3.0 says that a body SHALL be ignored where HTTP gives it no meaning.
            if matches!(visit.method, "get" | "head" | "trace") {
                visit.operation.shift_remove("requestBody");
                visit.hit(&["requestBody"]);
                return;
            }
            visit.leave_out(format!(
                "the request body is `{}`, which progenitor does not send ({}/requestBody/content)",
                offered.join("`, `"), visit.pointer
            ));
            return;
        };
        let Some(all) = content(visit) else { return };
        let media = all.get(&chosen).cloned().unwrap_or_default();
        let name = sent_as(&chosen, &media);
        if offered.len() == 1 && name == chosen {
            return;
        }
        all.clear();
        all.insert(name.clone(), media);
        if let (true, Some(Value::Object(body))) = (essence(&chosen) != name && !is_wildcard(&chosen), visit.operation.get_mut("requestBody")) {
            note(body, &format!("Sent as `{name}`; the document names `{chosen}`."));
        }
        visit.hit(&["requestBody", "content"]);
    });
    Ok(())
}

fn choose(offered: &[String]) -> Option<String> {
    let rank = |media: &String| {
        let media = essence(media);
        match SENT.iter().position(|sent| *sent == media) {
            Some(0) => Some(0),
            Some(position) => Some(position + 1),
            None if is_json(&media) => Some(1),
            None if media == "text/x-markdown" => Some(3),
            None if is_wildcard(&media) => Some(6),
            None => None,
        }
    };
    offered
        .iter()
        .filter_map(|media| rank(media).map(|rank| (rank, media)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, media)| media.clone())
}

/// The name under which progenitor knows a media type.
fn sent_as(media: &str, value: &Value) -> String {
    let essence = essence(media);
    if is_json(&essence) {
        "application/json".to_owned()
    } else if is_wildcard(&essence) {
        let binary = value
            .pointer("/schema/format")
            .is_some_and(|format| format == "binary");
        let described = value.get("schema").is_some_and(|schema| !is_any(schema));
        let name = if described && !binary {
            "application/json"
        } else {
            "application/octet-stream"
        };
        name.to_owned()
    } else {
        essence
    }
}

/// The schema of a body: there has to be one, and raw bodies have one form only.
pub(super) fn schemas(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut changed = false;
        if let Some((media, value)) = content(visit).and_then(|content| content.iter_mut().next())
            && let Value::Object(value) = value
        {
            changed |= value.shift_remove("encoding").is_some();
            let wanted = match media.as_str() {
                "application/octet-stream" => json!({ "type": "string", "format": "binary" }),
                "text/plain" | "text/x-markdown" => json!({ "type": "string" }),
                _ => value.get("schema").cloned().unwrap_or_else(|| json!({})),
            };
            if value.get("schema") != Some(&wanted) {
                value.insert("schema".to_owned(), wanted);
                changed = true;
            }
        }
        if changed {
            visit.hit(&["requestBody", "content"]);
        }
    });
    Ok(())
}

/// Forms are flat: a list becomes its one value, what is no plain value cannot be sent.
pub(super) fn forms(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let pointer = visit.pointer.clone();
        let Some(schema) = content(visit)
            .and_then(|content| content.get("application/x-www-form-urlencoded"))
            .and_then(|media| media.get("schema"))
            .cloned()
        else {
            return;
        };
        match flat_form(&schema, visit.schemas) {
            Ok(flat) if flat == schema => {}
            Ok(flat) => {
                if let Some(media) = content(visit)
                    .and_then(|content| content.get_mut("application/x-www-form-urlencoded"))
                    && let Value::Object(media) = media
                {
                    media.insert("schema".to_owned(), flat);
                }
                visit.hit(&[
                    "requestBody",
                    "content",
                    "application/x-www-form-urlencoded",
                    "schema",
                ]);
            }
            Err(reason) => visit.leave_out(format!(
                "{reason} ({pointer}/requestBody/content/application~1x-www-form-urlencoded/schema)"
            )),
        }
    });
    Ok(())
}

fn flat_form(schema: &Value, schemas: &Map<String, Value>) -> std::result::Result<Value, String> {
    let target = resolved(schema, schemas);
    if let Some(Value::Array(members)) = target.get("oneOf") {
        let flat = members
            .iter()
            .map(|member| flat_form(member, schemas))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        if flat == *members {
            return Ok(schema.clone());
        }
        return Ok(json!({ "oneOf": flat }));
    }
    if is_any(target) || target.get("properties").is_none() {
        let map = target
            .get("additionalProperties")
            .cloned()
            .unwrap_or_default();
        let flat = is_scalar(resolved(&map, schemas));
        return match kind(target) {
            Some("object") if flat => Ok(schema.clone()),
            Some("object") | None if target.get("oneOf").is_none() => {
                Ok(json!({ "type": "object", "additionalProperties": { "type": "string" } }))
            }
            _ => Err("the form is not an object".to_owned()),
        };
    }
    let mut flat = target.clone();
    let needed: Vec<Value> = flat
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut lost = None;
    let mut changed = false;
    if let Some(Value::Object(properties)) = flat.get_mut("properties") {
        properties.retain(|name, property| {
            let target = resolved(property, schemas);
            if is_scalar(target) {
                return true;
            }
            changed = true;
            let items = target
                .get("items")
                .map(|items| resolved(items, schemas).clone());
            match items {
                Some(items) if is_scalar(&items) || is_any(&items) => {
                    *property = one_of_list(property, &items);
                    true
                }
                _ if is_any(target) => {
                    set_type(property);
                    true
                }
                _ => {
                    if needed.iter().any(|needed| needed == name) {
                        lost.get_or_insert_with(|| {
                            format!("the required form field `{name}` is not a plain value")
                        });
                    }
                    false
                }
            }
        });
    }
    if let (Value::Object(flat), true) = (
        &mut flat,
        target
            .get("additionalProperties")
            .is_some_and(Value::is_object),
    ) {
        flat.shift_remove("additionalProperties");
        changed = true;
    }
    match lost {
        Some(reason) => Err(reason),
        None if changed => Ok(flat),
        None => Ok(schema.clone()),
    }
}

/// The item of a list: a form repeats the key for each, and the one value is a list of one.
fn one_of_list(list: &Value, items: &Value) -> Value {
    let mut one = items.as_object().cloned().unwrap_or_default();
    one.entry("type").or_insert_with(|| json!("string"));
    one.shift_remove("nullable");
    if let Some(description) = list.get("description") {
        one.insert("description".to_owned(), description.clone());
    }
    note(
        &mut one,
        "The document has a list here; one value can be sent.",
    );
    Value::Object(one)
}

fn set_type(property: &mut Value) {
    if let Value::Object(property) = property {
        property.shift_remove("allOf");
        property.shift_remove("$ref");
        property.insert("type".to_owned(), json!("string"));
    }
}

/// progenitor sends every body, so an optional one is documented as such.
pub(super) fn optional(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let Some(Value::Object(body)) = visit.operation.get_mut("requestBody") else {
            return;
        };
        if body.get("required") == Some(&Value::Bool(true)) {
            return;
        }
        body.insert("required".to_owned(), Value::Bool(true));
        note(
            body,
            "The document makes the body optional; it is always sent.",
        );
        visit.hit(&["requestBody"]);
    });
    Ok(())
}
