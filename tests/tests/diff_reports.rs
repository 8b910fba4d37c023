//! Whole reports, as people and programs read them. `INSTA_UPDATE=always cargo test --test diff_reports` writes them anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use codegen::diff::{self, Report};
use serde_json::json;

#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use edit::Edit;

/// A bit of everything: what breaks, what comes, a long text, two causes of one line, and what the client lacks.
fn report() -> Report {
    let long = "Takes an animal in. ".repeat(12);
    let gone = json!({"$ref": "#/components/parameters/Gone"});
    let photo = json!({"post": {"operationId": "addPhoto", "parameters": [gone], "responses": {"204": {"description": "Done."}}}});
    let (old, new) = edit::pair(
        &[Edit::Set(
            "/paths/~1animals/post/description".to_owned(),
            json!(long),
        )],
        &[
            Edit::Set(
                "/paths/~1animals/post/description".to_owned(),
                json!(format!("{long}It stays. {long}")),
            ),
            Edit::Remove("/components/schemas/Animal/properties/nickname".to_owned()),
            Edit::Set(
                "/components/schemas/Animal/properties/tail".to_owned(),
                json!({}),
            ),
            Edit::Set(
                "/components/schemas/State/enum".to_owned(),
                json!(["gone", "waiting"]),
            ),
            Edit::Rename(
                "/paths/~1animals/post/responses/201".to_owned(),
                "200".to_owned(),
            ),
            Edit::Set("/paths/~1photos".to_owned(), photo),
            Edit::Remove("/paths/~1animals~1{animalId}~1places".to_owned()),
            Edit::Remove("/paths/~1animals~1{animalId}/put".to_owned()),
        ],
    );
    edit::compare_clients(&old, &new)
}

fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "diff-reports",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn of_two_clients() {
    let report = report();
    assert_snapshot("text", &diff::text(&report));
    assert_snapshot("markdown", &diff::markdown(&report).into_string());
    let json = serde_json::to_string_pretty(&diff::json(&report)).unwrap();
    assert_snapshot("json", &json);
}
