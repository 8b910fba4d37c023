//! The settings webhook: what is signed is decoded, and nothing else is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use generated_client::webhook::{AppSecret, SettingsEvent, WebhookError};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const SECRET: &str = "an app secret";

/// The header's value, as the vendor makes it.
fn signature(body: &[u8], secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// A change as the vendor's guide describes it.
fn change(kind: &str) -> Value {
    json!({
        "field": "account_settings_update",
        "value": {
            "messaging_product": "whatsapp",
            "timestamp": "1671644824",
            "type": kind,
            "phone_number_settings": {
                "phone_number_id": "106540352242922",
                "calling": {
                    "status": "ENABLED",
                    "call_icon_visibility": "DEFAULT",
                    "callback_permission_status": "NOT_SET",
                    "sip": {"status": "ENABLED", "servers": [{"hostname": "sip.example", "app_id": 7}]},
                },
            },
        },
    })
}

fn body(changes: Vec<Value>) -> Vec<u8> {
    let entry = json!([{"id": "102290129340398", "time": 1_671_644_824, "changes": changes}]);
    let body = json!({"object": "whatsapp_business_account", "entry": entry});
    body.to_string().into_bytes()
}

fn events(body: &[u8]) -> Result<Vec<SettingsEvent>, WebhookError> {
    let secret = AppSecret::new(SECRET);
    secret
        .verify(body, &signature(body, SECRET))?
        .settings_events()
}

#[test]
fn a_signed_change_is_decoded() {
    // In both cases of the type: the vendor's guide prints both.
    for kind in ["phone_number_settings", "PHONE_NUMBER_SETTINGS"] {
        let events = events(&body(vec![change(kind)])).unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].phone_number_id, "106540352242922");
        assert_eq!(events[0].timestamp, "1671644824");
        let calling = events[0].calling.as_ref().unwrap();
        assert_eq!(calling.status.as_ref().unwrap().as_str(), "ENABLED");
        let sip = calling.sip.as_ref().unwrap();
        let server = &sip.servers.as_ref().unwrap()[0];
        assert_eq!(server.app_id.as_ref().unwrap().to_string(), "7");
    }
}

#[test]
fn the_signature_is_the_one_of_the_vendors_algorithm() {
    // HMAC-SHA256, computed elsewhere (RFC 4231, test case 2).
    let body = b"what do ya want for nothing?";
    let known = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    AppSecret::new("Jefe").verify(body, known).unwrap();
    // Letters of either case are the same digits.
    let upper = known.to_uppercase().replace("SHA256", "sha256");
    AppSecret::new("Jefe").verify(body, &upper).unwrap();
}

#[test]
fn every_tampered_byte_is_noticed() {
    let body = body(vec![change("phone_number_settings")]);
    let signature = signature(&body, SECRET);
    let secret = AppSecret::new(SECRET);
    secret.verify(&body, &signature).unwrap();
    for index in 0..body.len() {
        let mut tampered = body.clone();
        tampered[index] ^= 1;
        let error = secret.verify(&tampered, &signature).unwrap_err();
        assert_eq!(error, WebhookError::Signature);
    }
    for tampered in [&body[1..], &body[..body.len() - 1], &[]] {
        secret.verify(tampered, &signature).unwrap_err();
    }
}

#[test]
fn another_signature_is_refused() {
    let body = body(vec![change("phone_number_settings")]);
    let good = signature(&body, SECRET);
    let digits = good.strip_prefix("sha256=").unwrap();
    let secret = AppSecret::new(SECRET);
    for bad in [
        signature(&body, "another app secret"),
        digits.to_owned(),
        format!("sha1={digits}"),
        format!("SHA256={digits}"),
        format!("sha256={}", &digits[2..]),
        format!("sha256={}", &digits[1..]),
        format!("sha256={digits}00"),
        format!("sha256=+{}", &digits[1..]),
        format!("sha256={}\u{e9}", &digits[2..]),
        format!("sha256={}", "0".repeat(64)),
        "sha256=".to_owned(),
        String::new(),
    ] {
        assert_eq!(
            secret.verify(&body, &bad).unwrap_err(),
            WebhookError::Signature,
            "{bad}"
        );
    }
    secret.verify(&body, &format!(" {good}\r\n")).unwrap();
}

#[test]
fn other_fields_and_types_are_skipped() {
    let other = json!({"field": "messages", "value": {"phone_number_settings": 7, "type": []}});
    let empty = json!({"field": "account_update", "value": null});
    let mut later = change("something_of_next_year");
    later["value"]["phone_number_settings"] = json!("of another shape");
    let changes = vec![other, empty, change("phone_number_settings"), later];
    let events = events(&body(changes)).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].phone_number_id, "106540352242922");
}

#[test]
fn several_entries_and_changes_are_all_told() {
    let mut second = change("phone_number_settings");
    second["value"]["phone_number_settings"]["phone_number_id"] = json!("2");
    let entry = |changes: Value| json!({"id": "1", "changes": changes});
    let body = json!({"entry": [
        entry(json!([change("phone_number_settings"), second])),
        entry(json!([])),
        entry(json!([change("phone_number_settings")])),
    ]});
    let events = events(body.to_string().as_bytes()).unwrap();
    let ids: Vec<_> = events
        .iter()
        .map(|event| event.phone_number_id.as_str())
        .collect();
    assert_eq!(ids, ["106540352242922", "2", "106540352242922"]);
}

#[test]
fn what_may_be_absent_may_be_absent() {
    let mut without_calling = change("phone_number_settings");
    let settings = without_calling["value"]["phone_number_settings"]
        .as_object_mut()
        .unwrap();
    settings.remove("calling");
    let mut number = change("phone_number_settings");
    number["value"]["timestamp"] = json!(1_671_644_824);
    let events = events(&body(vec![without_calling, number])).unwrap();
    assert_eq!(events[0].calling, None);
    assert_eq!(events[1].timestamp, "1671644824");
}

#[test]
fn a_change_of_settings_without_a_phone_number_is_refused() {
    let mut nameless = change("phone_number_settings");
    let value = nameless["value"].as_object_mut().unwrap();
    value.remove("phone_number_settings");
    let failure = events(&body(vec![nameless]));
    assert!(
        matches!(failure, Err(WebhookError::Body { .. })),
        "{failure:?}"
    );
}

#[test]
fn a_signed_body_of_another_shape_is_refused_and_not_quoted() {
    let mut wrong = change("phone_number_settings");
    wrong["value"]["phone_number_settings"]["calling"]["sip"] = json!("PLANTED");
    for body in [
        body(vec![wrong]),
        b"PLANTED".to_vec(),
        b"{\"entry\":\"PLANTED\"}".to_vec(),
        b"{\"entry\":[{\"changes\":[{\"field\":\"PLANTED".to_vec(),
        b"PLANTED\xff".to_vec(),
        Vec::new(),
    ] {
        let error = events(&body).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, WebhookError::Body { .. }), "{shown}");
        assert!(!shown.contains("PLANTED"), "{shown}");
    }
}
