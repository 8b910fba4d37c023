//! The error of the generated operations.

use std::fmt;

use progenitor_client::ResponseValue;

use super::DecodeError;

/// Why a generated operation failed. `E` is the documented error answer.
///
/// The same cases as `progenitor_client::Error`, which shows raw answers in its messages; this one shows
/// none, and keeps the status of an answer that cannot be decoded.
pub enum Error<E = ()> {
    /// The request lacks a part, or a part cannot be sent. Nothing was sent.
    InvalidRequest(String),
    /// The server was not reached, or the connection broke.
    CommunicationError(reqwest::Error),
    /// The connection could not be upgraded to another protocol.
    InvalidUpgrade(reqwest::Error),
    /// An error answer that the document describes.
    ErrorResponse(ResponseValue<E>),
    /// The body of an answer did not arrive.
    ResponseBodyError(reqwest::Error),
    /// An answer with a documented status whose body is not what the document says.
    InvalidResponsePayload(Box<DecodeError>),
    /// An answer with a status that the document does not describe. Its body is unread.
    UnexpectedResponse(reqwest::Response),
    /// A hook refused.
    Custom(String),
}

impl<E> Error<E> {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<reqwest::StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Custom(_) => None,
            Self::CommunicationError(error)
            | Self::InvalidUpgrade(error)
            | Self::ResponseBodyError(error) => error.status(),
            Self::ErrorResponse(response) => Some(response.status()),
            Self::InvalidResponsePayload(error) => Some(error.status()),
            Self::UnexpectedResponse(response) => Some(response.status()),
        }
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(what) => write!(f, "invalid request: {what}"),
            Self::CommunicationError(error) => write!(f, "communication failed: {error}"),
            Self::InvalidUpgrade(error) => write!(f, "upgrade failed: {error}"),
            Self::ErrorResponse(response) => {
                write!(
                    f,
                    "the server answered HTTP {}: {:?}",
                    response.status(),
                    **response
                )
            }
            Self::ResponseBodyError(error) => write!(f, "the answer did not arrive: {error}"),
            Self::InvalidResponsePayload(error) => error.fmt(f),
            Self::UnexpectedResponse(response) => {
                write!(
                    f,
                    "the server answered HTTP {}, which is not documented",
                    response.status()
                )
            }
            Self::Custom(what) => f.write_str(what),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::CommunicationError(error)
            | Self::InvalidUpgrade(error)
            | Self::ResponseBodyError(error) => Some(error),
            Self::InvalidResponsePayload(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        Self::CommunicationError(error)
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(error: reqwest::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

impl<E> From<std::convert::Infallible> for Error<E> {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// What hooks and request building return.
impl<E> From<progenitor_client::Error<E>> for Error<E> {
    fn from(error: progenitor_client::Error<E>) -> Self {
        use progenitor_client::Error as Inner;
        match error {
            Inner::InvalidRequest(what) => Self::InvalidRequest(what),
            Inner::CommunicationError(error) => Self::CommunicationError(error),
            Inner::InvalidUpgrade(error) => Self::InvalidUpgrade(error),
            Inner::ErrorResponse(response) => Self::ErrorResponse(response),
            Inner::ResponseBodyError(error) => Self::ResponseBodyError(error),
            Inner::InvalidResponsePayload(_, _) => {
                Self::Custom("an answer cannot be decoded".to_owned())
            }
            Inner::UnexpectedResponse(response) => Self::UnexpectedResponse(response),
            Inner::Custom(what) => Self::Custom(what),
        }
    }
}
