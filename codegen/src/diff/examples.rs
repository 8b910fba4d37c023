//! Examples of parameters and media types, which may be components of their own.

use std::collections::BTreeMap;

use super::compare::{Both, Comparison};
use super::fingerprint::hash_value;
use super::places::Scope;
use super::side::{At, Side};
use crate::pointer;

impl<'a> Comparison<'_, 'a> {
    /// Compares the examples at two nodes. `example: E` and one entry of `examples` with that value are the same.
    pub(in crate::diff) fn examples(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let (before, after) = (examples(&pair.old, old), examples(&pair.new, new));
        if let ([(_, a)], [(_, b)]) = (
            before.iter().collect::<Vec<_>>().as_slice(),
            after.iter().collect::<Vec<_>>().as_slice(),
        ) && hash_value(value(a).value) == hash_value(value(b).value)
            && (a.get("value").is_none() || b.get("value").is_none())
        {
            return;
        }
        for (name, a) in &before {
            match after.get(name) {
                Some(b) if hash_value(a.value) == hash_value(b.value) => {}
                Some(b) => self.record.text(&owner(scope, a, b), Some(a), Some(b)),
                None => self.record.text(scope, Some(a), None),
            }
        }
        for (name, b) in &after {
            if !before.contains_key(name) {
                self.record.text(scope, None, Some(b));
            }
        }
    }
}

fn examples<'a>(side: &Side<'a>, at: &At<'a>) -> BTreeMap<&'a str, At<'a>> {
    let named = at.children("examples").into_iter();
    let mut all: BTreeMap<_, _> = named
        .map(|(name, example)| (name, side.resolve(&example)))
        .collect();
    if let Some(example) = at.get("example") {
        all.entry("").or_insert(example);
    }
    all
}

fn value<'a>(at: &At<'a>) -> At<'a> {
    at.get("value").unwrap_or_else(|| at.clone())
}

/// An example that is a component is its own owner, however many places show it.
fn owner(scope: &Scope, old: &At<'_>, new: &At<'_>) -> Scope {
    if old.pointer.starts_with("/components/examples/")
        && new.pointer.starts_with("/components/examples/")
    {
        let name = pointer::last(&new.pointer);
        scope.owned_by(format!("example `{name}`"), &old.pointer, &new.pointer)
    } else {
        scope.clone()
    }
}
