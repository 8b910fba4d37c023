//! What the client does not do as the document says is told, by every stage and in every output.

use std::collections::BTreeSet;

use codegen::document::Document;
use codegen::error::ErrorKind;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::report::{Loss, strict, summary};
use codegen::select::Selection;
use codegen::standalone::{Runtime, standalone};
use codegen::{Client, Resolved};
use serde_json::{Value, json};
use workspace_tests::documents::{answering, load, operation, plain, refused};
use workspace_tests::told::{Count, Said, count};

fn clients(document: &Document) -> (Resolved, Client) {
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let resolved = codegen::resolve(document, &Selection::default(), &[], &settings).unwrap();
    let banner = Banner {
        command: "test".to_owned(),
        source: "api.json".to_owned(),
    };
    let client = codegen::client(&resolved, &settings, &Groups::default(), &banner).unwrap();
    (resolved, client)
}

fn counted(document: &Document, client: &Client, losses: &[Loss]) -> Count {
    count(&Said {
        document: document.value(),
        model: &client.model,
        losses,
        left_out: &client.left_out,
    })
}

/// `POST /things`, which has `more`, and the component `Other`.
fn with_post(more: Value) -> Value {
    let mut document = super::lower::with_post(more);
    document["openapi"] = json!("3.1.0");
    document["components"]["schemas"]["Other"] =
        json!({ "type": "object", "properties": { "other": { "type": "integer" } } });
    document
}

/// A schema as the body of `POST /things`.
fn with_schema(schema: Value) -> Value {
    with_post(json!({ "requestBody": { "content": { "application/json": { "schema": schema } } } }))
}

fn with_content(content: Value) -> Value {
    with_post(json!({ "requestBody": { "content": content } }))
}

fn with_responses(responses: Value) -> Value {
    with_post(json!({ "responses": responses }))
}

fn with_parameter(parameter: Value) -> Value {
    with_post(json!({ "parameters": [parameter] }))
}

fn object(properties: Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

/// What each rule loses: a document, and the pointer of the place that is told.
#[rustfmt::skip]
fn lossy() -> Vec<(&'static str, Value, &'static str)> {
    let other = json!({ "$ref": "#/components/schemas/Other" });
    let body = "/paths/~1things/post/requestBody/content";
    let schema = format!("{body}/application~1json/schema");
    let responses = "/paths/~1things/post/responses";
    let below = |at: &str, rest: &str| -> &'static str { format!("{at}{rest}").leak() };
    let mut document = answering(plain());
    document["openapi"] = json!("3.1.0");
    document["webhooks"] = json!({ "thingAdded": { "post": operation("thingAdded") } });
    let mut unknown_method = answering(plain());
    unknown_method["paths"]["/things"]["query"] = operation("queryThings");
    let mut server = with_post(json!({}));
    server["servers"] = json!([{ "url": "https://{region}.example.com", "variables": { "region": {} } }]);
    let mut digest = with_post(json!({ "security": [{ "digest": [] }] }));
    digest["components"]["securitySchemes"] = json!({ "digest": { "type": "http", "scheme": "digest" } });
    let mut mutual = with_post(json!({ "security": [{ "certificate": [] }] }));
    mutual["components"]["securitySchemes"] = json!({ "certificate": { "type": "mutualTLS" } });
    let mut composed = with_schema(json!({ "$ref": "#/components/schemas/A" }));
    composed["components"]["schemas"]["A"] = json!({ "allOf": [{ "$ref": "#/components/schemas/B" }, object(json!({ "a": {} }))] });
    composed["components"]["schemas"]["B"] = json!({ "allOf": [{ "$ref": "#/components/schemas/A" }, object(json!({ "b": {} }))] });
    let mut unreachable = with_post(json!({ "responses": { "200": { "$ref": "#/components/responses/Gone" } } }));
    unreachable["components"]["responses"] = json!({});
    vec![
        ("incoming-calls", document, "/webhooks/thingAdded"),
        ("incoming-calls", with_post(json!({ "callbacks": { "done": {} } })), "/paths/~1things/post/callbacks/done"),
        ("unresolved-references", with_schema(object(json!({ "a": { "$ref": "https://example.com/a.json" } }))), below(&schema, "/properties/a/$ref")),
        ("unresolved-references", with_schema(object(json!({ "a": { "$dynamicRef": "#node" } }))), below(&schema, "/properties/a")),
        ("tuples", with_schema(object(json!({ "a": { "type": "array", "prefixItems": [other] } }))), below(&schema, "/properties/a")),
        ("pattern-properties", with_schema(json!({ "type": "object", "patternProperties": { "^a": other, "^b": { "type": "string" } } })), &*schema.clone().leak()),
        ("unknown-keywords", with_schema(json!({ "type": "object", "if": {}, "then": object(json!({ "a": {} })) })), below(&schema, "/then")),
        ("unknown-keywords", with_schema(json!({ "type": "object", "properties": ["a"] })), below(&schema, "/properties")),
        ("unknown-keywords", with_schema(object(json!({ "a": "string" }))), below(&schema, "/properties/a")),
        ("unknown-keys", unknown_method, "/paths/~1things/query"),
        ("unknown-keys", with_post(json!({ "parameters": { "a": {} } })), "/paths/~1things/post/parameters"),
        ("unknown-keys", with_responses(json!({ "200": "ok" })), below(responses, "/200")),
        ("incomplete-objects", server, "/servers/0"),
        ("implied-types", with_schema(object(json!({ "a": { "type": "file" } }))), below(&schema, "/properties/a")),
        ("composition-cycles", composed, "/components/schemas/B"),
        ("compositions", with_schema(json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] })), &*schema.clone().leak()),
        ("compositions", with_schema(json!({ "allOf": [object(json!({ "a": object(json!({ "b": {} })) })), object(json!({ "a": object(json!({ "c": {} })) }))] })), &*schema.clone().leak()),
        ("degenerate-unions", with_schema(json!({ "oneOf": [other, {}] })), &*schema.clone().leak()),
        ("malformed-parameters", with_parameter(json!({ "name": "X Things", "in": "header" })), "/paths/~1things/post/parameters/0"),
        ("path-parameters", with_parameter(json!({ "name": "id", "in": "path", "required": true })), "/paths/~1things/post/parameters/0"),
        ("body-parts", with_post(json!({ "requestBody": { "required": true } })), "/paths/~1things/post/requestBody"),
        ("answer-parts", with_responses(json!({ "200": {}, "20": {} })), below(responses, "/20")),
        ("answer-parts", unreachable, below(responses, "/200")),
        ("parameter-styles", with_parameter(json!({ "name": "a", "in": "query", "style": "tabDelimited" })), "/paths/~1things/post/parameters/0/style"),
        ("parameter-styles", with_parameter(json!({ "name": "a", "in": "header", "style": "deepObject" })), "/paths/~1things/post/parameters/0/style"),
        ("parameter-contents", with_parameter(json!({ "name": "a", "in": "query", "content": { "application/xml": {} } })), "/paths/~1things/post/parameters/0/content/application~1xml"),
        ("body-media-types", with_content(json!({ "application/json": { "schema": other }, "*/*": { "schema": object(json!({})) } })), below(body, "/*~1*")),
        ("untyped-bodies", with_content(json!({ "application/xml": { "schema": other } })), below(body, "/application~1xml")),
        ("forms-of-no-object", with_content(json!({ "multipart/form-data": { "schema": { "type": "array", "items": {} } } })), below(body, "/multipart~1form-data")),
        ("part-headers", with_content(json!({ "multipart/form-data": { "schema": other, "encoding": { "other": { "headers": { "X-Part": {} } } } } })), below(body, "/multipart~1form-data/encoding/other/headers/X-Part")),
        ("response-media-types", with_responses(json!({ "200": { "content": { "application/json": {}, "text/csv": {} } } })), below(responses, "/200/content/text~1csv")),
        ("untyped-responses", with_responses(json!({ "200": { "content": { "application/xml": { "schema": other } } } })), below(responses, "/200/content/application~1xml")),
        ("security-schemes", digest, "/components/securitySchemes/digest"),
        ("security-schemes", mutual, "/components/securitySchemes/certificate"),
        ("security-schemes", with_post(json!({ "security": [{ "gone": [] }] })), "/paths/~1things/post/security/0/gone"),
    ]
}

/// What the independent count finds by itself, when nobody tells it.
const COUNTED: [&str; 9] = [
    "answer-parts",
    "body-parts",
    "incoming-calls",
    "incomplete-objects",
    "malformed-parameters",
    "parameter-styles",
    "path-parameters",
    "response-media-types",
    "security-schemes",
];

#[test]
fn every_rule_tells_what_it_loses() {
    let mut noticed = BTreeSet::new();
    for (rule, document, pointer) in lossy() {
        let document = load(&document);
        let (_, client) = clients(&document);
        let found: Vec<(&str, &str)> = client
            .losses
            .iter()
            .map(|it| (it.rule, it.place.pointer.as_str()))
            .collect();
        assert!(found.contains(&(rule, pointer)), "{rule}: {found:#?}");
        for loss in &client.losses {
            let whole = ["/webhooks/", "/paths/~1things/query"];
            let has_operation = whole.iter().any(|it| loss.place.pointer.starts_with(it));
            let post = loss
                .operations
                .contains(&"POST /things (addThing)".to_owned());
            assert!(has_operation || post, "{loss:?}");
            assert!(loss.place.line > 1 && loss.place.column > 0, "{loss:?}");
        }
        let count = counted(&document, &client, &client.losses);
        assert!(count.silent.is_empty(), "{rule}: {:?}", count.silent);
        if !counted(&document, &client, &[]).silent.is_empty() {
            noticed.insert(rule);
        }
    }
    for rule in COUNTED {
        assert!(noticed.contains(rule), "{rule} is not in {noticed:?}");
    }
}

#[test]
fn a_document_without_losses_has_none() {
    let (_, client) = clients(&load(&answering(plain())));
    assert_eq!(client.losses, []);
}

/// A schema that many operations lead to tells all of them, and those that it does not concern stay out of it.
#[test]
fn a_loss_names_the_operations_that_lead_to_it() {
    let mut document = with_post(json!({}));
    document["components"]["schemas"]["Thing"]["properties"]["other"] =
        json!({ "$ref": "#/components/schemas/Other" });
    document["components"]["schemas"]["Other"]["properties"]["pair"] =
        json!({ "type": "array", "prefixItems": [{ "type": "string" }] });
    let mut alone = operation("alone");
    alone["responses"] = json!({ "204": { "description": "done" } });
    document["paths"]["/alone"] = json!({ "get": alone });
    let (resolved, client) = clients(&load(&document));
    let [loss] = client.losses.as_slice() else {
        panic!("{:?}", client.losses);
    };
    assert_eq!(
        loss.operations,
        ["GET /things (listThings)", "POST /things (addThing)"]
    );
    let noted = |path: &str| resolved.document.pointer(path).is_some();
    assert!(noted("/paths/~1things/get/x-losses/0"));
    assert!(!noted("/paths/~1alone/get/x-losses"));
}

/// What all operations lost that are left out themselves is no loss of the client's.
#[test]
fn what_is_left_out_loses_nothing_more() {
    let mut document = with_responses(json!({ "200": {}, "20": {} }));
    document["paths"]["/things"]["post"]["parameters"] =
        json!([{ "$ref": "#/components/parameters/Gone" }]);
    let (resolved, client) = clients(&load(&document));
    assert_eq!(resolved.left_out.len(), 1);
    let place = resolved.left_out[0].place.as_ref().unwrap();
    assert_eq!(place.pointer, "/paths/~1things/post");
    assert_eq!(client.losses, []);
}

#[test]
fn strict_generation_refuses_the_first_loss() {
    let (_, client) = clients(&load(&with_responses(json!({ "200": {}, "20": {} }))));
    refused(
        strict(&client.losses, &[]),
        ErrorKind::Lossy,
        "api.json:34:11 (#/paths/~1things/post/responses/20)",
        &[
            "1 loss, 0 operations left out",
            "the response `20` is not read",
            "POST /things (addThing)",
        ],
    );
    assert_eq!(strict(&[], &[]), Ok(()));
}

fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "reports",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

/// A document with several losses, one of which tries to forge what is said of it.
fn several() -> Value {
    let mut document = with_post(json!({
        "summary": "Adds a thing.",
        "parameters": [{ "name": "X\n  fix: do nothing", "in": "header" }, { "name": "q", "in": "query", "style": "tabDelimited" }],
        "requestBody": { "content": { "application/xml": { "schema": { "$ref": "#/components/schemas/Other" } } } },
        "responses": {
            "200": { "description": "ok", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } }, "text/csv": {} } },
            "400": { "description": "no", "content": { "application/json": {}, "text/csv": {} } },
        },
    }));
    document["webhooks"] = json!({ "added": {} });
    document["components"]["schemas"]["Thing"]["properties"]["pair"] =
        json!({ "type": "array", "prefixItems": [{ "type": "string" }] });
    document
}

#[test]
fn the_whole_reports() {
    let (_, client) = clients(&load(&several()));
    let shown = summary(&client.losses, "the README has them all");
    assert_snapshot("losses-text", &shown.unwrap());
    let json = serde_json::to_string_pretty(&client.losses).unwrap();
    assert_snapshot("losses-json", &json);
    let files = standalone(&client, &[], "things", "api.json", &Runtime::default());
    let file = |path: &str| files.iter().find(|(name, _)| *name == path).unwrap().1;
    let readme = file("README.md");
    let at = readme.find("## Left out").unwrap();
    assert_snapshot("losses-readme", &readme[at..]);
    assert_snapshot("losses-method", file("src/generated/operations/things.rs"));
}

/// An operation with every way to send and read something, none of which is lost.
fn with_everything() -> Value {
    let thing = json!({ "$ref": "#/components/schemas/Thing" });
    let other = json!({ "$ref": "#/components/schemas/Other" });
    let mut document = with_post(json!({
        "servers": [{ "url": "https://upload.example.com" }],
        "security": [{ "token": [] }, { "key": [], "session": [] }],
        "parameters": [
            { "name": "filter", "in": "query", "style": "deepObject", "schema": object(json!({ "a": object(json!({ "b": { "type": "string" } })) })) },
            { "name": "page", "in": "query", "schema": other },
            { "name": "expand", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } },
            { "name": "path", "in": "query", "allowReserved": true, "schema": { "type": "string" } },
            { "name": "query", "in": "query", "content": { "application/json": { "schema": other } } },
            { "name": "session", "in": "cookie", "schema": { "type": "string" } },
            { "name": "X-Ids", "in": "header", "required": true, "schema": { "type": "array", "items": { "type": "integer" } } },
        ],
        "requestBody": { "content": {
            "application/merge-patch+json": { "schema": thing },
            "application/vnd.things+json": { "schema": other },
            "application/json-patch+json": { "schema": { "type": "array", "items": other } },
            "application/x-www-form-urlencoded": {
                "schema": object(json!({ "metadata": { "type": "object", "additionalProperties": { "type": "string" } }, "expand": { "type": "array", "items": { "type": "string" } } })),
                "encoding": { "metadata": { "style": "deepObject", "explode": true }, "expand": { "style": "deepObject", "explode": true } },
            },
            "multipart/form-data": {
                "schema": object(json!({ "file": { "type": "string", "format": "binary" }, "about": other })),
                "encoding": { "file": { "contentType": "image/png" } },
            },
            "text/plain": { "schema": { "type": "string" } },
            "application/octet-stream": {},
        } },
        "responses": {
            "200": { "description": "", "content": { "application/json": { "schema": thing }, "text/event-stream": { "schema": other } } },
            "201": { "description": "", "content": { "application/json": { "schema": other } } },
            "204": { "description": "" },
            "4XX": { "description": "", "content": { "application/problem+json": { "schema": other } } },
            "default": { "description": "", "content": { "text/plain": {} } },
        },
    }));
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer" },
        "key": { "type": "http", "scheme": "ApiKey" },
        "session": { "type": "apiKey", "in": "cookie", "name": "sid" },
    });
    document
}

#[test]
fn everything_that_the_client_can_do_is_no_loss() {
    let document = load(&with_everything());
    let (_, client) = clients(&document);
    assert_eq!(client.losses, []);
    let count = counted(&document, &client, &[]);
    assert!(count.silent.is_empty(), "{:?}", count.silent);
    let operation = &client.items["operations/AddThing"];
    assert_snapshot("wire", operation);
}

/// What refers to an address is mended by bundling, and what refers to nothing in the document by a correction of it.
#[test]
fn what_the_document_does_not_hold_has_a_remedy() {
    let cases = [
        ("https://example.com/api.yaml#/r", "bundle it first"),
        ("#/components/responses/Gone", "correct the reference"),
    ];
    for (target, remedy) in cases {
        let response = with_post(json!({ "responses": { "200": { "$ref": target } } }));
        let (_, client) = clients(&load(&response));
        let losses = client.losses;
        assert!(
            losses.iter().any(|it| it.remedy.contains(remedy)),
            "{losses:#?}"
        );
        let body = with_post(json!({ "requestBody": { "$ref": target } }));
        let (resolved, _) = clients(&load(&body));
        let left_out = resolved.left_out;
        assert!(
            left_out.iter().any(|it| it.reason.contains(remedy)),
            "{left_out:#?}"
        );
    }
}
