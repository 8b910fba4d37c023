//! The commands, as a user runs them: on a copy of the project, by exit status and by what is printed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bounds;
mod bump;
mod check;
mod diff;
mod failures;
mod fetch;
mod files;
mod forged;
mod generate;
mod killed;
mod real_bump;
mod regen;
mod status;
mod streams;

use workspace_tests::commands::{Run, xtask};
use workspace_tests::copy::Copy;

/// `cargo xtask NAME` on `copy`, with more arguments.
#[track_caller]
fn on(copy: &Copy, name: &str, more: &[&str]) -> Run {
    let root = copy.root().to_str().unwrap();
    xtask([name, "--root", root].iter().chain(more))
}
