//! `cargo xtask fidelity`, with the validator that judges.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run()
}
