//! One HTML file that needs nothing else: for people who judge a revision, and who want to see document and code.
//!
//! Everything from the documents is text that [`Html`] escapes; nothing is loaded, and the page's policy forbids it.

use serde_json::Value;

use super::{LEVELS, Lines, as_at, schemas, told};
use crate::diff::{Change, Kind, Level, Place, Report, RustSide, Sources};
use crate::error::Location;
use crate::text::Html;
use crate::{pointer, references};

mod comparison;

use comparison::{LINES, comparison, rest, row, shown, sides};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The most items whose source is shown.
const ITEMS: usize = 12;
/// From so many entries on, the source of an item stands at its first entry alone: a page of thousands would be tens of
/// megabytes.
const MANY: usize = 200;
/// The most lines of the outline that stand above the sources.
const OUTLINE: usize = 40;

/// What stands at a place of the old, and of the new document.
type Nodes<'r> = (Option<&'r Value>, Option<&'r Value>);

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
    documents(out, report);
    out.raw("</div>\n</header>\n");
    if !report.changes.is_empty() {
        controls(out, report);
    }
    out.raw("<main>\n");
    let lines = Lines::of(report);
    for level in LEVELS {
        for change in report.at(level) {
            entry(out, report, &lines, change);
        }
    }
    out.raw("</main>\n<p class=\"nothing\" hidden>No entry fits.</p>\n<script>\n");
    out.raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
}

/// What is known of both documents.
fn documents(out: &mut Html, report: &Report) {
    out.raw("<table class=\"documents\">\n");
    for (name, it) in [
        ("old", &report.documents.old),
        ("new", &report.documents.new),
    ] {
        out.raw("<tr><th>").raw(name).raw("</th>");
        let operations = super::counted(it.operations, "operation");
        let schemas = super::counted(it.schemas, "schema");
        let cells = [
            it.title.as_deref().unwrap_or("without a title"),
            it.version.as_deref().unwrap_or("without a version"),
            it.date.as_deref().unwrap_or_default(),
            &operations,
            &schemas,
            short(&it.file),
        ];
        for cell in cells {
            out.raw("<td>").text(cell).raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</table>\n");
}

/// A file's name without its folders, which the page's title would have to share.
fn short(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The files' names.
fn names(report: &Report) -> (Option<String>, Option<String>) {
    let name = |file: &str| (!file.is_empty()).then(|| short(file).to_owned());
    (
        name(&report.documents.old.file),
        name(&report.documents.new.file),
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
        "</div>\n<label>group by <select><option value=\"\">level</option><option value=\"schema\">schema</option>\
         <option value=\"operation\">operation</option><option value=\"kind\">kind</option></select></label>\n\
         <input type=\"search\" placeholder=\"Find a schema, an operation, a kind\" aria-label=\"Find\">\n\
         <button type=\"button\" data-fold=\"open\">Unfold all</button>\n\
         <button type=\"button\" data-fold=\"closed\">Fold all</button>\n</form>\n",
    );
}

fn entry<'r>(out: &mut Html, report: &'r Report, lines: &Lines<'r>, change: &'r Change) {
    let level = change.level.name();
    out.raw("<details class=\"entry\" id=\"")
        .text(&change.fingerprint);
    out.raw("\" data-level=\"").raw(level);
    out.raw("\" data-kind=\"").raw(change.kind.id());
    out.raw("\" data-schema=\"").text(&owner(&change.subject));
    out.raw("\" data-operation=\"");
    // What concerns several stands below none of them alone.
    out.text(match change.operations.as_slice() {
        [] => "",
        [only] => only,
        _ => "several operations",
    });
    out.raw("\">\n<summary><span class=\"level ").raw(level);
    out.raw("\">").raw(level);
    out.raw("</span><span class=\"subject\">");
    out.marked(&change.subject);
    out.raw("</span><code class=\"kind\">")
        .text(change.kind.id());
    out.raw("</code><span class=\"gist\">");
    gist(out, change);
    out.raw("</span></summary>\n<div class=\"body\">\n<p class=\"why\">");
    out.marked(&sentence(&change.why)).raw(".</p>\n");
    if let Some(remedy) = &change.remedy {
        out.raw("<p class=\"remedy\"><b>What to do:</b> ");
        out.marked(remedy).raw(".</p>\n");
    }
    if let Some(accepted) = &change.accepted {
        out.raw("<p class=\"accepted\"><b>Accepted until ");
        out.text(&accepted.until.to_string()).raw(":</b> ");
        out.text(&accepted.reason).raw(".</p>\n");
    }
    let alone = if report.rust.is_some() { "" } else { " alone" };
    out.raw("<div class=\"sides").raw(alone);
    out.raw("\">\n<section>\n<h2>Document</h2>\n");
    places(out, change);
    let nodes = nodes(report, change);
    let whole = sides(nodes.0, nodes.1);
    // A schema that is called otherwise, or a property that is required now, is the same itself.
    let (before, after) = if whole.0 == whole.1 {
        sides(change.before.as_ref(), change.after.as_ref())
    } else {
        whole
    };
    comparison(out, &before, &after);
    targets(out, report, nodes);
    out.raw("</section>\n");
    if let Some(side) = &report.rust {
        out.raw("<section>\n<h2>Rust</h2>\n");
        rust(out, report, (side, lines), change);
        out.raw("</section>\n");
    }
    out.raw("</div>\n");
    notes(out, change);
    out.raw("</div>\n</details>\n");
}

/// What was and what is, and how many operations are touched: what a reader wants before unfolding.
fn gist(out: &mut Html, change: &Change) {
    for (name, value) in told(change).iter().take(3) {
        out.raw("<span class=\"told\"><i>").text(name).raw("</i> ");
        out.raw("<code>").text(value).raw("</code></span> ");
    }
    if change.operations.len() > 1 {
        out.raw("<span class=\"told\">");
        out.text(&super::counted(change.operations.len(), "operation"));
        out.raw("</span>");
    }
    out.raw("<a class=\"link\" href=\"#")
        .text(&change.fingerprint);
    out.raw("\" title=\"Link to this entry\">")
        .text(&change.fingerprint);
    out.raw("</a>");
}

/// What a subject is about as a whole: ``schema `Pet`, property `name` `` is about the schema.
fn owner(subject: &str) -> String {
    subject
        .split(", ")
        .next()
        .unwrap_or(subject)
        .replace('`', "")
}

/// What stands in both documents where the entry's change is, as a whole.
fn nodes<'r>(report: &'r Report, change: &Change) -> Nodes<'r> {
    match change.kind {
        // It is about the client alone; its place is where an item comes from that may be all the same.
        Kind::RustItemChanged | Kind::AliasRemoved => (None, None),
        _ => report.values.at(&change.pointer),
    }
}

/// The components that an entry's values refer to, as they are in the document: nobody has to look them up.
fn targets(out: &mut Html, report: &Report, nodes: Nodes<'_>) {
    let mut names = Vec::new();
    for target in [nodes.0, nodes.1]
        .into_iter()
        .flatten()
        .flat_map(references::all)
    {
        let name = target.strip_prefix('#').map(pointer::last);
        names.extend(name.filter(|name| !names.contains(name)));
    }
    for name in names {
        let Some(value) = report.values.component(&name) else {
            continue;
        };
        out.raw("<details class=\"source\">\n<summary><code>")
            .text(&name);
        out.raw("</code></summary>\n");
        let shown = shown(Some(value));
        out.raw("<pre tabindex=\"0\">");
        for line in shown.lines().take(LINES) {
            row(out, "same", line);
        }
        rest(out, shown.lines().count().saturating_sub(LINES));
        out.raw("</pre>\n</details>\n");
    }
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

/// A place without its folders.
fn place(at: &Location) -> String {
    let name = short(&at.file);
    format!("{name}:{}:{}", at.line, at.column)
}

/// The code that a change touches: what goes and comes in the public API, then the items themselves.
fn rust<'r>(
    out: &mut Html,
    report: &'r Report,
    (side, lines): (&'r RustSide, &Lines<'r>),
    change: &'r Change,
) {
    let Some(shown) = lines.shown(report, change, OUTLINE) else {
        return;
    };
    if shown.is_nothing() {
        out.raw("<p class=\"none\">No public Rust item changes.</p>\n");
        return;
    }
    out.raw("<pre tabindex=\"0\">");
    for line in shown.lines {
        let (class, line) = match line.strip_prefix("- ") {
            Some(rest) => ("del", rest),
            None => ("ins", line.strip_prefix("+ ").unwrap_or(line)),
        };
        row(out, class, line);
    }
    rest(out, shown.more);
    out.raw("</pre>\n");
    for (first, count) in shown.elsewhere {
        out.raw("<p class=\"none\">… and <a href=\"#")
            .text(&first.fingerprint);
        out.raw("\">")
            .marked(&as_at(first, count))
            .raw("</a>.</p>\n");
    }
    if let Some(shared) = &shown.shared {
        out.raw("<p class=\"none\">… ").text(shared).raw(".</p>\n");
    }
    let items = change.items.iter().filter_map(|item| {
        let sources = side.sources.get(item)?;
        (sources.old != sources.new).then_some((item, sources))
    });
    let items: Vec<(&String, &Sources)> = items.collect();
    let many = report.changes.len() > MANY;
    for (index, (item, sources)) in items.iter().take(ITEMS).enumerate() {
        if let (true, Some(first)) = (many, lines.first_with(item, change)) {
            out.raw("<p class=\"none\"><code>").text(item);
            out.raw("</code> as at <a href=\"#")
                .text(&first.fingerprint);
            out.raw("\">").marked(&first.subject).raw("</a>.</p>\n");
            continue;
        }
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
