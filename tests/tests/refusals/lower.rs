//! Stage *lower*: what no rule can express is left out and reported, never dropped in silence.

use codegen::document::operations;
use codegen::error::ErrorKind;
use codegen::generate::Settings;
use codegen::lower::{Options, lower};
use codegen::select::Selection;
use codegen::{Resolved, resolve};
use serde_json::{Value, json};
use workspace_tests::documents::{answering, load, operation, plain, refused};

/// `GET /things`, which nothing is wrong with, and `POST /things`, which has `more`.
pub(super) fn with_post(more: Value) -> Value {
    let mut document = answering(plain());
    let mut post = operation("addThing");
    post.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    document["paths"]["/things"]["post"] = post;
    document
}

fn resolved(document: &Value) -> codegen::error::Result<Resolved> {
    resolve(
        &load(document),
        &Selection::default(),
        &[],
        &Settings::default(),
    )
}

/// What cannot be said of a request, with what the report has to name.
fn inexpressible() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({ "requestBody": { "$ref": "#/components/requestBodies/Gone" } }),
            "requestBodies/Gone",
        ),
        (
            json!({ "parameters": [{ "$ref": "#/components/parameters/Gone" }] }),
            "parameters/Gone",
        ),
    ]
}

#[test]
fn an_operation_that_no_rule_can_express_is_left_out_and_reported() {
    for (more, named) in inexpressible() {
        let resolved = resolved(&with_post(more)).unwrap();
        let [left_out] = resolved.left_out.as_slice() else {
            unreachable!("{named}: {:?}", resolved.left_out);
        };
        assert_eq!(left_out.operation, "POST /things (addThing)");
        assert_eq!(left_out.pointer, "/paths/~1things/post");
        assert!(left_out.reason.contains(named), "{}", left_out.reason);
        // The other operation of the path stays, and nothing else goes with the one.
        let kept: Vec<String> = operations(&resolved.document)
            .map(|it| it.title())
            .collect();
        assert_eq!(kept, ["GET /things (listThings)"]);
    }
}

#[test]
fn what_progenitor_cannot_send_stays() {
    let string = json!({ "type": "string" });
    let body = |media: &str| json!({ "requestBody": { "content": { media: { "schema": { "type": "object" } } } } });
    for more in [
        body("multipart/form-data"),
        body("application/xml"),
        json!({ "parameters": [{ "name": "session", "in": "cookie", "required": true, "schema": string }] }),
        json!({ "parameters": [{ "name": "filter", "in": "query", "required": true, "style": "deepObject",
            "schema": { "type": "object" } }] }),
        json!({ "parameters": [{ "name": "m", "in": "path", "required": true, "style": "matrix", "schema": string }] }),
    ] {
        let resolved = resolved(&with_post(more)).unwrap();
        assert_eq!(resolved.left_out, []);
        assert_eq!(operations(&resolved.document).count(), 2);
    }
}

#[test]
fn every_operation_is_either_there_or_reported() {
    let mut document = answering(plain());
    for (index, (more, _)) in inexpressible().into_iter().enumerate() {
        let mut post = operation(&format!("add{index}"));
        post.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        document["paths"][format!("/things/{index}")] =
            json!({ "post": post, "get": operation(&format!("get{index}")) });
    }
    let given = operations(&document).count();
    let resolved = resolved(&document).unwrap();
    assert_eq!(
        operations(&resolved.document).count() + resolved.left_out.len(),
        given
    );
    assert_eq!(resolved.left_out.len(), inexpressible().len());
}

#[test]
fn when_nothing_is_left_the_first_reason_and_its_place_are_named() {
    let (more, named) = inexpressible().remove(0);
    let mut document = with_post(more);
    document["paths"]["/things"]
        .as_object_mut()
        .unwrap()
        .shift_remove("get");
    refused(
        resolved(&document),
        ErrorKind::NothingLeft,
        "api.json:9:7 (#/paths/~1things/post)",
        &["no operation is left", "POST /things (addThing)", named],
    );
}

#[test]
fn a_document_without_operations() {
    let mut document = answering(plain());
    document["paths"] = json!({});
    refused(
        resolved(&document),
        ErrorKind::NothingLeft,
        "api.json:7:3 (#/paths)",
        &["no operation is left", "describes no operation"],
    );
}

#[test]
fn a_base_path_that_not_every_path_has() {
    let options = Options {
        base_path: Some("/v1".to_owned()),
        ..Options::default()
    };
    refused(
        lower(&load(&answering(plain())), &options),
        ErrorKind::Unsupported,
        "api.json:8:5 (#/paths/~1things)",
        &["`/things`", "/v1"],
    );
}
