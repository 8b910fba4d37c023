//! What an inline type is called, by its place.

use serde_json::{Map, Value, json};

use super::{lowered, with_schemas};

/// An object with the properties `a` and `names`, all of them strings.
fn object(names: &[&str]) -> Value {
    let names = names.iter().chain(&["a"]);
    let properties: Map<String, Value> = names
        .map(|name| ((*name).to_owned(), json!({ "type": "string" })))
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn required(name: &str) -> Value {
    let mut object = object(&[name]);
    object["required"] = json!([name]);
    object
}

fn word(value: &str) -> Value {
    json!({ "type": "string", "enum": [value] })
}

fn body(content: Value) -> Value {
    json!({ "description": "", "content": content })
}

/// The components of a document in which `operation` is `GET /t (getT)`, and `schemas` are components.
fn names(schemas: Value, operation: Value) -> Vec<String> {
    let mut document = with_schemas(schemas);
    if let Some(map) = operation.as_object() {
        for (key, value) in map {
            document["paths"]["/t"]["get"][key] = value.clone();
        }
    }
    let result = lowered(&document).document;
    let schemas = result["components"]["schemas"].as_object().unwrap();
    schemas.keys().cloned().collect()
}

/// The components that are made of the component `T`, whose schema is `schema`.
#[track_caller]
fn assert_within(schema: Value, expected: &[&str]) {
    let mut found = names(json!({ "T": schema }), json!({}));
    found.retain(|name| name != "T");
    assert_eq!(found, expected);
}

#[test]
fn within_a_component() {
    assert_within(
        json!({ "type": "object", "properties": {
            "owner-id": object(&[]),
            "state": word("on"),
            "list": { "type": "array", "items": object(&[]) },
            "map": { "type": "object", "additionalProperties": object(&[]) },
            "plain": { "type": "array", "items": { "type": "string" } },
            "number": { "type": "integer" },
        } }),
        &["TListItem", "TMapValue", "TOwnerId", "TState"],
    );
    assert_within(
        json!({ "type": "array", "items": { "type": "object", "properties": { "owner": object(&[]) } } }),
        &["TItem", "TItemOwner"],
    );
    assert_within(
        json!({ "type": "object", "properties": { "size": word("x") }, "additionalProperties": object(&[]) }),
        &["TExtraValue", "TSize"],
    );
}

#[test]
fn a_place_says_what_is_said_of_it_and_the_type_as_well() {
    let mut field = object(&[]);
    field["description"] = json!("Whose it is.");
    field["nullable"] = json!(true);
    field["deprecated"] = json!(true);
    let document =
        with_schemas(json!({ "T": { "type": "object", "properties": { "owner": field } } }));
    let result = lowered(&document).document;
    assert_eq!(
        result["components"]["schemas"]["T"]["properties"]["owner"],
        json!({ "nullable": true, "deprecated": true, "description": "Whose it is.",
            "allOf": [{ "$ref": "#/components/schemas/TOwner" }] })
    );
    let mut made = object(&[]);
    made["description"] = json!("Whose it is.");
    assert_eq!(result["components"]["schemas"]["TOwner"], made);
}

#[test]
fn members_of_a_union_by_what_tells_them_apart() {
    let mut titled = object(&[]);
    titled["title"] = json!("Big cat");
    assert_within(
        json!({ "oneOf": [titled, required("barks"), object(&["swims"]), { "type": "string" }] }),
        &["TBarks", "TBigCat", "TSwims"],
    );
    // Whatever stands beside them, and in whatever order.
    assert_within(
        json!({ "oneOf": [object(&["swims"]), { "type": "integer" }, required("barks")] }),
        &["TBarks", "TSwims"],
    );
    // Nothing but the kind of the value, or the position.
    assert_within(
        json!({ "oneOf": [object(&[]), { "type": "array", "items": object(&[]) }, required("b")] }),
        &["TArrayItem", "TObject", "Tb"],
    );
    let map = |inner: Value| json!({ "type": "object", "additionalProperties": inner });
    assert_within(
        json!({ "oneOf": [map(object(&[])), map(object(&["b"])), { "type": "string" }] }),
        &["TVariant0Value", "TVariant1Value"],
    );
}

#[test]
fn the_members_of_a_tagged_union_are_named_by_their_tags() {
    let tagged = |kind: &str| {
        json!({ "type": "object", "required": ["kind"], "properties": {
            "kind": word(kind), "size": word("big"), "other": { "type": "string" } } })
    };
    assert_within(
        json!({ "oneOf": [tagged("cat"), tagged("dog")] }),
        &[
            "TCat", "TCatKind", "TCatSize", "TDog", "TDogKind", "TDogSize",
        ],
    );
    let content = |kind: &str| json!({ "type": "object", "required": ["kind", "value"], "properties": { "kind": word(kind), "value": object(&[]) } });
    assert_within(
        json!({ "oneOf": [content("cat"), content("dog")] }),
        &[
            "TCat",
            "TCatKind",
            "TCatValue",
            "TDog",
            "TDogKind",
            "TDogValue",
        ],
    );
}

#[test]
fn within_an_operation() {
    let media = |schema: Value| json!({ "application/json": { "schema": schema } });
    let found = names(
        json!({ "T": { "type": "string" } }),
        json!({
            "parameters": [
                { "name": "filter", "in": "query", "schema": word("x") },
                { "name": "mode", "in": "header", "schema": word("y") },
            ],
            "requestBody": body(media(object(&["b"]))),
            "responses": {
                "200": body(media(json!({ "type": "array", "items": object(&["c"]) }))),
                "404": body(media(object(&["d"]))),
                // The same type in another status is the same type.
                "409": body(media(object(&["d"]))),
            },
        }),
    );
    let expected = [
        "GetTBody",
        "GetTHeaderMode",
        "GetTQueryFilter",
        "GetTResponse200Item",
        "GetTResponse404",
    ];
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert!(
        expected.iter().all(|name| found.contains(name)),
        "{found:?}"
    );
    assert_eq!(found.iter().filter(|name| name.contains("409")).count(), 0);
}

#[test]
fn what_a_reference_says_as_well_makes_no_other_type() {
    let mut document = with_schemas(json!({
        "T": { "type": "object", "properties": { "u": { "$ref": "#/components/schemas/U", "type": "string" } } },
        "U": { "type": "string", "enum": ["a", "b"] },
    }));
    document["openapi"] = json!("3.1.0");
    let result = lowered(&document).document;
    assert_eq!(
        result["components"]["schemas"]["T"]["properties"]["u"],
        json!({ "$ref": "#/components/schemas/U" })
    );
}

#[test]
fn a_component_of_that_name_and_content_is_used() {
    let found = names(
        json!({ "T": { "type": "object", "properties": { "owner": object(&[]), "b": { "$ref": "#/components/schemas/TOwner" } } },
            "TOwner": object(&[]) }),
        json!({}),
    );
    assert_eq!(found, ["T", "TOwner"]);
}

#[test]
fn a_taken_name_gives_way_to_a_longer_one_of_the_same_place() {
    let found = names(
        json!({ "T": { "type": "object", "properties": { "owner": object(&[]), "b": { "$ref": "#/components/schemas/TOwner" } } },
            "TOwner": object(&["c"]) }),
        json!({}),
    );
    assert_eq!(found, ["T", "TOwner", "TSchemaFieldOwner"]);
}

/// What a component is composed of has inline types: they are one type, whoever is composed of them.
#[test]
fn a_type_that_a_composition_copies_stays_one_type() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut owner = object(&["b"]);
    owner["properties"]["state"] = word("on");
    let found = names(
        json!({
            "Base": { "type": "object", "properties": { "owner": owner, "kind": word("any"), "list": { "type": "array", "items": word("x") } } },
            "Middle": { "allOf": [reference("Base"), { "properties": { "more": word("m") } }] },
            // Composed of what is composed itself; one property is another one here.
            "T": { "allOf": [reference("Middle"), { "properties": { "kind": word("t"), "own": word("o") } }] },
            // A union whose members all have what stands beside it.
            "U": { "type": "object", "properties": { "beside": word("u") }, "oneOf": [required("v"), required("w")] },
            "All": { "type": "object", "properties": { "m": reference("Middle"), "t": reference("T"), "u": reference("U") } },
        }),
        json!({ "responses": { "200": body(json!({ "application/json": { "schema":
            { "allOf": [reference("All"), reference("T"), { "properties": { "here": word("h") } }] } } })) } }),
    );
    let expected = [
        "BaseKind",
        "BaseListItem",
        "BaseOwner",
        "BaseOwnerState",
        "GetTResponse200",
        "GetTResponse200Here",
        "Middle",
        "MiddleMore",
        "T",
        "TKind",
        "TOwn",
        "U",
        "UBeside",
        "Uv",
        "Uw",
    ];
    assert_eq!(found, expected);
}
