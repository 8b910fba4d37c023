//! What a pull request shows: small files, one a type, an operation, or a part of the resolved document.
//!
//! `cargo xtask regen` writes them without compiling the tests, so they are in the format of
//! [insta](https://docs.rs/insta): the tests read the same files.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use crate::Client;
use crate::document::operations;
use crate::files::Files;
use crate::outline::outline;

/// The test that compares the snapshots; insta writes it into each file.
pub const TEST: &str = "tests/tests/snapshots.rs";

/// A snapshot's content by its name, a path below `tests/snapshots` without the extension.
pub type Snapshots = BTreeMap<String, String>;

/// The snapshots of a resolved document: one an operation, one a schema, one for the rest.
pub fn of_document(profile: &str, document: &Value) -> Snapshots {
    let mut snapshots = Snapshots::new();
    let mut add = |name: String, value: &Value| {
        snapshots.insert(format!("{profile}/document/{name}"), pretty(value));
    };
    for operation in operations(document) {
        let name = operation
            .id()
            .map_or_else(|| operation.title(), str::to_owned)
            .to_snake_case();
        let shown = serde_json::json!({ operation.path: { operation.method: operation.value } });
        add(format!("operations/{name}"), &shown);
    }
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        add(format!("schemas/{}", file_name(name)), schema);
    }
    let mut rest = document.clone();
    if let Some(root) = rest.as_object_mut() {
        root.shift_remove("paths");
        if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
            components.shift_remove("schemas");
        }
    }
    add("rest".to_owned(), &rest);
    snapshots
}

/// The snapshots of a client: one a type, one an operation, and the outline of the public API.
pub fn of_client(profile: &str, client: &Client) -> Snapshots {
    let mut snapshots: Snapshots = client
        .items
        .iter()
        .map(|(name, text)| (format!("{profile}/{name}"), text.clone()))
        .collect();
    let outline: String = outline(&client.model)
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    snapshots.insert(format!("{profile}/outline"), outline);
    snapshots
}

/// The files of the snapshots, as insta writes them.
pub fn files(snapshots: &Snapshots) -> Files {
    let mut files = Files::default();
    for (name, content) in snapshots {
        let content = content.trim_end();
        files.insert(
            &format!("{name}.snap"),
            format!("---\nsource: {TEST}\n---\n{content}\n"),
        );
    }
    files
}

fn file_name(name: &str) -> String {
    name.chars()
        .map(|it| {
            if it.is_alphanumeric() || "-_.".contains(it) {
                it
            } else {
                '_'
            }
        })
        .collect()
}

/// JSON as people read it, with a final line break.
pub fn pretty(value: &Value) -> String {
    // Writing a `Value` to a string cannot fail; an empty text would show in every comparison.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
