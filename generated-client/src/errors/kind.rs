//! Groups of error codes.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

/// What kind of failure it is, with what to do about it ([`remedy`](Self::remedy)).
///
/// The numbers are those of the vendor's
/// [list of error codes](https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The access token is missing, expired or revoked (code 190, 102, 104, or HTTP 401 without a known code).
    Token,
    /// The token may not do this (code 3, 10, 200 to 299, or HTTP 403 without a known code).
    Permission,
    /// The request is wrong (code 100, 33 or 131009, HTTP 400 without a known code, or refused before it was
    /// sent).
    InvalidRequest,
    /// Too many calls (code 4, 17, 32, 613, 80007, 80008, 130429, or HTTP 429).
    RateLimit {
        /// The time until calls are served again, if the server says.
        regain_access: Option<Duration>,
    },
    /// Calling is not enabled for the number (code 138000, which comes with HTTP 401: the token is good).
    CallingNotEnabled,
    /// The number has calls by SIP, and the calling endpoints of the Graph API are closed to it (code 131055).
    SipEnabled,
    /// Calling is switched off for a while, because users gave bad feedback (code 138014).
    LowQuality,
    /// Calling needs a messaging limit of at least 2,000 (code 138015).
    MessagingLimit,
    /// What calling needs is not set up: neither a subscription of the webhook field `calls` nor SIP (code 138018).
    CallingPrerequisites,
    /// It may work later (code 1 or 2, `is_transient`, HTTP 408 and 5xx, no connection).
    Temporary,
    /// No connection can be made as things are: a certificate that is not trusted, a build without TLS.
    Connection,
    /// None of the known kinds. The number and the words are in [`ServerError`](crate::ServerError).
    Unknown,
}

impl ErrorKind {
    /// What to do about it, in one sentence.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Token => "get another access token",
            Self::Permission => "grant the token's system user the permission",
            Self::InvalidRequest => "correct the request",
            Self::RateLimit { .. } => "wait before the next call",
            Self::CallingNotEnabled => {
                "enable calling for the number first; the access token is good"
            }
            Self::SipEnabled => "use SIP for the calls, or disable SIP for the number",
            Self::LowQuality => "wait until the vendor lifts it, and call users only who expect it",
            Self::MessagingLimit => "raise the messaging limit to at least 2,000 first",
            Self::CallingPrerequisites => {
                "subscribe the app to the webhook field `calls`, or set a SIP server, first"
            }
            Self::Temporary => "try again later",
            Self::Connection => {
                "check the address, its certificate, and the certificates that this machine trusts"
            }
            Self::Unknown => "look the code up in the vendor's list of error codes",
        }
    }

    /// Whether calling cannot be used with this number now, for whatever reason.
    pub const fn is_about_calling(self) -> bool {
        matches!(
            self,
            Self::CallingNotEnabled
                | Self::SipEnabled
                | Self::LowQuality
                | Self::MessagingLimit
                | Self::CallingPrerequisites
        )
    }
}

impl fmt::Display for ErrorKind {
    /// The remedy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.remedy())
    }
}

/// The kind of an error response. The code decides; status and `is_transient` decide where it is unknown.
pub(super) fn kind(
    code: Option<i64>,
    is_transient: bool,
    status: StatusCode,
    regain_access: Option<Duration>,
) -> ErrorKind {
    match code {
        Some(102 | 104 | 190) => ErrorKind::Token,
        Some(3 | 10 | 200..=299) => ErrorKind::Permission,
        Some(4 | 17 | 32 | 613 | 80007 | 80008 | 130_429) => ErrorKind::RateLimit { regain_access },
        Some(131_055) => ErrorKind::SipEnabled,
        Some(138_000) => ErrorKind::CallingNotEnabled,
        Some(138_014) => ErrorKind::LowQuality,
        Some(138_015) => ErrorKind::MessagingLimit,
        Some(138_018) => ErrorKind::CallingPrerequisites,
        Some(1 | 2) => ErrorKind::Temporary,
        _ if is_transient => ErrorKind::Temporary,
        Some(33 | 100 | 131_009) => ErrorKind::InvalidRequest,
        _ if is_temporary(status) => ErrorKind::Temporary,
        _ => match status.as_u16() {
            401 => ErrorKind::Token,
            403 => ErrorKind::Permission,
            429 => ErrorKind::RateLimit { regain_access },
            400 if code.is_none() => ErrorKind::InvalidRequest,
            _ => ErrorKind::Unknown,
        },
    }
}

/// Whether a status alone says that the same call may work later.
pub(crate) fn is_temporary(status: StatusCode) -> bool {
    match status.as_u16() {
        408 | 425 => true,
        // Not implemented, HTTP version not supported: both stay so.
        501 | 505 => false,
        status => status >= 500,
    }
}
