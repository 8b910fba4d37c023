//! Lines of JSON, each decoded.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::super::error::Error;
use super::super::json;
use super::frames::{Frames, Pump, poll_frames};
use super::parser::{Frame, Lines};
use super::source::Source;

/// Lines of JSON, each decoded. A line that does not decode is an error of that line alone: the next one follows.
pub struct LineStream<T> {
    pump: Pump<Frames<Lines>, Result<T, Error>>,
}

impl<T> LineStream<T> {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            pump: Pump::new(Frames::new(source, Lines::default())),
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> LineStream<T> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

fn make<T: DeserializeOwned>(
    frames: &Frames<Lines>,
    frame: Result<Frame, Error>,
) -> Result<T, Error> {
    json::from_slice::<T>(frame?.data.as_bytes())
        .map(|decoded| decoded.value)
        .map_err(|failure| frames.source().decode_error(failure))
}

impl<T: DeserializeOwned + Send + 'static> Stream for LineStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        poll_frames(&mut self.pump, context, make::<T>)
    }
}

impl<T> fmt::Debug for LineStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LineStream")
    }
}
