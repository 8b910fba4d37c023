//! Whether a successful response says what it has to.
//!
//! Every property of a response is optional, so any object decodes; a proxy's page, another API's object and a
//! refused update must not pass for a result all the same.

use serde_json::Value;

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

/// Whether `body` can be the settings of a number: one of their keys, an identifier alone, or nothing.
pub(crate) fn settings(body: &Value) -> Result<(), Doubt> {
    match body {
        Value::Object(map)
            if map.is_empty() || SETTINGS.iter().any(|key| map.contains_key(*key)) =>
        {
            Ok(())
        }
        Value::Object(_) => Err(Doubt::Foreign(
            ".",
            "expected the settings, and this object has none of their keys",
        )),
        _ => Err(Doubt::Foreign(".", "expected an object with the settings")),
    }
}

/// Whether `body` says that an update was taken: `"success": true`.
pub(crate) fn update(body: &Value) -> Result<(), Doubt> {
    match body.get("success") {
        Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(Doubt::Refused),
        Some(_) => Err(Doubt::Foreign("success", "expected `true`")),
        None => Err(Doubt::Foreign(
            ".",
            "expected `success`: without it nobody knows whether the update was taken",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Doubt, settings, update};

    #[test]
    fn settings_have_a_key_of_theirs_or_an_identifier_or_nothing() {
        for body in [
            json!({}),
            json!({ "id": "106540352242922" }),
            json!({ "calling": { "status": "NOT_SET" } }),
            json!({ "storage_configuration": { "status": "DEFAULT" }, "new": 1 }),
            json!({ "calling": null }),
        ] {
            assert_eq!(settings(&body), Ok(()), "{body}");
        }
        for body in [
            json!({ "success": true }),
            json!({ "data": [] }),
            json!({ "Calling": {} }),
            json!([]),
            json!([null, null, null]),
            json!(null),
            json!("calling"),
        ] {
            assert!(
                matches!(settings(&body), Err(Doubt::Foreign(".", _))),
                "{body}"
            );
        }
    }

    #[test]
    fn an_update_is_taken_when_the_server_says_so() {
        assert_eq!(update(&json!({ "success": true })), Ok(()));
        assert_eq!(update(&json!({ "success": true, "id": "1" })), Ok(()));
        assert_eq!(update(&json!({ "success": false })), Err(Doubt::Refused));
        for body in [
            json!({}),
            json!({ "success": "true" }),
            json!({ "success": null }),
            json!({ "calling": {} }),
            json!([true]),
            json!(true),
        ] {
            assert!(matches!(update(&body), Err(Doubt::Foreign(..))), "{body}");
        }
    }
}
