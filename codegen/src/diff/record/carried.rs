//! The schemas that come and go with a finding.

use std::collections::BTreeSet;

use super::Finding;
use crate::diff::compare::Pair;
use crate::diff::kinds::Kind;
use crate::diff::reach;
use crate::diff::side::{Pointer, Side};
use crate::pointer;

/// Schemas that come or go, and that no other finding accounts for.
pub(super) fn orphans(pair: &Pair<'_>, findings: &[Finding]) -> Vec<Finding> {
    let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings {
        let (old, new) = carried(pair, finding);
        gone.extend(old);
        come.extend(new);
    }
    let mut orphans = Vec::new();
    for (pointer, at) in &pair.old.schemas {
        let is_type = pair.is_type(Some(pointer), None).0;
        if pair.goes(pointer) && is_type && !gone.contains(pointer) {
            let scope = pair.schema_scope(Some(pointer), None);
            orphans.push(Finding::new(Kind::SchemaRemoved, &scope, Some(at), None));
        }
    }
    for (pointer, at) in &pair.new.schemas {
        let is_type = pair.is_type(None, Some(pointer)).1;
        if pair.comes(pointer) && is_type && !come.contains(pointer) {
            let scope = pair.schema_scope(None, Some(pointer));
            orphans.push(Finding::new(Kind::SchemaAdded, &scope, None, Some(at)));
        }
    }
    orphans
}

/// The types that go (`-Name`) and come (`+Name`) with a finding.
pub(super) fn names(pair: &Pair<'_>, finding: &Finding) -> Vec<String> {
    let (gone, come) = carried(pair, finding);
    let gone = gone.iter().filter(|it| pair.is_type(Some(it), None).0);
    let come = come.iter().filter(|it| pair.is_type(None, Some(it)).1);
    gone.map(|it| format!("-{}", pointer::last(it)))
        .chain(come.map(|it| format!("+{}", pointer::last(it))))
        .collect()
}

/// The schemas that the client no longer has, and newly has, below the places of a finding.
fn carried(pair: &Pair<'_>, finding: &Finding) -> (BTreeSet<String>, BTreeSet<String>) {
    if !finding.kind.facts().carries_schemas {
        return Default::default();
    }
    let Finding { pointer, .. } = finding;
    (
        below(&pair.old, pointer.old.as_deref(), |it| pair.goes(it)),
        below(&pair.new, pointer.new.as_deref(), |it| pair.comes(it)),
    )
}

fn below(side: &Side<'_>, start: Option<&str>, wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let start = start.and_then(|pointer| side.at(pointer));
    let below = start.iter().flat_map(|at| reach::schemas_below(side, at));
    let mut pending: Vec<Pointer<'_>> = below.collect();
    while let Some(pointer) = pending.pop() {
        if wanted(&pointer)
            && let Some(at) = side.schemas.get(&*pointer)
            && found.insert(pointer.into_owned())
        {
            pending.extend(reach::schemas_below(side, at));
        }
    }
    found
}
