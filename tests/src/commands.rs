//! Running `cargo xtask`.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::cargo::{cargo, target};
use crate::root;

/// How a command ended, and what it printed.
#[derive(Debug)]
pub struct Run {
    /// The exit status; `None` after a signal.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Runs `command` to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("a program that can be started");
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// The same run, if it ended with `status`; panics with what was printed if not. Whatever the status, a
    /// command never panics and never shows a backtrace.
    #[track_caller]
    pub fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        for trace in ["panicked at", "RUST_BACKTRACE", "stack backtrace"] {
            assert!(!self.stderr.contains(trace), "{self:#?}");
            assert!(!self.stdout.contains(trace), "{self:#?}");
        }
        self
    }

    /// Asserts that standard error holds each of `parts`.
    #[track_caller]
    pub fn says(&self, parts: &[&str]) {
        for part in parts {
            assert!(
                self.stderr.contains(part),
                "`{part}` is missing in:\n{}",
                self.stderr
            );
        }
    }

    /// Asserts that standard output holds each of `parts`.
    #[track_caller]
    pub fn reports(&self, parts: &[&str]) {
        for part in parts {
            assert!(
                self.stdout.contains(part),
                "`{part}` is missing in:\n{}",
                self.stdout
            );
        }
    }

    /// Standard output, which has to be one JSON object and nothing else.
    #[track_caller]
    pub fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout));
        assert!(value.is_object(), "{}", self.stdout);
        value
    }
}

/// Runs `cargo xtask` with `arguments`.
#[track_caller]
pub fn xtask<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    Run::of(command().args(arguments))
}

/// The command without arguments, outside any project.
pub fn command() -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let binary = BINARY.get_or_init(build);
    let mut command = Command::new(binary);
    // Failures are the same whatever the caller's environment.
    command
        .env("RUST_BACKTRACE", "1")
        .env_remove("NO_COLOR")
        .current_dir(std::env::temp_dir());
    command
}

/// The binary of the sources as they are: cargo gives a test the path to binaries of its own package only.
fn build() -> PathBuf {
    let mut build = cargo();
    build
        .current_dir(root())
        .args(["build", "--quiet", "--package", "xtask", "--target-dir"])
        .arg(target());
    let run = Run::of(&mut build);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    target()
        .join("debug")
        .join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
}
