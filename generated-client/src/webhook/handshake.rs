//! The question that the vendor asks before it posts anything.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use reqwest::Url;
use sha2::Sha256;

use super::WebhookError;
use crate::runtime::Secret;

/// The text that you enter beside the address of the webhook, and that the vendor sends back. It never shows in `Debug`.
///
/// Before it posts anything the vendor sends
/// `GET <address>?hub.mode=subscribe&hub.challenge=<text>&hub.verify_token=<yours>`, and expects status 200 with the
/// challenge as the body:
///
/// ```
/// # use generated_client::webhook::VerifyToken;
/// let token = VerifyToken::new("my verify token");
/// let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my%20verify%20token";
/// assert_eq!(token.challenge(query)?, "1158201444");
/// # Ok::<(), generated_client::webhook::WebhookError>(())
/// ```
///
/// Send the challenge as `text/plain`: it comes from the caller.
#[derive(Clone)]
pub struct VerifyToken(Secret);

impl VerifyToken {
    /// Takes the verify token. An empty one fits no request.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Secret::new(token))
    }

    /// The challenge of a request with this query (what follows the `?`): the body of the response.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Handshake`] for a query that is no request for a subscription, and
    /// [`WebhookError::VerifyToken`] when it has another token.
    pub fn challenge(&self, query: &str) -> Result<String, WebhookError> {
        let mut url = Url::parse("http://localhost").map_err(|_| WebhookError::Handshake)?;
        url.set_query(Some(query.trim_start_matches('?')));
        self.challenge_of(url.query_pairs())
    }

    /// The same for the query's parameters, as a web framework has decoded them.
    ///
    /// # Errors
    ///
    /// As [`challenge`](Self::challenge).
    pub fn challenge_of<N: AsRef<str>, V: AsRef<str>>(
        &self,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Result<String, WebhookError> {
        let (mut mode, mut challenge, mut token) = (None, None, None);
        for (name, value) in parameters {
            let place = match name.as_ref() {
                "hub.mode" => &mut mode,
                "hub.challenge" => &mut challenge,
                "hub.verify_token" => &mut token,
                _ => continue,
            };
            // A parameter that comes twice is nobody's honest question.
            if place.replace(value.as_ref().to_owned()).is_some() {
                return Err(WebhookError::Handshake);
            }
        }
        let (Some("subscribe"), Some(challenge)) = (mode.as_deref(), challenge) else {
            return Err(WebhookError::Handshake);
        };
        match token {
            Some(token) if self.is(&token) => Ok(challenge),
            _ => Err(WebhookError::VerifyToken),
        }
    }

    /// Compares in a time that tells nothing of the token, not even its length.
    fn is(&self, given: &str) -> bool {
        let expected = self.0.expose();
        let tag = |text: &str| {
            // HMAC takes a key of any length.
            let mut mac = Hmac::<Sha256>::new_from_slice(b"verify token").ok()?;
            mac.update(text.as_bytes());
            Some(mac)
        };
        match (tag(expected), tag(given)) {
            (Some(expected_tag), Some(given_tag)) if !expected.is_empty() => given_tag
                .verify(&expected_tag.finalize().into_bytes())
                .is_ok(),
            _ => false,
        }
    }
}

impl fmt::Debug for VerifyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyToken([REDACTED])")
    }
}
