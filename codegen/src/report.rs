//! What the pipeline has to say besides its result.

use std::fmt;

use serde::Serialize;

use crate::text::one_line;

/// An operation that no rule could express, and why it is not in the generated client.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct LeftOut {
    /// `POST /path (operationId)`.
    pub operation: String,
    /// The operation object's JSON pointer in the document.
    pub pointer: String,
    /// The construct at fault, by name and place.
    pub reason: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            one_line(&self.operation),
            one_line(&self.reason)
        )
    }
}
