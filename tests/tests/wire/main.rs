//! What goes over the wire, through the types of the generated client.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod examples;
#[path = "../../../generated-client/tests/support/mock.rs"]
#[allow(
    dead_code,
    clippy::expect_used,
    reason = "shared with the tests of the client"
)]
mod mock;
mod requests;
mod secrets;
mod write_back;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// `body` decoded as the client decodes it, and encoded again.
fn again<T: DeserializeOwned + Serialize>(body: &Value) -> Result<Value, String> {
    let value: T = decode(&body.to_string())?;
    Ok(serde_json::to_value(value).unwrap())
}

/// `body` decoded as the client decodes it; the error as it shows it.
fn decode<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    match generated_client::runtime::json::from_slice(body.as_bytes()) {
        Ok(decoded) => Ok(decoded.value),
        Err(error) => Err(format!("{}: {}", error.path(), error.reason())),
    }
}
