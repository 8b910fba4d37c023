//! The client and its configuration.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::errors::ConfigError;
use crate::generated;
use crate::phone_number::PhoneNumber;
use crate::runtime::{self, Credential, RetryPolicy, TokenSource};
use crate::vendor::Vendor;

/// Where the vendor serves the API.
pub const BASE_ADDRESS: &str = "https://graph.facebook.com";

/// The document's security scheme.
const SCHEME: &str = "bearerAuth";

/// A client for the Settings API. Cloning is cheap, and clones share connections and the budget of retries.
#[derive(Clone)]
pub struct Client {
    /// The operations at the version that calls ask for unless they name another.
    default: Versioned,
    /// The address without the version.
    root: runtime::Client,
    warned: Arc<AtomicBool>,
}

/// The operations at one API version.
#[derive(Clone)]
pub(crate) struct Versioned {
    pub(crate) generated: generated::Client,
    pub(crate) version: Arc<str>,
}

impl Client {
    /// Begins a client that authenticates with `tokens`: an [`AccessToken`](crate::AccessToken), or a [`TokenSource`],
    /// which asks a function of yours.
    pub fn builder(tokens: impl Into<TokenSource>) -> ClientBuilder {
        let runtime = runtime::Client::builder(&generated::API)
            .credential(SCHEME, Credential::bearer(tokens))
            .base_address(BASE_ADDRESS);
        ClientBuilder {
            runtime,
            address: BASE_ADDRESS.to_owned(),
            api_version: generated::API.version.to_owned(),
            user_agent: String::new(),
        }
    }

    /// The business phone number with this identifier (digits; not the phone number itself).
    pub fn phone_number(&self, id: impl Into<String>) -> PhoneNumber {
        PhoneNumber::new(self.clone(), id.into())
    }

    /// The operations at `version`, or at the client's own.
    pub(crate) fn at(&self, version: Option<&str>) -> Result<Versioned, ConfigError> {
        match version {
            Some(version) => Versioned::new(&self.root, version, &self.warned),
            None => Ok(self.default.clone()),
        }
    }

    /// The generated operations, for what this crate does not wrap. They have the same credentials, deadline and retries;
    /// [`Error`](crate::Error) and [`Answer`](crate::Answer) are made from what they return.
    pub fn generated(&self) -> &generated::Client {
        &self.default.generated
    }
}

impl Versioned {
    fn new(
        root: &runtime::Client,
        version: &str,
        warned: &Arc<AtomicBool>,
    ) -> Result<Self, ConfigError> {
        check_version(version)?;
        let version: Arc<str> = version.into();
        let hooks = Vendor::new(Arc::clone(&version), Arc::clone(warned));
        let client = root.below(&version)?.with_hooks(Arc::new(hooks));
        Ok(Self {
            generated: client.into(),
            version,
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.generated().runtime(), f)
    }
}

/// Configures a [`Client`].
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    runtime: runtime::ClientBuilder,
    address: String,
    api_version: String,
    user_agent: String,
}

impl ClientBuilder {
    /// The address that the version and the paths are appended to. Default: [`BASE_ADDRESS`]. It does not hold the
    /// version: that is [`api_version`](Self::api_version). Plain `http` is for loopback alone, since a token
    /// travels with every request.
    pub fn base_address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        let address = self.address.clone();
        self.with(|it| it.base_address(address))
    }

    /// The API version, such as `v23.0`, for every call that names no other
    /// ([`Settings::api_version`](crate::Settings::api_version)). Default: the version of the document that this
    /// crate was generated from. The newest is v26.0, of 2026-07-29; an expired one is served as the next that is
    /// not, which [`AnswerInfo::served_by_other_version`](crate::AnswerInfo::served_by_other_version) shows.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// The time for a whole call: token, attempts, waits between them, and the response to its end. Default: 60 seconds.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|it| it.timeout(timeout))
    }

    /// The time for an attempt that another can follow; the last one has all that is left. Default: 20 seconds.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.with(|it| it.attempt_timeout(timeout))
    }

    /// The time to connect. Default: 10 seconds. Not used with [`http_client`](Self::http_client).
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|it| it.connect_timeout(timeout))
    }

    /// The largest response that is read, in bytes. Default: 1 MiB; settings take some ten thousand.
    pub fn max_body(self, bytes: usize) -> Self {
        self.with(|it| it.max_body(bytes))
    }

    /// How the HTTP client is built: proxies, certificates, pools. Redirects stay off and the time to connect is this
    /// client's.
    pub fn http_builder(self, http: reqwest::ClientBuilder) -> Self {
        self.with(|it| it.http_builder(http))
    }

    /// An HTTP client of one's own. Redirects are then its affair: `reqwest` never carries a token to another host, but
    /// one that follows a 307 or 308 carries the body of an update there. [`reqwest::redirect::Policy::none`] keeps
    /// both, and [`http_builder`](Self::http_builder) has no such gap.
    ///
    /// With the feature `rustls`, build it after [`Client::builder`] was called, which chooses the cryptography for the
    /// process unless the program has: without one `reqwest` panics.
    pub fn http_client(self, http: reqwest::Client) -> Self {
        self.with(|it| it.http_client(http))
    }

    /// Responses from memory instead of a server, for tests of programs:
    ///
    /// ```
    /// use generated_client::generated::operations::GetPhoneNumberSettings;
    /// use generated_client::runtime::mock::{Mock, Reply};
    /// use generated_client::{Client, ErrorKind};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(&GetPhoneNumberSettings::OPERATION)
    ///     .reply(Reply::json(200, &json!({"calling": {"status": "ENABLED"}})))
    ///     .reply(Reply::json(400, &json!({"error": {"code": 138000}})));
    /// let client = Client::builder("token").mock(&mock).build()?;
    /// let settings = client.phone_number("106540352242922").settings();
    ///
    /// assert!(settings.get().await?.calling.is_some());
    /// let error = settings.get().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::CallingNotEnabled);
    /// assert_eq!(mock.requests()[0].path(), "/v23.0/106540352242922/settings");
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "mock")]
    pub fn mock(self, mock: &runtime::mock::Mock) -> Self {
        self.with(|it| it.mock(mock))
    }

    /// The name of your program, such as `my-app/1.0`, in front of this crate's in `User-Agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// How calls are retried. Default: [`RetryPolicy::default`].
    pub fn retry(self, retry: RetryPolicy) -> Self {
        self.with(|it| it.retry(retry))
    }

    /// One attempt a call.
    pub fn no_retries(self) -> Self {
        self.with(|it| it.no_retries())
    }

    /// Changes the runtime's builder.
    fn with(
        mut self,
        change: impl FnOnce(runtime::ClientBuilder) -> runtime::ClientBuilder,
    ) -> Self {
        self.runtime = change(self.runtime);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a part cannot work; nothing is sent to find out.
    pub fn build(self) -> Result<Client, ConfigError> {
        let runtime = match check_user_agent(&self.user_agent)?.trim() {
            "" => self.runtime,
            name => self.runtime.user_agent(name),
        };
        check_version(&self.api_version)?;
        let root = runtime.build()?;
        // Only now is it known that the address holds nothing secret.
        check_no_version(&self.address)?;
        let warned = Arc::default();
        Ok(Client {
            default: Versioned::new(&root, &self.api_version, &warned)?,
            root,
            warned,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("runtime", &self.runtime)
            .field("api_version", &self.api_version)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

fn check_user_agent(program: &str) -> Result<&str, ConfigError> {
    let visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    if program.bytes().all(visible) {
        Ok(program)
    } else {
        Err(ConfigError::UserAgent(program.escape_debug().to_string()))
    }
}

fn check_no_version(address: &str) -> Result<(), ConfigError> {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path);
    let last = path.rsplit('/').find(|segment| !segment.is_empty());
    if last.is_some_and(is_version) {
        return Err(ConfigError::BaseAddress {
            address: address.to_owned(),
            reason: "it ends with an API version; leave that out here, and set another than the default with `api_version`",
        });
    }
    Ok(())
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
