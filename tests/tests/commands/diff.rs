//! `cargo xtask diff`: what a user sees of two revisions. What is judged how, `diff_cases.rs` asserts.

use std::fs;

use serde_json::Value;
use workspace_tests::commands::xtask;
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
    assert!(html.contains("pub size: ::std::option::Option&lt;i64&gt;,"));
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
