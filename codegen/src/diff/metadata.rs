//! What a document says beside the contract: extensions, links, and how long something will be there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::compare::{Both, Comparison};
use super::fingerprint::hash_value;
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::side::At;

/// The extensions that say until when, and how reliably, something will be there. oasdiff gave them these names.
const LIFECYCLE: [&str; 2] = ["x-sunset", "x-stability-level"];

/// Extensions by name.
pub(super) type Extensions<'a> = BTreeMap<&'a str, At<'a>>;

/// The extensions at a node that say something beside its lifecycle.
pub(super) fn extensions<'a>(at: &At<'a>) -> Extensions<'a> {
    at.members_where(|key| key.starts_with("x-") && !LIFECYCLE.contains(&key))
        .collect()
}

impl<'a> Comparison<'_, 'a> {
    /// Compares the extensions at two nodes, and what stands at further `keys` of which no client is made.
    pub(in crate::diff) fn metadata(&mut self, both: Both<&At<'a>>, keys: &[&str], scope: &Scope) {
        let of = |at: &At<'a>| {
            let mut said = extensions(at);
            said.extend(at.members_where(|key| keys.contains(&key)));
            said
        };
        self.extensions(Both::new(&of(both.old), &of(both.new)), scope);
    }

    /// Compares extensions.
    pub(in crate::diff) fn extensions(&mut self, both: Both<&Extensions<'a>>, scope: &Scope) {
        let hash = |at: Option<&At<'_>>| at.map(|at| hash_value(at.value));
        let keys: BTreeSet<&str> = both.old.keys().chain(both.new.keys()).copied().collect();
        for key in keys {
            let (a, b) = (both.old.get(key), both.new.get(key));
            if hash(a) != hash(b) {
                self.record.metadata(scope, a, b);
            }
        }
    }

    /// Compares whether the vendor advises against something, and how long it will be there: one decision, one entry.
    pub(in crate::diff) fn lifecycle(
        &mut self,
        both: Both<(&At<'_>, bool)>,
        (deprecated, undeprecated): (Kind, Kind),
        scope: &Scope,
    ) {
        let Both {
            old: (old, before),
            new: (new, after),
        } = both;
        let said = (lifecycle(old), lifecycle(new));
        let kind = match (before, after) {
            (false, true) => deprecated,
            (true, false) => undeprecated,
            _ if said.0 != said.1 => Kind::LifecycleChanged,
            _ => return,
        };
        let shown = |flag: bool, said: Map<String, Value>, other: &Map<String, Value>| {
            if kind == Kind::LifecycleChanged {
                return (!said.is_empty()).then_some(Value::Object(said));
            }
            if said == *other || said.is_empty() {
                let words = Both::new(flag, flag).told("deprecated", "not deprecated");
                return words.old;
            }
            let mut all = Map::from_iter([("deprecated".to_owned(), Value::Bool(flag))]);
            all.extend(said);
            Some(Value::Object(all))
        };
        let values = (
            shown(before, said.0.clone(), &said.1),
            shown(after, said.1, &said.0),
        );
        let finding = Finding::new(kind, scope, Some(old), Some(new));
        self.record.add(finding.values(values.0, values.1));
    }
}

fn lifecycle(at: &At<'_>) -> Map<String, Value> {
    let said = LIFECYCLE.iter().filter_map(|key| {
        let value = at.value.get(*key)?;
        Some(((*key).to_owned(), value.clone()))
    });
    said.collect()
}
