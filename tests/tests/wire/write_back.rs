//! Read, change, write back: what a response becomes as a request.

use generated_client::{
    AppId, CallingSettings, FeatureStatus, PayloadEncryptionSettings, PhoneNumberSettingsResponse,
    SettingsUpdate, SipServer, SipServerInfo, SipSettings, SipSettingsResponse,
    StorageConfigurationSettings, StorageConfigurationSettingsResponse, Validate,
};
use serde_json::{Value, json};

use crate::decode;

fn settings(body: &Value) -> PhoneNumberSettingsResponse {
    decode(&body.to_string()).unwrap()
}

/// Responses, and the requests that write them back: one for each feature that is configured.
fn cases() -> Vec<(&'static str, Value, Vec<Value>)> {
    let hours = json!({
        "status": "ENABLED",
        "timezone_id": "America/Manaus",
        "weekly_operating_hours": [{ "day_of_week": "MONDAY", "open_time": "0400", "close_time": "1020" }],
        "holiday_schedule": [{ "date": "2026-01-01", "start_time": "0000", "end_time": "2359" }],
    });
    let voicemail = json!({
        "status": "ENABLED",
        "triggers": ["REJECT", "TIMEOUT"],
        "audio": { "default": { "announcement_media_id": 123, "timeout_seconds": 20 } },
    });
    vec![
        (
            "a number that was never configured",
            json!({
                "calling": { "status": "NOT_SET", "call_icon_visibility": "NOT_SET", "callback_permission_status": "NOT_SET" },
                "storage_configuration": { "status": "DEFAULT" },
            }),
            vec![],
        ),
        ("nothing", json!({}), vec![]),
        (
            "everything about calls",
            json!({ "id": "1", "calling": {
                "status": "ENABLED",
                "call_icon_visibility": "HIDE_IN_CHAT",
                "call_icons": { "restrict_to_user_countries": ["BR"] },
                "callback_permission_status": "DISABLED",
                "srtp_key_exchange_protocol": "SDES",
                "audio": { "additional_codecs": ["PCMA"] },
                "video": { "status": "DISABLED" },
                "call_hours": hours,
                "sip": { "status": "ENABLED", "webhook_delivery": "ENABLED", "servers": [
                    { "app_id": 7, "hostname": "sip.example", "port": "5062", "sip_user_password": "planted" },
                ] },
                "ip_addresses": { "default": ["203.0.113.7"] },
                "restrictions": { "restrictions_list": [{ "type": "RESTRICTED_USER_INITIATED_CALLING" }] },
            } }),
            vec![json!({ "calling": {
                "status": "ENABLED",
                "call_icon_visibility": "HIDE_IN_CHAT",
                "call_icons": { "restrict_to_user_countries": ["BR"] },
                "callback_permission_status": "DISABLED",
                "srtp_key_exchange_protocol": "SDES",
                "audio": { "additional_codecs": ["PCMA"] },
                "video": { "status": "DISABLED" },
                "call_hours": hours,
                "sip": { "status": "ENABLED", "webhook_delivery": "ENABLED", "servers": [
                    { "hostname": "sip.example", "port": 5062 },
                ] },
            } })],
        ),
        (
            "a part that was never configured beside others",
            json!({ "calling": {
                "status": "ENABLED",
                "video": { "status": "NOT_SET" },
                "sip": { "status": "NOT_SET", "servers": [] },
                "voicemail": { "status": "NOT_SET" },
                "call_hours": { "status": "NOT_SET", "weekly_operating_hours": [] },
            } }),
            vec![json!({ "calling": { "status": "ENABLED" } })],
        ),
        (
            "servers of several apps",
            json!({ "calling": { "sip": { "status": "ENABLED", "servers": [
                { "app_id": "1", "hostname": "a.example" }, { "app_id": "2", "hostname": "b.example" },
            ] } } }),
            // Only one of them is this app's. Without the list they stay as they are.
            vec![json!({ "calling": { "sip": { "status": "ENABLED" } } })],
        ),
        (
            "voicemail",
            json!({ "calling": { "voicemail": voicemail, "call_hours": { "status": "DISABLED" } } }),
            vec![
                json!({ "calling": { "voicemail": voicemail, "call_hours": { "status": "DISABLED" } } }),
            ],
        ),
        (
            "storage in a country",
            json!({ "storage_configuration": { "status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "IN" } }),
            vec![json!({ "storage_configuration": {
                "status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "IN",
            } })],
        ),
        (
            "no storage",
            json!({ "storage_configuration": { "status": "NO_STORAGE_ENABLED", "retention_minutes": "60" } }),
            vec![
                json!({ "storage_configuration": { "status": "NO_STORAGE_ENABLED", "retention_minutes": 60 } }),
            ],
        ),
        (
            "encryption that is off",
            json!({ "payload_encryption": { "status": "DISABLED", "cloud_encryption_key": "planted" } }),
            vec![json!({ "payload_encryption": { "status": "DISABLED" } })],
        ),
        (
            "encryption that is on: the key is in no response",
            json!({ "payload_encryption": { "status": "ENABLED", "client_encryption_key_fingerprint": "x" } }),
            vec![],
        ),
    ]
}

#[test]
fn a_response_becomes_the_requests_that_write_it_back() {
    for (what, response, requests) in cases() {
        let updates = settings(&response).updates();
        let sent: Vec<Value> = updates
            .iter()
            .map(|it| serde_json::to_value(it).unwrap())
            .collect();
        assert_eq!(sent, requests, "{what}");
        for update in updates {
            assert_eq!(update.validate(), Ok(()), "{what}");
        }
    }
}

#[test]
fn what_was_read_is_changed_and_sent() {
    let (_, response, _) = cases().remove(2);
    let stored = settings(&response).calling.unwrap();
    let mut changed = CallingSettings::from(stored).with_video(true);
    changed.status = Some(FeatureStatus::Disabled);
    let update = SettingsUpdate::from(changed);
    assert_eq!(update.validate(), Ok(()));
    let sent = serde_json::to_value(update).unwrap();
    assert_eq!(sent["calling"]["video"]["status"], "ENABLED");
    assert_eq!(
        sent["calling"]["call_hours"],
        response["calling"]["call_hours"]
    );
}

#[test]
fn parts_are_converted_by_themselves() {
    let info: SipServerInfo =
        decode(r#"{"app_id": 7, "hostname": "sip.example", "port": "5062"}"#).unwrap();
    assert_eq!(info.app_id, Some(AppId::from(7)));
    let server = SipServer::from(info);
    assert_eq!(
        (server.hostname.as_str(), server.port),
        ("sip.example", Some(5062))
    );
    // Without a host name there is nothing to send.
    let nameless = SipSettings::enabled(SipServer::from(SipServerInfo::default()));
    let error = CallingSettings::unchanged()
        .with_sip(nameless)
        .validate()
        .unwrap_err();
    assert_eq!(error.field(), "calling.sip.servers[0].hostname");

    let never = SipSettings::try_from(SipSettingsResponse::default()).unwrap_err();
    assert!(never.to_string().contains("never configured"), "{never}");
    let never = StorageConfigurationSettingsResponse::default();
    assert!(StorageConfigurationSettings::try_from(never).is_err());
    let stored = settings(&json!({ "payload_encryption": { "status": "ENABLED" } }));
    let error =
        PayloadEncryptionSettings::try_from(stored.payload_encryption.unwrap()).unwrap_err();
    assert!(error.to_string().contains("is in no response"), "{error}");
}

#[test]
fn a_value_that_is_not_listed_is_kept_and_left_to_the_caller() {
    let response =
        json!({ "calling": { "status": "ENABLED", "call_icon_visibility": "SIDEWAYS" } });
    let updates = settings(&response).updates();
    assert_eq!(serde_json::to_value(&updates[0]).unwrap(), response);
    assert_eq!(
        updates[0].validate().unwrap_err().field(),
        "calling.call_icon_visibility"
    );
}
