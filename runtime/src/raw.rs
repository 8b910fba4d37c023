//! Calls and responses as they are, for what the document does not say.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{ResponseCodec, ResponseFormat, StatusPattern};
use super::body::Body;
use super::call::{CallOptions, finish};
use super::client::Client;
use super::content::Content;
use super::error::{Error, InvalidRequest};
use super::json::DecodeFailure;
use super::mask::Mask;
use super::parameter::Placed;
use super::prepare::{self, Payload, Prepared};
use super::received::{Received, Responses, Taken};
use super::response::{Head, Response};
use super::secret;
use super::send::Done;
use super::stream::ByteStream;

/// A response with its body unread.
pub struct RawResponse {
    head: Arc<Head>,
    attempts: u32,
    taken: Taken,
    max_body: usize,
}

impl RawResponse {
    pub(crate) fn new(done: Done, max_body: usize) -> Self {
        Self {
            head: done.head,
            attempts: done.attempts,
            taken: done.taken,
            max_body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// The headers. They may hold secrets.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// The requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The body as a stream.
    pub fn stream(self) -> ByteStream {
        let received = Received {
            head: self.head,
            content: self.taken,
            notes: Arc::default(),
        };
        received.bytes()
    }

    /// The body as a whole, up to the client's bound.
    ///
    /// # Errors
    ///
    /// A connection that breaks; a body beyond the bound.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let bound = self.max_body;
        self.stream().collect(bound).await
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status().as_u16())
            .finish_non_exhaustive()
    }
}

/// A call of a path that the document does not have.
#[must_use = "nothing is sent until one of the `send` methods"]
pub struct RawCall {
    client: Client,
    method: String,
    path: String,
    payload: Payload,
    mask: Mask,
    schemes: Option<Vec<String>>,
    options: CallOptions,
    fault: Option<InvalidRequest>,
}

impl RawCall {
    pub(crate) fn new(client: Client, method: &str, path: String) -> Self {
        Self {
            client,
            method: method.to_owned(),
            path,
            payload: Payload::default(),
            mask: Mask::default(),
            schemes: None,
            options: CallOptions::default(),
            fault: None,
        }
    }

    /// A query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.query(name, value);
        self
    }

    /// A header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// A body of JSON.
    pub fn json<T: Serialize>(mut self, value: &T) -> Self {
        let (bytes, secrets) = secret::collecting(|| serde_json::to_vec(value));
        secrets.into_iter().for_each(|secret| self.mask.add(secret));
        match bytes {
            Ok(bytes) => self.body("application/json", bytes),
            Err(error) => {
                let reason = format!("cannot be written: {error}");
                self.fault
                    .get_or_insert(InvalidRequest::new("body", reason));
                self
            }
        }
    }

    /// A body as it is.
    pub fn body(mut self, media_type: impl Into<String>, body: impl Into<Body>) -> Self {
        self.payload = Payload {
            media_type: Some(media_type.into()),
            content: Content::from(body.into()),
        };
        self
    }

    /// The security schemes whose credentials are sent. Default: all that are set.
    pub fn schemes<S: Into<String>>(mut self, schemes: impl IntoIterator<Item = S>) -> Self {
        self.schemes = Some(schemes.into_iter().map(Into::into).collect());
        self
    }

    /// What this call does differently from its client.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.over(self.options);
        self
    }

    fn prepare(self) -> Result<(Client, Prepared), Error> {
        if let Some(fault) = self.fault {
            return Err(Error::Invalid(fault));
        }
        let method = prepare::method(&self.method)?;
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let placed = Placed {
            path: path.to_owned(),
            query: query.to_owned(),
            ..Placed::default()
        };
        let base = self.client.shared().base.clone();
        let mut prepared = Prepared::at(
            &self.client,
            method,
            &base,
            placed,
            self.payload,
            self.options,
        )?;
        let mut schemes = self.client.shared().credentials.all();
        if let Some(wanted) = self.schemes {
            schemes.retain(|scheme| wanted.iter().any(|wanted| wanted == scheme));
        }
        prepared.schemes = schemes;
        prepared.mask = self.mask;
        Ok((self.client, prepared))
    }

    /// Sends the call, and gives back whatever comes. A status is no error.
    ///
    /// # Errors
    ///
    /// When there is no response.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let (client, prepared) = self.prepare()?;
        let done = client.run(&Arc::new(prepared), true).await?;
        Ok(RawResponse::new(done, client.max_body()))
    }

    /// Sends the call, and decodes JSON. A failure has its body as a JSON value, if it is one.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_json<T: DeserializeOwned>(
        self,
    ) -> Result<Response<T>, Error<serde_json::Value>> {
        let (client, mut prepared) = self.prepare().map_err(Error::widen)?;
        prepared.formats = ANY_JSON;
        let done = client
            .run(&Arc::new(prepared), false)
            .await
            .map_err(Error::widen)?;
        finish::<AnyJson<T>>(done)
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

const ANY_JSON: &[ResponseFormat] = &[ResponseFormat {
    status: StatusPattern::Default,
    media_type: "application/json",
    codec: ResponseCodec::Json,
    stream_end: "",
}];

struct AnyJson<T>(std::marker::PhantomData<T>);

impl<T: DeserializeOwned> Responses for AnyJson<T> {
    type Success = T;
    type Failure = serde_json::Value;

    fn success(_: usize, received: Received) -> Result<T, DecodeFailure> {
        received.json()
    }

    fn failure(_: usize, received: Received) -> Result<serde_json::Value, DecodeFailure> {
        received.json()
    }
}
