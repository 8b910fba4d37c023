//! Which schema of the new document is which of the old one.
//!
//! Names alone do not tell: bundlers number what they find twice (`Paging_3`), and the numbers move when
//! one of them goes. So a schema is first what it says, then what it is called, then where it is used; and
//! what a pair refers to at the same place speaks for that to be a pair too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::chains::chains;
use super::fingerprint::{Detail, Fingerprints};
use super::operation_matching::OperationPairs;
use super::side::Side;
use super::similarity::{self, Traits};
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

/// One schema that is to be matched.
struct Candidate {
    pointer: String,
    name: String,
    stem: String,
    form: u64,
    all: u64,
    traits: Traits,
}

/// Pairs the component schemas of both sides.
pub(super) fn pair(
    old: &Side<'_>,
    new: &Side<'_>,
    prints: (&Fingerprints, &Fingerprints),
    operations: &OperationPairs,
) -> SchemaPairs {
    let olds = candidates(old, prints.0);
    let news = candidates(new, prints.1);
    let mut pairs = SchemaPairs::default();
    let families = families(&olds, &news);
    let by_pointer: HashMap<&str, &Candidate> =
        news.iter().map(|it| (it.pointer.as_str(), it)).collect();
    for a in &olds {
        if let Some(b) = by_pointer.get(a.pointer.as_str()) {
            let alone = !families.contains(&a.stem);
            if a.all == b.all || (alone && a.form == b.form) {
                pairs.insert(&a.pointer, &b.pointer);
            }
        }
    }
    // Every round either finds a pair or is the last one.
    loop {
        let votes = votes(old, new, operations, &pairs);
        if !grow(&mut pairs, &olds, &news, &votes) {
            break;
        }
    }
    for a in &olds {
        if !pairs.has_old(&a.pointer)
            && !pairs.has_new(&a.pointer)
            && by_pointer.contains_key(a.pointer.as_str())
        {
            pairs.insert(&a.pointer, &a.pointer);
        }
    }
    pairs
}

fn candidates(side: &Side<'_>, prints: &Fingerprints) -> Vec<Candidate> {
    let candidate = |(pointer, at): (&String, _)| {
        let name = pointer::last(pointer);
        Candidate {
            stem: stem(&name).to_owned(),
            name,
            form: prints.component(pointer, Detail::Form),
            all: prints.component(pointer, Detail::All),
            traits: Traits::of(side, at),
            pointer: pointer.clone(),
        }
    };
    side.schemas.iter().map(candidate).collect()
}

/// A name without the number that a bundler gave it.
fn stem(name: &str) -> &str {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
        .trim_end_matches('_')
}

/// The stems that several schemas of a document have.
fn families(olds: &[Candidate], news: &[Candidate]) -> BTreeSet<String> {
    let mut counts: HashMap<(bool, &str), usize> = HashMap::new();
    let all = olds.iter().map(|it| (false, it));
    for (side, it) in all.chain(news.iter().map(|it| (true, it))) {
        *counts.entry((side, it.stem.as_str())).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|((_, stem), _)| stem.to_owned())
        .collect()
}

/// What matched operations and schemas refer to at the same place, when neither has a partner yet.
fn votes(
    old: &Side<'_>,
    new: &Side<'_>,
    operations: &OperationPairs,
    pairs: &SchemaPairs,
) -> BTreeSet<(String, String)> {
    let operation = |side: &Side<'_>, index: usize| {
        side.operations
            .get(index)
            .map(|operation| operation.pointer())
    };
    let matched_operations = operations
        .pairs
        .iter()
        .filter_map(|(a, b)| Some((operation(old, *a)?, operation(new, *b)?)));
    let matched_schemas = pairs.iter().map(|(a, b)| (a.to_owned(), b.to_owned()));
    let mut votes = BTreeSet::new();
    for (a, b) in matched_operations.chain(matched_schemas) {
        let (Some(a), Some(b)) = (old.at(&a), new.at(&b)) else {
            continue;
        };
        let others = chains(new, &b);
        for (path, target) in chains(old, &a) {
            if let Some(other) = others.get(&path)
                && !pairs.has_old(&target)
                && !pairs.has_new(other)
            {
                votes.insert((target, other.clone()));
            }
        }
    }
    votes
}

/// One round of matching; whether it has found anything.
fn grow(
    pairs: &mut SchemaPairs,
    olds: &[Candidate],
    news: &[Candidate],
    votes: &BTreeSet<(String, String)>,
) -> bool {
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
    let mut found = Vec::new();
    for a in &olds {
        for b in &news {
            // A schema whose name is still there is not looked for under another one, numbers aside.
            if a.name != b.name
                && a.stem != b.stem
                && (staying.contains(&a.name) || staying.contains(&b.name))
            {
                continue;
            }
            let form = a.traits.form(&b.traits);
            let voted = votes.contains(&(a.pointer.clone(), b.pointer.clone()));
            let alone = counts.0.get(&a.form) == Some(&1) && counts.1.get(&b.form) == Some(&1);
            if is_pair(a, b, form, voted, alone) {
                let bonus = |holds: bool, bonus: f64| if holds { bonus } else { 0.0 };
                let score = form
                    + 0.5 * a.traits.prose(&b.traits)
                    + bonus(a.all == b.all, 1.0)
                    + bonus(a.form == b.form, 0.5)
                    + bonus(voted, 0.4)
                    + bonus(a.name == b.name, 0.2)
                    + 0.1 * similarity::names(&a.name, &b.name);
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
        let telling = a.traits.form.len() > 3;
        return related || (telling && (alone || similarity::names(&a.name, &b.name) >= 0.5));
    }
    (related && form >= 0.5) || (form >= 0.85 && a.traits.form.len() > 7)
}
