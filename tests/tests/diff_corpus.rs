//! The diff on real revisions, against the documents themselves and against a differ that others wrote.
//!
//! The documents are not part of this repository. `SPEC_CORPUS` names a directory that holds them, with the pairs in
//! `corpus/pairs` and the vendor's two revisions in `meta`; without it these tests say so and pass.
//!
//! The other differ is `redocly diff` (`@redocly/cli` 2, experimental). It judges documents, this one judges the
//! generated client, so they differ. `diff-cases/pairs.rs` says where and why.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says on standard error that it was skipped"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use codegen::api::WithSources;
use codegen::diff::{self, Level, Report};
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::revision;
use serde_json::{Map, Value};
use workspace_tests::corpus;

#[path = "diff-cases/pairs.rs"]
mod pairs;
#[path = "diff-cases/sentences.rs"]
mod sentences;

use pairs::{Counts, PAIRS};

fn load(path: &Path) -> Document {
    let name = path.file_name().unwrap().to_string_lossy();
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Document::load(&name, &bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn counts(report: &Report) -> Counts {
    [Level::Major, Level::Minor, Level::Patch].map(|level| report.at(level).count())
}

#[test]
fn the_reports_of_real_pairs_are_right() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    let mut wrong = Vec::new();
    for pair in PAIRS {
        let start = Instant::now();
        let (old, new) = (load(&corpus.join(pair.old)), load(&corpus.join(pair.new)));
        let loaded = start.elapsed();
        let report = diff::diff(&old, &new);
        eprintln!(
            "{}: loaded in {loaded:?}, all in {:?}",
            pair.new,
            start.elapsed()
        );
        if counts(&report) != pair.ours {
            wrong.push(format!(
                "{}: {:?} instead of {:?}",
                pair.new,
                counts(&report),
                pair.ours
            ));
        }
        for row in pair.rows {
            for (kind, subject) in row.ours {
                let found = report
                    .changes
                    .iter()
                    .any(|change| change.kind.id() == *kind && change.subject == *subject);
                if !found {
                    wrong.push(format!(
                        "{}: no {kind} of {subject} ({})",
                        pair.new, row.why
                    ));
                }
            }
        }
        let told: usize = pair.rows.iter().map(|row| row.redocly.0).sum();
        assert!(told <= pair.redocly.iter().sum(), "{}", pair.new);
        assert!(
            pair.rows
                .iter()
                .all(|row| !row.redocly.1.is_empty() && !row.why.is_empty())
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// With both clients, the reports are the same: the generated code agrees with what the documents alone let expect,
/// and each of its changes has a change of the document as its cause.
#[test]
fn the_generated_code_agrees() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    corpus::each(PAIRS, |pair| {
        let (old, new) = (load(&corpus.join(pair.old)), load(&corpus.join(pair.new)));
        let settings = Settings {
            on_fault: OnFault::LeaveOut,
            ..Settings::default()
        };
        let clients = revision::clients(&old, &new, &[], &settings, WithSources::No).unwrap();
        let report = clients.compare(&old, &new);
        let text = diff::text(&report);
        let contradictions = sentences::contradictions(&report);
        assert!(contradictions.is_empty(), "{}", contradictions.join("\n"));
        assert_eq!(counts(&report), pair.ours, "{}: {text}", pair.new);
        for change in &report.changes {
            assert_ne!(
                change.kind,
                diff::Kind::RustItemChanged,
                "{}: {text}",
                pair.new
            );
        }
        let rust = report.rust.unwrap();
        let lines = report.changes.iter().flat_map(|change| &change.rust);
        let lines: BTreeSet<&String> = lines.collect();
        assert_eq!(
            lines.len(),
            rust.removed + rust.added,
            "{}: a line is lost",
            pair.new
        );
    });
}

#[test]
fn moved_numbers_make_no_noise() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    let Some(pair) = PAIRS.first() else { return };
    let report = diff::diff(&load(&corpus.join(pair.old)), &load(&corpus.join(pair.new)));
    let numbered = |subject: &str| {
        let names = subject.split('`').skip(1).step_by(2);
        let mut numbers = names.filter_map(|name| name.rsplit_once('_'));
        numbers.any(|(_, number)| number.chars().all(|letter| letter.is_ascii_digit()))
    };
    let noise: Vec<&str> = report
        .changes
        .iter()
        .map(|change| change.subject.as_str())
        .filter(|subject| numbered(subject))
        .collect();
    assert!(noise.is_empty(), "{noise:?}");
}

#[test]
fn a_document_is_what_it_is() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    corpus::each(&corpus::documents(&corpus), |path| {
        let document = load(path);
        let same = diff::diff(&document, &document);
        assert_eq!(
            same.verdict,
            Level::None,
            "{}: {}",
            path.display(),
            diff::text(&same)
        );
        // YAML as JSON, and everything in another order.
        let reordered = reversed(document.value()).to_string();
        let reordered = Document::load("document.json", reordered.as_bytes()).unwrap();
        let moved = diff::diff(&document, &reordered);
        assert_eq!(
            moved.verdict,
            Level::None,
            "{}: {}",
            path.display(),
            diff::text(&moved)
        );
    });
}

/// The value with the keys of every mapping, and the items of lists whose order says nothing, in reverse.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let reversed = |(key, value): (&String, &Value)| {
                // Within an example, a default or an extension, order is content.
                let content = matches!(key.as_str(), "example" | "examples" | "default");
                if content || key.starts_with("x-") {
                    return (key.clone(), value.clone());
                }
                let mut value = reversed(value);
                let unordered = [
                    "required",
                    "enum",
                    "parameters",
                    "oneOf",
                    "anyOf",
                    "tags",
                    "servers",
                    "security",
                ];
                if let (true, Value::Array(items)) = (unordered.contains(&key.as_str()), &mut value)
                {
                    items.reverse();
                }
                (key.clone(), value)
            };
            Value::Object(map.iter().rev().map(reversed).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        value => value.clone(),
    }
}

#[test]
fn reports_do_not_depend_on_the_run() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    corpus::each(PAIRS, |pair| {
        let (old, new) = (load(&corpus.join(pair.old)), load(&corpus.join(pair.new)));
        let first = diff::json(&diff::diff(&old, &new)).to_string();
        let again = diff::json(&diff::diff(&old, &new)).to_string();
        assert_eq!(first, again, "{}", pair.new);
        // Reordering either side changes where things stand, and nothing else.
        let reordered = new.with_value(reversed(new.value()));
        let moved = diff::diff(&old, &reordered);
        assert_eq!(
            counts(&moved),
            pair.ours,
            "{}: {}",
            pair.new,
            diff::text(&moved)
        );
    });
}
