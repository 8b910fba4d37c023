//! `cargo xtask fidelity`: whether a generated client does what its document says.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::FidelityArguments;
use crate::output::Outcome;

#[cfg(feature = "fidelity")]
mod calls;
#[cfg(feature = "fidelity")]
mod choose;
#[cfg(feature = "fidelity")]
mod compare;
#[cfg(feature = "fidelity")]
mod compile;
#[cfg(feature = "fidelity")]
mod described;
#[cfg(feature = "fidelity")]
mod forms;
#[cfg(feature = "fidelity")]
mod gather;
#[cfg(feature = "fidelity")]
mod instances;
#[cfg(feature = "fidelity")]
mod judge;
#[cfg(feature = "fidelity")]
mod places;
#[cfg(feature = "fidelity")]
mod program;
#[cfg(feature = "fidelity")]
mod report;
#[cfg(feature = "fidelity")]
mod run;
#[cfg(feature = "fidelity")]
mod scalars;
#[cfg(feature = "fidelity")]
mod schema;
#[cfg(feature = "fidelity")]
mod server;
#[cfg(feature = "fidelity")]
mod style;
#[cfg(feature = "fidelity")]
mod table;
#[cfg(feature = "fidelity")]
mod wire;

/// Runs the same command in a build with a validator, where this one has none. `None` where it has.
pub(crate) fn elsewhere() -> Option<Result<ExitCode>> {
    #[cfg(feature = "fidelity")]
    {
        None
    }
    #[cfg(not(feature = "fidelity"))]
    {
        Some(crate::relaunch::relaunch("fidelity", "install Cargo"))
    }
}

pub(crate) fn run(arguments: &FidelityArguments) -> Result<Outcome> {
    #[cfg(feature = "fidelity")]
    {
        run::run(arguments)
    }
    #[cfg(not(feature = "fidelity"))]
    {
        let _ = arguments;
        anyhow::bail!(
            "this build has no validator\n  fix: run `cargo run --package xtask --bin xtask-fidelity --features fidelity -- fidelity`"
        )
    }
}
