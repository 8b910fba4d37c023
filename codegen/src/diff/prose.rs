//! Texts: titles, descriptions, examples of schemas. They are told once an owner, and never matter.

use super::fingerprint::hash_value;
use super::places::Scope;
use super::record::Record;
use super::shape::Shape;
use super::side::At;
use crate::pointer;

/// Compares the texts about two schemas.
pub(super) fn schema<'a>(record: &mut Record, old: &Shape<'a>, new: &Shape<'a>, scope: &Scope) {
    let of = |shape: &Shape<'a>, wanted: &str| -> Vec<At<'a>> {
        let texts = shape.texts.iter().filter(|(keyword, _)| *keyword == wanted);
        texts.map(|(_, at)| at.clone()).collect()
    };
    for keyword in ["title", "description", "summary", "externalDocs", "xml"] {
        let (before, after) = (of(old, keyword), of(new, keyword));
        if keyword == "title" && follows_name(scope, before.first(), after.first()) {
            continue;
        }
        for index in 0..before.len().max(after.len()) {
            text(record, scope, before.get(index), after.get(index));
        }
    }
    // `example: E` and `examples: [E]` say the same.
    let all = |shape: &Shape<'a>| -> Vec<At<'a>> {
        let mut list = of(shape, "example");
        for at in of(shape, "examples") {
            match at.value.as_array() {
                Some(items) => list.extend(items.iter().enumerate().map(|(index, value)| At {
                    value,
                    pointer: format!("{}/{index}", at.pointer),
                })),
                None => list.push(at),
            }
        }
        list
    };
    let (before, after) = (all(old), all(new));
    for index in 0..before.len().max(after.len()) {
        text(record, scope, before.get(index), after.get(index));
    }
}

/// Whether both titles are the names of the schemas: a rename, which is told as such.
fn follows_name(scope: &Scope, old: Option<&At<'_>>, new: Option<&At<'_>>) -> bool {
    let named = |at: Option<&At<'_>>, owner: &Option<String>| {
        let name = owner.as_deref().map(pointer::last);
        name.is_some() && at.and_then(|at| at.value.as_str()) == name.as_deref()
    };
    named(old, &scope.old_owner) && named(new, &scope.new_owner)
}

/// Compares the texts at some keys of two nodes.
pub(super) fn fields(
    record: &mut Record,
    scope: &Scope,
    old: &At<'_>,
    new: &At<'_>,
    keys: &[&str],
) {
    for key in keys {
        text(record, scope, old.get(key).as_ref(), new.get(key).as_ref());
    }
}

fn text(record: &mut Record, scope: &Scope, old: Option<&At<'_>>, new: Option<&At<'_>>) {
    let hash = |at: Option<&At<'_>>| at.map(|at| hash_value(at.value));
    if hash(old) != hash(new) {
        record.text(scope, old, new);
    }
}
