//! Texts that differ, as findings.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Finding, Text, absorb};
use crate::diff::Pointers;
use crate::diff::kinds::Kind;
use crate::diff::places::Scope;

/// What a text was, and is.
type Sides = (Option<Value>, Option<Value>);

/// The texts of one owner are one finding.
pub(super) fn findings(texts: Vec<Text>) -> Vec<Finding> {
    let mut owners: BTreeMap<Pointers, (Scope, BTreeMap<Pointers, Sides>)> = BTreeMap::new();
    for text in texts {
        let owner = Pointers {
            old: text.scope.old_owner.clone(),
            new: text.scope.new_owner.clone(),
        };
        let entry = owners
            .entry(owner)
            .or_insert_with(|| (text.scope.clone(), BTreeMap::new()));
        absorb(&mut entry.0, &text.scope);
        entry.1.insert(text.pointer, (text.before, text.after));
    }
    let finding = |(owner, (scope, texts)): (Pointers, (Scope, BTreeMap<Pointers, Sides>))| {
        let mut texts: Vec<(Pointers, Sides)> = texts.into_iter().collect();
        let (scope, pointer, (before, after)) = match (texts.pop(), texts.is_empty()) {
            (Some((pointer, texts)), true) => (scope, pointer, texts),
            (last, _) => {
                texts.extend(last);
                let whole = scope.whole();
                (whole, owner.clone(), several(&owner, texts))
            }
        };
        Finding {
            kind: Kind::DocumentationChanged,
            scope,
            pointer,
            before,
            after,
            judged: None,
            also: Vec::new(),
        }
    };
    owners.into_iter().map(finding).collect()
}

/// Several texts as one mapping before and one after, by where each stands in its owner.
fn several(owner: &Pointers, texts: Vec<(Pointers, Sides)>) -> (Option<Value>, Option<Value>) {
    let below = |owner: &Option<String>, pointer: &Option<String>| {
        let owner = owner.as_deref().unwrap_or_default();
        let pointer = pointer.as_deref()?;
        Some(pointer.strip_prefix(owner).unwrap_or(pointer).to_owned())
    };
    let (mut before, mut after) = (Map::new(), Map::new());
    for (pointer, (old, new)) in texts {
        if let (Some(key), Some(value)) = (below(&owner.old, &pointer.old), old) {
            before.insert(key, value);
        }
        if let (Some(key), Some(value)) = (below(&owner.new, &pointer.new), new) {
            after.insert(key, value);
        }
    }
    (Some(Value::Object(before)), Some(Value::Object(after)))
}
