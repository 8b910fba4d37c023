//! Which changes of the document a change of the Rust API comes from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::item::{Item, Owner};
use super::lines::Difference;
use super::places::Places;
use super::renames::{self, Renames};
use crate::diff::compare::Pair;
use crate::diff::{Alters, Change};
use crate::outline::Line;
use index::{Found, Index, union};

mod index;

/// The causes of every difference, as indices of `changes`. None where the document does not tell.
pub(super) fn find(
    pair: &Pair<'_>,
    changes: &[Change],
    differences: &[Difference<'_>],
    (old, new): (&Places<'_>, &Places<'_>),
) -> Vec<BTreeSet<usize>> {
    let renames = Renames::find(pair, old, new);
    let search = |wanted: fn(&Change) -> bool| Search {
        changes,
        old: Index::new(changes, wanted, old, true, |it| {
            renames::moved_back(pair, it)
        }),
        new: Index::new(changes, wanted, new, false, |it| renames::moved(pair, it)),
    };
    let likely = search(|change| alters(change) && !is_bystander(change));
    let any = search(alters);
    let own = differences.iter().map(|difference| {
        if difference.retired {
            return BTreeSet::new();
        }
        let certain = |(found, _): &(Found, BTreeSet<usize>)| *found <= Found::Carried;
        let by_name = || {
            let causes = likely.of_name(pair, difference);
            (!causes.is_empty()).then_some((Found::Owner, causes))
        };
        // A bystander at the very place is more likely than anything else from afar.
        let sought = Sought::of(difference, (old, new));
        let found = match likely.causes(&sought) {
            Some(found) if certain(&found) => Some(found),
            found => match any.causes(&sought) {
                Some(near) if certain(&near) => Some(near),
                far => found.or_else(by_name).or(far),
            },
        };
        found.map_or_else(BTreeSet::new, |(_, causes)| causes)
    });
    let own: Vec<BTreeSet<usize>> = own.collect();
    if renames.is_empty() {
        return own;
    }
    let heads = heads(differences, &own);
    // What a line of the old client is called now, and the lines of the new client that are such.
    let mut cascades: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for line in differences.iter().filter_map(|it| it.old) {
        let names = renames.named_in(&line.to_string());
        if !names.is_empty() {
            cascades.insert(renames.apply(line), names);
        }
    }
    let news: BTreeSet<String> = differences
        .iter()
        .filter_map(|it| it.new)
        .map(Line::to_string)
        .collect();
    let renamed = |difference: &Difference<'_>| -> Option<BTreeSet<usize>> {
        // With the types' new names the old line is still there, so the names are all that has changed.
        let old = difference.old.filter(|_| !difference.retired);
        let old = old.map(|line| renames.apply(line));
        let names = match (&old, difference.new) {
            (Some(now), _) if news.contains(now) => cascades.get(now),
            (_, Some(line)) => cascades.get(&line.to_string()),
            _ => None,
        }?;
        let causes = names.iter().filter_map(|name| heads.get(*name));
        let causes: BTreeSet<usize> = causes.flat_map(|it| it.iter().copied()).collect();
        (!causes.is_empty()).then_some(causes)
    };
    let causes = differences.iter().zip(&own);
    causes
        .map(|(difference, own)| renamed(difference).unwrap_or_else(|| own.clone()))
        .collect()
}

/// Whether a change can alter the code beyond its comments.
fn alters(change: &Change) -> bool {
    change.kind.facts().alters != Alters::Never
}

/// What is at the place of an item, and as a rule not its cause.
fn is_bystander(change: &Change) -> bool {
    change.kind.facts().alters == Alters::Rarely
}

/// The causes of what happens to each type as a whole, by its old name.
fn heads<'a>(
    differences: &[Difference<'a>],
    causes: &'a [BTreeSet<usize>],
) -> BTreeMap<&'a str, &'a BTreeSet<usize>> {
    let head = |(difference, causes): (&Difference<'a>, &'a BTreeSet<usize>)| {
        let name = difference.old?.item.strip_prefix("types::")?;
        let is_type = name.chars().all(|it| it.is_alphanumeric() || it == '_');
        is_type.then_some((name, causes))
    };
    differences.iter().zip(causes).filter_map(head).collect()
}

/// The lines of a difference, with the places that they stand for.
struct Sought<'l> {
    old: Option<(&'l Line, BTreeSet<String>)>,
    new: Option<(&'l Line, BTreeSet<String>)>,
}

impl<'l> Sought<'l> {
    fn of(difference: &Difference<'l>, (old, new): (&Places<'_>, &Places<'_>)) -> Self {
        let side = |line: Option<&'l Line>, places: &Places<'_>| {
            let line = line?;
            Some((line, places.of(line)))
        };
        Self {
            old: side(difference.old, old),
            new: side(difference.new, new),
        }
    }
}

struct Search<'s, 'a> {
    changes: &'s [Change],
    old: Index<'s, 'a>,
    new: Index<'s, 'a>,
}

impl Search<'_, '_> {
    /// The most certain causes that either side tells of.
    fn causes(&self, sought: &Sought<'_>) -> Option<(Found, BTreeSet<usize>)> {
        let changed = sought.old.is_some() && sought.new.is_some();
        let sides = [(&sought.old, &self.old), (&sought.new, &self.new)];
        let found = sides.into_iter().filter_map(|(side, index)| {
            let (line, places) = side.as_ref()?;
            let (found, causes) = index.causes(line, places, changed)?;
            Some((found, self.of_value(line, causes)))
        });
        let found: Vec<(Found, BTreeSet<usize>)> = found.collect();
        let best = found.iter().map(|(found, _)| *found).min()?;
        let causes = found.into_iter().filter(|(found, _)| *found == best);
        Some((best, union(causes.map(|(_, causes)| causes))))
    }

    /// The causes of what happened to the operation or type that had the item's name before: where two have the same
    /// name, the second one is numbered, until the first one is called otherwise.
    fn of_name(&self, pair: &Pair<'_>, difference: &Difference<'_>) -> BTreeSet<usize> {
        let old = &self.old.places;
        let mut names: Vec<Owner<'_>> = Vec::new();
        if let Some(line) = difference.old {
            let places = old.of_owner(line);
            let now = places.iter().filter_map(|it| renames::moved(pair, it));
            names.extend(now.flat_map(|place| self.new.places.names_at(&place)));
        }
        names.extend(difference.new.map(|line| self.new.places.item(line).owner));
        let places = names.into_iter().flat_map(|name| old.of_name(name));
        places
            .filter_map(|place| self.old.by_place.get(&place))
            .flatten()
            .copied()
            .collect()
    }

    /// Of several changes of one enum, the one of the variant's own value.
    fn of_value(&self, line: &Line, causes: BTreeSet<usize>) -> BTreeSet<usize> {
        if causes.len() == 1 {
            return causes;
        }
        let Some(member) = Item::parse(&line.item).member else {
            return causes;
        };
        let wire = line.wire.as_deref().unwrap_or(member);
        let of_value = |index: &&usize| {
            let values = self.changes.get(**index);
            let values = values.into_iter().flat_map(|it| [&it.before, &it.after]);
            values.flatten().any(|value| match value {
                Value::Array(values) => values.iter().any(|it| it.as_str() == Some(wire)),
                value => value.as_str() == Some(wire),
            })
        };
        let own: BTreeSet<usize> = causes.iter().filter(of_value).copied().collect();
        if own.is_empty() { causes } else { own }
    }
}
