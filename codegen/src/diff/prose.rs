//! Texts: titles, descriptions, examples of schemas. They are told once an owner, and never matter.

use super::compare::{Both, Comparison};
use super::fingerprint::hash_value;
use super::places::Scope;
use super::schemas::shape::Shape;
use super::side::At;
use crate::pointer;

impl<'a> Comparison<'_, 'a> {
    /// Compares the texts about two schemas.
    pub(in crate::diff) fn schema_texts(&mut self, both: Both<&Shape<'a>>, scope: &Scope) {
        let Both { old, new } = both;
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
                self.text(scope, Both::new(before.get(index), after.get(index)));
            }
        }
        // `example: E` and `examples: [E]` say the same.
        let all = |shape: &Shape<'a>| -> Vec<At<'a>> {
            let mut list = of(shape, "example");
            for at in of(shape, "examples") {
                match at.value.as_array() {
                    Some(items) => list.extend(items.iter().enumerate().map(|(index, value)| At {
                        value,
                        pointer: format!("{}/{index}", at.pointer).into(),
                    })),
                    None => list.push(at),
                }
            }
            list
        };
        let (before, after) = (all(old), all(new));
        for index in 0..before.len().max(after.len()) {
            self.text(scope, Both::new(before.get(index), after.get(index)));
        }
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

impl<'a> Comparison<'_, 'a> {
    /// Compares the texts at some keys of two nodes.
    pub(in crate::diff) fn texts(&mut self, scope: &Scope, both: Both<&At<'_>>, keys: &[&str]) {
        let Both { old, new } = both;
        for key in keys {
            self.text(
                scope,
                Both::new(old.get(key).as_ref(), new.get(key).as_ref()),
            );
        }
    }

    fn text(&mut self, scope: &Scope, both: Both<Option<&At<'_>>>) {
        let Both { old, new } = both;
        let hash = |at: Option<&At<'_>>| at.map(|at| hash_value(at.value));
        if hash(old) != hash(new) {
            self.record.text(scope, old, new);
        }
    }
}
