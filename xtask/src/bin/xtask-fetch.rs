//! `cargo xtask`, with a network.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run()
}
