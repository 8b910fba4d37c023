//! Operations: which come and go, and what has changed in those that stay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Level;
use super::Pointers;
use super::base_path::Moved;
use super::compare::{Both, Comparison};
use super::kinds::Kind;
use super::operation_matching::template;
use super::places::Scope;
use super::record::Finding;
use super::side::{At, Side};
use crate::document::Operation;
use crate::pointer;
use crate::upstream::names::snake;

impl<'a> Comparison<'_, 'a> {
    /// Compares the operations of both documents.
    pub(in crate::diff) fn operations(&mut self) {
        let pair = self.pair;
        for index in &pair.operations.removed {
            if let Some(operation) = pair.old.operations.get(*index) {
                let at = pair.old.at(&operation.pointer());
                let scope = scope(operation, pair.number(*index), at.as_ref(), None);
                let finding = Finding::new(Kind::OperationRemoved, &scope, at.as_ref(), None);
                self.record
                    .add(finding.values(Some(Value::String(operation.title())), None));
            }
        }
        for index in &pair.operations.added {
            if let Some(operation) = pair.new.operations.get(*index) {
                let at = pair.new.at(&operation.pointer());
                let scope = scope(operation, *index, None, at.as_ref());
                let finding = Finding::new(Kind::OperationAdded, &scope, None, at.as_ref());
                self.record
                    .add(finding.values(None, Some(Value::String(operation.title()))));
            }
        }
        let moved = match &pair.base_moved {
            Some(moved) => self.base_moved(moved),
            None => self.moved_paths(),
        };
        for (old_index, new) in &pair.operations.pairs {
            if let (Some(a), Some(b)) = (
                pair.old.operations.get(*old_index),
                pair.new.operations.get(*new),
            ) && let (Some(old), Some(at)) =
                (pair.old.at(&a.pointer()), pair.new.at(&b.pointer()))
            {
                let scope = scope(b, *new, Some(&old), Some(&at));
                if !moved.contains(&(a.path, b.path)) || method_name(a) != method_name(b) {
                    self.moved_or_renamed(Both::new((a, &old), (b, &at)), &scope);
                }
                self.in_the_client(Both::new((*old_index, &old), (*new, &at)), &scope);
                self.operation(Both::new((a, &old), (b, &at)), &scope);
            }
        }
    }

    /// Tells of an operation that only one of the clients has.
    fn in_the_client(&mut self, both: Both<(usize, &At<'_>)>, scope: &Scope) {
        let Both {
            old: (old_index, old),
            new: (new_index, new),
        } = both;
        let pair = self.pair;
        let (kind, shown) = match pair.left_out(old_index, new_index) {
            (Some(reason), None) => (Kind::OperationEntered, (Some(reason.into()), None)),
            (None, Some(reason)) => (Kind::OperationDropped, (None, Some(reason.into()))),
            _ => return,
        };
        self.record
            .add(Finding::new(kind, scope, Some(old), Some(new)).values(shown.0, shown.1));
    }

    /// Tells of a prefix that moved into the paths, or out of them, with every operation.
    fn base_moved(&mut self, moved: &Moved) -> BTreeSet<(&'a str, &'a str)> {
        let pair = self.pair;
        let (old, new) = (
            pair.old.root().get("servers"),
            pair.new.root().get("servers"),
        );
        let mut scope = Scope::new("the document, base path".to_owned(), Some(""), Some(""));
        scope.operations = pair.operations.pairs.iter().map(|(_, new)| *new).collect();
        let shown = |base: &str| Some(Value::String(base.to_owned()));
        let finding = Finding::new(Kind::BasePathMoved, &scope, old.as_ref(), new.as_ref());
        self.record
            .add(finding.values(shown(&moved.old), shown(&moved.new)));
        let paths = pair.operations.pairs.iter().filter_map(|(old, new)| {
            let (a, b) = (
                pair.old.operations.get(*old)?,
                pair.new.operations.get(*new)?,
            );
            Some((a.path, b.path))
        });
        paths.collect()
    }
}

fn scope(
    operation: &Operation<'_>,
    number: usize,
    old: Option<&At<'_>>,
    new: Option<&At<'_>>,
) -> Scope {
    let place = |at: Option<&At<'_>>| at.map(|at| at.pointer.to_string());
    let (old, new) = (place(old), place(new));
    let mut scope = Scope::new(operation.title(), old.as_deref(), new.as_deref());
    scope.request = true;
    scope.answer = true;
    scope.operations.insert(number);
    scope
}

impl<'a> Comparison<'_, 'a> {
    fn operation(&mut self, both: Both<(&Operation<'a>, &At<'a>)>, scope: &Scope) {
        let Both {
            old: (a, old),
            new: (b, new),
        } = both;
        self.lifecycle(
            Both::new((old, old.flag("deprecated")), (new, new.flag("deprecated"))),
            (Kind::OperationDeprecated, Kind::OperationUndeprecated),
            scope,
        );
        self.metadata(Both::new(old, new), &[], scope);
        self.texts(
            scope,
            Both::new(old, new),
            &["summary", "description", "externalDocs"],
        );
        self.operation_tags(Both::new(old, new), scope);
        self.path_item(Both::new(old, new), scope);
        self.parameters(Both::new((a, old), (b, new)), scope);
        self.request_body(Both::new(old, new), scope);
        self.responses(Both::new(old, new), scope);
        self.servers(Both::new(old, new), scope);
        self.calls(Both::new(old, new), "callbacks", scope);
    }

    /// Compares names and addresses.
    fn moved_or_renamed(&mut self, both: Both<(&Operation<'_>, &At<'_>)>, scope: &Scope) {
        let Both {
            old: (a, old),
            new: (b, new),
        } = both;
        let same_place = a.method == b.method && template(a.path) == template(b.path);
        if a.id() == b.id() && same_place {
            return;
        }
        let renamed = method_name(a) != method_name(b);
        let kind = if renamed || same_place {
            Kind::OperationRenamed
        } else {
            Kind::OperationMoved
        };
        let title = |it: &Operation<'_>| Some(Value::String(it.title()));
        let finding = Finding::new(kind, scope, Some(old), Some(new)).values(title(a), title(b));
        self.record.add(if renamed && !same_place {
            finding.judged(
                Level::Major,
                "the method gets another name, and calls another address",
            )
        } else if !renamed && same_place {
            finding.judged(Level::Patch, "the Rust method has the same name either way")
        } else {
            finding
        });
    }

    /// Compares what is said for all operations of a path.
    fn path_item(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let item = |side: &Side<'a>, at: &At<'a>| side.at(pointer::parent(&at.pointer)?);
        if let (Some(a), Some(b)) = (item(&pair.old, old), item(&pair.new, new)) {
            let name = format!("path `{}`", pointer::last(&b.pointer));
            let scope = scope.owned_by(name, &a.pointer, &b.pointer);
            self.texts(&scope, Both::new(&a, &b), &["summary", "description"]);
            self.metadata(Both::new(&a, &b), &[], &scope);
            self.servers(Both::new(&a, &b), &scope);
        }
    }
}

/// The name of the Rust method. Without an operationId, the lowering makes one of method and path.
fn method_name(operation: &Operation<'_>) -> String {
    match operation.id() {
        Some(id) => snake(id),
        None => snake(&format!("{} {}", operation.method, operation.path)),
    }
}

impl<'a> Comparison<'_, 'a> {
    /// What moved by the same prefix: one change, however many operations and paths there are.
    fn moved_paths(&mut self) -> BTreeSet<(&'a str, &'a str)> {
        let pair = self.pair;
        let mut moves: BTreeMap<(&str, &str), Move<'a>> = BTreeMap::new();
        for (old, new) in &pair.operations.pairs {
            if let (Some(a), Some(b)) =
                (pair.old.operations.get(*old), pair.new.operations.get(*new))
                && template(a.path) != template(b.path)
                && a.method == b.method
                && method_name(a) == method_name(b)
            {
                let found = moves.entry(prefixes(a.path, b.path)).or_default();
                found.paths.insert((a.path, b.path));
                found.operations.insert(*new);
            }
        }
        moves.retain(|_, found| found.operations.len() > 1);
        for (prefixes, found) in &moves {
            self.moved(*prefixes, found);
        }
        moves.into_values().flat_map(|it| it.paths).collect()
    }

    /// Tells of operations that moved together.
    fn moved(&mut self, (before, after): (&str, &str), moved: &Move<'a>) {
        let pair = self.pair;
        let mut paths = moved.paths.iter();
        let Some((first, now)) = paths.next() else {
            return;
        };
        let place = |path: &str| pointer::join("/paths", path);
        let (old, new) = (pair.old.at(&place(first)), pair.new.at(&place(now)));
        let (subject, before, after) = match (moved.paths.len(), before, after) {
            (1, ..) => (format!("path `{now}`"), *first, *now),
            (_, before, "") => (format!("paths without `{before}`"), before, "/"),
            (_, before, after) => (format!("paths below `{after}`"), before, after),
        };
        let mut scope = Scope::new(subject, None, None);
        scope.operations.clone_from(&moved.operations);
        let others = paths.map(|(old, new)| {
            let pointer = Pointers {
                old: Some(place(old)),
                new: Some(place(new)),
            };
            (format!("path `{new}`"), pointer)
        });
        let path = |path: &str| Some(Value::from(if path.is_empty() { "/" } else { path }));
        let finding = Finding::new(Kind::OperationMoved, &scope, old.as_ref(), new.as_ref());
        let finding = finding.values(path(before), path(after));
        self.record.add(finding.also(others.collect()));
    }

    fn operation_tags(&mut self, both: Both<&At<'_>>, scope: &Scope) {
        let Both { old, new } = both;
        let set = |at: &At<'_>| -> BTreeSet<String> {
            let tags = at.list("tags");
            let names = tags.iter().filter_map(|tag| tag.value.as_str());
            names.map(str::to_owned).collect()
        };
        if set(old) != set(new) {
            self.record
                .text(scope, old.get("tags").as_ref(), new.get("tags").as_ref());
        }
    }
}

/// Paths that moved together, and the operations of them.
#[derive(Default)]
struct Move<'a> {
    paths: BTreeSet<(&'a str, &'a str)>,
    operations: BTreeSet<usize>,
}

/// What is left of two paths without the segments that both end with.
fn prefixes<'p>(mut old: &'p str, mut new: &'p str) -> (&'p str, &'p str) {
    while let (Some((a, left)), Some((b, right))) = (old.rsplit_once('/'), new.rsplit_once('/'))
        && template(&format!("/{left}")) == template(&format!("/{right}"))
    {
        (old, new) = (a, b);
    }
    (old, new)
}
