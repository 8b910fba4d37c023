//! The commands of this workspace. Run `cargo xtask --help`.
//!
//! Files are read and written here and nowhere else; what to write is decided in `codegen`.

mod check;
mod cli;
mod diff;
mod disk;
mod generate;
mod output;
mod regen;
mod sources;
mod stamp;
mod status;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};
use output::Outcome;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Regen(arguments) => regen::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Stale) => ExitCode::from(4),
        Err(error) => {
            output::failure(&error);
            ExitCode::FAILURE
        }
    }
}
