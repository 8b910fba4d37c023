//! Exit status 2 for what was typed wrong, 1 for what is wrong in the project, each with what mends it.

use std::fs;

use workspace_tests::commands::{command, xtask};
use workspace_tests::copy::Copy;

use crate::on;

#[test]
fn what_is_typed_wrong() {
    let wrong: [&[&str]; 8] = [
        &[],
        &["regenerate"],
        &["regen", "--force"],
        &["regen", "now"],
        &["check", "--format", "yaml"],
        &["generate", "--document", "api.yaml"],
        &["generate", "--out", "client"],
        &["status", "--root"],
    ];
    for arguments in wrong {
        let run = xtask(arguments).ends_with(2);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(
            run.stderr.contains("--help"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    xtask([
        "generate",
        "--document",
        "a.yaml",
        "--out",
        "b",
        "--name",
        "1st client",
    ])
    .ends_with(2)
    .says(&["'1st client'", "beginning with a letter"]);
    // A near miss is told the right word.
    xtask(["regenn"]).ends_with(2).says(&["regen"]);
}

#[test]
fn help_names_every_command() {
    xtask(["--help"]).ends_with(0).reports(&[
        "regen",
        "check",
        "status",
        "generate",
        "diff",
        "Exit status",
    ]);
}

#[test]
fn outside_a_project() {
    let elsewhere = tempfile::TempDir::new().unwrap();
    for name in ["regen", "check", "status"] {
        let run =
            workspace_tests::commands::Run::of(command().arg(name).current_dir(elsewhere.path()));
        run.ends_with(1).says(&["spec/codegen.toml", "--root"]);
    }
    xtask(["check", "--root", elsewhere.path().to_str().unwrap()])
        .ends_with(1)
        .says(&["spec/codegen.toml"]);
}

/// Asserts that each command that runs the pipeline ends with 1, says `parts`, and leaves the copy as it is.
#[track_caller]
fn fails(copy: &Copy, parts: &[&str]) {
    let before = copy.state();
    for name in ["regen", "check", "status"] {
        let run = on(copy, name, &[]).ends_with(1);
        run.says(parts);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        // Nothing that a pipe could take for a report.
        assert_eq!(run.stdout, "", "{name}");
        assert_eq!(copy.state(), before, "{name}");
    }
}

#[test]
fn an_overlay_that_is_not_there() {
    let copy = Copy::new();
    copy.remove("spec/overlays/30-request-union.yaml");
    fails(&copy, &["spec/overlays/30-request-union.yaml"]);
}

#[test]
fn a_lock_or_a_configuration_that_is_not_there() {
    for file in ["spec/spec.lock", "spec/codegen.toml", "Cargo.lock"] {
        let copy = Copy::new();
        copy.remove(file);
        fails(&copy, &[file]);
    }
}

#[test]
fn a_typo_in_the_configuration() {
    for (from, to, says) in [
        (
            "[select]\npaths",
            "[select]\npahts",
            ["pahts", "spec/codegen.toml:", "paths"],
        ),
        (
            "profile = \"live\"",
            "profile = \"life\"",
            ["`life`", "spec/codegen.toml:", "live, reference"],
        ),
        (
            "profile = \"live\"",
            "profile = live",
            ["spec/codegen.toml:", "string", "correct the file"],
        ),
        (
            "[generator]",
            "[generator",
            ["spec/codegen.toml:", "fix: ", "correct the file"],
        ),
        (
            "/settings\"]",
            "/setings\"]",
            [
                "/setings",
                "/{Version}/{Phone-Number-ID}/settings",
                "nearest",
            ],
        ),
    ] {
        let copy = Copy::new();
        copy.edit("spec/codegen.toml", from, to);
        fails(&copy, &says);
    }
}

#[test]
fn a_typo_in_the_lock() {
    for (from, to) in [
        ("sha256 =", "sha265 ="),
        ("end-of-life = ", "end-of-life = 2027-13-08 # "),
        ("origin = \"", "origin = \"un"),
    ] {
        let copy = Copy::new();
        copy.edit("spec/spec.lock", from, to);
        fails(&copy, &["spec/spec.lock:", "fix: "]);
    }
}

#[test]
fn an_action_that_no_longer_fits() {
    let copy = Copy::new();
    copy.edit(
        "spec/overlays/30-request-union.yaml",
        "x-expect: 4",
        "x-expect: 5",
    );
    fails(
        &copy,
        &[
            "spec/overlays/30-request-union.yaml:",
            "matches 4 nodes, not 5",
            "x-expect: 4",
            "fix: ",
        ],
    );
}

#[test]
fn a_broken_document_that_is_pinned() {
    let copy = Copy::new();
    let file = &copy.pinned();
    let sha256 = |copy: &Copy| codegen::config::sha256(&fs::read(copy.at(file)).unwrap());
    let before = sha256(&copy);
    copy.edit(file, "openapi: 3.1.0", "openapi: 2.0.0");
    let after = sha256(&copy);
    copy.edit("spec/spec.lock", &before, &after);
    fails(
        &copy,
        &[
            &format!("{file}:1:1"),
            "(#/openapi)",
            "`openapi: 2.0.0`",
            "why: ",
            "fix: ",
        ],
    );
}
