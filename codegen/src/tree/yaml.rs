//! YAML, by serde-saphyr: positions from [`Spanned`], bounds from its budget.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use serde_saphyr::{
    DuplicateKeyPolicy, Error as YamlError, Location as YamlLocation, Spanned, budget,
};

use super::{MAX_DEPTH, MAX_NODES, Node, Position, duplicate_key, syntax};
use crate::error::{Error, Location, Result};

pub(super) fn parse(name: &str, text: &str) -> Result<(Position, Node)> {
    let options = serde_saphyr::options! {
        // Our own check names the line of the first occurrence, and sees that `200` and `'200'` are one key.
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
        budget: budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: MAX_NODES * 2,
        },
    };
    let root: Spanned<Marked> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| refuse(name, &error))?;
    Ok((position(root.referenced), root.value.0))
}

struct Marked(Node);

impl<'de> Deserialize<'de> for Marked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor).map(Self)
    }
}

struct NodeVisitor;

fn scalar<E>(value: impl Into<Value>) -> std::result::Result<Node, E> {
    Ok(Node::Scalar(value.into()))
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML node")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Node, E> {
        scalar(value)
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Node, E> {
        scalar(value)
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Node, E> {
        scalar(value)
    }

    fn visit_i128<E>(self, value: i128) -> std::result::Result<Node, E> {
        scalar(
            Number::from_i128(value)
                .map_or_else(|| Value::String(value.to_string()), Value::Number),
        )
    }

    fn visit_u128<E>(self, value: u128) -> std::result::Result<Node, E> {
        scalar(
            Number::from_u128(value)
                .map_or_else(|| Value::String(value.to_string()), Value::Number),
        )
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Node, E> {
        scalar(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Node, E> {
        scalar(value)
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Node, E> {
        scalar(value)
    }

    fn visit_none<E>(self) -> std::result::Result<Node, E> {
        scalar(Value::Null)
    }

    fn visit_unit<E>(self) -> std::result::Result<Node, E> {
        scalar(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> std::result::Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element::<Spanned<Marked>>()? {
            items.push((position(item.referenced), item.value.0));
        }
        Ok(Node::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let value: Spanned<Marked> = map.next_value()?;
            entries.push((position(key.referenced), key.value, value.value.0));
        }
        Ok(Node::Mapping(entries))
    }
}

fn position(location: YamlLocation) -> Position {
    Position {
        line: u32::try_from(location.line()).unwrap_or(u32::MAX),
        column: u32::try_from(location.column()).unwrap_or(u32::MAX),
    }
}

fn refuse(name: &str, error: &YamlError) -> Error {
    let at = error.location().map(position).unwrap_or_default();
    let location = Location {
        file: name.to_owned(),
        line: at.line,
        column: at.column,
        pointer: String::new(),
    };
    let refusal = match error {
        YamlError::DuplicateMappingKey { key, .. } => {
            duplicate_key(key.as_deref().unwrap_or("?"), 0)
        }
        YamlError::Budget { .. }
        | YamlError::AliasReplayCounterOverflow { .. }
        | YamlError::AliasReplayLimitExceeded { .. }
        | YamlError::AliasExpansionLimitExceeded { .. }
        | YamlError::AliasReplayStackDepthExceeded { .. } => {
            super::budget(format!("the YAML exceeds a bound: {error}"))
        }
        _ => syntax(format!("invalid YAML: {error}")),
    };
    refusal.at(location)
}
