//! The settings webhook: `account_settings_update`.
//!
//! The vendor posts a change of settings to an address of yours, signed with the app secret. Verify the
//! signature over the body **as it came**, then decode:
//!
//! ```
//! # use generated_client::webhook::{AppSecret, SettingsEvent};
//! # fn handle(body: &[u8], signature: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let secret = AppSecret::new("the app secret");
//! for event in secret.verify(body, signature)?.settings_events()? {
//!     println!("{} changed at {}", event.phone_number_id, event.timestamp);
//! }
//! # Ok(())
//! # }
//! ```

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::generated::types::CallingSettingsResponse;
use crate::runtime::{Secret, decode_slice};

/// The webhook field that this module decodes.
const FIELD: &str = "account_settings_update";
/// The type of a settings event, in lower case.
const TYPE: &str = "phone_number_settings";

/// The app secret, which signs webhooks. It never shows in `Debug`.
#[derive(Clone)]
pub struct AppSecret(Secret);

impl AppSecret {
    /// Takes the app secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Secret::new(secret))
    }

    /// Checks that `signature`, the value of `X-Hub-Signature-256`, is the vendor's for `body`, in a time
    /// that does not depend on where they differ.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Signature`] when it is not: the body was tampered with, or comes from someone else.
    pub fn verify<'a>(
        &self,
        body: &'a [u8],
        signature: &str,
    ) -> Result<VerifiedBody<'a>, WebhookError> {
        let given = signature
            .trim()
            .strip_prefix("sha256=")
            .and_then(bytes_of)
            .ok_or(WebhookError::Signature)?;
        // HMAC takes a key of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose().as_bytes())
            .map_err(|_| WebhookError::Signature)?;
        mac.update(body);
        mac.verify_slice(&given)
            .map_err(|_| WebhookError::Signature)?;
        Ok(VerifiedBody(body))
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret([REDACTED])")
    }
}

/// A body whose signature is the vendor's.
#[derive(Clone, Copy)]
pub struct VerifiedBody<'a>(&'a [u8]);

impl VerifiedBody<'_> {
    /// The changes of settings that the body tells of. Other webhook fields are skipped.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Body`] when the body is not what the vendor documents; no part of it is shown.
    pub fn settings_events(&self) -> Result<Vec<SettingsEvent>, WebhookError> {
        let unreadable = |(path, reason)| WebhookError::Body { path, reason };
        let body: Body = decode_slice(self.0).map_err(unreadable)?;
        let changes = body.entry.into_iter().flat_map(|entry| entry.changes);
        changes
            .filter(|change| change.field == FIELD)
            .filter_map(|change| {
                // Decoded apart from the rest: the values of other fields and types have other shapes.
                let value = change.value.get().as_bytes();
                match decode_slice::<Kind>(value).map_err(unreadable) {
                    Ok(Kind { kind }) if !kind.eq_ignore_ascii_case(TYPE) => None,
                    Ok(_) => Some(decode_slice::<Event>(value).map_err(unreadable)),
                    Err(error) => Some(Err(error)),
                }
            })
            .map(|event| event.map(SettingsEvent::from))
            .collect()
    }
}

impl fmt::Debug for VerifiedBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedBody({} bytes)", self.0.len())
    }
}

/// A change of a phone number's settings.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SettingsEvent {
    /// The phone number's identifier.
    pub phone_number_id: String,
    /// When, in seconds of Unix time, as the vendor writes it.
    pub timestamp: String,
    /// The calling settings now, in the form of the answer to a read.
    pub calling: Option<CallingSettingsResponse>,
}

/// Why a webhook is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The signature is not the vendor's for this body.
    #[error("the signature does not match the body: answer with 401 and ignore it")]
    Signature,
    /// The body is not what the vendor documents.
    #[error("the webhook cannot be read at `{path}`: {reason}")]
    Body {
        /// Where in the body.
        path: String,
        /// What was expected there.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    value: Box<serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type", default)]
    kind: String,
}

#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    timestamp: Timestamp,
    phone_number_settings: PhoneNumberSettings,
}

#[derive(Deserialize)]
struct PhoneNumberSettings {
    phone_number_id: String,
    calling: Option<CallingSettingsResponse>,
}

/// Documented as a string, and a number in other webhooks of the vendor.
#[derive(Deserialize)]
#[serde(untagged)]
enum Timestamp {
    Text(String),
    Number(i64),
}

impl Default for Timestamp {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<Event> for SettingsEvent {
    fn from(event: Event) -> Self {
        let PhoneNumberSettings {
            phone_number_id,
            calling,
        } = event.phone_number_settings;
        let timestamp = match event.timestamp {
            Timestamp::Text(text) => text,
            Timestamp::Number(number) => number.to_string(),
        };
        Self {
            phone_number_id,
            timestamp,
            calling,
        }
    }
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hexadecimal
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|it| u8::try_from(it).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}
