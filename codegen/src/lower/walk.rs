//! Where schemas stand in an OpenAPI document.
//!
//! Rules that change schemas must not touch what only looks like one (an example may hold a key `type`), so
//! they visit schemas by their position in the specification, never by their shape.

use serde_json::Value;

use crate::document::METHODS;
use crate::pointer;

/// What a visit does with the schema it is shown.
pub(crate) type Visit<'v> = dyn FnMut(&str, &mut Value) + 'v;

/// How the schemas within one component of a kind are shown.
type Show = fn(&mut String, &mut Value, &mut Visit);

/// The keys under which a schema holds one schema.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];
/// The keys under which a schema holds a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
/// The keys under which a schema holds schemas by name.
const NAMED: [&str; 2] = ["properties", "patternProperties"];

/// Shows every schema of `document` to `visit`, an outer schema before those within it, so that a visit
/// decides what there is to descend into.
pub(crate) fn schemas(document: &mut Value, visit: &mut Visit) {
    let mut at = String::new();
    if let Some(components) = document.get_mut("components") {
        let kinds: [(&str, Show); 6] = [
            ("schemas", inner),
            ("parameters", holder),
            ("headers", holder),
            ("requestBodies", holder),
            ("responses", response),
            ("pathItems", path_item),
        ];
        below(&mut at, "components", |at| {
            for (kind, show) in kinds {
                entries(at, components, kind, |at, value| show(at, value, visit));
            }
        });
    }
    entries(&mut at, document, "paths", |at, item| {
        path_item(at, item, visit)
    });
}

/// Shows `schema` and those within it to `visit`, as [`schemas`] does.
pub(super) fn within(at: &str, schema: &mut Value, visit: &mut Visit) {
    inner(&mut at.to_owned(), schema, visit);
}

/// Every entry of `map`, if it is one, with its pointer.
pub(super) fn each(at: &str, map: Option<&mut Value>, mut show: impl FnMut(&str, &mut Value)) {
    if let Some(Value::Object(map)) = map {
        for (key, value) in map.iter_mut() {
            show(&pointer::join(at, key), value);
        }
    }
}

/// `at` extended by `token` while `show` runs: one buffer serves the whole walk.
fn below(at: &mut String, token: &str, show: impl FnOnce(&mut String)) {
    let length = at.len();
    at.push('/');
    if token.bytes().any(|byte| byte == b'~' || byte == b'/') {
        at.push_str(&pointer::escape(token));
    } else {
        at.push_str(token);
    }
    show(at);
    at.truncate(length);
}

/// Every entry of the object under `key`, if there is one.
fn entries(
    at: &mut String,
    owner: &mut Value,
    key: &str,
    mut show: impl FnMut(&mut String, &mut Value),
) {
    if let Some(Value::Object(map)) = owner.get_mut(key) {
        below(at, key, |at| {
            for (name, value) in map.iter_mut() {
                below(at, name, |at| show(at, value));
            }
        });
    }
}

/// Every item of the list under `key`, if there is one.
fn items(
    at: &mut String,
    owner: &mut Value,
    key: &str,
    mut show: impl FnMut(&mut String, &mut Value),
) {
    if let Some(Value::Array(list)) = owner.get_mut(key) {
        below(at, key, |at| {
            for (index, value) in list.iter_mut().enumerate() {
                below(at, &index.to_string(), |at| show(at, value));
            }
        });
    }
}

fn inner(at: &mut String, schema: &mut Value, visit: &mut Visit) {
    visit(at, schema);
    // One pass over the keys that are there: this is the hottest place of the stage, and a schema has few.
    let Value::Object(map) = schema else { return };
    for (key, value) in map.iter_mut() {
        let key = key.as_str();
        match value {
            Value::Object(_) | Value::Bool(_) if ONE.contains(&key) => {
                below(at, key, |at| inner(at, value, visit));
            }
            Value::Array(list) if LIST.contains(&key) => below(at, key, |at| {
                for (index, member) in list.iter_mut().enumerate() {
                    below(at, &index.to_string(), |at| inner(at, member, visit));
                }
            }),
            Value::Object(properties) if NAMED.contains(&key) => below(at, key, |at| {
                for (name, property) in properties.iter_mut() {
                    below(at, name, |at| inner(at, property, visit));
                }
            }),
            _ => {}
        }
    }
}

/// A parameter, header or request body: a `schema`, a `content`, or both.
fn holder(at: &mut String, value: &mut Value, visit: &mut Visit) {
    if let Some(schema) = value.get_mut("schema") {
        below(at, "schema", |at| inner(at, schema, visit));
    }
    entries(at, value, "content", |at, media| {
        if let Some(schema) = media.get_mut("schema") {
            below(at, "schema", |at| inner(at, schema, visit));
        }
    });
}

fn response(at: &mut String, value: &mut Value, visit: &mut Visit) {
    holder(at, value, visit);
    entries(at, value, "headers", |at, header| holder(at, header, visit));
}

fn path_item(at: &mut String, item: &mut Value, visit: &mut Visit) {
    items(at, item, "parameters", |at, parameter| {
        holder(at, parameter, visit)
    });
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else {
            continue;
        };
        below(at, method, |at| {
            items(at, operation, "parameters", |at, parameter| {
                holder(at, parameter, visit)
            });
            if let Some(body) = operation.get_mut("requestBody") {
                below(at, "requestBody", |at| holder(at, body, visit));
            }
            entries(at, operation, "responses", |at, value| {
                response(at, value, visit)
            });
        });
    }
}
