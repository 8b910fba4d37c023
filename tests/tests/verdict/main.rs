//! The verdict, proven on code: a program that uses every public item of the old client compiles against the new one
//! exactly when the verdict on the Rust API is not `major`.
//!
//! The pairs are the single changes of `diff-cases`, and the real pairs below the folder that `SPEC_CORPUS` names; where
//! something was only renamed, each once more with the old names as aliases. All clients are modules of one crate, and all
//! programs modules of another, so that the compiler runs a few times and not hundreds of times.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says on standard error that it was skipped"
)]

use std::collections::{BTreeMap, BTreeSet};

use codegen::diff::{Kind, Level};
use workspace_tests::cargo::scratch;

#[path = "../diff-cases/cases.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod cases;
mod crates;
#[path = "../diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;
mod pairs;
mod program;

use crates::{Clients, failing, write_workspace};
use pairs::{Pair, chains, real_pairs, small_pairs};

/// Whether the server alone can make a change of this kind `major`: programs compile, and fail when they run.
fn on_the_wire(kind: Kind) -> bool {
    let (sent, read) = kind.facts().floor;
    sent.max(read) == Level::Major
}

/// Asserts of all pairs that programs for the old client compile against the new one when the verdict says so, and only
/// then.
fn prove(name: &str, pairs: &[Pair]) {
    let mut clients = Clients::default();
    let mut on_old = BTreeMap::new();
    let mut on_new = BTreeMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        let uses = program::uses(&pair.old.model);
        assert_covers(pair, &uses);
        let (old, new) = (clients.add(&pair.old), clients.add(&pair.new));
        // Equal programs are one.
        let program = program::program(&uses, &old);
        if !on_old.values().any(|other| *other == program) {
            on_old.insert(format!("old{index}"), program);
        }
        on_new.insert(format!("new{index}"), program::program(&uses, &new));
    }
    let folder = scratch(name);
    let dependencies = clients.dependencies();
    write_workspace(name, &folder, clients);
    // A program that does not even compile against the client it was written for would prove nothing.
    let broken = failing(name, &folder, &dependencies, &on_old);
    assert!(broken.is_empty(), "{broken:#?} in {}", folder.display());
    let failed = failing(name, &folder, &dependencies, &on_new);
    let mut wrong = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let verdict = pair.report.rust.as_ref().unwrap().verdict;
        let compiles = !failed.contains_key(&format!("new{index}"));
        if compiles != (verdict < Level::Major) {
            wrong.push(format!(
                "{}: {}, compiles: {compiles}",
                pair.name,
                verdict.name()
            ));
        }
        let wire = pair.report.at(Level::Major);
        let wire = wire.filter(|change| on_the_wire(change.kind)).count();
        // Beyond what compiles, only the server makes a change major.
        if compiles && pair.report.verdict == Level::Major && wire == 0 {
            wrong.push(format!("{}: major, and compiles", pair.name));
        }
        if !compiles && pair.report.verdict < Level::Major {
            wrong.push(format!("{}: not major, and does not compile", pair.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?} in {}", folder.display());
    eprintln!(
        "{name}: {} pairs, {} of them compile",
        pairs.len(),
        pairs.len() - failed.len()
    );
}

/// Asserts that the program uses every item of the old client's outline.
fn assert_covers(pair: &Pair, uses: &program::Uses) {
    let outline = codegen::outline::outline(&pair.old.model);
    let used: BTreeSet<String> = uses.keys().map(|item| short(item)).collect();
    for line in outline {
        // Imports are named by everything else; `error` is the same in every client.
        let skipped = line.item.contains("use ") || line.item.starts_with("types::error::");
        assert!(
            skipped || used.contains(&short(&line.item)),
            "{}: the program does not use {line}",
            pair.name
        );
    }
}

/// A path without spaces and without what the outline shortens.
fn short(item: &str) -> String {
    item.replace(' ', "")
        .replace("::std::convert::", "")
        .replace("std::convert::", "")
        .replace("std::fmt::", "")
        .replace("std::str::", "")
        .replace("serde::", "")
        .replace("::std::fmt::", "")
        .replace("::std::string::", "")
        .replace("::std::default::", "")
        .replace("crate::runtime::", "")
        .replace("clients::runtime::", "")
        .replace("::std::vec::", "")
        .replace("::std::option::", "")
}

#[test]
fn of_single_changes() {
    let pairs = [small_pairs(), chains()];
    prove("verdict", &pairs.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn of_real_pairs() {
    let pairs = real_pairs();
    if !pairs.is_empty() {
        prove("verdict-of-real-pairs", &pairs);
    }
}
