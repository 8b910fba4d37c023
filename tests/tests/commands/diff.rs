//! `cargo xtask diff`: what a user sees of two revisions. What is judged how, `diff_cases.rs` asserts.

use std::fs;
use std::process::Command;

use serde_json::Value;
use workspace_tests::commands::{Run, command, xtask};
use workspace_tests::copy::Copy;

use crate::on;

const OLD: &str = "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\npaths:\n  /things:\n    get:\n      \
    operationId: listThings\n      responses:\n        '200':\n          description: All.\n          content:\n            \
    application/json:\n              schema: {type: object, properties: {name: {type: string}}}\n";

/// A folder with both revisions, and their names.
fn revisions(from: &str, to: &str) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let old = file("old.yaml", OLD);
    assert!(OLD.contains(from));
    let new = file("new.yaml", &OLD.replace(from, to));
    (folder, old, new)
}

#[test]
fn a_verdict_that_a_person_and_a_program_can_read() {
    let (_folder, old, new) = revisions("name: {type: string}", "title: {type: integer}");
    let (old, new) = (old.as_str(), new.as_str());

    xtask(["diff", old, old, "--fail-on", "minor"])
        .ends_with(0)
        .reports(&["verdict: none"]);
    xtask(["diff", old, new]).ends_with(0).reports(&[
        "verdict: major",
        "`name`",
        "old.yaml:12:",
        "- types::ListThingsResponse200.name: Option<String>",
    ]);
    xtask(["diff", old, new, "--fail-on", "major"]).ends_with(4);
    xtask(["diff", old, new, "--format", "markdown"])
        .ends_with(0)
        .reports(&["major", "<details"]);

    let run = xtask(["diff", old, new, "--format", "json"]).ends_with(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["verdict"], "major");
    assert_eq!(report["changes"][0]["level"], "major");
}

#[test]
fn a_report_goes_to_a_file_whole_or_not_at_all() {
    let (folder, old, new) = revisions(
        "name: {type: string}",
        "name: {type: string}, size: {type: integer}",
    );
    let page = folder.path().join("report.html");
    let path = page.to_str().unwrap();
    let run = xtask(["diff", &old, &new, "--format", "html", "--output", path]).ends_with(0);
    assert_eq!(run.stdout, "");
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("<p class=\"verdict minor\">"));
    assert!(html.contains("        optional size: i64,"));
    let nowhere = folder.path().join("nowhere/report.html");
    xtask(["diff", &old, &new, "-o", nowhere.to_str().unwrap()])
        .ends_with(1)
        .says(&["nowhere/report.html cannot be written"]);
    xtask(["diff", &old, &new, "-o", folder.path().to_str().unwrap()])
        .ends_with(1)
        .says(&["is a folder", "fix: "]);
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn overlays_are_applied_to_both_revisions() {
    // The vendor drops a property that an overlay has replaced by another type anyway.
    let (folder, old, new) = revisions("name: {type: string}", "name: {type: integer}");
    let overlay = folder.path().join("overlay.yaml");
    fs::write(
        &overlay,
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $..properties.name\n  update: {type: boolean}\n",
    )
    .unwrap();
    let overlay = overlay.to_str().unwrap();
    xtask(["diff", &old, &new])
        .ends_with(0)
        .reports(&["verdict: major"]);
    xtask(["diff", &old, &new, "--overlay", overlay])
        .ends_with(0)
        .reports(&["verdict: patch", "no public item changes"]);
    // An overlay that does not fit stops it; nothing is compared without it.
    let run = xtask(["diff", &old, &new, "--overlay", &old]).ends_with(1);
    assert_eq!(run.stdout, "");
}

#[test]
fn documents_that_give_no_client_are_compared_all_the_same() {
    let (_folder, old, new) = revisions("/things:", "/other:");
    let documents = xtask(["diff", &old, &new, "--documents-only"]).ends_with(0);
    assert!(!documents.stdout.contains("rust:"), "{}", documents.stdout);
    let (_folder, old, new) = revisions("paths:", "paths: {}\nx-paths:");
    let run = xtask(["diff", &old, &new]).ends_with(0);
    run.reports(&["verdict: major", "operation-removed"]);
}

#[test]
fn a_profile_of_the_project_is_applied_to_both_revisions() {
    let copy = Copy::new();
    let vendor = &copy.pinned();
    let folder = tempfile::TempDir::new().unwrap();
    let new = folder.path().join("new.yaml");
    let text = copy.read(vendor);
    let hostname = "          description: SIP server hostname\n";
    assert!(text.contains(hostname));
    let more = format!("{hostname}        made_up:\n          type: string\n");
    fs::write(&new, text.replace(hostname, &more)).unwrap();
    let old = copy.at(vendor);
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    for profile in ["live", "reference"] {
        on(&copy, "diff", &[old, new, "--profile", profile])
            .ends_with(0)
            .reports(&[
                "verdict: minor (1 minor)",
                "+ types::SipServerInfo.made_up: Option<String>",
            ]);
    }
    on(&copy, "diff", &[old, new, "--profile", "none"])
        .ends_with(1)
        .says(&[
            "there is no profile `none`",
            "fix: name one of live, reference",
        ]);
    on(
        &copy,
        "diff",
        &[old, new, "--profile", "live", "--select-tag", "x"],
    )
    .ends_with(2);
}

/// A git repository with two commits of `api.yaml`, and a third state in the worktree.
fn repository(states: [&str; 3]) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().unwrap();
    git(&folder, &["init", "--quiet"]);
    for (index, text) in states.iter().enumerate() {
        fs::write(folder.path().join("api.yaml"), text).unwrap();
        if index < 2 {
            git(&folder, &["add", "."]);
            git(&folder, &["commit", "--quiet", "--message", "A state"]);
        }
    }
    folder
}

fn git(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(folder.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_COMMITTER_DATE", "2026-03-04T12:00:00Z");
    let run = Run::of(&mut command);
    assert_eq!(run.status, Some(0), "{run:#?}");
    run.stdout
}

fn in_folder(folder: &tempfile::TempDir, arguments: &[&str]) -> Run {
    Run::of(command().args(arguments).current_dir(folder.path()))
}

#[test]
fn any_git_revision_can_be_compared() {
    let second = OLD.replace("name: {type: string}", "name: {type: integer}");
    let third = OLD.replace(
        "name: {type: string}",
        "name: {type: integer}, size: {type: integer}",
    );
    let folder = repository([OLD, &second, &third]);
    in_folder(&folder, &["diff", "HEAD~1:api.yaml", "HEAD:api.yaml"])
        .ends_with(0)
        .reports(&["verdict: major (1 major)", "old: HEAD~1:api.yaml:12:"]);
    in_folder(&folder, &["diff", "HEAD:api.yaml", "api.yaml"])
        .ends_with(0)
        .reports(&["verdict: minor (1 minor)"]);
    let run = in_folder(
        &folder,
        &["diff", "HEAD:api.yaml", "api.yaml", "--format", "json"],
    );
    let report = run.ends_with(0).json();
    assert_eq!(report["documents"]["old"]["date"], "2026-03-04");
    assert_eq!(report["documents"]["new"]["date"], Value::Null);
    for (revision, says) in [
        ("nowhere:api.yaml", "nowhere"),
        ("HEAD:other.yaml", "other.yaml"),
    ] {
        in_folder(&folder, &["diff", revision, "api.yaml"])
            .ends_with(1)
            .says(&[
                "is neither a file nor a file of a git revision",
                says,
                "fix: write REVISION:PATH",
            ]);
    }
    // An option for git cannot be smuggled in.
    in_folder(&folder, &["diff", "--", "--output=x:api.yaml", "api.yaml"]).ends_with(1);
    assert!(!folder.path().join("x").exists());
}

#[test]
fn git_shows_a_revision_by_this_command() {
    let second = OLD.replace("name: {type: string}", "name: {type: integer}");
    let folder = repository([OLD, &second, &second]);
    fs::write(
        folder.path().join(".gitattributes"),
        "*.yaml diff=openapi\n",
    )
    .unwrap();
    let program = format!("{} diff", command().get_program().to_str().unwrap());
    let driver = format!("diff.openapi.command={program}");
    let shown = git(&folder, &["-c", &driver, "diff", "HEAD~1", "HEAD"]);
    assert!(shown.contains("verdict: major (1 major)"), "{shown}");
    assert!(shown.contains("new: b/api.yaml:12:"), "{shown}");
    let shown = git(&folder, &["-c", &driver, "show", "--ext-diff", "HEAD~1"]);
    assert!(shown.contains("b/api.yaml is new"), "{shown}");
}

#[test]
fn accepted_entries_do_not_fail_and_forgotten_ones_do() {
    let (folder, old, new) = revisions("name: {type: string}", "title: {type: integer}");
    let run = xtask(["diff", &old, &new, "--format", "json"]).ends_with(0);
    let report = run.json();
    let ids: Vec<&str> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["level"] == "major")
        .map(|change| change["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 1);
    let file = folder.path().join("accepted.toml");
    let accepted = file.to_str().unwrap();
    let entry = |id: &str, until: &str| {
        format!(
            "[[accepted]]\nfingerprint = \"{id}\"\nreason = \"nobody uses it\"\nuntil = {until}\n"
        )
    };
    let check = || {
        xtask([
            "diff",
            &old,
            &new,
            "--fail-on",
            "major",
            "--accepted",
            accepted,
        ])
    };
    fs::write(&file, entry(ids[0], "2099-12-31")).unwrap();
    check().ends_with(0).reports(&[
        "verdict: major",
        "accepted until 2099-12-31: nobody uses it",
    ]);
    fs::write(&file, entry(ids[0], "2020-12-31")).unwrap();
    check()
        .ends_with(4)
        .says(&["accepted until a day that is over"]);
    fs::write(
        &file,
        entry(ids[0], "2099-12-31") + &entry("000000000000", "2099-12-31"),
    )
    .unwrap();
    check()
        .ends_with(4)
        .says(&["accepts what no longer occurs: remove 000000000000"]);
    fs::write(&file, "accepted = 1").unwrap();
    check().ends_with(1).says(&[
        "is not a file of accepted entries",
        "fix: write `[[accepted]]`",
    ]);
}

#[test]
fn an_entry_keeps_its_fingerprint() {
    let ids = |new: &str| -> Vec<String> {
        let (_folder, old, new) = revisions("name: {type: string}", new);
        let report = xtask(["diff", &old, &new, "--format", "json"])
            .ends_with(0)
            .json();
        let changes = report["changes"].as_array().unwrap().iter();
        changes
            .map(|it| it["fingerprint"].as_str().unwrap().to_owned())
            .collect()
    };
    let alone = ids("name: {type: string}, size: {type: integer}");
    // Further down in the file, and beside another change.
    let beside = ids("extra: {type: boolean}, name: {type: string}, size: {type: integer}");
    assert_eq!((alone.len(), beside.len()), (1, 2));
    assert!(beside.contains(&alone[0]), "{alone:?} {beside:?}");
}

#[test]
fn json_is_as_its_schema_says_and_so_is_a_failure() {
    let schema: Value = serde_json::from_str(codegen::diff::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (_folder, old, new) = revisions("name: {type: string}", "title: {type: integer}");
    for more in [&[][..], &["--documents-only"]] {
        let arguments = ["diff", &old, &new, "--format", "json"];
        let report = xtask(arguments.iter().chain(more)).ends_with(0).json();
        let faults: Vec<String> = schema
            .iter_errors(&report)
            .map(|it| it.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
        assert_eq!(report["counts"]["major"], 1);
        assert_eq!(report["documents"]["new"]["title"], "Things");
    }
    fs::write(&new, "openapi: 2.0\n").unwrap();
    let failure = xtask(["diff", &old, &new, "--format", "json"]).ends_with(1);
    failure.says(&["error: "]);
    let failure = failure.json();
    assert_eq!(failure["error"]["kind"], "NotOpenApi");
    for part in ["message", "what", "why", "fix"] {
        assert!(
            !failure["error"][part].as_str().unwrap().is_empty(),
            "{part}"
        );
    }
    assert!(
        failure["error"]["at"]["file"]
            .as_str()
            .unwrap()
            .ends_with("new.yaml")
    );
}
