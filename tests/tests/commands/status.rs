//! `cargo xtask status`.

use workspace_tests::copy::Copy;

use crate::on;

#[test]
fn for_people() {
    let copy = Copy::new();
    let before = copy.state();
    let run = on(&copy, "status", &[]).ends_with(0);
    run.reports(&[
        // The pin.
        "spec/vendor/settings-api.v23.0.openapi.yaml",
        "transcribed",
        "https://developers.facebook.com/",
        "(verified)",
        "v23.0",
        "end of life 2027-10-08",
        // The generator.
        "progenitor 0.15.1",
        // Both profiles, with evidence, reasons, hits and what was left out.
        "Profile live (checked in)",
        "Profile reference",
        "spec/overlays/30-request-union.yaml ",
        "evidence: ",
        "remove when: ",
        "Lowering rules",
        "Left out: nothing",
        "open-enums",
    ]);
    assert_eq!(copy.state(), before);
}

#[test]
fn for_programs() {
    let object = on(&Copy::new(), "status", &["--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(object["document"]["origin"], "transcribed");
    assert_eq!(object["document"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(object["verified"], true);
    assert_eq!(object["api"]["version"], "v23.0");
    assert!(object["days_to_end_of_life"].is_i64());
    assert_eq!(object["generator"]["progenitor"], "0.15.1");
    assert_eq!(object["profile"], "live");
    for profile in object["profiles"].as_array().unwrap() {
        let actions = profile["actions"].as_array().unwrap();
        assert!(!actions.is_empty());
        for action in actions {
            for words in ["target", "reason", "evidence", "remove_when"] {
                assert!(!action[words].as_str().unwrap().is_empty(), "{action}");
            }
            assert!(
                !action["pointers"].as_array().unwrap().is_empty(),
                "{action}"
            );
        }
        for rule in profile["rules"].as_array().unwrap() {
            assert!(!rule["pointers"].as_array().unwrap().is_empty(), "{rule}");
        }
        assert_eq!(profile["left_out"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_document_that_is_not_the_pinned_one_is_not_called_verified() {
    let copy = Copy::new();
    copy.append("spec/vendor/settings-api.v23.0.openapi.yaml", "# mine");
    let text = on(&copy, "status", &[]).ends_with(0);
    text.reports(&["NOT", "cargo xtask check"]);
    assert!(!text.stdout.contains("(verified)"));
    let object = on(&copy, "status", &["--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(object["verified"], false);
}
