//! What the APIs of one vendor share beyond their documents.

use std::time::Duration;

use http::HeaderMap;

use super::api::Operation;
use super::response::Head;

/// Sees every request and response of a client.
pub trait Hooks: Send + Sync {
    /// Before an attempt is sent, and before credentials are added. `operation` is absent for a path that the document
    /// does not have.
    fn request(&self, operation: Option<&'static Operation>, headers: &mut HeaderMap) {
        let _ = (operation, headers);
    }

    /// After a response has arrived. `body` is empty for a stream.
    fn response(&self, head: &Head, body: &[u8]) -> Verdict {
        let _ = (head, body);
        Verdict::ByStatus
    }
}

/// What a response is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// What its status says.
    #[default]
    ByStatus,
    /// A failure, whatever its status.
    Failure(Failure),
}

/// What a hook knows of a failure.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Failure {
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Whether the server may have carried the call out all the same.
    pub may_have_been_applied: bool,
    /// Whether the credential was refused, so that its provider is asked for another.
    pub credential_refused: bool,
    /// The time to wait; `None` when the server does not say.
    pub retry_after: Option<Duration>,
}
