//! Which lines of two outlines differ, and what that means for a program that uses every item.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::aliases::OldNames;
use crate::diff::Level;
use crate::outline::Line;

/// An item that is not in both clients, or not the same in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference<'a> {
    pub(super) old: Option<&'a Line>,
    pub(super) new: Option<&'a Line>,
    /// `Major` when a program that uses the item no longer compiles.
    pub(super) level: Level,
    /// Whether it is an old name that goes although what it stands for is still there.
    pub(super) retired: bool,
}

/// What differs, by the items' paths. An old line whose name the new client keeps is compared with the line of what the
/// name stands for. `there` are the names that the new client has.
pub(super) fn differences<'a>(
    old: &'a [Line],
    new: &'a [Line],
    names: &OldNames<'_>,
    there: &BTreeSet<String>,
) -> Vec<Difference<'a>> {
    let mut items: BTreeMap<Cow<'a, str>, (Option<&Line>, Option<&Line>)> = BTreeMap::new();
    for line in new {
        items.entry(Cow::Borrowed(&line.item)).or_default().1 = Some(line);
    }
    for line in old {
        let now = match line.alias_of {
            Some(_) => Cow::Borrowed(&*line.item),
            None => names.item(line),
        };
        let entry = items.entry(now).or_default();
        if entry.0.is_none() {
            entry.0 = Some(line);
        } else {
            // Two items cannot be one: the one that had another name goes.
            items.entry(Cow::Borrowed(&line.item)).or_default().0 = Some(line);
        }
    }
    let differing = items.into_values().filter(|(old, new)| old != new);
    differing
        .map(|(old, new)| Difference {
            old,
            new,
            level: level(old, new, names, there),
            retired: new.is_none()
                && old.is_some_and(|line| !there.contains(&*line.item))
                && old
                    .and_then(|line| line.alias_of.as_deref())
                    .is_some_and(|target| there.contains(&names.path(target))),
        })
        .collect()
}

/// The worst level.
pub(super) fn verdict(differences: &[Difference<'_>]) -> Level {
    let levels = differences.iter().map(|difference| difference.level);
    levels.max().unwrap_or(Level::None)
}

fn level(
    old: Option<&Line>,
    new: Option<&Line>,
    names: &OldNames<'_>,
    there: &BTreeSet<String>,
) -> Level {
    match (old, new) {
        // Structs and unions are non-exhaustive: neither a field nor a variant breaks a program.
        (None, _) => Level::Minor,
        // A builder has a name, and no line of its own.
        (Some(old), None) => match &old.alias_of {
            Some(target) if names.path(target) == *old.item && there.contains(&*old.item) => {
                Level::Minor
            }
            _ => Level::Major,
        },
        (Some(old), Some(new)) => {
            let lost = old.derives.iter().any(|it| !new.derives.contains(it));
            let same = match &old.alias_of {
                // What the name stood for is what it stands for, whatever that is called by now.
                Some(target) => names.path(target) == **new.alias_of.as_ref().unwrap_or(&new.item),
                None => {
                    let path = names.path(&old.path());
                    new.alias_of.is_none()
                        && path == new.path()
                        && names.types(&old.rest) == *new.rest
                }
            };
            if !same || lost {
                Level::Major
            } else {
                // Another derive, another spelling on the wire, or a name that is kept as an alias.
                Level::Minor
            }
        }
    }
}
