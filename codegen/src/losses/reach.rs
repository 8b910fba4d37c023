//! Which operations a place of a document has a say in: those that it stands in, and those that lead to it by references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::document::operations;
use crate::pointer::{self, percent_decoded};
use crate::references;

/// The references of a document, backwards.
pub(super) struct Reach {
    /// The pointers of the operations, by themselves and by what refers to something on their behalf.
    operations: BTreeSet<String>,
    /// What refers to a place, by the pointer of the place.
    referrers: BTreeMap<String, Vec<String>>,
    /// The operations that a place affects.
    known: BTreeMap<String, BTreeSet<String>>,
}

impl Reach {
    pub(super) fn of(document: &Value) -> Self {
        let mut reach = Self {
            operations: BTreeSet::new(),
            referrers: BTreeMap::new(),
            known: BTreeMap::new(),
        };
        let mut pending = Vec::new();
        for operation in operations(document) {
            let at = operation.pointer();
            reach.refer(&at, operation.value, &mut pending);
            let item = pointer::parent(&at).unwrap_or_default();
            let shared = document.pointer(&pointer::join(item, "parameters"));
            reach.refer(&at, shared.unwrap_or(&Value::Null), &mut pending);
            let own = operation.value.get("security");
            let security = own.or_else(|| document.get("security"));
            for scheme in schemes(security) {
                reach.lead(
                    &at,
                    pointer::join("/components/securitySchemes", scheme),
                    &mut pending,
                );
            }
            reach.inherit(document, &at, operation.value);
            reach.operations.insert(at);
        }
        while let Some(target) = pending.pop() {
            if let Some(value) = document.pointer(&target) {
                reach.refer(&target, value, &mut pending);
            }
        }
        reach
    }

    /// What an operation takes from its path and from the document.
    fn inherit(&mut self, document: &Value, at: &str, operation: &Value) {
        let item = pointer::parent(at).unwrap_or_default();
        let mut inherited = vec![pointer::join(item, "parameters")];
        if operation.get("security").is_none() {
            inherited.push("/security".to_owned());
        }
        if operation.get("servers").is_none() {
            let of_item = pointer::join(item, "servers");
            let of_item_stands = document.pointer(&of_item).is_some();
            inherited.push(if of_item_stands {
                of_item
            } else {
                "/servers".to_owned()
            });
        }
        for place in inherited {
            self.referrers.entry(place).or_default().push(at.to_owned());
        }
    }

    /// Notes everything that `value`, the node at `at`, refers to.
    fn refer(&mut self, at: &str, value: &Value, pending: &mut Vec<String>) {
        for target in targets(value) {
            self.lead(at, target, pending);
        }
    }

    fn lead(&mut self, at: &str, target: String, pending: &mut Vec<String>) {
        let is_new = !self.referrers.contains_key(&target);
        self.referrers
            .entry(target.clone())
            .or_default()
            .push(at.to_owned());
        if is_new {
            pending.push(target);
        }
    }

    /// The pointers of the operations that what stands at `place` affects.
    pub(super) fn operations(&mut self, place: &str) -> BTreeSet<String> {
        if let Some(known) = self.known.get(place) {
            return known.clone();
        }
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![place.to_owned()];
        while let Some(at) = pending.pop() {
            // What refers to something around a place refers to the place.
            let mut around = Some(at.as_str());
            while let Some(outer) = around {
                if self.operations.contains(outer) {
                    found.insert(outer.to_owned());
                }
                for referrer in self.referrers.get(outer).into_iter().flatten() {
                    if seen.insert(referrer.clone()) {
                        pending.push(referrer.clone());
                    }
                }
                around = pointer::parent(outer);
            }
        }
        self.known.insert(place.to_owned(), found.clone());
        found
    }
}

fn schemes(security: Option<&Value>) -> impl Iterator<Item = &String> {
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    alternatives
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
}

/// The pointers that `value` refers to, by `$ref` or in the mapping of a discriminator.
fn targets(value: &Value) -> Vec<String> {
    let in_document = |target: &&str| target.starts_with('#');
    let mut found: Vec<String> = references::all(value)
        .into_iter()
        .filter(in_document)
        .map(|target| percent_decoded(target.trim_start_matches('#')))
        .collect();
    mapped(value, &mut found);
    found
}

/// What the mappings of discriminators lead to: references, or names of components.
fn mapped(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let mapping = map
                .get("discriminator")
                .and_then(|it| it.get("mapping")?.as_object());
            let targets = mapping.into_iter().flat_map(Map::values);
            for target in targets.filter_map(Value::as_str) {
                found.push(match target.strip_prefix('#') {
                    Some(target) => percent_decoded(target),
                    None => pointer::join("/components/schemas", target),
                });
            }
            map.values().for_each(|it| mapped(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| mapped(it, found)),
        _ => {}
    }
}
