//! A YAML or JSON file as one value, with the line and column of every node.
//!
//! Both syntaxes end in the same [`Tree`]: keys in the order of the file, integer keys as strings,
//! positions kept for messages. Duplicate keys, alias bombs and bottomless nesting are refused here,
//! so that no later stage meets them.

use std::collections::HashMap;

use serde_json::{Map, Value};

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
    value: Value,
    positions: HashMap<String, Position>,
}

/// Line and column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A node as the parsers hand it over, before it becomes a [`Value`].
pub(crate) enum Node {
    Scalar(Value),
    Sequence(Vec<(Position, Node)>),
    Mapping(Vec<(Position, String, Node)>),
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
        let (root, node) = if json::looks_like(text) {
            json::parse(name, text)?
        } else {
            yaml::parse(name, text)?
        };
        let mut tree = Self {
            name: name.to_owned(),
            value: Value::Null,
            positions: HashMap::new(),
        };
        tree.value = tree.adopt(String::new(), root, node)?;
        Ok(tree)
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
        let mut known = pointer;
        let position = loop {
            if let Some(position) = self.positions.get(known) {
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

    fn adopt(&mut self, pointer: String, position: Position, node: Node) -> Result<Value> {
        let value = match node {
            Node::Scalar(value) => value,
            Node::Sequence(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, (position, item)) in items.into_iter().enumerate() {
                    values.push(self.adopt(format!("{pointer}/{index}"), position, item)?);
                }
                Value::Array(values)
            }
            Node::Mapping(entries) => {
                let mut map = Map::with_capacity(entries.len());
                for (position, key, item) in entries {
                    let child = pointer::join(&pointer, &key);
                    if let Some(first) = self.positions.get(&child) {
                        return Err(
                            duplicate_key(&key, first.line).at(self.location(position, child))
                        );
                    }
                    let value = self.adopt(child, position, item)?;
                    map.insert(key, value);
                }
                Value::Object(map)
            }
        };
        self.positions.insert(pointer, position);
        Ok(value)
    }

    fn location(&self, position: Position, pointer: String) -> Location {
        Location {
            file: self.name.clone(),
            line: position.line,
            column: position.column,
            pointer,
        }
    }
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

pub(crate) fn duplicate_key(key: &str, first_line: u32) -> Error {
    let first = if first_line > 0 {
        format!(" (first on line {first_line})")
    } else {
        String::new()
    };
    Error::new(
        ErrorKind::DuplicateKey,
        format!("the key `{key}` occurs twice in one mapping{first}"),
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
