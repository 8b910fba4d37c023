//! What the report says beside kinds and levels, and documents that say the same in another form.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use codegen::diff::{self, Level};
use serde_json::{Value, json};

#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use edit::{Edit, base, compare, load, set};

fn assert_empty_but_version(old: &Value, new: &Value) {
    let report = diff::diff(&load(old), &load(new));
    let kinds: Vec<&str> = report
        .changes
        .iter()
        .map(|change| change.kind.id())
        .collect();
    assert_eq!(
        kinds,
        ["openapi-version-changed"],
        "{}",
        diff::text(&report)
    );
}

#[test]
fn both_versions_of_openapi_say_the_same() {
    let mut old = base();
    let mut new = base();
    set(&mut new, "/openapi", json!("3.1.0"));
    let property = |name: &str| format!("/components/schemas/Animal/properties/{name}");
    for (name, three_0, three_1) in [
        (
            "nickname",
            json!({"type": "string", "nullable": true}),
            json!({"type": ["string", "null"]}),
        ),
        (
            "keeper",
            json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Keeper"}]}),
            json!({"oneOf": [{"$ref": "#/components/schemas/Keeper"}, {"type": "null"}]}),
        ),
        (
            "size",
            json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true}),
            json!({"type": "integer", "exclusiveMinimum": 1}),
        ),
        (
            "species",
            json!({"type": "string", "enum": ["dog"]}),
            json!({"const": "dog"}),
        ),
        (
            "colour",
            json!({"type": "string", "example": "red"}),
            json!({"type": "string", "examples": ["red"]}),
        ),
        (
            "mood",
            json!({"type": "string", "nullable": true, "enum": ["good", "bad", null]}),
            json!({"enum": ["good", "bad", null]}),
        ),
        (
            "photo",
            json!({"type": "string", "format": "byte"}),
            json!({"type": "string", "contentEncoding": "base64"}),
        ),
        ("any", json!({}), json!(true)),
        (
            "state",
            json!({"description": "Now.", "allOf": [{"$ref": "#/components/schemas/State"}]}),
            json!({"$ref": "#/components/schemas/State", "description": "Now."}),
        ),
    ] {
        set(&mut old, &property(name), three_0);
        set(&mut new, &property(name), three_1);
    }
    assert_empty_but_version(&old, &new);
    assert_empty_but_version(&new, &old);
}

#[test]
fn a_level_says_who_is_concerned() {
    let report = compare(&[Edit::Set(
        "/components/schemas/Keeper/properties/fax".to_owned(),
        json!({"type": "string"}),
    )]);
    let [change] = report.changes.as_slice() else {
        panic!("{}", diff::text(&report))
    };
    assert_eq!(change.subject, "schema `Keeper`, property `fax`");
    assert_eq!(change.operations.len(), 3, "{:?}", change.operations);
    assert_eq!(change.pointer.old, None);
    assert_eq!(
        change.pointer.new.as_deref(),
        Some("/components/schemas/Keeper/properties/fax")
    );
    assert_eq!(change.after, Some(json!({"type": "string"})));
    assert!(change.new_location.as_ref().is_some_and(|at| at.column > 1));
    assert_eq!(change.remedy, None);
}

#[test]
fn a_change_at_many_places_is_one_entry() {
    let report = compare(&[Edit::Replace("string".to_owned(), "integer".to_owned())]);
    let mut all = base();
    let pattern = |text: &str| json!({"type": "string", "pattern": text});
    let names = ["a", "b", "c"];
    let with = |all: &mut Value, text: &str| {
        let map = all
            .pointer_mut("/components/schemas/NewAnimal/properties")
            .unwrap();
        for name in names {
            map.as_object_mut()
                .unwrap()
                .insert(name.to_owned(), pattern(text));
        }
    };
    with(&mut all, "^a$");
    let old = all.clone();
    with(&mut all, "^b$");
    let grouped = diff::diff(&load(&old), &load(&all));
    assert_eq!(grouped.changes.len(), 1, "{}", diff::text(&grouped));
    assert_eq!(
        grouped.changes.first().map(|change| change.also.len()),
        Some(2)
    );
    assert_eq!(report.verdict, Level::Major);
}

#[test]
fn numbers_that_move_are_no_change() {
    let page = |text: &str| json!({"type": "object", "description": text, "properties": {"next": {"type": "string", "description": text}}});
    let holder = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let mut old = base();
    let mut new = base();
    for (name, number, text) in [
        ("keepers", "", "First"),
        ("houses", "_2", "Second"),
        ("boxes", "_3", "Third"),
    ] {
        let schema = format!("Page{number}");
        old.pointer_mut("/components/schemas")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(schema.clone(), page(text));
        old.pointer_mut("/components/schemas/Animal/properties")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(name.to_owned(), holder(&schema));
    }
    for (name, schema, text) in [("keepers", "Page", "First"), ("boxes", "Page_2", "Third")] {
        new.pointer_mut("/components/schemas")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(schema.to_owned(), page(text));
        new.pointer_mut("/components/schemas/Animal/properties")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(name.to_owned(), holder(schema));
    }
    let report = diff::diff(&load(&old), &load(&new));
    let found: Vec<String> = report
        .changes
        .iter()
        .map(|it| format!("{}: {}", it.kind, it.subject))
        .collect();
    // `Page_3` is called `Page_2` now, which is a name in Rust; nothing else follows from it.
    assert_eq!(
        found,
        [
            "property-removed: schema `Animal`, property `houses`",
            "schema-renamed: schema `Page_2`"
        ],
        "{}",
        diff::text(&report)
    );
    let removed = report.changes.first().unwrap();
    assert_eq!(removed.schemas, ["-Page_2"]);
}

#[test]
fn cycles_end() {
    let mut old = base();
    let schemas = json!({
        "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "state": {"$ref": "#/components/schemas/A"}}},
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "C": {"allOf": [{"$ref": "#/components/schemas/C"}, {"type": "object", "properties": {"x": {"type": "string"}}}]},
        "D": {"oneOf": [{"$ref": "#/components/schemas/D"}, {"$ref": "#/components/schemas/Nowhere"}, {"$ref": "other.yaml#/X"}]},
    });
    for (name, schema) in schemas.as_object().unwrap() {
        old.pointer_mut("/components/schemas")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(name.clone(), schema.clone());
        let property = json!({"$ref": format!("#/components/schemas/{name}")});
        old.pointer_mut("/components/schemas/Animal/properties")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(name.clone(), property);
    }
    let same = diff::diff(&load(&old), &load(&old));
    assert_eq!(same.verdict, Level::None, "{}", diff::text(&same));
    let mut new = old.clone();
    set(
        &mut new,
        "/components/schemas/Node/properties/name",
        json!({"type": "string"}),
    );
    let report = diff::diff(&load(&old), &load(&new));
    assert_eq!(report.changes.len(), 1, "{}", diff::text(&report));
}

#[test]
fn every_kind_is_unique_and_explained() {
    let mut ids: Vec<&str> = diff::Kind::ALL.iter().map(|kind| kind.id()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for kind in diff::Kind::ALL {
        let facts = kind.facts();
        assert!(!facts.why.is_empty(), "{kind}");
        let major = facts.request == Level::Major || facts.response == Level::Major;
        assert!(!major || !facts.remedy.is_empty(), "{kind}");
    }
}

#[test]
fn the_formats_say_the_same() {
    let report = compare(&[
        Edit::Set(
            "/components/schemas/Animal/description".to_owned(),
            json!("<b>`An` *animal*</b>"),
        ),
        Edit::Remove("/paths/~1animals~1{animalId}/delete".to_owned()),
        Edit::Push("/components/schemas/State/enum".to_owned(), json!("ill")),
    ]);
    let json = diff::json(&report);
    assert_eq!(json.pointer("/verdict"), Some(&json!("major")));
    for key in [
        "level",
        "kind",
        "subject",
        "pointer",
        "before",
        "after",
        "operations",
        "rust",
    ] {
        assert!(
            json.pointer(&format!("/changes/0/{key}")).is_some(),
            "{key}"
        );
    }
    let text = diff::text(&report);
    assert!(
        text.starts_with("verdict: major (1 major, 1 minor, 1 patch)\n"),
        "{text}"
    );
    let markdown = diff::markdown(&report).into_string();
    assert!(
        markdown.starts_with("**Verdict: major** (1 major, 1 minor, 1 patch).\n"),
        "{markdown}"
    );
    assert_eq!(
        markdown.matches("<details").count(),
        markdown.matches("</details>").count()
    );
    assert!(!markdown.contains("\n<b>`An`"), "{markdown}");
    let none = diff::diff(&load(&base()), &load(&base()));
    assert_eq!(diff::json(&none).pointer("/verdict"), Some(&json!("none")));
    assert_eq!(diff::json(&none).pointer("/changes"), Some(&json!([])));
    assert!(diff::text(&none).starts_with("verdict: none"));
}

#[test]
fn a_terminal_obeys_no_document() {
    let report = compare(&[
        Edit::Set("/info/description".to_owned(), json!("\u{1b}[2Jgone\u{7}")),
        Edit::Push(
            "/components/schemas/State/enum".to_owned(),
            json!("\u{1b}]0;title\u{7}"),
        ),
    ]);
    let text = diff::text(&report);
    assert!(
        text.chars().all(|it| it == '\n' || !it.is_control()),
        "{text:?}"
    );
    assert!(text.contains("\\u{1b}[2Jgone"), "{text}");
}
