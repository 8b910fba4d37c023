//! A YAML or JSON file as one value, with the line and column of every node.
//!
//! Both syntaxes end in the same [`Tree`]: keys in the order of the file, integer keys as strings,
//! positions kept for messages. Duplicate keys, alias bombs and bottomless nesting are refused here,
//! so that no later stage meets them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::pointer;

mod json;
mod yaml;

/// The deepest nesting that is read. Real documents stay below 40; the bound protects the stack.
pub const MAX_DEPTH: usize = 128;

/// The number of nodes (after aliases are expanded) that is read: some fifty times the largest real document.
pub const MAX_NODES: usize = 8_000_000;

/// A parsed file: its value, and where each node stands in the text.
#[derive(Clone, Debug)]
pub struct Tree {
    name: String,
    text: Arc<str>,
    value: Value,
    /// Read from the text when a message first asks for a position: most runs have none to give.
    positions: OnceLock<HashMap<String, Position>>,
}

/// Line and column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A file's nodes by place alone, as the parsers hand them over.
enum Places {
    Scalar,
    Sequence(Vec<(Position, Places)>),
    Mapping(Vec<(Position, String, Places)>),
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
        let value = if json::looks_like(text) {
            json::parse(name, text)?
        } else {
            yaml::parse(name, text)?
        };
        Ok(Self {
            name: name.to_owned(),
            text: text.into(),
            value,
            positions: OnceLock::new(),
        })
    }

    /// The file as messages name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Where the node at `pointer` stands. A node that the file does not hold (an overlay or a lowering rule
    /// made it) is located at its nearest ancestor that the file does hold.
    pub fn locate(&self, pointer: &str) -> Location {
        let positions = self.positions.get_or_init(|| self.read_positions());
        let mut known = pointer;
        let position = loop {
            if let Some(position) = positions.get(known) {
                break *position;
            }
            match pointer::parent(known) {
                Some(parent) => known = parent,
                None => break Position::default(),
            }
        };
        Location {
            file: self.name.clone(),
            line: position.line,
            column: position.column,
            pointer: pointer.to_owned(),
        }
    }

    fn read_positions(&self) -> HashMap<String, Position> {
        let read = if json::looks_like(&self.text) {
            json::places(&self.text)
        } else {
            yaml::places(&self.text)
        };
        let mut positions = HashMap::new();
        // The text has been parsed before; were it not to parse now, messages would lack the line.
        if let Some((position, places)) = read {
            note(&mut positions, String::new(), position, places);
        }
        positions
    }
}

/// Notes the position of a node and of all below it, by pointer.
fn note(
    positions: &mut HashMap<String, Position>,
    pointer: String,
    position: Position,
    places: Places,
) {
    match places {
        Places::Scalar => {}
        Places::Sequence(items) => {
            for (index, (position, item)) in items.into_iter().enumerate() {
                note(positions, format!("{pointer}/{index}"), position, item);
            }
        }
        Places::Mapping(entries) => {
            for (position, key, item) in entries {
                note(positions, pointer::join(&pointer, &key), position, item);
            }
        }
    }
    positions.insert(pointer, position);
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
