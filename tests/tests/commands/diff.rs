//! `cargo xtask diff`: what a user sees of two revisions. What is judged how, `diff_cases.rs` asserts.

use std::fs;

use serde_json::Value;
use workspace_tests::commands::xtask;

const OLD: &str = "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\npaths:\n  /things:\n    get:\n      \
    operationId: listThings\n      responses:\n        '200':\n          description: All.\n          content:\n            \
    application/json:\n              schema: {type: object, properties: {name: {type: string}}}\n";

#[test]
fn a_verdict_that_a_person_and_a_program_can_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let (old, new) = (
        folder.path().join("old.yaml"),
        folder.path().join("new.yaml"),
    );
    fs::write(&old, OLD).unwrap();
    fs::write(
        &new,
        OLD.replace("name: {type: string}", "title: {type: integer}"),
    )
    .unwrap();
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());

    xtask(["diff", old, old, "--fail-on", "minor"])
        .ends_with(0)
        .reports(&["verdict: none"]);
    xtask(["diff", old, new])
        .ends_with(0)
        .reports(&["verdict: major", "`name`", "old.yaml:12:"]);
    xtask(["diff", old, new, "--fail-on", "major"]).ends_with(4);
    xtask(["diff", old, new, "--format", "markdown"])
        .ends_with(0)
        .reports(&["major", "<details"]);

    let run = xtask(["diff", old, new, "--format", "json"]).ends_with(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["verdict"], "major");
    assert_eq!(report["changes"][0]["level"], "major");
}
