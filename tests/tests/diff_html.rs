//! The report as a page: offline, safe whatever the documents say, and complete.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use codegen::api::WithSources;
use codegen::diff::{self, Level, Report};
use codegen::generate::Settings;
use codegen::revision;
use serde_json::json;

#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use edit::{Edit, base, load};

/// The report on a few changes, with both clients and their sources.
fn report(edits: &[Edit]) -> Report {
    between(&[], edits)
}

/// The report from the small document with the edits of `from` to that one edited further.
fn between(from: &[Edit], edits: &[Edit]) -> Report {
    let (old, new) = edit::pair(from, edits);
    let settings = Settings::default();
    let clients = revision::clients(&old, &new, &[], &settings, WithSources::Yes).unwrap();
    clients.compare(&old, &new)
}

fn edits() -> Vec<Edit> {
    vec![
        Edit::Remove("/components/schemas/Animal/properties/name".to_owned()),
        Edit::Remove("/components/schemas/Animal/required/1".to_owned()),
        Edit::Push("/components/schemas/State/enum".to_owned(), json!("ill")),
        Edit::Set("/info/description".to_owned(), json!("Other words.")),
    ]
}

/// How often `part` stands in `page`.
fn count(page: &str, part: &str) -> usize {
    page.matches(part).count()
}

#[test]
fn every_change_is_there_with_document_and_code() {
    let report = report(&edits());
    let page = diff::html(&report).into_string();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("<p class=\"verdict major\">major</p>"));
    for level in [Level::Major, Level::Minor, Level::Patch] {
        let (name, changes) = (level.name(), report.at(level).count());
        assert!(changes > 0, "{name}");
        assert_eq!(count(&page, &format!("data-level=\"{name}\"")), changes);
        let button = format!("data-show=\"{name}\" aria-pressed=\"true\">{name} <b>{changes}</b>");
        assert!(page.contains(&button), "{button}");
    }
    // The document's line, the line of the public API, and the line of the code that it stands for.
    for part in [
        "<span class=\"del\">  &quot;type&quot;: &quot;string&quot;</span>",
        "<span class=\"del\">types::Animal.name: String</span>",
        "<span class=\"del\">        required name: String,</span>",
        "<span class=\"same\">        optional keeper: Keeper,</span>",
        "<code>document.json:1:",
        "No public Rust item changes.",
        "What to do:",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for tag in [
        "details", "section", "div", "pre", "dl", "ul", "code", "span",
    ] {
        let open = count(&page, &format!("<{tag}>")) + count(&page, &format!("<{tag} "));
        assert_eq!(open, count(&page, &format!("</{tag}>")), "{tag}");
    }
}

#[test]
fn without_clients_there_is_one_side() {
    let (old, new) = edit::pair(&[], &edits());
    let page = diff::html(&diff::diff(&old, &new)).into_string();
    assert!(page.contains("class=\"sides alone\""));
    assert!(!page.contains("<h2>Rust</h2>"));
}

#[test]
fn nothing_is_loaded() {
    let page = diff::html(&report(&edits())).into_string();
    assert!(page.contains("content=\"default-src 'none'; style-src"));
    for part in [" src=", "url(", "@import", "fetch(", "XMLHttp", "import "] {
        assert!(!page.contains(part), "{part}");
    }
    // Links lead to entries of the page alone.
    assert_eq!(count(&page, " href="), count(&page, " href=\"#"));
}

#[test]
fn what_documents_say_is_text() {
    let hostile = "</script><img src=x onerror=alert(1)>\"' onmouseover=\"x` \u{202e}";
    let report = report(&[
        Edit::Set("/info/description".to_owned(), json!(hostile)),
        Edit::Set(
            format!("/components/schemas/Animal/properties/{hostile}").replace("</", "<"),
            json!({"type": "string", "description": hostile}),
        ),
        Edit::Rename(
            "/components/schemas/Place".to_owned(),
            "<b>Place".to_owned(),
        ),
        Edit::Replace(
            "#/components/schemas/Place".to_owned(),
            "#/components/schemas/<b>Place".to_owned(),
        ),
        Edit::Push("/components/schemas/State/enum".to_owned(), json!(hostile)),
        Edit::Set("/paths/~1animals/get/summary".to_owned(), json!(hostile)),
    ]);
    let page = diff::html(&report).into_string();
    // The page's own script is the only one, and there is no element and no attribute but the page's own.
    assert_eq!(count(&page, "<script>"), 1);
    assert_eq!(count(&page, "</script>"), 1);
    for part in ["<img", "<b>Place", "\u{202e}"] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39; onmouseover=&quot;"));
    assert!(page.contains("\\u{202e}"));
}

#[test]
fn documents_that_say_the_same_make_a_page_too() {
    let page = diff::html(&diff::diff(&load(&base()), &load(&base()))).into_string();
    assert!(page.contains("<p class=\"verdict none\">none</p>"));
    assert!(page.contains("The documents say the same."));
    assert_eq!(count(&page, "class=\"entry\""), 0);
}

#[test]
fn a_folded_row_says_what_was_and_what_is() {
    let page = diff::html(&report(&edits())).into_string();
    for part in [
        // What an entry is about is seen without unfolding it.
        "<span class=\"gist\"><span class=\"told\"><i>is</i> <code>[&quot;ill&quot;]</code></span> ",
        // Both documents, with title and version.
        "<tr><th>old</th><td>Shelter</td><td>1.0.0</td>",
        // A link to each entry.
        "title=\"Link to this entry\">",
        "<option value=\"operation\">operation</option>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let ids = page.matches("<details class=\"entry\" id=\"").count();
    assert_eq!(ids, count(&page, "class=\"entry\""));
}

#[test]
fn what_merely_moved_does_not_look_removed() {
    let page = diff::html(&report(&[Edit::Set(
        "/components/schemas/State/enum".to_owned(),
        json!(["ill", "adopted", "waiting"]),
    )]))
    .into_string();
    assert!(
        page.contains("<span class=\"ins\">    &quot;ill&quot;</span>"),
        "{page}"
    );
    assert!(
        !page.contains("<span class=\"del\">    &quot;adopted&quot;"),
        "{page}"
    );
}

#[test]
fn what_a_value_refers_to_is_shown() {
    let page = diff::html(&report(&[Edit::Set(
        "/components/schemas/Keeper/properties/place".to_owned(),
        json!({"$ref": "#/components/schemas/Place"}),
    )]))
    .into_string();
    assert!(page.contains("<summary><code>Place</code></summary>"));
    assert!(page.contains("Where an animal lives."));
}

#[test]
fn a_page_of_hundreds_shows_each_source_once() {
    let properties = |kind: &str| -> Vec<Edit> {
        let property = |index: usize| {
            let at = format!("/components/schemas/Place/properties/p{index}");
            Edit::Set(at, json!({ "type": kind }))
        };
        (0..250).map(property).collect()
    };
    let report = between(&properties("string"), &properties("integer"));
    let page = diff::html(&report).into_string();
    assert_eq!(count(&page, "class=\"entry\""), 250);
    assert_eq!(count(&page, "<summary><code>types/Place</code>"), 1);
    assert_eq!(
        count(&page, "<code>types/Place</code> as at <a href=\"#"),
        249
    );
}
