//! Whether a successful response says what it has to.
//!
//! Every property of a response is optional, so any object decodes; a proxy's page, another API's object and a
//! refused update must not pass for a result all the same.

use serde_json::Value;

use crate::generated::types::{PhoneNumberSettingsResponse, SettingsUpdateResult};

/// What stands at the top of the settings.
const SETTINGS: [&str; 5] = [
    "calling",
    "payload_encryption",
    "storage_configuration",
    "user_identity_change",
    // The Graph API leaves out what is not set, and adds the identifier when `fields` are asked for.
    "id",
];

/// Why a response is no result.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// The server says that it did not take the update.
    Refused,
    /// The body is something else; the place, and what was expected there.
    Foreign(&'static str, &'static str),
}

/// Whether a response can be the settings of a number: one of their keys, an identifier alone, or nothing. `raw` is the
/// body that `settings` was decoded from.
pub(crate) fn settings(raw: &[u8], settings: &PhoneNumberSettingsResponse) -> Result<(), Doubt> {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    // An empty list decodes as an empty object.
    if raw.trim_ascii_start().first() != Some(&b'{') {
        return Err(Doubt::Foreign(".", "expected an object with the settings"));
    }
    let PhoneNumberSettingsResponse {
        calling,
        id,
        payload_encryption,
        storage_configuration,
        extra,
    } = settings;
    let known = calling.is_some()
        || id.is_some()
        || payload_encryption.is_some()
        || storage_configuration.is_some()
        // What has no property, and what could not be decoded.
        || extra.iter().any(|(key, _)| SETTINGS.contains(&key));
    if known || extra.is_empty() {
        return Ok(());
    }
    Err(Doubt::Foreign(
        ".",
        "expected the settings, and this object has none of their keys",
    ))
}

/// Whether a response says that an update was taken: `"success": true`.
pub(crate) fn update(result: &SettingsUpdateResult) -> Result<(), Doubt> {
    match (result.success, result.extra.get("success")) {
        (Some(true), _) => Ok(()),
        (Some(false), _) => Err(Doubt::Refused),
        // It was there, and no boolean.
        (None, Some(Value::Null) | None) => Err(Doubt::Foreign(
            ".",
            "expected `success`: without it nobody knows whether the update was taken",
        )),
        (None, Some(_)) => Err(Doubt::Foreign("success", "expected `true`")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::{Doubt, settings, update};
    use crate::runtime::json::from_slice;

    #[test]
    fn settings_have_a_key_of_theirs_or_an_identifier_or_nothing() {
        let judge = |body: &serde_json::Value| {
            let raw = body.to_string().into_bytes();
            settings(&raw, &from_slice(&raw).unwrap().value)
        };
        for body in [
            json!({}),
            json!({ "id": "106540352242922" }),
            json!({ "calling": { "status": "NOT_SET" } }),
            json!({ "storage_configuration": { "status": "DEFAULT" }, "new": 1 }),
            json!({ "calling": null }),
            json!({ "calling": 7 }),
            json!({ "user_identity_change": {} }),
        ] {
            assert_eq!(judge(&body), Ok(()), "{body}");
        }
        for body in [
            json!({ "success": true }),
            json!({ "data": [] }),
            json!({ "Calling": {} }),
            json!([]),
        ] {
            assert!(
                matches!(judge(&body), Err(Doubt::Foreign(".", _))),
                "{body}"
            );
        }
        // Any other value is no settings at all.
        for body in ["null", "[null,null,null]", "\"calling\"", "7"] {
            let decoded = from_slice::<crate::PhoneNumberSettingsResponse>(body.as_bytes());
            assert!(decoded.is_err(), "{body}");
        }
    }

    #[test]
    fn an_update_is_taken_when_the_server_says_so() {
        let judge = |body: &serde_json::Value| {
            update(&from_slice(body.to_string().as_bytes()).unwrap().value)
        };
        assert_eq!(judge(&json!({ "success": true })), Ok(()));
        assert_eq!(judge(&json!({ "success": true, "id": "1" })), Ok(()));
        assert_eq!(judge(&json!({ "success": false })), Err(Doubt::Refused));
        for body in [
            json!({}),
            json!({ "success": "true" }),
            json!({ "success": null }),
            json!({ "calling": {} }),
            json!([]),
        ] {
            assert!(matches!(judge(&body), Err(Doubt::Foreign(..))), "{body}");
        }
        for body in ["[true]", "true"] {
            let decoded = from_slice::<crate::SettingsUpdateResult>(body.as_bytes());
            assert!(decoded.is_err(), "{body}");
        }
    }
}
