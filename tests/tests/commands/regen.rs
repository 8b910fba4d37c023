//! `cargo xtask regen`.

use std::fs;

use workspace_tests::copy::Copy;

use crate::on;

const GENERATED: &str = "generated-client/src/generated";

#[test]
fn on_a_fresh_tree_it_changes_nothing_however_often() {
    let copy = Copy::new();
    let before = copy.state();
    for _ in 0..2 {
        on(&copy, "regen", &[])
            .ends_with(0)
            .reports(&["fresh, nothing to write"]);
        // Not even the time of a file.
        assert_eq!(copy.state(), before);
    }
}

/// A run that finds nothing changed since the last one ends early; a change must not be taken for none.
#[test]
fn a_run_that_ended_early_is_followed_by_one_that_does_not() {
    let copy = Copy::new();
    for _ in 0..2 {
        on(&copy, "regen", &[]).ends_with(0);
    }
    let before = copy.contents();
    let file = copy.at("spec/resolved/live.json");
    fs::write(&file, fs::read_to_string(&file).unwrap() + " ").unwrap();
    on(&copy, "regen", &[])
        .ends_with(0)
        .reports(&["changed  spec/resolved/live.json"]);
    assert_eq!(copy.contents(), before);
}

#[test]
fn it_restores_a_deleted_folder_byte_for_byte() {
    let copy = Copy::new();
    let before = copy.contents();
    for folder in [GENERATED, "spec/resolved", "tests/snapshots"] {
        fs::remove_dir_all(copy.at(folder)).unwrap();
        on(&copy, "regen", &[])
            .ends_with(0)
            .reports(&[&format!("added  {folder}/")]);
        assert_eq!(copy.contents(), before, "{folder}");
    }
    on(&copy, "regen", &[])
        .ends_with(0)
        .reports(&["nothing to write"]);
}

/// An overlay action that gives a response a second media type, which no client asks for.
const CSV: &str = r#"
- target: $.paths['/{Version}/{Phone-Number-ID}/settings'].get.responses['200'].content
  description: Settings as CSV.
  x-reason: A test.
  x-evidence: None.
  x-remove-when: the test ends
  update:
    text/csv: {}
"#;

#[test]
fn what_is_lost_is_told_each_time_and_refused_where_generation_is_strict() {
    let copy = Copy::new();
    copy.append("spec/overlays/40-preferences.yaml", CSV);
    for _ in 0..2 {
        let run = on(&copy, "regen", &[]).ends_with(0);
        let told = "note: 3 losses: what the document says, and the client does not do";
        assert!(run.stderr.contains(told), "{}", run.stderr);
        assert!(run.stderr.contains("as `text/csv`"), "{}", run.stderr);
    }
    on(&copy, "check", &[]).ends_with(0);
    on(&copy, "status", &[])
        .ends_with(0)
        .reports(&["lost: 3 things; --details says which"]);
    copy.edit(
        "spec/codegen.toml",
        "[generator]",
        "[generator]\nstrict = true",
    );
    let before = copy.contents();
    for command in ["regen", "check"] {
        on(&copy, command, &[]).ends_with(1).says(&[
            "3 losses, 0 operations left out",
            "as `text/csv`",
            "why: ",
            "fix: ",
        ]);
    }
    assert_eq!(copy.contents(), before);
}

#[test]
fn it_mends_whatever_was_done_to_its_files() {
    let copy = Copy::new();
    let before = copy.contents();
    copy.append(&format!("{GENERATED}/mod.rs"), "// mine");
    copy.append("spec/resolved/live.json", " ");
    copy.edit("tests/snapshots/live/outline.snap", "Client", "client");
    copy.edit(
        "spec/spec.lock",
        "progenitor = \"0.15.1\"",
        "progenitor = \"0.15.0\"",
    );
    copy.remove(&format!("{GENERATED}/types.rs"));
    copy.write(&format!("{GENERATED}/types/stranger.rs"), "");
    copy.write("tests/snapshots/live/types/Gone.snap", "");
    let run = on(&copy, "regen", &[]).ends_with(0);
    run.reports(&[
        "changed  generated-client/src/generated/mod.rs",
        "changed  spec/resolved/live.json",
        "changed  spec/spec.lock",
        "changed  tests/snapshots/live/outline.snap",
        "added  generated-client/src/generated/types.rs",
        "removed  generated-client/src/generated/types/stranger.rs",
        "removed  tests/snapshots/live/types/Gone.snap",
        "7 of ",
        "git diff",
    ]);
    // Nothing is left beside them, and what belongs to somebody else is as it was.
    assert_eq!(copy.contents(), before);
}

#[test]
fn a_change_of_an_input_reaches_every_output() {
    let copy = Copy::new();
    copy.edit(
        "spec/overlays/30-request-union.yaml",
        "It carries exactly one feature.",
        "It carries one feature.",
    );
    let run = on(&copy, "regen", &[]).ends_with(0);
    run.reports(&[
        "changed  spec/resolved/live.json",
        "changed  spec/resolved/reference.json",
        "changed  generated-client/src/generated/types/update.rs",
        "changed  tests/snapshots/live/document/schemas/SettingsUpdate.snap",
        "changed  tests/snapshots/live/types/SettingsUpdate.snap",
        "changed  tests/snapshots/reference/document/schemas/SettingsUpdate.snap",
    ]);
    assert!(
        copy.read("generated-client/src/generated/types/update.rs")
            .contains("It carries one feature.")
    );
    on(&copy, "check", &[]).ends_with(0);
}

#[test]
fn a_failure_leaves_the_tree_as_it_was() {
    let copy = Copy::new();
    // There is something to write, so that a careless command would have begun.
    fs::remove_dir_all(copy.at(GENERATED)).unwrap();
    copy.append("tests/snapshots/live/outline.snap", "mine");
    copy.append(&copy.pinned(), "# mine");
    let before = copy.state();
    on(&copy, "regen", &[])
        .ends_with(1)
        .says(&["sha256", "spec/vendor/", "fix: "]);
    assert_eq!(copy.state(), before);
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_tree_as_it_was() {
    let copy = Copy::new();
    fs::remove_dir_all(copy.at(GENERATED)).unwrap();
    let before = copy.state();
    let writable = |writable: bool| {
        let mut permissions = fs::metadata(copy.root()).unwrap().permissions();
        permissions.set_readonly(!writable);
        if writable {
            #[cfg(unix)]
            std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        }
        fs::set_permissions(copy.root(), permissions).unwrap();
    };
    writable(false);
    if fs::write(copy.at("probe"), "").is_ok() {
        fs::remove_file(copy.at("probe")).unwrap();
        writable(true);
        println!("skipped: this user can write to a read-only folder");
        return;
    }
    let run = on(&copy, "regen", &[]);
    writable(true);
    run.ends_with(1).says(&["no folder can be made in"]);
    assert_eq!(copy.state(), before);
}

#[test]
fn a_file_in_the_place_of_a_folder_fails_and_leaves_the_tree_as_it_was() {
    let copy = Copy::new();
    fs::remove_dir_all(copy.at("generated-client")).unwrap();
    copy.write("generated-client", "not a folder");
    copy.append("tests/snapshots/live/outline.snap", "mine");
    let before = copy.contents();
    on(&copy, "regen", &[])
        .ends_with(1)
        .says(&["generated-client/src/generated"]);
    assert_eq!(copy.contents(), before);
}
