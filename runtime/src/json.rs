//! Decoding of JSON: one parse into the type, and a second look only where that fails.
//!
//! The second look decodes from a parsed value, knows the path, and keeps the raw value of an optional field that is
//! not what its type says, instead of losing the whole response. Errors name a path and what was expected there, and
//! never a value: a response may hold passwords.

mod lenient;
mod value;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

pub use self::lenient::Lenient;
pub(crate) use self::lenient::Unnamed;

/// A decoded value, and the fields that kept their raw value.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// The fields that are not what the document says; empty in all but rare cases.
    pub undecoded: Vec<Undecoded>,
}

/// A place in JSON, and what was expected there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undecoded {
    path: String,
    reason: String,
}

impl Undecoded {
    /// A place and a reason; neither may hold a value.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// Where, such as `calling.sip.servers[0].port`; `.` for the value as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Undecoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.reason)
    }
}

/// Why a body could not be decoded: the same two parts.
pub type DecodeFailure = Undecoded;

impl std::error::Error for Undecoded {}

/// Decodes `bytes`, with or without a byte order mark.
///
/// # Errors
///
/// [`DecodeFailure`] when they are not JSON, or not a `T` in a place that is not optional.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<Decoded<T>, DecodeFailure> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(Decoded {
            value,
            undecoded: Vec::new(),
        }),
        Err(_) => {
            let value: Value = serde_json::from_slice(bytes).map_err(|error| syntax(&error))?;
            from_value(&value)
        }
    }
}

/// Decodes a parsed value.
///
/// # Errors
///
/// As [`from_slice`].
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<Decoded<T>, DecodeFailure> {
    let notes = value::Notes::default();
    match T::deserialize(value::Walker::root(value, &notes)) {
        Ok(value) => Ok(Decoded {
            value,
            undecoded: notes.into_inner(),
        }),
        Err(error) => Err(error.into_failure()),
    }
}

/// Decodes a parsed value of which the type says all: no property without a name in the document, and no value that is
/// not of its type. For what people write, where a misspelt name must not be kept in silence.
///
/// # Errors
///
/// [`DecodeFailure`] with the first place that is something else.
pub fn exactly<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeFailure> {
    let notes = value::Notes::default();
    let walker = value::Walker::root(value, &notes).exact();
    T::deserialize(walker).map_err(|error| error.into_failure())
}

fn syntax(error: &serde_json::Error) -> DecodeFailure {
    let place = format!("line {} column {}", error.line(), error.column());
    let reason = match error.classify() {
        Category::Eof if error.line() <= 1 && error.column() == 0 => "it is empty".to_owned(),
        Category::Eof => format!("the JSON ends too early, at {place}"),
        _ => format!("invalid JSON at {place}"),
    };
    Undecoded::new(".", reason)
}
