//! Text of a document within a line of ours.

use std::borrow::Cow;

use super::visible::{is_hidden, visible};

/// `text` on one line: what would end it, or hide something in it, as an escape.
///
/// For messages, whose next line a name must not be able to forge.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let text = visible(text);
    Cow::Owned(text.replace('\n', "\\n").replace('\t', "\\t"))
}
