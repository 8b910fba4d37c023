//! Both documents, with what has been found to be the same in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::base_path::{self, Moved};
use super::fingerprint::{Detail, Fingerprints};
use super::matching::{self, SchemaPairs};
use super::operation_matching::{self, OperationPairs};
use super::places::Scope;
use super::reach::{self, Reach};
use super::record::Record;
use super::side::{At, Pointer, Side};
use super::unchanged::Unchanged;
use crate::document::Document;
use crate::pointer;
use crate::report::LeftOut;

/// What stands at a place, or is known of it, in the old and in the new document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Both<T> {
    pub(super) old: T,
    pub(super) new: T,
}

impl<T> Both<T> {
    pub(super) fn new(old: T, new: T) -> Self {
        Self { old, new }
    }
}

impl Both<bool> {
    /// Each side in words, which tell more than `true` and `false`.
    pub(super) fn told(self, yes: &str, no: &str) -> Both<Option<Value>> {
        let word = |side: bool| Some(Value::from(if side { yes } else { no }));
        Both::new(word(self.old), word(self.new))
    }
}

/// A comparison of two documents, and what it has found so far. What there is to compare is methods, each in the module of
/// its name.
pub(super) struct Comparison<'p, 'a> {
    pub(super) pair: &'p Pair<'a>,
    pub(super) record: Record,
}

impl<'p, 'a> Comparison<'p, 'a> {
    pub(super) fn new(pair: &'p Pair<'a>) -> Self {
        Self {
            pair,
            record: Record::default(),
        }
    }
}

/// Two documents, matched.
pub(super) struct Pair<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    /// What is the same in both.
    pub(super) unchanged: Unchanged,
    pub(super) operations: OperationPairs,
    pub(super) schemas: SchemaPairs,
    /// The prefix that moved between the server's address and the paths.
    pub(super) base_moved: Option<Moved>,
    /// Why the clients lack operations, by their indices on each side.
    left_out: (BTreeMap<usize, String>, BTreeMap<usize, String>),
    old_prints: Fingerprints,
    new_prints: Fingerprints,
    old_reach: Reach,
    new_reach: Reach,
    old_parts: BTreeSet<Pointer<'a>>,
    new_parts: BTreeSet<Pointer<'a>>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(old: &'a Document, new: &'a Document) -> Self {
        let (old, new) = (Side::new(old), Side::new(new));
        let unchanged = Unchanged::of(old.document, new.document);
        let (old_prints, new_prints) = Fingerprints::of_both(&old, &new, &unchanged);
        let prints = (&old_prints, &new_prints);
        let operations = operation_matching::pair(&old, &new, prints);
        let schemas = matching::pair(&old, &new, prints, &operations, &unchanged);
        Self {
            base_moved: base_path::moved(&old, &new, &operations),
            left_out: Default::default(),
            old_reach: reach::reach(&old),
            new_reach: reach::reach(&new),
            old_parts: reach::parts(&old),
            new_parts: reach::parts(&new),
            old,
            new,
            unchanged,
            operations,
            schemas,
            old_prints,
            new_prints,
        }
    }

    /// The number of an operation in either document: that of the new one, and beyond those the removed ones.
    pub(super) fn number(&self, old: usize) -> usize {
        let paired = self.operations.partner(old);
        paired.unwrap_or(self.new.operations.len() + old)
    }

    /// The same, with what the two clients lack.
    pub(super) fn with_left_out(mut self, old: &[LeftOut], new: &[LeftOut]) -> Self {
        self.left_out = (left_out(&self.old, old), left_out(&self.new, new));
        self
    }

    /// Why the old, and the new client lack an operation that both documents have.
    pub(super) fn left_out(&self, old: usize, new: usize) -> (Option<&str>, Option<&str>) {
        (
            self.left_out.0.get(&old).map(String::as_str),
            self.left_out.1.get(&new).map(String::as_str),
        )
    }

    /// Why neither client has the operation with this number, if neither has.
    pub(super) fn lacking(&self, number: usize) -> Option<&str> {
        if let Some(old) = number.checked_sub(self.new.operations.len()) {
            return self.left_out.0.get(&old).map(String::as_str);
        }
        let reason = self.left_out.1.get(&number)?;
        match self.operations.origin(number) {
            Some(old) if !self.left_out.0.contains_key(&old) => None,
            _ => Some(reason),
        }
    }

    /// How an operation is called, by its number.
    pub(super) fn title(&self, number: usize) -> Option<String> {
        let old = || number.checked_sub(self.new.operations.len());
        self.new
            .operations
            .get(number)
            .or_else(|| self.old.operations.get(old()?))
            .map(|operation| operation.title())
    }

    /// Whether any operation of the old, and of the new document reaches the schema.
    pub(super) fn reached(&self, old: Option<&str>, new: Option<&str>) -> (bool, bool) {
        (
            old.is_some_and(|it| self.old_reach.contains_key(it)),
            new.is_some_and(|it| self.new_reach.contains_key(it)),
        )
    }

    /// Whether the client had something of the schema, and no longer has.
    pub(super) fn goes(&self, old: &str) -> bool {
        let partner = self.schemas.partner(old);
        self.reached(Some(old), partner) == (true, false)
    }

    /// Whether the client has something of the schema, and had not.
    pub(super) fn comes(&self, new: &str) -> bool {
        let partner = self.schemas.origin(new);
        self.reached(partner, Some(new)) == (false, true)
    }

    /// Whether the schema is a type of its own in the old, and in the new document, and not only a part of others.
    pub(super) fn is_type(&self, old: Option<&str>, new: Option<&str>) -> (bool, bool) {
        (
            old.is_some_and(|it| !self.old_parts.contains(it)),
            new.is_some_and(|it| !self.new_parts.contains(it)),
        )
    }

    /// The scope of a schema, as it is called now.
    pub(super) fn schema_scope(&self, old: Option<&str>, new: Option<&str>) -> Scope {
        let name = new.or(old).map(pointer::last).unwrap_or_default();
        let mut scope = Scope::new(format!("schema `{name}`"), old, new);
        let before = old.and_then(|pointer| self.old_reach.get(pointer));
        let after = new.and_then(|pointer| self.new_reach.get(pointer));
        let mut operations = BTreeSet::new();
        if let Some(uses) = before {
            scope.request |= !uses.request.is_empty();
            scope.answer |= !uses.answer.is_empty();
            let numbers = uses.request.union(&uses.answer);
            operations.extend(numbers.map(|index| self.number(*index)));
        }
        if let Some(uses) = after {
            scope.request |= !uses.request.is_empty();
            scope.answer |= !uses.answer.is_empty();
            operations.extend(uses.request.union(&uses.answer));
        }
        scope.operations = operations;
        scope
    }

    /// Whether two schemas are the same to the letter, and what they refer to is the same schema: then nothing differs.
    pub(super) fn is_unchanged(&self, old: &Value, new: &Value) -> bool {
        old == new && self.refers_to_the_same(old)
    }

    fn refers_to_the_same(&self, value: &Value) -> bool {
        match value {
            Value::Object(map) => map.iter().all(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let target = reference.strip_prefix('#');
                    target.is_some_and(|it| self.schemas.partner(it) == Some(it))
                }
                // What it names may be something else, too.
                ("discriminator", _) => false,
                _ => self.refers_to_the_same(value),
            }),
            Value::Array(items) => items.iter().all(|it| self.refers_to_the_same(it)),
            _ => true,
        }
    }

    /// Whether two schemas are alike, whatever they are called.
    pub(super) fn alike(&self, old: &At<'a>, new: &At<'a>, detail: Detail) -> bool {
        self.old_print(old, detail) == self.new_print(new, detail)
    }

    pub(super) fn old_print(&self, at: &At<'a>, detail: Detail) -> u64 {
        self.old_prints.schema(&self.old, at, detail)
    }

    pub(super) fn new_print(&self, at: &At<'a>, detail: Detail) -> u64 {
        self.new_prints.schema(&self.new, at, detail)
    }
}

/// The reasons by operation. A path may have lost the prefix that moved into the server's address.
fn left_out(side: &Side<'_>, all: &[LeftOut]) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for it in all {
        let tokens: Vec<String> = it
            .pointer
            .split('/')
            .skip(1)
            .map(pointer::unescape)
            .collect();
        let [_, path, method] = tokens.as_slice() else {
            continue;
        };
        let same = |(_, operation): &(usize, &crate::document::Operation<'_>)| {
            operation.method == method && operation.path.ends_with(path.as_str())
        };
        let candidates = side.operations.iter().enumerate().filter(same);
        if let Some((index, _)) = candidates.min_by_key(|(_, operation)| operation.path.len()) {
            found.insert(index, it.reason.clone());
        }
    }
    found
}
