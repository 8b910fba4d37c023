//! Parameters: those of the operation, those of its path, and shared ones.

use serde_json::{Value, json};

use super::compare::{Both, Comparison, Pair};
use super::fingerprint::Detail;
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::schemas::shape::Shape;
use super::side::{At, Side};
use super::{Level, renames};
use crate::document::Operation;
use crate::pointer;
use crate::upstream::is_ignored_header;

impl<'a> Comparison<'_, 'a> {
    /// Compares the parameters of two operations.
    pub(in crate::diff) fn parameters(
        &mut self,
        both: Both<(&Operation<'a>, &At<'a>)>,
        scope: &Scope,
    ) {
        let Both {
            old: (a, old),
            new: (b, new),
        } = both;
        let pair = self.pair;
        let mut gone = parameters(&pair.old, old);
        let mut come = parameters(&pair.new, new);
        let same = |x: &At<'a>, y: &At<'a>| key(x) == key(y);
        for (x, y) in take(&mut gone, &mut come, same) {
            self.parameter(Both::new(&x, &y), scope);
        }
        let moved =
            |x: &At<'a>, y: &At<'a>| x.text("name") == y.text("name") && !unseen(x) && !unseen(y);
        for (x, y) in take(&mut gone, &mut come, moved) {
            let scope = named(&y, scope).sent();
            let place = |at: &At<'a>| at.text("in").map(Value::from);
            let finding = Finding::new(Kind::ParameterMoved, &scope, Some(&x), Some(&y));
            self.record.add(finding.values(place(&x), place(&y)));
            self.parameter(Both::new(&x, &y), &scope);
        }
        let position = |path: &str, at: &At<'a>| {
            let marker = format!("{{{}}}", at.text("name").unwrap_or_default());
            path.split('/')
                .position(|segment| segment.contains(&marker))
        };
        let (old_count, new_count) = (gone.len(), come.len());
        let places = (list(&pair.old, old), list(&pair.new, new));
        let renamed = |x: &At<'a>, y: &At<'a>| {
            if unseen(x) || unseen(y) || x.text("in") != y.text("in") {
                return false;
            }
            if x.text("in") == Some("path") {
                return position(a.path, x).is_some() && position(a.path, x) == position(b.path, y);
            }
            let names = |at: &At<'a>| at.text("name").unwrap_or_default();
            let alike = match (x.get("schema"), y.get("schema")) {
                (Some(x), Some(y)) => pair.alike(&x, &y, Detail::Form),
                (x, y) => x.is_none() == y.is_none(),
            };
            let described = |at: &At<'a>, list: &[String]| renames::Named {
                name: names(at),
                described: at.value,
                schema: at.value.get("schema").unwrap_or(&Value::Null),
                position: (
                    list.iter()
                        .position(|it| *it == at.pointer)
                        .unwrap_or(usize::MAX),
                    list.len(),
                ),
            };
            let only = old_count == 1 && new_count == 1;
            let points =
                renames::evidence(&described(x, &places.0), &described(y, &places.1), only);
            alike && x.flag("required") == y.flag("required") && points >= renames::ENOUGH
        };
        for (x, y) in take(&mut gone, &mut come, renamed) {
            let scope = named(&y, scope).sent();
            let name = |at: &At<'a>| at.text("name").map(Value::from);
            let finding = Finding::new(Kind::ParameterRenamed, &scope, Some(&x), Some(&y));
            let alike = match (x.get("schema"), y.get("schema")) {
                (Some(a), Some(b)) => pair.alike(&a, &b, Detail::Form),
                _ => true,
            };
            // One of another type as well is the same lines of code: it is told whole.
            if alike {
                self.record.add(finding.values(name(&x), name(&y)));
                self.parameter(Both::new(&x, &y), &scope);
            } else {
                let why = "the builder's method gets another name, and takes another type";
                self.record.add(finding.judged(Level::Major, why));
            }
        }
        for x in gone {
            let scope = named(&x, scope).sent();
            self.record
                .add(Finding::new(Kind::ParameterRemoved, &scope, Some(&x), None));
        }
        for y in come {
            let scope = named(&y, scope).sent();
            self.record
                .add(added(pair, &y, position(a.path, &y).is_some(), &scope));
        }
    }
}

fn added<'a>(pair: &Pair<'a>, at: &At<'a>, in_path: bool, scope: &Scope) -> Finding {
    let text = at.get("schema").is_none_or(|schema| {
        let shape = Shape::of(&pair.new, &schema);
        shape.target.is_none() && shape.values.is_none() && shape.scalar() == "String"
    });
    let kind = if at.text("in") == Some("path") && in_path && text {
        Kind::ParameterDeclared
    } else if at.flag("required") {
        Kind::ParameterAddedRequired
    } else {
        Kind::ParameterAddedOptional
    };
    Finding::new(kind, scope, None, Some(at))
}

/// The parameters of an operation, those of its path that it does not replace included.
fn parameters<'a>(side: &Side<'a>, at: &At<'a>) -> Vec<At<'a>> {
    let resolved = |at: Option<At<'a>>| -> Vec<At<'a>> {
        let list = at.map(|at| at.list("parameters")).unwrap_or_default();
        list.iter().map(|at| side.resolve(at)).collect()
    };
    let mut all = resolved(Some(at.clone()));
    let item = pointer::parent(&at.pointer).and_then(|parent| side.at(parent));
    for shared in resolved(item) {
        if !all.iter().any(|own| key(own) == key(&shared)) {
            all.push(shared);
        }
    }
    all
}

/// Where the parameters of an operation stand, in their order.
fn list<'a>(side: &Side<'a>, at: &At<'a>) -> Vec<String> {
    let all = parameters(side, at).into_iter();
    all.map(|it| it.pointer.into_owned()).collect()
}

/// What a parameter is told apart by. Header names are compared without regard to case.
fn key(at: &At<'_>) -> (String, String) {
    let place = at.text("in").unwrap_or_default().to_owned();
    let name = at.text("name").unwrap_or_default();
    if place == "header" {
        (place, name.to_lowercase())
    } else {
        (place, name.to_owned())
    }
}

/// Takes out of both lists what is the same.
fn take<'a>(
    gone: &mut Vec<At<'a>>,
    come: &mut Vec<At<'a>>,
    same: impl Fn(&At<'a>, &At<'a>) -> bool,
) -> Vec<(At<'a>, At<'a>)> {
    let mut pairs = Vec::new();
    gone.retain(|x| match come.iter().position(|y| same(x, y)) {
        Some(index) => {
            pairs.push((x.clone(), come.remove(index)));
            false
        }
        None => true,
    });
    pairs
}

/// Whether the client has nothing of a parameter.
fn unseen(at: &At<'_>) -> bool {
    let (place, name) = key(at);
    place == "header" && is_ignored_header(&name)
}

/// The scope of a parameter: that of the shared component or path when it stands there.
fn named(at: &At<'_>, scope: &Scope) -> Scope {
    let name = at.text("name").unwrap_or("without a name");
    let mut scope = scope.part(format!("parameter `{name}`"));
    if unseen(at) {
        let why = "the client sets such headers itself";
        scope.unseen = Some(why.to_owned());
    }
    scope
}

impl<'a> Comparison<'_, 'a> {
    fn parameter(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let mut inner = named(new, scope).sent();
        let shared = |at: &At<'a>| {
            at.pointer.starts_with("/components/")
                || pointer::parent(&at.pointer).is_some_and(|list| {
                    pointer::parent(list).is_some_and(|owner| owner.matches('/').count() == 2)
                })
        };
        if shared(old) && shared(new) {
            let name = new.text("name").unwrap_or("without a name");
            let unseen = inner.unseen.clone();
            inner = inner.owned_by(
                format!("shared parameter `{name}`"),
                &old.pointer,
                &new.pointer,
            );
            inner.unseen = unseen;
        }
        let required = |at: &At<'a>| at.flag("required") || at.text("in") == Some("path");
        if required(old) != required(new) && old.text("in") == new.text("in") {
            let kind = if required(new) {
                Kind::ParameterBecameRequired
            } else {
                Kind::ParameterBecameOptional
            };
            let told = Both::new(required(old), required(new)).told("required", "optional");
            let finding = Finding::new(kind, &inner, Some(old), Some(new));
            self.record.add(finding.values(told.old, told.new));
        }
        self.lifecycle(
            Both::new((old, old.flag("deprecated")), (new, new.flag("deprecated"))),
            (Kind::Deprecated, Kind::Undeprecated),
            &inner,
        );
        self.metadata(Both::new(old, new), &[], &inner);
        let empty = |at: &At<'a>| at.flag("allowEmptyValue");
        if empty(old) != empty(new) {
            let kind = if empty(new) {
                Kind::BoundsLoosened
            } else {
                Kind::BoundsTightened
            };
            let value = |at: &At<'a>| Some(json!({ "allowEmptyValue": empty(at) }));
            let finding = Finding::new(kind, &inner, Some(old), Some(new));
            self.record.add(finding.values(value(old), value(new)));
        }
        if old.text("in") == new.text("in") && style(old) != style(new) {
            let value = |at: &At<'a>| Some(Value::String(style(at)));
            let finding = Finding::new(Kind::ParameterStyleChanged, &inner, Some(old), Some(new));
            self.record.add(finding.values(value(old), value(new)));
        }
        self.texts(&inner, Both::new(old, new), &["description"]);
        self.examples(Both::new(old, new), &inner);
        match (old.get("schema"), new.get("schema")) {
            (Some(x), Some(y)) => self.schema(Both::new(&x, &y), &inner),
            (None, None) => self.content(Both::new(old, new), &inner),
            (Some(x), None) => {
                let after = new.get("content");
                self.record.add(
                    Finding::new(Kind::TypeChanged, &inner, Some(&x), after.as_ref()).judged(
                        Level::Major,
                        "the client takes the encoded text of a parameter with `content`",
                    ),
                );
            }
            (None, Some(y)) => {
                let before = old.get("content");
                self.record.add(Finding::new(
                    Kind::TypeChanged,
                    &inner,
                    before.as_ref(),
                    Some(&y),
                ));
            }
        }
    }
}

/// How a parameter is written, its defaults filled in.
fn style(at: &At<'_>) -> String {
    let style = at.text("style").unwrap_or(match at.text("in") {
        Some("path" | "header") => "simple",
        _ => "form",
    });
    let explode = match at.value.get("explode").and_then(Value::as_bool) {
        Some(explode) => explode,
        None => style == "form",
    };
    let reserved = if at.flag("allowReserved") {
        ", reserved characters allowed"
    } else {
        ""
    };
    let explode = if explode { ", exploded" } else { "" };
    format!("{style}{explode}{reserved}")
}
