//! Stage *generate*: what progenitor cannot do becomes an error that names the operation and the schema.
//!
//! *lower* keeps these constructs from progenitor, so here they come in by the side door: the generator has to
//! hold when a rule has a hole.

use std::sync::Arc;

use codegen::document::operations;
use codegen::error::ErrorKind;
use codegen::generate::{Generated, OnFault, Settings, generate};
use serde_json::{Value, json};
use workspace_tests::documents::{answering, load, operation, plain};

fn with(on_fault: OnFault, document: &Value) -> codegen::error::Result<Generated> {
    generate(
        &Arc::new(document.clone()),
        &Settings {
            on_fault,
            ..Settings::default()
        },
    )
}

/// Asserts that `document` is refused, with all of `says`, and without a panic that a user could see.
#[track_caller]
fn fails(document: &Value, kind: ErrorKind, says: &[&str]) {
    let Err(error) = with(OnFault::Refuse, document) else {
        panic!("not refused: {document}");
    };
    let text = error.to_string();
    assert_eq!(error.kind, kind, "{text}");
    for part in says {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    assert!(
        text.contains("\n  why: ") && text.contains("\n  fix: "),
        "{text}"
    );
    // What the generator says of itself means nothing to who reads it.
    for word in ["panic", "progenitor", ".rs:", "stack backtrace"] {
        assert!(!text.contains(word), "{text}");
    }
}

/// `GET /things`, which nothing is wrong with, and `POST /things`, whose body is an enum of two equal names.
fn clashing_body() -> Value {
    let mut document = answering(plain());
    let mut post = operation("addThing");
    post["requestBody"] = json!({ "content": { "application/json": { "schema": {
        "type": "string", "enum": ["ASC", "asc"]
    } } } });
    document["paths"]["/things"]["post"] = post;
    document
}

fn clashing_names() -> Value {
    answering(json!({ "type": "object", "properties": {
        "order": { "type": "string", "enum": ["ASC", "asc"] }
    } }))
}

#[test]
fn a_panic_names_the_operation() {
    fails(
        &clashing_body(),
        ErrorKind::Generate,
        &[
            "POST /things (addThing)",
            "at `#/paths/~1things/post/requestBody/content/application~1json/schema` (`type`, `enum`)",
            "the generator has no Rust type for it",
        ],
    );
}

#[test]
fn a_panic_at_a_schema_names_the_operation_and_the_schema() {
    fails(
        &clashing_names(),
        ErrorKind::Generate,
        &[
            "GET /things (listThings)",
            "schema `Thing`, at `#/components/schemas/Thing/properties/order` (`type`, `enum`)",
            "the generator has no Rust type for it",
        ],
    );
}

#[test]
fn a_refusal_names_the_operation_too() {
    let mut twice = answering(plain());
    twice["paths"]["/other"] = json!({ "get": operation("listThings") });
    fails(
        &twice,
        ErrorKind::Generate,
        &[
            "GET /other (listThings)",
            "two operations have the operationId `listThings`",
        ],
    );
    let mut fields = answering(plain());
    *fields
        .pointer_mut("/components/schemas/Thing/properties")
        .unwrap() = json!({ "a-b": { "type": "string" }, "a_b": { "type": "string" } });
    fails(
        &fields,
        ErrorKind::Generate,
        &["schema `Thing`", "the one Rust name `Thing.a_b`"],
    );
}

#[test]
fn a_type_without_values() {
    let closed = |name: &str| {
        json!({
            "type": "object", "required": [name], "additionalProperties": false,
            "properties": { name: { "type": "string" } },
        })
    };
    for (schema, named) in [
        (
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            "`Thing`",
        ),
        (json!({ "allOf": [closed("a"), closed("b")] }), "`Thing`"),
        (
            json!({ "type": "object", "properties": { "never": { "not": {} } } }),
            "`ThingNever`",
        ),
    ] {
        fails(
            &answering(schema),
            ErrorKind::Uninhabited,
            &[
                "GET /things (listThings)",
                "schema `Thing`",
                named,
                "has no values",
            ],
        );
    }
}

#[test]
fn at_large_the_operation_at_fault_is_left_out_and_reported() {
    let generated = with(OnFault::LeaveOut, &clashing_body()).unwrap();
    let [left_out] = generated.left_out.as_slice() else {
        panic!("{:?}", generated.left_out);
    };
    assert_eq!(left_out.operation, "POST /things (addThing)");
    assert_eq!(left_out.pointer, "/paths/~1things/post");
    assert!(
        left_out
            .reason
            .ends_with("the generator has no Rust type for it"),
        "{}",
        left_out.reason
    );
    let kept: Vec<String> = operations(&generated.document)
        .map(|it| it.title())
        .collect();
    assert_eq!(kept, ["GET /things (listThings)"]);
}

#[test]
fn when_every_operation_is_at_fault_that_is_said() {
    let Err(error) = with(OnFault::LeaveOut, &clashing_names()) else {
        panic!("not refused");
    };
    assert_eq!(error.kind, ErrorKind::NothingLeft, "{error}");
    assert!(error.what.contains("none of the 1 operations"), "{error}");
    assert!(
        error
            .what
            .contains("GET /things (listThings): schema `Thing`"),
        "{error}"
    );
}

#[test]
fn what_is_no_openapi_at_all_is_refused() {
    let mut document = answering(plain());
    document["components"]["schemas"]["Thing"] = json!({ "type": 7 });
    fails(
        &document,
        ErrorKind::Generate,
        &["not an OpenAPI 3.0 document"],
    );
}

#[test]
fn the_rules_keep_all_of_it_from_the_generator() {
    let settings = Settings::default();
    for document in [clashing_body(), clashing_names()] {
        let given = operations(&document).count();
        let resolved = codegen::resolve(
            &load(&document),
            &codegen::select::Selection::default(),
            &[],
            &settings,
        );
        let resolved = resolved.unwrap();
        let generated = generate(&resolved.document, &settings).unwrap();
        assert_eq!(
            operations(&generated.document).count() + resolved.left_out.len(),
            given
        );
    }
}
