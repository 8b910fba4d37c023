//! References, wherever they stand in a document: the one walk that all stages share.

use serde_json::Value;

use crate::pointer;

/// Shows every reference below `value` to `visit`: the place of the object that holds it, from `at` on, and what it names.
pub(crate) fn each<'v>(value: &'v Value, at: &str, visit: &mut dyn FnMut(&str, &'v str)) {
    within(value, &mut at.to_owned(), visit);
}

/// What `value` refers to, in order.
pub(crate) fn all(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    each(value, "", &mut |_, target| found.push(target));
    found
}

fn within<'v>(value: &'v Value, at: &mut String, visit: &mut dyn FnMut(&str, &'v str)) {
    let length = at.len();
    match value {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                visit(at, target);
            }
            for (key, value) in map {
                pointer::push(at, key);
                within(value, at, visit);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointer::push(at, &index.to_string());
                within(value, at, visit);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
