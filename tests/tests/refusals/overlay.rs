//! Stage *overlay*: an action that does not do exactly what it was written for.

use codegen::document::Document;
use codegen::error::{Error, ErrorKind, Result};
use codegen::overlay::{ActionHits, Overlay, Rules, apply};
use serde_json::Value;
use workspace_tests::documents::{answering, load, plain, refused};

const ABOUT: &str = "\n  description: mends it\n  x-reason: because\n  x-evidence: a guide, 2026-01-01\n  x-remove-when: the vendor mends it";

/// An overlay file of one action, which begins on line 4.
fn overlay(action: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: o, version: 1.0.0}}\nactions:\n- {action}{ABOUT}\n")
}

/// An overlay file as others write it: no word of why.
fn others(version: &str, actions: &str) -> Result<Overlay> {
    let text =
        format!("overlay: {version}\ninfo: {{title: o, version: 1.0.0}}\nactions:\n{actions}\n");
    Overlay::load("fix.yaml", text.as_bytes(), Rules::Standard)
}

fn read(text: &str) -> Result<Overlay> {
    Overlay::load("fix.yaml", text.as_bytes(), Rules::Project)
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
    for part in ["description", "x-reason", "x-evidence", "x-remove-when"] {
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
        let optional = Overlay::load("o.yaml", kept.join("\n").as_bytes(), Rules::Standard);
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
        ("x-note: idle", "does nothing"),
        ("copy: $.info\n  remove: true", "both updates and removes"),
        ("copy: $.info\n  update: {a: b}", "both updates and copies"),
        ("copy: [$.info]", "`copy` is not a JSONPath expression"),
        ("copy: info", "the copy `info` is not a JSONPath expression"),
        ("remove: yes please", "`remove` is neither true nor false"),
        (
            "remove: true\n  x-expect: 0",
            "`x-expect` is not a positive number",
        ),
        (
            "remove: true\n  x-expect: many",
            "`x-expect` is not a positive number",
        ),
        (
            "remove: true\n  x-limits: [{field: a.b}]",
            "`x-limits` cannot be read: missing field `rule`",
        ),
        (
            "remove: true\n  x-limits: {a: b}",
            "write a list of `field:` and `rule:`",
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
            "`overlay: 1.0` is not a version that can be read",
        ),
        (
            "overlay: 1.2.0\nactions: []\n",
            "fix.yaml:1:1 (#/overlay)",
            "begin the file with `overlay: 1.1.0`; 1.0 and 1.1 are read",
        ),
        (
            "overlay: 1.1.0\nactions: []\n",
            "fix.yaml:2:1 (#/actions)",
            "has no action",
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

// --- Any overlay, as its specification says -----------------------------------------------------------------------

/// The document that an overlay of others makes of `answering(plain())` with a second operation.
fn overlaid(version: &str, actions: &str) -> Result<Value> {
    let mut document = answering(plain());
    document["paths"]["/things"]["post"] = workspace_tests::documents::operation("addThing");
    let (document, _) = apply(&load(&document), &[others(version, actions)?])?;
    Ok(document.value().clone())
}

#[test]
fn an_update_of_every_operation() {
    for version in ["1.0.0", "1.0.1", "1.1.0", "1.1.7"] {
        let document =
            overlaid(version, "- target: $.paths.*.*\n  update: {x-safe: true}").unwrap();
        for method in ["get", "post"] {
            assert_eq!(
                document["paths"]["/things"][method]["x-safe"], true,
                "{document}"
            );
        }
    }
}

#[test]
fn an_action_of_others_may_match_nothing_and_change_nothing() {
    let before = overlaid("1.1.0", "- target: $.gone\n  remove: true").unwrap();
    for action in [
        "- target: $.gone\n  update: {a: b}",
        "- target: $.gone\n  copy: $.info",
        "- target: $.info\n  update: {title: Things}",
        "- target: $.info\n  remove: false",
        "- target: $.info\n  description: idle",
        "- target: $.info\n  x-expect: none of our business\n  remove: false",
    ] {
        assert_eq!(overlaid("1.1.0", action).as_ref(), Ok(&before), "{action}");
    }
    // What it matched is told all the same.
    let gone = others("1.1.0", "- target: $.gone\n  remove: true").unwrap();
    let (_, hits) = apply(&load(&answering(plain())), &[gone]).unwrap();
    assert!(hits[0].pointers.is_empty());
}

#[test]
fn removing_goes_before_updating() {
    let document = overlaid(
        "1.0.0",
        "- target: $.paths['/things'].post\n  update: {a: b}\n  remove: true",
    );
    assert_eq!(document.unwrap()["paths"]["/things"].get("post"), None);
}

#[test]
fn lists_grow_and_primitive_values_are_replaced() {
    let tags = |action: &str| {
        let actions = format!("- target: $.paths['/things'].get.tags\n  {action}");
        overlaid("1.1.0", &actions).unwrap()["paths"]["/things"]["get"]["tags"].clone()
    };
    assert_eq!(
        tags("update: [One, Two]"),
        serde_json::json!(["Things", "One", "Two"])
    );
    assert_eq!(tags("update: One"), serde_json::json!(["Things", "One"]));
    let id = overlaid(
        "1.1.0",
        "- target: $.paths.*.get.operationId\n  update: other",
    )
    .unwrap();
    assert_eq!(id["paths"]["/things"]["get"]["operationId"], "other");
    let tag = "- target: $.paths.*.get.tags[?@ == 'Things']\n  remove: true";
    let tag = overlaid("1.1.0", tag).unwrap();
    assert_eq!(
        tag["paths"]["/things"]["get"]["tags"],
        serde_json::json!([])
    );
}

#[test]
fn a_node_is_copied_merged_and_moved() {
    let actions = "\
- target: $.paths
  update: {/others: {}, /more: {get: {x-old: true}}}
- target: $.paths['/others', '/more']
  copy: $.paths['/things']
- target: $.paths['/things']
  remove: true";
    let document = overlaid("1.1.0", actions).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/others", "/more"]);
    for path in ["/others", "/more"] {
        assert_eq!(paths[path]["post"]["operationId"], "addThing");
    }
    assert_eq!(paths["/more"]["get"]["x-old"], true);
    assert_eq!(paths["/more"]["get"]["operationId"], "listThings");
    // A project's own overlay may copy as well.
    let (copied, hits) = applied("target: $.components.schemas.Thing\n  copy: $.info").unwrap();
    assert_eq!(
        copied.value()["components"]["schemas"]["Thing"]["title"],
        "Things"
    );
    assert_eq!(hits[0].pointers, ["/components/schemas/Thing"]);
}

#[test]
fn what_the_specification_forbids() {
    for (version, actions, kind, says) in [
        (
            "1.0.0",
            "- target: $.info.title\n  remove: true",
            ErrorKind::ActionIncompatible,
            [
                "`$.info.title` is a primitive value at api.json:",
                "declare `overlay: 1.1.0`",
            ],
        ),
        (
            "1.0.3",
            "- target: $.info\n  copy: $.info",
            ErrorKind::InvalidOverlay,
            [
                "`copy` is not known to Overlay 1.0",
                "declare `overlay: 1.1.0`",
            ],
        ),
        (
            "1.1.0",
            "- target: $.info\n  copy: $.paths.*.*",
            ErrorKind::ActionIncompatible,
            [
                "selects 2 nodes of api.json, not one",
                "correct the expression",
            ],
        ),
        (
            "1.1.0",
            "- target: $.info\n  copy: $.gone",
            ErrorKind::ActionIncompatible,
            ["selects 0 nodes", "exactly one node"],
        ),
        (
            "1.1.0",
            "- target: $.paths.*.get.*\n  update: {a: b}",
            ErrorKind::ActionIncompatible,
            ["a primitive value at api.json:", "a list at api.json:"],
        ),
        (
            "1.1.0",
            "- target: $.paths\n  update: {/things: {get: {tags: Things}}}",
            ErrorKind::ActionIncompatible,
            [
                "puts a primitive value where api.json:",
                "(#/paths/~1things/get/tags) holds a list",
            ],
        ),
        (
            "1.1.0",
            "- target: $.info\n  update: {title: {de: Dinge}}",
            ErrorKind::ActionIncompatible,
            ["puts an object where", "holds a primitive value"],
        ),
    ] {
        refused(
            overlaid(version, actions),
            kind,
            "fix.yaml:4:3 (#/actions/0)",
            &says,
        );
    }
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
