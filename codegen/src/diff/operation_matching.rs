//! Which operation of the new document is which of the old one.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint::{Detail, Fingerprints, hash_of};
use super::side::Side;
use super::similarity;
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
    fn by_moved_path(&mut self, old: &Side<'_>, new: &Side<'_>) {
        let (mut to, mut from): (Moves<'_>, Moves<'_>) = Default::default();
        for (a, b) in &self.pairs {
            if let (Some(a), Some(b)) = (old.operations.get(*a), new.operations.get(*b)) {
                to.entry(a.path).or_default().insert(b.path);
                from.entry(b.path).or_default().insert(a.path);
            }
        }
        let moved = |a: &str, b: &str| {
            let only = |moves: &Moves<'_>, one: &str, other: &str| {
                let known = moves.get(one);
                known.is_some_and(|it| it.len() == 1 && it.contains(other))
            };
            only(&to, a, b) && only(&from, b, a)
        };
        let mut found = Vec::new();
        for old_index in &self.removed {
            let partner = self.added.iter().find(|new_index| {
                let both = (
                    old.operations.get(*old_index),
                    new.operations.get(**new_index),
                );
                matches!(both, (Some(a), Some(b)) if a.method == b.method && moved(a.path, b.path))
            });
            found.extend(partner.map(|new_index| (*old_index, *new_index)));
        }
        for (old, new) in found {
            self.take(old, new);
        }
        self.settle();
    }

    fn by_form(&mut self, old: &Side<'_>, new: &Side<'_>, prints: (&Fingerprints, &Fingerprints)) {
        let mut candidates = Vec::new();
        let forms = |side: &Side<'_>, left: &[usize], prints| -> BTreeMap<usize, u64> {
            let of =
                |index: &usize| Some((*index, form(side, side.operations.get(*index)?, prints)));
            left.iter().filter_map(of).collect()
        };
        let (old_forms, new_forms) = (
            forms(old, &self.removed, prints.0),
            forms(new, &self.added, prints.1),
        );
        for old_index in &self.removed {
            for new_index in &self.added {
                let (Some(a), Some(b)) = (
                    old.operations.get(*old_index),
                    new.operations.get(*new_index),
                ) else {
                    continue;
                };
                let ids = match (a.id(), b.id()) {
                    (Some(a), Some(b)) => similarity::names(a, b),
                    (None, None) => 1.0,
                    _ => ALIKE,
                };
                let alike = ids >= ALIKE
                    && paths_alike(a, b)
                    && old_forms.get(old_index) == new_forms.get(new_index);
                if alike {
                    let score = ids + similarity::names(a.path, b.path);
                    candidates.push((score, *old_index, *new_index));
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
fn paths_alike(a: &Operation<'_>, b: &Operation<'_>) -> bool {
    let (left, right) = (segments(a.path), segments(b.path));
    if left.len() != right.len() {
        return a.method == b.method
            && !left.is_empty()
            && !right.is_empty()
            && (left.ends_with(&right) || right.ends_with(&left));
    }
    let version = |segment: &str| {
        segment
            .strip_prefix('v')
            .is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
    };
    let other: Vec<_> = left.iter().zip(&right).filter(|(a, b)| a != b).collect();
    match other.as_slice() {
        [] => true,
        [(left, right)] => {
            a.method == b.method
                && ((version(left) && version(right)) || similarity::names(left, right) >= ALIKE)
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
