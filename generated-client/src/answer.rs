//! An answer's value, with what came beside it.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::usage::Usage;

/// A decoded answer. It dereferences to its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    value: T,
    info: AnswerInfo,
}

impl<T> Answer<T> {
    pub(crate) fn new(value: T, info: AnswerInfo) -> Self {
        Self { value, info }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// What came beside the value: status, usage, trace, served version.
    pub fn info(&self) -> &AnswerInfo {
        &self.info
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What an answer says beside its body.
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
    pub(crate) fn new(status: StatusCode, headers: &HeaderMap, requested_version: &str) -> Self {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        Self {
            status,
            trace_id: text("x-fb-trace-id"),
            served_version: text("facebook-api-version"),
            requested_version: requested_version.to_owned(),
            usage: Usage::from_headers(headers),
            // The vendor sends seconds; the other form, a date, is for caches.
            retry_after: text(RETRY_AFTER.as_str())
                .and_then(|it| it.trim().parse().ok())
                .map(Duration::from_secs),
        }
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
