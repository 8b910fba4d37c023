use serde_json::{Value, json};

use super::{Case, answering, with_schemas};

/// A schema in an answer, and what becomes of it.
fn schema(rule: &'static str, given: Value, expected: Value) -> Case {
    Case {
        rule,
        document: answering(given),
        expected: vec![("/components/schemas/T", expected)],
    }
}

/// The same in a document of version 3.1.
fn modern(rule: &'static str, given: Value, expected: Value) -> Case {
    let mut case = schema(rule, given, expected);
    case.document["openapi"] = json!("3.1.0");
    case
}

fn object(properties: Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

fn components(rule: &'static str, schemas: Value, expected: Vec<(&'static str, Value)>) -> Case {
    Case {
        rule,
        document: with_schemas(schemas),
        expected,
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = syntax();
    cases.extend(values());
    cases.extend(compositions());
    cases.extend(objects());
    cases
}

fn syntax() -> Vec<Case> {
    let string = json!({ "type": "string" });
    vec![
        components(
            "sub-schema-references",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/U/properties/b" } })),
                "U": object(json!({ "b": { "type": "string", "enum": ["x"] } })),
            }),
            vec![
                (
                    "/components/schemas/T/properties/a",
                    json!({ "$ref": "#/components/schemas/UB" }),
                ),
                (
                    "/components/schemas/UB",
                    json!({ "type": "string", "enum": ["x"] }),
                ),
            ],
        ),
        schema(
            "unresolved-references",
            object(json!({ "a": { "$ref": "other.yaml#/X" } })),
            object(
                json!({ "a": { "description": "The document refers to `other.yaml#/X`, which it does not hold." } }),
            ),
        ),
        components(
            "aliases",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/Other" } })),
                "Other": { "$ref": "#/components/schemas/Another", "description": "d" },
                "Another": { "$ref": "#/components/schemas/U" },
                "U": object(json!({ "b": string })),
            }),
            vec![(
                "/components/schemas/T/properties/a",
                json!({ "$ref": "#/components/schemas/U" }),
            )],
        ),
        modern(
            "boolean-schemas",
            object(json!({ "a": true, "b": false })),
            object(json!({ "a": {} })),
        ),
        components(
            "reference-siblings",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/U", "nullable": true, "description": "d" } })),
                "U": string,
            }),
            vec![(
                "/components/schemas/T/properties/a",
                json!({ "nullable": true, "description": "d", "allOf": [{ "$ref": "#/components/schemas/U" }] }),
            )],
        ),
        modern(
            "constants",
            json!({ "type": "string", "const": "x" }),
            json!({ "type": "string", "enum": ["x"] }),
        ),
        modern(
            "null-values",
            object(json!({
                "a": { "type": ["string", "null"] },
                "b": { "anyOf": [{ "$ref": "#/components/schemas/T" }, { "type": "null" }] },
                "c": { "type": "string", "enum": ["x", null] },
                "d": { "type": "null" },
                "e": { "anyOf": [{ "type": "string" }, { "nullable": true }] },
            })),
            object(json!({
                "a": { "type": "string", "nullable": true },
                "b": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/T" }] },
                "c": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Tc" }] },
                "d": { "description": "The document allows `null` only." },
                "e": { "type": "string", "nullable": true },
            })),
        ),
        modern(
            "tuples",
            json!({ "type": "array", "prefixItems": [{ "type": "string" }] }),
            json!({ "type": "array", "items": {} }),
        ),
        modern(
            "type-lists",
            json!({ "type": ["integer", "string"] }),
            json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] }),
        ),
        modern(
            "pattern-properties",
            json!({ "type": "object", "patternProperties": { "^x": { "type": "integer" } } }),
            json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        ),
        modern(
            "contents",
            json!({ "type": "string", "contentEncoding": "base64" }),
            json!({ "type": "string", "format": "byte" }),
        ),
        modern(
            "schema-examples",
            json!({ "type": "string", "examples": ["x", "y"] }),
            json!({ "type": "string", "example": "x" }),
        ),
        modern(
            "exclusive-bounds",
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
            json!({ "type": "integer", "description": "Constraints: exclusiveMinimum `0`." }),
        ),
        schema(
            "unknown-keywords",
            object(json!({ "a": { "type": "string", "required": true, "if": {} } })),
            object(json!({ "a": { "type": "string" } })),
        ),
        schema(
            "implied-types",
            json!({ "properties": { "a": { "enum": ["x"] }, "b": { "items": {} } }, "required": ["b"] }),
            json!({ "properties": { "a": { "$ref": "#/components/schemas/Ta" }, "b": { "items": {}, "type": "array" } }, "required": ["b"], "type": "object" }),
        ),
        schema(
            "misplaced-keywords",
            json!({ "type": "boolean", "format": "bool" }),
            json!({ "type": "boolean" }),
        ),
        components(
            "titles",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/U" } })),
                "U": { "type": "string", "title": "T" },
            }),
            vec![(
                "/components/schemas/U",
                json!({ "type": "string", "description": "T" }),
            )],
        ),
    ]
}

fn values() -> Vec<Case> {
    vec![
        schema(
            "defaults",
            json!({ "type": "integer", "description": "A port.", "default": 5061 }),
            json!({ "type": "integer", "description": "A port.\n\nDefault: `5061`." }),
        ),
        schema(
            "string-constraints",
            json!({ "type": "string", "pattern": "^a$", "maxLength": 3 }),
            json!({ "type": "string", "description": "Constraints: pattern `^a$`, maxLength `3`." }),
        ),
        schema(
            "number-constraints",
            json!({ "type": "integer", "minimum": 0, "maximum": 18_446_744_073_709_551_615_u64 }),
            json!({ "type": "integer", "format": "uint64", "description": "Constraints: minimum `0`, maximum `18446744073709551615`." }),
        ),
        schema(
            "sizes",
            json!({ "type": "array", "items": {}, "minItems": 2, "maxItems": 2 }),
            json!({ "type": "array", "items": {}, "description": "Constraints: minItems `2`, maxItems `2`." }),
        ),
        schema(
            "formats",
            object(
                json!({ "a": { "type": "string", "format": "slug" }, "b": { "type": "string", "format": "password" } }),
            ),
            object(
                json!({ "a": { "type": "string", "description": "Format: `slug`." }, "b": { "type": "string", "format": "password" } }),
            ),
        ),
        schema(
            "enums",
            object(json!({
                "collide": { "type": "string", "enum": ["ASC", "asc"] },
                "twice": { "type": "string", "enum": ["a", "a", "b"] },
                "numbers": { "type": "integer", "enum": [1, 2] },
                "none": { "type": "string", "enum": [] },
            })),
            object(json!({
                "collide": { "type": "string", "description": "Values: `ASC`, `asc`." },
                "twice": { "$ref": "#/components/schemas/TTwice" },
                "numbers": { "type": "integer", "enum": [1, 2] },
                "none": { "type": "string" },
            })),
        ),
    ]
}

fn compositions() -> Vec<Case> {
    let tagged = |tag: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string", "enum": [tag] }, "n": { "type": "integer" } } });
    vec![
        components(
            "composition-cycles",
            json!({
                "T": { "allOf": [{ "$ref": "#/components/schemas/U" }, object(json!({ "a": { "type": "string" } }))] },
                "U": { "allOf": [{ "$ref": "#/components/schemas/T" }, object(json!({ "b": { "type": "string" } }))] },
            }),
            vec![(
                "/components/schemas/T/properties/b",
                json!({ "type": "string" }),
            )],
        ),
        components(
            "compositions",
            json!({
                "T": { "allOf": [
                    { "$ref": "#/components/schemas/U" },
                    { "type": "object", "additionalProperties": false, "required": ["a", "b"], "properties": { "b": { "type": "string" } } },
                ] },
                "U": { "type": "object", "additionalProperties": false, "properties": { "a": { "type": "string" } } },
            }),
            vec![(
                "/components/schemas/T",
                json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } }, "required": ["a", "b"] }),
            )],
        ),
        components(
            "nullable-components",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/U" } })),
                "U": { "nullable": true, "oneOf": [{ "type": "integer" }, { "type": "string" }] },
            }),
            vec![
                (
                    "/components/schemas/T/properties/a",
                    json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/U" }] }),
                ),
                (
                    "/components/schemas/U",
                    json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] }),
                ),
            ],
        ),
        components(
            "nullable-components",
            json!({
                "T": object(json!({ "a": { "$ref": "#/components/schemas/U" } })),
                "U": { "anyOf": [{ "type": "object", "nullable": true }, { "type": "string" }] },
            }),
            vec![
                (
                    "/components/schemas/T/properties/a",
                    json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/U" }] }),
                ),
                (
                    "/components/schemas/U",
                    json!({ "oneOf": [{ "type": "object" }, { "type": "string" }] }),
                ),
            ],
        ),
        schema(
            "any-of",
            json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }),
            json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] }),
        ),
        schema(
            "degenerate-unions",
            json!({ "oneOf": [{ "type": "string" }, { "type": "string" }], "description": "d" }),
            json!({ "description": "d", "type": "string" }),
        ),
        components(
            "discriminated-parents",
            json!({
                "T": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } },
                    "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog" } } },
                "Cat": { "allOf": [{ "$ref": "#/components/schemas/T" }, object(json!({ "lives": { "type": "integer" } }))] },
                "Dog": { "allOf": [{ "$ref": "#/components/schemas/T" }, object(json!({ "barks": { "type": "boolean" } }))] },
            }),
            vec![
                (
                    "/components/schemas/T/oneOf",
                    json!([{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }]),
                ),
                (
                    "/components/schemas/T/discriminator/mapping/cat",
                    json!("#/components/schemas/Cat"),
                ),
                (
                    "/components/schemas/Cat/properties/lives",
                    json!({ "type": "integer" }),
                ),
            ],
        ),
        components(
            "discriminators",
            json!({
                "T": {
                    "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
                    "discriminator": { "propertyName": "k", "mapping": { "x": "A" } },
                },
                "A": tagged("a"), "B": tagged("b"),
            }),
            vec![(
                "/components/schemas/T/discriminator/mapping/x",
                json!("#/components/schemas/A"),
            )],
        ),
    ]
}

fn objects() -> Vec<Case> {
    vec![
        schema(
            "required-properties",
            json!({ "type": "object", "required": ["a", "a"] }),
            json!({ "type": "object", "required": ["a"], "properties": { "a": {} } }),
        ),
        schema(
            "open-objects",
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": true }),
            object(json!({ "a": { "type": "string" } })),
        ),
        schema(
            "colliding-properties",
            json!({ "type": "object", "required": ["a_b"], "properties": { "aB": { "type": "string" }, "a_b": { "type": "string" } } }),
            json!({ "type": "object", "properties": { "aB": { "type": "string" } }, "additionalProperties": {}, "description": "Among the additional properties: `a_b`." }),
        ),
        schema(
            "closed-answers",
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": false }),
            object(json!({ "a": { "type": "string" } })),
        ),
    ]
}
