//! `cargo xtask check`.

use serde_json::{Value, json};
use workspace_tests::copy::Copy;

use crate::on;

/// A way to tamper with the tree: what is done, the file that is named, and how.
struct Tampering {
    done: fn(&Copy),
    path: &'static str,
    label: &'static str,
    state: &'static str,
    /// A line of the diff, if there is one.
    diff: &'static str,
}

const TAMPERINGS: [Tampering; 9] = [
    Tampering {
        done: |copy| {
            copy.edit(
                "generated-client/src/generated/types/update.rs",
                "pub enum",
                "enum",
            )
        },
        path: "generated-client/src/generated/types/update.rs",
        label: "Stale",
        state: "changed",
        diff: "+    pub enum SettingsUpdate {",
    },
    Tampering {
        done: |copy| copy.edit("spec/resolved/reference.json", "\"3.0.3\"", "\"3.0.4\""),
        path: "spec/resolved/reference.json",
        label: "Stale",
        state: "changed",
        diff: "-  \"openapi\": \"3.0.4\",",
    },
    Tampering {
        done: |copy| {
            copy.write(
                "generated-client/src/generated/types/stranger.rs",
                "// mine\n",
            )
        },
        path: "generated-client/src/generated/types/stranger.rs",
        label: "Extra",
        state: "extra",
        diff: "",
    },
    // A file of any kind is seen, not Rust alone.
    Tampering {
        done: |copy| copy.write("spec/resolved/notes/.hidden", "mine\n"),
        path: "spec/resolved/notes/.hidden",
        label: "Extra",
        state: "extra",
        diff: "",
    },
    Tampering {
        done: |copy| copy.remove("generated-client/src/generated/operations.rs"),
        path: "generated-client/src/generated/operations.rs",
        label: "Missing",
        state: "missing",
        diff: "",
    },
    Tampering {
        done: |copy| {
            copy.append(
                "tests/snapshots/live/types/SettingsUpdate.snap",
                "// by hand",
            )
        },
        path: "tests/snapshots/live/types/SettingsUpdate.snap",
        label: "Stale",
        state: "changed",
        diff: "-// by hand",
    },
    Tampering {
        done: |copy| copy.append("spec/departures.md", "by hand"),
        path: "spec/departures.md",
        label: "Stale",
        state: "changed",
        diff: "-by hand",
    },
    Tampering {
        done: |copy| copy.remove("tests/snapshots/live/outline.snap"),
        path: "tests/snapshots/live/outline.snap",
        label: "Missing",
        state: "missing",
        diff: "",
    },
    Tampering {
        done: |copy| {
            copy.edit(
                "spec/spec.lock",
                "progenitor = \"0.15.1\"",
                "progenitor = \"0.15.0\"",
            )
        },
        path: "spec/spec.lock",
        label: "Stale",
        state: "changed",
        diff: "+progenitor = \"0.15.1\"",
    },
];

/// Asserts that `check` ends with `status` in both formats and writes nothing; gives both reports.
#[track_caller]
fn check(copy: &Copy, status: i32) -> (String, Value) {
    let before = copy.state();
    let text = on(copy, "check", &[]).ends_with(status);
    let object = on(copy, "check", &["--format", "json"]).ends_with(status);
    assert_eq!(copy.state(), before);
    // Reports are on standard output; standard error is for what goes wrong.
    assert_eq!((text.stderr.as_str(), object.stderr.as_str()), ("", ""));
    // No colour into a pipe.
    assert!(!text.stdout.contains('\u{1b}'));
    (text.stdout.clone(), object.json())
}

#[test]
fn a_fresh_tree() {
    let (text, object) = check(&Copy::new(), 0);
    assert!(text.starts_with("Fresh"), "{text}");
    assert_eq!(object, json!({ "fresh": true, "files": [] }));
}

#[test]
fn the_tree_of_this_workspace_is_fresh() {
    let root = workspace_tests::root();
    let run = workspace_tests::commands::xtask(["check", "--root", root.to_str().unwrap()]);
    run.ends_with(0);
}

#[test]
fn each_tampering_is_named_alone() {
    for Tampering {
        done,
        path,
        label,
        state,
        diff,
    } in TAMPERINGS
    {
        let copy = Copy::new();
        done(&copy);
        let (text, object) = check(&copy, 4);
        let line = text.lines().next().unwrap();
        assert_eq!(
            line.split_whitespace().collect::<Vec<_>>(),
            [label, path],
            "{text}"
        );
        assert!(text.lines().any(|line| line.trim() == diff), "{text}");
        assert!(
            text.contains("\n1 findings\n") || text.contains("\n1 finding\n"),
            "{text}"
        );
        assert!(
            text.ends_with("fix: run `cargo xtask regen` and review the diff\n"),
            "{text}"
        );
        assert_eq!(object["fresh"], false);
        assert_eq!(object["files"][0]["path"], path);
        assert_eq!(object["files"][0]["state"], state);
        assert_eq!(object["files"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            object["remedy"],
            "run `cargo xtask regen` and review the diff"
        );
        // And that is what mends it.
        on(&copy, "regen", &[]).ends_with(0).reports(&[path]);
        check(&copy, 0);
    }
}

#[test]
fn a_document_that_is_not_the_pinned_one() {
    let copy = Copy::new();
    copy.append(&copy.pinned(), "# mine");
    let (text, object) = check(&copy, 4);
    for part in [
        "Stale",
        "sha256",
        &copy.pinned(),
        "git checkout -- spec/vendor/",
        "1 finding",
    ] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    assert!(object["pin"].as_str().unwrap().contains(&copy.pinned()));
    assert_eq!(object["files"], json!([]));
}

#[test]
fn a_document_that_is_broken_is_still_named_as_another() {
    for broken in ["paths: {", "", "\u{0}"] {
        let copy = Copy::new();
        copy.write(&copy.pinned(), broken);
        let (text, object) = check(&copy, 4);
        assert!(
            text.contains("sha256") && text.contains("pipeline"),
            "{text}"
        );
        assert!(
            object["pin"].is_string() && object["pipeline"].is_string(),
            "{object}"
        );
    }
}

#[test]
fn all_at_once_each_is_named() {
    let copy = Copy::new();
    for tampering in &TAMPERINGS {
        (tampering.done)(&copy);
    }
    copy.append(&copy.pinned(), "# mine");
    let (text, object) = check(&copy, 4);
    for Tampering { path, label, .. } in TAMPERINGS {
        let named = |line: &str| line.split_whitespace().eq([label, path]);
        assert!(
            text.lines().any(named),
            "{label} {path} is missing in:\n{text}"
        );
    }
    assert!(text.contains("sha256"), "{text}");
    assert!(text.contains("\n10 findings\n"), "{text}");
    assert!(object["pin"].is_string());
    let mut named: Vec<&str> = object["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    let mut wanted = TAMPERINGS.map(|it| it.path);
    named.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(named, wanted);
}

#[test]
fn a_folder_that_is_gone_is_missing_file_by_file() {
    let copy = Copy::new();
    std::fs::remove_dir_all(copy.at("tests/snapshots/reference")).unwrap();
    let (text, _) = check(&copy, 4);
    assert!(text.lines().count() > 20, "{text}");
    assert!(
        text.contains("Missing  tests/snapshots/reference/document/rest.snap"),
        "{text}"
    );
}
