//! Plain text. Colour is for whoever knows that there is a terminal.

use std::fmt::{self, Write};

use super::{LEVELS, LINES, Lines, as_at, counts, operations, rust_verdict, schemas, told};
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
    let lines = Lines::of(report);
    for level in LEVELS {
        for change in report.at(level) {
            writeln!(out)?;
            write_change(out, report, &lines, change)?;
        }
    }
    Ok(())
}

fn write_change<'r>(
    out: &mut String,
    report: &'r Report,
    lines: &Lines<'r>,
    change: &'r Change,
) -> fmt::Result {
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
        writeln!(out, "  {}: {}", one_line(&name), one_line(&value))?;
    }
    if let Some(schemas) = schemas(change) {
        writeln!(out, "  schemas: {}", one_line(&schemas))?;
    }
    if let Some(operations) = operations(change) {
        writeln!(out, "  operations: {}", one_line(&operations))?;
    }
    match lines.shown(report, change, LINES) {
        None => {}
        Some(shown) if shown.is_nothing() => writeln!(out, "  rust: no public item changes")?,
        Some(shown) => {
            writeln!(out, "  rust:")?;
            for line in shown.lines {
                writeln!(out, "    {}", one_line(line))?;
            }
            if shown.more > 0 {
                writeln!(out, "    and {}", super::more(shown.more, "line"))?;
            }
            for (first, count) in shown.elsewhere {
                writeln!(out, "    and {}", one_line(&as_at(first, count)))?;
            }
            if let Some(shared) = shown.shared {
                writeln!(out, "    {shared}")?;
            }
        }
    }
    writeln!(out, "  why: {}", one_line(&change.why))?;
    if let Some(remedy) = &change.remedy {
        writeln!(out, "  do: {}", one_line(remedy))?;
    }
    if let Some(accepted) = &change.accepted {
        let reason = one_line(&accepted.reason);
        writeln!(out, "  accepted until {}: {reason}", accepted.until)?;
    }
    writeln!(out, "  id: {}", change.fingerprint)?;
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
