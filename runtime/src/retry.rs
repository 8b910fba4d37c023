//! Which failures are tried again, how often, how long in all, and within which budget.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, Method, StatusCode};

/// How calls are retried.
///
/// **Reads** (GET, HEAD, OPTIONS, TRACE) are tried again after a failed or broken connection, an attempt that took too
/// long, HTTP 408, 429 and 5xx. **Updates** are tried again only where the server cannot have applied them: when no
/// connection was made, and after HTTP 429; [`updates`](Self::updates) lifts that. What cannot get better is final.
///
/// The wait doubles from attempt to attempt, with jitter. `Retry-After` goes before, with jitter as well; when it reaches
/// beyond the time that is left, the failure is returned at once.
///
/// All retries of a client and its clones take from one budget, which calls that succeed fill again: when a server fails
/// every call, retries end soon, instead of multiplying its load.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    total: Duration,
    updates: bool,
}

impl Default for RetryPolicy {
    /// Three attempts, waits from half a second, 30 seconds in all, no updates that may have been applied.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            total: Duration::from_secs(30),
            updates: false,
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever happens.
    pub fn off() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// At most `attempts` in all; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The wait before the second attempt, before jitter.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// At most `total` for all waits together.
    #[must_use]
    pub fn total_wait(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Whether updates are retried like reads. One that the server has applied already is then sent twice: use it where
    /// that does no harm, for instance with an idempotency key.
    #[must_use]
    pub fn updates(mut self, updates: bool) -> Self {
        self.updates = updates;
        self
    }

    /// Whether a call is tried again after attempt `attempt` (from 1) failed so.
    pub(crate) fn allows(&self, attempt: u32, failure: &Judgement, read: bool) -> bool {
        attempt < self.attempts
            && failure.retryable
            && (read || self.updates || !failure.may_have_been_applied)
    }

    /// Whether an attempt that takes too long is followed by another.
    pub(crate) fn repeats_slow(&self, attempt: u32, read: bool) -> bool {
        attempt < self.attempts && (read || self.updates)
    }

    /// The wait after attempt `attempt` (from 1): `None` when it does not fit what is left of the time for waits.
    pub(crate) fn wait(
        &self,
        attempt: u32,
        asked: Option<Duration>,
        waited: Duration,
    ) -> Option<Duration> {
        let left = self.total.checked_sub(waited)?;
        let doubled = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let backoff = self.first_wait.saturating_mul(doubled).min(left);
        let wait = match asked {
            // Those who were told the same time must not come back at the same time.
            Some(asked) => asked.checked_add(jitter(backoff.max(asked / 2)))?,
            None => backoff.saturating_add(jitter(backoff)),
        };
        match asked {
            Some(asked) if asked > left => None,
            None if self.first_wait > left => None,
            // All waits together stay within the total, jitter included.
            _ => Some(wait.min(left)),
        }
    }
}

/// A part of `wait`, by chance.
fn jitter(wait: Duration) -> Duration {
    wait.mul_f64(fastrand::f64())
}

/// What is known of a failed attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) retryable: bool,
    pub(crate) may_have_been_applied: bool,
    pub(crate) wait: Option<Duration>,
}

impl Judgement {
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap) -> Self {
        Self {
            retryable: retryable(status),
            may_have_been_applied: may_apply(status),
            wait: retry_after(headers),
        }
    }
}

/// Whether a call with this status may succeed later.
pub(crate) fn retryable(status: StatusCode) -> bool {
    match status.as_u16() {
        408 | 425 | 429 => true,
        // Not implemented, HTTP version not supported: both stay so.
        501 | 505 => false,
        status => status >= 500,
    }
}

/// Whether a server that sends this status may have carried the call out.
pub(crate) fn may_apply(status: StatusCode) -> bool {
    status.is_server_error() || status.is_success() || status == StatusCode::REQUEST_TIMEOUT
}

/// Whether calls with this method change nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    method.is_safe()
}

/// `Retry-After`, as seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // By the server's clock where it says the time, since the two differ.
    let now = headers
        .get(http::header::DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
        .unwrap_or_else(SystemTime::now);
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

/// The retries that a client and its clones have left.
///
/// Full at the start. A retry takes one; a call that succeeds gives half of one back. So a server that fails every call
/// sees no more than the calls and what the bucket held, and one that fails some calls sees at most half as many retries
/// as it has successes.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<f32>);

impl Budget {
    const CAPACITY: f32 = 50.0;
    const FOR_A_SUCCESS: f32 = 0.5;

    pub(crate) fn new() -> Self {
        Self(Mutex::new(Self::CAPACITY))
    }

    pub(crate) fn take(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    pub(crate) fn succeeded(&self) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + Self::FOR_A_SUCCESS).min(Self::CAPACITY);
    }
}
