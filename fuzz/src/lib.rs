//! What the targets share.

use codegen::document::Document;
use codegen::error::Error;

/// The document in `bytes`; a refusal has to say why, and what to do.
pub fn document(name: &str, bytes: &[u8]) -> Option<Document> {
    Document::load(name, bytes)
        .map_err(|error| helps(&error))
        .ok()
}

/// Asserts that a refusal helps.
pub fn helps(error: &Error) {
    assert!(
        !error.what.is_empty() && !error.why.is_empty() && !error.remedy.is_empty(),
        "{error}"
    );
}

/// Two inputs out of one: what stands before the first zero byte, and what after it.
pub fn two(bytes: &[u8]) -> (&[u8], &[u8]) {
    let middle = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    let (first, rest) = bytes.split_at(middle);
    (first, rest.get(1..).unwrap_or_default())
}
