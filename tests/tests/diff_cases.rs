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

use codegen::diff::{self, Kind, Report};

#[path = "diff-cases/cases.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod cases;
#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;
#[path = "diff-cases/sentences.rs"]
mod sentences;

use cases::{Case, cases};

/// What is wrong with a report, if anything is.
fn fault(case: &Case, report: &Report, level: &str) -> Option<String> {
    let found: Vec<&str> = report.changes.iter().map(|it| it.kind.id()).collect();
    let (name, kinds) = (&case.name, &case.kinds);
    if found != *kinds || report.verdict.name() != level {
        let text = diff::text(report);
        return Some(format!("{name}: expected {kinds:?}, {level}\n{text}"));
    }
    let contradictions = sentences::contradictions(report);
    (!contradictions.is_empty()).then(|| format!("{name}: {}", contradictions.join("\n")))
}

fn assert_none(faults: &[String]) {
    let count = faults.len();
    assert!(faults.is_empty(), "{count}:\n{}", faults.join("\n"));
}

#[test]
fn one_change_makes_one_entry() {
    let cases = cases();
    assert!(cases.len() >= 180, "only {} cases", cases.len());
    let faults = cases.iter().filter_map(|case| {
        let (old, new) = edit::pair(&case.from, &case.edits);
        fault(case, &diff::diff(&old, &new), &case.level)
    });
    assert_none(&faults.collect::<Vec<_>>());
}

/// Kinds that no edit of the small document makes: they are found between two clients, and have tests of their own.
const BETWEEN_CLIENTS: [Kind; 4] = [
    Kind::AliasRemoved,
    Kind::OperationDropped,
    Kind::OperationEntered,
    Kind::RustItemChanged,
];

#[test]
fn every_kind_has_a_case() {
    let cases = cases();
    let lacking: Vec<&Kind> = Kind::ALL
        .iter()
        .filter(|kind| !BETWEEN_CLIENTS.contains(kind))
        .filter(|kind| {
            !cases
                .iter()
                .flat_map(|case| &case.kinds)
                .any(|id| id == kind.id())
        })
        .collect();
    assert!(lacking.is_empty(), "no case for {lacking:?}");
}

#[test]
fn the_rust_side_agrees() {
    let cases = cases();
    let faults = |cases: &[Case]| -> Vec<String> {
        let faults = cases.iter().filter_map(|case| {
            let (old, new) = edit::pair(&case.from, &case.edits);
            fault(case, &edit::compare_clients(&old, &new), &case.client)
        });
        faults.collect()
    };
    let (first, second) = cases.split_at(cases.len() / 2);
    let faults = std::thread::scope(|scope| {
        let other = scope.spawn(|| faults(second));
        [faults(first), other.join().unwrap()].concat()
    });
    assert_none(&faults);
}
