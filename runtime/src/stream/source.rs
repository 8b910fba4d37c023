//! The chunks of a streamed body, with a bound on the time between two of them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::super::client::Client;
use super::super::error::{Error, TransportError, TransportKind};
use super::super::prepare::Prepared;
use super::super::response::Head;
use super::super::transport::Incoming;

/// A streamed body.
pub(crate) struct Source {
    incoming: Incoming,
    head: Option<Arc<Head>>,
    idle: Duration,
    /// The data that ends a stream of events or lines; empty when none does.
    pub(crate) end: &'static str,
    /// The largest event or line.
    pub(crate) bound: usize,
    /// How the same stream is asked for again.
    pub(crate) reopen: Option<Reopen>,
    attempts: u32,
    applied: bool,
}

/// A call that can be sent again for the rest of its stream.
#[derive(Clone)]
pub(crate) struct Reopen {
    pub(crate) client: Client,
    pub(crate) request: Arc<Prepared>,
}

impl Source {
    pub(crate) fn new(incoming: Incoming, head: Arc<Head>, idle: Duration, bound: usize) -> Self {
        Self {
            incoming,
            head: Some(head),
            idle,
            end: "",
            bound,
            reopen: None,
            attempts: 1,
            applied: false,
        }
    }

    /// A body that is there already.
    pub(crate) fn memory(bytes: Bytes) -> Self {
        Self {
            incoming: Incoming::Memory(Some(bytes)),
            head: None,
            idle: Duration::MAX,
            end: "",
            bound: usize::MAX,
            reopen: None,
            attempts: 1,
            applied: false,
        }
    }

    pub(crate) fn ended_by(mut self, end: &'static str) -> Self {
        self.end = end;
        self
    }

    pub(crate) fn reopened_by(mut self, reopen: Option<Reopen>) -> Self {
        self.reopen = reopen;
        self
    }

    pub(crate) fn after(mut self, attempts: u32, applied: bool) -> Self {
        self.attempts = attempts;
        self.applied = applied;
        self
    }

    /// The length that the server announces.
    pub(crate) fn length(&self) -> Option<u64> {
        self.incoming.length()
    }

    pub(crate) fn into_incoming(self) -> Incoming {
        self.incoming
    }

    pub(crate) fn replace(&mut self, incoming: Incoming) {
        self.incoming = incoming;
    }

    /// The next chunk; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let next = self.incoming.chunk();
        let result = match self.idle {
            Duration::MAX => next.await,
            idle => match tokio::time::timeout(idle, next).await {
                Ok(result) => result,
                Err(_) => {
                    let reason = format!("the stream was silent for {idle:?}");
                    return Err(Error::Timeout(
                        self.placed(TransportError::new(TransportKind::Deadline, reason)),
                    ));
                }
            },
        };
        result.map_err(|error| Error::Transport(self.placed(error)))
    }

    fn placed(&self, error: TransportError) -> Box<TransportError> {
        let error = error.after(self.attempts, self.applied);
        Box::new(match &self.head {
            Some(head) => error.with_head(Arc::clone(head)),
            None => error,
        })
    }

    /// An error in what the stream holds.
    pub(crate) fn decode_error(&self, place: super::super::json::Undecoded) -> Error {
        let head = self
            .head
            .clone()
            .unwrap_or_else(|| Arc::new(Head::new(http::StatusCode::OK, http::HeaderMap::new())));
        Error::Decode(Box::new(super::super::error::DecodeError::of(
            head,
            place,
            self.attempts,
            self.applied,
        )))
    }
}
