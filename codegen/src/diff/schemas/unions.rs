//! Unions: their members, and what tells them apart.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::Hash;

use serde_json::Value;

use super::shape::Shape;
use crate::diff::compare::{Both, Comparison};
use crate::diff::fingerprint::Detail;
use crate::diff::kinds::Kind;
use crate::diff::places::{Scope, Step};
use crate::diff::record::Finding;
use crate::diff::side::{At, Pointer, Side};
use crate::diff::similarity::Traits;
use crate::pointer;

/// How alike two members have to be for one to be the other.
const ALIKE: f64 = 0.5;

impl<'a> Comparison<'_, 'a> {
    /// Compares the members of two unions; their order says nothing.
    pub(in crate::diff) fn unions(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let mut gone: Vec<&At<'a>> = old.1.branches.iter().collect();
        let mut come: Vec<&At<'a>> = new.1.branches.iter().collect();
        let mut pairs = Vec::new();
        let target = |side: &Side<'a>, at: &At<'a>| Shape::of(side, at).target.map(|it| it.pointer);
        // What a schema is now, or where it stands when nothing is known of it.
        let moved = |at: &At<'a>| {
            let old = target(&pair.old, at)?;
            Some(
                pair.schemas
                    .partner(&old)
                    .map_or(old.clone(), |it| it.to_owned().into()),
            )
        };
        let same = |at: &At<'a>| target(&pair.new, at);
        take_by(&mut gone, &mut come, &mut pairs, moved, same);
        for detail in [Detail::All, Detail::Form] {
            let (old, new) = (
                |at: &At<'a>| Some(pair.old_print(at, detail)),
                |at: &At<'a>| Some(pair.new_print(at, detail)),
            );
            take_by(&mut gone, &mut come, &mut pairs, old, new);
        }
        let traits = |side: &Side<'a>, all: &[&At<'a>]| -> HashMap<Pointer<'a>, Traits> {
            let written_out = all.iter().filter(|at| at.text("$ref").is_none());
            written_out
                .map(|at| (at.pointer.clone(), Traits::of(side, at)))
                .collect()
        };
        let (olds, news) = (traits(&pair.old, &gone), traits(&pair.new, &come));
        take(&mut gone, &mut come, &mut pairs, |a, b| {
            let both = (olds.get(&a.pointer), news.get(&b.pointer));
            matches!(both, (Some(a), Some(b)) if a.form(b) >= ALIKE)
        });
        for (a, b) in pairs {
            let scope = scope.step(Step::Branch(name(&pair.new, b)));
            self.schema(Both::new(a, b), &scope);
        }
        for at in gone {
            let scope = scope.step(Step::Branch(name(&pair.old, at)));
            self.record.add(Finding::new(
                Kind::UnionBranchRemoved,
                &scope,
                Some(at),
                None,
            ));
        }
        for at in come {
            let scope = scope.step(Step::Branch(name(&pair.new, at)));
            self.record
                .add(Finding::new(Kind::UnionBranchAdded, &scope, None, Some(at)));
        }
        if old.1.combination != new.1.combination {
            let shown = |shape: &Shape<'a>| {
                let words: Vec<&str> = shape.combination.iter().copied().collect();
                Some(Value::String(words.join(" and ")))
            };
            let finding = Finding::new(Kind::UnionKindChanged, scope, Some(old.0), Some(new.0));
            self.record.add(finding.values(shown(old.1), shown(new.1)));
        }
        self.discriminator(Both::new(old.1, new.1), scope);
    }
}

/// Moves the members that are the same into `pairs`.
fn take<'p, 'a>(
    gone: &mut Vec<&'p At<'a>>,
    come: &mut Vec<&'p At<'a>>,
    pairs: &mut Vec<(&'p At<'a>, &'p At<'a>)>,
    same: impl Fn(&At<'a>, &At<'a>) -> bool,
) {
    gone.retain(|a| match come.iter().position(|b| same(a, b)) {
        Some(index) => {
            pairs.push((a, come.remove(index)));
            false
        }
        None => true,
    });
}

/// Moves the members that have one key into `pairs`.
fn take_by<'p, 'a, K: Eq + Hash>(
    gone: &mut Vec<&'p At<'a>>,
    come: &mut Vec<&'p At<'a>>,
    pairs: &mut Vec<(&'p At<'a>, &'p At<'a>)>,
    old: impl Fn(&At<'a>) -> Option<K>,
    new: impl Fn(&At<'a>) -> Option<K>,
) {
    let mut known: HashMap<K, VecDeque<&'p At<'a>>> = HashMap::new();
    for at in come.iter() {
        if let Some(key) = new(at) {
            known.entry(key).or_default().push_back(at);
        }
    }
    let mut taken = BTreeSet::new();
    gone.retain(|a| {
        let partner = old(a).and_then(|key| known.get_mut(&key)?.pop_front());
        match partner {
            Some(b) => {
                taken.insert(b.pointer.clone());
                pairs.push((a, b));
                false
            }
            None => true,
        }
    });
    come.retain(|at| !taken.contains(&at.pointer));
}

/// How a member is called: its schema, its title, or its place.
fn name<'a>(side: &Side<'a>, at: &At<'a>) -> String {
    let name = match Shape::of(side, at).target {
        Some(target) => pointer::last(&target.pointer),
        None => match at.text("title") {
            Some(title) => title.to_owned(),
            None => {
                let index = pointer::last(&at.pointer);
                return index
                    .parse::<usize>()
                    .map_or(index, |index| (index + 1).to_string());
            }
        },
    };
    format!("`{name}`")
}

impl<'a> Comparison<'_, 'a> {
    /// Compares what tells the members apart. A value that comes or goes with its member is no further change.
    fn discriminator(&mut self, both: Both<&Shape<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let (a, b) = match (&old.discriminator, &new.discriminator) {
            (None, None) => return,
            (Some(a), Some(b)) => (a, b),
            (a, b) => {
                let finding =
                    Finding::new(Kind::DiscriminatorChanged, scope, a.as_ref(), b.as_ref());
                return self.record.add(finding);
            }
        };
        let differs = a.text("propertyName") != b.text("propertyName") || {
            let (before, after) = (mapping(&pair.old, a, old), mapping(&pair.new, b, new));
            // A value counts when the schema that it means is a member on both sides.
            let counted = |it: &&(&str, Pointer<'_>), forward: bool| {
                let others = if forward {
                    &new.branches
                } else {
                    &old.branches
                };
                let side = if forward { &pair.new } else { &pair.old };
                others.iter().any(|branch| {
                    side.follow(branch).is_some_and(|target| {
                        if forward {
                            pair.schemas.same(&it.1, &target.pointer)
                        } else {
                            pair.schemas.same(&target.pointer, &it.1)
                        }
                    })
                })
            };
            let has = |list: &BTreeSet<(&str, Pointer<'_>)>,
                       value: &str,
                       means: &dyn Fn(&str) -> bool| {
                list.iter()
                    .any(|(other, target)| *other == value && means(target))
            };
            before
                .iter()
                .filter(|it| counted(it, true))
                .any(|(value, x)| !has(&after, value, &|y| pair.schemas.same(x, y)))
                || after
                    .iter()
                    .filter(|it| counted(it, false))
                    .any(|(value, y)| !has(&before, value, &|x| pair.schemas.same(x, y)))
        };
        if differs {
            let finding = Finding::new(Kind::DiscriminatorChanged, scope, Some(a), Some(b));
            self.record.add(finding);
        }
    }
}

/// The values of a discriminator, and the schema that each means: by the mapping, or by the schema's name.
fn mapping<'a>(
    side: &Side<'a>,
    at: &At<'a>,
    shape: &Shape<'a>,
) -> BTreeSet<(&'a str, Pointer<'a>)> {
    let mut found = BTreeSet::new();
    for (value, target) in at.children("mapping") {
        let Some(text) = target.value.as_str() else {
            continue;
        };
        let pointer = match text.strip_prefix('#') {
            Some(pointer) => Pointer::Borrowed(pointer),
            None => pointer::join("/components/schemas", text).into(),
        };
        let target = side.at(&pointer).map(|at| side.resolve(&at).pointer);
        found.insert((value, target.unwrap_or(pointer)));
    }
    if !found.is_empty() {
        return found;
    }
    for branch in &shape.branches {
        if let (Some(Value::String(reference)), Some(target)) =
            (branch.value.get("$ref"), side.follow(branch))
        {
            let name = reference.rsplit('/').next().unwrap_or(reference);
            found.insert((name, target.pointer));
        }
    }
    found
}
