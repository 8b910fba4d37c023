//! A response's value, with what came beside it.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::generated;
use crate::runtime::{Head, Response, Undecoded};
use crate::usage::Usage;

/// A decoded response, with what this vendor says beside the body. It dereferences to its value.
#[derive(Debug)]
pub struct Answer<T> {
    response: Response<T>,
    info: AnswerInfo,
}

impl<T> Answer<T> {
    pub(crate) fn new(response: Response<T>, requested_version: &str) -> Self {
        let info = AnswerInfo::new(response.head(), requested_version);
        Self { response, info }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.response.into_inner()
    }

    /// What came beside the value: status, usage, trace, served version.
    pub fn info(&self) -> &AnswerInfo {
        &self.info
    }

    /// The fields that are not what the document says; each kept its raw value, in the `extra` of its object.
    pub fn undecoded(&self) -> &[Undecoded] {
        self.response.undecoded()
    }

    /// The requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// The response as it came: headers and body. They may hold secrets.
    pub fn response(&self) -> &Response<T> {
        &self.response
    }
}

/// The response of a generated operation, to the API version that the document has: for responses of
/// [`Client::generated`](crate::Client::generated), and for tests of programs.
impl<T> From<Response<T>> for Answer<T> {
    fn from(response: Response<T>) -> Self {
        Self::new(response, generated::API.version)
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.response
    }
}

/// What a response says beside its body.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerInfo {
    status: StatusCode,
    trace_id: Option<String>,
    served_version: Option<String>,
    requested_version: String,
    usage: Usage,
    retry_after: Option<Duration>,
}

impl AnswerInfo {
    pub(crate) fn new(head: &Head, requested_version: &str) -> Self {
        let text = |name: &str| head.header(name).map(str::to_owned);
        Self {
            status: head.status(),
            trace_id: text("x-fb-trace-id"),
            served_version: text("facebook-api-version"),
            requested_version: requested_version.to_owned(),
            usage: Usage::from_headers(head.headers()),
            retry_after: head.retry_after(),
        }
    }

    pub(crate) fn of(status: StatusCode, headers: &HeaderMap, requested_version: &str) -> Self {
        Self::new(&Head::new(status, headers.clone()), requested_version)
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The vendor's trace of the call, for its support.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// The API version that served the call.
    pub fn served_version(&self) -> Option<&str> {
        self.served_version.as_deref()
    }

    /// Whether another version served the call than the one asked for: the server does so without a word
    /// when the version has expired.
    pub fn served_by_other_version(&self) -> bool {
        self.served_version
            .as_deref()
            .is_some_and(|served| served != self.requested_version)
    }

    /// How much of the rate limits is used up.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// How long the server asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The time until calls are served again: what the server asks to wait, or what the usage of the limits says.
    pub(crate) fn regain_access(&self) -> Option<Duration> {
        self.retry_after
            .or_else(|| self.usage.time_to_regain_access())
    }
}

impl fmt::Display for AnswerInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status)?;
        if let Some(trace) = &self.trace_id {
            write!(f, ", trace {trace}")?;
        }
        Ok(())
    }
}
