//! The Rust side of a verdict against a judge that others wrote: cargo-semver-checks, on the real pairs of `SPEC_CORPUS`.
//!
//! It knows rules about items that go or lose something, and does not compare the types of fields, arguments and results
//! (as of 0.51). So what it calls major has to be major here, and what is major here alone is in [`UNSEEN`] with the
//! reason. The verdict itself is proven by compiling, in `verdict`.
//!
//! It takes minutes and a tool that is installed by hand; CONTRIBUTING names the command.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it found"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use workspace_tests::cargo::{cargo, pin_versions, scratch};
use workspace_tests::commands::{Run, xtask};

/// The pairs that are major here and not there, and why.
const UNSEEN: [(&str, &str); 0] = [];

/// The old and new files of each pair, by name.
fn pairs(corpus: &Path) -> Vec<(String, PathBuf, PathBuf)> {
    let folder = corpus.join("corpus/pairs");
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path());
    let mut pairs: Vec<_> = entries
        .filter_map(|old| {
            let file = old.file_name()?.to_str()?.to_owned();
            let (name, _) = file.split_once(".old.")?;
            let new = old.with_file_name(file.replace(".old.", ".new."));
            Some((name.to_owned(), old, new))
        })
        .collect();
    pairs.sort();
    pairs
}

fn generate(document: &Path, folder: &Path) {
    let (document, out) = (document.to_str().unwrap(), folder.to_str().unwrap());
    xtask([
        "generate",
        "--document",
        document,
        "--out",
        out,
        "--name",
        "client",
    ])
    .ends_with(0);
    pin_versions(folder);
}

#[test]
#[ignore = "minutes, and cargo-semver-checks"]
fn another_judge_agrees() {
    let Some(corpus) = workspace_tests::corpus::folder() else {
        return;
    };
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, old, new) in pairs(Path::new(&corpus)) {
        if !name.contains(&only) {
            continue;
        }
        let folder = scratch("semver").join(&name);
        let (before, after) = (folder.join("old"), folder.join("new"));
        generate(&old, &before);
        generate(&new, &after);
        let report = xtask([
            "diff",
            old.to_str().unwrap(),
            new.to_str().unwrap(),
            "--format",
            "json",
        ]);
        let report = report.ends_with(0).json();
        let ours = report.pointer("/rust/verdict").and_then(|it| it.as_str()) == Some("major");
        let program = cargo().get_program().to_owned();
        let mut check = Command::new(program);
        check
            .args([
                "semver-checks",
                "--release-type",
                "minor",
                "--manifest-path",
            ])
            .arg(after.join("Cargo.toml"))
            .arg("--baseline-root")
            .arg(&before);
        let run = Run::of(&mut check);
        let theirs = match run.status {
            Some(0) => false,
            _ if run.stdout.contains("--- failure") || run.stderr.contains("--- failure") => true,
            _ => panic!("{name}: {run:#?}"),
        };
        let explained = UNSEEN.iter().any(|(pair, _)| *pair == name);
        eprintln!("{name}: major here: {ours}, there: {theirs}");
        if (theirs && !ours) || (ours && !theirs) != explained {
            wrong.push(format!(
                "{name}: major here: {ours}, there: {theirs}\n{}",
                run.stdout
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
