//! Server-sent events, each with its data decoded.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::error::Error;
use super::super::json;
use super::frames::{Frames, Pump, poll_frames};
use super::parser::{Events, Frame};
use super::source::Source;

/// An event. It derefs to its data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data.
    pub data: T,
    /// The name of the event; `None` for `message`.
    pub name: Option<String>,
    /// The id of this event, or of the last one that had one.
    pub id: Option<String>,
}

impl<T> std::ops::Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

type Item<T> = Result<Event<T>, Error>;

/// Server-sent events, each with its data decoded from JSON (or as it is, where the type is a string).
///
/// It ends with the stream, or at the data that the document names as its end. When the connection of a read breaks after
/// an event with an id, the rest is asked for with `Last-Event-ID`. Data that does not decode is an error of that event
/// alone: the next one follows.
pub struct EventStream<T> {
    pump: Pump<Frames<Events>, Item<T>>,
}

impl<T> EventStream<T> {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            pump: Pump::new(Frames::new(source, Events::default())),
        }
    }

    /// Also asks for the rest when the server ends the stream, as browsers do, until it sends HTTP 204.
    #[must_use]
    pub fn keep_open(mut self) -> Self {
        if let Some(frames) = self.pump.state() {
            frames.keep_open = true;
        }
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> EventStream<T> {
    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

fn make<T: DeserializeOwned>(frames: &Frames<Events>, frame: Result<Frame, Error>) -> Item<T> {
    let frame = frame?;
    let data = match json::from_slice::<T>(frame.data.as_bytes()) {
        Ok(decoded) => decoded.value,
        // Data that is no JSON is what it is for a type that takes a string.
        Err(failure) => serde_json::from_value(Value::String(frame.data))
            .map_err(|_| frames.source().decode_error(failure))?,
    };
    Ok(Event {
        data,
        name: frame.name,
        id: frame.id,
    })
}

impl<T: DeserializeOwned + Send + 'static> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        poll_frames(&mut self.pump, context, make::<T>)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream")
    }
}
