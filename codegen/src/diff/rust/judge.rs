//! The report with the Rust side in it: each change with its lines, and with the level that they confirm or correct.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::item::Owner;
use super::lines::Difference;
use super::places::Places;
use crate::diff::compare::Pair;
use crate::diff::identity::Fingerprints;
use crate::diff::kinds::Kind;
use crate::diff::record::place;
use crate::diff::{Change, Level, Pointers};

/// What to do where the table of kinds did not expect that a program has to change.
const REMEDY: &str = "adapt the uses of the items that went or changed";

/// Where lines go that belong to no item.
const CLIENT: &str = "client";

/// Where old names go that are no longer kept.
const RETIRED: &str = "retired";

/// How many old names are told in a sentence.
const TOLD: usize = 3;

/// With how many entries a line is listed. A type that a hundred operations use goes with each of them.
const ENTRIES: usize = 8;

/// What a change does to the Rust API.
#[derive(Clone, Debug, Default)]
struct Effect {
    /// The worst level of its lines; `None` without any.
    level: Option<Level>,
    /// The old names that are kept for what it renames.
    kept: Vec<String>,
    /// The items of its lines.
    items: BTreeSet<String>,
}

/// A difference as an entry has it.
struct Told {
    lines: Vec<String>,
    item: Option<String>,
}

impl Told {
    fn of(difference: &Difference<'_>, places: (&Places<'_>, &Places<'_>)) -> Self {
        let old = difference.old.map(|line| format!("- {line}"));
        let new = difference.new.map(|line| format!("+ {line}"));
        Self {
            lines: old.into_iter().chain(new).collect(),
            item: source(difference, places),
        }
    }

    /// Adds it to a change, of which `items` are known already.
    fn add(&self, change: &mut Change, items: &mut BTreeSet<String>) {
        change.rust.extend_from_slice(&self.lines);
        if let Some(item) = &self.item
            && items.insert(item.clone())
        {
            change.items.push(item.clone());
        }
    }
}

impl Effect {
    fn add(&mut self, difference: &Difference<'_>) {
        self.level = self.level.max(Some(difference.level));
        let old_name = difference.new.filter(|line| line.alias_of.is_some());
        self.kept.extend(old_name.map(|line| line.item.to_string()));
    }
}

/// `` `a`, `b` and 3 more names``
fn names(all: &[String]) -> String {
    let first: Vec<String> = all.iter().take(TOLD).map(|it| format!("`{it}`")).collect();
    match all.len().saturating_sub(TOLD) {
        0 => first.join(", "),
        1 => format!("{} and 1 more name", first.join(", ")),
        more => format!("{} and {more} more names", first.join(", ")),
    }
}

/// The changes with their lines, and one more for each owner of lines that no change accounts for.
pub(super) fn judge(
    pair: &Pair<'_>,
    mut changes: Vec<Change>,
    differences: &[Difference<'_>],
    causes: &[BTreeSet<usize>],
    places: (&Places<'_>, &Places<'_>),
) -> Vec<Change> {
    let mut effects: Vec<Effect> = vec![Effect::default(); changes.len()];
    let mut rest: BTreeMap<String, Vec<&Difference<'_>>> = BTreeMap::new();
    for (difference, causes) in differences.iter().zip(causes) {
        if causes.is_empty() {
            let owner = match difference.retired {
                true => RETIRED.to_owned(),
                false => source(difference, places).unwrap_or_else(|| CLIENT.to_owned()),
            };
            rest.entry(owner).or_default().push(difference);
        }
        // What breaks programs follows from what is expected to, where there is such a cause.
        let expected =
            |index: &&usize| changes.get(**index).map(|it| it.level) == Some(Level::Major);
        let of_major: Vec<usize> = causes.iter().filter(expected).copied().collect();
        let causes = match difference.level {
            Level::Major if !of_major.is_empty() => of_major,
            _ => causes.iter().copied().collect(),
        };
        let told = Told::of(difference, places);
        for (before, index) in causes.into_iter().enumerate() {
            if let (Some(change), Some(effect)) = (changes.get_mut(index), effects.get_mut(index)) {
                if before < ENTRIES {
                    told.add(change, &mut effect.items);
                } else {
                    change.shared += told.lines.len();
                }
                effect.add(difference);
            }
        }
    }
    for (change, effect) in changes.iter_mut().zip(effects) {
        change.rust.sort_by_cached_key(|line| rank(line));
        settle(change, &effect);
    }
    let mut fingerprints = Fingerprints::default();
    for (owner, differences) in rest {
        let mut change = unaccounted(pair, &owner, &differences, places);
        change.fingerprint = fingerprints.next(change.kind, &change.subject, None, None);
        changes.push(change);
    }
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    changes
}

fn order(change: &Change) -> impl Ord + use<'_> {
    (
        Reverse(change.level),
        &change.subject,
        change.kind.id(),
        &change.pointer,
    )
}

/// What a person wants to see first: types, fields, variants and methods; then implementations; then builders.
fn rank(line: &str) -> u8 {
    match line {
        _ if line.contains("Builder::") => 2,
        _ if line.contains(": impl ") => 1,
        _ => 0,
    }
}

/// The level of a change, now that it is known what it does to the Rust API.
fn settle(change: &mut Change, effect: &Effect) {
    let rust = effect.level;
    let floor = change.kind.facts().floor;
    let floor = match (change.sent, change.read) {
        (true, false) => floor.0,
        (false, true) => floor.1,
        _ => floor.0.max(floor.1),
    };
    let level = change.level.min(floor).max(rust.unwrap_or(Level::None));
    // What the table expects did not happen: its words would contradict the entry.
    if level < change.level {
        let what = match rust {
            None => "no public Rust item changes",
            Some(_) => "of the public Rust items none goes and none changes its type",
        };
        change.why = match level {
            Level::Minor => format!("{what}; the server may treat the call otherwise"),
            _ => what.to_owned(),
        };
        change.remedy = None;
    }
    if level > change.level {
        change.why = "a public Rust item goes or changes its type".to_owned();
    }
    if level == Level::Major && rust.is_none_or(|rust| rust < Level::Major) {
        change.why = format!("{}; programs compile, and fail when they run", change.why);
    }
    tell_kept(change, (level, rust), &effect.kept);
    if level == Level::Major {
        let remedy = change.remedy.take().filter(|remedy| !remedy.is_empty());
        change.remedy = remedy.or_else(|| Some(REMEDY.to_owned()));
    }
    change.level = level;
}

/// Says which old names stay, and what that is worth.
fn tell_kept(change: &mut Change, (level, rust): (Level, Option<Level>), kept: &[String]) {
    if kept.is_empty() {
        return;
    }
    let what = format!(
        "the client keeps {} as deprecated {}",
        names(kept),
        if kept.len() == 1 { "alias" } else { "aliases" }
    );
    change.why = match (level, rust) {
        (Level::Major, Some(Level::Major)) => {
            format!(
                "{}; {what}, which not every program can go on using",
                change.why
            )
        }
        (Level::Major, _) => format!("{}; {what}", change.why),
        _ => format!("programs compile: {what}, until the next major version"),
    };
}

/// What differs in Rust although nothing does in the document, as an entry of its own.
fn unaccounted(
    pair: &Pair<'_>,
    owner: &str,
    differences: &[&Difference<'_>],
    places: (&Places<'_>, &Places<'_>),
) -> Change {
    let name = owner.rsplit('/').next().unwrap_or(owner);
    let olds = differences.iter().filter_map(|it| it.old);
    let news = differences.iter().filter_map(|it| it.new);
    let pointer = Pointers {
        old: olds.flat_map(|line| places.0.of(line)).next(),
        new: news.flat_map(|line| places.1.of(line)).next(),
    };
    let (kind, subject) = match owner {
        CLIENT => (Kind::RustItemChanged, "the Rust client".to_owned()),
        RETIRED => (Kind::AliasRemoved, "deprecated names".to_owned()),
        _ => (Kind::RustItemChanged, format!("Rust item `{name}`")),
    };
    let place = place(pair, subject, pointer);
    let level = differences.iter().map(|it| it.level).max();
    let level = level.unwrap_or(Level::Patch);
    let mut change = Change {
        fingerprint: String::new(),
        accepted: None,
        level,
        kind,
        subject: place.subject,
        old_location: place.old_location,
        new_location: place.new_location,
        pointer: place.pointer,
        before: None,
        after: None,
        also: Vec::new(),
        schemas: Vec::new(),
        sent: false,
        read: false,
        operations: Vec::new(),
        rust: Vec::new(),
        items: Vec::new(),
        shared: 0,
        remedy: (level == Level::Major).then(|| match kind.facts().remedy {
            "" => REMEDY.to_owned(),
            remedy => remedy.to_owned(),
        }),
        why: kind.facts().why.to_owned(),
    };
    let mut items = BTreeSet::new();
    for difference in differences {
        Told::of(difference, places).add(&mut change, &mut items);
    }
    change.rust.sort_by_cached_key(|line| rank(line));
    change
}

/// The item's source, as [`crate::api::Api::sources`] names it.
fn source(difference: &Difference<'_>, places: (&Places<'_>, &Places<'_>)) -> Option<String> {
    let (line, places) = match (difference.old, difference.new) {
        (_, Some(line)) => (line, places.1),
        (Some(line), None) => (line, places.0),
        (None, None) => return None,
    };
    let origins = &places.api.origins;
    match places.item(line).owner {
        Owner::Type(name) => Some(format!("types/{name}")),
        Owner::Builder(name) => Some(format!("operations/{name}")),
        Owner::Method(name) => {
            let at = origins.methods.get(name)?;
            let builder = places.builder_at(at);
            builder.map(|name| format!("operations/{name}"))
        }
        Owner::Credential(_) | Owner::Servers | Owner::Client => Some(CLIENT.to_owned()),
    }
}
