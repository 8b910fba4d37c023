//! What the HTTP library reports, as a cause that a person understands.

use std::error::Error as _;

use super::error::{TransportError, TransportKind};

/// The cause of `error`. The address does not show: paths and queries may hold what is nobody's business in a log.
pub(crate) fn of(error: reqwest::Error, reading: bool) -> TransportError {
    let error = error.without_url();
    let cause = innermost(&error);
    let small = cause.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let (kind, reason) = if let Some(reason) = verification(&error) {
        (TransportKind::Certificate, reason)
    } else if has(&["certificate"]) {
        (TransportKind::Certificate, certificate(&cause))
    } else if has(&["scheme is not http"]) {
        (TransportKind::Tls, "this build has no TLS".to_owned())
    } else if error.is_connect()
        && has(&[
            "tls",
            "ssl",
            "handshake",
            "corrupt message",
            "alert",
            // OpenSSL's words for a server that ends a handshake.
            "unexpected eof",
        ])
    {
        (TransportKind::Tls, cause)
    } else if error.is_timeout() && error.is_connect() {
        (TransportKind::Connect, "no connection in time".to_owned())
    } else if error.is_timeout() {
        (
            TransportKind::Deadline,
            "the server did not respond in time".to_owned(),
        )
    } else if error.is_connect() {
        (TransportKind::Connect, cause)
    } else if reading
        || has(&[
            "connection reset",
            "broken pipe",
            "closed before",
            "unexpected eof",
            "aborted",
            "end of file",
            "incomplete",
        ])
    {
        (TransportKind::Interrupted, cause)
    } else if has(&["invalid http", "parse", "http2", "protocol"]) {
        (TransportKind::Protocol, cause)
    } else if error.is_body() {
        (TransportKind::Body, cause)
    } else if error.is_request() {
        (TransportKind::Interrupted, cause)
    } else {
        (TransportKind::Other, cause)
    };
    TransportError::new(kind, reason).caused_by(error)
}

/// The words of the last error in the chain: those before it only repeat it.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    match error.source() {
        Some(_) => cause.to_string(),
        None => error.to_string(),
    }
}

/// Why OpenSSL does not trust a certificate: native-tls says it around OpenSSL's own error, which does not.
fn verification(error: &reqwest::Error) -> Option<String> {
    let mut cause: &dyn std::error::Error = error;
    loop {
        let text = cause.to_string();
        if text.contains("certificate verify failed")
            && let Some((_, reason)) = text.strip_suffix(')').unwrap_or_default().rsplit_once(" (")
        {
            return Some(reason.to_owned());
        }
        cause = cause.source()?;
    }
}

/// `invalid peer certificate: UnknownIssuer` as `unknown issuer`; what is not a name stays.
fn certificate(cause: &str) -> String {
    let whole = cause
        .rsplit_once("certificate: ")
        .map_or(cause, |(_, name)| name);
    // `Other(OtherError(CaUsedAsEndEntity))`: the innermost says it.
    let name = whole.rsplit('(').next().unwrap_or(whole);
    let name = name.trim_end_matches(')');
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_name {
        return whole.to_owned();
    }
    let mut words = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}
