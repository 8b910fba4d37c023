//! The way to the server: an HTTP client, or a mock in memory.

use bytes::Bytes;
use http::{HeaderMap, Method};
use reqwest::Url;

use super::content::Open;
use super::error::TransportError;
use super::failure;
use super::response::Head;

/// A request of one attempt.
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Open>,
    /// The operation, or the path as it was asked for.
    #[cfg_attr(not(feature = "mock"), expect(dead_code))]
    pub(crate) operation: Option<&'static super::api::Operation>,
}

/// What sends requests.
#[derive(Clone)]
pub(crate) enum Transport {
    Http(reqwest::Client),
    #[cfg(feature = "mock")]
    Mock(super::mock::Mock),
}

impl Transport {
    pub(crate) async fn send(&self, request: Outgoing) -> Result<(Head, Incoming), TransportError> {
        match self {
            Self::Http(client) => {
                let mut sent = reqwest::Request::new(request.method, request.url);
                *sent.headers_mut() = request.headers;
                *sent.body_mut() = request.body.map(reqwest::Body::from);
                let mut response = client
                    .execute(sent)
                    .await
                    .map_err(|error| failure::of(error, false))?;
                let headers = std::mem::take(response.headers_mut());
                let head = Head::new(response.status(), headers);
                Ok((head, Incoming::Http(response)))
            }
            #[cfg(feature = "mock")]
            Self::Mock(mock) => mock.respond(request).await,
        }
    }
}

/// The body of a response on its way.
#[derive(Debug)]
pub(crate) enum Incoming {
    Http(reqwest::Response),
    /// One chunk, or none any more.
    Memory(Option<Bytes>),
}

impl Incoming {
    /// The length that the server announces.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Http(response) => response.content_length(),
            Self::Memory(bytes) => bytes.as_ref().map(|bytes| bytes.len() as u64),
        }
    }

    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        match self {
            Self::Http(response) => response
                .chunk()
                .await
                .map_err(|error| failure::of(error, true)),
            Self::Memory(bytes) => Ok(bytes.take()),
        }
    }
}
