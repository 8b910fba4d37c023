//! Answers of the live server, and what the guides say that it answers.

use generated_client::runtime::json::from_slice;
use generated_client::{
    AppId, CallIconVisibility, FeatureStatus, PhoneNumberSettingsResponse, StorageStatus, Validate,
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
    let body = |id: Value, seconds: Value| {
        json!({ "calling": { "voicemail": {
            "status": "ENABLED",
            "triggers": ["REJECT", "TIMEOUT"],
            "audio": { "default": { "announcement_media_id": id, "timeout_seconds": seconds } },
        } } })
    };
    keeps(body(json!(1_234_567_890_123_456_789_i64), json!(30)));
    keeps_of(
        body(json!("1234567890"), json!("30")),
        body(json!(1_234_567_890), json!(30)),
    );
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
    let body =
        |id: Value| sip(json!({ "app_id": id, "hostname": "sip.example.com", "port": 5061 }));
    for (id, expected) in [
        (json!("12345"), "12345"),
        (json!(12345), "12345"),
        (json!(u64::MAX), "18446744073709551615"),
    ] {
        let calling = settings(&body(id.clone())).calling.unwrap();
        let server = calling.sip.unwrap().servers.unwrap().remove(0);
        assert_eq!(server.app_id, Some(AppId::from(expected)));
        keeps_of(body(id), body(json!(expected)));
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
fn fields_that_nobody_has_heard_of_are_kept() {
    let body = json!({
        "calling": { "status": "ENABLED", "sip": { "servers": [], "realm": "x" }, "fax": { "status": 1 } },
        "storage_configuration": { "status": "DEFAULT", "since": [1, { "a": null }] },
        "user_identity_change": { "enable_identity_key_check": true },
        "id": "7",
    });
    let calling = settings(&body).calling.unwrap();
    assert_eq!(calling.extra.get("fax"), Some(&json!({ "status": 1 })));
    keeps(body);
}

/// Two spellings of one response, and what is written of both: no part is lost in either.
fn spellings() -> Vec<(&'static str, Value, Value)> {
    let week = |open: Value, close: Value| {
        json!({ "calling": { "call_hours": { "weekly_operating_hours": [
            { "day_of_week": "MONDAY", "open_time": open, "close_time": close },
        ] } } })
    };
    let holiday = |start: &str, end: &str| {
        json!({ "calling": { "call_hours": { "holiday_schedule": [
            { "date": "2026-12-25", start: "0000", end: "2359" },
        ] } } })
    };
    let restrictions = |name: &str, expiration: Value| {
        let one = json!({ "type": "RESTRICTED_USER_INITIATED_CALLING", "reason": "x", "expiration": expiration });
        json!({ "calling": { "restrictions": { name: [one] } } })
    };
    let server = |port: Value| sip(json!({ "hostname": "sip.example.com", "port": port }));
    let storage = |minutes: Value| json!({ "storage_configuration": { "status": "NO_STORAGE_ENABLED", "retention_minutes": minutes } });
    let hours = |name: &str| json!({ "calling": { "call_hours": { name: "America/Manaus" } } });
    vec![
        (
            "times with a colon",
            week(json!("04:00"), json!("23:59")),
            week(json!("0400"), json!("2359")),
        ),
        (
            "times as numbers",
            week(json!(400), json!(2359)),
            week(json!("0400"), json!("2359")),
        ),
        (
            "midnight as a number",
            week(json!(0), json!(30)),
            week(json!("0000"), json!("0030")),
        ),
        (
            "times that are none",
            week(json!("noon"), json!(9999)),
            week(json!("noon"), json!("9999")),
        ),
        (
            "holidays by their other names",
            holiday("open_time", "close_time"),
            holiday("start_time", "end_time"),
        ),
        (
            "the list of restrictions by its other name",
            restrictions("restriction_list", json!("1754072386")),
            restrictions("restrictions_list", json!(1_754_072_386)),
        ),
        (
            "the list of restrictions by the contract's name",
            restrictions("restrictions", json!(1_754_072_386)),
            restrictions("restrictions_list", json!(1_754_072_386)),
        ),
        ("a port as text", server(json!("5061")), server(json!(5061))),
        (
            "a retention as text",
            storage(json!("60")),
            storage(json!(60)),
        ),
        (
            "the password by the contract's name",
            sip(json!({ "hostname": "sip.example.com", "password": "planted" })),
            sip(json!({ "hostname": "sip.example.com", "sip_user_password": "planted" })),
        ),
        (
            "the time zone by the contract's name",
            hours("timezone"),
            hours("timezone_id"),
        ),
        (
            "the identifier as a number",
            json!({ "id": 106_540_352_242_922_u64 }),
            json!({ "id": "106540352242922" }),
        ),
        (
            "webhook delivery in lower case",
            json!({ "calling": { "sip": { "status": "enabled", "webhook_delivery": "disabled" } } }),
            json!({ "calling": { "sip": { "status": "ENABLED", "webhook_delivery": "DISABLED" } } }),
        ),
        (
            "icons hidden in the chat",
            json!({ "calling": { "call_icon_visibility": "hide_in_chat" } }),
            json!({ "calling": { "call_icon_visibility": "HIDE_IN_CHAT" } }),
        ),
    ]
}

#[test]
fn what_is_printed_two_ways_is_read_in_both_and_written_in_one() {
    for (what, printed, written) in spellings() {
        assert_eq!(
            again::<PhoneNumberSettingsResponse>(&printed).as_ref(),
            Ok(&written),
            "{what}"
        );
        assert_eq!(
            again::<PhoneNumberSettingsResponse>(&written).as_ref(),
            Ok(&written),
            "{what}"
        );
    }
}

#[test]
fn every_recorded_response_is_written_back_as_a_request_that_is_sent() {
    for (what, printed, _) in spellings()
        .into_iter()
        .filter(|it| it.0 != "times that are none")
    {
        for update in settings(&printed).updates() {
            assert_eq!(update.validate(), Ok(()), "{what}: {update:?}");
        }
    }
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
        (sip(json!({ "port": "50x" })), "calling.sip.servers[0].port"),
    ] {
        // What is optional does not cost the response: its place is said, and the value is kept.
        let decoded =
            from_slice::<PhoneNumberSettingsResponse>(body.to_string().as_bytes()).unwrap();
        let places: Vec<&str> = decoded.undecoded.iter().map(|it| it.path()).collect();
        assert_eq!(places, [place]);
        assert_eq!(serde_json::to_value(decoded.value).unwrap(), body);
    }
    for body in [json!([1]), json!("settings"), json!(null)] {
        let error = again::<PhoneNumberSettingsResponse>(&body).unwrap_err();
        assert!(error.starts_with(".: "), "{error}");
    }
    for body in ["", "{", "<html></html>", "{} {}"] {
        assert!(
            decode::<PhoneNumberSettingsResponse>(body).is_err(),
            "{body}"
        );
    }
}
