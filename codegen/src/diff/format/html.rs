//! One HTML file that needs nothing else: for people who judge a revision, and who want to see document and code.
//!
//! Everything from the documents is text that [`Html`] escapes; nothing is loaded, and the page's policy forbids it.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::{LEVELS, schemas};
use crate::diff::{Change, Level, Place, Report, RustSide, Sources};
use crate::error::Location;
use crate::text::Html;

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
pub fn html(report: &Report) -> Html {
    let mut out = Html::new();
    page(&mut out, report);
    out
}

fn page(out: &mut Html, report: &Report) {
    let verdict = report.verdict.name();
    let (old, new) = names(report);
    let compared = match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => "two revisions".to_owned(),
    };
    out.raw(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n<title>",
    );
    out.raw(verdict).raw(": ").text(&compared);
    out.raw("</title>\n<style>\n")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n<header>\n<p class=\"verdict ");
    out.raw(verdict)
        .raw("\">")
        .raw(verdict)
        .raw("</p>\n<div>\n<h1>");
    out.text(&compared).raw("</h1>\n");
    for sentence in summary(report) {
        out.raw("<p>").marked(&sentence).raw("</p>\n");
    }
    out.raw("</div>\n</header>\n");
    if !report.changes.is_empty() {
        controls(out, report);
    }
    out.raw("<main>\n");
    for level in LEVELS {
        for change in report.at(level) {
            entry(out, report, change);
        }
    }
    out.raw("</main>\n<p class=\"nothing\" hidden>No entry fits.</p>\n<script>\n");
    out.raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
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

fn controls(out: &mut Html, report: &Report) {
    out.raw("<form class=\"controls\" role=\"search\">\n<div class=\"levels\" role=\"group\" aria-label=\"Levels\">\n");
    for level in LEVELS {
        let (name, count) = (level.name(), report.at(level).count());
        if count > 0 {
            out.raw("<button type=\"button\" class=\"").raw(name);
            out.raw("\" data-show=\"").raw(name);
            out.raw("\" aria-pressed=\"true\">").raw(name);
            out.raw(" <b>").number(count).raw("</b></button>\n");
        }
    }
    out.raw(
        "</div>\n<input type=\"search\" placeholder=\"Find a schema, an operation, a kind\" aria-label=\"Find\">\n\
         <button type=\"button\" data-fold=\"open\">Unfold all</button>\n\
         <button type=\"button\" data-fold=\"closed\">Fold all</button>\n</form>\n",
    );
}

fn entry(out: &mut Html, report: &Report, change: &Change) {
    let level = change.level.name();
    out.raw("<details class=\"entry\" data-level=\"").raw(level);
    out.raw("\">\n<summary><span class=\"level ").raw(level);
    out.raw("\">").raw(level);
    out.raw("</span><span class=\"subject\">");
    out.marked(&change.subject);
    out.raw("</span><code class=\"kind\">")
        .text(change.kind.id());
    out.raw("</code></summary>\n<div class=\"body\">\n<p class=\"why\">");
    out.marked(&sentence(&change.why)).raw(".</p>\n");
    if let Some(remedy) = &change.remedy {
        out.raw("<p class=\"remedy\"><b>What to do:</b> ");
        out.marked(remedy).raw(".</p>\n");
    }
    let alone = if report.rust.is_some() { "" } else { " alone" };
    out.raw("<div class=\"sides").raw(alone);
    out.raw("\">\n<section>\n<h2>Document</h2>\n");
    places(out, change);
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
    comparison(out, &before, &after);
    out.raw("</section>\n");
    if let Some(side) = &report.rust {
        out.raw("<section>\n<h2>Rust</h2>\n");
        rust(out, side, change);
        out.raw("</section>\n");
    }
    out.raw("</div>\n");
    notes(out, change);
    out.raw("</div>\n</details>\n");
}

fn places(out: &mut Html, change: &Change) {
    out.raw("<p class=\"places\">");
    for (name, at) in [("old", &change.old_location), ("new", &change.new_location)] {
        if let Some(at) = at {
            out.raw("<span>").raw(name).raw(" <code>");
            out.text(&place(at)).raw("</code></span> ");
        }
    }
    out.raw("</p>\n");
}

/// A place without its folders, which the page's title would have to share.
fn place(at: &Location) -> String {
    let name = at.file.rsplit(['/', '\\']).next().unwrap_or(&at.file);
    format!("{name}:{}:{}", at.line, at.column)
}

/// The code that a change touches: what goes and comes in the public API, then the items themselves.
fn rust(out: &mut Html, side: &RustSide, change: &Change) {
    if change.rust.is_empty() {
        out.raw("<p class=\"none\">No public Rust item changes.</p>\n");
        return;
    }
    out.raw("<pre tabindex=\"0\">");
    for line in change.rust.iter().take(OUTLINE) {
        let (class, line) = match line.strip_prefix("- ") {
            Some(rest) => ("del", rest),
            None => ("ins", line.strip_prefix("+ ").unwrap_or(line)),
        };
        row(out, class, line);
    }
    rest(out, change.rust.len().saturating_sub(OUTLINE));
    out.raw("</pre>\n");
    let items = change.items.iter().filter_map(|item| {
        let sources = side.sources.get(item)?;
        (sources.old != sources.new).then_some((item, sources))
    });
    let items: Vec<(&String, &Sources)> = items.collect();
    for (index, (item, sources)) in items.iter().take(ITEMS).enumerate() {
        let open = if index == 0 { " open" } else { "" };
        out.raw("<details class=\"source\"").raw(open);
        out.raw(">\n<summary><code>").text(item);
        out.raw("</code></summary>\n");
        let old = sources.old.as_deref().unwrap_or_default();
        comparison(out, old, sources.new.as_deref().unwrap_or_default());
        out.raw("</details>\n");
    }
    let hidden = items.len().saturating_sub(ITEMS);
    if hidden > 0 {
        out.raw("<p class=\"none\">… and ");
        out.text(&super::more(hidden, "item")).raw(".</p>\n");
    }
}

/// What else is known of a change.
fn notes(out: &mut Html, change: &Change) {
    let mut rows: Vec<(&'static str, Vec<Html>)> = Vec::new();
    let html = |write: &dyn Fn(&mut Html)| {
        let mut html = Html::new();
        write(&mut html);
        html
    };
    if !change.operations.is_empty() {
        let list = change.operations.iter().map(|it| {
            html(&|out| {
                out.text(it);
            })
        });
        rows.push(("operations", list.collect()));
    }
    if let Some(schemas) = schemas(change) {
        let schemas = html(&|out| {
            out.marked(&schemas);
        });
        rows.push(("schemas", vec![schemas]));
    }
    if !change.also.is_empty() {
        let list = change.also.iter().map(|it| html(&|out| further(out, it)));
        rows.push(("also at", list.collect()));
    }
    if rows.is_empty() {
        return;
    }
    out.raw("<dl>\n");
    for (name, list) in rows {
        out.raw("<dt>").raw(name).raw("</dt><dd>");
        match list.as_slice() {
            [only] => {
                out.append(only);
            }
            list => {
                let open = if list.len() <= 6 { " open" } else { "" };
                out.raw("<details").raw(open).raw("><summary>");
                out.number(list.len()).raw(" of them</summary><ul>");
                for item in list {
                    out.raw("<li>").append(item).raw("</li>");
                }
                out.raw("</ul></details>");
            }
        }
        out.raw("</dd>\n");
    }
    out.raw("</dl>\n");
}

fn further(out: &mut Html, also: &Place) {
    out.marked(&also.subject);
    if let Some(at) = also.new_location.as_ref().or(also.old_location.as_ref()) {
        out.raw(" <code>").text(&place(at)).raw("</code>");
    }
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
fn comparison(out: &mut Html, old: &str, new: &str) {
    if old == new && old.is_empty() {
        return;
    }
    let diff = TextDiff::from_lines(old, new);
    let mut left = LINES;
    let mut hidden = 0;
    out.raw("<pre tabindex=\"0\">");
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            row(out, "gap", "⋯");
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
            row(out, class, change.value().trim_end_matches(['\n', '\r']));
        }
    }
    rest(out, hidden);
    out.raw("</pre>\n");
}

fn row(out: &mut Html, class: &'static str, line: &str) {
    out.raw("<span class=\"").raw(class).raw("\">");
    out.text(line).raw("</span>");
}

fn rest(out: &mut Html, lines: usize) {
    if lines > 0 {
        row(out, "gap", &format!("… and {}", super::more(lines, "line")));
    }
}

/// The same words, beginning with a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}
