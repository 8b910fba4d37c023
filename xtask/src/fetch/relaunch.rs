//! The same command once more, in a build that has a network.
//!
//! A TLS stack takes long to compile, and one command needs it: it is a Cargo feature, which Cargo is asked for when that
//! command is run.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

/// Set for the build that is run instead, which never does the same again.
const GUARD: &str = "XTASK_FETCH";

pub(super) fn relaunch() -> Result<ExitCode> {
    if std::env::var_os(GUARD).is_some() {
        bail!(
            "Cargo ran a build without the feature `fetch`\n  fix: run `cargo run --package xtask --bin xtask-fetch --features fetch` by hand"
        );
    }
    // Where cargo runs this program it says where it stands; else it stands where it was built.
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = folder
        .filter(|it| it.file_name() == own.file_name())
        .unwrap_or(own);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.arg("run");
    // The first time it compiles for half a minute, which people want to see.
    if !std::io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    let status = command
        .args([
            "--package",
            "xtask",
            "--bin",
            "xtask-fetch",
            "--features",
            "fetch",
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .arg("--")
        .args(std::env::args_os().skip(1))
        .env(GUARD, "1")
        .status()
        .context("cargo cannot be run\n  fix: give the document with --file")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
