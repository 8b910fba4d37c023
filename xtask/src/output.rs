//! Standard output for reports, standard error for progress and failures.

use std::io::{IsTerminal, Write, stderr, stdout};

use serde::Serialize;

/// How a command ended, when nothing failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Exit status 0.
    Fine,
    /// Exit status 4.
    Stale,
}

/// Prints a report; a reader that closes the pipe early is not an error.
pub(crate) fn report(text: &str) {
    let _ = writeln!(stdout(), "{}", text.trim_end());
}

/// Prints one JSON object.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    report(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints why the command failed.
pub(crate) fn failure(error: &anyhow::Error) {
    let colour =
        stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let label = if colour {
        "\u{1b}[1;31merror\u{1b}[0m"
    } else {
        "error"
    };
    let _ = writeln!(stderr(), "{label}: {error:#}");
}

/// Tells what a report cannot: progress, and what is missing in it.
pub(crate) fn note(text: &str) {
    let _ = writeln!(stderr(), "note: {text}");
}
