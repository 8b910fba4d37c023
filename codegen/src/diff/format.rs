//! The report as text for a terminal, as Markdown for a pull request, as JSON for programs, and as a page for a browser.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Change, Level, Report};

mod html;
mod markdown;
mod text;
mod told;

pub use html::html;
pub use markdown::markdown;
pub use text::text;

use told::told;

/// The most operations that an entry names.
const OPERATIONS: usize = 5;

/// The most lines of the Rust API that an entry shows.
const LINES: usize = 8;

/// The levels, the worst first.
const LEVELS: [Level; 3] = [Level::Major, Level::Minor, Level::Patch];

/// The version of [`SCHEMA`]. It is raised by whatever makes a program that reads reports stop to understand them.
pub const SCHEMA_VERSION: u32 = 1;

/// The JSON Schema of what [`json`] gives.
pub const SCHEMA: &str = include_str!("format/report.schema.json");

/// The report as one JSON object, as [`SCHEMA`] has it.
pub fn json(report: &Report) -> Value {
    let mut object = Map::new();
    object.insert("schema".to_owned(), SCHEMA_VERSION.into());
    // A report holds texts, numbers and JSON values only; writing it cannot fail.
    if let Ok(Value::Object(mut parts)) = serde_json::to_value(report) {
        let changes = parts.shift_remove_entry("changes");
        object.extend(parts);
        let counts = LEVELS.map(|level| (level.name().to_owned(), report.at(level).count().into()));
        object.insert(
            "counts".to_owned(),
            Value::Object(counts.into_iter().collect()),
        );
        object.extend(changes);
    }
    Value::Object(object)
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

/// The lines of the Rust API that an entry shows.
struct Shown<'r> {
    lines: Vec<&'r str>,
    /// How many more it has of its own.
    more: usize,
    /// The entries before it that show the rest of its lines, and how many that are.
    elsewhere: Vec<(&'r Change, usize)>,
    /// What is to be said of lines that it shares with many.
    shared: Option<String>,
}

impl Shown<'_> {
    /// Whether no public item changes.
    fn is_nothing(&self) -> bool {
        self.lines.is_empty() && self.elsewhere.is_empty() && self.shared.is_none()
    }
}

/// What each entry shows of the Rust API: a line stands where it comes first, the entries after that refer to it.
struct Lines<'r> {
    first: BTreeMap<&'r str, &'r Change>,
    /// The entry at which each item comes first.
    items: BTreeMap<&'r str, &'r Change>,
}

impl<'r> Lines<'r> {
    fn of(report: &'r Report) -> Self {
        let (mut first, mut items) = (BTreeMap::new(), BTreeMap::new());
        for change in LEVELS.iter().flat_map(|level| report.at(*level)) {
            for line in &change.rust {
                first.entry(line.as_str()).or_insert(change);
            }
            for item in &change.items {
                items.entry(item.as_str()).or_insert(change);
            }
        }
        Self { first, items }
    }

    /// The entry before this one that has the item.
    fn first_with(&self, item: &str, change: &Change) -> Option<&'r Change> {
        let first = self.items.get(item).copied();
        first.filter(|it| it.fingerprint != change.fingerprint)
    }

    /// `None` when documents alone were compared.
    fn shown(&self, report: &Report, change: &'r Change, most: usize) -> Option<Shown<'r>> {
        report.rust.as_ref()?;
        let mut own = Vec::new();
        let mut elsewhere: Vec<(&'r Change, usize)> = Vec::new();
        for line in &change.rust {
            match self.first.get(line.as_str()) {
                Some(first) if first.fingerprint != change.fingerprint => {
                    let known = elsewhere.iter_mut();
                    match known
                        .into_iter()
                        .find(|(it, _)| it.fingerprint == first.fingerprint)
                    {
                        Some((_, count)) => *count += 1,
                        None => elsewhere.push((*first, 1)),
                    }
                }
                _ => own.push(line.as_str()),
            }
        }
        let more = own.len().saturating_sub(most);
        own.truncate(most);
        Some(Shown {
            lines: own,
            more,
            elsewhere,
            shared: (change.shared > 0).then(|| {
                let lines = self::more(change.shared, "line");
                format!("and {lines}, as at many other entries")
            }),
        })
    }
}

/// "3 lines as at schema `Pet` (0123456789ab)".
fn as_at(change: &Change, count: usize) -> String {
    let lines = if count == 1 { "line" } else { "lines" };
    format!(
        "{count} {lines} as at {} ({})",
        change.subject, change.fingerprint
    )
}

/// "3 operations", "1 operation".
fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
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
