//! Which failures are tried again, how often, and how long in all.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use crate::errors::{Error, ErrorKind};

/// How calls are retried.
///
/// **Reads** are tried again after a failed connection, a timeout, HTTP 429 and 5xx, an error that the server
/// calls transient, and a rate limit whose end is near enough. **Updates** are tried again only where the
/// server cannot have applied them: when no connection was made, and when it refused the call for its rate;
/// [`updates`](Self::updates) lifts that. Any other failure is final.
///
/// The wait doubles from attempt to attempt, with jitter. `Retry-After` and the time to regain access go
/// before; when they reach beyond the time that is left, the failure is returned at once.
#[derive(Clone, Debug, Eq, PartialEq)]
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

    /// Whether updates are retried like reads. An update that the server has applied already is then sent
    /// twice: harmless for a setting, but not unseen by webhooks.
    #[must_use]
    pub fn updates(mut self, updates: bool) -> Self {
        self.updates = updates;
        self
    }

    /// The waits between attempts.
    pub(crate) fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::default()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.total.max(self.first_wait))
            .with_max_times(usize::try_from(self.attempts.saturating_sub(1)).unwrap_or(usize::MAX))
            .with_jitter()
            .build()
    }

    /// The time that all waits together may take.
    pub(crate) fn total(&self) -> Duration {
        self.total
    }

    /// Whether `error` may be tried again for a call that is an update or not.
    pub(crate) fn retries(&self, error: &Error, update: bool) -> bool {
        let never_sent = match error {
            Error::Transport(error) | Error::Timeout(error) => error.is_connect(),
            Error::Server(_) => matches!(error.kind(), ErrorKind::RateLimit { .. }),
            _ => false,
        };
        if update && !self.updates {
            return never_sent;
        }
        let server_failed = error
            .status()
            .is_some_and(|status| status.is_server_error());
        never_sent
            || server_failed
            || matches!(
                error.kind(),
                ErrorKind::Temporary | ErrorKind::RateLimit { .. }
            )
    }
}
