//! The one error type of the pipeline.
//!
//! Every failure says what happened, where (file, line, column and JSON pointer), why it is refused,
//! and the one thing that mends it. [`ErrorKind`] is the stable part that programs and tests match on.

use std::fmt;

use serde::Serialize;

use crate::text::one_line;

/// A place in a file that the pipeline has read.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Location {
    /// The file as the caller named it.
    pub file: String,
    /// Line, counted from 1; 0 when only the file is known.
    pub line: u32,
    /// Column in characters, counted from 1; 0 when only the file is known.
    pub column: u32,
    /// JSON pointer (RFC 6901) of the node; empty for the whole document.
    pub pointer: String,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.file))?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        if !self.pointer.is_empty() {
            write!(f, " (#{})", one_line(&self.pointer))?;
        }
        Ok(())
    }
}

/// What went wrong, one variant for each refusal of the stage table in ARCHITECTURE.md.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// load: not valid YAML or JSON (includes text that is not UTF-8).
    Syntax,
    /// load: a key occurs twice in one mapping.
    DuplicateKey,
    /// load: the document exceeds a bound (aliases, nesting, nodes).
    Budget,
    /// load: not an OpenAPI 3.0 or 3.1 document.
    NotOpenApi,
    /// load: the document is OpenAPI, but its structure is not (for instance, `paths` is a list).
    Malformed,
    /// load: the bytes do not have the pinned sha256.
    Pin,
    /// adopt: the document is of another API than the pinned one, or of a version whose dates are not known.
    OtherApi,
    /// config: `codegen.toml` or `spec.lock` cannot be understood.
    Config,
    /// select: a selector matches no operation.
    SelectorMatchesNothing,
    /// overlay: the file is not an OpenAPI Overlay 1.0 or 1.1 document, or an action lacks a part.
    InvalidOverlay,
    /// overlay: an action matches no node.
    ActionMatchesNothing,
    /// overlay: an action matches another number of nodes than `x-expect`.
    ActionMatchesUnexpected,
    /// overlay: an action does not fit what it matches: a list where an object stands, or several kinds of nodes.
    ActionIncompatible,
    /// overlay: an action changes nothing, so the document already is as the action wants it.
    ActionChangesNothing,
    /// lower or generate: no operation is left.
    NothingLeft,
    /// lower: a construct that no rule can express, outside any single operation.
    Unsupported,
    /// generate: progenitor refused, or panicked at, an operation or schema.
    Generate,
    /// generate: a schema that no value satisfies became a type without values.
    Uninhabited,
    /// strict: the client does not do all that the document says.
    Lossy,
    /// refine or render: the generated code is not what a pass relies on.
    Refine,
}

/// A refusal: what happened, where, why, and what mends it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    /// The stable kind.
    pub kind: ErrorKind,
    /// What happened, in one sentence.
    pub what: String,
    /// Where, when a file is at fault.
    pub location: Option<Box<Location>>,
    /// Why that is refused.
    pub why: String,
    /// The one thing that mends it.
    pub remedy: String,
}

impl Error {
    /// An error of `kind` that says `what` happened, `why` it is refused, and what mends it (`remedy`).
    pub fn new(
        kind: ErrorKind,
        what: impl Into<String>,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            what: line(what),
            location: None,
            why: line(why),
            remedy: line(remedy),
        }
    }

    /// The same error, at `location`.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(Box::new(location));
        self
    }
}

/// A name in a message must not be able to end the line, or the fix would be whatever the document says.
fn line(text: impl Into<String>) -> String {
    one_line(&text.into()).into_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(location) = &self.location {
            write!(f, "\n  at:  {location}")?;
        }
        if !self.why.is_empty() {
            write!(f, "\n  why: {}", self.why)?;
        }
        if !self.remedy.is_empty() {
            write!(f, "\n  fix: {}", self.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// A result of the pipeline.
pub type Result<T> = std::result::Result<T, Error>;
