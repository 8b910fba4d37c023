//! Polling of what is written as `async`, and frames (events or lines) out of chunks.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::super::error::Error;
use super::super::json::Undecoded;
use super::parser::{Frame, Parser};
use super::source::Source;

/// The connections in a row without an event, after which a stream is not asked for again.
const FRUITLESS: u32 = 3;

/// One step: takes the state, and gives it back with the next item.
pub(crate) type Step<S, I> = Pin<Box<dyn Future<Output = (S, Option<I>)> + Send>>;

/// Runs one step after another.
pub(crate) struct Pump<S, I> {
    /// `None` while a step has it, and after the end.
    state: Option<S>,
    /// In a lock that nobody contends for, so that streams are `Sync`.
    step: Mutex<Option<Step<S, I>>>,
}

impl<S, I> Pump<S, I> {
    pub(crate) fn new(state: S) -> Self {
        Self {
            state: Some(state),
            step: Mutex::new(None),
        }
    }

    pub(crate) fn state(&mut self) -> Option<&mut S> {
        self.state.as_mut()
    }

    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
        begin: impl FnOnce(S) -> Step<S, I>,
    ) -> Poll<Option<I>> {
        let slot = self
            .step
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut step = match (slot.take(), self.state.take()) {
            (Some(step), _) => step,
            (None, Some(state)) => begin(state),
            (None, None) => return Poll::Ready(None),
        };
        match step.as_mut().poll(context) {
            Poll::Pending => {
                *slot = Some(step);
                Poll::Pending
            }
            Poll::Ready((state, item)) => {
                if item.is_some() {
                    self.state = Some(state);
                }
                Poll::Ready(item)
            }
        }
    }
}

/// A streamed body, cut into frames.
pub(crate) struct Frames<P> {
    source: Source,
    parser: P,
    ended: bool,
    /// The connections since the last frame.
    reopened: u32,
    /// Whether a stream that the server ends is asked for again, too.
    pub(crate) keep_open: bool,
}

impl<P: Parser> Frames<P> {
    pub(crate) fn new(source: Source, parser: P) -> Self {
        Self {
            source,
            parser,
            ended: false,
            reopened: 0,
            keep_open: false,
        }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// Drops the connection: nothing more is read.
    pub(crate) fn end(&mut self) {
        self.ended = true;
        self.source
            .replace(super::super::transport::Incoming::Memory(None));
    }

    /// A frame that is there already.
    fn ready(&mut self) -> Option<Result<Frame, Error>> {
        if self.ended {
            return None;
        }
        if let Some(frame) = self.parser.next() {
            if !self.source.end.is_empty() && frame.data == self.source.end {
                self.end();
                return None;
            }
            self.reopened = 0;
            return Some(Ok(frame));
        }
        if self.parser.held() > self.source.bound {
            let reason = format!(
                "a piece of the stream is larger than {} bytes",
                self.source.bound
            );
            self.end();
            return Some(Err(self.source.decode_error(Undecoded::new(".", reason))));
        }
        None
    }

    /// The next frame; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Result<Frame, Error>> {
        loop {
            if let Some(frame) = self.ready() {
                return Some(frame);
            }
            if self.ended {
                return None;
            }
            let failure = match self.source.chunk().await {
                Ok(Some(chunk)) => {
                    self.parser.push(&chunk);
                    continue;
                }
                Ok(None) => None,
                Err(error) => Some(error),
            };
            let again = failure.is_some() || self.keep_open;
            if again && self.reopen().await {
                continue;
            }
            if let Some(error) = failure {
                self.end();
                return Some(Err(error));
            }
            let last = self.parser.finish();
            let end = self.source.end;
            self.end();
            return last
                .filter(|frame| end.is_empty() || frame.data != end)
                .map(Ok);
        }
    }

    /// Asks for the rest of the stream, where that is possible.
    async fn reopen(&mut self) -> bool {
        let (Some(reopen), Some(last)) = (self.source.reopen.clone(), self.parser.last_id()) else {
            return false;
        };
        // A server that accepts every connection and sends nothing would be asked for ever.
        if self.reopened >= FRUITLESS {
            return false;
        }
        self.reopened += 1;
        let wait = self.parser.retry().unwrap_or(Duration::from_secs(1));
        match reopen.client.reopen(&reopen.request, &last, wait).await {
            Some(incoming) => {
                self.source.replace(incoming);
                self.parser.restart();
                true
            }
            None => false,
        }
    }
}

/// Polls `frames` for the next frame and makes an item of it.
pub(crate) fn poll_frames<P, I>(
    pump: &mut Pump<Frames<P>, I>,
    context: &mut Context<'_>,
    make: fn(&Frames<P>, Result<Frame, Error>) -> I,
) -> Poll<Option<I>>
where
    P: Parser + Send + 'static,
    I: Send + 'static,
{
    if let Some(frames) = pump.state() {
        // Without a step of its own for each of the frames that arrived together.
        if let Some(frame) = frames.ready() {
            let item = make(frames, frame);
            return Poll::Ready(Some(item));
        }
    }
    let item = ready!(pump.poll(context, move |mut frames| {
        Box::pin(async move {
            let frame = frames.next().await;
            let item = frame.map(|frame| make(&frames, frame));
            (frames, item)
        })
    }));
    Poll::Ready(item)
}
