//! What the server said when it refused.

use std::fmt;

use serde_json::Value;

use super::kind::{ErrorKind, kind};
use crate::answer::AnswerInfo;

/// An error answer, field by field. Every field but the status may be absent: proxies answer in HTML, and
/// the vendor's own answers vary.
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
}

impl ServerError {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        let regain = self
            .answer
            .retry_after()
            .or_else(|| self.answer.usage().time_to_regain_access());
        kind(
            self.code,
            self.is_transient,
            self.answer.status().as_u16(),
            regain,
        )
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
        })
    }

    /// The error of a response that says no more than that an update was not taken.
    pub(crate) fn refused(answer: &AnswerInfo) -> Self {
        Self {
            message: Some("the update was not taken: `success` is false".to_owned()),
            ..Self::from_status(answer)
        }
    }

    /// The error of an answer that says nothing beyond its status.
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
