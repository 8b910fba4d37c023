//! Where a part of a document refers to schemas: each reference by the way that leads to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::side::{At, Side};
use crate::pointer;

/// The component schemas that `at` refers to, by the way from `at`. Parameters are named, not counted.
pub(super) fn chains<'a>(side: &Side<'a>, at: &At<'a>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(side, at, String::new(), &mut BTreeSet::new(), &mut found);
    found
}

fn walk<'a>(
    side: &Side<'a>,
    at: &At<'a>,
    way: String,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeMap<String, String>,
) {
    match at.value {
        Value::Object(map) => {
            if let Some(target) = side.follow(at) {
                if side.schemas.contains_key(&target.pointer) {
                    found.insert(way.clone(), target.pointer);
                } else if seen.insert(target.pointer.clone()) {
                    walk(side, &target, way.clone(), seen, found);
                }
            }
            for (key, value) in map {
                if key == "example" || key == "examples" || key.starts_with("x-") {
                    continue;
                }
                let child = At {
                    value,
                    pointer: pointer::join(&at.pointer, key),
                };
                walk(side, &child, format!("{way}/{key}"), seen, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let child = At {
                    value,
                    pointer: format!("{}/{index}", at.pointer),
                };
                let name = side.resolve(&child).text("name").map(str::to_owned);
                let step = name.unwrap_or_else(|| index.to_string());
                walk(side, &child, format!("{way}/{step}"), seen, found);
            }
        }
        _ => {}
    }
}
