//! Requests: exactly one feature, and nothing of it lost.

use generated_client::{
    CallingSettings, Checks, FeatureStatus, SettingsUpdate, SipSettings,
    StorageConfigurationSettings, UserIdentityChangeSettings, Validate,
};
use serde_json::{Value, json};

use crate::again;

const KEYS: [&str; 4] = [
    "calling",
    "user_identity_change",
    "payload_encryption",
    "storage_configuration",
];

/// Asserts that `body` is refused with a message that names the keys found, as given, and the keys known.
#[track_caller]
fn refused(body: &str, found: &[&str]) {
    let error = serde_json::from_str::<SettingsUpdate>(body)
        .unwrap_err()
        .to_string();
    for key in KEYS {
        assert!(
            error.contains(&format!("`{key}`")),
            "`{key}` is missing in: {error}"
        );
    }
    let (_, tail) = error
        .split_once("found ")
        .unwrap_or_else(|| panic!("{error}"));
    for key in found {
        assert!(tail.contains(key), "`{key}` is missing in: {error}");
    }
}

#[test]
fn a_body_with_two_features() {
    let calling = r#""calling": {"status": "ENABLED"}"#;
    let storage = r#""storage_configuration": {"status": "NO_STORAGE_ENABLED"}"#;
    let both = ["`calling`", "`storage_configuration`"];
    refused(&format!("{{{calling}, {storage}}}"), &both);
    refused(&format!("{{{storage}, {calling}}}"), &both);
    // Two of which one is unknown, or is null, are two.
    refused(
        &format!("{{{calling}, \"voicemail\": {{}}}}"),
        &["`calling`", "`voicemail`"],
    );
    refused(
        &format!("{{\"voicemail\": {{}}, {calling}}}"),
        &["`calling`", "`voicemail`"],
    );
    refused(
        &format!("{{{calling}, \"storage_configuration\": null}}"),
        &both,
    );
}

#[test]
fn a_misspelt_key_is_refused() {
    for body in [
        r#"{"calling": {"stauts": "ENABLED"}}"#,
        r#"{"calling": {"video": {"status": "ENABLED", "on": true}}}"#,
        r#"{"calling": {"sip": {"status": "ENABLED", "server": []}}}"#,
        r#"{"calling": {"sip": {"status": "ENABLED", "servers": [{"hostname": "a.example", "prot": 1}]}}}"#,
        r#"{"calling": {"audio": {"codecs": []}}}"#,
        r#"{"user_identity_change": {"enable_identity_key_check": true, "enabled": true}}"#,
        r#"{"storage_configuration": {"status": "NO_STORAGE_ENABLED", "region": "IN"}}"#,
        r#"{"payload_encryption": {"status": "DISABLED", "key": "x"}}"#,
    ] {
        // It decodes, so that nothing of it is lost, and is not sent unless asked for.
        let update: SettingsUpdate = serde_json::from_str(body).unwrap();
        let error = update.validate().unwrap_err();
        assert!(
            error.rule().contains("no request has this property"),
            "{body}: {error}"
        );
        assert_eq!(
            update.validate_with(Checks::allowing_unlisted()),
            Ok(()),
            "{body}"
        );
    }
}

#[test]
fn a_body_with_none() {
    refused("{}", &["none"]);
}

#[test]
fn a_body_with_an_unknown_one() {
    refused(r#"{"voicemail": {"status": "ENABLED"}}"#, &["`voicemail`"]);
    // Keys are matched as they are written.
    refused(r#"{"Calling": {"status": "ENABLED"}}"#, &["`Calling`"]);
}

#[test]
fn a_body_with_the_same_key_twice() {
    let one = r#""calling": {"status": "ENABLED"}"#;
    refused(&format!("{{{one}, {one}}}"), &["`calling`, `calling`"]);
}

#[test]
fn a_body_that_is_no_object_or_a_feature_that_is_none() {
    for body in [
        "[]",
        "null",
        "\"calling\"",
        "1",
        r#"{"calling": null}"#,
        r#"{"calling": 1}"#,
        r#"{"calling": []}"#,
    ] {
        assert!(
            serde_json::from_str::<SettingsUpdate>(body).is_err(),
            "{body}"
        );
    }
}

#[test]
fn each_feature_alone_keeps_everything() {
    let bodies = [
        json!({ "calling": {
            "status": "ENABLED",
            "call_icon_visibility": "DEFAULT",
            "call_icons": { "restrict_to_user_countries": ["US"] },
            "callback_permission_status": "DISABLED",
            "srtp_key_exchange_protocol": "DTLS",
            "audio": { "additional_codecs": ["PCMU"] },
            "video": { "status": "ENABLED" },
            "call_hours": {
                "status": "ENABLED", "timezone_id": "Europe/Berlin",
                "weekly_operating_hours": [{ "day_of_week": "FRIDAY", "open_time": "0900", "close_time": "1700" }],
                "holiday_schedule": [{ "date": "2026-12-24", "start_time": "0000", "end_time": "2359" }],
            },
            "sip": { "status": "ENABLED", "servers": [{
                "hostname": "sip.example.com", "port": 5062, "request_uri_user_params": { "a": "b" },
            }] },
            "voicemail": { "status": "DISABLED" },
        } }),
        // The status is optional: another setting can be changed alone.
        json!({ "calling": { "video": { "status": "DISABLED" } } }),
        json!({ "user_identity_change": { "enable_identity_key_check": true } }),
        json!({ "payload_encryption": { "status": "ENABLED", "client_encryption_key": "a2V5" } }),
        json!({ "storage_configuration": {
            "status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "IN", "retention_minutes": 60,
        } }),
    ];
    for body in bodies {
        assert_eq!(again::<SettingsUpdate>(&body).as_ref(), Ok(&body));
    }
}

fn encoded(update: impl Into<SettingsUpdate>) -> Value {
    serde_json::to_value(update.into()).unwrap()
}

#[test]
fn every_feature_becomes_an_update_with_its_key() {
    let calling = CallingSettings::builder().status(FeatureStatus::Enabled);
    let calling = calling.build();
    assert_eq!(
        encoded(calling),
        json!({ "calling": { "status": "ENABLED" } })
    );
    let identity = UserIdentityChangeSettings::builder().enable_identity_key_check(false);
    assert_eq!(
        encoded(UserIdentityChangeSettings::try_from(identity).unwrap()),
        json!({ "user_identity_change": { "enable_identity_key_check": false } })
    );
    // What a builder lacks is said by name.
    let storage = StorageConfigurationSettings::builder().data_localization_region("IN".to_owned());
    let error = StorageConfigurationSettings::try_from(storage).unwrap_err();
    assert!(error.to_string().contains("status"), "{error}");
}

#[test]
fn an_empty_list_of_sip_servers_is_sent() {
    let sip = || SipSettings::builder().status(FeatureStatus::Disabled);
    let sent = |sip: SipSettings| encoded(CallingSettings::builder().sip(sip).build());
    // It deletes the stored server, and nothing else does.
    assert_eq!(
        sent(sip().servers(Vec::new()).build().unwrap()),
        json!({ "calling": { "sip": { "status": "DISABLED", "servers": [] } } })
    );
    assert_eq!(
        sent(sip().build().unwrap()),
        json!({ "calling": { "sip": { "status": "DISABLED" } } })
    );
}
