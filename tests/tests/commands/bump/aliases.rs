//! The old names that `cargo xtask bump` keeps for what was renamed.

use std::fs;

use serde_json::Value;
use workspace_tests::copy::Copy;

use super::{NO_HOSTNAME, NOT_REQUIRED, Revision};
use crate::on;

/// The operation that reads, by other names.
const READS: &str = "operationId: getPhoneNumberSettings\n";
const FINDS: &str = "operationId: findPhoneNumberSettings\n";
const LOOKS: &str = "operationId: lookUpPhoneNumberSettings\n";

const ALIASES: &str = "spec/aliases.toml";
const ALIASES_RS: &str = "generated-client/src/generated/aliases.rs";

#[test]
fn old_names_of_what_was_renamed_stay_until_the_next_major_version() {
    let revision = Revision::of(&[(READS, FINDS)]);
    let run = revision.bump(&[]).ends_with(0);
    run.reports(&[
        "verdict    minor",
        "client     0.1.0 → 0.1.1",
        "old names  2 of what was renamed stay",
    ]);
    let aliases = revision.copy.read(ALIASES);
    let entry = "[[alias]]\nold = \"Client::get_phone_number_settings\"\nnew = \"Client::find_phone_number_settings\"\nsince = \"0.1.1\"\n";
    assert!(aliases.contains(entry), "{aliases}");
    let code = revision.copy.read(ALIASES_RS);
    for part in [
        "#[deprecated(since = \"0.1.1\", note = \"renamed to `operations::FindPhoneNumberSettings`\")]",
        "pub type GetPhoneNumberSettings = crate::generated::operations::FindPhoneNumberSettings;",
        "pub fn get_phone_number_settings(&self) -> operations::FindPhoneNumberSettings {",
    ] {
        assert!(code.contains(part), "`{part}` is missing in:\n{code}");
    }
    let body = revision.copy.read("target/bump/pull-request.md");
    for part in [
        "**Verdict: minor**",
        "Old names that stay",
        "- `Client::get_phone_number_settings`: now `Client::find_phone_number_settings`",
        "programs compile: the client keeps",
    ] {
        assert!(body.contains(part), "`{part}` is missing in:\n{body}");
    }
    let changelog = revision.copy.read("CHANGELOG.md");
    let entry = "### Deprecated\n\n- `Client::get_phone_number_settings`: use `Client::find_phone_number_settings`; the old name goes with the next major version.\n";
    assert!(changelog.contains(entry), "{changelog}");
    on(&revision.copy, "check", &[]).ends_with(0);
    on(&revision.copy, "aliases", &[])
        .ends_with(0)
        .reports(&["Client::get_phone_number_settings = Client::find_phone_number_settings (deprecated since 0.1.1)"]);

    // Renamed once more: both old names stand for the newest one.
    revision.revise(FINDS, LOOKS);
    revision
        .bump(&[])
        .ends_with(0)
        .reports(&["verdict    minor"]);
    let aliases = revision.copy.read(ALIASES);
    for (old, since) in [("get", "0.1.1"), ("find", "0.1.2")] {
        let entry = format!(
            "old = \"Client::{old}_phone_number_settings\"\nnew = \"Client::look_up_phone_number_settings\"\nsince = \"{since}\"\n"
        );
        assert!(aliases.contains(&entry), "{aliases}");
    }
    on(&revision.copy, "check", &[]).ends_with(0);

    // A command removes one; a wrong name removes none.
    on(&revision.copy, "aliases", &["--remove", "Client::never"])
        .ends_with(1)
        .says(&["no old name `Client::never`", "cargo xtask aliases"]);
    on(
        &revision.copy,
        "aliases",
        &["--remove", "Client::get_phone_number_settings"],
    )
    .ends_with(0)
    .reports(&[
        "removed  Client::get_phone_number_settings",
        "raise the version",
    ]);
    assert!(!revision.copy.read(ALIASES).contains("Client::get_"));
    on(&revision.copy, "check", &[]).ends_with(0);

    // A major version takes the rest away.
    revision.revise(NO_HOSTNAME.0, NO_HOSTNAME.1);
    revision.revise(NOT_REQUIRED.0, NOT_REQUIRED.1);
    let report = revision.file("report.json");
    let run = revision
        .bump(&["--report", report.to_str().unwrap()])
        .ends_with(0);
    run.reports(&["verdict    major", "client     0.1.2 → 0.2.0"]);
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let removed = changes
        .iter()
        .find(|it| it["kind"] == "alias-removed")
        .unwrap();
    assert_eq!(removed["level"], "major");
    assert!(
        removed["rust"]
            .to_string()
            .contains("- Client::find_phone_number_settings = "),
        "{removed}"
    );
    for gone in [ALIASES, ALIASES_RS] {
        assert!(!revision.copy.at(gone).exists(), "{gone} is still there");
    }
    on(&revision.copy, "check", &[]).ends_with(0);
}

#[test]
fn an_old_name_for_what_is_not_there_is_refused_with_its_line() {
    let copy = Copy::new();
    for (old, new, what) in [
        (
            "Client::get",
            "Client::never",
            "`Client::never`, which the client does not have",
        ),
        (
            "Client::update_phone_number_settings",
            "Client::get_phone_number_settings",
            "the client has another",
        ),
        ("types::a b", "types::SipSettings", "cannot stand for"),
    ] {
        copy.write(
            ALIASES,
            &format!(
                "# By hand.\n\n[[alias]]\nold = \"{old}\"\nnew = \"{new}\"\nsince = \"0.1.0\"\n"
            ),
        );
        on(&copy, "regen", &[]).ends_with(1).says(&[
            what,
            "spec/aliases.toml:4:7",
            "cargo xtask aliases --remove",
        ]);
    }
}
