//! The settings webhook: what is signed is decoded, and nothing else is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::time::{Duration, SystemTime};

use generated_client::webhook::{AppSecret, Event, SettingsEvent, VerifyToken, WebhookError};
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

fn all(body: &[u8]) -> Result<Vec<Event>, WebhookError> {
    AppSecret::new(SECRET)
        .verify(body, &signature(body, SECRET))?
        .events()
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
fn one_bad_event_takes_no_other_with_it() {
    let mut nameless = change("phone_number_settings");
    let value = nameless["value"].as_object_mut().unwrap();
    value.remove("phone_number_settings");
    let mut wrong = change("phone_number_settings");
    wrong["value"]["phone_number_settings"]["calling"] = json!("PLANTED");
    let good = change("phone_number_settings");
    let text = body(vec![
        nameless,
        good.clone(),
        wrong,
        json!("PLANTED"),
        json!({"value": 1}),
        good,
    ]);
    assert_eq!(events(&text).unwrap().len(), 2);
    let all = all(&text).unwrap();
    let unreadable: Vec<_> = all
        .iter()
        .filter_map(|event| match event {
            Event::Unreadable(event) => Some(event),
            _ => None,
        })
        .collect();
    let paths: Vec<_> = unreadable.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, [".", "phone_number_settings.calling", ".", "."]);
    assert!(
        unreadable[0].reason.contains("phone_number_settings"),
        "{}",
        unreadable[0]
    );
    // What came is reachable, and nothing shows it by itself.
    assert!(unreadable[1].raw.json().contains("PLANTED"));
    assert_eq!(unreadable[1].raw.account_id, "102290129340398");
    let shown = format!("{all:?} {}", unreadable[1]);
    assert!(!shown.contains("PLANTED"), "{shown}");
}

#[test]
fn one_bad_entry_takes_no_other_with_it() {
    let good = json!({"id": "1", "changes": [change("phone_number_settings")]});
    let body = json!({"entry": ["PLANTED", good, {"changes": 7}]}).to_string();
    assert_eq!(events(body.as_bytes()).unwrap().len(), 1);
    assert_eq!(all(body.as_bytes()).unwrap().len(), 3);
}

#[test]
fn numbers_stand_where_the_vendor_prints_texts() {
    let mut change = change("phone_number_settings");
    change["value"]["timestamp"] = json!(1_671_644_824);
    change["value"]["phone_number_settings"]["phone_number_id"] = json!(106_540_352_242_922_u64);
    let body = json!({"entry": [{"id": 102_290_129_340_398_u64, "changes": [change]}]});
    let event = events(body.to_string().as_bytes()).unwrap().remove(0);
    assert_eq!(event.phone_number_id, "106540352242922");
    assert_eq!(event.account_id, "102290129340398");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_671_644_824);
    assert_eq!(
        (event.timestamp.seconds(), event.timestamp.time()),
        (Some(1_671_644_824), Some(time))
    );
    let mut odd = self::change("phone_number_settings");
    odd["value"]["timestamp"] = json!("yesterday");
    let event = events(&self::body(vec![odd])).unwrap().remove(0);
    assert_eq!(
        (event.timestamp.as_str(), event.timestamp.time()),
        ("yesterday", None)
    );
}

#[test]
fn an_unknown_event_is_reachable_as_it_came() {
    let other = json!({"field": "messages", "value": {"a": [1, {"b": null}]}});
    let later = change("something_of_next_year");
    let all = all(&body(vec![other, later])).unwrap();
    let [Event::Other(message), Event::Other(later)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(
        (&*message.field, message.json()),
        ("messages", r#"{"a":[1,{"b":null}]}"#)
    );
    assert_eq!(message.account_id, "102290129340398");
    let value: Value = later.decode().unwrap();
    assert_eq!(value["type"], "something_of_next_year");
    assert!(message.decode::<String>().is_err());
}

#[test]
fn a_secret_that_is_none_signs_nothing() {
    let body = body(vec![]);
    let forged = signature(&body, "");
    let error = AppSecret::new("").verify(&body, &forged).unwrap_err();
    assert_eq!(error, WebhookError::Signature);
}

#[test]
fn the_subscription_is_confirmed_with_its_challenge() {
    let token = VerifyToken::new("my token&=+");
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my%20token%26%3D%2B";
    assert_eq!(token.challenge(query).as_deref(), Ok("1158201444"));
    assert_eq!(
        token.challenge(&format!("?{query}&more=1")).as_deref(),
        Ok("1158201444")
    );
    assert_eq!(
        token.challenge(&query.replace("%20", "+")).as_deref(),
        Ok("1158201444")
    );
    let decoded = [
        ("hub.verify_token", "my token&=+"),
        ("hub.challenge", "<a>"),
        ("hub.mode", "subscribe"),
    ];
    assert_eq!(token.challenge_of(decoded).as_deref(), Ok("<a>"));
    assert_eq!(format!("{token:?}"), "VerifyToken([REDACTED])");
    for (query, error) in [
        ("", WebhookError::Handshake),
        (
            "hub.challenge=1&hub.verify_token=my%20token%26%3D%2B",
            WebhookError::Handshake,
        ),
        (
            "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=my%20token%26%3D%2B",
            WebhookError::Handshake,
        ),
        (
            "hub.mode=subscribe&hub.verify_token=my%20token%26%3D%2B",
            WebhookError::Handshake,
        ),
        (
            "hub.mode=subscribe&hub.challenge=1",
            WebhookError::VerifyToken,
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
            WebhookError::VerifyToken,
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=my",
            WebhookError::VerifyToken,
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=MY%20token%26%3D%2B",
            WebhookError::VerifyToken,
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x&hub.verify_token=my%20token%26%3D%2B",
            WebhookError::Handshake,
        ),
    ] {
        assert_eq!(token.challenge(query).unwrap_err(), error, "{query}");
    }
    let none = VerifyToken::new("");
    let empty = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
    assert_eq!(
        none.challenge(empty).unwrap_err(),
        WebhookError::VerifyToken
    );
}

#[test]
fn a_signed_body_of_another_shape_is_refused_and_not_quoted() {
    for body in [
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
