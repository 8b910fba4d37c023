//! Which operation of the new document is which of the old one.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint::{Detail, Fingerprints, hash_of};
use super::side::Side;
use super::similarity::{Name, names};
use crate::document::Operation;
use crate::pointer;

/// Operations in pairs, by their indices in [`Side::operations`].
#[derive(Clone, Debug, Default)]
pub(super) struct OperationPairs {
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
    /// The pairs again, by the old and by the new index.
    forward: BTreeMap<usize, usize>,
    backward: BTreeMap<usize, usize>,
}

/// The paths that operations of a path have on the other side.
type Moves<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// How alike the names of two operations have to be for one to be the other, when they are built alike.
const ALIKE: f64 = 0.6;

/// Pairs the operations of both sides: by path and method, then by operationId, then by where others of their path went,
/// then by what they are.
pub(super) fn pair(
    old: &Side<'_>,
    new: &Side<'_>,
    prints: (&Fingerprints, &Fingerprints),
) -> OperationPairs {
    let mut found = OperationPairs {
        pairs: Vec::new(),
        removed: (0..old.operations.len()).collect(),
        added: (0..new.operations.len()).collect(),
        ..OperationPairs::default()
    };
    let place = |it: &Operation<'_>| Some((it.path.to_owned(), it.method.to_owned()));
    found.by_key(old, new, place);
    // The names of path parameters are compared as parameters.
    let template = |it: &Operation<'_>| Some((template(it.path), it.method.to_owned()));
    found.by_key(old, new, template);
    found.by_key(old, new, |it| it.id().map(str::to_owned));
    found.by_moved_path(old, new);
    found.by_form(old, new, prints);
    found.pairs.sort_unstable_by_key(|(_, new)| *new);
    found
}

/// An operation that is left, with what tells it.
struct Left {
    index: usize,
    form: u64,
    method: String,
    id: Option<Name>,
    path: Name,
    segments: Vec<String>,
}

impl Left {
    fn of(side: &Side<'_>, index: usize, prints: &Fingerprints) -> Option<Self> {
        let operation = side.operations.get(index)?;
        Some(Self {
            index,
            form: form(side, operation, prints),
            method: operation.method.to_owned(),
            id: operation.id().map(Name::new),
            path: Name::new(operation.path),
            segments: segments(operation.path),
        })
    }
}

impl OperationPairs {
    /// Pairs the operations that are left and that alone have a key.
    fn by_key<K: Ord>(
        &mut self,
        old: &Side<'_>,
        new: &Side<'_>,
        key: impl Fn(&Operation<'_>) -> Option<K>,
    ) {
        let index = |side: &Side<'_>, left: &[usize]| {
            let mut keys: BTreeMap<K, Vec<usize>> = BTreeMap::new();
            for index in left {
                if let Some(key) = side.operations.get(*index).and_then(&key) {
                    keys.entry(key).or_default().push(*index);
                }
            }
            keys
        };
        let new_keys = index(new, &self.added);
        for (key, olds) in index(old, &self.removed) {
            if let ([old], Some([new])) = (olds.as_slice(), new_keys.get(&key).map(Vec::as_slice)) {
                self.take(*old, *new);
            }
        }
        self.settle();
    }

    /// Where one operation of a path went, the others went as well, whatever they are called now.
    fn by_moved_path<'a>(&mut self, old: &'a Side<'_>, new: &'a Side<'_>) {
        let (mut to, mut from): (Moves<'a>, Moves<'a>) = Default::default();
        for (a, b) in &self.pairs {
            if let (Some(a), Some(b)) = (old.operations.get(*a), new.operations.get(*b)) {
                to.entry(a.path).or_default().insert(b.path);
                from.entry(b.path).or_default().insert(a.path);
            }
        }
        let only = |moves: &Moves<'a>, path: &str| -> Option<&'a str> {
            let known = moves.get(path).filter(|it| it.len() == 1)?;
            known.first().copied()
        };
        let added = self.added.iter().filter_map(|index| {
            let it = new.operations.get(*index)?;
            Some(((it.path, it.method), *index))
        });
        let added: BTreeMap<(&str, &str), usize> = added.collect();
        let found = self.removed.iter().filter_map(|index| {
            let it = old.operations.get(*index)?;
            let path = only(&to, it.path).filter(|path| only(&from, path) == Some(it.path))?;
            Some((*index, *added.get(&(path, it.method))?))
        });
        let found: Vec<(usize, usize)> = found.collect();
        for (old, new) in found {
            self.take(old, new);
        }
        self.settle();
    }

    fn by_form(&mut self, old: &Side<'_>, new: &Side<'_>, prints: (&Fingerprints, &Fingerprints)) {
        let left = |side: &Side<'_>, left: &[usize], prints| -> Vec<Left> {
            let of = |index: &usize| Left::of(side, *index, prints);
            left.iter().filter_map(of).collect()
        };
        let olds = left(old, &self.removed, prints.0);
        let news = left(new, &self.added, prints.1);
        let mut by_form: BTreeMap<u64, Vec<&Left>> = BTreeMap::new();
        for it in &news {
            by_form.entry(it.form).or_default().push(it);
        }
        let mut candidates = Vec::new();
        for a in &olds {
            for b in by_form.get(&a.form).into_iter().flatten() {
                let ids = match (&a.id, &b.id) {
                    (Some(a), Some(b)) => a.like(b),
                    (None, None) => 1.0,
                    _ => ALIKE,
                };
                if ids >= ALIKE && paths_alike(a, b) {
                    candidates.push((ids + a.path.like(&b.path), a.index, b.index));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in candidates {
            if !self.forward.contains_key(&old) && !self.backward.contains_key(&new) {
                self.take(old, new);
            }
        }
        self.settle();
    }

    fn take(&mut self, old: usize, new: usize) {
        self.pairs.push((old, new));
        self.forward.insert(old, new);
        self.backward.insert(new, old);
    }

    /// Forgets what has been paired meanwhile.
    fn settle(&mut self) {
        self.removed
            .retain(|index| !self.forward.contains_key(index));
        self.added
            .retain(|index| !self.backward.contains_key(index));
    }

    /// The operation of the new document that is the old one at this index.
    pub(super) fn partner(&self, old: usize) -> Option<usize> {
        self.forward.get(&old).copied()
    }

    /// The operation of the old document that is the new one at this index.
    pub(super) fn origin(&self, new: usize) -> Option<usize> {
        self.backward.get(&new).copied()
    }
}

/// The path with its parameters unnamed.
pub(super) fn template(path: &str) -> String {
    segments(path).join("/")
}

fn segments(path: &str) -> Vec<String> {
    let segment = |segment: &str| {
        if segment.starts_with('{') && segment.ends_with('}') {
            "{}".to_owned()
        } else {
            segment.to_owned()
        }
    };
    path.split('/').skip(1).map(segment).collect()
}

/// Whether one path may have become the other: all segments but one are the same and that one is spelt
/// otherwise or is a version; or a prefix came or went.
fn paths_alike(a: &Left, b: &Left) -> bool {
    let (left, right) = (&a.segments, &b.segments);
    if left.len() != right.len() {
        return a.method == b.method
            && !left.is_empty()
            && !right.is_empty()
            && (left.ends_with(right) || right.ends_with(left));
    }
    let version = |segment: &str| {
        segment
            .strip_prefix('v')
            .is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
    };
    let other: Vec<_> = left.iter().zip(right).filter(|(a, b)| a != b).collect();
    match other.as_slice() {
        [] => true,
        [(left, right)] => {
            a.method == b.method
                && ((version(left) && version(right)) || names(left, right) >= ALIKE)
        }
        _ => false,
    }
}

/// What an operation takes and answers, names of schemas aside.
fn form(side: &Side<'_>, operation: &Operation<'_>, prints: &Fingerprints) -> u64 {
    let Some(at) = side.at(&operation.pointer()) else {
        return 0;
    };
    let mut parts = BTreeSet::new();
    let item = pointer::parent(&at.pointer).and_then(|parent| side.at(parent));
    let shared = item.map(|item| item.list("parameters")).unwrap_or_default();
    for parameter in shared.iter().chain(&at.list("parameters")) {
        let parameter = side.resolve(parameter);
        let schema = parameter.get("schema");
        parts.insert(hash_of(&(
            parameter.text("in"),
            parameter.text("name"),
            parameter.flag("required"),
            schema.map(|schema| prints.schema(side, &schema, Detail::Form)),
        )));
    }
    let mut bodies: Vec<_> = at
        .get("requestBody")
        .map(|body| ("request", side.resolve(&body)))
        .into_iter()
        .collect();
    let answers = at.children("responses").into_iter();
    bodies.extend(answers.map(|(status, answer)| (status, side.resolve(&answer))));
    for (name, body) in bodies {
        parts.insert(hash_of(name));
        for (media, content) in body.children("content") {
            let schema = content.get("schema");
            parts.insert(hash_of(&(
                name,
                media,
                schema.map(|schema| prints.schema(side, &schema, Detail::Form)),
            )));
        }
    }
    hash_of(&parts)
}
