//! The small document that the cases start from, and edits of it.

use std::sync::LazyLock;

use codegen::api::{Api, WithSources};
use codegen::diff::{self, Report};
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::revision::{self, Clients};
use serde_json::Value;

const BASE: &str = include_str!("base.yaml");

/// One step of an edit, by JSON pointer.
#[derive(Clone)]
pub(crate) enum Edit {
    /// Puts a value at a place.
    Set(String, Value),
    /// Puts a value at the end of a list.
    Push(String, Value),
    /// Takes a value away.
    Remove(String),
    /// Gives a key another name.
    Rename(String, String),
    /// Makes every text that is the one the other.
    Replace(String, String),
}

/// The small document.
pub(crate) fn base() -> Value {
    let document = Document::load("base.yaml", BASE.as_bytes()).unwrap();
    document.value().clone()
}

/// A value as a document.
pub(crate) fn load(value: &Value) -> Document {
    Document::load("document.json", value.to_string().as_bytes()).unwrap()
}

/// The small document with the edits of `from`, and that one edited further.
pub(crate) fn pair(from: &[Edit], edits: &[Edit]) -> (Document, Document) {
    let mut old = base();
    from.iter().for_each(|edit| apply(&mut old, edit));
    let mut new = old.clone();
    edits.iter().for_each(|edit| apply(&mut new, edit));
    (load(&old), load(&new))
}

/// The report from the small document to the edited one.
pub(crate) fn compare(edits: &[Edit]) -> Report {
    let (old, new) = pair(&[], edits);
    diff::diff(&old, &new)
}

/// The client of a document; an operation that cannot be generated is left out.
pub(crate) fn client(document: &Document) -> Api {
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    revision::client(document, &[], &settings, WithSources::No).unwrap()
}

/// The report on two documents and their clients.
pub(crate) fn compare_clients(old: &Document, new: &Document) -> Report {
    // Most cases start from the small document as it is.
    static BASE: LazyLock<(Value, Api)> = LazyLock::new(|| (base(), client(&load(&base()))));
    let old_client = if *old.value() == BASE.0 {
        BASE.1.clone()
    } else {
        client(old)
    };
    let clients = Clients {
        old: old_client,
        new: client(new),
    };
    clients.compare(old, new)
}

/// Sets the value at `pointer`.
pub(crate) fn set(document: &mut Value, pointer: &str, value: Value) {
    apply(document, &Edit::Set(pointer.to_owned(), value));
}

/// Edits a document.
pub(crate) fn apply(document: &mut Value, edit: &Edit) {
    match edit {
        Edit::Set(pointer, value) => {
            let (parent, key) = holder(document, pointer);
            match parent {
                Value::Array(list) => *list.get_mut(index(&key)).unwrap() = value.clone(),
                map => drop(map.as_object_mut().unwrap().insert(key, value.clone())),
            }
        }
        Edit::Push(pointer, value) => {
            let list = document.pointer_mut(pointer).unwrap();
            list.as_array_mut().unwrap().push(value.clone());
        }
        Edit::Remove(pointer) => {
            let (parent, key) = holder(document, pointer);
            match parent {
                Value::Array(list) => drop(list.remove(index(&key))),
                map => drop(map.as_object_mut().unwrap().shift_remove(&key).unwrap()),
            }
        }
        Edit::Rename(pointer, name) => {
            let (parent, key) = holder(document, pointer);
            let map = parent.as_object_mut().unwrap();
            let value = map.shift_remove(&key).unwrap();
            map.insert(name.clone(), value);
        }
        Edit::Replace(old, new) => replace(document, old, new),
    }
}

/// What holds the node at `pointer`, and the node's key in it.
fn holder<'a>(document: &'a mut Value, pointer: &str) -> (&'a mut Value, String) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("nothing at {pointer}"));
    (parent, key.replace("~1", "/"))
}

fn index(key: &str) -> usize {
    key.parse().unwrap()
}

fn replace(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => new.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, old, new)),
        Value::Object(map) => map.values_mut().for_each(|item| replace(item, old, new)),
        _ => {}
    }
}
