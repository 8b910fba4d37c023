//! What this API's server says.

use super::TRACE;
use super::server::{Reply, response};

/// A response with a trace, as every one has.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut all = vec![("x-fb-trace-id", TRACE)];
    all.extend(headers);
    response(status, &all, body)
}

/// A response in JSON.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    answer(status, &[("content-type", "application/json")], body)
}

/// The response to a read that a program can go on with.
pub(crate) fn fine() -> Reply {
    json(200, r#"{"calling":{"status":"ENABLED"}}"#)
}

/// The response to an update that was taken.
pub(crate) fn taken() -> Reply {
    json(200, r#"{"success":true}"#)
}

/// An error with this code.
pub(crate) fn refusal(status: u16, code: i64) -> Reply {
    let body = format!(r#"{{"error":{{"message":"no","type":"OAuthException","code":{code}}}}}"#);
    json(status, &body)
}
