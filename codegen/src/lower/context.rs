//! What a rule works on: the document, the hits, what was left out, and what was lost.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::naming::homes::Homes;
use super::{marks, walk};
use crate::document::{Document, METHODS};
use crate::pointer;
use crate::report::{LeftOut, REMEDY};

/// The state that the rules hand on, one to the next.
pub(super) struct Context<'a> {
    /// The document as the rules so far have left it.
    pub(super) document: Value,
    /// The document as it was given, for positions in messages.
    pub(super) given: &'a Document,
    /// The path prefix to move into the server addresses.
    pub(super) base_path: Option<&'a str>,
    /// Formats that the generator has types for.
    pub(super) formats: &'a [String],
    /// The operations that no rule could express.
    pub(super) left_out: Vec<LeftOut>,
    /// The pointers that the rule at work has hit.
    pub(super) hits: Vec<String>,
    /// What the rule at work has lost.
    pub(super) losses: Vec<Effect>,
    /// Components that rules have made, with the pointer in the given document of what they are made of.
    pub(super) made: BTreeMap<String, String>,
    /// Where components describe the inline types that compositions copy.
    pub(super) homes: Homes,
}

/// What a rule takes from what can be sent or read: a rewrite that means the same takes nothing.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    /// The place; a relative one within the schema that a rule is shown.
    pub(super) at: String,
    /// What is not sent, or not read.
    pub(super) what: String,
    /// What mends it.
    pub(super) remedy: String,
}

impl Effect {
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            what: what.into(),
            remedy: REMEDY.to_owned(),
        }
    }

    /// A loss of the part of an operation that it is counted for.
    pub(super) fn here(what: impl Into<String>) -> Self {
        Self::new("", what)
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

/// What a rule has made of a schema.
pub(super) enum Change {
    /// Nothing.
    None,
    /// Another form of what it was.
    Same,
    /// Something that loses what it was.
    Loses(Vec<Effect>),
}

impl From<bool> for Change {
    fn from(changed: bool) -> Self {
        if changed { Self::Same } else { Self::None }
    }
}

impl Change {
    /// A loss at the schema itself.
    pub(super) fn loses(what: impl Into<String>) -> Self {
        Self::Loses(vec![Effect::new("", what)])
    }
}

/// One operation, shown to a rule together with the rest of the document.
pub(super) struct Visit<'v> {
    /// The path template.
    pub(super) path: &'v str,
    /// The method, in lower case.
    pub(super) method: &'v str,
    /// The operation's pointer.
    pub(super) pointer: String,
    /// The operation object.
    pub(super) operation: &'v mut Map<String, Value>,
    /// The component schemas by name.
    pub(super) schemas: &'v mut Map<String, Value>,
    /// The pointers that the rule has hit.
    pub(super) hits: &'v mut Vec<String>,
    /// What the rule has lost.
    pub(super) losses: &'v mut Vec<Effect>,
    /// Why the operation has to be left out, if it has to.
    pub(super) reason: Option<String>,
}

impl Visit<'_> {
    /// Counts a change at `tail` (an unescaped list of tokens) below the operation.
    pub(super) fn hit(&mut self, tail: &[&str]) {
        let at = tail
            .iter()
            .fold(self.pointer.clone(), |at, token| pointer::join(&at, token));
        self.hits.push(at);
    }

    /// Counts a loss at `tail` below `part`: a parameter, body or response of the operation, or the operation itself.
    pub(super) fn lose(&mut self, part: Option<&Value>, tail: &[&str], effect: Effect) {
        let from = part.and_then(marks::of);
        let own = || self.operation.get(marks::FROM).and_then(Value::as_str);
        let from = from.or_else(own).unwrap_or(&self.pointer).to_owned();
        let at = tail
            .iter()
            .fold(from, |at, token| pointer::join(&at, token));
        self.losses.push(Effect { at, ..effect });
    }

    /// Leaves the operation out, with the construct and its place as `reason`; the first reason stands.
    pub(super) fn leave_out(&mut self, reason: impl Into<String>) {
        self.reason.get_or_insert_with(|| reason.into());
    }

    /// The operation's parameters, taken out; give them back with [`Visit::set_parameters`].
    pub(super) fn take_parameters(&mut self) -> Vec<Value> {
        match self.operation.get_mut("parameters") {
            Some(Value::Array(parameters)) => std::mem::take(parameters),
            _ => Vec::new(),
        }
    }

    /// Sets the operation's parameters; none at all leaves no empty list.
    pub(super) fn set_parameters(&mut self, parameters: Vec<Value>) {
        if parameters.is_empty() {
            self.operation.shift_remove("parameters");
        } else {
            self.operation
                .insert("parameters".to_owned(), Value::Array(parameters));
        }
    }
}

impl Context<'_> {
    /// Counts a change at `pointer`.
    pub(super) fn hit(&mut self, pointer: impl Into<String>) {
        self.hits.push(pointer.into());
    }

    /// Shows every schema to `change`, outer before inner, and counts those that it changes, and what it loses.
    pub(super) fn each_schema<C: Into<Change>>(
        &mut self,
        mut change: impl FnMut(&str, &mut Value) -> C,
    ) {
        let hits = &mut self.hits;
        let losses = &mut self.losses;
        walk::schemas(
            &mut self.document,
            &mut |at, schema| match change(at, schema).into() {
                Change::None => {}
                Change::Same => hits.push(at.to_owned()),
                Change::Loses(effects) => {
                    hits.push(at.to_owned());
                    losses.extend(effects.into_iter().map(|effect| Effect {
                        at: format!("{at}{}", effect.at),
                        ..effect
                    }));
                }
            },
        );
    }

    /// [`Context::each_schema`] for the schemas that are objects (the boolean ones have nothing to change).
    pub(super) fn each_schema_object<C: Into<Change>>(
        &mut self,
        mut change: impl FnMut(&str, &mut Map<String, Value>) -> C,
    ) {
        self.each_schema(|at, schema| match schema {
            Value::Object(map) => change(at, map).into(),
            _ => Change::None,
        });
    }

    /// Shows every operation to `change` and removes those it leaves out.
    pub(super) fn each_operation(&mut self, mut change: impl FnMut(&mut Visit)) {
        let mut paths = match self.document.get_mut("paths") {
            Some(Value::Object(paths)) => std::mem::take(paths),
            _ => return,
        };
        let mut schemas = self.take_schemas();
        for (path, item) in &mut paths {
            let Value::Object(item) = item else { continue };
            for method in METHODS {
                let Some(Value::Object(operation)) = item.get_mut(method) else {
                    continue;
                };
                let mut visit = Visit {
                    path,
                    method,
                    pointer: pointer::join(&pointer::join("/paths", path), method),
                    operation,
                    schemas: &mut schemas,
                    hits: &mut self.hits,
                    losses: &mut self.losses,
                    reason: None,
                };
                change(&mut visit);
                if let Some(reason) = visit.reason {
                    let left_out = left_out(path, method, operation, reason);
                    self.left_out.push(left_out);
                    item.shift_remove(method);
                }
            }
        }
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
        self.set_schemas(schemas);
        if let Some(slot) = self.document.get_mut("paths") {
            *slot = Value::Object(paths);
        }
    }

    /// The component schemas, taken out; give them back with [`Context::set_schemas`].
    pub(super) fn take_schemas(&mut self) -> Map<String, Value> {
        match self.document.pointer_mut("/components/schemas") {
            Some(Value::Object(schemas)) => std::mem::take(schemas),
            _ => Map::new(),
        }
    }

    /// Sets the component schemas.
    pub(super) fn set_schemas(&mut self, schemas: Map<String, Value>) {
        if let Value::Object(root) = &mut self.document {
            let components = root
                .entry("components")
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(components) = components {
                components.insert("schemas".to_owned(), Value::Object(schemas));
            }
        }
    }

    /// A copy of the component schemas, for rules that look up what they are about to change.
    pub(super) fn schemas(&self) -> Map<String, Value> {
        self.document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    }
}

/// The report of an operation that is left out.
pub(super) fn left_out(
    path: &str,
    method: &str,
    operation: &Map<String, Value>,
    reason: String,
) -> LeftOut {
    let name = format!("{} {path}", method.to_uppercase());
    LeftOut {
        operation: match operation.get("operationId").and_then(Value::as_str) {
            Some(id) => format!("{name} ({id})"),
            None => name,
        },
        pointer: pointer::join(&pointer::join("/paths", path), method),
        reason,
        place: None,
        construct: None,
    }
}
