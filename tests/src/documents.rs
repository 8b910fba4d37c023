//! Small OpenAPI documents, and what a refusal has to say.

use std::fmt::Debug;

use codegen::document::Document;
use codegen::error::{ErrorKind, Result};
use serde_json::{Value, json};

/// An OpenAPI 3.0 document of one operation, `GET /things (listThings)`, that answers the component `Thing`.
pub fn answering(thing: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "get": operation("listThings") } },
        "components": { "schemas": { "Thing": thing } },
    })
}

/// An operation that answers the component `Thing`.
pub fn operation(id: &str) -> Value {
    json!({
        "operationId": id,
        "tags": ["Things"],
        "responses": { "200": { "description": "a thing", "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } }
        } } },
    })
}

/// A plain object, as a component that nothing is wrong with.
pub fn plain() -> Value {
    json!({ "type": "object", "properties": { "name": { "type": "string" } } })
}

/// `document`, loaded from the file `api.json`.
pub fn load(document: &Value) -> Document {
    let text = serde_json::to_string_pretty(document).expect("JSON");
    Document::load("api.json", text.as_bytes()).expect("an OpenAPI document")
}

/// Asserts that `result` is a refusal of `kind`, and that a person who reads it learns where (`at`, as the
/// message prints it; empty for no place at all), why, what mends it, and each of `says`.
#[track_caller]
pub fn refused<T: Debug>(result: Result<T>, kind: ErrorKind, at: &str, says: &[&str]) {
    let error = match result {
        Ok(value) => panic!("not refused: {value:.200?}"),
        Err(error) => error,
    };
    let text = error.to_string();
    assert_eq!(error.kind, kind, "{text}");
    let place = text.lines().find_map(|line| line.strip_prefix("  at:  "));
    assert_eq!(place.unwrap_or_default(), at, "{text}");
    for (label, words) in [("why", &error.why), ("fix", &error.remedy)] {
        assert!(!words.trim().is_empty(), "no {label}: {text}");
        assert!(text.contains(&format!("\n  {label}: {words}")), "{text}");
    }
    for part in says {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}
