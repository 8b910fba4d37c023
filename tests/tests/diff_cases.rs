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

use codegen::diff;

#[path = "diff-cases/cases.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod cases;
#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use cases::cases;
use edit::compare;

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
