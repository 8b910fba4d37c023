//! The configuration of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};
use reqwest::Url;
use tokio::sync::Semaphore;

use super::address;
use super::api::Api;
use super::client::{Client, Shared};
use super::credential::{Credential, Credentials};
use super::error::ConfigError;
use super::hooks::Hooks;
use super::parameter;
use super::retry::{Budget, RetryPolicy};
use super::transport::Transport;

/// Bodies beyond [`SMALL_BODY`](super::send) that are read at the same time; so much memory they take, times the bound.
const LARGE_BODIES: usize = 32;

/// Configures a [`Client`].
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    api: &'static Api,
    server: usize,
    variables: Vec<(String, String)>,
    base_address: Option<String>,
    credentials: Credentials,
    anonymous: bool,
    headers: HeaderMap,
    user_agent: String,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    idle_timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
    max_body: usize,
    http: Http,
    hooks: Option<Arc<dyn Hooks>>,
    /// The first thing that is wrong.
    fault: Option<ConfigError>,
}

enum Http {
    Own,
    Builder(Box<reqwest::ClientBuilder>),
    Client(reqwest::Client),
    #[cfg(feature = "mock")]
    Mock(super::mock::Mock),
}

impl ClientBuilder {
    pub(crate) fn new(api: &'static Api) -> Self {
        // Here rather than in `build`, for who builds an HTTP client of their own to hand in.
        super::crypto::prepare();
        Self {
            api,
            server: 0,
            variables: Vec::new(),
            base_address: None,
            credentials: Credentials::default(),
            anonymous: false,
            headers: HeaderMap::new(),
            user_agent: api.user_agent.to_owned(),
            timeout: Some(Duration::from_secs(60)),
            attempt_timeout: Some(Duration::from_secs(20)),
            idle_timeout: Duration::from_secs(300),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            max_body: 1024 * 1024,
            http: Http::Own,
            hooks: None,
            fault: None,
        }
    }

    /// The credential for the security scheme of this name. Operations get those that the document says they take, and no
    /// other host gets any.
    pub fn credential(mut self, scheme: &str, credential: Credential) -> Self {
        if let Err(fault) = self.credentials.set(self.api, scheme, credential) {
            self.fault.get_or_insert(fault);
        }
        self
    }

    /// Also calls operations without the credentials that the document asks for.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// The server at this index of the document's. Default: the first.
    pub fn server(mut self, index: usize) -> Self {
        self.server = index;
        self
    }

    /// The value of a variable of the server's address.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// An address that every path is appended to, in place of the document's servers (those of single operations, too).
    /// With credentials, plain `http` is for loopback alone.
    pub fn base_address(mut self, address: impl Into<String>) -> Self {
        self.base_address = Some(address.into());
        self
    }

    /// The time for a whole call: credentials, attempts, waits, and the body unless it is a stream. Default: 60 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time for an attempt that another can follow; the last one has all that is left. Default: 20 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The time between two pieces of a stream. Default: 5 minutes.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// The time to connect. Default: 10 seconds. Not used with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How calls are retried.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// One attempt a call.
    pub fn no_retries(self) -> Self {
        self.retry(RetryPolicy::off())
    }

    /// The largest body that is read as a whole, in bytes, and the largest event or line of a stream. Default: 1 MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// A header of every request.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match parameter::header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(_) => {
                self.fault
                    .get_or_insert(ConfigError::Header(name.to_owned()));
            }
        }
        self
    }

    /// What comes before the client's own name in the `User-Agent` header.
    pub fn user_agent(mut self, name: &str) -> Self {
        self.user_agent = match self.user_agent.is_empty() {
            true => name.to_owned(),
            false => format!("{name} {}", self.user_agent),
        };
        self
    }

    /// How the HTTP client is built: proxies, certificates, pools. Redirects stay off and the time to connect is this
    /// client's.
    pub fn http_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Http::Builder(Box::new(builder));
        self
    }

    /// An HTTP client of one's own. Redirects are then its affair: `reqwest` carries neither `Authorization` nor cookies to
    /// another host, but it does carry other headers there, such as an API key. [`http_builder`](Self::http_builder) has
    /// no such gap.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Http::Client(client);
        self
    }

    /// Responses from memory instead of a server.
    #[cfg(feature = "mock")]
    pub fn mock(mut self, mock: &super::mock::Mock) -> Self {
        self.http = Http::Mock(mock.clone());
        self
    }

    /// What sees every request and response.
    pub fn hooks(mut self, hooks: Arc<dyn Hooks>) -> Self {
        self.hooks = Some(hooks);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a part cannot work; nothing is sent to find out.
    pub fn build(self) -> Result<Client, ConfigError> {
        let base = self.address()?;
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let mut headers = self.headers;
        if !self.user_agent.is_empty() && !headers.contains_key(USER_AGENT) {
            let value = HeaderValue::from_str(&self.user_agent)
                .map_err(|_| ConfigError::Header("user-agent".to_owned()))?;
            headers.insert(USER_AGENT, value);
        }
        let transport = transport(self.http, self.connect_timeout, &base)?;
        Ok(Client::new(Shared {
            api: self.api,
            transport,
            base_is_users: self.base_address.is_some(),
            base,
            credentials: self.credentials,
            anonymous: self.anonymous,
            headers,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            retry: self.retry,
            max_body: self.max_body,
            hooks: self.hooks,
            budget: Arc::new(Budget::new()),
            large: Arc::new(Semaphore::new(LARGE_BODIES)),
        }))
    }

    fn address(&self) -> Result<Url, ConfigError> {
        let secret = !self.credentials.is_empty();
        if let Some(address) = &self.base_address {
            return address::check(address, secret);
        }
        #[cfg(feature = "mock")]
        if matches!(self.http, Http::Mock(_)) {
            return address::check("http://localhost", secret);
        }
        let Some(server) = self.api.servers.get(self.server) else {
            return Err(ConfigError::Server(match self.api.servers.is_empty() {
                true => {
                    "the document names no server: give its address by `base_address`".to_owned()
                }
                false => format!(
                    "the document has {} servers, and none with index {}",
                    self.api.servers.len(),
                    self.server
                ),
            }));
        };
        address::check(&address::of_server(server, &self.variables)?, secret)
    }
}

fn transport(http: Http, connect: Duration, base: &Url) -> Result<Transport, ConfigError> {
    let builder = match http {
        Http::Client(client) => return Ok(Transport::Http(client)),
        #[cfg(feature = "mock")]
        Http::Mock(mock) => return Ok(Transport::Mock(mock)),
        Http::Builder(builder) => *builder,
        // A proxy that the environment names would see what plain `http` is sent, so loopback is reached without one.
        Http::Own if base.scheme() == "http" => reqwest::Client::builder().no_proxy(),
        Http::Own => reqwest::Client::builder(),
    };
    builder
        .connect_timeout(connect)
        // A redirect turns an update into a read, and may lead to another host.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map(Transport::Http)
        .map_err(|error| ConfigError::Http(error.to_string()))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self
            .base_address
            .as_deref()
            .map(address::without_credentials);
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("base_address", &address)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
