//! Plain text. Colour is for whoever knows that there is a terminal.

use std::fmt::{self, Write};

use super::{LEVELS, counts, operations, rust, rust_verdict, schemas, told};
use crate::diff::{Change, Report};
use crate::text::one_line;

/// The report as plain text: the verdict, then every change, the worst first.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut out, report);
    out
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
        one_line(&change.subject)
    )?;
    if !change.also.is_empty() {
        writeln!(out, "  and at {}", super::more(change.also.len(), "place"))?;
    }
    for (name, value) in told(change) {
        writeln!(out, "  {name}: {}", one_line(&value))?;
    }
    if let Some(schemas) = schemas(change) {
        writeln!(out, "  schemas: {}", one_line(&schemas))?;
    }
    if let Some(operations) = operations(change) {
        writeln!(out, "  operations: {}", one_line(&operations))?;
    }
    match rust(report, change) {
        None => {}
        Some(([], _)) => writeln!(out, "  rust: no public item changes")?,
        Some((lines, more)) => {
            writeln!(out, "  rust:")?;
            for line in lines {
                writeln!(out, "    {}", one_line(line))?;
            }
            if more > 0 {
                writeln!(out, "    and {}", super::more(more, "line"))?;
            }
        }
    }
    writeln!(out, "  why: {}", one_line(&change.why))?;
    if let Some(remedy) = &change.remedy {
        writeln!(out, "  do: {}", one_line(remedy))?;
    }
    for (name, location) in [("old", &change.old_location), ("new", &change.new_location)] {
        if let Some(at) = location {
            writeln!(
                out,
                "  {name}: {}:{}:{}",
                one_line(&at.file),
                at.line,
                at.column
            )?;
        }
    }
    Ok(())
}
