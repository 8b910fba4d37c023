//! Which construct of a faulty schema or operation is at fault: the innermost schema without which the rest can be generated.

use serde_json::{Map, Value, json};

use crate::generate::Fault;
use crate::pointer;

/// How often the generator is asked for one construct.
const MOST: usize = 64;

/// The pointer of the construct at fault in `document`, at `start` or within it.
pub(super) fn at_fault(
    document: &Value,
    start: &str,
    fails: &impl Fn(&Value) -> Option<Fault>,
) -> String {
    let mut at = start.to_owned();
    let mut runs = 0;
    loop {
        let Some(here) = document.pointer(&at) else {
            return at;
        };
        let next = within(here).into_iter().find_map(|inner| {
            runs += 1;
            let inner = format!("{at}{inner}");
            let mut without = document.clone();
            *without.pointer_mut(&inner)? = json!({});
            (runs <= MOST && fails(&without).is_none()).then_some(inner)
        });
        match next {
            Some(inner) => at = inner,
            None => return at,
        }
    }
}

/// What stands at `pointer`, in a few words: its keywords.
pub(super) fn described(document: &Value, at: &str) -> String {
    let keywords = document.pointer(at).and_then(Value::as_object);
    let keywords: Vec<String> = keywords
        .into_iter()
        .flat_map(Map::keys)
        .filter(|key| !matches!(key.as_str(), "description" | "title"))
        .map(|key| format!("`{key}`"))
        .collect();
    format!("`#{at}` ({})", keywords.join(", "))
}

/// The schemas in `value`, a schema or an operation, that are in no other schema of it, by their pointers below it.
fn within(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, inner) in value.as_object().into_iter().flatten() {
        let at = pointer::join("", key);
        match (key.as_str(), inner) {
            ("items" | "additionalProperties" | "not" | "schema", Value::Object(_)) => {
                found.push(at);
            }
            ("properties", Value::Object(named)) => {
                found.extend(named.keys().map(|name| pointer::join(&at, name)));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(members)) => {
                found.extend((0..members.len()).map(|index| format!("{at}/{index}")));
            }
            // The parts of an operation.
            ("requestBody", Value::Object(_)) => below(&at, inner, &mut found),
            ("content" | "responses", Value::Object(named)) => {
                for (name, inner) in named {
                    below(&pointer::join(&at, name), inner, &mut found);
                }
            }
            ("parameters", Value::Array(parameters)) => {
                for (index, inner) in parameters.iter().enumerate() {
                    below(&format!("{at}/{index}"), inner, &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

fn below(at: &str, value: &Value, found: &mut Vec<String>) {
    found.extend(
        within(value)
            .into_iter()
            .map(|inner| format!("{at}{inner}")),
    );
}
