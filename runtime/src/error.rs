//! Why a call failed, in terms that a program can act on.
//!
//! The first line of each message names the cause, and no source repeats it. No message and no `Debug` shows a header,
//! a body, a credential or an address; they are reachable by methods.

mod decode;
mod server;
mod transport;

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

pub use self::decode::DecodeError;
pub use self::server::ServerError;
pub(crate) use self::server::ServerParts;
pub use self::transport::{TransportError, TransportKind};

/// The body of failures that the document does not describe: there is none.
pub type NoBody = Infallible;

/// Why a call failed. `E` is the body of the failures that the document describes.
#[non_exhaustive]
pub enum Error<E = NoBody> {
    /// The request cannot be sent as it is; nothing was sent.
    Invalid(InvalidRequest),
    /// There is no credential, or its provider failed; nothing was sent.
    Credential(CredentialError),
    /// The call's deadline passed.
    Timeout(Box<TransportError>),
    /// The server was not reached, or the connection broke.
    Transport(Box<TransportError>),
    /// The server refused, with a body that the document describes or with any other.
    Server(Box<ServerError<E>>),
    /// The server reports success, but its response is not what the document says.
    Decode(Box<DecodeError>),
}

impl<E> Error<E> {
    /// The status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Invalid(_) | Self::Credential(_) => None,
            Self::Timeout(error) | Self::Transport(error) => error.status(),
            Self::Server(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
        }
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Invalid(_) | Self::Credential(_) => None,
            Self::Timeout(error) | Self::Transport(error) => error.headers(),
            Self::Server(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
        }
    }

    /// The requests that were sent, or tried to be sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Invalid(_) => 0,
            Self::Credential(error) => error.attempts,
            Self::Timeout(error) | Self::Transport(error) => error.attempts(),
            Self::Server(error) => error.attempts(),
            Self::Decode(error) => error.attempts(),
        }
    }

    /// Whether the server may have carried the call out, by any of its attempts. Always false for a call that changes
    /// nothing (GET, HEAD, OPTIONS, TRACE).
    pub fn may_have_been_applied(&self) -> bool {
        match self {
            Self::Invalid(_) => false,
            Self::Credential(error) => error.applied,
            Self::Timeout(error) | Self::Transport(error) => error.may_have_been_applied(),
            Self::Server(error) => error.may_have_been_applied(),
            Self::Decode(error) => error.may_have_been_applied(),
        }
    }

    /// Whether the same call may succeed later. Look at [`may_have_been_applied`](Self::may_have_been_applied) before
    /// sending an update again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Decode(_) => false,
            Self::Credential(error) => error.retryable,
            Self::Timeout(error) | Self::Transport(error) => error.is_retryable(),
            Self::Server(error) => error.is_retryable(),
        }
    }

    /// The time that the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        super::retry::retry_after(self.headers()?)
    }

    /// The documented body of a failure.
    pub fn body(&self) -> Option<&E> {
        match self {
            Self::Server(error) => error.body(),
            _ => None,
        }
    }

    /// The same error with its documented body in another form.
    pub fn map_body<F>(self, change: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Invalid(error) => Error::Invalid(error),
            Self::Credential(error) => Error::Credential(error),
            Self::Timeout(error) => Error::Timeout(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Server(error) => Error::Server(Box::new(error.map_body(change))),
            Self::Decode(error) => Error::Decode(error),
        }
    }
}

impl Error<NoBody> {
    /// The same error where a body is described.
    pub fn widen<E>(self) -> Error<E> {
        self.map_body(|never| match never {})
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Timeout(error) | Self::Transport(error) => error.fmt(f),
            Self::Server(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Invalid(_) => "Invalid",
            Self::Credential(_) => "Credential",
            Self::Timeout(_) => "Timeout",
            Self::Transport(_) => "Transport",
            Self::Server(_) => "Server",
            Self::Decode(_) => "Decode",
        };
        write!(f, "{kind}({self})")
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // Its own words say that the provider failed; the provider says why.
            Self::Credential(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl<E> From<InvalidRequest> for Error<E> {
    fn from(error: InvalidRequest) -> Self {
        Self::Invalid(error)
    }
}

/// A request that cannot be sent: which part, and why. It names the part and never its value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidRequest {
    place: String,
    reason: String,
}

impl InvalidRequest {
    /// The part, and a reason that follows its name in a sentence. Neither may hold a value.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }

    /// The parameter or property.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid request: `{}` {}", self.place, self.reason)
    }
}

impl std::error::Error for InvalidRequest {}

/// Why a call has no credential.
#[derive(Debug)]
pub struct CredentialError {
    message: String,
    source: Option<super::token::TokenError>,
    retryable: bool,
    attempts: u32,
    applied: bool,
}

impl CredentialError {
    /// A message for people; it must not hold a credential.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            retryable: false,
            attempts: 0,
            applied: false,
        }
    }

    /// The failure of a token provider: it may work another time.
    pub(crate) fn provider(error: super::token::TokenError) -> Self {
        Self {
            source: Some(error),
            retryable: true,
            ..Self::new("no access token")
        }
    }

    pub(crate) fn after(self, attempts: u32, applied: bool) -> Self {
        Self {
            attempts,
            applied,
            ..self
        }
    }

    /// The requests that were sent before there was no credential any more.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the server may have carried the call out by one of them.
    pub fn may_have_been_applied(&self) -> bool {
        self.applied
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CredentialError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref()?.source()
    }
}

/// Why a client cannot be built.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// An address that cannot work; user name, password and query are left out.
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A server or variable that the document does not have.
    Server(String),
    /// A credential that cannot be sent, or for a scheme that the document does not have. It is not shown.
    Credential {
        /// The security scheme.
        scheme: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A header that cannot be sent, by its name.
    Header(String),
    /// The HTTP client could not be made.
    Http(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address, reason } => {
                write!(f, "the address `{address}` cannot be used: {reason}")
            }
            Self::Server(what) => f.write_str(what),
            Self::Credential { scheme, reason } => {
                write!(f, "the credential for `{scheme}` cannot be used: {reason}")
            }
            Self::Header(name) => write!(f, "the header `{name}` cannot be sent"),
            Self::Http(reason) => write!(f, "no HTTP client: {reason}"),
        }
    }
}

impl std::error::Error for ConfigError {}
