//! Stage *overlay*: an action that does not do exactly what it was written for.

use codegen::document::Document;
use codegen::error::{Error, ErrorKind, Result};
use codegen::overlay::{ActionHits, Documentation, Overlay, apply};
use serde_json::Value;
use workspace_tests::documents::{answering, load, plain, refused};

const ABOUT: &str = "\n  x-reason: because\n  x-evidence: a guide, 2026-01-01\n  x-remove-when: the vendor mends it";

/// An overlay file of one action, which begins on line 4.
fn overlay(action: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: o, version: 1.0.0}}\nactions:\n- {action}{ABOUT}\n")
}

fn read(text: &str) -> Result<Overlay> {
    Overlay::load("fix.yaml", text.as_bytes(), Documentation::Required)
}

fn applied(action: &str) -> Result<(Document, Vec<ActionHits>)> {
    apply(&load(&answering(plain())), &[read(&overlay(action))?])
}

const NAME: &str = "target: $.components.schemas.Thing.properties.name";

#[test]
fn no_match() {
    refused(
        applied("target: $.components.schemas.Gone\n  remove: true"),
        ErrorKind::ActionMatchesNothing,
        "fix.yaml:4:3 (#/actions/0)",
        &[
            "`$.components.schemas.Gone` matches nothing in api.json",
            "gone, moved or renamed",
            // The reader learns when the action was to go.
            "if its condition holds (the vendor mends it)",
        ],
    );
}

#[test]
fn another_number_of_matches_than_expected() {
    refused(
        applied("target: $.paths['/things'].get[*]\n  x-expect: 2\n  remove: true"),
        ErrorKind::ActionMatchesUnexpected,
        "fix.yaml:4:3 (#/actions/0)",
        &[
            "matches 3 nodes, not 2",
            // Where the three are in the vendor's file.
            "api.json:10:9 (#/paths/~1things/get/operationId)",
            "set `x-expect: 3` or narrow the target",
        ],
    );
    // One is expected when the action says nothing.
    refused(
        applied("target: $.components.schemas.Thing['type', 'properties']\n  remove: true"),
        ErrorKind::ActionMatchesUnexpected,
        "fix.yaml:4:3 (#/actions/0)",
        &["matches 2 nodes, not 1"],
    );
}

#[test]
fn nothing_changes() {
    refused(
        applied(&format!("{NAME}\n  update: {{type: string}}")),
        ErrorKind::ActionChangesNothing,
        "fix.yaml:4:3 (#/actions/0)",
        &[
            "changes nothing at api.json:",
            "(#/components/schemas/Thing/properties/name)",
            "already is as the action wants it",
            "remove the action if its condition holds (the vendor mends it)",
        ],
    );
    // One of two nodes is not enough.
    let both = "target: $.components.schemas.Thing['type', 'properties'].x";
    assert!(applied(&format!("{both}\n  remove: true")).is_err());
    refused(
        applied("target: $..['operationId', 'type']\n  x-expect: 3\n  update: object"),
        ErrorKind::ActionChangesNothing,
        "fix.yaml:4:3 (#/actions/0)",
        &["(#/components/schemas/Thing/type)"],
    );
}

#[test]
fn an_action_that_does_not_say_why_it_is_there() {
    for part in ["x-reason", "x-evidence", "x-remove-when"] {
        let text = overlay(&format!("{NAME}\n  remove: true"));
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains(part)).collect();
        let empty = text.replace(&format!("{part}:"), &format!("{part}: ' ' #"));
        for text in [kept.join("\n"), empty] {
            refused(
                read(&text),
                ErrorKind::InvalidOverlay,
                "fix.yaml:4:3 (#/actions/0)",
                &[
                    &format!("has no `{part}`"),
                    "say why they are there",
                    &format!("add `{part}:`"),
                ],
            );
        }
        // An overlay that is named on the command line need not.
        let optional = Overlay::load(
            "o.yaml",
            kept.join("\n").as_bytes(),
            Documentation::Optional,
        );
        assert!(optional.is_ok());
    }
}

#[test]
fn a_target_that_is_no_jsonpath() {
    for target in ["components.schemas", "$.components[", "''", "$.a[?@.b == ]"] {
        refused(
            read(&overlay(&format!("target: {target}\n  remove: true"))),
            ErrorKind::InvalidOverlay,
            "fix.yaml:4:3 (#/actions/0)",
            &["is not a JSONPath expression", "RFC 9535"],
        );
    }
}

#[test]
fn an_action_that_does_two_things_or_none() {
    for (action, says) in [
        (
            "update: {type: string}\n  remove: true",
            "both updates and removes",
        ),
        ("remove: false", "does nothing"),
        ("description: idle", "does nothing"),
        (
            "remove: true\n  x-expect: 0",
            "`x-expect` is not a positive number",
        ),
        (
            "remove: true\n  x-expect: many",
            "`x-expect` is not a positive number",
        ),
    ] {
        refused(
            read(&overlay(&format!("{NAME}\n  {action}"))),
            ErrorKind::InvalidOverlay,
            "fix.yaml:4:3 (#/actions/0)",
            &[says],
        );
    }
}

#[test]
fn a_file_that_is_no_overlay_of_this_version() {
    for (text, at, says) in [
        (
            "overlay: 2.0.0\nactions: []\n",
            "fix.yaml:1:1 (#/overlay)",
            "`overlay: 2.0.0`",
        ),
        (
            "actions: []\noverlay: 1.0\n",
            "fix.yaml:2:1 (#/overlay)",
            "begin the file with `overlay: 1.0.0`",
        ),
        ("openapi: 3.1.0\n", "fix.yaml:1:1 (#/overlay)", "overlay"),
        ("overlay: 1.0.0\n", "fix.yaml:1:1", "no list of actions"),
        (
            "overlay: 1.0.0\nactions: {}\n",
            "fix.yaml:1:1",
            "no list of actions",
        ),
    ] {
        refused(read(text), ErrorKind::InvalidOverlay, at, &[says]);
    }
    refused(
        read("overlay: ["),
        ErrorKind::Syntax,
        "fix.yaml:1:10",
        &["invalid YAML"],
    );
}

// --- The union of the project: it has to stop when the vendor's document is another -------------------------------

const BODY: &str = "/paths/~1{Version}~1{Phone-Number-ID}~1settings/post/requestBody/content/application~1json/schema";

/// The vendor's document, changed, through the overlays of `profile`.
fn changed(profile: &str, change: impl Fn(&mut Value)) -> Error {
    let document = workspace_tests::vendor_document();
    let mut value = document.value().clone();
    change(&mut value);
    let result = apply(
        &document.with_value(value),
        &workspace_tests::overlays(profile),
    );
    result.unwrap_err()
}

#[test]
fn the_union_stops_when_the_document_has_it_already() {
    for profile in ["live", "reference"] {
        let error = changed(profile, |document| {
            let branch = |name: &str, schema: &str| {
                serde_json::json!({
                    "type": "object", "additionalProperties": false, "required": [name],
                    "properties": { name: { "$ref": format!("#/components/schemas/{schema}") } },
                })
            };
            *document.pointer_mut(BODY).unwrap() = serde_json::json!({ "oneOf": [
                branch("calling", "CallingSettings"),
                branch("user_identity_change", "UserIdentityChangeSettings"),
                branch("payload_encryption", "PayloadEncryptionSettings"),
                branch("storage_configuration", "StorageConfigurationSettings"),
            ] });
        });
        assert_eq!(error.kind, ErrorKind::ActionMatchesNothing, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("spec/overlays/30-request-union.yaml:"),
            "{text}"
        );
        assert!(
            text.contains("closed objects of one property each"),
            "{text}"
        );
    }
}

#[test]
fn the_union_stops_at_a_fifth_branch_and_at_a_missing_one() {
    let fifth = changed("live", |document| {
        let branches = document.pointer_mut(BODY).unwrap()["oneOf"]
            .as_array_mut()
            .unwrap();
        branches.push(serde_json::json!({ "$ref": "#/components/schemas/VideoSettings" }));
    });
    assert_eq!(fifth.kind, ErrorKind::ActionMatchesNothing, "{fifth}");
    let missing = changed("live", |document| {
        document.pointer_mut(BODY).unwrap()["oneOf"]
            .as_array_mut()
            .unwrap()
            .pop();
    });
    assert_eq!(
        missing.kind,
        ErrorKind::ActionMatchesUnexpected,
        "{missing}"
    );
    assert!(missing.what.contains("matches 3 nodes, not 4"), "{missing}");
    let grown = changed("live", |document| {
        let wrapper = &mut document["components"]["schemas"]["CallingSettingsRequest"];
        wrapper["properties"]["voice"] = serde_json::json!({ "type": "string" });
    });
    assert_eq!(grown.kind, ErrorKind::ActionMatchesUnexpected, "{grown}");
    for error in [fifth, missing, grown] {
        let place = error.location.clone().unwrap();
        assert_eq!(place.file, "spec/overlays/30-request-union.yaml", "{error}");
        assert!(place.line > 10, "{error}");
    }
}
