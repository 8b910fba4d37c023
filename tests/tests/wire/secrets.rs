//! Secrets: neither `Debug` nor an error shows one, wherever it stands.

use std::fmt::Debug;

use generated_client::{
    CallingSettingsResponse, PayloadEncryptionSettings, PayloadEncryptionSettingsResponse,
    PhoneNumberSettingsResponse, Secret, SettingsUpdate, SipServerInfo, SipSettingsResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use generated_client::runtime::json::from_slice;

use crate::decode;

const PLANTED: &str = "Pl4nt3d-s3cr3t";

#[track_caller]
fn hidden(shown: &str) {
    assert!(!shown.contains(PLANTED), "{shown}");
    // Nor in part, nor as bytes.
    assert!(
        !shown.contains("Pl4nt3d") && !shown.contains("80, 108, 52"),
        "{shown}"
    );
}

/// Asserts that a `T` holds the secret of `body`, shows it neither in `Debug` nor in pretty `Debug`, and sends it.
#[track_caller]
fn hides<T: DeserializeOwned + Serialize + Debug>(body: Value) {
    let value: T = decode(&body.to_string()).unwrap();
    hidden(&format!("{value:?}"));
    hidden(&format!("{value:#?}"));
    // It was not lost either: it has to reach the server.
    assert_eq!(serde_json::to_value(value).unwrap(), body);
}

fn server() -> Value {
    json!({ "hostname": "sip.example.com", "sip_user_password": PLANTED })
}

fn sip() -> Value {
    json!({ "status": "ENABLED", "servers": [server(), server()] })
}

#[test]
fn debug_of_every_type_that_holds_one() {
    hides::<Secret>(json!(PLANTED));
    hides::<SipServerInfo>(server());
    hides::<SipSettingsResponse>(sip());
    hides::<CallingSettingsResponse>(json!({ "sip": sip() }));
    let stored = json!({ "status": "ENABLED", "cloud_encryption_key": PLANTED });
    hides::<PayloadEncryptionSettingsResponse>(stored.clone());
    hides::<PhoneNumberSettingsResponse>(
        json!({ "calling": { "sip": sip() }, "payload_encryption": stored }),
    );
    let request = json!({ "status": "ENABLED", "client_encryption_key": PLANTED });
    hides::<PayloadEncryptionSettings>(request.clone());
    hides::<SettingsUpdate>(json!({ "payload_encryption": request }));
}

#[test]
fn debug_of_builders() {
    let secret = || Secret::new(PLANTED);
    hidden(&format!(
        "{:?}",
        SipServerInfo::builder().sip_user_password(secret())
    ));
    hidden(&format!(
        "{:?}",
        PayloadEncryptionSettings::builder().client_encryption_key(secret())
    ));
    hidden(&format!(
        "{:?}",
        PayloadEncryptionSettingsResponse::builder().cloud_encryption_key(secret())
    ));
    let incomplete = PayloadEncryptionSettings::builder().client_encryption_key(secret());
    let error = PayloadEncryptionSettings::try_from(incomplete).unwrap_err();
    hidden(&format!("{error} {error:?}"));
}

/// The ways in which a secret can be of the wrong type, or stand where none belongs.
fn wrong() -> Vec<Value> {
    let with_password = |password: Value| json!({ "calling": { "sip": { "servers": [{ "sip_user_password": password }] } } });
    vec![
        with_password(json!([PLANTED])),
        with_password(json!({ PLANTED: PLANTED })),
        with_password(json!({ "value": PLANTED })),
        json!({ "payload_encryption": { "cloud_encryption_key": [PLANTED] } }),
        // In the place of something else.
        json!({ "calling": PLANTED }),
        json!({ "calling": { "sip": PLANTED } }),
        json!({ "calling": { "sip": { "servers": PLANTED } } }),
        json!({ "calling": { "sip": { "servers": [PLANTED] } } }),
        json!({ "calling": { "sip": { "servers": [{ "port": PLANTED }] } } }),
        json!({ "calling": { "sip": { "servers": [{ "port": format!("x, expected {PLANTED}") }] } } }),
        json!({ "calling": { "sip": { "servers": [{ "port": format!("missing field {PLANTED}, expected ") }] } } }),
        json!(PLANTED),
        json!([PLANTED]),
    ]
}

#[test]
fn errors_of_decoding_an_answer() {
    for body in wrong() {
        // What is optional does not cost the response; it is kept, and shows nowhere.
        match from_slice::<PhoneNumberSettingsResponse>(body.to_string().as_bytes()) {
            Ok(decoded) => hidden(&format!("{decoded:?}")),
            Err(error) => hidden(&format!("{error} {error:?}")),
        }
    }
    // An answer that ends early, or has something behind it.
    let cut = json!({ "calling": { "sip": sip() } }).to_string();
    for length in (0..cut.len()).step_by(7) {
        hidden(&decode::<PhoneNumberSettingsResponse>(&cut[..length]).unwrap_err());
    }
    hidden(&decode::<PhoneNumberSettingsResponse>(&format!("{cut} {PLANTED}")).unwrap_err());
}

#[test]
fn errors_of_decoding_a_wrongly_typed_secret_with_plain_serde() {
    // Digits are a password too.
    let digits = "4815162342";
    for (value, shown) in [
        (json!([PLANTED]), PLANTED),
        (json!({ "value": PLANTED }), PLANTED),
        (json!(4_815_162_342_u64), digits),
        (json!(-4_815_162_342_i64), digits),
        (json!(4_815_162_342.5), digits),
    ] {
        let bodies = [
            json!({ "payload_encryption": { "status": "ENABLED", "client_encryption_key": value } }),
            json!({ "payload_encryption": { "client_encryption_key": value } }),
        ];
        for body in bodies {
            let error = serde_json::from_value::<SettingsUpdate>(body.clone()).unwrap_err();
            let text = serde_json::from_str::<SettingsUpdate>(&body.to_string()).unwrap_err();
            for error in [error, text] {
                let shown_by = format!("{error} {error:?}");
                assert!(!shown_by.contains(shown), "{shown_by}");
            }
        }
    }
}

#[test]
fn a_body_that_is_refused_shows_its_keys_and_no_value() {
    let body = json!({
        "payload_encryption": { "status": "ENABLED", "client_encryption_key": PLANTED },
        "calling": { "status": PLANTED },
    });
    let error = serde_json::from_value::<SettingsUpdate>(body).unwrap_err();
    hidden(&format!("{error} {error:?}"));
}

#[test]
fn a_difference_of_secrets_is_seen_without_showing_them() {
    let [one, other] = [PLANTED, "another"].map(Secret::new);
    assert_ne!(one, other);
    let failed =
        std::panic::catch_unwind(|| assert_eq!(Secret::new(PLANTED), Secret::new("another")));
    let message = failed.unwrap_err();
    hidden(message.downcast_ref::<String>().unwrap());
}
