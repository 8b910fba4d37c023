//! One attempt: request, response, body.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tracing::Instrument;

use super::super::api::ResponseCodec;
use super::super::client::Client;
use super::super::credential::Applied;
use super::super::error::{
    DecodeError, Error, InvalidRequest, ServerParts, TransportError, TransportKind,
};
use super::super::hooks::Verdict;
use super::super::json::Undecoded;
use super::super::mask::Mask;
use super::super::prepare::Prepared;
use super::super::received::Taken;
use super::super::response::Head;
use super::super::retry::Judgement;
use super::super::select::select;
use super::super::stream::{Reopen, Source};
use super::super::transport::{Incoming, Outgoing};
use super::progress::{Phase, Progress};
use super::{Done, Outcome, TooLate, masked, unanswered, within};

/// A body up to this size is read without asking for room.
const SMALL_BODY: usize = 64 * 1024;

pub(super) struct Attempt<'a> {
    pub(super) client: &'a Client,
    pub(super) request: &'a Arc<Prepared>,
    pub(super) credentials: &'a Applied,
    pub(super) number: u32,
    pub(super) raw: bool,
    /// The time for this attempt, when another can follow.
    pub(super) limit: Option<Duration>,
    /// The end of the call.
    pub(super) deadline: Option<Instant>,
    pub(super) progress: &'a Progress,
}

/// What became of an attempt.
pub(super) enum Arrived {
    Response(Box<Answered>),
    Nothing(TransportError),
}

/// A response that is there.
pub(super) struct Answered {
    head: Arc<Head>,
    body: Read,
    index: Option<usize>,
    pub(super) failure: Option<Failed>,
    permit: Option<OwnedSemaphorePermit>,
    applied: bool,
}

/// What is known of a response that is a failure.
pub(super) struct Failed {
    pub(super) judgement: Judgement,
    credential_refused: bool,
}

enum Read {
    Whole(Bytes),
    Stream(Source),
    TooLarge,
}

impl Attempt<'_> {
    pub(super) async fn run(&self) -> Result<Result<Arrived, Error>, TooLate> {
        let span = tracing::info_span!(
            "http_attempt",
            otel.kind = "client",
            http.request.method = %self.request.method,
            http.request.resend_count = self.number - 1,
            http.response.status_code = tracing::field::Empty,
        );
        let limit = self.limit.and_then(|limit| {
            let end = Instant::now().checked_add(limit)?;
            let is_sooner = self.deadline.is_none_or(|deadline| end < deadline);
            is_sooner.then_some((limit, end))
        });
        let end = limit.map(|(_, end)| end).or(self.deadline);
        let attempt = async {
            let outgoing = self.outgoing().await?;
            Ok(self.exchange(outgoing, &span).await)
        };
        let result = match (within(end, attempt.instrument(span.clone())).await, limit) {
            (Ok(Ok(result)), _) => result,
            (Ok(Err(error)), _) => return Ok(Err(error)),
            (Err(TooLate), Some((limit, _))) => Err(self.progress.with_head(TransportError::new(
                TransportKind::Deadline,
                format!("no response within {limit:?}"),
            ))),
            (Err(TooLate), None) => return Err(TooLate),
        };
        Ok(Ok(match result {
            Ok(response) => Arrived::Response(Box::new(response)),
            Err(error) => {
                tracing::debug!(parent: &span, error = %error, "attempt failed");
                Arrived::Nothing(error)
            }
        }))
    }

    async fn outgoing(&self) -> Result<Outgoing, Error> {
        let request = self.request;
        let mut headers = request.headers.clone();
        if let Some(hooks) = &self.client.shared().hooks {
            hooks.request(request.operation, &mut headers);
        }
        headers.extend(
            self.credentials
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        self.cookies(&mut headers)?;
        let mut url = request.url.clone();
        for (name, value) in &self.credentials.query {
            let query = match url.query() {
                Some(query) if !query.is_empty() => format!("{query}&{name}={value}"),
                _ => format!("{name}={value}"),
            };
            url.set_query(Some(&query));
        }
        let body = request
            .content
            .open()
            .await
            .map_err(|reason| InvalidRequest::new("body", reason))?;
        Ok(Outgoing {
            method: request.method.clone(),
            url,
            headers,
            body,
            operation: request.operation,
        })
    }

    fn cookies(&self, headers: &mut HeaderMap) -> Result<(), InvalidRequest> {
        let mut cookies = self.request.cookies.clone();
        for (name, value) in &self.credentials.cookies {
            if !cookies.is_empty() {
                cookies.push_str("; ");
            }
            cookies.push_str(name);
            cookies.push('=');
            cookies.push_str(value);
        }
        if cookies.is_empty() {
            return Ok(());
        }
        let mut value = HeaderValue::from_str(&cookies)
            .map_err(|_| InvalidRequest::new("cookie", "holds what a header cannot carry"))?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
        Ok(())
    }

    async fn exchange(
        &self,
        outgoing: Outgoing,
        span: &tracing::Span,
    ) -> Result<Answered, TransportError> {
        self.progress.enter(Phase::Response);
        let (head, incoming) = self.client.shared().transport.send(outgoing).await?;
        let head = Arc::new(head);
        self.progress.reading(&head);
        span.record("http.response.status_code", head.status().as_u16());
        let status = head.status();
        let content_type = head.header(CONTENT_TYPE.as_str());
        let index = select(self.request.formats, status, content_type);
        let format = index.and_then(|index| self.request.formats.get(index));
        let codec = format.map_or(ResponseCodec::Bytes, |format| format.codec);
        let streamed = self.raw
            || (status.is_success()
                && index.is_some()
                && matches!(
                    codec,
                    ResponseCodec::Bytes | ResponseCodec::Events | ResponseCodec::JsonLines
                ));
        let mut permit = None;
        let body = if streamed {
            let end = format.map_or("", |format| format.stream_end);
            Read::Stream(self.source(incoming, &head, end))
        } else if status == StatusCode::NO_CONTENT || self.request.method == Method::HEAD {
            Read::Whole(Bytes::new())
        } else {
            self.read(incoming, &mut permit)
                .await
                .map_err(|error| error.with_head(Arc::clone(&head)))?
        };
        let failure = self.judge(&head, &body);
        Ok(Answered {
            applied: !self.request.is_read(),
            head,
            body,
            index,
            failure,
            permit,
        })
    }

    fn source(&self, incoming: Incoming, head: &Arc<Head>, end: &'static str) -> Source {
        let shared = self.client.shared();
        let reopen = (self.request.is_read() && !self.raw).then(|| Reopen {
            client: self.client.clone(),
            request: Arc::clone(self.request),
        });
        Source::new(
            incoming,
            Arc::clone(head),
            shared.idle_timeout,
            shared.max_body,
        )
        .ended_by(end)
        .reopened_by(reopen)
        .after(self.number, !self.request.is_read())
    }

    /// The whole body, unless it is beyond the bound: then no more of it is read.
    async fn read(
        &self,
        mut incoming: Incoming,
        permit: &mut Option<OwnedSemaphorePermit>,
    ) -> Result<Read, TransportError> {
        let bound = self.client.max_body();
        let announced = incoming
            .length()
            .map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced.is_some_and(|length| length > bound) {
            return Ok(Read::TooLarge);
        }
        // Most bodies are one chunk, and then nothing is copied.
        let Some(first) = incoming.chunk().await? else {
            return Ok(Read::Whole(Bytes::new()));
        };
        if announced == Some(first.len()) {
            return Ok(Read::Whole(first));
        }
        if announced.is_some_and(|length| length > SMALL_BODY) {
            *permit = self.room().await;
        }
        let mut all = BytesMut::with_capacity(announced.unwrap_or(first.len()));
        let mut next = Some(first);
        while let Some(chunk) = next {
            let length = all.len() + chunk.len();
            if length > bound {
                return Ok(Read::TooLarge);
            }
            if length > SMALL_BODY && permit.is_none() {
                *permit = self.room().await;
            }
            all.extend_from_slice(&chunk);
            drop(chunk);
            next = incoming.chunk().await?;
        }
        Ok(Read::Whole(all.freeze()))
    }

    /// Room for a large body: so many of them at the same time bound the memory that they take.
    async fn room(&self) -> Option<OwnedSemaphorePermit> {
        let room = Arc::clone(&self.client.shared().large);
        room.acquire_owned().await.ok()
    }

    fn judge(&self, head: &Head, body: &Read) -> Option<Failed> {
        let bytes: &[u8] = match body {
            Read::Whole(bytes) => bytes,
            Read::Stream(_) | Read::TooLarge => &[],
        };
        let hooks = self.client.shared().hooks.as_ref();
        let verdict = hooks.map_or(Verdict::ByStatus, |hooks| hooks.response(head, bytes));
        match verdict {
            Verdict::Failure(failure) => Some(Failed {
                judgement: Judgement {
                    retryable: failure.retryable,
                    may_have_been_applied: failure.may_have_been_applied && !self.request.is_read(),
                    wait: failure
                        .retry_after
                        .or_else(|| super::super::retry::retry_after(head.headers())),
                },
                credential_refused: failure.credential_refused,
            }),
            Verdict::ByStatus if head.status().is_success() => None,
            Verdict::ByStatus => {
                let mut judgement = Judgement::of(head.status(), head.headers());
                judgement.may_have_been_applied &= !self.request.is_read();
                Some(Failed {
                    judgement,
                    credential_refused: head.status() == StatusCode::UNAUTHORIZED,
                })
            }
        }
    }
}

impl Arrived {
    pub(super) fn judgement(&self, read: bool) -> Judgement {
        match self {
            Self::Response(response) => match &response.failure {
                Some(failure) => failure.judgement,
                None => Judgement {
                    retryable: false,
                    may_have_been_applied: !read,
                    wait: None,
                },
            },
            Self::Nothing(error) => Judgement {
                retryable: error.is_retryable(),
                may_have_been_applied: !read && !error.is_connect(),
                wait: None,
            },
        }
    }

    pub(super) fn credential_refused(&self) -> bool {
        match self {
            Self::Response(response) => response
                .failure
                .as_ref()
                .is_some_and(|failure| failure.credential_refused),
            Self::Nothing(_) => false,
        }
    }

    pub(super) fn into_result(
        self,
        number: u32,
        progress: &Progress,
        mask: &Mask,
        raw: bool,
    ) -> Result<Done, Error> {
        match self {
            Self::Response(response) => response.into_done(number, progress, mask, raw),
            Self::Nothing(error) => Err(unanswered(error, number, progress.applied())),
        }
    }
}

impl Answered {
    pub(super) fn into_done(
        self,
        number: u32,
        progress: &Progress,
        mask: &Mask,
        raw: bool,
    ) -> Result<Done, Error> {
        let Some(failed) = self.failure.filter(|_| !raw) else {
            let applied = progress.applied() || self.applied;
            let (taken, raw) = match self.body {
                Read::Whole(bytes) => (Taken::Whole(bytes.clone()), Some(bytes)),
                Read::Stream(source) => (Taken::Stream(source), None),
                Read::TooLarge => {
                    let place = Undecoded::new(".", "it is larger than the client's `max_body`");
                    let error = DecodeError::of(self.head, place, number, applied);
                    return Err(Error::Decode(Box::new(error)));
                }
            };
            return Ok(Done {
                head: self.head,
                taken,
                raw,
                attempts: number,
                applied,
                outcome: Outcome::Success(self.index),
                permit: self.permit,
            });
        };
        let (bytes, undecoded) = match self.body {
            Read::Whole(bytes) => (bytes, None),
            Read::Stream(_) => (Bytes::new(), None),
            Read::TooLarge => (
                Bytes::new(),
                Some(Undecoded::new(
                    ".",
                    "it is larger than the client's `max_body`",
                )),
            ),
        };
        let (bytes, message) = masked(bytes, mask);
        let index = self.index.filter(|_| undecoded.is_none());
        let parts = ServerParts {
            head: Arc::clone(&self.head),
            raw: bytes.clone(),
            message,
            documented: self.index.is_some(),
            undecoded,
            attempts: number,
            retryable: failed.judgement.retryable,
            applied: progress.applied(),
        };
        Ok(Done {
            head: self.head,
            taken: Taken::Whole(bytes),
            raw: None,
            attempts: number,
            applied: progress.applied(),
            outcome: Outcome::Failure(index, Box::new(parts)),
            permit: self.permit,
        })
    }
}
