//! A call as it will be sent, all but its credentials.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use reqwest::Url;

use super::address;
use super::api::{Operation, ResponseFormat};
use super::call::CallOptions;
use super::client::Client;
use super::content::Content;
use super::error::{Error, InvalidRequest};
use super::mask::Mask;
use super::parameter::{self, Placed};
use super::retry;
use super::secret::Secret;
use super::style::Escape;

/// A request, to be sent as often as it takes.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) operation: Option<&'static Operation>,
    /// The path with its placeholders: what a log may show.
    pub(crate) template: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) content: Content,
    pub(crate) schemes: Vec<&'static str>,
    pub(crate) formats: &'static [ResponseFormat],
    /// The secrets that it carries beside its credentials.
    pub(crate) mask: Mask,
    pub(crate) options: CallOptions,
}

/// A body with its media type.
#[derive(Default)]
pub(crate) struct Payload {
    pub(crate) media_type: Option<String>,
    pub(crate) content: Content,
}

impl Prepared {
    /// A call of an operation.
    pub(crate) fn new(
        client: &Client,
        operation: &'static Operation,
        placed: Placed,
        payload: Payload,
        secrets: Vec<Secret>,
        options: CallOptions,
    ) -> Result<Self, Error> {
        let method = method(operation.method)?;
        let schemes = client
            .schemes(operation.security)
            .map_err(Error::Credential)?;
        let base = client.base(operation)?;
        let mut prepared = Self::at(client, method, &base, placed, payload, options)?;
        prepared.operation = Some(operation);
        prepared.template = operation.path;
        prepared.schemes = schemes;
        prepared.formats = operation.responses;
        prepared.mask = Mask::new(secrets);
        if !prepared.headers.contains_key(ACCEPT)
            && let Some(accept) = accept(operation.responses)
        {
            prepared.headers.insert(ACCEPT, accept);
        }
        Ok(prepared)
    }

    /// A call of any path, with every credential that is set.
    pub(crate) fn at(
        client: &Client,
        method: Method,
        base: &Url,
        mut placed: Placed,
        payload: Payload,
        options: CallOptions,
    ) -> Result<Self, Error> {
        for (name, value) in &options.query {
            let (name, value) = (
                Escape::Component.apply(name),
                Escape::Component.apply(value),
            );
            placed.push_query(&name, &value);
        }
        let url = address::join(base, &placed.path, &placed.query)
            .map_err(|_| InvalidRequest::new("path", "makes no address on the server"))?;
        let mut headers = client.headers().clone();
        headers.extend(
            placed
                .headers
                .drain()
                .filter_map(|(name, value)| Some((name?, value))),
        );
        if let Some(media_type) = payload.media_type {
            let value = HeaderValue::from_str(&media_type).map_err(|_| {
                InvalidRequest::new("body", "has a media type that no header carries")
            })?;
            headers.insert(CONTENT_TYPE, value);
        }
        for (name, value) in &options.headers {
            let (name, value): (HeaderName, _) = parameter::header(name, value)
                .map_err(|reason| InvalidRequest::new(name.as_str(), reason))?;
            headers.insert(name, value);
        }
        Ok(Self {
            operation: None,
            template: "",
            method,
            url,
            headers,
            cookies: placed.cookies,
            content: payload.content,
            schemes: Vec::new(),
            formats: &[],
            mask: Mask::default(),
            options,
        })
    }

    /// Whether the call changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        retry::is_read(&self.method)
    }
}

/// A method that can be sent.
pub(crate) fn method(text: &str) -> Result<Method, InvalidRequest> {
    Method::from_bytes(text.as_bytes())
        .map_err(|_| InvalidRequest::new("method", "is not an HTTP method"))
}

/// The media types that the operation answers with, those of success first.
fn accept(formats: &'static [ResponseFormat]) -> Option<HeaderValue> {
    let mut names: Vec<&'static str> = Vec::new();
    for format in formats {
        let name = format.media_type;
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => None,
        // The text of the document lives as long as the program: nothing is copied.
        [name] => HeaderValue::from_maybe_shared(Bytes::from_static(name.as_bytes())).ok(),
        names => HeaderValue::from_str(&names.join(", ")).ok(),
    }
}
