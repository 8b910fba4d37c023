//! What the server said when it refused.

use std::fmt;

use serde_json::Value;

use super::Sent;
use super::kind::{ErrorKind, kind};
use crate::answer::AnswerInfo;
use crate::generated::types::ErrorResponse;
use crate::runtime::{self, json};

/// An error response, field by field. Every field but the status may be absent: proxies respond in HTML, and
/// the vendor's own responses vary.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerError {
    /// The number of the error. Branch on it, or on [`kind`](Self::kind).
    pub code: Option<i64>,
    /// A finer number.
    pub subcode: Option<i64>,
    /// The class of the error, such as `OAuthException`.
    pub error_type: Option<String>,
    /// For developers. Its wording changes: never branch on it.
    pub message: Option<String>,
    /// What exactly is wrong (`error_data.details`).
    pub details: Option<String>,
    /// A title that can be shown to a user.
    pub user_title: Option<String>,
    /// A text that can be shown to a user.
    pub user_message: Option<String>,
    /// Whether the server itself says that trying again may help.
    pub is_transient: bool,
    /// The trace to give to the vendor's support.
    pub trace_id: Option<String>,
    answer: AnswerInfo,
    pub(crate) sent: Sent,
}

impl ServerError {
    /// The error that the runtime has, whose body it has masked.
    pub(crate) fn of(error: &runtime::ServerError<ErrorResponse>, version: &str) -> Self {
        let answer = AnswerInfo::of(error.status(), error.headers(), version);
        let body = json::from_slice(error.raw()).ok().map(|it| it.value);
        // An error that was made for a test has no raw body.
        let body = body.or_else(|| serde_json::to_value(error.body()?).ok());
        let described = body.and_then(|body| Self::from_body(&body, &answer));
        Self {
            sent: Sent {
                attempts: error.attempts(),
                applied: error.may_have_been_applied(),
                retryable: error.is_retryable(),
            },
            ..described.unwrap_or_else(|| Self::from_status(&answer))
        }
    }

    /// The error that a response is, if it is one: by its body, whatever the status, or by its status.
    pub(crate) fn in_response(answer: &AnswerInfo, body: &[u8]) -> Option<Self> {
        let described = with_error(body).and_then(|body| Self::from_body(&body, answer));
        described.or_else(|| (!answer.status().is_success()).then(|| Self::from_status(answer)))
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        let regain = self.answer.regain_access();
        kind(self.code, self.is_transient, self.answer.status(), regain)
    }

    /// What came beside the body: status, usage, trace, served version.
    pub fn answer(&self) -> &AnswerInfo {
        &self.answer
    }

    /// The error that `body` describes; `None` when it has no `error`.
    ///
    /// Read leniently, field by field: a code that is a string, or a field of another shape, must not hide
    /// the rest.
    pub(crate) fn from_body(body: &Value, answer: &AnswerInfo) -> Option<Self> {
        let error = body.get("error").filter(|error| !error.is_null())?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let number = |key: &str| match error.get(key)? {
            Value::String(digits) => digits.parse().ok(),
            value => value.as_i64(),
        };
        let data = error.get("error_data");
        Some(Self {
            code: number("code"),
            subcode: number("error_subcode"),
            error_type: text(error.get("type")),
            message: text(error.get("message")).or_else(|| text(Some(error))),
            details: data.and_then(|data| text(data.get("details")).or_else(|| text(Some(data)))),
            user_title: text(error.get("error_user_title")),
            user_message: text(error.get("error_user_msg")),
            is_transient: error
                .get("is_transient")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            trace_id: text(error.get("fbtrace_id"))
                .or_else(|| answer.trace_id().map(str::to_owned)),
            answer: answer.clone(),
            sent: Sent::default(),
        })
    }

    /// The error of a response that says no more than that an update was not taken.
    pub(crate) fn refused(answer: &AnswerInfo, attempts: u32) -> Self {
        let sent = Sent {
            attempts,
            // Not by the last attempt.
            applied: attempts > 1,
            retryable: false,
        };
        Self {
            message: Some("the update was not taken: `success` is false".to_owned()),
            sent,
            ..Self::from_status(answer)
        }
    }

    /// The error of a response that says nothing beyond its status.
    pub(crate) fn from_status(answer: &AnswerInfo) -> Self {
        Self {
            code: None,
            subcode: None,
            error_type: None,
            message: None,
            details: None,
            user_title: None,
            user_message: None,
            is_transient: false,
            trace_id: answer.trace_id().map(str::to_owned),
            answer: answer.clone(),
            sent: Sent::default(),
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused ({}", self.answer.status())?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        if let Some(subcode) = self.subcode {
            write!(f, ", subcode {subcode}")?;
        }
        f.write_str(")")?;
        for text in [&self.message, &self.details, &self.user_message]
            .into_iter()
            .flatten()
        {
            write!(f, ": {text}")?;
        }
        if let Some(trace) = &self.trace_id {
            write!(f, " [trace {trace}]")?;
        }
        // A code that is known has a remedy; another has the vendor's words.
        match self.kind() {
            ErrorKind::Unknown => Ok(()),
            kind => write!(f, "; to do: {}", kind.remedy()),
        }
    }
}

impl std::error::Error for ServerError {}

/// The JSON of a body that has an `error`, without parsing the body of every success for it.
fn with_error(body: &[u8]) -> Option<Value> {
    const KEY: &[u8] = b"\"error\"";
    if !body.windows(KEY.len()).any(|window| window == KEY) {
        return None;
    }
    let value: Value = json::from_slice(body).ok()?.value;
    value
        .get("error")
        .is_some_and(|error| !error.is_null())
        .then_some(value)
}
