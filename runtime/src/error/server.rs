//! What the server said when it refused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::json::Undecoded;
use super::super::response::Head;
use super::super::retry;

/// A response that is a failure. Its words and bodies have no credentials in them: what the server quotes of them is
/// masked.
pub struct ServerError<E> {
    body: Option<E>,
    parts: ServerParts,
}

/// All but the typed body.
pub(crate) struct ServerParts {
    pub(crate) head: Arc<Head>,
    pub(crate) raw: Bytes,
    pub(crate) message: Option<String>,
    pub(crate) documented: bool,
    pub(crate) undecoded: Option<Undecoded>,
    pub(crate) attempts: u32,
    pub(crate) retryable: bool,
    pub(crate) applied: bool,
}

impl<E> ServerError<E> {
    /// An error of this kind, for tests of programs.
    pub fn new(status: StatusCode, body: Option<E>) -> Self {
        Self {
            body,
            parts: ServerParts {
                head: Head::new(status, HeaderMap::new()).into(),
                raw: Bytes::new(),
                message: None,
                documented: true,
                undecoded: None,
                attempts: 1,
                retryable: retry::retryable(status),
                applied: retry::may_apply(status),
            },
        }
    }

    pub(crate) fn of(body: Option<E>, parts: ServerParts) -> Self {
        Self { body, parts }
    }

    /// The same error with these headers, for tests of programs.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.parts.head = Head::new(self.status(), headers).into();
        self
    }

    /// The same error with these words of the server, for tests of programs.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.parts.message = Some(message.into());
        self
    }

    /// The status. It may be one of success, where the body says otherwise.
    pub fn status(&self) -> StatusCode {
        self.parts.head.status()
    }

    /// The headers. They may hold secrets.
    pub fn headers(&self) -> &HeaderMap {
        self.parts.head.headers()
    }

    /// The body, when it is what the document says for this status.
    pub fn body(&self) -> Option<&E> {
        self.body.as_ref()
    }

    /// The body, owned.
    pub fn into_body(self) -> Option<E> {
        self.body
    }

    /// The body as it came, up to the bound, with credentials masked.
    pub fn raw(&self) -> &Bytes {
        &self.parts.raw
    }

    /// The server's own words, where they stand in one of the usual places of the body.
    pub fn message(&self) -> Option<&str> {
        self.parts.message.as_deref()
    }

    /// Whether the document describes a response with this status.
    pub fn is_documented(&self) -> bool {
        self.parts.documented
    }

    /// Where and why the body is not what the document says.
    pub fn undecoded(&self) -> Option<&Undecoded> {
        self.parts.undecoded.as_ref()
    }

    /// The requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.parts.attempts
    }

    /// Whether the server may have carried the call out all the same, by any of its attempts.
    pub fn may_have_been_applied(&self) -> bool {
        self.parts.applied
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.parts.retryable
    }

    /// The time that the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.headers())
    }

    /// The same error with its body in another form.
    pub fn map_body<F>(self, change: impl FnOnce(E) -> F) -> ServerError<F> {
        ServerError {
            body: self.body.map(change),
            parts: self.parts,
        }
    }
}

impl<E> fmt::Display for ServerError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused: HTTP {}", self.status())?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl<E> fmt::Debug for ServerError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E> std::error::Error for ServerError<E> {}
