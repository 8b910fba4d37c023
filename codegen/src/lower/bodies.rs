//! Rules for request bodies.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::components::references;
use super::context::{Context, Effect};
use super::references::unheld;
use super::schema::{component_name, kind, reference, reference_to, resolved, wrapped_name};
use crate::error::Result;
use crate::upstream::media::essence;
use crate::upstream::names::pascal;

fn content(operation: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
        .and_then(Value::as_object_mut)
}

/// A body has to say what it is.
pub(super) fn parts(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let Some(body) = visit.operation.get("requestBody") else {
            return;
        };
        if let Some(target) = reference(body) {
            let at = format!("{}/requestBody", visit.pointer);
            visit.leave_out(unheld("the request body", target, &at));
            return;
        }
        if content(visit.operation).is_none_or(|content| content.is_empty()) {
            let body = visit.operation.shift_remove("requestBody");
            let what = "the body is not sent, because the document names no media type for it";
            visit.lose(body.as_ref(), &[], Effect::here(what));
            visit.hit(&["requestBody"]);
        }
    });
    Ok(())
}

/// The format of a property that is a file.
pub(crate) const FILE: &str = "binary";

/// Files: `format: binary` in multipart bodies alone. Elsewhere it says nothing that a string does not.
pub(super) fn files(context: &mut Context) -> Result<()> {
    let elsewhere = used_elsewhere(&context.document);
    context.each_operation(|visit| {
        let id = visit.operation.get("operationId").and_then(Value::as_str);
        let copy = pascal(&format!("{} multipart", id.unwrap_or_default()));
        let schemas = &*visit.schemas;
        let (mut copied, mut changed) = (None, false);
        for (media, value) in content(visit.operation).into_iter().flatten() {
            if !essence(media).starts_with("multipart/") {
                continue;
            }
            let encoding = value.get("encoding").cloned().unwrap_or_default();
            let Some(schema) = value.get_mut("schema") else {
                continue;
            };
            let target = resolved(schema, schemas).clone();
            let Some(marked) = marked(&target, &encoding, schemas) else {
                continue;
            };
            changed |= !is_marked(&target, &marked);
            match component_name(schema).or_else(|| wrapped_name(schema)) {
                Some(name) if elsewhere.contains(name) => {
                    copied = Some((copy.clone(), marked));
                    *schema = json!({ "$ref": reference_to(&copy) });
                    changed = true;
                }
                Some(name) => copied = Some((name.to_owned(), marked)),
                None => *schema = marked,
            }
        }
        if let Some((name, schema)) = copied {
            visit.schemas.insert(name, schema);
        }
        if changed {
            visit.hit(&["requestBody", "content"]);
        }
    });
    strip(context);
    Ok(())
}

/// The key that keeps a file's format while the others are stripped.
const KEPT: &str = "x-lower-file";

/// Drops `format: binary` where no file was marked.
fn strip(context: &mut Context) {
    context.each_schema_object(|_, schema| {
        let binary = schema.get("format").is_some_and(|format| format == FILE);
        if schema.shift_remove(KEPT).is_some() {
            schema.insert("format".to_owned(), json!(FILE));
            return false;
        }
        if binary {
            schema.shift_remove("format");
        }
        binary
    });
}

/// `object` with its files marked; `None` when it has none.
fn marked(object: &Value, encoding: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    let mut marked = object.clone();
    let properties = marked.get_mut("properties")?.as_object_mut()?;
    let mut found = false;
    for (name, property) in properties {
        let media = encoding
            .get(name)
            .and_then(|it| it.get("contentType"))
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some(file) = file(property, media, schemas) {
            *property = file;
            found = true;
        }
    }
    found.then_some(marked)
}

/// Whether `object` says already what `marked` does.
fn is_marked(object: &Value, marked: &Value) -> bool {
    let mut plain = marked.clone();
    let properties = plain.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(Map::values_mut) {
        unkeep(property);
    }
    *object == plain
}

fn unkeep(property: &mut Value) {
    if let Value::Object(property) = property {
        property.shift_remove(KEPT);
        if let Some(items) = property.get_mut("items") {
            unkeep(items);
        }
    }
}

/// A property as a file, or a list of files.
fn file(property: &Value, media: &str, schemas: &Map<String, Value>) -> Option<Value> {
    let target = resolved(property, schemas);
    let mut copy = target.clone();
    if kind(target) == Some("array") {
        let items = file(target.get("items")?, media, schemas)?;
        copy.as_object_mut()?.insert("items".to_owned(), items);
    } else {
        let binary = target.get("format").is_some_and(|format| format == FILE);
        let of_media = kind(target) == Some("string") && is_file(media);
        if !binary && !of_media {
            return None;
        }
        let object = copy.as_object_mut()?;
        object.insert("type".to_owned(), json!("string"));
        object.insert("format".to_owned(), json!(FILE));
        object.insert(KEPT.to_owned(), json!(true));
    }
    if let (Some(text), Some(object)) = (property.get("description"), copy.as_object_mut()) {
        object.insert("description".to_owned(), text.clone());
    }
    Some(copy)
}

/// Whether a part of this media type is a file: neither text nor JSON.
fn is_file(media: &str) -> bool {
    let media = essence(media);
    !media.is_empty() && !media.starts_with("text/") && !crate::upstream::media::is_json(&media)
}

/// The components that something else than a multipart body refers to.
fn used_elsewhere(document: &Value) -> BTreeSet<String> {
    let mut found = Vec::new();
    for (_, schema) in document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        references(schema, &mut found);
    }
    for operation in crate::document::operations(document) {
        let mut operation = operation.value.clone();
        if let Some(content) = operation
            .pointer_mut("/requestBody/content")
            .and_then(Value::as_object_mut)
        {
            content.retain(|media, _| !essence(media).starts_with("multipart/"));
        }
        references(&operation, &mut found);
    }
    found.into_iter().collect()
}
