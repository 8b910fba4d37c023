//! Every action of every overlay, tried on a document whatever became of the actions before it.

use codegen::error::ErrorKind;
use codegen::overlay::{Failing, Overlay, Rules, apply, recheck};
use serde_json::json;
use workspace_tests::documents::{answering, load, plain};

const OVERLAY: &str = "\
overlay: 1.1.0
info: {title: o, version: 1.0.0}
actions:
- target: $.components.schemas.Gone
  remove: true
  description: Gone goes.
  x-reason: nobody
  x-evidence: nothing
  x-remove-when: it is gone
- target: $.components.schemas.Thing.properties
  update: {name: {type: string}, size: {type: integer}}
  description: d
  x-reason: r
  x-evidence: e
  x-remove-when: w
- target: $.components.schemas.Thing.properties[*]
  update: {deprecated: true}
  x-expect: 2
  description: d
  x-reason: r
  x-evidence: e
  x-remove-when: w
- target: $.components.schemas.Thing.properties.size
  update: {type: integer}
  description: d
  x-reason: r
  x-evidence: e
  x-remove-when: w
- target: $.components.schemas.Thing.properties.colour
  update: {type: string}
  description: d
  x-reason: r
  x-evidence: e
  x-remove-when: w
";

fn overlay(name: &str) -> Overlay {
    Overlay::load(name, OVERLAY.as_bytes(), Rules::Project).unwrap()
}

fn told(failures: &[Failing]) -> Vec<(&str, usize, u32, ErrorKind)> {
    failures
        .iter()
        .map(|it| {
            (
                it.overlay.as_str(),
                it.action,
                it.error.location.as_ref().unwrap().line,
                it.error.kind,
            )
        })
        .collect()
}

#[test]
fn it_goes_on_after_a_failure() {
    // The second action works, so that the third and the fourth see what it makes.
    let document = load(&answering(json!({
        "type": "object",
        "properties": { "name": { "type": "string" }, "other": {} },
    })));
    let failures = recheck(&document, &[overlay("fix.yaml")]).failing;
    assert_eq!(
        told(&failures),
        [
            ("fix.yaml", 1, 4, ErrorKind::ActionMatchesNothing),
            ("fix.yaml", 3, 16, ErrorKind::ActionMatchesUnexpected),
            ("fix.yaml", 4, 23, ErrorKind::ActionChangesNothing),
            ("fix.yaml", 5, 29, ErrorKind::ActionMatchesNothing),
        ]
    );
    let about = &failures[0].about;
    assert_eq!(about.description, "Gone goes.");
    assert_eq!(
        (about.reason.as_str(), about.remove_when.as_str()),
        ("nobody", "it is gone")
    );
    // The words are those of a run that stops at the first.
    let stopped = apply(&document, &[overlay("fix.yaml")]).unwrap_err();
    assert_eq!(stopped, failures[0].error);
}

/// Two actions that belong together, as they are written to replace something at several places.
#[test]
fn an_action_with_another_number_of_matches_is_tried_on_those() {
    let text = "overlay: 1.1.0\ninfo: {title: o, version: 1.0.0}\nactions:\n\
        - target: $.components.schemas.Thing.properties[?@.type == 'string']\n  update: {format: password}\n  x-expect: 2\n  description: d\n  x-reason: r\n  x-evidence: e\n  x-remove-when: w\n\
        - target: $.components.schemas.Thing.properties[?@.format == 'password'].type\n  remove: true\n  x-expect: 2\n  description: d\n  x-reason: r\n  x-evidence: e\n  x-remove-when: w\n";
    let overlay = Overlay::load("fix.yaml", text.as_bytes(), Rules::Project).unwrap();
    let failures = recheck(&load(&answering(plain())), &[overlay]).failing;
    assert_eq!(
        told(&failures),
        [
            ("fix.yaml", 1, 4, ErrorKind::ActionMatchesUnexpected),
            // Not that it matches nothing.
            ("fix.yaml", 2, 11, ErrorKind::ActionMatchesUnexpected),
        ]
    );
}

#[test]
fn a_later_overlay_sees_what_the_earlier_one_made() {
    let document = load(&answering(json!({
        "type": "object",
        "properties": { "colour": {} },
    })));
    let failures = recheck(&document, &[overlay("a.yaml"), overlay("b.yaml")]).failing;
    assert_eq!(
        told(&failures),
        [
            ("a.yaml", 1, 4, ErrorKind::ActionMatchesNothing),
            ("a.yaml", 3, 16, ErrorKind::ActionMatchesUnexpected),
            ("a.yaml", 4, 23, ErrorKind::ActionChangesNothing),
            ("b.yaml", 1, 4, ErrorKind::ActionMatchesNothing),
            ("b.yaml", 2, 10, ErrorKind::ActionChangesNothing),
            ("b.yaml", 3, 16, ErrorKind::ActionMatchesUnexpected),
            ("b.yaml", 4, 23, ErrorKind::ActionChangesNothing),
            ("b.yaml", 5, 29, ErrorKind::ActionChangesNothing),
        ]
    );
}

#[test]
fn actions_that_fit_are_no_failures() {
    let text = "overlay: 1.1.0\ninfo: {title: o, version: 1.0.0}\nactions:\n- target: $.info\n  update: {title: Other}\n  description: d\n  x-reason: r\n  x-evidence: e\n  x-remove-when: w\n";
    let overlay = Overlay::load("fix.yaml", text.as_bytes(), Rules::Project).unwrap();
    assert_eq!(
        recheck(&load(&answering(json!({}))), &[overlay]).failing,
        []
    );
}
