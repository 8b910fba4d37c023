//! One call of an operation.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::api::{BodyCodec, BodyFormat, Operation};
use super::body::Body;
use super::client::Client;
use super::content::Content;
use super::error::{DecodeError, Error, InvalidRequest, ServerError};
use super::form;
use super::json::Undecoded;
use super::parameter;
use super::prepare::{Payload, Prepared};
use super::raw::RawResponse;
use super::received::{Received, Responses};
use super::response::Response;
use super::retry::RetryPolicy;
use super::secret::{self, Secret};
use super::send::{Done, Outcome};
use super::tree::Tree;
use super::trees::to_tree;

/// What one call does differently from its client. `Debug` prints names of headers and parameters alone.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
}

impl CallOptions {
    /// No difference.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time for the whole call.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How the call is retried.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// A header beside those of the operation; it replaces one of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A query parameter beside those of the operation.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// These options, and where they say nothing, those of `other`.
    pub(crate) fn over(mut self, mut other: Self) -> Self {
        other.headers.append(&mut self.headers);
        other.query.append(&mut self.query);
        Self {
            timeout: self.timeout.or(other.timeout),
            retry: self.retry.or(other.retry),
            headers: other.headers,
            query: other.query,
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish()
    }
}

/// A call of an operation that is put together: what generated builders fill in and send.
#[must_use = "nothing is sent until `send`"]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    values: Vec<Option<Tree>>,
    payload: Option<Payload>,
    secrets: Vec<Secret>,
    /// The first thing that makes it impossible to send.
    fault: Option<InvalidRequest>,
    options: CallOptions,
}

impl Call {
    pub(crate) fn new(client: Client, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            values: Vec::new(),
            payload: None,
            secrets: Vec::new(),
            fault: None,
            options: CallOptions::default(),
        }
    }

    /// Sets the parameter at `index`. A value that cannot be converted or written is refused, by name, when the call is
    /// sent.
    pub fn parameter<T: Serialize>(
        &mut self,
        index: usize,
        value: impl TryInto<T, Error: fmt::Display>,
    ) {
        let (tree, secrets) = secret::collecting(|| convert(value).and_then(|value| tree(&value)));
        self.secrets.extend(secrets);
        let name = self.operation.parameters.get(index);
        let name = name.map_or("parameter", |parameter| parameter.name);
        match tree {
            Ok(tree) => {
                if self.values.len() <= index {
                    self.values.resize(index + 1, None);
                }
                if let Some(slot) = self.values.get_mut(index) {
                    *slot = Some(tree);
                }
            }
            Err(reason) => self.refuse(InvalidRequest::new(name, reason)),
        }
    }

    /// Sets the body, in the media type at `format`.
    pub fn body<T: Serialize>(
        &mut self,
        format: usize,
        value: impl TryInto<T, Error: fmt::Display>,
    ) {
        let Some(format) = self.format(format) else {
            return;
        };
        let (payload, secrets) =
            secret::collecting(|| convert(value).and_then(|value| encode(&value, format)));
        self.secrets.extend(secrets);
        match payload {
            Ok(payload) => self.payload = Some(payload),
            Err(reason) => self.refuse(InvalidRequest::new("body", reason)),
        }
    }

    /// Sets the body to bytes as they are, in the media type at `format`.
    pub fn body_bytes(&mut self, format: usize, value: impl Into<Body>) {
        let Some(format) = self.format(format) else {
            return;
        };
        self.payload = Some(Payload {
            media_type: media_type(format),
            content: value.into().into(),
        });
    }

    /// What this call does differently; later options go before earlier ones.
    pub fn options(&mut self, options: CallOptions) {
        let before = std::mem::take(&mut self.options);
        self.options = options.over(before);
    }

    fn format(&mut self, index: usize) -> Option<&'static BodyFormat> {
        let format = self.operation.body.get(index);
        if format.is_none() {
            self.refuse(InvalidRequest::new("body", "is not part of this operation"));
        }
        format
    }

    fn refuse(&mut self, fault: InvalidRequest) {
        self.fault.get_or_insert(fault);
    }

    fn prepare(self) -> Result<(Client, Arc<Prepared>), Error> {
        if let Some(fault) = self.fault {
            return Err(Error::Invalid(fault));
        }
        let placed = parameter::place(self.operation, &self.values)?;
        if self.payload.is_none() && self.operation.body_required {
            return Err(Error::Invalid(InvalidRequest::new("body", "is required")));
        }
        let payload = self.payload.unwrap_or_default();
        let prepared = Prepared::new(
            &self.client,
            self.operation,
            placed,
            payload,
            self.secrets,
            self.options,
        )?;
        Ok((self.client, Arc::new(prepared)))
    }

    /// Sends the call, and decodes what comes back.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send<R: Responses>(self) -> Result<Response<R::Success>, Error<R::Failure>> {
        let (client, prepared) = self.prepare().map_err(Error::widen)?;
        let done = client.run(&prepared, false).await.map_err(Error::widen)?;
        finish::<R>(done)
    }

    /// Sends the call, and gives back whatever comes, with its body unread. A status is no error.
    ///
    /// # Errors
    ///
    /// When there is no response.
    pub async fn send_raw(self) -> Result<RawResponse, Error> {
        let (client, prepared) = self.prepare()?;
        let done = client.run(&prepared, true).await?;
        Ok(RawResponse::new(done, client.max_body()))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// The typed response of a call that is done.
pub(crate) fn finish<R: Responses>(done: Done) -> Result<Response<R::Success>, Error<R::Failure>> {
    let Done {
        head,
        taken,
        raw,
        attempts,
        applied,
        outcome,
        permit,
    } = done;
    let notes: Arc<Mutex<Vec<Undecoded>>> = Arc::default();
    let received = Received {
        head: Arc::clone(&head),
        content: taken,
        notes: Arc::clone(&notes),
    };
    match outcome {
        Outcome::Success(index) => {
            let decoded = match index {
                Some(index) => R::success(index, received),
                None => Err(Undecoded::new(
                    ".",
                    "the document has no response with this status",
                )),
            };
            drop(permit);
            let notes = std::mem::take(&mut *notes.lock().unwrap_or_else(PoisonError::into_inner));
            match decoded {
                Ok(value) => Ok(Response::of(value, head, attempts, raw, notes)),
                Err(place) => {
                    let error = DecodeError::of(head, place, attempts, applied);
                    Err(Error::Decode(Box::new(match raw {
                        Some(raw) => error.with_raw(raw),
                        None => error,
                    })))
                }
            }
        }
        Outcome::Failure(index, mut parts) => {
            let body = index.map(|index| R::failure(index, received));
            let body = match body {
                Some(Ok(body)) => Some(body),
                Some(Err(place)) => {
                    parts.undecoded.get_or_insert(place);
                    None
                }
                None => None,
            };
            Err(Error::Server(Box::new(ServerError::of(body, *parts))))
        }
    }
}

fn convert<T>(value: impl TryInto<T, Error: fmt::Display>) -> Result<T, String> {
    value
        .try_into()
        .map_err(|error| format!("is invalid: {error}"))
}

fn tree<T: Serialize>(value: &T) -> Result<Tree, String> {
    to_tree(value).map_err(|error| format!("cannot be written: {error}"))
}

/// The bytes of a body by its codec.
fn encode<T: Serialize>(value: &T, format: &BodyFormat) -> Result<Payload, String> {
    let (media_type, content) = match format.codec {
        BodyCodec::Json => {
            let bytes =
                serde_json::to_vec(value).map_err(|error| format!("cannot be written: {error}"))?;
            (media_type(format), Content::Bytes(bytes.into()))
        }
        BodyCodec::Form => {
            let text = form::urlencoded(&tree(value)?, format.encoding)?;
            (media_type(format), Content::Bytes(text.into()))
        }
        BodyCodec::Multipart => {
            let (media_type, content) =
                form::multipart(&tree(value)?, format.media_type, format.encoding)?;
            (Some(media_type), content)
        }
        BodyCodec::Text | BodyCodec::Bytes => (media_type(format), plain(&tree(value)?)?),
    };
    Ok(Payload {
        media_type,
        content,
    })
}

fn plain(value: &Tree) -> Result<Content, String> {
    match value {
        Tree::File(file) => Ok(Body::from(file.clone()).into()),
        Tree::List(_) | Tree::Object(_) => Err("is not a text".to_owned()),
        value => {
            let text = value.scalar().unwrap_or_default().to_owned();
            Ok(Content::Bytes(text.into()))
        }
    }
}

/// The media type that is sent; of a range (`image/*`) nothing can be said.
fn media_type(format: &BodyFormat) -> Option<String> {
    match format.media_type {
        "" => None,
        range if range.contains('*') => Some("application/octet-stream".to_owned()),
        media_type => Some(media_type.to_owned()),
    }
}
