//! What the client has nothing of: components that no operation reaches, webhooks and callbacks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::compare::{Both, Comparison, Pair};
use super::fingerprint::hash_of;
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::side::{At, Side};
use super::{Pointers, reach};
use crate::pointer;

impl<'a> Comparison<'_, 'a> {
    /// Compares unused components and webhooks.
    pub(in crate::diff) fn unused(&mut self) {
        let pair = self.pair;
        let (old, new) = (pair.old.root(), pair.new.root());
        let document = Scope::new("the document".to_owned(), Some(""), Some(""));
        self.calls(Both::new(&old, &new), "webhooks", &document);
        let mut unused = Unused::default();
        schemas(pair, &mut unused);
        components(pair, &mut unused);
        for (kind, places) in [
            (Kind::UnusedComponentAdded, unused.added),
            (Kind::UnusedComponentRemoved, unused.removed),
            (Kind::UnusedComponentChanged, unused.changed),
        ] {
            if !places.is_empty() {
                self.record.add(finding(pair, kind, places));
            }
        }
    }
}

/// Unused components by how they are called, and where they stand in both documents.
type Places = BTreeMap<String, Pointers>;

#[derive(Default)]
struct Unused {
    added: Places,
    removed: Places,
    changed: Places,
}

/// All unused components of a kind of change as one finding.
fn finding(pair: &Pair<'_>, kind: Kind, places: Places) -> Finding {
    let subject = match places.first_key_value() {
        Some((name, _)) if places.len() == 1 => name.clone(),
        _ => format!("{} changes of unused components", places.len()),
    };
    let names = Value::Array(places.keys().cloned().map(Value::String).collect());
    let mut places = places.into_iter();
    let (_, first) = places.next().unwrap_or_default();
    let place = |pointer: Option<String>| {
        pointer.map(|pointer| At {
            value: &Value::Null,
            pointer: pointer.into(),
        })
    };
    let listed = |has: bool| has.then(|| names.clone());
    let values = match (&first.old, &first.new) {
        // The same list on both sides would say nothing: one change shows what it is, several are named.
        (Some(old), Some(new)) => {
            let nodes = (pair.old.at(old), pair.new.at(new));
            match nodes {
                (Some(a), Some(b)) if places.len() == 0 && a.value != b.value => {
                    (Some(a.value.clone()), Some(b.value.clone()))
                }
                _ => (None, listed(true)),
            }
        }
        (old, new) => (listed(old.is_some()), listed(new.is_some())),
    };
    let scope = Scope::new(subject, first.old.as_deref(), first.new.as_deref());
    let (old, new) = (place(first.old), place(first.new));
    Finding::new(kind, &scope, old.as_ref(), new.as_ref())
        .values(values.0, values.1)
        .also(places.collect())
}

/// Schemas are compared like those that are used; their new names are no change of the client.
fn schemas(pair: &Pair<'_>, unused: &mut Unused) {
    let name = |pointer: &str| format!("schema `{}`", pointer::last(pointer));
    for (old, new) in pair.schemas.iter() {
        if let (Some(a), Some(b)) = (pair.old.at(old), pair.new.at(new))
            && pair.reached(Some(old), Some(new)) == (false, false)
        {
            let scope = pair.schema_scope(Some(old), Some(new));
            let mut unseen = Comparison::new(pair);
            unseen.schema(Both::new(&a, &b), &scope);
            for (kind, subject, places) in unseen.record.findings() {
                unused.changed.insert(format!("{subject}: {kind}"), places);
            }
        }
    }
    for old in pair.old.schemas.keys() {
        if !pair.schemas.has_old(old) && !pair.reached(Some(old), None).0 {
            unused.removed.insert(name(old), places(Some(old), None));
        }
    }
    for new in pair.new.schemas.keys() {
        if !pair.schemas.has_new(new) && !pair.reached(None, Some(new)).1 {
            unused.added.insert(name(new), places(None, Some(new)));
        }
    }
}

fn places(old: Option<&str>, new: Option<&str>) -> Pointers {
    Pointers {
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

/// Components of the other kinds. Those that are used are compared where they are used.
fn components(pair: &Pair<'_>, unused: &mut Unused) {
    let (before, after) = (unreferred(&pair.old), unreferred(&pair.new));
    let name = |pointer: &str| {
        let kind = pointer::parent(pointer)
            .map(pointer::last)
            .unwrap_or_default();
        format!("{kind} `{}`", pointer::last(pointer))
    };
    for (pointer, at) in &before {
        match after.get(pointer) {
            Some(other) if canonical(pair, at, true) != canonical(pair, other, false) => {
                let places = places(Some(pointer), Some(pointer));
                unused.changed.insert(name(pointer), places);
            }
            None if pair.new.at(pointer).is_none() => {
                unused
                    .removed
                    .insert(name(pointer), places(Some(pointer), None));
            }
            _ => {}
        }
    }
    for pointer in after.keys() {
        if pair.old.at(pointer).is_none() {
            unused
                .added
                .insert(name(pointer), places(None, Some(pointer)));
        }
    }
}

fn unreferred<'a>(side: &Side<'a>) -> BTreeMap<String, At<'a>> {
    let used = reach::referred(side);
    let mut unreferred = BTreeMap::new();
    let components = side.root().get("components");
    let paths = side.root().children("paths");
    for (kind, entries) in components.iter().flat_map(At::members) {
        if kind == "schemas" || kind == "securitySchemes" {
            continue;
        }
        for (_, at) in entries.named() {
            // A path that refers to one is loaded as what it refers to.
            if kind == "pathItems" && paths.iter().any(|(_, path)| path.value == at.value) {
                continue;
            }
            if !used.contains(&at.pointer) {
                unreferred.insert(at.pointer.to_string(), at);
            }
        }
    }
    unreferred
}

impl<'a> Comparison<'_, 'a> {
    /// Compares the calls that the vendor makes, each as a whole.
    pub(in crate::diff) fn calls(&mut self, both: Both<&At<'a>>, key: &str, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let by_name = |at: &At<'a>| at.children(key).into_iter().collect::<BTreeMap<_, _>>();
        let (before, after) = (by_name(old), by_name(new));
        let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for name in names {
            let (a, b) = (before.get(name), after.get(name));
            let kind = match (a, b) {
                (Some(a), Some(b)) if canonical(pair, a, true) == canonical(pair, b, false) => {
                    continue;
                }
                (Some(_), Some(_)) => Kind::IncomingCallChanged,
                (Some(_), None) => Kind::IncomingCallRemoved,
                _ => Kind::IncomingCallAdded,
            };
            let what = key.trim_end_matches('s');
            let scope = scope.part(format!("{what} `{name}`"));
            self.record.add(Finding::new(kind, &scope, a, b));
        }
    }
}

/// The hash of any part of a document; the names of schemas, and the order of lists, aside.
fn canonical<'a>(pair: &Pair<'a>, at: &At<'a>, old: bool) -> u64 {
    let side = if old { &pair.old } else { &pair.new };
    if let Some(target) = side.follow(at) {
        let partner = pair
            .schemas
            .iter()
            .find(|(before, _)| *before == target.pointer);
        let name = match partner {
            Some((_, after)) if old => after,
            _ => &*target.pointer,
        };
        return hash_of(name);
    }
    match at.value {
        Value::Object(_) => {
            let members: BTreeSet<u64> = at
                .members()
                .map(|(key, child)| hash_of(&(key, canonical(pair, &child, old))))
                .collect();
            hash_of(&members)
        }
        Value::Array(items) => {
            let hash = |(index, value)| {
                let pointer = format!("{}/{index}", at.pointer).into();
                canonical(pair, &At { value, pointer }, old)
            };
            let mut items: Vec<u64> = items.iter().enumerate().map(hash).collect();
            items.sort_unstable();
            hash_of(&("list", items))
        }
        value => super::fingerprint::hash_value(value),
    }
}
