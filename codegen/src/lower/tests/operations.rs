use serde_json::{Value, json};

use super::{Case, posting};

const PARAMETERS: &str = "/paths/~1t/post/parameters";
const CONTENT: &str = "/paths/~1t/post/requestBody/content";

fn parameters(rule: &'static str, given: Value, expected: Value) -> Case {
    Case {
        rule,
        document: posting("/t", json!({ "parameters": given })),
        expected: vec![(PARAMETERS, expected)],
    }
}

fn body(rule: &'static str, content: Value, expected: Value) -> Case {
    let body = json!({ "required": true, "content": content });
    Case {
        rule,
        document: posting("/t", json!({ "requestBody": body })),
        expected: vec![(CONTENT, expected)],
    }
}

fn answers(rule: &'static str, given: Value, expected: Vec<(&'static str, Value)>) -> Case {
    Case {
        rule,
        document: posting("/t", json!({ "responses": given })),
        expected,
    }
}

fn answer(schema: Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

/// A response of the type that has been made a component.
fn made(name: &str) -> Value {
    answer(json!({ "$ref": format!("#/components/schemas/{name}") }))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = of_parameters();
    cases.extend(of_bodies());
    cases.extend(of_answers());
    cases
}

fn of_parameters() -> Vec<Case> {
    let string = json!({ "type": "string" });
    let list = json!({ "type": "array", "items": { "type": "string" } });
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
            "cookie-parameters",
            json!([{ "name": "c", "in": "cookie", "schema": string }]),
            Value::Null,
        ),
        parameters(
            "parameter-contents",
            json!([{ "name": "q", "in": "query", "content": { "application/json": { "schema": {} } } }]),
            json!([{ "name": "q", "in": "query", "schema": string, "description": "The value is sent as given: encode it as `application/json`." }]),
        ),
        parameters(
            "deep-objects",
            json!([{ "name": "f", "in": "query", "style": "deepObject", "schema": { "type": "object", "properties": { "a": string } } }]),
            json!([{ "name": "f[a]", "in": "query", "schema": string }]),
        ),
        parameters(
            "joined-lists",
            json!([{ "name": "q", "in": "query", "explode": false, "schema": list }]),
            json!([{ "name": "q", "in": "query", "schema": string, "description": "A list: its values, separated by commas." }]),
        ),
        parameters(
            "parameter-styles",
            json!([{ "name": "q", "in": "query", "style": "form", "explode": true, "schema": list }]),
            json!([{ "name": "q", "in": "query", "schema": list }]),
        ),
        parameters(
            "parameter-types",
            json!([
                { "name": "X-Since", "in": "header", "schema": { "type": "string", "format": "date-time" } },
                { "name": "q", "in": "query", "schema": { "type": "string", "nullable": true } },
            ]),
            json!([
                { "name": "X-Since", "in": "header", "schema": string, "description": "A date and time as RFC 3339 writes it." },
                { "name": "q", "in": "query", "schema": string },
            ]),
        ),
        parameters(
            "parameter-descriptions",
            json!([{ "name": "q", "in": "query", "schema": { "type": "integer", "default": 10 } }]),
            json!([{ "name": "q", "in": "query", "schema": { "type": "integer" }, "description": "Default: `10`." }]),
        ),
        Case {
            rule: "colliding-parameters",
            document: posting(
                "/t/{id}",
                json!({ "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": string },
                { "name": "id", "in": "query", "schema": string },
                { "name": "Id", "in": "query", "schema": string },
            ] }),
            ),
            expected: vec![(
                "/paths/~1t~1{id_in_path}/post/parameters",
                json!([
                    { "name": "id_in_path", "in": "path", "required": true, "schema": string },
                    { "name": "id", "in": "query", "schema": string },
                ]),
            )],
        },
    ]
}

fn of_bodies() -> Vec<Case> {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    vec![
        body(
            "body-media-types",
            json!({ "text/plain": {}, "application/vnd.api+json": { "schema": object } }),
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/GetTBody" } } }),
        ),
        body(
            "body-schemas",
            json!({ "text/plain": { "schema": { "type": "string", "nullable": true } } }),
            json!({ "text/plain": { "schema": { "type": "string" } } }),
        ),
        body(
            "flat-forms",
            json!({ "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": {
                "a": { "type": "array", "items": { "type": "string" } }, "o": object } } } }),
            json!({ "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/GetTBody" } } }),
        ),
        Case {
            rule: "optional-bodies",
            document: posting(
                "/t",
                json!({ "requestBody": { "content": { "application/json": { "schema": object } } } }),
            ),
            expected: vec![("/paths/~1t/post/requestBody/required", json!(true))],
        },
    ]
}

fn of_answers() -> Vec<Case> {
    let string = json!({ "type": "string" });
    let a = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" }, "z": { "type": "string" } } });
    let b = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
    vec![
        answers(
            "answer-parts",
            json!({ "200": {}, "2000": { "description": "" } }),
            vec![(
                "/paths/~1t/post/responses",
                json!({ "200": { "description": "" } }),
            )],
        ),
        answers(
            "answer-media-types",
            json!({ "400": { "description": "", "content": { "text/html": {}, "application/problem+json": { "schema": b } } } }),
            vec![("/paths/~1t/post/responses/400", made("GetTResponse400"))],
        ),
        answers(
            "other-statuses",
            json!({ "204": { "description": "" }, "302": answer(b.clone()) }),
            vec![("/paths/~1t/post/responses/302", Value::Null)],
        ),
        answers(
            "default-answers",
            json!({ "200": answer(a.clone()), "default": answer(b.clone()) }),
            vec![
                ("/paths/~1t/post/responses/default", Value::Null),
                ("/paths/~1t/post/responses/200", made("GetTResponse200")),
                ("/paths/~1t/post/responses/4XX/description", json!("")),
                ("/paths/~1t/post/responses/5XX/description", json!("")),
            ],
        ),
        answers(
            "one-answer-type",
            json!({ "200": answer(b.clone()), "201": answer(a.clone()), "204": { "description": "" } }),
            vec![
                ("/paths/~1t/post/responses/200", made("GetTSuccess")),
                ("/paths/~1t/post/responses/201", made("GetTSuccess")),
                ("/paths/~1t/post/responses/204", Value::Null),
                (
                    "/components/schemas/GetTSuccess",
                    json!({ "oneOf": [{ "$ref": "#/components/schemas/GetTSuccessA" }, { "$ref": "#/components/schemas/GetTSuccessB" }] }),
                ),
            ],
        ),
        answers(
            "shadowed-answers",
            json!({ "4XX": answer(string.clone()), "404": answer(string.clone()) }),
            vec![(
                "/paths/~1t/post/responses",
                json!({ "4XX": answer(string) }),
            )],
        ),
    ]
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
