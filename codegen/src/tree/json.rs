//! JSON, by jsonc-parser: serde_json knows no positions, and YAML parsers do not know JSON's surrogate pairs.

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions};
use serde_json::{Map, Value};

use super::places::{Below, Place, Position};
use super::{MAX_DEPTH, budget, duplicate_key, max_nodes, syntax, too_many_nodes};
use crate::error::{Error, Location, Result};

/// JSON as RFC 8259 has it: nothing of what the parser could forgive.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_extended_string_escapes: false,
    allow_non_finite_numbers: false,
};

pub(super) fn looks_like(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

pub(super) fn parse(name: &str, text: &str) -> Result<Value> {
    // Errors are made where they occur, and located here.
    let locate = |(error, offset): (Error, usize)| {
        let Position { line, column } = Lines::new(text).position(offset);
        let file = name.to_owned();
        error.at(Location {
            file,
            line,
            column,
            pointer: String::new(),
        })
    };
    if let Some(offset) = surplus(text, max_nodes()) {
        return Err(locate((too_many_nodes("the JSON"), offset)));
    }
    let root = read(text).map_err(refuse).map_err(locate)?;
    let root = root.ok_or_else(|| locate((syntax("the file is empty"), 0)))?;
    value(&root, 0).map_err(locate)
}

/// The positions of a text that [`parse`] has taken.
pub(super) fn places(text: &str) -> Option<Place> {
    let lines = Lines::new(text);
    let root = read(text).ok()??;
    Some(place(&lines, &root, root.start()))
}

fn read(text: &str) -> std::result::Result<Option<Ast<'_>>, ParseError> {
    Ok(jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT)?.value)
}

/// Where a text has more nodes than `most`, found without keeping any: each but the first follows
/// an opening bracket or a comma.
///
fn surplus(text: &str, most: usize) -> Option<usize> {
    let mut nodes = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' | b',' if !in_string => nodes += 1,
            _ => {}
        }
        if nodes > most {
            return Some(offset);
        }
    }
    None
}

fn refuse(error: ParseError) -> (Error, usize) {
    let what = format!("invalid JSON: {}", error.kind());
    let refusal = match error.kind() {
        ParseErrorKind::NestingDepthExceeded => budget(what),
        _ => syntax(what),
    };
    (refusal, error.range().start)
}

fn value(ast: &Ast<'_>, depth: usize) -> std::result::Result<Value, (Error, usize)> {
    if depth > MAX_DEPTH {
        let what = format!("the JSON is nested more than {MAX_DEPTH} levels deep");
        return Err((budget(what), ast.start()));
    }
    Ok(match ast {
        Ast::NullKeyword(_) => Value::Null,
        Ast::BooleanLit(literal) => Value::Bool(literal.value),
        Ast::StringLit(literal) => Value::String(literal.value.to_string()),
        Ast::NumberLit(literal) => serde_json::from_str(literal.value).map_err(|_| {
            let what = format!("invalid JSON: `{}` is not a number", literal.value);
            (syntax(what), ast.start())
        })?,
        Ast::Array(array) => {
            let items = array.elements.iter().map(|item| value(item, depth + 1));
            Value::Array(items.collect::<std::result::Result<_, _>>()?)
        }
        Ast::Object(object) => {
            let mut map = Map::with_capacity(object.properties.len());
            for property in &object.properties {
                let item = value(&property.value, depth + 1)?;
                let key = property.name.as_str();
                if map.insert(key.to_owned(), item).is_some() {
                    return Err((duplicate_key(key), property.start()));
                }
            }
            Value::Object(map)
        }
    })
}

/// A node that begins at `start`; a member of an object begins with its key.
fn place(lines: &Lines<'_>, ast: &Ast<'_>, start: usize) -> Place {
    let below = match ast {
        Ast::Array(array) => {
            let items = array.elements.iter();
            Below::Items(items.map(|it| place(lines, it, it.start())).collect())
        }
        Ast::Object(object) => {
            let members = object.properties.iter().map(|property| {
                let member = place(lines, &property.value, property.start());
                (property.name.as_str().into(), member)
            });
            Below::Members(members.collect())
        }
        _ => Below::Nothing,
    };
    let position = lines.position(start);
    Place { position, below }
}

/// How many bytes of a line are counted for one position at most: a document is often one line of megabytes.
const STEP: usize = 512;

/// Byte offsets to lines and columns, by binary search over places whose position is known.
struct Lines<'a> {
    text: &'a str,
    /// The offset, line and column of the beginning of each line, and of a character in each [`STEP`] bytes.
    known: Vec<(usize, usize, usize)>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let mut known = vec![(0, 1, 1)];
        let (mut line, mut column, mut last) = (1, 1, 0);
        for (offset, letter) in text.char_indices() {
            if offset >= last + STEP {
                known.push((offset, line, column));
                last = offset;
            }
            column += 1;
            if letter == '\n' {
                (line, column, last) = (line + 1, 1, offset + 1);
                known.push((last, line, column));
            }
        }
        Self { text, known }
    }

    fn position(&self, offset: usize) -> Position {
        let after = self.known.partition_point(|(at, ..)| *at <= offset);
        let before = after.checked_sub(1).and_then(|it| self.known.get(it));
        let (at, line, column) = before.copied().unwrap_or((0, 1, 1));
        let more = self.text.get(at..offset).map_or(0, |it| it.chars().count());
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column + more).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::position_at;

    #[test]
    fn positions_in_a_long_line_are_right_and_counted_in_steps() {
        let text = format!("\n{}\n\n{}", "aé\u{1F980}".repeat(1_000), "b".repeat(2_000));
        let lines = Lines::new(&text);
        for (offset, _) in text.char_indices() {
            let (found, expected) = (lines.position(offset), position_at(&text, offset));
            assert_eq!(
                (found.line, found.column),
                (expected.line, expected.column),
                "{offset}"
            );
        }
        let gaps = lines.known.iter().zip(lines.known.iter().skip(1));
        let longest = gaps.map(|(one, next)| next.0 - one.0).max();
        assert!(longest.is_some_and(|it| it < STEP + 4), "{longest:?}");
    }
}
