//! Attempts within a deadline, and what becomes of each.

mod attempt;
mod message;
mod progress;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderValue;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tracing::Instrument;

use self::attempt::{Arrived, Attempt};
use self::progress::{Phase, Progress};
use super::client::Client;
use super::error::{CredentialError, Error, ServerParts, TransportError, TransportKind};
use super::mask::Mask;
use super::prepare::Prepared;
use super::received::Taken;
use super::response::Head;
use super::retry::{Judgement, RetryPolicy};
use super::secret::Secret;
use super::transport::Incoming;

/// A call that has its response.
pub(crate) struct Done {
    pub(crate) head: Arc<Head>,
    pub(crate) taken: Taken,
    pub(crate) raw: Option<Bytes>,
    pub(crate) attempts: u32,
    pub(crate) applied: bool,
    pub(crate) outcome: Outcome,
    /// Held while a large body is decoded.
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

/// What the response is, with the index of its documented form.
pub(crate) enum Outcome {
    Success(Option<usize>),
    Failure(Option<usize>, Box<ServerParts>),
}

impl Client {
    /// Carries `request` out within its deadline. A raw call takes any status, and reads no body.
    pub(crate) async fn run(&self, request: &Arc<Prepared>, raw: bool) -> Result<Done, Error> {
        let progress = Progress::default();
        let span = span(request);
        let timeout = request.options.timeout.or(self.shared().timeout);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let attempts = self.attempts(request, raw, deadline, &progress);
        let result = match attempts.instrument(span.clone()).await {
            Ok(result) => result,
            Err(TooLate) => Err(progress.too_late(request, timeout.unwrap_or_default())),
        };
        record(&span, &result);
        result
    }

    async fn attempts(
        &self,
        request: &Arc<Prepared>,
        raw: bool,
        deadline: Option<Instant>,
        progress: &Progress,
    ) -> Result<Result<Done, Error>, TooLate> {
        let policy = request.options.retry.as_ref();
        let mut policy = policy.unwrap_or(&self.shared().retry).clone();
        if !request.content.repeats() {
            policy = RetryPolicy::off();
        }
        let mut waited = Duration::ZERO;
        let mut refused: Option<(Vec<Secret>, Done)> = None;
        // A refused token gives an attempt more, which does not count among those of the policy.
        let mut extra = 0;
        loop {
            let number = progress.begin();
            progress.enter(Phase::Credential);
            let credentials = self.shared().credentials.apply(&request.schemes);
            let applied = match within(deadline, credentials).await? {
                Ok(applied) => applied,
                Err(error) => return Ok(without_credential(error, progress, refused)),
            };
            if let Some((tokens, refusal)) = refused.take()
                && applied.same_tokens(&tokens)
            {
                return Ok(Ok(refusal));
            }
            let slow = policy.repeats_slow(number - extra, request.is_read());
            let attempt = Attempt {
                client: self,
                request,
                credentials: &applied,
                number,
                raw,
                limit: self.shared().attempt_timeout.filter(|_| slow),
                deadline,
                progress,
            };
            let arrived = match attempt.run().await? {
                Ok(arrived) => arrived,
                Err(error) => return Ok(Err(error)),
            };
            let mut mask = request.mask.clone();
            mask.join(&applied.mask);
            let failed = match arrived {
                Arrived::Response(response) if response.failure.is_none() => {
                    self.shared().budget.succeeded();
                    return Ok(response.into_done(number, progress, &mask, raw));
                }
                failed => failed,
            };
            let judgement = failed.judgement(request.is_read());
            progress.note(judgement.may_have_been_applied);
            if failed.credential_refused()
                && request.content.repeats()
                && extra == 0
                && applied.refuse().await
            {
                extra = 1;
                match failed.into_result(number, progress, &mask, raw) {
                    Ok(refusal) => refused = Some((applied.tokens(), refusal)),
                    Err(error) => return Ok(Err(error)),
                }
                continue;
            }
            let wait = self.wait(
                &policy,
                number - extra,
                &judgement,
                request,
                waited,
                deadline,
            );
            match wait {
                Some(wait) => {
                    tracing::debug!(wait_ms = wait.as_millis(), "retry");
                    waited += wait;
                    progress.sleep(wait).await;
                }
                None => return Ok(failed.into_result(number, progress, &mask, raw)),
            }
        }
    }

    /// The wait before the next attempt, if there is to be one.
    fn wait(
        &self,
        policy: &RetryPolicy,
        attempt: u32,
        failure: &Judgement,
        request: &Prepared,
        waited: Duration,
        deadline: Option<Instant>,
    ) -> Option<Duration> {
        if !policy.allows(attempt, failure, request.is_read()) {
            return None;
        }
        let wait = policy.wait(attempt, failure.wait, waited)?;
        let fits = deadline.is_none_or(|deadline| {
            Instant::now()
                .checked_add(wait)
                .is_some_and(|end| end < deadline)
        });
        (fits && self.shared().budget.take()).then_some(wait)
    }

    /// Asks for the rest of a stream after the event `last`; `None` when there is none to be had.
    pub(crate) async fn reopen(
        &self,
        request: &Arc<Prepared>,
        last: &str,
        wait: Duration,
    ) -> Option<Incoming> {
        let last = HeaderValue::from_str(last).ok()?;
        let mut again = Prepared::clone(request);
        again.headers.insert("last-event-id", last);
        tokio::time::sleep(wait.mul_f64(1.0 + fastrand::f64() / 2.0)).await;
        let done = Box::pin(self.run(&Arc::new(again), true)).await.ok()?;
        if done.head.status() != StatusCode::OK {
            return None;
        }
        match done.taken {
            Taken::Stream(source) => Some(source.into_incoming()),
            Taken::Whole(bytes) => Some(Incoming::Memory(Some(bytes))),
        }
    }
}

/// The deadline of a call has passed.
struct TooLate;

/// What `future` comes to before the deadline. There is one timer at a time: they are a good part of what a call costs.
async fn within<F: Future>(deadline: Option<Instant>, future: F) -> Result<F::Output, TooLate> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future)
            .await
            .map_err(|_| TooLate),
        None => Ok(future.await),
    }
}

/// A provider that fails after a refusal leaves the refusal as the error.
fn without_credential(
    error: CredentialError,
    progress: &Progress,
    refused: Option<(Vec<Secret>, Done)>,
) -> Result<Done, Error> {
    progress.end();
    match refused {
        Some((_, refusal)) => {
            tracing::debug!(error = %error, "no other token after a refusal");
            Ok(refusal)
        }
        None => {
            let error = error.after(progress.attempts(), progress.applied());
            Err(Error::Credential(error))
        }
    }
}

/// The span of a call, with OpenTelemetry's names.
fn span(request: &Prepared) -> tracing::Span {
    tracing::info_span!(
        "http_call",
        otel.name = format!("{} {}", request.method, request.template),
        otel.kind = "client",
        http.request.method = %request.method,
        url.template = request.template,
        server.address = request.url.host_str().unwrap_or_default(),
        server.port = request.url.port_or_known_default(),
        operation.id = request.operation.map(|operation| operation.id),
        http.response.status_code = tracing::field::Empty,
        http.request.attempts = tracing::field::Empty,
        error.type = tracing::field::Empty,
    )
}

fn record(span: &tracing::Span, result: &Result<Done, Error>) {
    let (status, attempts, kind) = match result {
        Ok(done) => {
            let failed = matches!(done.outcome, Outcome::Failure(..));
            let status = done.head.status();
            (
                Some(status),
                done.attempts,
                failed.then(|| status.as_str().to_owned()),
            )
        }
        Err(error) => {
            let kind = match error {
                Error::Invalid(_) => "invalid_request".to_owned(),
                Error::Credential(_) => "credential".to_owned(),
                Error::Timeout(_) => "timeout".to_owned(),
                Error::Transport(error) => format!("{:?}", error.kind()).to_lowercase(),
                Error::Server(error) => error.status().as_str().to_owned(),
                Error::Decode(_) => "decode".to_owned(),
            };
            (error.status(), error.attempts(), Some(kind))
        }
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    span.record("http.request.attempts", attempts);
    if let Some(kind) = kind {
        span.record("error.type", kind);
    }
}

/// What the server says of itself in a failure, masked.
fn masked(raw: Bytes, mask: &Mask) -> (Bytes, Option<String>) {
    let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(&raw) else {
        let text = String::from_utf8_lossy(&raw);
        return match mask.text(&text) {
            Some(text) => (text.into(), None),
            None => (raw, None),
        };
    };
    let before = value.clone();
    mask.value(&mut value);
    let message = message::of(&value);
    match value == before {
        true => (raw, message),
        false => (value.to_string().into(), message),
    }
}

/// The error of a call that has no response.
fn unanswered(error: TransportError, number: u32, applied: bool) -> Error {
    let error = Box::new(error.after(number, applied));
    match error.kind() {
        TransportKind::Deadline => Error::Timeout(error),
        _ => Error::Transport(error),
    }
}
