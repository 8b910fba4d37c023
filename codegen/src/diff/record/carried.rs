//! The schemas that come and go with a finding.

use std::collections::BTreeSet;

use super::Finding;
use crate::diff::compare::Pair;
use crate::diff::kinds::Kind;
use crate::diff::reach;
use crate::diff::side::Side;
use crate::pointer;

/// Schemas that come or go, and that no other finding accounts for.
pub(super) fn orphans(pair: &Pair<'_>, findings: &[Finding]) -> Vec<Finding> {
    let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
    for Carried { old, new } in findings.iter().map(|it| &it.carried) {
        gone.extend(old);
        come.extend(new);
    }
    let mut orphans = Vec::new();
    for (pointer, at) in &pair.old.schemas {
        let is_type = pair.is_type(Some(pointer), None).0;
        if pair.goes(pointer) && is_type && !gone.contains(pointer) {
            let scope = pair.schema_scope(Some(pointer), None);
            orphans.push(with(
                pair,
                Finding::new(Kind::SchemaRemoved, &scope, Some(at), None),
            ));
        }
    }
    for (pointer, at) in &pair.new.schemas {
        let is_type = pair.is_type(None, Some(pointer)).1;
        if pair.comes(pointer) && is_type && !come.contains(pointer) {
            let scope = pair.schema_scope(None, Some(pointer));
            orphans.push(with(
                pair,
                Finding::new(Kind::SchemaAdded, &scope, None, Some(at)),
            ));
        }
    }
    orphans
}

/// A finding with the schemas that it carries.
pub(super) fn with(pair: &Pair<'_>, finding: Finding) -> Finding {
    let carried = Carried::of(pair, &finding);
    Finding { carried, ..finding }
}

/// The types that go (`-Name`) and come (`+Name`) with a finding.
pub(super) fn names(pair: &Pair<'_>, finding: &Finding) -> Vec<String> {
    let Carried { old, new } = &finding.carried;
    let gone = old.iter().filter(|it| pair.is_type(Some(it), None).0);
    let come = new.iter().filter(|it| pair.is_type(None, Some(it)).1);
    gone.map(|it| format!("-{}", pointer::last(it)))
        .chain(come.map(|it| format!("+{}", pointer::last(it))))
        .collect()
}

/// The schemas that the client no longer has, and newly has, below the places of a finding; by pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    old: BTreeSet<String>,
    new: BTreeSet<String>,
}

impl Carried {
    pub(super) fn of(pair: &Pair<'_>, finding: &Finding) -> Self {
        if !finding.kind.facts().carries_schemas {
            return Self::default();
        }
        let Finding { pointer, .. } = finding;
        Self {
            old: below(&pair.old, pointer.old.as_deref(), |it| pair.goes(it)),
            new: below(&pair.new, pointer.new.as_deref(), |it| pair.comes(it)),
        }
    }
}

fn below(side: &Side<'_>, start: Option<&str>, wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let start = start.and_then(|pointer| side.at(pointer));
    let mut pending: Vec<String> = Vec::new();
    if let Some(at) = &start {
        pending.extend(reach::schemas_below(side, at).iter().cloned());
    }
    while let Some(pointer) = pending.pop() {
        if wanted(&pointer)
            && let Some(at) = side.schemas.get(&pointer)
            && found.insert(pointer)
        {
            pending.extend(reach::schemas_below(side, at).iter().cloned());
        }
    }
    found
}
