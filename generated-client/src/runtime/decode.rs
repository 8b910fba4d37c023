//! Answers to values, with errors that say where and never what.

use progenitor_client::ResponseValue;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::Error;

/// Why an answer could not be decoded: the place and the rule, but no part of the answer itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DecodeError {
    status: StatusCode,
    headers: HeaderMap,
    path: String,
    reason: String,
}

impl DecodeError {
    /// The HTTP status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer, for its trace and usage.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
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

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the answer (HTTP {}) cannot be decoded at `{}`: {}",
            self.status, self.path, self.reason
        )
    }
}

impl std::error::Error for DecodeError {}

/// Reads the body of `response` and decodes it as `T`.
///
/// # Errors
///
/// [`Error::ResponseBodyError`] when the body does not arrive, [`Error::InvalidResponsePayload`] when it is
/// not a `T`.
#[doc(hidden)]
pub async fn decode<T: DeserializeOwned, E>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let status = response.status();
    let headers = response.headers().clone();
    let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
    match decode_slice(&body) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err((path, reason)) => Err(Error::InvalidResponsePayload(Box::new(DecodeError {
            status,
            headers,
            path,
            reason,
        }))),
    }
}

/// Decodes `body`; the error is the JSON path and what was expected there.
#[doc(hidden)]
pub fn decode_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, (String, String)> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| (error.path().to_string(), without_values(error.inner())))?;
    deserializer
        .end()
        .map_err(|error| (".".to_owned(), without_values(&error)))?;
    Ok(value)
}

/// What serde says of an error, less what it quotes of the answer: an answer may hold passwords.
fn without_values(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let place = format!("line {} column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("the JSON ends too early, at {place}"),
        Category::Syntax => format!("invalid JSON at {place}"),
        Category::Io => "the answer could not be read".to_owned(),
        Category::Data => {
            let message = error.to_string();
            let known = message.split(" at line ").next().unwrap_or_default();
            match message
                .rsplit_once(", expected ")
                .map(|(_, expected)| expected)
            {
                Some(expected) => format!("expected {expected}"),
                // serde's own words around names that are part of the program, not of the answer.
                None if known.starts_with("missing field ")
                    || known.starts_with("data did not match any variant") =>
                {
                    known.to_owned()
                }
                None => format!("not a value of the documented type, at {place}"),
            }
        }
    }
}
