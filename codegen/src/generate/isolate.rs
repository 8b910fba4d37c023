//! Which operations are at fault when a document as a whole cannot be generated.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Fault;
use crate::document::{METHODS, operations};
use crate::report::LeftOut;
use crate::select::prune;

type Key = (String, String);

/// The largest part of `document` that `fails` has nothing against (found by halving), and the operations
/// that are not in it, each with its reason.
pub(super) fn isolate(
    document: &Value,
    fails: impl Fn(&Value) -> Option<Fault>,
) -> (Value, Vec<LeftOut>) {
    let all: Vec<Key> = operations(document)
        .map(|it| (it.path.to_owned(), it.method.to_owned()))
        .collect();
    let mut faults = Vec::new();
    let kept = halve(document, &all, &fails, &mut faults);
    let left_out = operations(document)
        .filter_map(|operation| {
            let fault = faults
                .iter()
                .find(|((path, method), _)| path == operation.path && method == operation.method);
            fault.map(|(_, reason)| LeftOut {
                operation: operation.title(),
                pointer: operation.pointer(),
                reason: reason.clone(),
            })
        })
        .collect();
    (restrict(document, &kept), left_out)
}

fn halve(
    document: &Value,
    group: &[Key],
    fails: &impl Fn(&Value) -> Option<Fault>,
    faults: &mut Vec<(Key, String)>,
) -> Vec<Key> {
    let part = restrict(document, group);
    let Some(fault) = fails(&part) else {
        return group.to_vec();
    };
    match group {
        [] => Vec::new(),
        [one] => {
            faults.push((
                one.clone(),
                with_schema(&part, fails).unwrap_or(fault.message),
            ));
            Vec::new()
        }
        _ => {
            let (left, right) = group.split_at(group.len() / 2);
            let mut kept = halve(document, left, fails, faults);
            // Each half can be fine and the two together not, for instance when their types collide.
            for key in halve(document, right, fails, faults) {
                kept.push(key);
            }
            if fails(&restrict(document, &kept)).is_some() {
                kept = grow(document, kept, fails, faults);
            }
            kept
        }
    }
}

/// Adds operations one by one, and leaves out each that breaks what is there already.
fn grow(
    document: &Value,
    candidates: Vec<Key>,
    fails: &impl Fn(&Value) -> Option<Fault>,
    faults: &mut Vec<(Key, String)>,
) -> Vec<Key> {
    let mut kept = Vec::new();
    for key in candidates {
        kept.push(key);
        if let Some(fault) = fails(&restrict(document, &kept))
            && let Some(culprit) = kept.pop()
        {
            faults.push((
                culprit,
                format!("together with other operations, {}", fault.message),
            ));
        }
    }
    kept
}

/// The smallest schema that fails on its own, if one does.
fn with_schema(part: &Value, fails: &impl Fn(&Value) -> Option<Fault>) -> Option<String> {
    let schemas = part.pointer("/components/schemas")?.as_object()?;
    let mut culprits: Vec<(usize, &String, String)> = schemas
        .keys()
        .filter_map(|name| {
            let alone = only_schema(part, name);
            let fault = fails(&alone)?;
            let size = alone
                .pointer("/components/schemas")
                .and_then(Value::as_object)
                .map_or(0, serde_json::Map::len);
            Some((size, name, fault.message))
        })
        .collect();
    culprits.sort();
    culprits
        .into_iter()
        .next()
        .map(|(_, name, message)| format!("schema `{name}`: {message}"))
}

/// `document` without operations, with the one schema and what it refers to.
fn only_schema(document: &Value, name: &str) -> Value {
    let mut alone = document.clone();
    let reference = format!("#/components/schemas/{}", crate::pointer::escape(name));
    // `prune` keeps what the paths reach, so the schema hangs on a path until it has run.
    if let Some(paths) = alone.get_mut("paths") {
        *paths = serde_json::json!({ "/": { "x-only": { "$ref": reference } } });
    }
    prune(&mut alone);
    if let Some(paths) = alone.get_mut("paths") {
        *paths = serde_json::json!({});
    }
    alone
}

fn restrict(document: &Value, keep: &[Key]) -> Value {
    let keep: BTreeSet<&Key> = keep.iter().collect();
    let mut part = document.clone();
    if let Some(paths) = part.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            if let Some(item) = item.as_object_mut() {
                item.retain(|key, _| {
                    !METHODS.contains(&key.as_str()) || keep.contains(&(path.clone(), key.clone()))
                });
            }
        }
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
    }
    prune(&mut part);
    part
}
