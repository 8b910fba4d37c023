//! Standard output that cannot be written, and files that are none.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use workspace_tests::commands::{Run, command};
use workspace_tests::documents::{answering, plain};

/// A folder with `a.json` and `b.json`, between which nothing has changed.
fn documents() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["a.json", "b.json"] {
        fs::write(folder.path().join(name), answering(plain()).to_string()).unwrap();
    }
    folder
}

fn diff(folder: &TempDir) -> Command {
    let mut diff = command();
    diff.current_dir(folder.path())
        .args(["diff", "a.json", "b.json", "--documents-only"]);
    diff
}

#[test]
fn a_report_that_cannot_be_printed_is_a_failure() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("skipped: there is no /dev/full");
        return;
    };
    let folder = documents();
    for format in ["text", "json"] {
        let output = diff(&folder)
            .args(["--format", format])
            .stdout(Stdio::from(full.try_clone().unwrap()))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("standard output cannot be written"), "{said}");
    }
}

#[test]
fn a_symbolic_link_stays_one() {
    let folder = documents();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("elsewhere")).unwrap();
    fs::write(at("elsewhere/report.txt"), "old\n").unwrap();
    symlink("elsewhere/report.txt", at("link.txt")).unwrap();
    symlink("elsewhere/later.txt", at("dangling.txt")).unwrap();
    for (link, target) in [("link.txt", "report.txt"), ("dangling.txt", "later.txt")] {
        Run::of(diff(&folder).args(["--output", link])).ends_with(0);
        assert!(
            at(link).symlink_metadata().unwrap().is_symlink(),
            "{link} was replaced"
        );
        let text = fs::read_to_string(at("elsewhere").join(target)).unwrap();
        assert!(text.contains("verdict: none"), "{text}");
    }
    symlink("circle.txt", at("circle.txt")).unwrap();
    Run::of(diff(&folder).args(["--output", "circle.txt"]))
        .ends_with(1)
        .says(&["circle"]);
}

#[test]
fn a_device_or_a_pipe_is_written_to() {
    let folder = documents();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    if !made.is_ok_and(|it| it.success()) {
        println!("skipped: mkfifo is not installed");
        return;
    }
    let pipe = folder.path().join("pipe");
    let mut child = diff(&folder).args(["--output", "pipe"]).spawn().unwrap();
    let mut text = String::new();
    File::open(&pipe)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert!(text.contains("verdict: none"), "{text}");
    let is_file = pipe.symlink_metadata().unwrap().is_file();
    assert!(!is_file, "the pipe was replaced");
    let run = Run::of(diff(&folder).args(["--output", "/dev/stdout"])).ends_with(0);
    run.reports(&["verdict: none"]);
    Run::of(diff(&folder).args(["--output", "/dev/full"]))
        .ends_with(1)
        .says(&["/dev/full cannot be written"]);
}

/// What takes longer than a moment shows its stage at a terminal, which `script` is here, and nowhere else.
#[test]
fn what_takes_long_says_how_far_it_is() {
    let terminal = Command::new("script").arg("--version").output();
    if !terminal.is_ok_and(|it| it.status.success()) {
        println!("skipped: script (util-linux) is not installed");
        return;
    }
    let folder = documents();
    let mut large = answering(plain());
    for number in 0..1_200 {
        let operation = workspace_tests::documents::operation(&format!("getThing{number}"));
        large["paths"][format!("/things/{number}")] = serde_json::json!({ "get": operation });
    }
    fs::write(folder.path().join("large.json"), large.to_string()).unwrap();
    let generate = ["generate", "--document", "large.json", "--out", "client"];
    let mut plain = command();
    plain.env("XTASK_PATIENCE", "1");
    let plain = Run::of(plain.current_dir(folder.path()).args(generate)).ends_with(0);
    assert_eq!(plain.stderr, "");
    let program = command().get_program().to_string_lossy().into_owned();
    let line = format!("{program} {}", generate.join(" "));
    let mut script = Command::new("script");
    let run = Run::of(
        script
            .current_dir(folder.path())
            .env("XTASK_PATIENCE", "1")
            .args(["-qec", &line, "/dev/null"]),
    )
    .ends_with(0);
    let stage = ["generate", "lower: rules: "]
        .iter()
        .any(|it| run.stdout.contains(&format!("\r\u{1b}[K{it}")));
    assert!(stage, "{:?}", run.stdout);
    // The line is gone before the report begins.
    assert!(
        run.stdout.contains("\r\u{1b}[K1201 operations written"),
        "{:?}",
        run.stdout
    );
}
