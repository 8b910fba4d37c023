//! Plain text. Colour is for whoever knows that there is a terminal.

use std::fmt::{self, Write};

use super::{LEVELS, counts, operations, rust, rust_verdict, schemas, told};
use crate::diff::{Change, Report};

/// The report as plain text: the verdict, then every change, the worst first.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut out, report);
    printable(&out)
}

/// Without the control characters that a document may hold, and that a terminal would obey.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() && letter != '\n' {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

fn write_report(out: &mut String, report: &Report) -> fmt::Result {
    if report.changes.is_empty() {
        return writeln!(out, "verdict: none (the documents say the same)");
    }
    writeln!(
        out,
        "verdict: {} ({})",
        report.verdict.name(),
        counts(report)
    )?;
    if let Some(rust) = rust_verdict(report) {
        writeln!(out, "rust: {rust}")?;
    }
    for level in LEVELS {
        for change in report.at(level) {
            writeln!(out)?;
            write_change(out, report, change)?;
        }
    }
    Ok(())
}

fn write_change(out: &mut String, report: &Report, change: &Change) -> fmt::Result {
    writeln!(
        out,
        "{} {}: {}",
        change.level.name(),
        change.kind,
        change.subject
    )?;
    if !change.also.is_empty() {
        writeln!(out, "  and at {}", super::more(change.also.len(), "place"))?;
    }
    for (name, value) in told(change) {
        writeln!(out, "  {name}: {value}")?;
    }
    if let Some(schemas) = schemas(change) {
        writeln!(out, "  schemas: {schemas}")?;
    }
    if let Some(operations) = operations(change) {
        writeln!(out, "  operations: {operations}")?;
    }
    match rust(report, change) {
        None => {}
        Some(([], _)) => writeln!(out, "  rust: no public item changes")?,
        Some((lines, more)) => {
            writeln!(out, "  rust:")?;
            for line in lines {
                writeln!(out, "    {line}")?;
            }
            if more > 0 {
                writeln!(out, "    and {}", super::more(more, "line"))?;
            }
        }
    }
    writeln!(out, "  why: {}", change.why)?;
    if let Some(remedy) = &change.remedy {
        writeln!(out, "  do: {remedy}")?;
    }
    for (name, location) in [("old", &change.old_location), ("new", &change.new_location)] {
        if let Some(at) = location {
            writeln!(out, "  {name}: {}:{}:{}", at.file, at.line, at.column)?;
        }
    }
    Ok(())
}
