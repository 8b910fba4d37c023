//! Groups of error codes.

use std::time::Duration;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The access token is missing, expired or revoked (code 190, 102, 104, or HTTP 401): get another one.
    Token,
    /// The token may not do this (code 3, 10, 200 to 299, or HTTP 403): grant the permission.
    Permission,
    /// The request is wrong (code 100, 33 or 131009, HTTP 400 without a known code, or refused before it was
    /// sent): correct it.
    InvalidRequest,
    /// Too many calls (code 4, 17, 32, 613, 80007, 80008, 130429, or HTTP 429): wait.
    RateLimit {
        /// The time until calls are served again, if the server says.
        regain_access: Option<Duration>,
    },
    /// Calling cannot be enabled for this number, or is restricted (code 131055, 138000, 138014, 138015,
    /// 138018).
    CallingNotAvailable,
    /// It may work later (code 1 or 2, `is_transient`, HTTP 5xx, no connection): try again.
    Temporary,
    /// None of the known kinds. The number and the words are in [`ServerError`](crate::ServerError).
    Unknown,
}

/// The kind of an error answer. The code decides; status and `is_transient` decide where it is unknown.
pub(super) fn kind(
    code: Option<i64>,
    is_transient: bool,
    status: u16,
    regain_access: Option<Duration>,
) -> ErrorKind {
    match code {
        Some(102 | 104 | 190) => ErrorKind::Token,
        Some(3 | 10 | 200..=299) => ErrorKind::Permission,
        Some(4 | 17 | 32 | 613 | 80007 | 80008 | 130_429) => ErrorKind::RateLimit { regain_access },
        Some(131_055 | 138_000 | 138_014 | 138_015 | 138_018) => ErrorKind::CallingNotAvailable,
        Some(1 | 2) => ErrorKind::Temporary,
        _ if is_transient => ErrorKind::Temporary,
        Some(33 | 100 | 131_009) => ErrorKind::InvalidRequest,
        _ => match status {
            401 => ErrorKind::Token,
            403 => ErrorKind::Permission,
            429 => ErrorKind::RateLimit { regain_access },
            500..=599 => ErrorKind::Temporary,
            400 if code.is_none() => ErrorKind::InvalidRequest,
            _ => ErrorKind::Unknown,
        },
    }
}
