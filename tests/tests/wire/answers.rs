//! Answers of the live server, and what the guides say that it answers.

use generated_client::{
    AppId, CallIconVisibility, FeatureStatus, PhoneNumberSettingsResponse, StorageStatus,
};
use serde_json::{Value, json};

use crate::{again, decode};

fn settings(body: &Value) -> PhoneNumberSettingsResponse {
    decode(&body.to_string()).unwrap()
}

/// Asserts that nothing of `body` is lost.
#[track_caller]
fn keeps(body: Value) {
    assert_eq!(
        again::<PhoneNumberSettingsResponse>(&body).as_ref(),
        Ok(&body)
    );
}

/// Asserts that `body` decodes, and that `kept` is what is known of it.
#[track_caller]
fn keeps_of(body: Value, kept: Value) {
    assert_eq!(again::<PhoneNumberSettingsResponse>(&body), Ok(kept));
}

fn sip(server: Value) -> Value {
    json!({ "calling": { "sip": { "status": "ENABLED", "servers": [server] } } })
}

#[test]
fn a_number_that_was_never_configured() {
    // Recorded from the live server.
    let body = json!({
        "calling": {
            "status": "NOT_SET",
            "call_icon_visibility": "NOT_SET",
            "callback_permission_status": "NOT_SET",
        },
        "storage_configuration": { "status": "DEFAULT" },
    });
    let calling = settings(&body).calling.unwrap();
    assert_eq!(calling.status, Some(FeatureStatus::NotSet));
    assert_eq!(
        calling.call_icon_visibility,
        Some(CallIconVisibility::NotSet)
    );
    assert_eq!(calling.ip_addresses, None);
    let storage = settings(&body).storage_configuration.unwrap();
    assert_eq!(storage.status, Some(StorageStatus::Default));
    keeps(body);
}

#[test]
fn everything_that_the_guides_document() {
    keeps(json!({
        "calling": {
            "status": "ENABLED",
            "call_icon_visibility": "DISABLE_ALL",
            "call_icons": { "restrict_to_user_countries": ["BR", "US"] },
            "callback_permission_status": "ENABLED",
            "srtp_key_exchange_protocol": "SDES",
            "audio": { "additional_codecs": ["PCMA", "PCMU"] },
            "video": { "status": "DISABLED" },
            "ip_addresses": { "default": ["203.0.113.7"] },
        },
        "payload_encryption": {
            "status": "ENABLED",
            "client_encryption_key_fingerprint": "SHA256:0000",
            "cloud_encryption_key": "a2V5",
        },
        "storage_configuration": {
            "status": "IN_COUNTRY_STORAGE_ENABLED",
            "data_localization_region": "IN",
        },
    }));
}

#[test]
fn call_hours_with_a_week_and_holidays() {
    keeps(json!({ "calling": { "call_hours": {
        "status": "ENABLED",
        "timezone_id": "America/Manaus",
        "weekly_operating_hours": [
            { "day_of_week": "MONDAY", "open_time": "0400", "close_time": "1020" },
            { "day_of_week": "MONDAY", "open_time": "1100", "close_time": "2359" },
            { "day_of_week": "SUNDAY", "open_time": "0000", "close_time": "0001" },
        ],
        "holiday_schedule": [{ "date": "2026-01-01", "start_time": "0000", "end_time": "2359" }],
    } } }));
}

#[test]
fn restrictions_with_their_reason() {
    keeps(
        json!({ "calling": { "status": "DISABLED", "restrictions": { "restrictions_list": [
        { "type": "RESTRICTED_BUSINESS_INITIATED_CALLING", "reason": "quality", "expiration": 1_754_072_386 },
        { "type": "RESTRICTED_USER_INITIATED_CALLING" },
        // Beyond 32 bits: the year 2100.
        { "type": "RESTRICTED_SOMETHING_NEW", "expiration": 4_102_444_800_i64 },
    ] } } }),
    );
}

#[test]
fn voicemail() {
    for id in [json!("1234567890"), json!(1_234_567_890_123_456_789_i64)] {
        keeps(json!({ "calling": { "voicemail": {
            "status": "ENABLED",
            "triggers": ["REJECT", "TIMEOUT"],
            "audio": { "default": { "announcement_media_id": id, "timeout_seconds": 30 } },
        } } }));
    }
}

#[test]
fn a_sip_server_with_its_password() {
    let body = sip(
        json!({ "app_id": "12345", "hostname": "sip.example.com", "sip_user_password": "planted" }),
    );
    let calling = settings(&body).calling.unwrap();
    let server = calling.sip.unwrap().servers.unwrap().remove(0);
    assert_eq!(server.sip_user_password.unwrap().expose(), "planted");
    keeps(body);
}

#[test]
fn an_app_id_as_text_as_a_number_and_not_at_all() {
    for (id, expected) in [
        (json!("12345"), AppId::String("12345".to_owned())),
        (json!(12345), AppId::Int64(12345)),
        (json!(i64::MAX), AppId::Int64(i64::MAX)),
    ] {
        let body = sip(json!({ "app_id": id, "hostname": "sip.example.com", "port": 5061 }));
        let calling = settings(&body).calling.unwrap();
        assert_eq!(
            calling.sip.unwrap().servers.unwrap()[0].app_id,
            Some(expected)
        );
        keeps(body);
    }
    keeps(sip(json!({ "hostname": "sip.example.com" })));
    keeps(sip(json!({})));
}

#[test]
fn values_that_nobody_has_heard_of_keep_their_exact_text() {
    let body = json!({
        "calling": {
            "status": "Paused_by vendor",
            "call_icon_visibility": "ONLY_ON_SUNDAYS",
            "srtp_key_exchange_protocol": "ZRTP",
            "audio": { "additional_codecs": ["PCMA", "g729"] },
            "call_hours": { "weekly_operating_hours": [{ "day_of_week": "Holiday" }] },
            "voicemail": { "triggers": ["BUSY"] },
        },
        "storage_configuration": { "status": "" },
    });
    let calling = settings(&body).calling.unwrap();
    assert_eq!(calling.status.unwrap().to_string(), "Paused_by vendor");
    keeps(body);
}

#[test]
fn fields_that_nobody_has_heard_of_do_no_harm() {
    keeps_of(
        json!({
            "calling": { "status": "ENABLED", "sip": { "servers": [], "realm": "x" }, "fax": { "status": 1 } },
            "storage_configuration": { "status": "DEFAULT", "since": [1, { "a": null }] },
            "user_identity_change": { "enable_identity_key_check": true },
            "id": 7,
        }),
        json!({
            "calling": { "status": "ENABLED", "sip": { "servers": [] } },
            "storage_configuration": { "status": "DEFAULT" },
        }),
    );
}

#[test]
fn lower_case_means_the_same_as_upper_case() {
    let body = |on: &str, icon: &str, storage: &str| {
        json!({
            "calling": { "status": on, "call_icon_visibility": icon, "video": { "status": on } },
            "storage_configuration": { "status": storage },
        })
    };
    let upper = body("ENABLED", "DEFAULT", "NO_STORAGE_ENABLED");
    for other in [
        body("enabled", "default", "no_storage_enabled"),
        body("Enabled", "Default", "No_Storage_Enabled"),
    ] {
        assert_eq!(settings(&other), settings(&upper));
        keeps_of(other, upper.clone());
    }
}

#[test]
fn null_means_absent() {
    keeps_of(
        json!({ "calling": null, "payload_encryption": null, "storage_configuration": null }),
        json!({}),
    );
    keeps_of(
        json!({
            "calling": {
                "status": null, "ip_addresses": null, "call_hours": null, "voicemail": null,
                "sip": { "status": "DISABLED", "servers": null },
                "audio": { "additional_codecs": null },
                "restrictions": { "restrictions_list": null },
            },
            "storage_configuration": { "status": "DEFAULT", "data_localization_region": null },
        }),
        json!({
            "calling": { "sip": { "status": "DISABLED" }, "audio": {}, "restrictions": {} },
            "storage_configuration": { "status": "DEFAULT" },
        }),
    );
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    keeps(json!({ "calling": {
        "sip": { "servers": [] },
        "call_icons": { "restrict_to_user_countries": [] },
        "audio": { "additional_codecs": [] },
        "restrictions": { "restrictions_list": [] },
        "ip_addresses": { "default": [] },
    } }));
    keeps(json!({}));
}

#[test]
fn what_is_no_answer_says_where() {
    for (body, place) in [
        (json!({ "calling": { "status": 1 } }), "calling.status"),
        (
            sip(json!({ "port": "5061" })),
            "calling.sip.servers[0].port",
        ),
        (json!([]), "."),
    ] {
        let error = again::<PhoneNumberSettingsResponse>(&body).unwrap_err();
        assert!(error.starts_with(&format!("{place}: ")), "{error}");
    }
    for body in ["", "{", "<html></html>", "{} {}"] {
        assert!(
            decode::<PhoneNumberSettingsResponse>(body).is_err(),
            "{body}"
        );
    }
}
