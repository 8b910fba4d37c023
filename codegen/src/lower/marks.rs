//! Where operations, parameters, bodies and responses come from, while rules move them about.
//!
//! Each of them carries its pointer in the given document as a key from before the first rule until after the last one, so
//! that a rule can say where something stands that it has written out elsewhere, or that has another index by now.

use std::collections::BTreeMap;

use serde_json::Value;

use super::walk::each;
use crate::document::METHODS;
use crate::pointer;

/// The key.
pub(super) const FROM: &str = "x-lower-from";

/// Marks everything in `document`.
pub(super) fn mark(document: &mut Value) {
    for kind in ["parameters", "requestBodies", "responses"] {
        let at = format!("/components/{kind}");
        each(&at, document.pointer_mut(&at), set);
    }
    let at = "/components/pathItems";
    each(at, document.pointer_mut(at), path_item);
    each("/paths", document.get_mut("paths"), path_item);
}

fn path_item(at: &str, item: &mut Value) {
    parameters(at, item);
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else {
            continue;
        };
        let at = pointer::join(at, method);
        parameters(&at, operation);
        if let Some(body) = operation.get_mut("requestBody") {
            set(&pointer::join(&at, "requestBody"), body);
        }
        let at_responses = pointer::join(&at, "responses");
        each(&at_responses, operation.get_mut("responses"), set);
        set(&at, operation);
    }
}

fn parameters(at: &str, owner: &mut Value) {
    if let Some(Value::Array(parameters)) = owner.get_mut("parameters") {
        for (index, parameter) in parameters.iter_mut().enumerate() {
            set(&format!("{at}/parameters/{index}"), parameter);
        }
    }
}

fn set(at: &str, value: &mut Value) {
    if let Value::Object(map) = value {
        map.insert(FROM.to_owned(), Value::String(at.to_owned()));
    }
}

/// Where `value` stands in the given document.
pub(super) fn of(value: &Value) -> Option<&str> {
    value.get(FROM).and_then(Value::as_str)
}

/// Takes the marks of the operations out of `document`: where everything comes from that stands elsewhere now.
pub(super) fn strip(document: &mut Value) -> BTreeMap<String, String> {
    let mut moved = BTreeMap::new();
    let mut take = |at: &str, value: &mut Value| {
        let mark = value.as_object_mut().and_then(|map| map.shift_remove(FROM));
        if let Some(Value::String(from)) = mark
            && from != at
        {
            moved.insert(at.to_owned(), from);
        }
    };
    each("/paths", document.get_mut("paths"), |at, item| {
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            let at = pointer::join(at, method);
            take(&at, operation);
            if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
                for (index, parameter) in parameters.iter_mut().enumerate() {
                    take(&format!("{at}/parameters/{index}"), parameter);
                }
            }
            if let Some(body) = operation.get_mut("requestBody") {
                take(&pointer::join(&at, "requestBody"), body);
            }
            let at = pointer::join(&at, "responses");
            each(&at, operation.get_mut("responses"), &mut take);
        }
    });
    moved
}
