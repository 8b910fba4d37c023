//! The rule for parameters that become one Rust name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::context::{Context, Visit, free_name};
use super::names::snake;
use super::parameters::{required, set, text};
use crate::error::Result;

/// Parameters that collide as Rust names. A path parameter can be renamed, its name is not on the wire.
pub(super) fn collisions(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut taken: BTreeMap<String, ()> = BTreeMap::new();
        // progenitor's variable for the headers; `body` is its name for the request body.
        taken.insert("header_map".to_owned(), ());
        if visit.operation.contains_key("requestBody") {
            taken.insert("body".to_owned(), ());
        }
        let parameters = visit.take_parameters();
        let mut renamed = Vec::new();
        let mut kept = Vec::new();
        // What cannot be renamed takes its name first, required before optional.
        let rank = |parameter: &Value| match (text(parameter, "in") == "path", required(parameter)) {
            (false, true) => 0,
            (false, false) => 1,
            (true, _) => 2,
        };
        let mut order: Vec<usize> = (0..parameters.len()).collect();
        order.sort_by_key(|index| parameters.get(*index).map(rank));
        let mut slots: Vec<Option<Value>> = parameters.into_iter().map(Some).collect();
        for index in order {
            let Some(Some(parameter)) = slots.get(index).cloned() else { continue };
            let name = text(&parameter, "name").to_owned();
            if taken.insert(snake(&name), ()).is_none() {
                continue;
            }
            let at = index.to_string();
            visit.hit(&["parameters", &at]);
            if rank(&parameter) == 2 {
                let new = free_name(&format!("{name}_in_path"), &taken, snake);
                taken.insert(snake(&new), ());
                if let Some(Some(slot)) = slots.get_mut(index) {
                    set(slot, "name", json!(new));
                }
                renamed.push((name, new));
            } else {
                if required(&parameter) {
                    visit.leave_out(format!(
                        "the required parameter `{name}` has the Rust name of another one ({}/parameters/{index})",
                        visit.pointer
                    ));
                }
                if let Some(slot) = slots.get_mut(index) {
                    *slot = None;
                }
            }
        }
        kept.extend(slots.into_iter().flatten());
        visit.set_parameters(kept);
        remember(visit, renamed);
    });
    rename_templates(context);
    Ok(())
}

/// The key under which renamed path parameters wait for their templates, which are keys of the paths.
const RENAMED: &str = "x-lower-renamed";

fn remember(visit: &mut Visit, renamed: Vec<(String, String)>) {
    if !renamed.is_empty() {
        visit.operation.insert(RENAMED.to_owned(), json!(renamed));
    }
}

/// The template is shared by the operations of a path: a name that changes in one changes in all.
fn rename_templates(context: &mut Context) {
    let Some(Value::Object(paths)) = context.document.get_mut("paths") else {
        return;
    };
    let mut result = Map::new();
    for (mut path, mut item) in std::mem::take(paths) {
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for method in crate::document::METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                let pairs = operation
                    .shift_remove(RENAMED)
                    .and_then(|pairs| serde_json::from_value::<Vec<(String, String)>>(pairs).ok());
                renamed.extend(pairs.into_iter().flatten());
            }
        }
        for (old, new) in &renamed {
            path = path.replace(&format!("{{{old}}}"), &format!("{{{new}}}"));
            for method in crate::document::METHODS {
                for parameter in item
                    .get_mut(method)
                    .and_then(|operation| operation.get_mut("parameters"))
                    .and_then(Value::as_array_mut)
                    .into_iter()
                    .flatten()
                {
                    if text(parameter, "in") == "path" && text(parameter, "name") == old {
                        set(parameter, "name", json!(new));
                    }
                }
            }
        }
        result.insert(path, item);
    }
    *paths = result;
}
