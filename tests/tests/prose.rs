//! A vendor's text is never code: rustdoc itself is asked what it would run of a generated client.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::process::Command;

use codegen::document::Document;
use codegen::generate::Settings;
use codegen::render::{Banner, Groups};
use codegen::select::Selection;
use codegen::standalone::standalone;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use workspace_tests::documents::load;

/// What `cargo test` ran out of descriptions, what did not compile, and what reached the page as HTML.
const SHAPES: [(&str, &str); 12] = [
    ("rust", "Text.\n\n```rust\nboom();\n```\n"),
    ("should_panic", "Text.\n\n```should_panic\nboom();\n```\n"),
    ("braces", "Text.\n\n```{.rust}\nboom();\n```\n"),
    ("fence-in-quote", "> ```\n> boom();\n> ```\n"),
    ("fence-in-list", "- item\n\n  ```\n  boom();\n  ```\n"),
    ("indented-in-quote", ">     boom();\n"),
    ("indented-in-list", "- item\n\n      boom();\n"),
    (
        "out-of-step",
        "Text\n```x```\n\n```\nno code\n```\n\n```\nboom();\n```\n",
    ),
    ("never-closed", "```text\nno code\n"),
    ("tab", "Text:\n\n\tboom();\n"),
    ("carriage-return", "Text\rmore\r\r    boom();\r"),
    ("bidirectional", "Text \u{202e} reversed \u{2066} more"),
];

/// A document that has each shape at each place that has a text.
fn hostile() -> Document {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for (name, text) in SHAPES {
        let field = json!({ "type": "string", "description": text, "enum": ["a", "b"] });
        let union = json!({ "description": text, "oneOf": [
            { "type": "string", "description": text },
            { "type": "object", "description": text, "required": ["z"], "properties": { "z": { "type": "string" } } },
        ] });
        schemas.insert(
            format!("Type-{name}"),
            json!({
                "type": "object", "title": text, "description": text,
                "properties": { "field": field, "union": union },
            }),
        );
        let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "required": true, "description": text, "schema": { "type": "string" } });
        paths.insert(
            format!("/{name}/{{id}}"),
            json!({ "get": {
                "operationId": format!("get-{name}"), "summary": text, "description": text,
                "parameters": [parameter("id", "path"), parameter("q", "query"), parameter("x-h", "header")],
                "responses": { "200": { "description": text, "content": { "application/json": { "schema": {
                    "$ref": format!("#/components/schemas/Type-{name}")
                } } } } },
            } }),
        );
    }
    let all: String = SHAPES
        .iter()
        .map(|(_, text)| format!("{text}\n\n"))
        .collect();
    load(&json!({
        "openapi": "3.0.3",
        "info": { "title": all, "version": "1", "description": all },
        "paths": Value::Object(paths),
        "components": { "schemas": schemas },
    }))
}

/// The doc comments of the source, each on an item of its own.
fn comments(source: &str) -> String {
    let mut items = String::new();
    let mut within = false;
    for (number, line) in source.lines().enumerate() {
        let line = line.trim_start();
        let is_doc = line.starts_with("///") || line.starts_with("#[doc");
        if within && !is_doc {
            items.push_str(&format!("pub struct Item{number};\n"));
        }
        if is_doc {
            items.push_str(&format!("{line}\n"));
        }
        within = is_doc;
    }
    items
}

#[test]
fn no_description_is_a_test() {
    let document = hostile();
    let settings = Settings::default();
    let banner = Banner {
        command: "a test".to_owned(),
        source: "hostile.json".to_owned(),
    };
    let resolved = codegen::resolve(&document, &Selection::default(), &[], &settings).unwrap();
    let client = codegen::client(&resolved, &settings, &Groups::new(), &banner).unwrap();
    let files = standalone(
        &client,
        &[],
        "hostile",
        "hostile.json",
        &workspace_tests::runtime(),
    );
    let sources = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/generated"));
    let comments: String = sources
        .map(|(_, source)| format!("pub mod m {{\n{}}}\n", comments(source)))
        .collect();
    // Modules of one name would not compile; numbers tell them apart.
    let comments: String = comments
        .split("pub mod m {")
        .enumerate()
        .map(|(number, part)| {
            if number == 0 {
                part.to_owned()
            } else {
                format!("pub mod m{number} {{{part}")
            }
        })
        .collect();
    assert!(comments.contains("boom();"), "the descriptions are gone");

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("comments.rs");
    std::fs::write(&file, comments).unwrap();
    let rustdoc = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let listed = Command::new(rustdoc)
        .args(["--edition", "2024", "--test", "--test-args", "--list"])
        .arg(&file)
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&listed.stdout),
        String::from_utf8_lossy(&listed.stderr),
    );
    assert!(listed.status.success(), "{out}{err}");
    assert!(out.contains("0 tests, 0 benchmarks"), "{out}{err}");
}
