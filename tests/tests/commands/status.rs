//! `cargo xtask status`.

use workspace_tests::copy::Copy;

use crate::on;

#[test]
fn for_people_on_one_screen() {
    let copy = Copy::new();
    let before = copy.state();
    let lock = copy.lock();
    let run = on(&copy, "status", &[]).ends_with(0);
    run.reports(&[
        // The pin.
        &copy.pinned(),
        &lock.document.origin.to_string(),
        &lock.document.url,
        "(verified)",
        &lock.api.version,
        &format!("end of life {}", lock.api.end_of_life),
        // The generator.
        "progenitor 0.15.1",
        // Both profiles, with their overlays and what was left out.
        "live (checked in): ",
        "reference: ",
        "30-request-union 5",
        "left out: nothing",
        "refine passes",
        "cargo xtask status --details",
    ]);
    assert!(run.stdout.lines().count() <= 20, "{}", run.stdout);
    assert!(!run.stdout.contains(" 1 days"), "{}", run.stdout);
    assert_eq!(copy.state(), before);
}

#[test]
fn for_people_in_detail() {
    let copy = Copy::new();
    on(&copy, "status", &["--details"]).ends_with(0).reports(&[
        "(verified)",
        "Profile live (checked in)",
        "Profile reference",
        "spec/overlays/30-request-union.yaml ",
        "evidence: ",
        "remove when: ",
        "Lowering rules",
        "Left out: nothing",
        "open-enums",
    ]);
}

#[test]
fn for_programs() {
    let copy = Copy::new();
    let lock = copy.lock();
    let object = on(&copy, "status", &["--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(object["document"]["url"], lock.document.url);
    assert_eq!(object["document"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(object["verified"], true);
    assert_eq!(object["api"]["version"], lock.api.version);
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
    copy.append(&copy.pinned(), "# mine");
    let text = on(&copy, "status", &[]).ends_with(0);
    text.reports(&["NOT", "cargo xtask check"]);
    assert!(!text.stdout.contains("(verified)"));
    let object = on(&copy, "status", &["--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(object["verified"], false);
}

#[test]
fn an_end_that_is_near_fails() {
    let copy = Copy::new();
    let object = on(&copy, "status", &["--format", "json"])
        .ends_with(0)
        .json();
    let left = object["days_to_end_of_life"].as_i64().unwrap();
    assert!(
        left > 1,
        "the version has ended: mend this test with a lock of its own"
    );
    on(&copy, "status", &["--min-days", &left.to_string()]).ends_with(0);
    let run = on(&copy, "status", &["--min-days", &(left + 1).to_string()]).ends_with(4);
    let api = copy.lock().api;
    let (version, end) = (api.version, api.end_of_life);
    run.reports(&[&format!("{version} ends on {end}"), "fix: "]);
    copy.edit(
        "spec/spec.lock",
        &format!("end-of-life = {end}"),
        "end-of-life = 2020-01-02",
    );
    let run = on(&copy, "status", &["--min-days", "0"]).ends_with(4);
    run.reports(&[&format!("{version} ended on 2020-01-02")]);
    // Without the question there is no failure.
    on(&copy, "status", &[]).ends_with(0);
}

#[test]
fn an_old_document_fails() {
    let copy = Copy::new();
    let retrieved = copy.lock().document.retrieved;
    copy.edit(
        "spec/spec.lock",
        &format!("retrieved = {retrieved}"),
        "retrieved = 2020-02-03",
    );
    let object = on(&copy, "status", &["--format", "json"])
        .ends_with(0)
        .json();
    let age = object["age_in_days"].as_i64().unwrap();
    assert!(age > 365 && object["findings"].as_array().unwrap().is_empty());
    assert_eq!(object["document"]["retrieved"], "2020-02-03");
    on(&copy, "status", &["--max-age", &age.to_string()]).ends_with(0);
    let younger = (age - 1).to_string();
    let run = on(
        &copy,
        "status",
        &["--max-age", &younger, "--format", "json"],
    )
    .ends_with(4);
    let finding = run.json()["findings"][0].as_str().unwrap().to_owned();
    assert!(finding.contains(&format!("{age} days ago")), "{finding}");
}
