use serde_json::json;

use super::{Case, answering, operation, with_schemas};

pub(super) fn cases() -> Vec<Case> {
    let string = json!({ "type": "string" });
    let mut incoming = answering(string.clone());
    incoming["webhooks"] = json!({ "hook": { "post": {} } });
    incoming["paths"]["/t"]["get"]["callbacks"] = json!({ "done": {} });
    let mut version = answering(string.clone());
    version["openapi"] = json!("3.1.0");
    let mut extensions = answering(json!({ "type": "string", "x-rust-type": { "crate": "evil" } }));
    extensions["x-logo"] = json!({});
    let mut unknown = answering(string.clone());
    unknown["jsonSchemaDialect"] = json!("https://example.com");
    unknown["components"]["headers"] = json!({ "H": {} });
    unknown["info"]["summary"] = json!("s");
    let mut incomplete = answering(string.clone());
    incomplete["info"]["license"] = json!({});
    incomplete["externalDocs"] = json!({});
    incomplete["paths"]["/t"]["get"]["externalDocs"] = json!({ "description": "d" });
    incomplete["servers"] = json!([
        {}, "https://a.example", { "url": "https://{a}.example", "variables": { "a": {} } },
        { "url": "https://{a}.example:{b}", "variables": { "a": { "enum": ["x", 1] }, "b": { "default": 8080 } } },
    ]);
    let mut shared = answering(string.clone());
    shared["components"]["responses"] = json!({ "R": { "description": "r" } });
    shared["paths"]["/t"]["parameters"] =
        json!([{ "name": "q", "in": "query", "schema": { "type": "string" } }]);
    shared["paths"]["/t"]["get"]["responses"] =
        json!({ "204": { "$ref": "#/components/responses/R" } });
    let mut twice = answering(string.clone());
    twice["paths"]["/u"] = json!({ "get": operation(json!({ "operationId": "get_t" })), "post": operation(json!({ "operationId": "post" })) });
    let mut anonymous = answering(string.clone());
    anonymous["paths"]["/t/{id}"] = json!({ "get": operation(json!({ "operationId": null })) });
    let mut tags = answering(string.clone());
    tags["paths"]["/t"]["get"]["tags"] = json!(["a", "b"]);
    let mut servers = answering(string.clone());
    servers["servers"] = json!([{ "url": "https://a.example" }]);
    servers["paths"]["/t"]["get"]["servers"] = json!([{ "url": "https://b.example" }]);
    let unreached = with_schemas(
        json!({ "T": { "type": "string" }, "U": { "type": "array", "items": { "$ref": "#/components/schemas/T" } } }),
    );
    let names = with_schemas(json!({
        "T": { "type": "object", "properties": { "u": { "$ref": "#/components/schemas/t" }, "s": { "$ref": "#/components/schemas/String" } } },
        "t": { "type": "string" }, "String": { "type": "string" },
    }));
    let mut inline = with_schemas(
        json!({ "T": string, "GetTResponse": { "type": "object", "properties": { "t": { "$ref": "#/components/schemas/T" } } } }),
    );
    let at = "/paths/~1t/get/responses";
    *inline.pointer_mut(at).unwrap() = json!({
        "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/GetTResponse" } } } },
        "400": { "description": "", "content": { "application/json": { "schema": { "type": "object", "properties": { "message": { "type": "string" } } } } } },
    });
    let mut shared_error = with_schemas(json!({ "T": string }));
    shared_error["components"]["responses"] = json!({ "Refused": { "description": "", "content": {
        "application/json": { "schema": { "type": "object", "properties": { "message": { "type": "string" } } } } } } });
    shared_error["paths"]["/u"] = json!({ "get": operation(json!({ "operationId": "getU" })) });
    for (path, status) in [("/t", "400"), ("/u", "409")] {
        shared_error["paths"][path]["get"]["responses"][status] =
            json!({ "$ref": "#/components/responses/Refused" });
    }
    vec![
        Case {
            rule: "incoming-calls",
            document: incoming,
            expected: vec![
                ("/webhooks", json!(null)),
                ("/paths/~1t/get/callbacks", json!(null)),
            ],
        },
        Case {
            rule: "version",
            document: version,
            expected: vec![("/openapi", json!("3.0.3"))],
        },
        Case {
            rule: "vendor-extensions",
            document: extensions,
            expected: vec![
                ("/x-logo", json!(null)),
                ("/components/schemas/T", json!({ "type": "string" })),
            ],
        },
        Case {
            rule: "unknown-keys",
            document: unknown,
            expected: vec![
                ("/jsonSchemaDialect", json!(null)),
                ("/components/headers", json!(null)),
                ("/info/summary", json!(null)),
            ],
        },
        Case {
            rule: "incomplete-objects",
            document: incomplete,
            expected: vec![
                ("/info/license", json!(null)),
                ("/externalDocs", json!(null)),
                ("/paths/~1t/get/externalDocs", json!(null)),
                ("/servers/1", json!(null)),
                (
                    "/servers/0/variables",
                    json!({ "a": { "default": "x", "enum": ["x", "1"] }, "b": { "default": "8080" } }),
                ),
            ],
        },
        Case {
            rule: "written-out",
            document: shared,
            expected: vec![
                (
                    "/paths/~1t/get/responses/204",
                    json!({ "description": "r" }),
                ),
                ("/paths/~1t/get/parameters/0/name", json!("q")),
                ("/components/responses", json!(null)),
            ],
        },
        Case {
            rule: "colliding-operation-ids",
            document: twice,
            expected: vec![
                ("/paths/~1t/get/operationId", json!("getT")),
                ("/paths/~1u/get/operationId", json!("get_t_get")),
                ("/paths/~1u/post/operationId", json!("post_operation")),
            ],
        },
        Case {
            rule: "missing-operation-ids",
            document: anonymous,
            expected: vec![("/paths/~1t~1{id}/get/operationId", json!("get_t_id"))],
        },
        Case {
            rule: "tags",
            document: tags,
            expected: vec![("/paths/~1t/get/tags", json!(["a"]))],
        },
        Case {
            rule: "unreached-components",
            document: unreached,
            expected: vec![("/components/schemas/U", json!(null))],
        },
        Case {
            rule: "component-names",
            document: names,
            expected: vec![
                (
                    "/components/schemas/T/properties/u",
                    json!({ "$ref": "#/components/schemas/tType" }),
                ),
                ("/components/schemas/tType", json!({ "type": "string" })),
                (
                    "/components/schemas/StringType",
                    json!({ "type": "string" }),
                ),
            ],
        },
        Case {
            rule: "shared-inline-types",
            document: shared_error,
            expected: vec![
                (
                    "/paths/~1t/get/responses/400/content/application~1json/schema",
                    json!({ "$ref": "#/components/schemas/RefusedResponse" }),
                ),
                (
                    "/paths/~1u/get/responses/409/content/application~1json/schema",
                    json!({ "$ref": "#/components/schemas/RefusedResponse" }),
                ),
                (
                    "/components/schemas/RefusedResponse/properties/message",
                    json!({ "type": "string" }),
                ),
            ],
        },
        Case {
            rule: "inline-type-names",
            document: inline,
            expected: vec![
                (
                    "/paths/~1t/get/responses/400/content/application~1json/schema",
                    json!({ "$ref": "#/components/schemas/GetTResponse400" }),
                ),
                (
                    "/components/schemas/GetTResponse400/properties/message",
                    json!({ "type": "string" }),
                ),
            ],
        },
    ]
}
