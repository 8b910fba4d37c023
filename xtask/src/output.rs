//! Standard output for reports, standard error for progress and failures.

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

use anyhow::Context;

use codegen::text::{is_hidden, visible};
use serde::Serialize;

use crate::progress;

/// How a command ended, when nothing failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Exit status 0.
    Fine,
    /// Exit status 4.
    Stale,
    /// Exit status 1, with everything said.
    Refused,
}

/// Prints a report, in which no character of a document acts on a terminal; a reader that closes the pipe early is not an error.
pub(crate) fn report(text: &str) -> anyhow::Result<()> {
    print(&visible(text))
}

fn print(text: &str) -> anyhow::Result<()> {
    progress::end();
    let mut out = stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        _ => Ok(()),
    }
}

/// Prints one JSON object.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    print(&json_text(value)?)
}

/// JSON for a file or a terminal: hidden characters are escaped, which changes no value.
pub(crate) fn json_text(value: &impl Serialize) -> anyhow::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    let mut escaped = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if is_hidden(letter) && letter != '\n' {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(letter);
        }
    }
    escaped.push('\n');
    Ok(escaped)
}

/// Prints why the command failed.
pub(crate) fn failure(error: &anyhow::Error) {
    progress::end();
    let label = if stderr().is_terminal() && is_colour_wanted() {
        "\u{1b}[1;31merror\u{1b}[0m"
    } else {
        "error"
    };
    let _ = writeln!(stderr(), "{label}: {}", visible(&format!("{error:#}")));
}

/// Prints why the command failed as one JSON object on standard output. What a stage refuses has its parts apart.
pub(crate) fn failure_as_json(error: &anyhow::Error) {
    let mut object = serde_json::Map::new();
    object.insert(
        "message".to_owned(),
        visible(&format!("{error:#}")).into_owned().into(),
    );
    if let Some(refusal) = error
        .chain()
        .find_map(|it| it.downcast_ref::<codegen::error::Error>())
    {
        let kind = format!("{:?}", refusal.kind);
        object.insert("kind".to_owned(), kind.into());
        object.insert("what".to_owned(), refusal.what.clone().into());
        object.insert("why".to_owned(), refusal.why.clone().into());
        object.insert("fix".to_owned(), refusal.remedy.clone().into());
        if let Some(at) = &refusal.location {
            let place = serde_json::json!({
                "file": at.file, "line": at.line, "column": at.column, "pointer": at.pointer,
            });
            object.insert("at".to_owned(), place);
        }
    }
    // Standard output may be what failed.
    let _ = json(&serde_json::json!({ "error": object }));
}

/// Prints the report of a diff, with colours where standard output is a terminal and nobody objects
/// (<https://no-color.org>).
pub(crate) fn report_painted(text: &str) -> anyhow::Result<()> {
    if !stdout().is_terminal() || !is_colour_wanted() {
        return report(text);
    }
    let text: String = visible(text).lines().map(painted_line).collect();
    print(&text)
}

/// A line of the report: its level, or what comes and goes in the Rust API, in the colours that diffs have.
fn painted_line(line: &str) -> String {
    let colour = match line.trim_start() {
        it if it.starts_with("major ") || it.starts_with("verdict: major") => "1;31",
        it if it.starts_with("minor ") || it.starts_with("verdict: minor") => "1;33",
        it if it.starts_with("patch ") || it.starts_with("verdict: ") => "1;32",
        it if it.starts_with("- ") => "31",
        it if it.starts_with("+ ") => "32",
        _ => return format!("{line}\n"),
    };
    format!("\u{1b}[{colour}m{line}\u{1b}[0m\n")
}

fn is_colour_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Tells what a report cannot: progress, and what is missing in it.
pub(crate) fn note(text: &str) {
    progress::end();
    let _ = writeln!(stderr(), "note: {}", visible(text));
}
