//! Types that have another name in the new client: because their schema has, or because the schema that they stand in
//! has.

use std::collections::{BTreeMap, BTreeSet};

use super::item::Owner;
use super::places::Places;
use crate::diff::compare::Pair;
use crate::diff::matching::component_of;
use crate::diff::side::Side;
use crate::outline::Line;

/// The new names of old types.
#[derive(Debug, Default)]
pub(super) struct Renames {
    forward: BTreeMap<String, String>,
    /// Those of the old types that can be no other than the new one.
    certain: BTreeSet<String>,
}

impl Renames {
    pub(super) fn find(pair: &Pair<'_>, old: &Places<'_>, new: &Places<'_>) -> Self {
        let mut renames = Self::default();
        for (name, places) in old.types() {
            let now = places.iter().filter_map(|it| moved(pair, it));
            let mut names: Vec<&str> = now
                .flat_map(|place| new.names_at(&place))
                .filter_map(|owner| match owner {
                    Owner::Type(name) => Some(name),
                    _ => None,
                })
                .collect();
            names.dedup();
            // Where several types come from one place, the one that kept its name is the same one.
            if let Some(first) = names.first()
                && !names.contains(&name)
            {
                if names.len() == 1 {
                    renames.certain.insert(name.to_owned());
                }
                renames.forward.insert(name.to_owned(), (*first).to_owned());
            }
        }
        renames
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forward.is_empty()
    }

    /// What an old type is called now, where that is another name.
    pub(super) fn now(&self, name: &str) -> Option<&str> {
        self.forward.get(name).map(String::as_str)
    }

    /// Whether no other new type comes from where the old one came from.
    pub(super) fn is_certain(&self, name: &str) -> bool {
        self.certain.contains(name)
    }

    /// The old line as it would be, had the types been called then what they are called now.
    pub(super) fn apply(&self, line: &Line) -> String {
        words(&line.to_string())
            .map(|word| self.forward.get(word).map_or(word, String::as_str))
            .collect()
    }

    /// The renamed types that an old line names.
    pub(super) fn named_in<'a>(&'a self, line: &str) -> Vec<&'a str> {
        let mut names = Vec::new();
        for word in words(line) {
            if let Some((old, _)) = self.forward.get_key_value(word)
                && !names.contains(&old.as_str())
            {
                names.push(old.as_str());
            }
        }
        names
    }
}

/// Where a place of the old document is in the new one.
pub(super) fn moved(pair: &Pair<'_>, old: &str) -> Option<String> {
    let partner = |component: &str| pair.schemas.partner(component).map(str::to_owned);
    let operation = |index| pair.operations.partner(index);
    across((&pair.old, &pair.new), operation, partner, old)
}

/// Where a place of the new document was in the old one.
pub(super) fn moved_back(pair: &Pair<'_>, new: &str) -> Option<String> {
    let origin = |component: &str| pair.schemas.origin(component).map(str::to_owned);
    let operation = |index| pair.operations.origin(index);
    across((&pair.new, &pair.old), operation, origin, new)
}

fn across(
    (from, to): (&Side<'_>, &Side<'_>),
    operation: impl Fn(usize) -> Option<usize>,
    partner: impl Fn(&str) -> Option<String>,
    place: &str,
) -> Option<String> {
    if let Some((component, rest)) = component_of(place) {
        return Some(format!("{}{rest}", partner(component)?));
    }
    let within = from.operation_of(place).and_then(|(here, rest)| {
        let there = to.operations.get(operation(here)?)?;
        Some(format!("{}{rest}", there.pointer()))
    });
    within.or_else(|| to.at(place).map(|at| at.pointer.into_owned()))
}

/// `text` in words and what stands between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest
            .find(|letter| is_word(letter) != is_word(first))
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at_checked(end)?;
        rest = tail;
        Some(word)
    })
}
