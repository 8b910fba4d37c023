//! What this vendor's servers say beyond their document, for the runtime.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::answer::AnswerInfo;
use crate::errors::{ErrorKind, ServerError, is_temporary};
use crate::runtime::{Failure, Head, Hooks, Verdict};

/// Looks at the responses to calls of one API version.
pub(crate) struct Vendor {
    version: Arc<str>,
    /// Whether it was said that another version serves the calls; once for a client and its clones.
    warned: Arc<AtomicBool>,
}

impl Vendor {
    pub(crate) fn new(version: Arc<str>, warned: Arc<AtomicBool>) -> Self {
        Self { version, warned }
    }

    /// The server answers calls to an expired version with another one, and says so in a header alone.
    fn compare_versions(&self, info: &AnswerInfo) {
        if info.served_by_other_version() && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                requested = &*self.version,
                served = info.served_version(),
                "the server answers with another API version than the one asked for; it may have expired"
            );
        }
    }
}

impl Hooks for Vendor {
    fn response(&self, head: &Head, body: &[u8]) -> Verdict {
        let info = AnswerInfo::new(head, &self.version);
        self.compare_versions(&info);
        match ServerError::in_response(&info, body) {
            Some(error) => Verdict::Failure(failure(&error)),
            None => Verdict::ByStatus,
        }
    }
}

/// What a refusal means for the call.
fn failure(error: &ServerError) -> Failure {
    let kind = error.kind();
    let rate_limit = matches!(kind, ErrorKind::RateLimit { .. });
    let temporary = kind == ErrorKind::Temporary || is_temporary(error.answer().status());
    Failure {
        retryable: rate_limit || temporary,
        // What is refused for its rate, or for what it is, was not done.
        may_have_been_applied: temporary && !rate_limit,
        credential_refused: kind == ErrorKind::Token,
        retry_after: error.answer().regain_access(),
    }
}
