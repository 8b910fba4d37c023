use serde_json::{Value, json};

use super::{Case, posting};

const PARAMETERS: &str = "/paths/~1t/post/parameters";
fn parameters(rule: &'static str, given: Value, expected: Value) -> Case {
    Case {
        rule,
        document: posting("/t", json!({ "parameters": given })),
        expected: vec![(PARAMETERS, expected)],
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = of_parameters();
    cases.extend(of_bodies());
    cases.extend(of_answers());
    cases
}

fn of_parameters() -> Vec<Case> {
    let string = json!({ "type": "string" });
    vec![
        parameters(
            "malformed-parameters",
            json!([{ "name": "q", "schema": string }]),
            Value::Null,
        ),
        parameters(
            "ignored-headers",
            json!([
                { "name": "authorization", "in": "header", "required": true, "schema": string },
                { "name": "User-Agent", "in": "header", "schema": string },
                { "name": "X-Kept", "in": "header", "schema": string },
                { "name": "Content-Type", "in": "header", "schema": string, "x-sent": true },
                { "name": "Accept", "in": "header", "schema": string, "x-sent": false },
            ]),
            json!([
                { "name": "X-Kept", "in": "header", "schema": string },
                { "name": "Content-Type", "in": "header", "schema": string, "x-sent": true },
            ]),
        ),
        Case {
            rule: "path-parameters",
            document: posting(
                "/t/{id}",
                json!({ "parameters": [{ "name": "other", "in": "path", "required": true, "schema": string }] }),
            ),
            expected: vec![(
                "/paths/~1t~1{id}/post/parameters",
                json!([{ "name": "id", "in": "path", "required": true, "schema": string }]),
            )],
        },
        parameters(
            "parameter-descriptions",
            json!([{ "name": "q", "in": "query", "schema": { "type": "integer", "default": 10 } }]),
            json!([{ "name": "q", "in": "query", "schema": { "type": "integer" }, "description": "Default: `10`." }]),
        ),
    ]
}

fn of_bodies() -> Vec<Case> {
    let file = json!({ "type": "string", "format": "binary" });
    let text = json!({ "type": "string" });
    let form = json!({ "schema": { "type": "object", "properties": { "f": file } } });
    vec![
        Case {
            rule: "body-parts",
            document: posting("/t", json!({ "requestBody": { "content": {} } })),
            expected: vec![("/paths/~1t/post/requestBody", Value::Null)],
        },
        Case {
            rule: "files",
            document: posting(
                "/t",
                json!({ "requestBody": { "content": {
                    "multipart/form-data": form, "application/json": form
                } } }),
            ),
            expected: vec![
                ("/components/schemas/GetTBodyMultipart/properties/f", file),
                ("/components/schemas/GetTBody/properties/f", text),
            ],
        },
    ]
}

fn of_answers() -> Vec<Case> {
    vec![Case {
        rule: "answer-parts",
        document: posting(
            "/t",
            json!({ "responses": { "200": {}, "2000": { "description": "" } } }),
        ),
        expected: vec![(
            "/paths/~1t/post/responses",
            json!({ "200": { "description": "" } }),
        )],
    }]
}

/// A required parameter that cannot be sent costs its operation, by name, and not a request without it.
#[test]
fn a_required_parameter_that_cannot_be_sent_leaves_the_operation_out() {
    for (parameter, says) in [
        (json!({ "in": "query", "required": true }), "has no name"),
        (
            json!({ "name": "", "in": "cookie", "required": true }),
            "has no name",
        ),
        (json!({ "name": "q", "required": true }), "`q` stands in ``"),
        (
            json!({ "name": "X Y: z", "in": "header", "required": true }),
            "is named `X Y: z`, which no header can be",
        ),
        (
            json!({ "name": "a\r\nb", "in": "header", "required": true }),
            "which no header can be",
        ),
        (
            json!({ "name": "用户", "in": "cookie", "required": true }),
            "which no cookie can be",
        ),
    ] {
        let document = posting("/t", json!({ "parameters": [parameter] }));
        let error = super::refused(&document, &super::Options::default());
        assert!(error.to_string().contains(says), "{error}");
        let mut optional = document;
        optional["paths"]["/t"]["post"]["parameters"][0]["required"] = json!(false);
        let lowered = super::lowered(&optional);
        assert_eq!(
            super::hits(&lowered, "malformed-parameters"),
            ["/paths/~1t/post/parameters/0"]
        );
    }
}
