//! The snapshots that a pull request shows. `cargo xtask regen` writes them; here insta reads the same files.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use codegen::project::{self, Project};
use codegen::snapshots::{self, Snapshots};
use workspace_tests::copy::contents;
use workspace_tests::{root, sources};

fn project() -> Project {
    project::build(&sources(&root())).unwrap()
}

/// Every snapshot, as the issue has them: both resolved documents, and the code and outline of the default profile.
fn all(project: &Project) -> Snapshots {
    let documents = project
        .profiles
        .iter()
        .flat_map(|(name, resolved)| snapshots::of_document(name, &resolved.document));
    let client = snapshots::of_client(&project.config.profile, &project.client);
    documents.chain(client).collect()
}

#[test]
fn every_snapshot_is_what_the_pipeline_makes() {
    let changed: Vec<String> = all(&project())
        .into_iter()
        .filter(|(name, content)| {
            let folder = root().join("tests/snapshots");
            let (below, name) = name.rsplit_once('/').unwrap_or(("", name));
            let compare = || {
                insta::with_settings!({
                    snapshot_path => folder.join(below),
                    prepend_module_to_snapshot => false,
                    omit_expression => true,
                }, { insta::assert_snapshot!(name, content) });
            };
            // The first difference must not hide the others.
            let differs = catch_unwind(AssertUnwindSafe(compare)).is_err();
            // `regen` writes the snapshots; what insta proposes beside one would be a stranger to it.
            let _ = fs::remove_file(folder.join(below).join(format!("{name}.snap.new")));
            differs
        })
        .map(|(name, _)| name)
        .collect();
    assert!(
        changed.is_empty(),
        "changed: {changed:#?}\nfix: run `cargo xtask regen` and review the diff"
    );
}

#[test]
fn no_snapshot_is_missing_and_none_is_left_over() {
    let wanted: BTreeSet<String> = all(&project())
        .into_keys()
        .map(|name| format!("{name}.snap"))
        .collect();
    let found: BTreeSet<String> = contents(&root().join("tests/snapshots"))
        .into_keys()
        // The other test, which runs beside this one, removes it.
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    let missing: Vec<&String> = wanted.difference(&found).collect();
    let left_over: Vec<&String> = found.difference(&wanted).collect();
    assert!(
        missing.is_empty() && left_over.is_empty(),
        "missing: {missing:#?}\nleft over: {left_over:#?}\nfix: run `cargo xtask regen`"
    );
}

#[test]
fn a_snapshot_is_short_enough_to_review() {
    for (name, content) in all(&project()) {
        let lines = content.lines().count();
        let bound = if name.ends_with("outline") { 600 } else { 400 };
        assert!(lines <= bound, "{name} has {lines} lines");
    }
}

#[test]
fn both_profiles_and_the_public_interface_are_shown() {
    let names: BTreeSet<String> = all(&project()).into_keys().collect();
    for name in [
        "live/document/operations/get_phone_number_settings",
        "live/document/schemas/SettingsUpdate",
        "live/operations/UpdatePhoneNumberSettings",
        "live/types/SettingsUpdate",
        "live/outline",
        "reference/document/schemas/SettingsUpdate",
    ] {
        assert!(names.contains(name), "{name} is missing");
    }
    // The checked-in client is of the default profile; the other is shown by its document alone.
    assert!(!names.contains("reference/outline"));
}
