//! The same command once more, in a build that has what it needs.
//!
//! A TLS stack or a validator of JSON Schema takes long to compile, and one command needs it: it is a Cargo feature, which
//! Cargo is asked for when that command is run.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

/// Set for the build that is run instead, which never does the same again.
const GUARD: &str = "XTASK_RELAUNCHED";

/// Runs `xtask-FEATURE`, the program with `feature`. `remedy` is what helps where there is no Cargo.
pub(crate) fn relaunch(feature: &str, remedy: &str) -> Result<ExitCode> {
    if std::env::var_os(GUARD).is_some() {
        bail!(
            "Cargo ran a build without the feature `{feature}`\n  fix: run `cargo run --package xtask --bin xtask-{feature} --features {feature}` by hand"
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
            &format!("xtask-{feature}"),
            "--features",
            feature,
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .arg("--")
        .args(std::env::args_os().skip(1))
        .env(GUARD, "1")
        .status()
        .with_context(|| format!("cargo cannot be run\n  fix: {remedy}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
