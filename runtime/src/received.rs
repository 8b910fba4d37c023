//! A response that was selected, for the type that the document gives it.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::api::Operation;
use super::json::{self, DecodeFailure, Undecoded};
use super::response::Head;
use super::stream::{ByteStream, EventStream, LineStream, Source};

/// How an operation's responses become values: `operation!` implements it.
pub trait Responses {
    /// The value of a success.
    type Success;
    /// The body of a documented failure.
    type Failure;

    /// The value of the documented response at `index` of [`Operation::responses`](super::Operation::responses).
    ///
    /// # Errors
    ///
    /// When the body is not what the document says.
    fn success(index: usize, received: Received) -> Result<Self::Success, DecodeFailure>;

    /// The body of the documented failure at `index`.
    ///
    /// # Errors
    ///
    /// When the body is not what the document says.
    fn failure(index: usize, received: Received) -> Result<Self::Failure, DecodeFailure>;
}

/// The type of an operation's calls: `operation!` implements it.
pub trait Described: Responses {
    /// The operation as the document describes it.
    const OPERATION: Operation;
}

/// A response whose documented form is known.
pub struct Received {
    pub(crate) head: Arc<Head>,
    pub(crate) content: Taken,
    pub(crate) notes: Arc<Mutex<Vec<Undecoded>>>,
}

/// A body that was read, or that is still to be read.
pub(crate) enum Taken {
    Whole(Bytes),
    Stream(Source),
}

impl Received {
    /// Status and headers.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When it is not a `T`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, DecodeFailure> {
        let decoded = json::from_slice(&self.whole()?)?;
        if !decoded.undecoded.is_empty() {
            let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
            notes.extend(decoded.undecoded);
        }
        Ok(decoded.value)
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub fn text(self) -> Result<String, DecodeFailure> {
        let bytes = self.whole()?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Undecoded::new(".", "expected text in UTF-8")),
        }
    }

    /// The body as a stream of bytes.
    pub fn bytes(self) -> ByteStream {
        ByteStream::new(self.source())
    }

    /// The body as a stream of server-sent events.
    pub fn events<T: DeserializeOwned>(self) -> EventStream<T> {
        EventStream::new(self.source())
    }

    /// The body as a stream of lines of JSON.
    pub fn lines<T: DeserializeOwned>(self) -> LineStream<T> {
        LineStream::new(self.source())
    }

    /// No body.
    pub fn empty(self) {}

    fn whole(&self) -> Result<Bytes, DecodeFailure> {
        match &self.content {
            Taken::Whole(bytes) => Ok(bytes.clone()),
            Taken::Stream(_) => Err(Undecoded::new(".", "the body is a stream")),
        }
    }

    fn source(self) -> Source {
        match self.content {
            Taken::Whole(bytes) => Source::memory(bytes),
            Taken::Stream(source) => source,
        }
    }
}
