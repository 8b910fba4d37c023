//! Responses without a server, for the tests of programs: no socket, no port, no thread.
//!
//! A [`Mock`] is given to a client by [`ClientBuilder::mock`](super::ClientBuilder::mock). Everything else is as ever:
//! parameters, bodies, credentials, retries, decoding, errors.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::Operation;
use super::content::Open;
use super::error::{TransportError, TransportKind};
use super::json::{self, DecodeFailure};
use super::parameter;
use super::received::Described;
use super::response::Head;
use super::transport::{Incoming, Outgoing};

/// The responses that a client gets, and the requests that it sent. Clones share both.
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// By operation id, or by method and path.
    replies: HashMap<String, VecDeque<Answer>>,
    requests: Vec<Recorded>,
}

#[derive(Clone)]
enum Answer {
    Fixed(Reply),
    Made(Arc<dyn Fn(&Recorded) -> Reply + Send + Sync>),
}

impl Mock {
    /// A mock that has a response for nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The responses to an operation.
    pub fn on(&self, operation: &Operation) -> Responder<'_> {
        self.responder(operation.id.to_owned())
    }

    /// The responses to the calls of the type `C`, by the types that the document gives them:
    /// `mock.of::<operations::ListPets>().responds(200, &pets)`.
    pub fn of<C: Described>(&self) -> TypedResponder<'_, C> {
        TypedResponder {
            responder: self.on(&C::OPERATION),
            call: PhantomData,
        }
    }

    /// The responses to a path that the document does not have, without its query.
    pub fn on_path(&self, method: &str, path: &str) -> Responder<'_> {
        self.responder(format!("{method} {path}"))
    }

    fn responder(&self, key: String) -> Responder<'_> {
        Responder { mock: self, key }
    }

    /// The requests so far, one for each attempt.
    pub fn requests(&self) -> Vec<Recorded> {
        self.inner().requests.clone()
    }

    /// The requests of an operation.
    pub fn requests_of(&self, operation: &Operation) -> Vec<Recorded> {
        let mut requests = self.requests();
        requests.retain(|request| request.operation == Some(operation.id));
        requests
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn respond(
        &self,
        request: Outgoing,
    ) -> Result<(Head, Incoming), TransportError> {
        let body = match request.body {
            None => Bytes::new(),
            Some(body) => collect(body)
                .await
                .map_err(|error| TransportError::new(TransportKind::Body, error.to_string()))?,
        };
        let recorded = Recorded {
            operation: request.operation.map(|operation| operation.id),
            method: request.method,
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            headers: request.headers,
            body,
        };
        let answer = self.answer(&recorded);
        self.inner().requests.push(recorded.clone());
        let reply = match answer {
            Some(Answer::Fixed(reply)) => reply,
            Some(Answer::Made(make)) => make(&recorded),
            None => {
                let key = recorded.key();
                let reason = format!("the mock has no response for `{key}`");
                return Err(TransportError::new(TransportKind::Other, reason));
            }
        };
        match reply.content {
            Ok(bytes) => {
                let head = Head::new(reply.status, reply.headers);
                Ok((head, Incoming::Memory(Some(bytes))))
            }
            Err((kind, reason)) => Err(TransportError::new(kind, reason)),
        }
    }

    /// The next answer; the last one is repeated.
    fn answer(&self, request: &Recorded) -> Option<Answer> {
        let mut inner = self.inner();
        let queue = inner.replies.get_mut(&request.key())?;
        match queue.len() {
            0 | 1 => queue.front().cloned(),
            _ => queue.pop_front(),
        }
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("requests", &self.inner().requests.len())
            .finish_non_exhaustive()
    }
}

async fn collect(body: Open) -> Result<Bytes, super::body::BoxError> {
    async fn drain<B>(mut body: B) -> Result<Bytes, B::Error>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        let mut all = BytesMut::new();
        while let Some(frame) =
            std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            if let Ok(bytes) = frame?.into_data() {
                all.extend_from_slice(&bytes);
            }
        }
        Ok(all.freeze())
    }
    match body {
        Open::Bytes(bytes) => Ok(bytes),
        Open::Pieces(pieces) => drain(pieces).await,
        Open::Stream(stream) => drain(stream).await,
    }
}

/// Takes the responses to one operation, in order; the last one is repeated.
#[derive(Debug)]
pub struct Responder<'a> {
    mock: &'a Mock,
    key: String,
}

impl Responder<'_> {
    /// The next response.
    pub fn reply(self, reply: Reply) -> Self {
        self.push(Answer::Fixed(reply))
    }

    /// The next response, made from the request.
    pub fn reply_with(self, make: impl Fn(&Recorded) -> Reply + Send + Sync + 'static) -> Self {
        self.push(Answer::Made(Arc::new(make)))
    }

    fn push(self, answer: Answer) -> Self {
        let mut inner = self.mock.inner();
        let queue = inner.replies.entry(self.key.clone()).or_default();
        queue.push_back(answer);
        drop(inner);
        self
    }
}

/// Takes the typed responses to the calls of one operation, in order; the last one is repeated.
#[derive(Debug)]
pub struct TypedResponder<'a, C> {
    responder: Responder<'a>,
    call: PhantomData<fn() -> C>,
}

impl<C: Described> TypedResponder<'_, C> {
    /// The next response is a success with this value, as JSON.
    pub fn responds(self, status: u16, value: &C::Success) -> Self
    where
        C::Success: Serialize,
    {
        self.reply(Reply::json(status, value))
    }

    /// The next response is a documented failure with this body, as JSON.
    pub fn fails(self, status: u16, body: &C::Failure) -> Self
    where
        C::Failure: Serialize,
    {
        self.reply(Reply::json(status, body))
    }

    /// The next response.
    pub fn reply(self, reply: Reply) -> Self {
        Self {
            responder: self.responder.reply(reply),
            call: PhantomData,
        }
    }
}

/// A response of a mock.
#[derive(Clone)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    content: Result<Bytes, (TransportKind, String)>,
}

impl Reply {
    /// A status without a body. A number that is no status becomes 500.
    pub fn status(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            content: Ok(Bytes::new()),
        }
    }

    /// A body of JSON.
    pub fn json<T: Serialize + ?Sized>(status: u16, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => Self::status(status).body("application/json", bytes),
            Err(error) => Self::failure(TransportKind::Other, format!("the mock's value: {error}")),
        }
    }

    /// Server-sent events with this data.
    pub fn events<T: AsRef<str>>(data: impl IntoIterator<Item = T>) -> Self {
        let event = |data: T| format!("data: {}\n\n", data.as_ref().replace('\n', "\ndata: "));
        let text: String = data.into_iter().map(event).collect();
        Self::status(200).body("text/event-stream", text)
    }

    /// No response, but a failure below HTTP.
    pub fn failure(kind: TransportKind, reason: impl Into<String>) -> Self {
        Self {
            content: Err((kind, reason.into())),
            ..Self::status(500)
        }
    }

    /// The same response with this body.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        if let Ok(media_type) = HeaderValue::from_str(media_type) {
            self.headers.insert(CONTENT_TYPE, media_type);
        }
        self.content = Ok(body.into());
        self
    }

    /// The same response with this header; one that cannot be sent is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Ok((name, value)) = parameter::header(name, value) {
            self.headers.append(name, value);
        }
        self
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status.as_u16())
            .finish_non_exhaustive()
    }
}

/// A request as it would have gone to the server.
#[derive(Clone)]
pub struct Recorded {
    operation: Option<&'static str>,
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Recorded {
    /// The id of the operation; `None` for a path that the document does not have.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, escaped.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query, escaped.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The headers, credentials included.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When it is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeFailure> {
        json::from_slice(&self.body).map(|decoded| decoded.value)
    }

    fn key(&self) -> String {
        match self.operation {
            Some(id) => id.to_owned(),
            None => format!("{} {}", self.method, self.path),
        }
    }
}

impl fmt::Debug for Recorded {
    /// Without query, headers and body, which hold credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
