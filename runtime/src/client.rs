//! The client: where calls go, as whom, and how patiently.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use reqwest::Url;
use tokio::sync::Semaphore;

use super::address;
use super::api::{Api, Operation};
use super::builder::ClientBuilder;
use super::call::Call;
use super::credential::Credentials;
use super::error::{ConfigError, CredentialError, InvalidRequest};
use super::hooks::Hooks;
use super::raw::RawCall;
use super::retry::{Budget, RetryPolicy};
use super::transport::Transport;

/// A client of one API. Cloning is cheap; clones share connections, credentials and the budget of retries.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) api: &'static Api,
    pub(crate) transport: Transport,
    pub(crate) base: Url,
    /// Whether the user named the address, so that operations with servers of their own go there, too.
    pub(crate) base_is_users: bool,
    pub(crate) credentials: Credentials,
    /// Whether operations are called without the credentials that they ask for.
    pub(crate) anonymous: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_body: usize,
    pub(crate) hooks: Option<Arc<dyn Hooks>>,
    pub(crate) budget: Arc<Budget>,
    /// Large bodies that may be read at the same time.
    pub(crate) large: Arc<Semaphore>,
}

impl Client {
    /// Begins a client of `api`.
    pub fn builder(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Begins a call of `operation`.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }

    /// Begins a call of a path that the document does not have, such as `/beta/pets?limit=3`, with the same credentials,
    /// retries and errors.
    pub fn request(&self, method: impl AsRef<str>, path: impl Into<String>) -> RawCall {
        RawCall::new(self.clone(), method.as_ref(), path.into())
    }

    /// The same client at an address below its own, such as `/v2`, for every operation. Both share connections,
    /// credentials and the budget of retries.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Address`] when `path` makes no address on the same host.
    pub fn below(&self, path: &str) -> Result<Self, ConfigError> {
        let base = address::join(&self.shared.base, path, "");
        let base = base.map_err(|_| ConfigError::Address {
            address: address::without_credentials(path),
            reason: "it is no path on the client's server",
        })?;
        // Whether credentials may go there was checked with this client's own address.
        let base = address::check(base.as_str(), false)?;
        Ok(Self::new(Shared {
            base,
            base_is_users: true,
            ..Shared::clone(&self.shared)
        }))
    }

    /// The same client with other hooks. Both share connections, credentials and the budget of retries.
    #[must_use]
    pub fn with_hooks(&self, hooks: Arc<dyn Hooks>) -> Self {
        Self::new(Shared {
            hooks: Some(hooks),
            ..Shared::clone(&self.shared)
        })
    }

    /// The address that paths are appended to.
    pub fn base_address(&self) -> &str {
        self.shared.base.as_str().trim_end_matches('/')
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.shared.headers
    }

    pub(crate) fn max_body(&self) -> usize {
        self.shared.max_body
    }

    /// The address of `operation`: its own server, unless the user named an address for everything.
    pub(crate) fn base(&self, operation: &Operation) -> Result<Cow<'_, Url>, InvalidRequest> {
        if self.shared.base_is_users {
            return Ok(Cow::Borrowed(&self.shared.base));
        }
        let secret = !self.shared.credentials.is_empty();
        let own = address::of_operation(&self.shared.base, operation.servers, secret);
        let own = own.map_err(|error| {
            let reason = format!("of `{}` cannot be used: {error}", operation.id);
            InvalidRequest::new("server", reason)
        })?;
        Ok(own.map_or(Cow::Borrowed(&self.shared.base), Cow::Owned))
    }

    /// The schemes that a call with this `security` authenticates by.
    pub(crate) fn schemes(
        &self,
        security: &'static [&'static [&'static str]],
    ) -> Result<Vec<&'static str>, CredentialError> {
        match self.shared.credentials.choose(security) {
            Ok(schemes) => Ok(schemes.to_vec()),
            Err(_) if self.shared.anonymous => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.shared.api.title)
            .field("address", &self.base_address())
            .field("retry", &self.shared.retry)
            .finish_non_exhaustive()
    }
}
