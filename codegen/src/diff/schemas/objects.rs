//! Properties of objects, those that an `allOf` brings along included.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::shape::Shape;
use crate::diff::compare::{Both, Comparison, Pair};
use crate::diff::fingerprint::Detail;
use crate::diff::kinds::Kind;
use crate::diff::places::{Scope, Step};
use crate::diff::record::Finding;
use crate::diff::side::{At, Pointer, Side};
use crate::diff::{Level, renames, schemas, similarity};
use crate::pointer;
use crate::upstream::names::snake;

/// The properties of an object, as the lowering merges them.
#[derive(Default)]
struct Merged<'a> {
    /// Each property, and the component that it comes from when that is another one.
    properties: BTreeMap<&'a str, (At<'a>, Option<String>)>,
    required: BTreeSet<&'a str>,
    /// What the components that it is composed of require.
    inherited: BTreeSet<&'a str>,
    bases: BTreeSet<Pointer<'a>>,
    /// Whether it is composed of something that is not just an object.
    mixed: bool,
}

impl<'a> Merged<'a> {
    fn of(side: &Side<'a>, shape: &Shape<'a>) -> Self {
        let mut merged = Self::default();
        merged.add(side, shape, None);
        merged
    }

    /// What it says itself. What it is composed of is left out: it is the same on both sides, and is compared where it
    /// stands. A chain of compositions would otherwise be written out once for each of its links.
    fn own(shape: &Shape<'a>) -> Self {
        let properties = shape.properties.iter();
        Self {
            properties: properties
                .map(|(name, at)| (*name, (at.clone(), None)))
                .collect(),
            required: shape.required.clone(),
            ..Self::default()
        }
    }

    fn add(&mut self, side: &Side<'a>, shape: &Shape<'a>, owner: Option<&str>) {
        for (name, at) in &shape.properties {
            self.properties
                .entry(name)
                .or_insert_with(|| (at.clone(), owner.map(str::to_owned)));
        }
        self.required.extend(&shape.required);
        if owner.is_some() {
            self.inherited.extend(&shape.required);
            self.mixed |= !shape.branches.is_empty() || shape.values.is_some();
        }
        for base in shape.bases.iter().chain(&shape.target) {
            if self.bases.insert(base.pointer.clone()) {
                self.add(side, &Shape::of(side, base), Some(&base.pointer));
            }
        }
    }
}

impl<'a> Comparison<'_, 'a> {
    /// Compares two objects. `false` when one is a map and the other is not.
    pub(in crate::diff) fn objects(
        &mut self,
        both: Both<(&At<'a>, &Shape<'a>)>,
        scope: &Scope,
    ) -> bool {
        let Both { old, new } = both;
        let pair = self.pair;
        let (a, b) = if is_composed_alike(pair, old.1, new.1) {
            (Merged::own(old.1), Merged::own(new.1))
        } else {
            (Merged::of(&pair.old, old.1), Merged::of(&pair.new, new.1))
        };
        let composed = !old.1.bases.is_empty();
        let bases_differ = a.bases.len() != b.bases.len()
            || !a
                .bases
                .iter()
                .all(|x| b.bases.iter().any(|y| pair.schemas.same(x, y)));
        let map = |merged: &Merged<'_>| merged.properties.is_empty() && merged.required.is_empty();
        if (map(&a) != map(&b) && !(composed && a.bases.is_empty()))
            || (bases_differ && (a.mixed || b.mixed))
        {
            self.record.add(Finding::new(
                Kind::TypeChanged,
                scope,
                Some(old.0),
                Some(new.0),
            ));
            return false;
        }
        self.additional(Both::new(old, new), scope);
        let kept: BTreeSet<&str> = a
            .bases
            .iter()
            .map(|it| &**it)
            .filter(|x| b.bases.iter().any(|y| pair.schemas.same(x, y)))
            .collect();
        let stayed: BTreeSet<&str> = b
            .bases
            .iter()
            .map(|it| &**it)
            .filter(|y| a.bases.iter().any(|x| pair.schemas.same(x, y)))
            .collect();
        let inherited = |owner: &Option<String>, others: &BTreeSet<&str>| {
            owner.as_deref().is_some_and(|owner| others.contains(owner))
        };
        let mut gone = Vec::new();
        for (name, (at, owner)) in &a.properties {
            match b.properties.get(name) {
                Some((other, theirs)) => {
                    let elsewhere =
                        matches!((owner, theirs), (Some(x), Some(y)) if pair.schemas.same(x, y));
                    if elsewhere && a.required.contains(name) == b.required.contains(name) {
                        continue;
                    }
                    self.property(
                        Both::new((name, at, &a), (name, other, &b)),
                        scope,
                        elsewhere,
                    );
                }
                None if inherited(owner, &kept) => {}
                None => gone.push((*name, at)),
            }
        }
        let mut come = Vec::new();
        for (name, (at, owner)) in &b.properties {
            if !a.properties.contains_key(name) && !inherited(owner, &stayed) {
                come.push((*name, at));
            }
        }
        for (before, after) in renamed(pair, &mut gone, &mut come, (&a, &b)) {
            let scope = scope.step(Step::Property(after.0.to_owned()));
            let name = |name: &str| Some(Value::String(name.to_owned()));
            let finding =
                Finding::new(Kind::PropertyRenamed, &scope, Some(before.1), Some(after.1))
                    .values(name(before.0), name(after.0));
            let same = snake(before.0) == snake(after.0);
            self.record.add(if same {
                finding.judged(Level::Minor, "the Rust field has the same name either way")
            } else {
                finding
            });
            self.property(
                Both::new((before.0, before.1, &a), (after.0, after.1, &b)),
                &scope,
                false,
            );
        }
        for (name, at) in gone {
            let scope = scope.step(Step::Property(name.to_owned()));
            self.record
                .add(Finding::new(Kind::PropertyRemoved, &scope, Some(at), None));
        }
        for (name, at) in come {
            let scope = scope.step(Step::Property(name.to_owned()));
            let kind = if b.required.contains(name) {
                Kind::PropertyAddedRequired
            } else {
                Kind::PropertyAddedOptional
            };
            self.record.add(Finding::new(kind, &scope, None, Some(at)));
        }
        self.undescribed(Both::new((old.0, &a), (new.0, &b)), scope);
        true
    }
}

/// Whether both are composed of the same, and differ in nothing that could concern what they are composed of.
fn is_composed_alike<'a>(pair: &Pair<'a>, old: &Shape<'a>, new: &Shape<'a>) -> bool {
    let names = |shape: &Shape<'a>| -> BTreeSet<&'a str> {
        shape.properties.iter().map(|(name, _)| *name).collect()
    };
    !old.bases.is_empty()
        && old.bases.len() == new.bases.len()
        && old.required == new.required
        && names(old) == names(new)
        && (old.bases.iter().zip(&new.bases))
            .all(|(x, y)| pair.schemas.same(&x.pointer, &y.pointer))
}

impl<'a> Comparison<'_, 'a> {
    /// Compares one property. `elsewhere` when its schema is compared where it comes from.
    fn property(
        &mut self,
        both: Both<(&str, &At<'a>, &Merged<'a>)>,
        scope: &Scope,
        elsewhere: bool,
    ) {
        let Both {
            old: (name, old, a),
            new: (new_name, new, b),
        } = both;
        let pair = self.pair;
        let scope = if name == new_name {
            scope.step(Step::Property(name.to_owned()))
        } else {
            scope.clone()
        };
        let required = (a.required.contains(name), b.required.contains(new_name));
        let inherited = (a.inherited.contains(name), b.inherited.contains(new_name));
        if required.0 != required.1 && !(elsewhere && inherited.0 != inherited.1) {
            let kind = if required.1 {
                Kind::PropertyBecameRequired
            } else {
                Kind::PropertyBecameOptional
            };
            let told = Both::new(required.0, required.1).told("required", "optional");
            let finding =
                Finding::new(kind, &scope, Some(old), Some(new)).values(told.old, told.new);
            let nullable = schemas::nullable(&pair.old, old) && schemas::nullable(&pair.new, new);
            self.record.add(if nullable {
                finding.judged(
                    Level::Minor,
                    "the field may be `null`, so it is an `Option` either way",
                )
            } else {
                finding
            });
        }
        if !elsewhere {
            let optional = !required.0 && !required.1;
            self.field(Both::new(old, new), &scope, optional);
        }
    }
}

/// The most pairs of a property that is gone and one that has come that are looked at.
const MOST_PAIRS: usize = 2_500;

/// A property by name.
type Named<'p, 'a> = (&'a str, &'p At<'a>);

/// Takes out of `gone` and `come` what is the same property under another name: built alike, required alike, and with
/// evidence beyond that.
fn renamed<'p, 'a>(
    pair: &Pair<'a>,
    gone: &mut Vec<Named<'p, 'a>>,
    come: &mut Vec<Named<'p, 'a>>,
    (a, b): (&Merged<'a>, &Merged<'a>),
) -> Vec<(Named<'p, 'a>, Named<'p, 'a>)> {
    // Where a whole object is another one, nobody can say which property became which.
    if gone.len() * come.len() > MOST_PAIRS {
        return Vec::new();
    }
    let olds: Vec<u64> = gone
        .iter()
        .map(|it| pair.old_print(it.1, Detail::Form))
        .collect();
    let news: Vec<u64> = come
        .iter()
        .map(|it| pair.new_print(it.1, Detail::Form))
        .collect();
    let mut alike = Vec::new();
    for (i, (old, old_print)) in gone.iter().zip(&olds).enumerate() {
        for (j, (new, new_print)) in come.iter().zip(&news).enumerate() {
            if a.required.contains(old.0) == b.required.contains(new.0) && old_print == new_print {
                alike.push((i, j, *old, *new));
            }
        }
    }
    let (mut of_old, mut of_new) = (vec![0; gone.len()], vec![0; come.len()]);
    for (i, j, ..) in &alike {
        for (counts, index) in [(&mut of_old, i), (&mut of_new, j)] {
            if let Some(count) = counts.get_mut(*index) {
                *count += 1;
            }
        }
    }
    let mut candidates = Vec::new();
    for (i, j, old, new) in &alike {
        let only = of_old.get(*i) == Some(&1) && of_new.get(*j) == Some(&1);
        let described = |side: &Side<'a>, merged: &Merged<'a>, named: &Named<'p, 'a>| {
            let siblings = pointer::parent(&named.1.pointer).and_then(|it| side.at(it));
            let siblings = siblings.and_then(|it| it.value.as_object());
            let index = siblings.and_then(|it| it.keys().position(|key| key == named.0));
            let all = siblings.map_or(merged.properties.len(), serde_json::Map::len);
            renames::Named {
                name: named.0,
                described: named.1.value,
                schema: named.1.value,
                position: (index.unwrap_or_default(), all),
            }
        };
        let (x, y) = (described(&pair.old, a, old), described(&pair.new, b, new));
        let points = renames::evidence(&x, &y, only);
        if points >= renames::ENOUGH {
            let score = f64::from(points) + similarity::names(old.0, new.0);
            candidates.push((score, *i, *j));
        }
    }
    candidates.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    let mut renamed = Vec::new();
    for (_, i, j) in candidates {
        if !olds.contains(&i)
            && !news.contains(&j)
            && let (Some(old), Some(new)) = (gone.get(i), come.get(j))
        {
            renamed.push((*old, *new));
            olds.insert(i);
            news.insert(j);
        }
    }
    remove(gone, &olds);
    remove(come, &news);
    renamed
}

fn remove<T>(list: &mut Vec<T>, indices: &BTreeSet<usize>) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !indices.contains(&(index - 1))
    });
}

impl<'a> Comparison<'_, 'a> {
    /// Compares required properties that no schema describes. The lowering makes fields of any value of them.
    fn undescribed(&mut self, both: Both<(&At<'a>, &Merged<'a>)>, scope: &Scope) {
        let Both {
            old: (old, a),
            new: (new, b),
        } = both;
        let described =
            |name: &&&str| a.properties.contains_key(*name) || b.properties.contains_key(*name);
        let name = |name: &str| Some(Value::String(name.to_owned()));
        for gone in a
            .required
            .difference(&b.required)
            .filter(|it| !described(it))
        {
            let scope = scope.step(Step::Property((*gone).to_owned()));
            let finding = Finding::new(Kind::PropertyRemoved, &scope, Some(old), Some(new));
            self.record.add(finding.values(name(gone), None));
        }
        for come in b
            .required
            .difference(&a.required)
            .filter(|it| !described(it))
        {
            let scope = scope.step(Step::Property((*come).to_owned()));
            let finding = Finding::new(Kind::PropertyAddedRequired, &scope, Some(old), Some(new));
            self.record.add(finding.values(None, name(come)));
        }
    }
}
