//! The client and its configuration.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use progenitor_client::ClientInfo;
use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::errors::ConfigError;
use crate::generated;
use crate::phone_number::PhoneNumber;
use crate::retry::RetryPolicy;
use crate::token::TokenProvider;
use crate::transport::Transport;

/// Where the vendor serves the API.
pub const BASE_ADDRESS: &str = "https://graph.facebook.com";

/// A client for the Settings API. Cloning is cheap, and clones share connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) generated: generated::Client,
    pub(crate) retry: RetryPolicy,
    /// The address without the API version.
    address: Arc<str>,
}

impl Client {
    /// Begins a client that authenticates with `tokens`: an [`AccessToken`](crate::AccessToken), a closure
    /// that returns one, or any other [`TokenProvider`].
    pub fn builder(tokens: impl TokenProvider + 'static) -> ClientBuilder {
        ClientBuilder {
            tokens: Arc::new(tokens),
            base_address: BASE_ADDRESS.to_owned(),
            api_version: generated::Client::api_version().to_owned(),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            http: None,
            retry: RetryPolicy::default(),
            user_agent: String::new(),
        }
    }

    /// The business phone number with this identifier (digits; not the phone number itself).
    pub fn phone_number(&self, id: impl Into<String>) -> PhoneNumber {
        PhoneNumber::new(self.clone(), id.into())
    }

    /// The generated operations on another API version.
    pub(crate) fn generated_for(&self, version: &str) -> Result<generated::Client, ConfigError> {
        check_version(version)?;
        let base = format!("{}/{version}", self.address);
        let transport = self.generated.inner.for_version(version);
        let http = self.generated.client.clone();
        Ok(generated::Client::new_with_client(&base, http, transport))
    }

    /// The generated operations, for what this crate does not wrap. They authenticate, but do not retry.
    pub fn generated(&self) -> &generated::Client {
        &self.generated
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.generated.baseurl())
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Configures a [`Client`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    tokens: Arc<dyn TokenProvider>,
    base_address: String,
    api_version: String,
    timeout: Duration,
    connect_timeout: Duration,
    http: Option<reqwest::Client>,
    retry: RetryPolicy,
    user_agent: String,
}

impl ClientBuilder {
    /// The address that the version and the paths are appended to. Default: [`BASE_ADDRESS`]. It does not hold the
    /// version: that is [`api_version`](Self::api_version). Plain `http` is for loopback alone, since a token
    /// travels with every request.
    pub fn base_address(mut self, address: impl Into<String>) -> Self {
        self.base_address = address.into();
        self
    }

    /// The API version, such as `v23.0`, for every call that names no other
    /// ([`Settings::api_version`](crate::Settings::api_version)). Default: the version of the document that this
    /// crate was generated from. The newest is v26.0, of 2026-07-29; an expired one is served as the next that is
    /// not, which [`AnswerInfo::served_by_other_version`](crate::AnswerInfo::served_by_other_version) shows.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// The time for one attempt, from connecting to the end of the answer. Default: 30 seconds. Not used with
    /// [`http_client`](Self::http_client).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time to connect. Default: 10 seconds. Not used with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// An HTTP client of one's own, for proxies, certificates and timeouts. Redirects are then its affair:
    /// `reqwest` never carries a token to another host, but one that follows a 307 or 308 carries the body of
    /// an update there. [`reqwest::redirect::Policy::none`] keeps both.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The name of your program, such as `my-app/1.0`, in front of this crate's in `User-Agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// How calls are retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// One attempt a call.
    pub fn no_retries(self) -> Self {
        self.retry(RetryPolicy::off())
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a part cannot work; nothing is sent to find out.
    pub fn build(self) -> Result<Client, ConfigError> {
        let address = check_address(&self.base_address)?;
        check_version(&self.api_version)?;
        let http = match self.http {
            Some(http) => http,
            None => direct_to_loopback(address)
                .timeout(self.timeout)
                .connect_timeout(self.connect_timeout)
                // The API does not redirect. A redirect turns an update into a read, and may lead elsewhere.
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .map_err(|error| ConfigError::Http(error.to_string()))?,
        };
        let address = address.trim_end_matches('/');
        let base = format!("{address}/{}", self.api_version);
        let user_agent = user_agent(&self.user_agent)?;
        let transport = Transport::new(self.tokens, &self.api_version, user_agent);
        Ok(Client {
            generated: generated::Client::new_with_client(&base, http, transport),
            retry: self.retry,
            address: address.into(),
        })
    }
}

/// This crate's name and version, behind the program's.
fn user_agent(program: &str) -> Result<HeaderValue, ConfigError> {
    let own = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    let text = format!("{program} {own}");
    let visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let refuse = || ConfigError::UserAgent(program.escape_debug().to_string());
    if !program.bytes().all(visible) {
        return Err(refuse());
    }
    HeaderValue::from_str(text.trim()).map_err(|_| refuse())
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_address", &without_credentials(&self.base_address))
            .field("api_version", &self.api_version)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

fn check_address(address: &str) -> Result<&str, ConfigError> {
    let refuse = |reason| {
        Err(ConfigError::BaseAddress {
            address: without_credentials(address),
            reason,
        })
    };
    let Ok(url) = Url::parse(address) else {
        return refuse("it is not a URL");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("it holds a user name or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("it holds a query or a fragment");
    }
    let last = url
        .path_segments()
        .and_then(|mut segments| segments.rfind(|segment| !segment.is_empty()));
    if last.is_some_and(is_version) {
        return refuse(
            "it ends with an API version; leave that out here, and set another than the default with `api_version`",
        );
    }
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => Ok(address),
        ("http", Some(host)) if is_loopback(host) => Ok(address),
        ("http", _) => {
            refuse("plain http would show the token to the network; it is for loopback alone")
        }
        _ => refuse("its scheme is neither https nor http"),
    }
}

/// What an error or `Debug` may show of an address: neither user name and password, nor query and fragment.
fn without_credentials(address: &str) -> String {
    let (shown, cut) = match address.find(['?', '#']) {
        Some(end) => (address.get(..end).unwrap_or_default(), "?[REDACTED]"),
        None => (address, ""),
    };
    match shown.rsplit_once('@') {
        Some((before, host)) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            let separator = if scheme.is_empty() { "" } else { "://" };
            format!("{scheme}{separator}[REDACTED]@{host}{cut}")
        }
        None => format!("{shown}{cut}"),
    }
}

/// A proxy that the environment names would see what plain `http` is sent, so loopback is reached without one.
fn direct_to_loopback(address: &str) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder();
    match Url::parse(address) {
        Ok(url) if url.scheme() == "http" => builder.no_proxy(),
        _ => builder,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn check_version(version: &str) -> Result<(), ConfigError> {
    if is_version(version) {
        Ok(())
    } else {
        Err(ConfigError::ApiVersion(version.to_owned()))
    }
}

/// `v`, digits, a point, digits.
fn is_version(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('v')
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}
