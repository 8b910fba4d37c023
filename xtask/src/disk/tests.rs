//! All files or none, single files that come and go among them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::files::Files;
use tempfile::TempDir;

use super::{State, commit_with, read_folder};

const MANAGED: [&str; 1] = ["made"];
const GONE: [&str; 1] = ["old.yaml"];

/// A managed folder, a single file to change, one that has to go, and one of somebody else.
fn tree() -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, content) in [
        ("made/a.rs", "a\n"),
        ("made/b.rs", "b\n"),
        ("notes.md", "notes\n"),
        ("old.yaml", "old\n"),
        ("older.yaml", "somebody else's\n"),
    ] {
        super::write(&root.path().join(path), content).unwrap();
    }
    root
}

fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    read_folder(root, ".", &mut found).unwrap();
    found
}

fn wanted() -> Files {
    let mut files = Files::default();
    files.insert("made/a.rs", "another a\n");
    files.insert("notes.md", "more notes\n");
    files.insert("vendor/new.yaml", "new\n");
    files
}

#[test]
fn single_files_come_change_and_go() {
    let root = tree();
    let changes = commit_with(root.path(), &MANAGED, &wanted(), &GONE, Vec::new()).unwrap();
    let told: Vec<(&str, State)> = changes
        .iter()
        .map(|change| (change.path.as_str(), change.state))
        .collect();
    let expected = [
        ("made/a.rs", State::Changed),
        ("made/b.rs", State::Extra),
        ("notes.md", State::Changed),
        ("old.yaml", State::Extra),
        ("vendor/new.yaml", State::Missing),
    ];
    assert_eq!(told, expected);
    let found = contents(root.path());
    let found: Vec<&str> = found.keys().map(String::as_str).collect();
    let left = [
        "./made/a.rs",
        "./notes.md",
        "./older.yaml",
        "./vendor/new.yaml",
    ];
    assert_eq!(found, left);
    let again = commit_with(root.path(), &MANAGED, &wanted(), &GONE, Vec::new()).unwrap();
    assert!(again.is_empty(), "{again:?}");
}

/// The last file cannot be put in its place, when all those before it have been: they are taken back, the new ones too.
#[test]
fn a_failure_at_the_end_takes_everything_back() {
    let root = tree();
    fs::write(
        root.path().join("zone"),
        "a file where a folder should be\n",
    )
    .unwrap();
    let before = contents(root.path());
    let mut files = wanted();
    files.insert("zone/late.yaml", "late\n");
    let error = commit_with(root.path(), &MANAGED, &files, &GONE, Vec::new()).unwrap_err();
    assert!(error.to_string().contains("late.yaml"), "{error:#}");
    assert_eq!(contents(root.path()), before);
}
