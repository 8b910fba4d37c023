//! JSON, by jsonc-parser: serde_json knows no positions, and YAML parsers do not know JSON's surrogate pairs.

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};
use serde_json::Value;

use super::{MAX_DEPTH, Node, Position, budget, syntax};
use crate::error::{Location, Result};

pub(super) fn looks_like(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

pub(super) fn parse(name: &str, text: &str) -> Result<(Position, Node)> {
    let lines = Lines::new(text);
    let strict = ParseOptions {
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
    let location = |offset: usize| {
        let Position { line, column } = lines.position(offset);
        Location {
            file: name.to_owned(),
            line,
            column,
            pointer: String::new(),
        }
    };
    let parsed =
        jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
            let what = format!("invalid JSON: {}", error.kind());
            let refusal = if matches!(
                error.kind(),
                jsonc_parser::errors::ParseErrorKind::NestingDepthExceeded
            ) {
                budget(what)
            } else {
                syntax(what)
            };
            refusal.at(location(error.range().start))
        })?;
    let root = parsed
        .value
        .ok_or_else(|| syntax("the file is empty").at(location(0)))?;
    let node = convert(&lines, &location, &root, 0)?;
    Ok((lines.position(root.start()), node))
}

fn convert(
    lines: &Lines<'_>,
    location: &impl Fn(usize) -> Location,
    ast: &Ast<'_>,
    depth: usize,
) -> Result<Node> {
    if depth > MAX_DEPTH {
        return Err(budget(format!(
            "the JSON is nested more than {MAX_DEPTH} levels deep"
        ))
        .at(location(ast.start())));
    }
    Ok(match ast {
        Ast::NullKeyword(_) => Node::Scalar(Value::Null),
        Ast::BooleanLit(literal) => Node::Scalar(Value::Bool(literal.value)),
        Ast::StringLit(literal) => Node::Scalar(Value::String(literal.value.to_string())),
        Ast::NumberLit(literal) => {
            Node::Scalar(serde_json::from_str(literal.value).map_err(|_| {
                syntax(format!("invalid JSON: `{}` is not a number", literal.value))
                    .at(location(ast.start()))
            })?)
        }
        Ast::Array(array) => Node::Sequence(
            array
                .elements
                .iter()
                .map(|item| {
                    Ok((
                        lines.position(item.start()),
                        convert(lines, location, item, depth + 1)?,
                    ))
                })
                .collect::<Result<_>>()?,
        ),
        Ast::Object(object) => Node::Mapping(
            object
                .properties
                .iter()
                .map(|property| {
                    let value = convert(lines, location, &property.value, depth + 1)?;
                    Ok((
                        lines.position(property.start()),
                        property.name.as_str().to_owned(),
                        value,
                    ))
                })
                .collect::<Result<_>>()?,
        ),
    })
}

/// Byte offsets to lines and columns, by binary search over the line starts.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
            .unwrap_or(0);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |text| text.chars().count())
            + 1;
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }
}
