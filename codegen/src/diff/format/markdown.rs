//! Markdown for the body of a pull request.

use std::fmt::{self, Write};

use super::{LEVELS, counts, operations, rust, rust_verdict, schemas, told};
use crate::diff::{Change, Level, Report};

/// The report as Markdown: the verdict, then a section each level, all but the worst one folded.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut out, report);
    out
}

fn write_report(out: &mut String, report: &Report) -> fmt::Result {
    if report.changes.is_empty() {
        return writeln!(out, "**Verdict: none.** The documents say the same.");
    }
    writeln!(
        out,
        "**Verdict: {}** ({}).",
        report.verdict.name(),
        counts(report)
    )?;
    if let Some(rust) = rust_verdict(report) {
        writeln!(out, "\nRust: {rust}.")?;
    }
    for level in LEVELS {
        let changes: Vec<&Change> = report.at(level).collect();
        if changes.is_empty() {
            continue;
        }
        let open = if level == report.verdict { " open" } else { "" };
        writeln!(
            out,
            "\n<details{open}>\n<summary><b>{}</b>: {}</summary>\n",
            title(level),
            changes.len()
        )?;
        for change in changes {
            write_change(out, report, change)?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Major => "Major",
        Level::Minor => "Minor",
        Level::Patch => "Patch",
        Level::None => "None",
    }
}

fn write_change(out: &mut String, report: &Report, change: &Change) -> fmt::Result {
    write!(out, "- **{}** ({})", escaped(&change.subject), change.kind)?;
    if !change.also.is_empty() {
        write!(out, ", and at {}", super::more(change.also.len(), "place"))?;
    }
    writeln!(out, ": {}.", escaped(&change.why))?;
    if let Some(remedy) = &change.remedy {
        writeln!(out, "  - To do: {}.", escaped(remedy))?;
    }
    for (name, value) in told(change) {
        writeln!(out, "  - {name}: {}", code(&value))?;
    }
    if let Some(schemas) = schemas(change) {
        writeln!(out, "  - schemas: {schemas}")?;
    }
    if let Some(operations) = operations(change) {
        writeln!(out, "  - operations: {}", escaped(&operations))?;
    }
    match rust(report, change) {
        None => {}
        Some(([], _)) => writeln!(out, "  - Rust: no public item changes")?,
        Some((lines, more)) => {
            writeln!(out, "  - Rust:\n    ```diff")?;
            for line in lines {
                writeln!(out, "    {line}")?;
            }
            if more > 0 {
                writeln!(out, "    # and {}", super::more(more, "line"))?;
            }
            writeln!(out, "    ```")?;
        }
    }
    let places = [("old", &change.old_location), ("new", &change.new_location)];
    let places: Vec<String> = places
        .iter()
        .filter_map(|(name, at)| {
            let at = at.as_ref()?;
            Some(format!(
                "{name} {}",
                code(&format!("{}:{}:{}", at.file, at.line, at.column))
            ))
        })
        .collect();
    writeln!(out, "  - {}", places.join(", "))
}

/// A value as code, fenced by one backtick more than it holds in a row.
fn code(value: &str) -> String {
    let longest = value
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest > 0 || value.is_empty() {
        format!("{fence} {value} {fence}")
    } else {
        format!("{fence}{value}{fence}")
    }
}

/// Text in which nothing of the document is read as HTML or Markdown. Code in backticks stays as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for letter in text.chars() {
        match letter {
            '`' => code = !code,
            '<' | '>' | '*' | '_' | '[' | ']' | '#' | '|' | '\\' if !code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(letter);
    }
    escaped
}
