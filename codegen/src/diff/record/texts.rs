//! Texts that differ, as findings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::carried::Carried;
use super::{Finding, Text, absorb};
use crate::diff::Pointers;
use crate::diff::kinds::Kind;
use crate::diff::places::Scope;
use crate::pointer;

/// What a text was, and is.
type Sides = (Option<Value>, Option<Value>);

/// What kind of texts, and whose.
type Owner = (Kind, Pointers);

/// The texts of one owner are one finding, and its metadata another one. An extension that came, went or changed at several
/// owners is one finding for all of them.
pub(super) fn findings(texts: Vec<Text>) -> Vec<Finding> {
    let (spread, texts) = spread(texts);
    let mut owners: BTreeMap<Owner, (Scope, BTreeMap<Pointers, Sides>)> = BTreeMap::new();
    for text in texts {
        let entry = owners
            .entry((text.kind, owner(&text)))
            .or_insert_with(|| (text.scope.clone(), BTreeMap::new()));
        absorb(&mut entry.0, &text.scope);
        entry.1.insert(text.pointer, (text.before, text.after));
    }
    type Told = (Owner, (Scope, BTreeMap<Pointers, Sides>));
    let finding = |((kind, owner), (scope, texts)): Told| {
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
            kind,
            scope,
            pointer,
            before,
            after,
            judged: None,
            also: Vec::new(),
            carried: Carried::default(),
        }
    };
    spread
        .into_iter()
        .chain(owners.into_iter().map(finding))
        .collect()
}

fn owner(text: &Text) -> Pointers {
    Pointers {
        old: text.scope.old_owner.clone(),
        new: text.scope.new_owner.clone(),
    }
}

/// The extensions that differ at several owners, each as a finding, and the texts that are left.
fn spread(texts: Vec<Text>) -> (Vec<Finding>, Vec<Text>) {
    let (metadata, mut rest): (Vec<Text>, Vec<Text>) = texts
        .into_iter()
        .partition(|text| text.kind == Kind::MetadataChanged);
    let mut keys: BTreeMap<String, Vec<Text>> = BTreeMap::new();
    for text in metadata {
        let pointer = text.pointer.new.as_deref().or(text.pointer.old.as_deref());
        let key = pointer.map(pointer::last).unwrap_or_default();
        keys.entry(key).or_default().push(text);
    }
    let mut spread = Vec::new();
    for (key, texts) in keys {
        let owners: BTreeSet<Pointers> = texts.iter().map(owner).collect();
        if owners.len() > 1 {
            spread.extend(at_several(&key, texts));
        } else {
            rest.extend(texts);
        }
    }
    (spread, rest)
}

/// One extension at several places, by the names of the places.
fn at_several(key: &str, texts: Vec<Text>) -> Option<Finding> {
    let mut scope = Scope::new(format!("`{key}`"), None, None);
    let (mut before, mut after) = (Map::new(), Map::new());
    let mut places = BTreeMap::new();
    for text in texts {
        absorb(&mut scope, &text.scope);
        let subject = text.scope.subject();
        before.extend(text.before.map(|value| (subject.clone(), value)));
        after.extend(text.after.map(|value| (subject.clone(), value)));
        // What several operations share is found at each of them.
        places.insert(text.pointer, subject);
    }
    let mut places = places.into_iter();
    let (pointer, _) = places.next()?;
    Some(Finding {
        kind: Kind::MetadataChanged,
        scope,
        pointer,
        before: Some(Value::Object(before)),
        after: Some(Value::Object(after)),
        judged: None,
        also: places
            .map(|(pointer, subject)| (subject, pointer))
            .collect(),
        carried: Carried::default(),
    })
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
