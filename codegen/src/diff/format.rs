//! The report as text for a terminal, as Markdown for a pull request, as JSON for programs, and as a page for a browser.

use serde_json::Value;

use super::{Change, Level, Report};

mod html;
mod markdown;
mod text;

pub use html::html;
pub use markdown::markdown;
pub use text::text;

/// The most characters of a value that a line shows.
const WIDTH: usize = 100;

/// The most operations that an entry names.
const OPERATIONS: usize = 5;

/// The most lines of the Rust API that an entry shows.
const LINES: usize = 8;

/// The levels, the worst first.
const LEVELS: [Level; 3] = [Level::Major, Level::Minor, Level::Patch];

/// The report as one JSON object: `verdict`, and `changes` with every part of each.
pub fn json(report: &Report) -> Value {
    // A report holds texts, numbers and JSON values only; writing it cannot fail.
    serde_json::to_value(report).unwrap_or_default()
}

/// A value on one line, cut where it gets long.
fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    let head: String = letters.by_ref().take(WIDTH).collect();
    if letters.next().is_some() {
        format!("{head}…")
    } else {
        head
    }
}

/// What was and what is, as far as each is known.
fn told(change: &Change) -> Vec<(&'static str, String)> {
    let line = |name, value: &Option<Value>| {
        let text = brief(value.as_ref()?);
        (text != brief(&Value::String(change.subject.clone()))).then_some((name, text))
    };
    [line("was", &change.before), line("is", &change.after)]
        .into_iter()
        .flatten()
        .collect()
}

/// The schemas that come and go with a change.
fn schemas(change: &Change) -> Option<String> {
    let named = |sign: char, what: &str| {
        let names: Vec<String> = change
            .schemas
            .iter()
            .filter_map(|name| name.strip_prefix(sign))
            .map(|name| format!("`{name}`"))
            .collect();
        (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
    };
    let parts: Vec<String> = [named('-', "without"), named('+', "with")]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The first operations, and how many more there are.
fn operations(change: &Change) -> Option<String> {
    // An operation's own entries name it already.
    if let [only] = change.operations.as_slice()
        && change.subject.starts_with(only)
    {
        return None;
    }
    let shown: Vec<&str> = change
        .operations
        .iter()
        .take(OPERATIONS)
        .map(String::as_str)
        .collect();
    let more = change.operations.len().saturating_sub(shown.len());
    match (shown.is_empty(), more) {
        (true, _) => None,
        (_, 0) => Some(shown.join(", ")),
        _ => Some(format!("{} and {more} more", shown.join(", "))),
    }
}

/// `2 major, 1 minor, 4 patch`, levels without changes left out.
fn counts(report: &Report) -> String {
    let counts: Vec<String> = LEVELS
        .iter()
        .map(|level| (level, report.at(*level).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| format!("{count} {}", level.name()))
        .collect();
    counts.join(", ")
}

/// The first lines of the Rust API, and how many more there are. `None` when documents alone were compared.
fn rust<'c>(report: &Report, change: &'c Change) -> Option<(&'c [String], usize)> {
    report.rust.as_ref()?;
    let shown = change.rust.len().min(LINES);
    let (shown, rest) = change.rust.split_at_checked(shown)?;
    Some((shown, rest.len()))
}

/// "3 more lines", "1 more line".
fn more(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} more {what}{s}")
}

/// What becomes of the Rust API as a whole.
fn rust_verdict(report: &Report) -> Option<String> {
    let rust = report.rust.as_ref()?;
    Some(match rust.verdict {
        Level::None => "no public Rust item changes".to_owned(),
        level => {
            let lines = |count: usize| match count {
                1 => "1 line".to_owned(),
                count => format!("{count} lines"),
            };
            format!(
                "{} of the public API went and {} came, which alone is {}",
                lines(rust.removed),
                lines(rust.added),
                level.name()
            )
        }
    })
}
