//! One change, one entry: documents that differ from a small one in a single respect.
//!
//! The cases are data, in `diff-cases/*.yaml`: each names the edits that make the one change, the kind of the one
//! entry that it makes (none where nothing has changed), and the level. What is sent, what is answered and what is
//! both are told apart, because levels are.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use codegen::diff;
use codegen::tree::Tree;
use serde_json::Value;

#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use edit::{Edit, compare};

const FILES: [&str; 8] = [
    "operations",
    "parameters",
    "bodies",
    "properties",
    "types",
    "unions",
    "values",
    "document",
];

/// One change.
struct Case {
    name: String,
    edits: Vec<Edit>,
    kind: Option<String>,
    level: String,
    /// The level once it is known what becomes of the client, where that is another one.
    client: String,
}

fn cases() -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff-cases");
    let mut cases = Vec::new();
    for file in FILES {
        let bytes = std::fs::read(directory.join(file).with_extension("yaml")).unwrap();
        let tree = Tree::parse(file, &bytes).unwrap_or_else(|error| panic!("{error}"));
        let list = tree.value().get("cases").and_then(Value::as_array).unwrap();
        cases.extend(list.iter().map(case));
    }
    cases
}

fn case(value: &Value) -> Case {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let edits = value.get("edits").and_then(Value::as_array).unwrap();
    Case {
        name: text("name").unwrap(),
        edits: edits.iter().map(edit).collect(),
        kind: text("kind"),
        level: text("level").unwrap(),
        client: text("client").or_else(|| text("level")).unwrap(),
    }
}

fn edit(value: &Value) -> Edit {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let other = || value.get("value").cloned().unwrap();
    let name = || text("value").unwrap();
    text("set")
        .map(|at| Edit::Set(at, other()))
        .or_else(|| text("push").map(|at| Edit::Push(at, other())))
        .or_else(|| text("remove").map(Edit::Remove))
        .or_else(|| text("rename").map(|at| Edit::Rename(at, name())))
        .or_else(|| text("replace").map(|old| Edit::Replace(old, name())))
        .unwrap_or_else(|| panic!("no edit: {value}"))
}

#[test]
fn one_change_makes_one_entry() {
    let cases = cases();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let report = compare(&case.edits);
        let found: Vec<&str> = report.changes.iter().map(|change| change.kind).collect();
        let expected: Vec<&str> = case.kind.iter().map(String::as_str).collect();
        if found != expected || report.verdict.name() != case.level {
            wrong.push(format!(
                "{}: expected {expected:?}, {}\n{}",
                case.name,
                case.level,
                diff::text(&report)
            ));
        }
    }
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} of {}:\n{}",
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_rust_side_agrees() {
    let mut wrong = Vec::new();
    for case in &cases() {
        let report = edit::compare_clients(&case.edits);
        let found: Vec<&str> = report.changes.iter().map(|change| change.kind).collect();
        let expected: Vec<&str> = case.kind.iter().map(String::as_str).collect();
        if found != expected || report.verdict.name() != case.client {
            wrong.push(format!(
                "{}: expected {expected:?}, {}\n{}",
                case.name,
                case.client,
                diff::text(&report)
            ));
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count}:\n{}", wrong.join("\n"));
}
