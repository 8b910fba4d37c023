//! How often the generator is asked, and for how much.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cell::Cell;

use serde_json::{Value, json};

use super::isolate;
use crate::document::operations;
use crate::error::ErrorKind;
use crate::generate::Fault;

/// A document of `count` operations, each with a schema of its own that refers to a shared one.
fn document(count: usize, edit: impl Fn(usize, &mut Value, &mut Value)) -> Value {
    let mut document = json!({
        "openapi": "3.0.3", "info": { "title": "a", "version": "1" }, "paths": {},
        "components": { "schemas": { "Shared": { "type": "object", "properties": { "self": { "$ref": "#/components/schemas/Shared" } } } } },
    });
    for number in 0..count {
        let name = format!("Thing{number}");
        let mut operation = json!({ "operationId": format!("get{number}"), "responses": { "200": { "description": "", "content": {
            "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } } } });
        let mut schema = json!({ "type": "object", "properties": { "shared": { "$ref": "#/components/schemas/Shared" } } });
        edit(number, &mut operation, &mut schema);
        document["paths"][format!("/things/{number}")] = json!({ "get": operation });
        document["components"]["schemas"][name] = schema;
    }
    document
}

/// Runs the search with a generator that fails at any of the marks, and gives the operations that are left, those that are
/// left out, and what was generated in all, as a share of the document.
fn search(document: &Value, marks: &[&str]) -> (usize, Vec<String>, f64) {
    let whole = document.to_string().len();
    let given = Cell::new(0);
    let (kept, left_out) = isolate(document, |part| {
        let text = part.to_string();
        given.set(given.get() + text.len());
        let mark = marks.iter().find(|mark| text.contains(**mark))?;
        Some(Fault {
            kind: ErrorKind::Generate,
            message: format!("`{mark}` is not supported"),
        })
    });
    let reasons = left_out
        .into_iter()
        .map(|it| format!("{}: {}", it.operation, it.reason))
        .collect();
    (
        operations(&kept).count(),
        reasons,
        given.get() as f64 / whole as f64,
    )
}

#[test]
fn many_faulty_schemas_cost_a_few_runs() {
    let document = document(400, |number, _, schema| {
        if number % 10 == 0 {
            schema["properties"]["evil"] = json!({ "type": "string" });
        }
    });
    let (kept, reasons, cost) = search(&document, &["evil"]);
    assert_eq!((kept, reasons.len()), (360, 40));
    assert_eq!(
        reasons[1],
        "GET /things/10 (get10): schema `Thing10`: `evil` is not supported"
    );
    assert!(cost < 6.0, "as much as {cost} documents was generated");
}

#[test]
fn many_faulty_operations_cost_a_few_runs() {
    let document = document(400, |number, operation, _| {
        if number % 10 == 0 {
            operation["summary"] = json!("evil");
        }
    });
    let (kept, reasons, cost) = search(&document, &["evil"]);
    assert_eq!((kept, reasons.len()), (360, 40));
    assert_eq!(
        reasons[1],
        "GET /things/10 (get10): `evil` is not supported"
    );
    assert!(cost < 8.0, "as much as {cost} documents was generated");
}

/// A schema that many reach is at fault once, and all of them are left out for it.
#[test]
fn a_shared_schema_is_named_once() {
    let mut document = document(60, |_, _, _| {});
    document["paths"]["/fine"] = json!({ "get": { "operationId": "fine", "responses": {} } });
    document["components"]["schemas"]["Shared"]["properties"]["evil"] = json!({});
    let (kept, reasons, _) = search(&document, &["evil"]);
    assert_eq!((kept, reasons.len()), (1, 60));
    assert!(
        reasons[0].ends_with("schema `Shared`: `evil` is not supported"),
        "{}",
        reasons[0]
    );
}

#[test]
fn what_fails_at_the_root_is_told_of_every_operation_at_once() {
    let mut document = document(50, |_, _, _| {});
    document["info"]["title"] = json!("evil");
    let (kept, reasons, cost) = search(&document, &["evil"]);
    assert_eq!((kept, reasons.len()), (0, 50));
    assert!(cost < 1.0, "{cost}");
}

/// Two operations that are fine by themselves, and not together.
#[test]
fn a_collision_leaves_the_later_one_out() {
    let document = document(64, |number, operation, _| {
        if number == 11 || number == 50 {
            operation["summary"] = json!("half");
        }
    });
    let (kept, left_out) = isolate(&document, |part| {
        let twice = part.to_string().matches("\"half\"").count() > 1;
        twice.then(|| Fault {
            kind: ErrorKind::Generate,
            message: "twice".to_owned(),
        })
    });
    assert_eq!(operations(&kept).count(), 63);
    assert_eq!(left_out[0].operation, "GET /things/50 (get50)");
    assert_eq!(left_out[0].reason, "together with other operations, twice");
}
