//! What is too long, too large, or without end is refused, with the bound and how to raise it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use workspace_tests::commands::{Run, command};
use workspace_tests::copy::Copy;
use workspace_tests::documents::{answering, plain};

use crate::on;

fn generate(folder: &Path, document: &str, more: &[&str]) -> Run {
    let arguments = ["generate", "--document", document, "--out", "client"];
    let run = Run::of(command().current_dir(folder).args(arguments).args(more));
    assert!(
        run.status == Some(0) || !folder.join("client").exists(),
        "{run:#?}"
    );
    run
}

/// A document that is valid, and has a list of `count` numbers besides.
fn large(count: usize) -> Value {
    let mut document = answering(plain());
    document["x-numbers"] = json!(vec![0; count]);
    document
}

#[test]
fn every_command_has_a_bound_on_bytes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("api.json"), answering(plain()).to_string()).unwrap();
    let parts = ["has more than 100 bytes", "--max-bytes"];
    generate(path, "api.json", &["--max-bytes", "100"])
        .ends_with(1)
        .says(&parts);
    let diff = ["diff", "api.json", "api.json", "--max-bytes", "100"];
    Run::of(command().current_dir(path).args(diff))
        .ends_with(1)
        .says(&parts);
    let copy = Copy::new();
    for name in ["regen", "check", "status"] {
        on(&copy, name, &["--max-bytes", "100"])
            .ends_with(1)
            .says(&parts);
    }
    generate(path, "api.json", &[]).ends_with(0);
}

#[test]
#[cfg(unix)]
fn a_device_and_a_pipe_without_end_are_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    generate(path, "/dev/zero", &[])
        .ends_with(1)
        .says(&["/dev/zero is a device", "fix: name a file"]);
    std::os::unix::fs::symlink("/dev/zero", path.join("zero.yaml")).unwrap();
    generate(path, "zero.yaml", &[])
        .ends_with(1)
        .says(&["is a device"]);
    let made = Command::new("mkfifo").arg(path.join("pipe")).status();
    if !made.is_ok_and(|it| it.success()) {
        println!("skipped: mkfifo is not installed");
        return;
    }
    let endless = "yes > pipe";
    let mut writer = Command::new("sh")
        .current_dir(path)
        .args(["-c", endless])
        .spawn()
        .unwrap();
    generate(path, "pipe", &["--max-bytes", "100000"])
        .ends_with(1)
        .says(&["has more than 100000 bytes"]);
    writer.wait().unwrap();
    // One with an end is a file like others.
    let copy = "cat api.json > pipe";
    fs::write(path.join("api.json"), answering(plain()).to_string()).unwrap();
    let mut writer = Command::new("sh")
        .current_dir(path)
        .args(["-c", copy])
        .spawn()
        .unwrap();
    generate(path, "pipe", &[]).ends_with(0);
    writer.wait().unwrap();
}

#[test]
fn nodes_are_bounded_in_both_syntaxes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("api.json"), large(1_000).to_string()).unwrap();
    let yaml = format!("# YAML\n{}", large(1_000));
    fs::write(path.join("api.yaml"), yaml).unwrap();
    for name in ["api.json", "api.yaml"] {
        let parts = ["has more than 500 nodes", "--max-nodes", name];
        generate(path, name, &["--max-nodes", "500"])
            .ends_with(1)
            .says(&parts);
        generate(path, name, &["--max-nodes", "2000"]).ends_with(0);
        fs::remove_dir_all(path.join("client")).unwrap();
    }
    // A comma in a string is no node.
    let mut commas = answering(plain());
    commas["info"]["description"] = json!("\\\",[{".repeat(600));
    fs::write(path.join("api.json"), commas.to_string()).unwrap();
    generate(path, "api.json", &["--max-nodes", "500"]).ends_with(0);
}

#[test]
#[cfg(target_os = "linux")]
fn memory_that_runs_out_is_told() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("api.json"), large(600_000).to_string()).unwrap();
    let run = generate(path, "api.json", &["--max-memory", "40"]).ends_with(1);
    run.says(&[
        "this takes more than 40 MiB of memory",
        "--max-memory",
        "--select-path",
    ]);
    let program = command().get_program().to_owned();
    let limited = Run::of(
        Command::new("sh")
            .current_dir(path)
            .args(["-c", "ulimit -v 400000 && exec \"$0\" \"$@\""])
            .arg(program)
            .args(["generate", "--document", "api.json", "--out", "client"]),
    );
    limited
        .ends_with(1)
        .says(&["of address space that this process may have", "ulimit -v"]);
}
