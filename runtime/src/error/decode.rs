//! A success whose body is not what the document says.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::json::Undecoded;
use super::super::response::Head;

/// The server reports success, but its response cannot be decoded: the place and what was expected there.
pub struct DecodeError {
    head: Arc<Head>,
    place: Undecoded,
    raw: Option<Bytes>,
    attempts: u32,
    applied: bool,
}

impl DecodeError {
    /// An error of this kind, for tests of programs.
    pub fn new(status: StatusCode, path: impl Into<String>, reason: impl Into<String>) -> Self {
        let head = Head::new(status, HeaderMap::new());
        Self::of(head.into(), Undecoded::new(path, reason), 1, false)
    }

    pub(crate) fn of(head: Arc<Head>, place: Undecoded, attempts: u32, applied: bool) -> Self {
        Self {
            head,
            place,
            raw: None,
            attempts,
            applied,
        }
    }

    pub(crate) fn with_raw(self, raw: Bytes) -> Self {
        Self {
            raw: Some(raw),
            ..self
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// The headers. They may hold secrets.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// The requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the call was carried out, as far as its status says.
    pub fn may_have_been_applied(&self) -> bool {
        self.applied
    }

    /// Where in the body, such as `calling.sip.servers[0].port`; `.` for the body as a whole.
    pub fn path(&self) -> &str {
        self.place.path()
    }

    /// What was expected there.
    pub fn reason(&self) -> &str {
        self.place.reason()
    }

    /// The body as it came, unless it is too large. It may hold secrets.
    pub fn raw(&self) -> Option<&Bytes> {
        self.raw.as_ref()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response (HTTP {}) cannot be decoded at `{}`: {}",
            self.status().as_u16(),
            self.path(),
            self.reason()
        )
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for DecodeError {}
