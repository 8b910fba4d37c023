//! The commands of this workspace. Run `cargo xtask --help`.
//!
//! Three programs are made of them: `xtask`, with the feature `fetch` `xtask-fetch`, which has a network, and with the
//! feature `fidelity` `xtask-fidelity`, which has a validator of JSON Schema. `xtask` runs them through Cargo when it needs
//! them. They are three so that none replaces another while it runs.
//!
//! Files are read and written here and nowhere else; what to write is decided in `codegen`.

mod aliases;
mod bounds;
mod bump;
mod check;
mod cli;
mod diff;
mod disk;
mod fetch;
mod fidelity;
mod generate;
mod output;
mod progress;
mod regen;
#[cfg(not(all(feature = "fetch", feature = "fidelity")))]
mod relaunch;
mod reports;
mod revisions;
mod sources;
mod stamp;
mod status;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};
use codegen::stack::with_stack;
use output::Outcome;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

/// Runs the command that `arguments` are, the name of the program first.
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(arguments);
    cli.bounds.impose();
    progress::show();
    let as_json = cli.command.is_json();
    let source = match &cli.command {
        Command::Fetch(arguments) => Some(&arguments.source),
        Command::Bump(arguments) => Some(&arguments.source),
        _ => None,
    };
    let elsewhere = match &cli.command {
        Command::Fidelity(_) => fidelity::elsewhere(),
        _ => source.and_then(fetch::elsewhere),
    };
    if let Some(ended) = elsewhere {
        return ended.unwrap_or_else(|error| failed(&error, as_json));
    }
    let outcome = with_stack(|| run_command(&cli.command)).map_err(anyhow::Error::from);
    match outcome.and_then(|it| it) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Stale) => ExitCode::from(4),
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Err(error) => failed(&error, as_json),
    }
}

fn run_command(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Regen(arguments) => regen::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Status(arguments) => status::run(arguments),
        Command::Generate(arguments) => generate::run(arguments),
        Command::Fidelity(arguments) => fidelity::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Bump(arguments) => bump::run(arguments),
        Command::Aliases(arguments) => aliases::run(arguments),
        Command::Fetch(arguments) => fetch::run(arguments),
    }
}

/// Says why a command failed: to people, and on standard output to a program that asked for JSON.
fn failed(error: &anyhow::Error, as_json: bool) -> ExitCode {
    if as_json {
        output::failure_as_json(error);
    }
    output::failure(error);
    ExitCode::FAILURE
}
