//! Which lines of two outlines differ, and what that means for a program that uses every item.

use std::collections::BTreeMap;

use crate::diff::Level;
use crate::outline::Line;

/// An item that is not in both clients, or not the same in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference<'a> {
    pub(super) old: Option<&'a Line>,
    pub(super) new: Option<&'a Line>,
    /// `Major` when a program that uses the item no longer compiles.
    pub(super) level: Level,
}

/// What differs, by the items' paths.
pub(super) fn differences<'a>(old: &'a [Line], new: &'a [Line]) -> Vec<Difference<'a>> {
    let mut items: BTreeMap<&str, (Option<&Line>, Option<&Line>)> = BTreeMap::new();
    for line in old {
        items.entry(&line.item).or_default().0 = Some(line);
    }
    for line in new {
        items.entry(&line.item).or_default().1 = Some(line);
    }
    let differing = items.into_values().filter(|(old, new)| old != new);
    differing
        .map(|(old, new)| Difference {
            old,
            new,
            level: level(old, new),
        })
        .collect()
}

/// The worst level.
pub(super) fn verdict(differences: &[Difference<'_>]) -> Level {
    let levels = differences.iter().map(|difference| difference.level);
    levels.max().unwrap_or(Level::None)
}

fn level(old: Option<&Line>, new: Option<&Line>) -> Level {
    match (old, new) {
        // Structs and unions are non-exhaustive: neither a field nor a variant breaks a program.
        (None, _) => Level::Minor,
        (Some(_), None) => Level::Major,
        (Some(old), Some(new)) => {
            let lost = old.derives.iter().any(|it| !new.derives.contains(it));
            if old.signature != new.signature || lost {
                Level::Major
            } else {
                // Another derive, or another spelling on the wire.
                Level::Minor
            }
        }
    }
}
