//! Where a part of a document refers to schemas: each reference by the way that leads to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::side::{Pointer, Side};

/// The component schemas that `value` refers to, by the way from it. Parameters are named, not counted.
pub(super) fn chains<'a>(side: &Side<'a>, value: &'a Value) -> BTreeMap<String, String> {
    let mut walk = Walk {
        side,
        way: String::new(),
        seen: BTreeSet::new(),
        found: BTreeMap::new(),
    };
    walk.node(value);
    walk.found
}

struct Walk<'s, 'a> {
    side: &'s Side<'a>,
    /// The way to where the walk is.
    way: String,
    seen: BTreeSet<Pointer<'a>>,
    found: BTreeMap<String, String>,
}

impl<'a> Walk<'_, 'a> {
    fn node(&mut self, value: &'a Value) {
        match value {
            Value::Object(map) => {
                if let Some(target) = self.side.follow_value(value) {
                    if self.side.schemas.contains_key(&*target.pointer) {
                        self.found
                            .insert(self.way.clone(), target.pointer.into_owned());
                    } else if self.seen.insert(target.pointer) {
                        self.node(target.value);
                    }
                }
                for (key, value) in map {
                    if key != "example" && key != "examples" && !key.starts_with("x-") {
                        self.step(key, value);
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    let target = self.side.follow_value(value).map(|it| it.value);
                    let name = target.unwrap_or(value).get("name").and_then(Value::as_str);
                    match name {
                        Some(name) => self.step(name, value),
                        None => self.step(&index.to_string(), value),
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, token: &str, value: &'a Value) {
        // Most of a document is plain values.
        if value.is_object() || value.is_array() {
            let before = self.way.len();
            self.way.push('/');
            self.way.push_str(token);
            self.node(value);
            self.way.truncate(before);
        }
    }
}
