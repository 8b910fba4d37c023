//! Errors that a program can act on.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::answer::AnswerInfo;
use crate::generated::{self, types::ErrorResponse};
use crate::runtime::{self, CredentialError};

mod kind;
mod server;

pub use kind::ErrorKind;
pub(crate) use kind::is_temporary;
pub use server::ServerError;

/// Why a call failed. No variant holds or shows a token, a secret, or a raw response.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built as configured. Nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The request lacks a part, or breaks a rule that the vendor states. Nothing was sent.
    #[error(transparent)]
    Invalid(#[from] InvalidRequest),
    /// There is no token: its source failed.
    #[error(transparent)]
    Token(Box<CredentialError>),
    /// The server refused.
    #[error(transparent)]
    Server(#[from] Box<ServerError>),
    /// The server was not reached, or the connection broke.
    #[error(transparent)]
    Transport(Box<TransportError>),
    /// There was no whole response within the time allowed.
    #[error(transparent)]
    Timeout(Box<TransportError>),
    /// The response is not what the API documents.
    #[error(transparent)]
    Decode(#[from] Box<UnreadableAnswer>),
}

/// The error of a generated operation, called at the API version that the document has: for errors of
/// [`Client::generated`](crate::Client::generated), and for tests of programs.
impl From<runtime::Error<ErrorResponse>> for Error {
    fn from(error: runtime::Error<ErrorResponse>) -> Self {
        Self::of(error, generated::API.version)
    }
}

impl Error {
    /// The error of a call at `version`.
    pub(crate) fn of(error: runtime::Error<ErrorResponse>, version: &str) -> Self {
        let transport = |error| Box::new(TransportError::new(error, version));
        match error {
            runtime::Error::Invalid(error) => Self::Invalid(error.into()),
            runtime::Error::Credential(error) => Self::Token(Box::new(error)),
            runtime::Error::Timeout(error) => Self::Timeout(transport(*error)),
            runtime::Error::Transport(error) => Self::Transport(transport(*error)),
            runtime::Error::Server(error) => {
                Self::Server(Box::new(ServerError::of(&error, version)))
            }
            runtime::Error::Decode(error) => {
                Self::Decode(Box::new(UnreadableAnswer::of(&error, version)))
            }
            // What a later runtime may add has the words at least.
            other => Self::Invalid(InvalidRequest::new("request", other.to_string())),
        }
    }

    /// What kind of failure it is: what a program branches on.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) | Self::Invalid(_) => ErrorKind::InvalidRequest,
            Self::Token(_) => ErrorKind::Token,
            Self::Server(error) => error.kind(),
            Self::Transport(error) | Self::Timeout(error) if error.is_retryable() => {
                ErrorKind::Temporary
            }
            Self::Transport(_) | Self::Timeout(_) => ErrorKind::Connection,
            Self::Decode(_) => ErrorKind::Unknown,
        }
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(AnswerInfo::status)
    }

    /// What came beside the response's body, if there was a response: status, usage, trace, served version.
    pub fn answer(&self) -> Option<&AnswerInfo> {
        match self {
            Self::Server(error) => Some(error.answer()),
            Self::Decode(error) => Some(&error.answer),
            Self::Transport(error) | Self::Timeout(error) => error.answer.as_ref(),
            _ => None,
        }
    }

    /// How long the server asks to wait before the next call, if it says.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind() {
            ErrorKind::RateLimit { regain_access } => regain_access,
            _ => self.answer().and_then(AnswerInfo::retry_after),
        }
    }

    /// The requests that were sent, or tried to be sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Config(_) | Self::Invalid(_) => 0,
            Self::Token(error) => error.attempts(),
            Self::Server(error) => error.sent.attempts,
            Self::Transport(error) | Self::Timeout(error) => error.attempts(),
            Self::Decode(error) => error.sent.attempts,
        }
    }

    /// Whether the server may have applied the update all the same. Always false for a read.
    pub fn may_have_been_applied(&self) -> bool {
        match self {
            Self::Config(_) | Self::Invalid(_) => false,
            Self::Token(error) => error.may_have_been_applied(),
            Self::Server(error) => error.sent.applied,
            Self::Transport(error) | Self::Timeout(error) => error.may_have_been_applied(),
            Self::Decode(error) => error.sent.applied,
        }
    }

    /// Whether the same call may succeed later. Look at [`may_have_been_applied`](Self::may_have_been_applied) before
    /// sending an update again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Config(_) | Self::Invalid(_) | Self::Decode(_) => false,
            Self::Token(error) => error.is_retryable(),
            Self::Server(error) => error.sent.retryable,
            Self::Transport(error) | Self::Timeout(error) => error.is_retryable(),
        }
    }
}

/// What became of the attempts of a call that failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Sent {
    pub(crate) attempts: u32,
    pub(crate) applied: bool,
    pub(crate) retryable: bool,
}

/// A connection that failed, before or while the response came. It dereferences to what the runtime says of it.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct TransportError {
    error: runtime::TransportError,
    answer: Option<AnswerInfo>,
}

impl TransportError {
    fn new(error: runtime::TransportError, version: &str) -> Self {
        let head = error.status().zip(error.headers());
        let answer = head.map(|(status, headers)| AnswerInfo::of(status, headers, version));
        Self { error, answer }
    }

    /// What the response said before it broke off, if it had begun.
    pub fn answer(&self) -> Option<&AnswerInfo> {
        self.answer.as_ref()
    }
}

impl std::ops::Deref for TransportError {
    type Target = runtime::TransportError;

    fn deref(&self) -> &runtime::TransportError {
        &self.error
    }
}

/// A configuration that cannot work, refused before anything is sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The access token cannot be sent. The text says why, without the token.
    #[error("the access token cannot be used: {0}")]
    Token(&'static str),
    /// The environment variable does not hold a token.
    #[error(
        "the environment variable `{0}` holds no access token: set it to the token of a system user"
    )]
    TokenVariable(String),
    /// The base address cannot be used.
    #[error("the base address `{address}` cannot be used: {reason}")]
    BaseAddress {
        /// The address as given.
        address: String,
        /// Why it is refused.
        reason: &'static str,
    },
    /// The file does not hold a token. The reason does not show what it holds.
    #[error("the file `{path}` holds no access token: {reason}")]
    TokenFile {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A settings file cannot be used.
    #[error("the settings file cannot be used at `{place}`: {reason}")]
    SettingsFile {
        /// Where: a line and a column, or a key such as `calling.status`.
        place: String,
        /// What is wrong there.
        reason: String,
    },
    /// What is to be added to `User-Agent` cannot be sent.
    #[error(
        "`{0}` cannot be a part of `User-Agent`: write visible ASCII characters, such as `my-app/1.0`"
    )]
    UserAgent(String),
    /// The API version is not of the form `v23.0`.
    #[error("`{0}` is not an API version: write it as `v23.0`")]
    ApiVersion(String),
    /// The HTTP client could not be built.
    #[error("the HTTP client cannot be built: {0}")]
    Http(String),
}

impl From<runtime::ConfigError> for ConfigError {
    fn from(error: runtime::ConfigError) -> Self {
        use runtime::ConfigError as Runtime;
        match error {
            Runtime::Address { address, reason } => Self::BaseAddress { address, reason },
            Runtime::Credential { reason, .. } => Self::Token(reason),
            other => Self::Http(other.to_string()),
        }
    }
}

/// A request that breaks a rule, refused before anything is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidRequest {
    field: String,
    rule: String,
}

impl InvalidRequest {
    pub(crate) fn new(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            rule: rule.into(),
        }
    }

    /// The part at fault, such as `calling.call_hours.holiday_schedule[3].date`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The rule that it breaks.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl From<runtime::InvalidRequest> for InvalidRequest {
    fn from(error: runtime::InvalidRequest) -> Self {
        Self::new(error.place(), error.reason())
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.rule)
    }
}

impl std::error::Error for InvalidRequest {}

/// A response that could not be read: where and why, but no part of the response itself.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadableAnswer {
    pub(crate) answer: AnswerInfo,
    pub(crate) path: String,
    pub(crate) reason: String,
    pub(crate) sent: Sent,
}

impl UnreadableAnswer {
    fn of(error: &runtime::DecodeError, version: &str) -> Self {
        Self {
            answer: AnswerInfo::of(error.status(), error.headers(), version),
            path: error.path().to_owned(),
            reason: error.reason().to_owned(),
            sent: Sent {
                attempts: error.attempts(),
                applied: error.may_have_been_applied(),
                retryable: false,
            },
        }
    }

    /// What came beside the body.
    pub fn answer(&self) -> &AnswerInfo {
        &self.answer
    }

    /// Where in the response, such as `calling.sip.servers[0].port`; `.` for the response as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for UnreadableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response ({}) cannot be read at `{}`: {}",
            self.answer, self.path, self.reason
        )
    }
}

impl std::error::Error for UnreadableAnswer {}
