//! Characters that a reader cannot see, or that reorder what they see.

use std::borrow::Cow;

/// Whether a character is a control character, or one that changes the direction or the look of others without a look
/// of its own. The bidirectional controls among them stop the compilation of a Rust file
/// (<https://doc.rust-lang.org/rustc/lints/listing/deny-by-default.html#text-direction-codepoint-in-comment>).
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

/// `text` with each hidden character as `\u{…}`, except line feeds and tabs, and with every line ending as a line feed.
pub fn visible(text: &str) -> Cow<'_, str> {
    let kept = |it: char| it == '\n' || it == '\t' || !is_hidden(it);
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' {
            // The line feed that may follow it ends the same line.
            characters.next_if_eq(&'\n');
            result.push('\n');
        } else if kept(character) {
            result.push(character);
        } else {
            result.extend(character.escape_unicode());
        }
    }
    Cow::Owned(result)
}
