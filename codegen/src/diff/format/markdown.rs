//! Markdown for the body of a pull request.

use super::{LEVELS, LINES, Lines, as_at, counts, operations, rust_verdict, schemas, told};
use crate::diff::{Change, Level, Report};
use crate::text::Markdown;

/// The report as Markdown: the verdict, then a section per level, all but the worst one folded.
pub fn markdown(report: &Report) -> Markdown {
    let mut out = Markdown::new();
    if report.changes.is_empty() {
        out.raw("**Verdict: none.** The documents say the same.\n");
        return out;
    }
    out.raw("**Verdict: ")
        .raw(report.verdict.name())
        .raw("** (");
    out.text(&counts(report)).raw(").\n");
    if let Some(rust) = rust_verdict(report) {
        out.raw("\nRust: ").text(&rust).raw(".\n");
    }
    let lines = Lines::of(report);
    for level in LEVELS {
        let changes: Vec<&Change> = report.at(level).collect();
        if changes.is_empty() {
            continue;
        }
        let open = if level == report.verdict { " open" } else { "" };
        out.raw("\n<details").raw(open).raw(">\n<summary><b>");
        out.raw(title(level)).raw("</b>: ").number(changes.len());
        out.raw("</summary>\n\n");
        for change in changes {
            write_change(&mut out, report, &lines, change);
        }
        out.raw("\n</details>\n");
    }
    out
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Major => "Major",
        Level::Minor => "Minor",
        Level::Patch => "Patch",
        Level::None => "None",
    }
}

fn write_change<'r>(out: &mut Markdown, report: &'r Report, lines: &Lines<'r>, change: &'r Change) {
    out.raw("- **").text(&change.subject).raw("** (");
    out.raw(change.kind.id()).raw(")");
    if !change.also.is_empty() {
        out.raw(", and at ");
        out.text(&super::more(change.also.len(), "place"));
    }
    out.raw(": ").text(&change.why).raw(".\n");
    if let Some(remedy) = &change.remedy {
        out.raw("  - To do: ").text(remedy).raw(".\n");
    }
    for (name, value) in told(change) {
        out.raw("  - ").text(&name).raw(": ").code(&value).raw("\n");
    }
    if let Some(schemas) = schemas(change) {
        out.raw("  - schemas: ").text(&schemas).raw("\n");
    }
    if let Some(operations) = operations(change) {
        out.raw("  - operations: ").text(&operations).raw("\n");
    }
    match lines.shown(report, change, LINES) {
        None => {}
        Some(shown) if shown.is_nothing() => {
            out.raw("  - Rust: no public item changes\n");
        }
        Some(shown) => {
            let more =
                (shown.more > 0).then(|| format!("# and {}", super::more(shown.more, "line")));
            let elsewhere = shown.elsewhere.iter();
            let elsewhere: Vec<String> = elsewhere
                .map(|(first, count)| format!("# and {}", as_at(first, *count)))
                .collect();
            let shared = shown.shared.map(|it| format!("# {it}"));
            let lines = shown.lines.into_iter();
            let lines = lines
                .chain(more.as_deref())
                .chain(elsewhere.iter().map(String::as_str))
                .chain(shared.as_deref());
            out.raw("  - Rust:\n").block("    ", "diff", lines);
        }
    }
    if let Some(accepted) = &change.accepted {
        out.raw("  - accepted until ")
            .text(&accepted.until.to_string());
        out.raw(": ").text(&accepted.reason).raw("\n");
    }
    let mut separator = "  - ";
    for (name, at) in [
        ("old ", &change.old_location),
        ("new ", &change.new_location),
    ] {
        if let Some(at) = at {
            let place = format!("{}:{}:{}", at.file, at.line, at.column);
            out.raw(separator).raw(name).code(&place);
            separator = ", ";
        }
    }
    out.raw("\n");
}
