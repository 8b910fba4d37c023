//! A document whose names are awkward in Rust, in HTTP, or in a file system.

use serde_json::{Value, json};

/// Names of schemas and operationIds that have stopped a whole document, or a compilation.
const NAMES: [&str; 22] = [
    "用户", "订单", "self", "Self", "super", "crate", "1get", "_", "async", "gen", "type", "new",
    "client", "baseurl", "builder", "prelude", "types", "a b", "get/x", "default", "al-ʿurr",
    "аpi",
];

/// The document: one operation per name and place.
pub fn document() -> Value {
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Odd names", "version": "1" },
        "servers": [{ "url": "https://odd.example" }],
        "paths": {},
        "components": { "schemas": {} },
    });
    let long = "Long".repeat(75);
    for (number, name) in NAMES.into_iter().chain([long.as_str()]).enumerate() {
        add(
            &mut document,
            &format!("/operations/{number}"),
            json!({ "operationId": name }),
        );
        // A name that differs from an operation's by more than case and punctuation.
        let schema = format!("{name}类");
        let properties = json!({ name: { "type": "string", "enum": [name, "", "other"] }, "next": { "$ref": reference(&schema) } });
        document["components"]["schemas"][&schema] =
            json!({ "type": "object", "properties": properties, "required": [name] });
        let operation = json!({ "operationId": format!("schema{number}"), "responses": { "200": { "description": "", "content": {
            "application/json": { "schema": { "$ref": reference(&schema) } } } } } });
        add(&mut document, &format!("/schemas/{number}"), operation);
    }
    for (number, name) in [
        "X Y: z",
        "用户",
        "",
        "x\r\ny",
        "api-version",
        "super::Client::x",
    ]
    .into_iter()
    .enumerate()
    {
        for place in ["header", "query", "cookie"] {
            let parameter = json!({ "name": name, "in": place, "required": true, "schema": { "type": "string" } });
            let operation =
                json!({ "operationId": format!("{place}{number}"), "parameters": [parameter] });
            add(
                &mut document,
                &format!("/parameters/{place}/{number}"),
                operation,
            );
        }
    }
    let nameless = json!({ "in": "query", "required": true, "schema": { "type": "string" } });
    add(
        &mut document,
        "/nameless",
        json!({ "operationId": "nameless", "parameters": [nameless] }),
    );
    for place in ["header", "query", "path", "cookie"] {
        let secret = json!({ "name": "key", "in": place, "required": true, "schema": { "type": "string", "format": "password" } });
        let path = if place == "path" {
            "/secret/{key}".to_owned()
        } else {
            format!("/secret-{place}")
        };
        add(
            &mut document,
            &path,
            json!({ "operationId": format!("secret{place}"), "parameters": [secret] }),
        );
    }
    for (number, path) in ["//twice//", "/query?a=b#c", "/dots/../x", "/space x/用户"]
        .into_iter()
        .enumerate()
    {
        add(
            &mut document,
            path,
            json!({ "operationId": format!("path{number}") }),
        );
    }
    document
}

fn reference(name: &str) -> String {
    format!(
        "#/components/schemas/{}",
        name.replace('~', "~0").replace('/', "~1")
    )
}

fn add(document: &mut Value, path: &str, mut operation: Value) {
    if operation.get("responses").is_none() {
        operation["responses"] = json!({ "204": { "description": "" } });
    }
    document["paths"][path] = json!({ "get": operation });
}
