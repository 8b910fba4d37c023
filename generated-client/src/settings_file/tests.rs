//! Settings files, right and wrong.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::SettingsFile;

fn told(text: &str) -> String {
    SettingsFile::from_json(text).unwrap_err().to_string()
}

#[test]
fn a_file_becomes_one_update_for_each_feature() {
    let text = r#"{
        "calling": {
            "status": "ENABLED",
            "call_hours": {
                "status": "ENABLED", "timezone_id": "America/Manaus",
                "weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "09:00", "close_time": 1700}],
                "holiday_schedule": []
            },
            "sip": {"status": "ENABLED", "servers": [{"hostname": "sip.example", "request_uri_user_params": {"x": "y"}}]}
        },
        "user_identity_change": {"enable_identity_key_check": true},
        "storage_configuration": {"status": "NO_STORAGE_ENABLED", "retention_minutes": null}
    }"#;
    let updates = SettingsFile::from_json(text).unwrap().into_updates();
    let sent = serde_json::to_value(&updates).unwrap();
    let keys: Vec<_> = sent
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_object().unwrap().keys().next().unwrap())
        .collect();
    assert_eq!(
        keys,
        ["calling", "user_identity_change", "storage_configuration"]
    );
    assert_eq!(
        sent[0]["calling"]["call_hours"]["weekly_operating_hours"][0]["open_time"],
        "0900"
    );
    assert_eq!(
        sent[0]["calling"]["sip"]["servers"][0]["request_uri_user_params"],
        json!({"x": "y"})
    );
}

#[test]
fn a_key_that_no_request_has_is_named_with_its_place() {
    for (text, place, hint) in [
        (
            r#"{"calling": {"stauts": "ENABLED"}}"#,
            "`calling.stauts`",
            "did you mean `status`?",
        ),
        (
            r#"{"caling": {"status": "ENABLED"}}"#,
            "`caling`",
            "did you mean `calling`?",
        ),
        (
            r#"{"calling": {"call_hours": {"status": "ENABLED", "stauts": "ENABLED"}}}"#,
            "`calling.call_hours.stauts`",
            "did you mean `status`?",
        ),
        (
            r#"{"calling": {"call_hours": {"weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "0900", "close_time": "1000", "closes": 1}]}}}"#,
            "`calling.call_hours.weekly_operating_hours[0].closes`",
            "",
        ),
        (
            r#"{"calling": {"voicemail": {"status": "DISABLED", "trigger": ["REJECT"]}}}"#,
            "`calling.voicemail.trigger`",
            "",
        ),
        (
            r#"{"calling": {"sip": {"status": "ENABLED", "server": []}}}"#,
            "`calling.sip.server`",
            "did you mean `servers`?",
        ),
        (
            r#"{"calling": {"sip": {"status": "ENABLED", "servers": [{"hostname": "a.example", "prot": 1}]}}}"#,
            "`calling.sip.servers[0].prot`",
            "did you mean `port`?",
        ),
        // What the server alone sets is no request.
        (
            r#"{"calling": {"restrictions": {}}}"#,
            "`calling.restrictions`",
            "",
        ),
    ] {
        let told = told(text);
        assert!(
            told.contains(place) && told.contains(hint),
            "{text}: {told}"
        );
    }
}

#[test]
fn what_is_wrong_is_told_without_values() {
    for (text, words) in [
        ("{", "line 1 column 1"),
        ("[]", "no object"),
        ("{}", "no feature"),
        (
            r#"{"calling": {"call_icons": {"restrict_to_user_countries": "PLANTED"}}}"#,
            "calling.call_icons.restrict_to_user_countries",
        ),
        (
            r#"{"payload_encryption": {"status": "ENABLED", "client_encryption_key": ["PLANTED"]}}"#,
            "client_encryption_key",
        ),
        (
            r#"{"calling": {"sip": {"status": "ENABLED", "servers": [{"hostname": "http://a"}]}}}"#,
            "`calling.sip.servers[0].hostname`",
        ),
        (r#"{"calling": {"status": "NOT_SET"}}"#, "`calling.status`"),
    ] {
        let told = told(text);
        assert!(
            told.contains(words) && !told.contains("PLANTED"),
            "{text}: {told}"
        );
    }
}

#[cfg(feature = "toml")]
#[test]
fn a_file_may_be_toml() {
    let text = r#"
        [calling]
        status = "ENABLED"
        video.status = "DISABLED"
        [calling.call_hours]
        status = "ENABLED"
        weekly_operating_hours = [{ day_of_week = "MONDAY", open_time = 09:00:00, close_time = "17:00" }]
        holiday_schedule = [{ date = 2026-12-24, start_time = "0900", end_time = "1200" }]
    "#;
    let updates = SettingsFile::from_toml(text).unwrap().into_updates();
    let sent = serde_json::to_value(&updates).unwrap();
    let hours = &sent[0]["calling"]["call_hours"];
    assert_eq!(hours["weekly_operating_hours"][0]["open_time"], "0900");
    assert_eq!(hours["holiday_schedule"][0]["date"], "2026-12-24");
    let error = SettingsFile::from_toml("[calling]\nstatus = ")
        .unwrap_err()
        .to_string();
    assert!(error.contains("line 2 column"), "{error}");
    let error = SettingsFile::from_toml("[calling]\nstauts = \"ENABLED\"")
        .unwrap_err()
        .to_string();
    assert!(error.contains("`calling.stauts`"), "{error}");
}

#[test]
fn a_file_is_read_by_its_name() {
    let folder = std::env::temp_dir().join(format!("settings-file-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("settings.json");
    std::fs::write(&file, r#"{"calling": {"status": "ENABLED"}}"#).unwrap();
    assert_eq!(SettingsFile::read(&file).unwrap().updates().len(), 1);
    let error = SettingsFile::read(folder.join("settings.yaml")).unwrap_err();
    assert!(error.to_string().contains("cannot be read"), "{error}");
    let other = folder.join("settings.ini");
    std::fs::write(&other, "").unwrap();
    assert!(
        SettingsFile::read(&other)
            .unwrap_err()
            .to_string()
            .contains("`.json`")
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
