//! The changes of one document by their places, and the ways from an item to its cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::matching::component_of;
use crate::diff::rust::places::Places;
use crate::diff::{Change, Pointers, reach};
use crate::outline::Line;
use crate::pointer;

/// How many references away a cause is looked for.
const MAX_DISTANCE: usize = 8;

/// How a cause was found, the most certain first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Found {
    /// The change is at the item's very place.
    Exact,
    /// The change is within the item's place.
    Inside,
    /// The change is above the item's place.
    Above,
    /// The item's schema comes or goes with the change.
    Carried,
    /// The change is at something that the item refers to, so many references away.
    Referred(usize),
    /// Something came or went beside the item's place.
    Beside,
    /// The change is where the item's schema is used.
    Used,
    /// The change is at what the item belongs to.
    Owner,
}

/// The changes of one side by their places.
pub(super) struct Index<'s, 'a> {
    pub(super) places: &'s Places<'a>,
    /// By pointer.
    pub(super) by_place: BTreeMap<String, BTreeSet<usize>>,
    /// By the name of a schema that comes or goes with the change.
    carried: BTreeMap<&'s str, BTreeSet<usize>>,
    /// What only the other document has a place for, by where that place's parent is in this one.
    beside: BTreeMap<String, BTreeSet<usize>>,
}

/// All that is in any of `sets`. Most often that is one, which may be as large as the document.
pub(super) fn union(mut sets: impl Iterator<Item = BTreeSet<usize>>) -> BTreeSet<usize> {
    let mut all = sets.next().unwrap_or_default();
    sets.for_each(|it| all.extend(it));
    all
}

/// The changes at the places below `place`.
fn within<'m>(
    by_place: &'m BTreeMap<String, BTreeSet<usize>>,
    place: &str,
) -> impl Iterator<Item = usize> + use<'m> {
    let below = format!("{place}/");
    by_place
        .range(below.clone()..)
        .take_while(move |(at, _)| at.starts_with(&below))
        .flat_map(|(_, changes)| changes.iter().copied())
}

/// The component schema that holds a place.
fn component(place: &str) -> Option<String> {
    component_of(place).map(|(component, _)| component.to_owned())
}

impl<'s, 'a> Index<'s, 'a> {
    /// The wanted changes, by their places in the document of `places`. `moved` finds a place of the other document in
    /// this one.
    pub(super) fn new(
        changes: &'s [Change],
        wanted: fn(&Change) -> bool,
        places: &'s Places<'a>,
        is_old: bool,
        moved: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let side = |at: &'s Pointers| -> (Option<&'s str>, Option<&'s str>) {
            let (old, new) = (at.old.as_deref(), at.new.as_deref());
            if is_old { (old, new) } else { (new, old) }
        };
        let sign = if is_old { '-' } else { '+' };
        let mut beside: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut by_place: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut carried: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            if !wanted(change) {
                continue;
            }
            let also = change.also.iter().map(|place| &place.pointer);
            for at in std::iter::once(&change.pointer).chain(also) {
                match side(at) {
                    (Some(here), _) => {
                        by_place.entry(here.to_owned()).or_default().insert(index);
                    }
                    (None, Some(there)) => {
                        let here = pointer::parent(there).and_then(&moved);
                        if let Some(here) = here {
                            beside.entry(here).or_default().insert(index);
                        }
                    }
                    (None, None) => {}
                }
            }
            for name in change.schemas.iter().filter_map(|it| it.strip_prefix(sign)) {
                carried.entry(name).or_default().insert(index);
            }
        }
        Self {
            places,
            by_place,
            carried,
            beside,
        }
    }

    /// The causes of what happens to a line at its `places`, by the most certain way that finds any. `changed`: the item
    /// is in both clients.
    pub(super) fn causes(
        &self,
        line: &Line,
        places: &BTreeSet<String>,
        changed: bool,
    ) -> Option<(Found, BTreeSet<usize>)> {
        let all =
            |find: &dyn Fn(&str) -> BTreeSet<usize>| union(places.iter().map(|place| find(place)));
        let exact = || all(&|place| self.by_place.get(place).cloned().unwrap_or_default());
        let inside = || all(&|place| self.inside(place));
        let above = || all(&|place| self.above(place));
        let carried = || all(&|place| self.carried(place));
        let first =
            |found: Found, causes: BTreeSet<usize>| (!causes.is_empty()).then_some((found, causes));
        let near = first(Found::Exact, exact());
        let near = if changed {
            near.or_else(|| first(Found::Inside, inside()))
                .or_else(|| first(Found::Above, above()))
                .or_else(|| first(Found::Carried, carried()))
        } else {
            // What comes or goes does so with what stands above it.
            near.or_else(|| first(Found::Above, above()))
                .or_else(|| first(Found::Carried, carried()))
                .or_else(|| first(Found::Inside, inside()))
        };
        near.or_else(|| self.referred(places))
            .or_else(|| first(Found::Beside, all(&|place| self.beside(place))))
            .or_else(|| first(Found::Used, self.used(places)))
            .or_else(|| {
                let mut owner = self.places.of_owner(line);
                owner.extend(self.places.operation(line));
                let whole = |place: &String| {
                    let exact = self.by_place.get(place).cloned().unwrap_or_default();
                    exact.into_iter().chain(self.above(place))
                };
                let parts = |place: &String| self.inside(place);
                first(Found::Owner, owner.iter().flat_map(whole).collect())
                    .or_else(|| first(Found::Owner, owner.iter().flat_map(parts).collect()))
            })
    }

    /// The changes that the other document alone has a place for, at or within a place.
    fn beside(&self, place: &str) -> BTreeSet<usize> {
        let exact = self.beside.get(place).cloned().unwrap_or_default();
        let within = within(&self.beside, place);
        exact.into_iter().chain(within).collect()
    }

    /// The changes at, within or above where the document refers to the components that hold the places.
    fn used(&self, places: &BTreeSet<String>) -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        let mut layer: Vec<String> = places.iter().filter_map(|it| component(it)).collect();
        for _ in 0..MAX_DISTANCE {
            let users: Vec<&String> = layer
                .iter()
                .filter(|it| seen.insert((*it).clone()))
                .flat_map(|it| self.places.users(it))
                .collect();
            let found: BTreeSet<usize> = users
                .iter()
                .flat_map(|user| self.above(user).into_iter().chain(self.beside_above(user)))
                .collect();
            if !found.is_empty() || users.is_empty() {
                return found;
            }
            layer = users.into_iter().filter_map(|it| component(it)).collect();
        }
        BTreeSet::new()
    }

    fn beside_above(&self, place: &str) -> BTreeSet<usize> {
        let mut at = Some(place);
        while let Some(place) = at {
            if let Some(found) = self.beside.get(place) {
                return found.clone();
            }
            at = pointer::parent(place);
        }
        BTreeSet::new()
    }

    /// The changes within a place.
    fn inside(&self, place: &str) -> BTreeSet<usize> {
        within(&self.by_place, place).collect()
    }

    /// The changes at the nearest place above that has any.
    fn above(&self, place: &str) -> BTreeSet<usize> {
        let mut at = pointer::parent(place);
        while let Some(place) = at {
            if let Some(found) = self.by_place.get(place) {
                return found.clone();
            }
            at = pointer::parent(place);
        }
        BTreeSet::new()
    }

    fn carried(&self, place: &str) -> BTreeSet<usize> {
        let name = component(place).map(|it| pointer::last(&it));
        self.carried
            .get(name.unwrap_or_default().as_str())
            .cloned()
            .unwrap_or_default()
    }

    /// The changes of what the places refer to, the nearest ones.
    fn referred(&self, places: &BTreeSet<String>) -> Option<(Found, BTreeSet<usize>)> {
        let side = self.places.side;
        let mut seen = BTreeSet::new();
        let mut layer: BTreeSet<String> = places.clone();
        for distance in 1..=MAX_DISTANCE {
            let mut next = BTreeSet::new();
            for at in layer.iter().filter_map(|place| side.at(place)) {
                let below = reach::schemas_below(side, &at);
                let new = below.iter().filter(|place| seen.insert((*place).clone()));
                next.extend(new.cloned());
            }
            let found: BTreeSet<usize> = next
                .iter()
                .flat_map(|place| {
                    let exact = self.by_place.get(place).cloned().unwrap_or_default();
                    exact.into_iter().chain(self.inside(place))
                })
                .collect();
            if !found.is_empty() {
                return Some((Found::Referred(distance), found));
            }
            if next.is_empty() {
                return None;
            }
            layer = next;
        }
        None
    }
}
