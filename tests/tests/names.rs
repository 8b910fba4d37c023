//! What a type or a method is called depends on its place in the document, not on the order of the document or on what
//! else is in it.
//!
//! The small documents of `SPEC_CORPUS` are tried in every run; `of_every_document` tries all of them, and takes minutes
//! (CONTRIBUTING names the command).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};

use codegen::api::{Api, WithSources, api};
use codegen::diff;
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::revision::Clients;
use codegen::select::Selection;
use codegen::{client, resolve};
use serde_json::{Map, Value, json};
use workspace_tests::corpus;

/// What is read in every run, in bytes: a second or two for each document.
const SMALL: u64 = 50_000;

/// Brings the entries of a mapping into another order.
type Order = fn(&mut Vec<(String, Value)>);

fn settings() -> Settings {
    Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    }
}

fn resolved(document: &Document) -> codegen::Resolved {
    resolve(document, &Selection::default(), &[], &settings()).unwrap()
}

/// The generated files.
fn files(document: &Document) -> codegen::files::Files {
    let banner = Banner {
        command: String::new(),
        source: String::new(),
    };
    let client = client(&resolved(document), &settings(), &Groups::new(), &banner);
    client.unwrap_or_else(|error| panic!("{error}")).files
}

/// The mapping at `pointer` with its keys in the order that `order` gives them.
fn rearranged(document: &mut Value, pointer: &str, order: Order) {
    if let Some(Value::Object(map)) = document.pointer_mut(pointer) {
        let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
        order(&mut entries);
        map.extend(entries);
    }
}

/// `document` with its paths, the operations of each path, and its components in another order.
fn permuted(document: &Document, order: Order) -> Document {
    let mut value = document.value().clone();
    let paths: Vec<String> = value["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    for path in paths {
        rearranged(&mut value, &codegen::pointer::join("/paths", &path), order);
    }
    let kinds: Vec<String> = value
        .get("components")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    for kind in kinds {
        rearranged(
            &mut value,
            &codegen::pointer::join("/components", &kind),
            order,
        );
    }
    rearranged(&mut value, "/paths", order);
    document.with_value(value)
}

fn assert_order_says_nothing(name: &str, document: &Document) {
    let files_of = files(document);
    let orders: [Order; 3] = [
        |entries| entries.reverse(),
        |entries| {
            let middle = entries.len() / 2;
            entries.rotate_left(middle);
        },
        // As good as any: by the ends of the names.
        |entries| entries.sort_by_key(|(name, _)| name.chars().rev().collect::<String>()),
    ];
    for order in orders {
        let moved = files(&permuted(document, order));
        for (path, content) in files_of.iter() {
            assert!(
                moved.get(path) == Some(content),
                "{name}: {path} depends on the order"
            );
        }
        assert_eq!(moved.iter().count(), files_of.iter().count(), "{name}");
    }
}

/// Brings the properties of every schema below `value`, which stands at `key`, into another order.
fn everywhere(value: &mut Value, key: &str, order: Order) {
    match value {
        Value::Object(map) => {
            if key == "properties" {
                let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
                order(&mut entries);
                map.extend(entries);
            }
            let named = key == "properties";
            for (name, child) in map {
                // A property may be called like a keyword.
                everywhere(child, if named { "" } else { name }, order);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| everywhere(it, "", order)),
        _ => {}
    }
}

/// The order of properties is the order of fields; no item has another name or type for it.
fn assert_properties_may_move(name: &str, document: &Document) {
    let mut value = document.value().clone();
    everywhere(&mut value, "", |entries| entries.reverse());
    let new = document.with_value(value);
    let clients = Clients {
        old: api_of(name, document),
        new: api_of(name, &new),
    };
    let report = clients.compare(document, &new);
    let text = diff::text(&report);
    assert_eq!(report.verdict, diff::Level::None, "{name}: {text}");
}

fn api_of(name: &str, document: &Document) -> Api {
    api(&resolved(document).document, &settings(), WithSources::No)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An operation with inline types of every kind, and with a type of the document's own.
fn added(component: Option<&String>) -> Value {
    let object = |more: Value| {
        json!({ "type": "object", "required": ["id"], "properties": {
            "id": { "type": "string" }, "state": { "type": "string", "enum": ["on", "off"] }, "more": more } })
    };
    let own = component.map_or_else(
        || json!({ "type": "string" }),
        |name| json!({ "$ref": format!("#/components/schemas/{name}") }),
    );
    let union = json!({ "oneOf": [object(json!({ "type": "integer" })), { "type": "string" }] });
    json!({
        "operationId": "addedOperation",
        "parameters": [{ "name": "filter", "in": "query", "schema": { "type": "string", "enum": ["x", "y"] } }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": object(union) } } },
        "responses": {
            "200": { "description": "ok", "content": { "application/json": { "schema": object(own) } } },
            "400": { "description": "refused", "content": { "application/json": { "schema": object(json!({ "type": "array", "items": object(json!({})) })) } } },
        },
    })
}

/// `document` with one more operation, whose path sorts and stands at `index`.
fn with_operation(document: &Document, index: usize) -> Document {
    let mut value = document.value().clone();
    let components = value
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let names: Vec<String> = components
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    let plain = |name: &&String| name.chars().all(|it| it.is_ascii_alphanumeric());
    let names: Vec<&String> = names.iter().filter(plain).collect();
    // The last component leads somewhere that the first ones do not, and the other way round.
    let component = names.get(index.min(names.len().saturating_sub(1))).copied();
    let operation = json!({ "post": added(component) });
    if let Some(Value::Object(paths)) = value.get_mut("paths") {
        let mut entries: Vec<(String, Value)> = std::mem::take(paths).into_iter().collect();
        let path = match index {
            0 => "/!added".to_owned(),
            index => match entries.get(index - 1) {
                Some((before, _)) => format!("{}-added", before.replace(['{', '}'], "")),
                None => "/added".to_owned(),
            },
        };
        entries.insert(index, (path, operation));
        paths.extend(entries);
    }
    document.with_value(value)
}

fn assert_an_addition_is_one(name: &str, document: &Document) {
    let paths = document.value()["paths"].as_object().map_or(0, Map::len);
    let old = api_of(name, document);
    for index in [0, paths / 2, paths] {
        let new = with_operation(document, index);
        let clients = Clients {
            old: old.clone(),
            new: api_of(name, &new),
        };
        let report = clients.compare(document, &new);
        let entries: Vec<(diff::Kind, diff::Level)> = report
            .changes
            .iter()
            .map(|change| (change.kind, change.level))
            .collect();
        assert_eq!(
            entries,
            [(diff::Kind::OperationAdded, diff::Level::Minor)],
            "{name}, an operation at {index} of {paths}: {}",
            diff::text(&report)
        );
        let rust = report.rust.unwrap();
        assert_eq!(rust.removed, 0, "{name}");
    }
}

/// The documents of the corpus, up to that many bytes.
fn documents(most: u64) -> Vec<PathBuf> {
    let mut all = corpus::folder().map_or_else(Vec::new, |it| corpus::documents(&it));
    all.retain(|path| path.metadata().unwrap().len() <= most);
    all
}

fn try_document(path: &Path) {
    let name = path.display().to_string();
    let document = Document::load(&name, &std::fs::read(path).unwrap()).unwrap();
    // A document of webhooks alone gives no client.
    if resolve(&document, &Selection::default(), &[], &settings()).is_err() {
        eprintln!("{name}: no client");
        return;
    }
    assert_order_says_nothing(&name, &document);
    assert_properties_may_move(&name, &document);
    assert_an_addition_is_one(&name, &document);
}

/// Inline types wherever they can stand, types that contain each other, and names that collide.
fn tricky() -> Document {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let json_of = |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let word = |values: &[&str]| json!({ "type": "string", "enum": values });
    let error = |more: &str| json!({ "type": "object", "required": [more], "properties": { "message": { "type": "string" }, more: { "type": "string" } } });
    let operation = |id: &str, schema: Value| {
        json!({ "operationId": id, "responses": {
            "200": json_of(schema), "400": json_of(error("code")), "404": json_of(error("what")), "409": { "$ref": "#/components/responses/Conflict" } },
            "parameters": [{ "name": "sort", "in": "query", "schema": word(&["up", "down"]) }] })
    };
    let part = |name: &str| json!({ "type": "object", "properties": { "next": reference(name), "kind": word(&["a", "b"]) } });
    let value = json!({
        "openapi": "3.0.3",
        "info": { "title": "Tricky", "version": "1" },
        "paths": {
            "/pets": { "get": operation("listPets", json!({ "type": "array", "items": reference("Pet") })),
                "post": operation("list_pets", reference("Left")) },
            "/zoos": { "get": operation("listZoos", reference("Zoo")) },
            "/pets/{id}": { "get": operation("getPet", reference("Middle")),
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] },
            "/owners": { "get": operation("listOwners", json!({ "oneOf": [part("Right"), { "type": "array", "items": part("Left") }] })) },
        },
        "components": {
            "responses": { "Conflict": json_of(error("other")) },
            "schemas": {
                "Pet": { "type": "object", "properties": {
                    "owner": { "type": "object", "properties": { "name": word(&["x"]) } },
                    "other": { "$ref": "#/components/schemas/Pet/properties/owner" } } },
                "PetOwner": { "type": "object", "properties": { "name": word(&["y"]) } },
                "pet_owner": part("PetOwner"),
                "Left": part("Middle"), "Middle": part("Right"), "Right": part("Left"),
                "Zoo": { "type": "object", "properties": { "pet": reference("pet_owner") } },
            },
        },
    });
    Document::load("tricky.json", value.to_string().as_bytes()).unwrap()
}

#[test]
fn of_a_tricky_document() {
    assert_order_says_nothing("tricky", &tricky());
    assert_properties_may_move("tricky", &tricky());
    assert_an_addition_is_one("tricky", &tricky());
}

#[test]
fn of_small_documents() {
    corpus::each(&documents(SMALL), |path| try_document(path));
}

#[test]
#[ignore = "minutes"]
fn of_every_document() {
    corpus::each(&documents(u64::MAX), |path| {
        eprintln!("{}", path.display());
        try_document(path);
    });
}
