//! The settings webhook: `account_settings_update`.
//!
//! The vendor first asks whether an address of yours is one of its webhooks, and is told with a
//! [verify token](VerifyToken). Then it posts changes of settings there, signed with the app secret. Verify the
//! signature over the body **as it came**, then decode:
//!
//! ```
//! # use generated_client::webhook::{AppSecret, Event};
//! # fn handle(body: &[u8], signature: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let secret = AppSecret::new("the app secret");
//! for event in secret.verify(body, signature)?.events()? {
//!     match event {
//!         Event::Settings(event) => println!("{} changed at {}", event.phone_number_id, event.timestamp),
//!         Event::Other(raw) => println!("{}: {}", raw.field, raw.json()),
//!         Event::Unreadable(event) => eprintln!("{event}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::runtime::Secret;

mod event;
mod handshake;

pub use event::{Event, RawEvent, SettingsEvent, Timestamp, UnreadableEvent, VerifiedBody};
pub use handshake::VerifyToken;

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
        // Anybody can sign with a secret that is none.
        if self.0.expose().is_empty() {
            return Err(WebhookError::Signature);
        }
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
        Ok(VerifiedBody::new(body))
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret([REDACTED])")
    }
}

/// Why a webhook is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The signature is not the vendor's for this body.
    #[error("the signature does not match the body: respond with status 401 and ignore it")]
    Signature,
    /// The request for the subscription has another verify token, or none.
    #[error("the verify token does not match: respond with status 403")]
    VerifyToken,
    /// The request is no request for a subscription.
    #[error("this is no request for a subscription: respond with status 400")]
    Handshake,
    /// The body is not what the vendor documents.
    #[error("the webhook cannot be read at `{path}`: {reason}")]
    Body {
        /// Where in the body.
        path: String,
        /// What was expected there.
        reason: String,
    },
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
