//! A call without a whole response.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::super::response::Head;

/// A call without a whole response: what failed, and why.
pub struct TransportError {
    kind: TransportKind,
    reason: String,
    head: Option<Arc<Head>>,
    source: Option<reqwest::Error>,
    attempts: u32,
    applied: bool,
}

/// What failed below HTTP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TransportKind {
    /// The deadline passed.
    Deadline,
    /// No connection was made.
    Connect,
    /// The server's certificate is not trusted. Trying again does not help.
    Certificate,
    /// No encrypted connection was agreed on, or this build has no TLS. Trying again does not help.
    Tls,
    /// The connection broke before the response was complete.
    Interrupted,
    /// The other side does not speak HTTP.
    Protocol,
    /// The request's body could not be read.
    Body,
    /// None of these.
    Other,
}

impl TransportKind {
    /// The words that a message begins with.
    fn words(self) -> &'static str {
        match self {
            Self::Deadline => "deadline exceeded",
            Self::Connect => "connection failed",
            Self::Certificate => "certificate not trusted",
            Self::Tls => "no encrypted connection",
            Self::Interrupted => "connection interrupted",
            Self::Protocol => "invalid HTTP response",
            Self::Body => "the request's body could not be sent",
            Self::Other => "request failed",
        }
    }
}

impl TransportError {
    /// An error of this kind, for tests of programs.
    pub fn new(kind: TransportKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            head: None,
            source: None,
            attempts: 1,
            applied: false,
        }
    }

    pub(crate) fn caused_by(self, source: reqwest::Error) -> Self {
        Self {
            source: Some(source),
            ..self
        }
    }

    pub(crate) fn after(self, attempts: u32, applied: bool) -> Self {
        Self {
            attempts,
            applied,
            ..self
        }
    }

    pub(crate) fn with_head(self, head: Arc<Head>) -> Self {
        Self {
            head: Some(head),
            ..self
        }
    }

    /// What failed.
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// Whether no connection was made, so that nothing reached the server.
    pub fn is_connect(&self) -> bool {
        matches!(
            self.kind,
            TransportKind::Connect | TransportKind::Certificate | TransportKind::Tls
        )
    }

    /// The status, when the response broke off after it.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(|head| head.status())
    }

    /// The headers, when the response broke off after them.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head.as_ref().map(|head| head.headers())
    }

    /// The requests that were sent, or tried to be sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the server may have carried the call out, by any of its attempts.
    pub fn may_have_been_applied(&self) -> bool {
        self.applied
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            TransportKind::Deadline
                | TransportKind::Connect
                | TransportKind::Interrupted
                | TransportKind::Protocol
        )
    }

    /// The error of the HTTP library, without the address. Its words repeat this error's.
    pub fn http_error(&self) -> Option<&reqwest::Error> {
        self.source.as_ref()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.words())?;
        if !self.reason.is_empty() {
            write!(f, ": {}", self.reason)?;
        }
        Ok(())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)
    }
}

impl std::error::Error for TransportError {}
