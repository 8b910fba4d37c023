//! Errors that a program can act on.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use crate::answer::AnswerInfo;
use crate::token::TokenError;

mod kind;
mod server;

pub use kind::ErrorKind;
pub use server::ServerError;

/// Why a call failed. No variant holds or shows a token, a secret, or a raw answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built as configured. Nothing was sent.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The request lacks a part, or breaks a rule that the vendor states. Nothing was sent.
    #[error(transparent)]
    Invalid(#[from] InvalidRequest),
    /// The token provider failed. Nothing was sent.
    #[error("no access token: {0}")]
    Token(#[source] TokenError),
    /// The server refused.
    #[error(transparent)]
    Server(#[from] Box<ServerError>),
    /// The server was not reached, or the connection broke.
    #[error(transparent)]
    Transport(#[from] Box<TransportError>),
    /// There was no whole answer within the time allowed.
    #[error("the server did not answer in time: {0}")]
    Timeout(#[source] Box<TransportError>),
    /// The answer is not what the API documents.
    #[error(transparent)]
    Decode(#[from] Box<UnreadableAnswer>),
}

impl Error {
    /// What kind of failure it is: what a program branches on.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) | Self::Invalid(_) => ErrorKind::InvalidRequest,
            Self::Token(_) => ErrorKind::Token,
            Self::Server(error) => error.kind(),
            Self::Transport(_) | Self::Timeout(_) => ErrorKind::Temporary,
            Self::Decode(_) => ErrorKind::Unknown,
        }
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(AnswerInfo::status)
    }

    /// What came beside the answer's body, if there was an answer: status, usage, trace, served version.
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
}

/// A connection that failed, before or while the answer came.
#[derive(Debug, thiserror::Error)]
#[error("the connection failed: {source}")]
pub struct TransportError {
    pub(crate) source: reqwest::Error,
    pub(crate) answer: Option<AnswerInfo>,
}

impl TransportError {
    /// What the answer said before it broke off, if it had begun.
    pub fn answer(&self) -> Option<&AnswerInfo> {
        self.answer.as_ref()
    }

    /// Whether no connection was made, so that nothing can have been sent.
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
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

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.rule)
    }
}

impl std::error::Error for InvalidRequest {}

/// An answer that could not be read: where and why, but no part of the answer itself.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadableAnswer {
    pub(crate) answer: AnswerInfo,
    pub(crate) path: String,
    pub(crate) reason: String,
}

impl UnreadableAnswer {
    /// What came beside the body.
    pub fn answer(&self) -> &AnswerInfo {
        &self.answer
    }

    /// Where in the answer, such as `calling.sip.servers[0].port`; `.` for the answer as a whole.
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
            "the answer ({}) cannot be read at `{}`: {}",
            self.answer, self.path, self.reason
        )
    }
}

impl std::error::Error for UnreadableAnswer {}
