//! Responses: the value, and what came beside it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::json::Undecoded;

/// Status and headers.
#[derive(Clone)]
pub struct Head {
    status: StatusCode,
    headers: HeaderMap,
}

impl Head {
    /// A status and headers.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self { status, headers }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers. They may hold secrets.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The time that the server asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        super::retry::retry_after(&self.headers)
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("status", &self.status.as_u16())
            .finish_non_exhaustive()
    }
}

/// A response of success: its value (it derefs to it), status, headers, and the body as it came.
pub struct Response<T> {
    value: T,
    head: Arc<Head>,
    attempts: u32,
    raw: Option<Bytes>,
    undecoded: Vec<Undecoded>,
}

impl<T> Response<T> {
    /// A response, for tests of programs.
    pub fn new(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self {
            value,
            head: Head::new(status, headers).into(),
            attempts: 1,
            raw: None,
            undecoded: Vec::new(),
        }
    }

    pub(crate) fn of(
        value: T,
        head: Arc<Head>,
        attempts: u32,
        raw: Option<Bytes>,
        undecoded: Vec<Undecoded>,
    ) -> Self {
        Self {
            value,
            head,
            attempts,
            raw,
            undecoded,
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

    /// Status and headers.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The body as it came; `None` for a stream. It may hold secrets.
    pub fn raw(&self) -> Option<&Bytes> {
        self.raw.as_ref()
    }

    /// The fields that are not what the document says, and kept their raw value.
    pub fn undecoded(&self) -> &[Undecoded] {
        &self.undecoded
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same response with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            head: self.head,
            attempts: self.attempts,
            raw: self.raw,
            undecoded: self.undecoded,
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> std::ops::DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status().as_u16())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
