//! Schemas: each pair of components once, and those that are written out where they stand.

use std::collections::HashSet;

use serde_json::Value;

use super::Level;
use super::compare::{Both, Comparison};
use super::fingerprint::{Detail, hash_value};
use super::kinds::Kind;
use super::places::{Scope, Step};
use super::record::Finding;
use super::side::At;
use crate::pointer;
use crate::upstream::names::pascal;
use shape::{Additional, Shape};

mod attributes;
mod objects;
pub(super) mod shape;
mod unions;

impl<'a> Comparison<'_, 'a> {
    /// Compares the component schemas that operations reach.
    pub(in crate::diff) fn schemas(&mut self) {
        let pair = self.pair;
        for (old, new) in pair.schemas.iter() {
            // What is reached on one side only goes, or comes, with what no longer, or now, refers to it.
            if pair.reached(Some(old), Some(new)) != (true, true) || pair.unchanged.has(old) {
                continue;
            }
            let (Some(a), Some(b)) = (pair.old.at(old), pair.new.at(new)) else {
                continue;
            };
            let scope = pair.schema_scope(Some(old), Some(new));
            let (before, after) = (pointer::last(old), pointer::last(new));
            if before != after {
                let named = pair.is_type(Some(old), Some(new)) == (true, true);
                self.record
                    .add(renamed(&scope, (&a, before), (&b, after), named));
            }
            self.schema(Both::new(&a, &b), &scope);
        }
    }
}

fn renamed(scope: &Scope, old: (&At<'_>, String), new: (&At<'_>, String), named: bool) -> Finding {
    let same = pascal(&old.1) == pascal(&new.1);
    let finding = Finding::new(Kind::SchemaRenamed, scope, Some(old.0), Some(new.0))
        .values(Some(Value::String(old.1)), Some(Value::String(new.1)));
    if !named {
        finding.judged(
            Level::Patch,
            "it is part of other types only, and none itself",
        )
    } else if same {
        finding.judged(Level::Patch, "the Rust type has the same name either way")
    } else {
        finding
    }
}

impl<'a> Comparison<'_, 'a> {
    /// Compares what stands at two places, references not followed.
    pub(in crate::diff) fn schema(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        self.field(Both::new(old, new), scope, false);
    }

    /// Compares two places, of which `optional` says whether both may be absent.
    pub(in crate::diff) fn field(&mut self, both: Both<&At<'a>>, scope: &Scope, optional: bool) {
        let Both { old, new } = both;
        let pair = self.pair;
        if pair.is_unchanged(old.value, new.value) {
            return;
        }
        let (a, b) = (Shape::of(&pair.old, old), Shape::of(&pair.new, new));
        // What is told whole shows its texts as well.
        if !self.form(Both::new((old, &a), (new, &b)), scope) {
            return;
        }
        self.schema_texts(Both::new(&a, &b), scope);
        self.extensions(Both::new(&a.extensions, &b.extensions), scope);
        self.attributes(Both::new((old, &a), (new, &b)), scope);
        if a.nullable != b.nullable {
            let kind = if b.nullable {
                Kind::BecameNullable
            } else {
                Kind::BecameNotNullable
            };
            let told = Both::new(a.nullable, b.nullable).told("`null` allowed", "never `null`");
            let finding =
                Finding::new(kind, scope, Some(old), Some(new)).values(told.old, told.new);
            self.record.add(if optional {
                finding.judged(Level::Minor, "the field is an `Option` either way")
            } else {
                finding
            });
        }
    }

    /// Compares what two schemas describe. `false` when they describe another type altogether: that has been told,
    /// and what else differs is no further change.
    fn form(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) -> bool {
        let Both { old, new } = both;
        let pair = self.pair;
        let ((old, a), (new, b)) = (old, new);
        let mut tell = |kind| {
            self.record
                .add(Finding::new(kind, scope, Some(old), Some(new)));
            false
        };
        match (&a.target, &b.target) {
            (Some(x), Some(y)) if pair.schemas.same(&x.pointer, &y.pointer) => return true,
            (Some(_), Some(_)) => return tell(Kind::TypeChanged),
            (Some(x), None) if pair.alike(x, new, Detail::Form) => {
                return tell(Kind::SchemaInlined);
            }
            (None, Some(y)) if pair.alike(old, y, Detail::Form) => {
                return tell(Kind::SchemaExtracted);
            }
            (Some(_), None) | (None, Some(_)) => return tell(Kind::TypeChanged),
            (None, None) => {}
        }
        let unions = (!a.branches.is_empty(), !b.branches.is_empty());
        if a.dangling != b.dangling || unions.0 != unions.1 || a.types != b.types {
            return tell(Kind::TypeChanged);
        }
        if a.scalar() != b.scalar() {
            let kind = if a.format == b.format {
                Kind::TypeChanged
            } else {
                Kind::FormatChanged
            };
            let why = format!(
                "the Rust type is made of {} now, not of {}",
                b.scalar(),
                a.scalar()
            );
            let finding = Finding::new(kind, scope, Some(old), Some(new));
            self.record.add(finding.judged(Level::Major, why));
            return false;
        }
        if a.format != b.format && !attributes::content_differs(a, b) {
            let text = |format: Option<&str>| format.map(Value::from);
            let finding = Finding::new(Kind::FormatChanged, scope, Some(old), Some(new));
            self.record
                .add(finding.values(text(a.format), text(b.format)));
        }
        if !self.listed_values(Both::new((old, a), (new, b)), scope) {
            // Of this one the values alone are told.
            self.schema_texts(Both::new(a, b), scope);
            return false;
        }
        if unions.0 {
            self.unions(Both::new((old, a), (new, b)), scope);
        }
        self.items(Both::new((old, a), (new, b)), scope);
        self.objects(Both::new((old, a), (new, b)), scope)
    }

    /// Compares enums. `false` when one side is none.
    fn listed_values(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) -> bool {
        let Both { old, new } = both;
        let ((old, a), (new, b)) = (old, new);
        let list = |values: &[&Value]| {
            (!values.is_empty()).then(|| Value::Array(values.iter().copied().cloned().collect()))
        };
        let known = |shape: &Shape<'a>| shape.values.clone().unwrap_or_default();
        let (before, after) = (known(a), known(b));
        let without = |all: &[&'a Value], others: &[&'a Value]| -> Vec<&'a Value> {
            let others: HashSet<u64> = others.iter().map(|it| hash_value(it)).collect();
            let lacking = all.iter().filter(|it| !others.contains(&hash_value(it)));
            lacking.copied().collect()
        };
        let gone = without(&before, &after);
        let come = without(&after, &before);
        let mut tell = |kind, before, after| {
            self.record
                .add(Finding::new(kind, scope, Some(old), Some(new)).values(before, after));
        };
        match (a.is_string_enum(), b.is_string_enum()) {
            (true, false) => tell(Kind::EnumDropped, list(&before), list(&after)),
            (false, true) => tell(Kind::EnumIntroduced, list(&before), list(&after)),
            (false, false) => {
                if a.values.is_some() != b.values.is_some() || !gone.is_empty() || !come.is_empty()
                {
                    tell(Kind::ListedValuesChanged, list(&before), list(&after));
                }
                return true;
            }
            (true, true) if before.len() == 1 && after.len() == 1 && !gone.is_empty() => {
                tell(Kind::ConstantChanged, list(&before), list(&after));
                return true;
            }
            (true, true) => {
                if !come.is_empty() {
                    tell(Kind::EnumValueAdded, None, list(&come));
                }
                if !gone.is_empty() {
                    tell(Kind::EnumValueRemoved, list(&gone), None);
                }
                return true;
            }
        }
        false
    }

    /// Compares what lists hold.
    fn items(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let scope = scope.step(Step::Items);
        match (&old.1.items, &new.1.items) {
            (Some(a), Some(b)) => self.schema(Both::new(a, b), &scope),
            (None, None) => {}
            (a, b) => self.record.add(Finding::new(
                Kind::TypeChanged,
                &scope,
                a.as_ref(),
                b.as_ref(),
            )),
        }
        let tuple = |side: &[At<'a>], print: &dyn Fn(&At<'a>) -> u64| {
            side.iter().map(print).collect::<Vec<u64>>()
        };
        let before = tuple(&old.1.tuple, &|at| pair.old_print(at, Detail::Form));
        let after = tuple(&new.1.tuple, &|at| pair.new_print(at, Detail::Form));
        if before != after {
            let (a, b) = (old.0.get("prefixItems"), new.0.get("prefixItems"));
            let finding = Finding::new(Kind::BoundsChanged, &scope, a.as_ref(), b.as_ref());
            self.record.add(finding);
        }
    }
}

/// Whether the value may be `null`, wherever that is said.
pub(super) fn nullable<'a>(side: &super::side::Side<'a>, at: &At<'a>) -> bool {
    let shape = Shape::of(side, at);
    shape.nullable
        || shape
            .target
            .is_some_and(|target| Shape::of(side, &target).nullable)
}

impl<'a> Comparison<'_, 'a> {
    /// Compares what an object holds beside its named properties.
    pub(in crate::diff) fn additional(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) {
        let Both { old, new } = both;
        let kind = match (&old.1.additional, &new.1.additional) {
            (Additional::Typed(a), Additional::Typed(b)) => {
                return self.schema(Both::new(a, b), &scope.step(Step::Values));
            }
            (Additional::Open, Additional::Open) | (Additional::Closed, Additional::Closed) => {
                return;
            }
            (Additional::Open, Additional::Closed) => Kind::AdditionalPropertiesClosed,
            (Additional::Closed, Additional::Open) => Kind::AdditionalPropertiesOpened,
            _ => Kind::AdditionalPropertiesChanged,
        };
        let value = |at: &At<'a>| at.value.get("additionalProperties").cloned();
        self.record.add(
            Finding::new(kind, scope, Some(old.0), Some(new.0)).values(value(old.0), value(new.0)),
        );
    }
}
