//! Which schema of the new document is which of the old one.
//!
//! Names alone do not tell: bundlers number what they find twice (`Paging_3`), and the numbers move when
//! one of them goes. So a schema is first what it says, then what it is called, then where it is used; and
//! what a pair refers to at the same place speaks for that to be a pair too.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::chains::chains;
use super::fingerprint::{Detail, Fingerprints};
use super::operation_matching::OperationPairs;
use super::side::Side;
use super::similarity::{Name, Traits};
use super::unchanged::Unchanged;
use crate::pointer;

/// The schemas in pairs, by pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaPairs {
    forward: BTreeMap<String, String>,
    backward: BTreeMap<String, String>,
}

impl SchemaPairs {
    fn insert(&mut self, old: &str, new: &str) {
        self.forward.insert(old.to_owned(), new.to_owned());
        self.backward.insert(new.to_owned(), old.to_owned());
    }

    /// All pairs, by the old pointer.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.forward
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
    }

    pub(super) fn has_old(&self, pointer: &str) -> bool {
        self.forward.contains_key(pointer)
    }

    pub(super) fn has_new(&self, pointer: &str) -> bool {
        self.backward.contains_key(pointer)
    }

    /// What the old schema is now.
    pub(super) fn partner(&self, old: &str) -> Option<&str> {
        self.forward.get(old).map(String::as_str)
    }

    /// What the new schema was.
    pub(super) fn origin(&self, new: &str) -> Option<&str> {
        self.backward.get(new).map(String::as_str)
    }

    /// Whether what stands at both places is the same schema. A place within a component is the same when the
    /// components are.
    pub(super) fn same(&self, old: &str, new: &str) -> bool {
        if let Some(partner) = self.forward.get(old) {
            return partner == new;
        }
        match (component_of(old), component_of(new)) {
            (Some((old, below)), Some((new, other))) if !below.is_empty() => {
                below == other && self.forward.get(old).is_some_and(|partner| partner == new)
            }
            _ => old == new && !self.has_new(new),
        }
    }
}

/// A pointer into a component schema as that schema's pointer and the rest.
pub(super) fn component_of(pointer: &str) -> Option<(&str, &str)> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    let end = name.find('/').unwrap_or(name.len());
    pointer.split_at_checked(pointer.len() - name.len() + end)
}

/// From how many parts on a schema is known by them alone.
const MANY: usize = 8;

/// What share of these parts has to be the same.
const SAME: f64 = 0.85;

/// One schema that is to be matched.
struct Candidate {
    pointer: String,
    name: String,
    /// The name once more, to be compared.
    alike: Name,
    stem: String,
    form: u64,
    all: u64,
    traits: Traits,
}

impl Candidate {
    /// Whether another one is hardly built the same by chance.
    fn is_telling(&self) -> bool {
        self.traits.form.len() > 3
    }
}

/// Pairs the component schemas of both sides.
pub(super) fn pair(
    old: &Side<'_>,
    new: &Side<'_>,
    prints: (&Fingerprints, &Fingerprints),
    operations: &OperationPairs,
    unchanged: &Unchanged,
) -> SchemaPairs {
    let mut pairs = SchemaPairs::default();
    let families = families(old, new);
    for pointer in old.schemas.keys() {
        let same =
            |detail| prints.0.component(pointer, detail) == prints.1.component(pointer, detail);
        let alone = || !families.contains(stem(&pointer::last(pointer)));
        if new.schemas.contains_key(pointer)
            && (same(Detail::All) || (same(Detail::Form) && alone()))
        {
            pairs.insert(pointer, pointer);
        }
    }
    let olds = candidates(old, prints.0, |it| !pairs.has_old(it));
    let news = candidates(new, prints.1, |it| !pairs.has_new(it));
    if olds.is_empty() || news.is_empty() {
        return pairs;
    }
    let mut votes = Votes::of(old, new, operations);
    // Every round either finds a pair or is the last one.
    loop {
        votes.count((old, new), &pairs, unchanged);
        if !grow(&mut pairs, &olds, &news, &votes) {
            break;
        }
    }
    for a in &olds {
        if !pairs.has_old(&a.pointer)
            && !pairs.has_new(&a.pointer)
            && new.schemas.contains_key(&a.pointer)
        {
            pairs.insert(&a.pointer, &a.pointer);
        }
    }
    pairs
}

/// The schemas of one side that are wanted.
fn candidates(
    side: &Side<'_>,
    prints: &Fingerprints,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Candidate> {
    let candidate = |(pointer, at): (&String, _)| {
        let name = pointer::last(pointer);
        Candidate {
            stem: stem(&name).to_owned(),
            alike: Name::new(&name),
            name,
            form: prints.component(pointer, Detail::Form),
            all: prints.component(pointer, Detail::All),
            traits: Traits::of(side, at),
            pointer: pointer.clone(),
        }
    };
    let schemas = side.schemas.iter();
    let wanted = schemas.filter(|(pointer, _)| wanted(pointer));
    wanted.map(candidate).collect()
}

/// A name without the number that a bundler gave it.
fn stem(name: &str) -> &str {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
        .trim_end_matches('_')
}

/// The stems that several schemas of a document have.
fn families(old: &Side<'_>, new: &Side<'_>) -> BTreeSet<String> {
    let mut several = BTreeSet::new();
    for side in [old, new] {
        let mut seen = HashSet::new();
        for pointer in side.schemas.keys() {
            let name = pointer::last(pointer);
            let stem = stem(&name);
            if !seen.insert(stem.to_owned()) {
                several.insert(stem.to_owned());
            }
        }
    }
    several
}

/// What matched operations and schemas refer to at the same place: the new schemas by the old ones.
#[derive(Default)]
struct Votes {
    found: BTreeMap<String, BTreeSet<String>>,
    /// The old schemas that have been looked at.
    counted: BTreeSet<String>,
}

impl Votes {
    fn of(old: &Side<'_>, new: &Side<'_>, operations: &OperationPairs) -> Self {
        let mut votes = Self::default();
        for (a, b) in &operations.pairs {
            if let (Some(a), Some(b)) = (old.operations.get(*a), new.operations.get(*b)) {
                votes.add((old, a.value), (new, b.value));
            }
        }
        votes
    }

    /// Adds those of the pairs that are new. What an unchanged schema refers to has its partner.
    fn count(
        &mut self,
        (old, new): (&Side<'_>, &Side<'_>),
        pairs: &SchemaPairs,
        unchanged: &Unchanged,
    ) {
        for (a, b) in pairs.iter().filter(|(a, _)| !unchanged.has(a)) {
            if let (Some(x), Some(y)) = (old.schemas.get(a), new.schemas.get(b))
                && self.counted.insert(a.to_owned())
            {
                self.add((old, x.value), (new, y.value));
            }
        }
    }

    fn add<'a, 'b>(&mut self, (old, a): (&Side<'a>, &'a Value), (new, b): (&Side<'b>, &'b Value)) {
        let mut others = chains(new, b);
        for (way, target) in chains(old, a) {
            if let Some(other) = others.remove(&way) {
                self.found.entry(target).or_default().insert(other);
            }
        }
    }

    /// The new schemas that speak for being the old one.
    fn of_old(&self, pointer: &str) -> impl Iterator<Item = &String> {
        self.found.get(pointer).into_iter().flatten()
    }
}

/// The new schemas that have no partner yet, by what may make one the partner of an old one.
struct Partners<'c> {
    by_pointer: HashMap<&'c str, usize>,
    by_stem: HashMap<&'c str, Vec<usize>>,
    by_form: HashMap<u64, Vec<usize>>,
    by_trait: HashMap<u64, Vec<usize>>,
}

impl<'c> Partners<'c> {
    fn of(news: &[&'c Candidate]) -> Self {
        let mut partners = Self {
            by_pointer: HashMap::new(),
            by_stem: HashMap::new(),
            by_form: HashMap::new(),
            by_trait: HashMap::new(),
        };
        for (index, it) in news.iter().enumerate() {
            partners.by_pointer.insert(&it.pointer, index);
            partners.by_stem.entry(&it.stem).or_default().push(index);
            if it.is_telling() {
                partners.by_form.entry(it.form).or_default().push(index);
            }
            for part in &it.traits.form {
                partners.by_trait.entry(*part).or_default().push(index);
            }
        }
        partners
    }

    /// Those that [`is_pair`] has to be asked about: there are too many schemas to ask about each.
    fn candidates(&self, old: &Candidate, votes: &Votes) -> BTreeSet<usize> {
        let voted = votes.of_old(&old.pointer);
        let voted = voted.filter_map(|it| self.by_pointer.get(it.as_str()));
        let related = self.by_stem.get(old.stem.as_str()).into_iter().flatten();
        let alike = self.by_form.get(&old.form).into_iter().flatten();
        let mut found: BTreeSet<usize> = voted.chain(related).chain(alike).copied().collect();
        if old.traits.form.len() >= MANY {
            let with = |part: &u64| self.by_trait.get(part).map_or(&[][..], Vec::as_slice);
            let mut parts: Vec<&[usize]> = old.traits.form.iter().map(with).collect();
            parts.sort_by_key(|with| with.len());
            // A new schema that has enough in common lacks few of the parts, so it has one of any so many.
            let common = (parts.len() as f64 * SAME / (2.0 - SAME)).ceil() as usize;
            let rarest = parts.into_iter().take(old.traits.form.len() - common + 1);
            found.extend(rarest.flatten());
        }
        found
    }
}

/// One round of matching; whether it has found anything.
fn grow(pairs: &mut SchemaPairs, olds: &[Candidate], news: &[Candidate], votes: &Votes) -> bool {
    let olds: Vec<_> = olds
        .iter()
        .filter(|it| !pairs.has_old(&it.pointer))
        .collect();
    let news: Vec<_> = news
        .iter()
        .filter(|it| !pairs.has_new(&it.pointer))
        .collect();
    let names =
        |all: &[&Candidate]| -> BTreeSet<String> { all.iter().map(|it| it.name.clone()).collect() };
    let staying: BTreeSet<String> = names(&olds).intersection(&names(&news)).cloned().collect();
    let counts = (forms(&olds), forms(&news));
    let partners = Partners::of(&news);
    let mut found = Vec::new();
    for a in &olds {
        let alone = counts.0.get(&a.form) == Some(&1) && counts.1.get(&a.form) == Some(&1);
        let voted: BTreeSet<&String> = votes.of_old(&a.pointer).collect();
        let candidates = partners.candidates(a, votes);
        for b in candidates.into_iter().filter_map(|it| news.get(it)) {
            // A schema whose name is still there is not looked for under another one, numbers aside.
            if a.name != b.name
                && a.stem != b.stem
                && (staying.contains(&a.name) || staying.contains(&b.name))
            {
                continue;
            }
            let form = a.traits.form(&b.traits);
            let voted = voted.contains(&b.pointer);
            if is_pair(a, b, form, voted, alone) {
                let bonus = |holds: bool, bonus: f64| if holds { bonus } else { 0.0 };
                let score = form
                    + 0.5 * a.traits.prose(&b.traits)
                    + bonus(a.all == b.all, 1.0)
                    + bonus(a.form == b.form, 0.5)
                    + bonus(voted, 0.4)
                    + bonus(a.name == b.name, 0.2)
                    + 0.1 * a.alike.like(&b.alike);
                found.push((score, *a, *b));
            }
        }
    }
    found.sort_by(|a, b| {
        let names = |it: &(f64, &Candidate, &Candidate)| (it.1.name.clone(), it.2.name.clone());
        b.0.total_cmp(&a.0).then_with(|| names(a).cmp(&names(b)))
    });
    let mut grown = false;
    for (_, a, b) in found {
        if !pairs.has_old(&a.pointer) && !pairs.has_new(&b.pointer) {
            pairs.insert(&a.pointer, &b.pointer);
            grown = true;
        }
    }
    grown
}

/// How many schemas there are of each form.
fn forms(all: &[&Candidate]) -> HashMap<u64, usize> {
    let mut forms = HashMap::new();
    for it in all {
        *forms.entry(it.form).or_default() += 1;
    }
    forms
}

/// Whether there is enough for two schemas to be the same one; `alone` when no other one is built as they are.
fn is_pair(a: &Candidate, b: &Candidate, form: f64, voted: bool, alone: bool) -> bool {
    let related = a.stem == b.stem || voted;
    if a.form == b.form {
        // Elsewhere, under another name: only what is not alike by chance, and only one of its kind.
        return related || (a.is_telling() && (alone || a.alike.like(&b.alike) >= 0.5));
    }
    (related && form >= 0.5) || (form >= SAME && a.traits.form.len() >= MANY)
}
