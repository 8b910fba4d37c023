//! Where schemas stand in an OpenAPI document.
//!
//! Rules that change schemas must not touch what only looks like one (an example may hold a key `type`), so
//! they visit schemas by their position in the specification, never by their shape.

use serde_json::Value;

use crate::document::METHODS;
use crate::pointer;

/// What a visit does with the schema it is shown.
pub(super) type Visit<'v> = dyn FnMut(&str, &mut Value) + 'v;

/// The keys under which a schema holds one schema.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];
/// The keys under which a schema holds a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
/// The keys under which a schema holds schemas by name.
const NAMED: [&str; 2] = ["properties", "patternProperties"];

/// Shows every schema of `document` to `visit`, an outer schema before those within it, so that a visit
/// decides what there is to descend into.
pub(super) fn schemas(document: &mut Value, visit: &mut Visit) {
    if let Some(components) = document.get_mut("components") {
        let kinds: [(&str, fn(&str, &mut Value, &mut Visit)); 6] = [
            ("schemas", within),
            ("parameters", holder),
            ("headers", holder),
            ("requestBodies", holder),
            ("responses", response),
            ("pathItems", path_item),
        ];
        for (kind, show) in kinds {
            let at = format!("/components/{kind}");
            each(&at, components.get_mut(kind), |at, value| {
                show(at, value, visit);
            });
        }
    }
    each("/paths", document.get_mut("paths"), |at, value| {
        path_item(at, value, visit);
    });
}

/// Shows `schema` and those within it to `visit`, as [`schemas`] does.
pub(super) fn within(at: &str, schema: &mut Value, visit: &mut Visit) {
    visit(at, schema);
    for key in ONE {
        if let Some(value @ (Value::Object(_) | Value::Bool(_))) = schema.get_mut(key) {
            within(&pointer::join(at, key), value, visit);
        }
    }
    for key in LIST {
        if let Some(Value::Array(members)) = schema.get_mut(key) {
            for (index, member) in members.iter_mut().enumerate() {
                within(&format!("{at}/{key}/{index}"), member, visit);
            }
        }
    }
    for key in NAMED {
        each(&pointer::join(at, key), schema.get_mut(key), |at, value| {
            within(at, value, visit);
        });
    }
}

/// A parameter, header or request body: a `schema`, a `content`, or both.
fn holder(at: &str, value: &mut Value, visit: &mut Visit) {
    if let Some(schema) = value.get_mut("schema") {
        within(&pointer::join(at, "schema"), schema, visit);
    }
    each(
        &pointer::join(at, "content"),
        value.get_mut("content"),
        |at, media| {
            if let Some(schema) = media.get_mut("schema") {
                within(&pointer::join(at, "schema"), schema, visit);
            }
        },
    );
}

fn response(at: &str, value: &mut Value, visit: &mut Visit) {
    holder(at, value, visit);
    each(
        &pointer::join(at, "headers"),
        value.get_mut("headers"),
        |at, header| holder(at, header, visit),
    );
}

fn path_item(at: &str, item: &mut Value, visit: &mut Visit) {
    parameters(at, item, visit);
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else {
            continue;
        };
        let at = pointer::join(at, method);
        parameters(&at, operation, visit);
        if let Some(body) = operation.get_mut("requestBody") {
            holder(&pointer::join(&at, "requestBody"), body, visit);
        }
        each(
            &pointer::join(&at, "responses"),
            operation.get_mut("responses"),
            |at, value| response(at, value, visit),
        );
    }
}

fn parameters(at: &str, owner: &mut Value, visit: &mut Visit) {
    if let Some(Value::Array(list)) = owner.get_mut("parameters") {
        for (index, parameter) in list.iter_mut().enumerate() {
            holder(&format!("{at}/parameters/{index}"), parameter, visit);
        }
    }
}

/// Every entry of `map`, if it is one, with its pointer.
pub(super) fn each(at: &str, map: Option<&mut Value>, mut show: impl FnMut(&str, &mut Value)) {
    if let Some(Value::Object(map)) = map {
        for (key, value) in map.iter_mut() {
            show(&pointer::join(at, key), value);
        }
    }
}
