//! What becomes of the generated types, what an overlay can ask of them, and what is missed.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};

use super::refine;
use crate::document::Document;
use crate::error::ErrorKind;
use crate::generate::{Settings, generate};
use crate::render::{Banner, Groups};
use crate::select::Selection;
use crate::{Client, client, resolve};

fn generated(thing: Value, settings: &Settings) -> Client {
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "get": { "operationId": "getThing", "responses": { "200": {
            "description": "a thing",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } },
        } } } } },
        "components": { "schemas": { "Thing": thing } },
    });
    of(&document, settings)
}

fn of(document: &Value, settings: &Settings) -> Client {
    let document = Document::load("api.json", document.to_string().as_bytes()).unwrap();
    let resolved = resolve(&document, &Selection::default(), &[], settings).unwrap();
    let banner = Banner {
        command: "test".to_owned(),
        source: "api.json".to_owned(),
    };
    client(&resolved, settings, &Groups::new(), &banner).unwrap()
}

#[test]
fn a_type_without_a_description_says_where_it_is_used() {
    let thing = json!({ "type": "object", "properties": {
        "owner": { "type": "object", "properties": { "name": { "type": "string" } } },
        "state": { "type": "string", "enum": ["on"], "description": "Whether it is on." },
    } });
    let client = generated(thing, &Settings::default());
    for (item, text) in [
        ("types/Thing", "/// The response 200 of `GET /things`."),
        ("types/ThingOwner", "/// The property `owner` of `Thing`."),
        ("types/ThingState", "/// Whether it is on."),
    ] {
        let source = client
            .items
            .get(item)
            .map(String::as_str)
            .unwrap_or_default();
        assert!(source.contains(text), "{source}");
    }
}

#[test]
fn a_variant_begins_with_a_capital_letter_whatever_its_value() {
    let values = ["+1", "-1", "heart", "Minus1"];
    let thing = json!({ "type": "string", "enum": values });
    let client = generated(thing, &Settings::default());
    let source = client.items.get("types/Thing").unwrap();
    for line in [
        "Plus1 = \"+1\"",
        "Minus1_ = \"-1\"",
        "Minus1 = \"Minus1\"",
        "Heart = \"heart\"",
    ] {
        assert!(source.contains(line), "{source}");
    }
}

#[test]
fn a_method_that_the_generator_did_not_write_is_missed() {
    let settings = Settings::default();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "get": { "operationId": "getThing", "responses": {} } } },
    });
    let document = Document::load("api.json", document.to_string().as_bytes()).unwrap();
    let resolved = resolve(&document, &Selection::default(), &[], &settings).unwrap();
    let mut generated = generate(&resolved.document, &settings).unwrap();
    let methods = |item: &syn::Item| matches!(item, syn::Item::Impl(_));
    generated.file.items.retain(|item| !methods(item));
    let error = refine(generated.file, &generated.document).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refine, "{error}");
}

#[test]
fn a_stream_ends_where_an_overlay_says() {
    let stream = |media: &str| {
        json!({ "operationId": media.replace('/', " "), "responses": { "200": { "description": "",
            "content": { media: { "schema": { "type": "object" }, "x-stream-end": "[DONE]", "x-other": 1 } } } } })
    };
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Streams", "version": "1" },
        "paths": {
            "/events": { "get": stream("text/event-stream") },
            "/lines": { "get": stream("application/x-ndjson") },
        },
    });
    let client = of(&document, &Settings::default());
    let code: Vec<&String> = client.items.values().collect();
    for line in [
        r#"{ events "200" "text/event-stream" until "[DONE]", }"#,
        r#"{ lines "200" "application/x-ndjson" until "[DONE]", }"#,
    ] {
        assert!(code.iter().any(|it| it.contains(line)), "{line}: {code:#?}");
    }
}

#[test]
fn a_format_is_a_type_by_the_table() {
    let mut settings = Settings::default();
    let mut named = |format: &str, path: &str| {
        settings.formats.insert(format.to_owned(), path.to_owned());
    };
    named("time-of-day", "crate::TimeOfDay");
    // A format that the generator knows by itself, and one of numbers.
    named("date", "crate::Date");
    named("money", "crate::Money");
    let thing = json!({ "type": "object", "properties": {
        "open": { "type": "string", "format": "time-of-day", "description": "When.", "pattern": "^[0-9]{4}$" },
        "day": { "type": "string", "format": "date" },
        "price": { "type": "number", "format": "money" },
        "port": { "type": "integer", "format": "number-or-text", "minimum": 1 },
        "id": { "type": "string", "format": "text-or-number" },
        "key": { "type": "string", "format": "password" },
        "slug": { "type": "string", "format": "slug" },
    } });
    let client = generated(thing, &settings);
    let text = client
        .items
        .get("types/Thing")
        .unwrap_or_else(|| panic!("{:?}", client.items.keys()));
    for (field, path) in [
        ("open", "crate::TimeOfDay"),
        ("day", "crate::Date"),
        ("price", "crate::Money"),
        ("port", "crate::runtime::Integer"),
        ("id", "crate::runtime::Text"),
        ("key", "crate::runtime::Secret"),
        ("slug", "String"),
    ] {
        let wanted = format!("optional {field}: {path},");
        assert!(text.contains(&wanted), "`{wanted}` is missing in:\n{text}");
    }
}

#[test]
fn a_property_is_read_under_its_other_names() {
    let thing = json!({ "type": "object", "properties": {
        "startTime": { "type": "string", "x-also-named": ["open_time", "from"], "x-other": 1 },
        "end": { "type": "string", "x-also-named": "not a list" },
    } });
    let client = generated(thing, &Settings::default());
    let text = client
        .items
        .get("types/Thing")
        .unwrap_or_else(|| panic!("{:?}", client.items.keys()));
    let wanted = r#"optional start_time: String = "startTime" | "open_time" | "from","#;
    assert!(text.contains(wanted), "{text}");
    assert_eq!(text.matches(" | \"open_time\"").count(), 1, "{text}");
    let pass = client
        .passes
        .iter()
        .find(|it| it.pass == "also-named")
        .unwrap();
    assert_eq!(pass.items, ["Thing.start_time"]);
    // The resolved document keeps the names: they are a part of what the client does.
    assert!(client.document.to_string().contains("x-also-named"));
    assert!(!client.document.to_string().contains("x-other"));
}
