//! One HTML file that needs nothing else: for people who judge a revision, and who want to see document and code.
//!
//! Everything from the documents is text that is escaped; nothing is loaded, and the page's policy forbids to.

use std::fmt::{self, Write};

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::{LEVELS, schemas};
use crate::diff::{Change, Level, Place, Report, RustSide, Sources};
use crate::error::Location;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The most lines of a comparison that are shown.
const LINES: usize = 300;
/// The unchanged lines around a changed one.
const CONTEXT: usize = 3;
/// The most items whose source is shown.
const ITEMS: usize = 12;
/// The most lines of the outline that stand above the sources.
const OUTLINE: usize = 40;

/// The report as an HTML page in one file.
pub fn html(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = page(&mut out, report);
    out
}

fn page(out: &mut String, report: &Report) -> fmt::Result {
    let verdict = report.verdict.name();
    let (old, new) = names(report);
    let compared = match (&old, &new) {
        (Some(old), Some(new)) if old != new => format!("{} → {}", text(old), text(new)),
        (Some(name), _) | (None, Some(name)) => text(name),
        (None, None) => "two revisions".to_owned(),
    };
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n\
         <title>{verdict}: {compared}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"verdict {verdict}\">{verdict}</p>\n<div>\n<h1>{compared}</h1>\n"
    )?;
    for sentence in summary(report) {
        writeln!(out, "<p>{sentence}</p>")?;
    }
    out.push_str("</div>\n</header>\n");
    if !report.changes.is_empty() {
        controls(out, report)?;
    }
    out.push_str("<main>\n");
    for level in LEVELS {
        for change in report.at(level) {
            entry(out, report, change)?;
        }
    }
    write!(
        out,
        "</main>\n<p class=\"nothing\" hidden>No entry fits.</p>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// The files' names, from the first places that have one.
fn names(report: &Report) -> (Option<String>, Option<String>) {
    let name = |at: fn(&Change) -> Option<&Location>| {
        let file = report.changes.iter().find_map(at)?.file.clone();
        let short = file.rsplit(['/', '\\']).next().map(str::to_owned);
        short.or(Some(file))
    };
    (
        name(|change| change.old_location.as_ref()),
        name(|change| change.new_location.as_ref()),
    )
}

fn summary(report: &Report) -> Vec<String> {
    let mut sentences = vec![match report.verdict {
        Level::None => "The documents say the same.".to_owned(),
        Level::Patch => {
            "Programs compile as they did, and nothing new is there for them.".to_owned()
        }
        Level::Minor => {
            "Programs compile as they did; something is new, or the server treats it otherwise."
                .to_owned()
        }
        Level::Major => "A program that uses the client may have to change.".to_owned(),
    }];
    if let Some(rust) = super::rust_verdict(report) {
        sentences.push(format!("{}.", sentence(&rust)));
    }
    sentences
}

fn controls(out: &mut String, report: &Report) -> fmt::Result {
    out.push_str("<form class=\"controls\" role=\"search\">\n<div class=\"levels\" role=\"group\" aria-label=\"Levels\">\n");
    for level in LEVELS {
        let (name, count) = (level.name(), report.at(level).count());
        if count > 0 {
            writeln!(
                out,
                "<button type=\"button\" class=\"{name}\" data-show=\"{name}\" aria-pressed=\"true\">{name} <b>{count}</b></button>"
            )?;
        }
    }
    out.push_str(
        "</div>\n<input type=\"search\" placeholder=\"Find a schema, an operation, a kind\" aria-label=\"Find\">\n\
         <button type=\"button\" data-fold=\"open\">Unfold all</button>\n\
         <button type=\"button\" data-fold=\"closed\">Fold all</button>\n</form>\n",
    );
    Ok(())
}

fn entry(out: &mut String, report: &Report, change: &Change) -> fmt::Result {
    let level = change.level.name();
    write!(
        out,
        "<details class=\"entry\" data-level=\"{level}\">\n<summary><span class=\"level {level}\">{level}</span>\
         <span class=\"subject\">{}</span><code class=\"kind\">{}</code></summary>\n<div class=\"body\">\n<p class=\"why\">{}.</p>\n",
        marked(&change.subject),
        text(change.kind),
        sentence(&change.why)
    )?;
    if let Some(remedy) = &change.remedy {
        writeln!(
            out,
            "<p class=\"remedy\"><b>What to do:</b> {}.</p>",
            marked(remedy)
        )?;
    }
    let alone = if report.rust.is_some() { "" } else { " alone" };
    writeln!(
        out,
        "<div class=\"sides{alone}\">\n<section>\n<h2>Document</h2>"
    )?;
    places(out, change)?;
    let whole = (
        shown(change.nodes.old.as_ref()),
        shown(change.nodes.new.as_ref()),
    );
    // A schema that is called otherwise, or a property that is required now, is the same itself.
    let (before, after) = if whole.0 == whole.1 {
        (shown(change.before.as_ref()), shown(change.after.as_ref()))
    } else {
        whole
    };
    comparison(out, &before, &after)?;
    out.push_str("</section>\n");
    if let Some(side) = &report.rust {
        out.push_str("<section>\n<h2>Rust</h2>\n");
        rust(out, side, change)?;
        out.push_str("</section>\n");
    }
    out.push_str("</div>\n");
    notes(out, change)?;
    out.push_str("</div>\n</details>\n");
    Ok(())
}

fn places(out: &mut String, change: &Change) -> fmt::Result {
    out.push_str("<p class=\"places\">");
    for (name, at) in [("old", &change.old_location), ("new", &change.new_location)] {
        if let Some(at) = at {
            write!(out, "<span>{name} <code>{}</code></span> ", place(at))?;
        }
    }
    out.push_str("</p>\n");
    Ok(())
}

/// A place without its folders, which the page's title would have to share.
fn place(at: &Location) -> String {
    let name = at.file.rsplit(['/', '\\']).next().unwrap_or(&at.file);
    text(&format!("{name}:{}:{}", at.line, at.column))
}

/// The code that a change touches: what goes and comes in the public API, then the items themselves.
fn rust(out: &mut String, side: &RustSide, change: &Change) -> fmt::Result {
    if change.rust.is_empty() {
        out.push_str("<p class=\"none\">No public Rust item changes.</p>\n");
        return Ok(());
    }
    out.push_str("<pre tabindex=\"0\">");
    for line in change.rust.iter().take(OUTLINE) {
        let (class, line) = match line.strip_prefix("- ") {
            Some(rest) => ("del", rest),
            None => ("ins", line.strip_prefix("+ ").unwrap_or(line)),
        };
        row(out, class, line)?;
    }
    rest(out, change.rust.len().saturating_sub(OUTLINE))?;
    out.push_str("</pre>\n");
    let items = change.items.iter().filter_map(|item| {
        let sources = side.sources.get(item)?;
        (sources.old != sources.new).then_some((item, sources))
    });
    let items: Vec<(&String, &Sources)> = items.collect();
    for (index, (item, sources)) in items.iter().take(ITEMS).enumerate() {
        let open = if index == 0 { " open" } else { "" };
        writeln!(
            out,
            "<details class=\"source\"{open}>\n<summary><code>{}</code></summary>",
            text(item)
        )?;
        let old = sources.old.as_deref().unwrap_or_default();
        comparison(out, old, sources.new.as_deref().unwrap_or_default())?;
        out.push_str("</details>\n");
    }
    let hidden = items.len().saturating_sub(ITEMS);
    if hidden > 0 {
        writeln!(
            out,
            "<p class=\"none\">… and {}.</p>",
            super::more(hidden, "item")
        )?;
    }
    Ok(())
}

/// What else is known of a change.
fn notes(out: &mut String, change: &Change) -> fmt::Result {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    if !change.operations.is_empty() {
        let list = change.operations.iter().map(|it| text(it)).collect();
        rows.push(("operations".to_owned(), list));
    }
    if let Some(schemas) = schemas(change) {
        rows.push(("schemas".to_owned(), vec![marked(&schemas)]));
    }
    if !change.also.is_empty() {
        rows.push((
            "also at".to_owned(),
            change.also.iter().map(further).collect(),
        ));
    }
    if rows.is_empty() {
        return Ok(());
    }
    out.push_str("<dl>\n");
    for (name, list) in rows {
        write!(out, "<dt>{name}</dt><dd>")?;
        match list.as_slice() {
            [only] => out.push_str(only),
            list => {
                let open = if list.len() <= 6 { " open" } else { "" };
                write!(
                    out,
                    "<details{open}><summary>{} of them</summary><ul>",
                    list.len()
                )?;
                for item in list {
                    write!(out, "<li>{item}</li>")?;
                }
                out.push_str("</ul></details>");
            }
        }
        out.push_str("</dd>\n");
    }
    out.push_str("</dl>\n");
    Ok(())
}

fn further(also: &Place) -> String {
    let at = also.new_location.as_ref().or(also.old_location.as_ref());
    let at = at.map(|at| format!(" <code>{}</code>", place(at)));
    format!("{}{}", marked(&also.subject), at.unwrap_or_default())
}

/// A value as lines.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => crate::snapshots::pretty(value),
    }
}

/// Both texts line by line, what is alike left out but for some lines around what is not.
fn comparison(out: &mut String, old: &str, new: &str) -> fmt::Result {
    if old == new && old.is_empty() {
        return Ok(());
    }
    let diff = TextDiff::from_lines(old, new);
    let mut left = LINES;
    let mut hidden = 0;
    out.push_str("<pre tabindex=\"0\">");
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            row(out, "gap", "⋯")?;
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            if left == 0 {
                hidden += 1;
                continue;
            }
            left -= 1;
            let class = match change.tag() {
                ChangeTag::Delete => "del",
                ChangeTag::Insert => "ins",
                ChangeTag::Equal => "same",
            };
            row(out, class, change.value().trim_end_matches(['\n', '\r']))?;
        }
    }
    rest(out, hidden)?;
    out.push_str("</pre>\n");
    Ok(())
}

fn row(out: &mut String, class: &str, line: &str) -> fmt::Result {
    write!(out, "<span class=\"{class}\">{}</span>", text(line))
}

fn rest(out: &mut String, lines: usize) -> fmt::Result {
    if lines > 0 {
        row(out, "gap", &format!("… and {}", super::more(lines, "line")))?;
    }
    Ok(())
}

/// Text as HTML has to have it, in content and in quoted attributes.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Invisible letters that change the direction of what follows would let a name look like another one.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escaped.push_str(&format!("\\u{{{:x}}}", u32::from(letter)));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Text with what stands in backticks as code.
fn marked(words: &str) -> String {
    let mut html = String::new();
    for (index, part) in words.split('`').enumerate() {
        let part = text(part);
        if index % 2 == 1 {
            html.push_str(&format!("<code>{part}</code>"));
        } else {
            html.push_str(&part);
        }
    }
    html
}

/// The same, beginning with a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    marked(&(first + letters.as_str()))
}
