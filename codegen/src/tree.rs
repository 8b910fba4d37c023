//! A YAML or JSON file as one value, with the line and column of every node.
//!
//! Both syntaxes end in the same [`Tree`]: keys in the order of the file, integer keys as strings,
//! positions kept for messages. Duplicate keys, alias bombs and bottomless nesting are refused here,
//! so that no later stage meets them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::stack::with_stack;

mod json;
mod places;
mod yaml;

pub(crate) use places::Position;

use places::{Place, Places};

/// The deepest nesting that is read. Real documents stay below 40; the bound protects the stack.
pub const MAX_DEPTH: usize = 128;

/// The number of nodes (after aliases are expanded) that is read unless [`allow_nodes`] says otherwise: some ten times as
/// many as the largest public documents have.
pub const MAX_NODES: usize = 4_000_000;

static NODES: AtomicUsize = AtomicUsize::new(MAX_NODES);

/// Sets, for the whole process, the number of nodes that is read.
pub fn allow_nodes(nodes: usize) {
    NODES.store(nodes, Ordering::Relaxed);
}

pub(crate) fn max_nodes() -> usize {
    NODES.load(Ordering::Relaxed)
}

/// A parsed file: its value, and where each node stands in the text.
#[derive(Debug)]
pub struct Tree {
    text: Text,
    value: Value,
}

/// The text of a parsed file, which knows where each node stands.
#[derive(Debug)]
pub struct Text {
    name: String,
    places: Mutex<Known>,
}

/// What is known of a text.
#[derive(Debug)]
enum Known {
    /// The text itself, until a message first asks for a position: most runs have none to give.
    Text(Box<str>),
    /// The positions, for which the text is not needed any longer. `None` when it could not be read a second time; messages
    /// then lack the line.
    Places(Option<Places>),
}

impl Tree {
    /// Parses `bytes` as JSON when the first character opens an object, as YAML otherwise. `name` is the
    /// file as messages shall name it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Syntax`], [`ErrorKind::DuplicateKey`] or [`ErrorKind::Budget`], each with its position.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(name, bytes, error))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = with_stack(|| {
            let value = if json::looks_like(text) {
                json::parse(name, text)
            } else {
                yaml::parse(name, text)
            };
            value.map_err(|error| match error.kind {
                ErrorKind::DuplicateKey => with_both_places(error, name, text),
                _ => error,
            })
        })??;
        let text = Text {
            name: name.to_owned(),
            places: Mutex::new(Known::Text(text.into())),
        };
        Ok(Self { text, value })
    }

    /// The file as messages name it.
    pub fn name(&self) -> &str {
        self.text.name()
    }

    /// The whole value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The text and the value, each for itself.
    pub fn into_parts(self) -> (Text, Value) {
        (self.text, self.value)
    }

    /// Where the node at `pointer` stands; see [`Text::locate`].
    pub fn locate(&self, pointer: &str) -> Location {
        self.text.locate(pointer)
    }
}

impl Text {
    /// The file as messages name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the node at `pointer` stands. A node that the file does not hold (an overlay or a lowering rule
    /// made it) is located at its nearest ancestor that the file does hold.
    pub fn locate(&self, pointer: &str) -> Location {
        // A panic while it was held has changed nothing.
        let mut known = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Known::Text(text) = &*known {
            let read = with_stack(|| Places::of(read_places(text)?));
            *known = Known::Places(read.ok().flatten());
        }
        let position = match &*known {
            Known::Places(Some(places)) => places.nearest(pointer),
            _ => Position::default(),
        };
        Location {
            file: self.name.clone(),
            line: position.line,
            column: position.column,
            pointer: pointer.to_owned(),
        }
    }
}

fn read_places(text: &str) -> Option<Place> {
    if json::looks_like(text) {
        json::places(text)
    } else {
        yaml::places(text)
    }
}

/// The refusal of a key that occurs twice, at the second place and naming the first.
fn with_both_places(error: Error, name: &str, text: &str) -> Error {
    let found = read_places(text).and_then(|root| root.find_duplicate(""));
    let Some((pointer, first, second)) = found else {
        return error;
    };
    let what = format!("{} (first on line {})", error.what, first.line);
    let location = Location {
        file: name.to_owned(),
        line: second.line,
        column: second.column,
        pointer,
    };
    Error { what, ..error }.at(location)
}

pub(crate) fn syntax(what: impl Into<String>) -> Error {
    Error::new(
        ErrorKind::Syntax,
        what,
        "the file is neither valid YAML 1.2 nor valid JSON (RFC 8259)",
        "repair the file at that place, or fetch it again",
    )
}

pub(crate) fn budget(what: impl Into<String>) -> Error {
    Error::new(
        ErrorKind::Budget,
        what,
        "the bound keeps a hostile or broken file from taking all memory or the stack",
        "write the repeated or nested part out as components that are referred to by `$ref`",
    )
}

/// More nodes than are read.
pub(crate) fn too_many_nodes(what: &str) -> Error {
    Error {
        remedy: "leave out what is not needed, or raise the bound with --max-nodes".to_owned(),
        ..budget(format!("{what} has more than {} nodes", max_nodes()))
    }
}

pub(crate) fn duplicate_key(key: &str) -> Error {
    Error::new(
        ErrorKind::DuplicateKey,
        format!("the key `{key}` occurs twice in one mapping"),
        "one of the two values would be lost without a word",
        "remove or rename one of the two keys",
    )
}

/// Where byte `offset` of `text` stands.
pub(crate) fn position_at(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
    Position {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    }
}

fn not_utf8(name: &str, bytes: &[u8], error: std::str::Utf8Error) -> Error {
    let valid = bytes
        .get(..error.valid_up_to())
        .and_then(|valid| std::str::from_utf8(valid).ok())
        .unwrap_or_default();
    let position = position_at(valid, valid.len());
    let location = Location {
        file: name.to_owned(),
        line: position.line,
        column: position.column,
        pointer: String::new(),
    };
    Error::new(
        ErrorKind::Syntax,
        "the file is not UTF-8 text",
        "OpenAPI documents are UTF-8; another encoding, or a compressed file, cannot be read",
        "convert the file to UTF-8 (for instance with iconv), or decompress it",
    )
    .at(location)
}
