//! YAML, by serde-saphyr: bounds from its budget, positions from its [`Spanned`].

use std::cell::RefCell;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{
    DuplicateKeyPolicy, Error as YamlError, Location as YamlLocation, Options, Spanned, budget,
};

use super::places::{Below, Place, Position};
use super::{MAX_DEPTH, duplicate_key, max_nodes, syntax, too_many_nodes};
use crate::error::{Error, Location, Result};

/// The number of parser events that aliases may repeat in all: far beyond any honest document, and read in a moment.
const MAX_REPLAYED: usize = 1_000_000;

thread_local! {
    /// The key that a mapping has twice: serde's errors are text, and the key may hold anything.
    static TWICE: RefCell<Option<String>> = const { RefCell::new(None) };
}

pub(super) fn parse(name: &str, text: &str) -> Result<Value> {
    TWICE.take();
    let node: Node = serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| refuse(name, &error))?;
    Ok(node.0)
}

/// The positions of a text that [`parse`] has taken.
pub(super) fn places(text: &str) -> Option<Place> {
    let root: Spanned<Marked> = serde_saphyr::from_str_with_options(text, options()).ok()?;
    Some(root.value.at(root.referenced))
}

fn options() -> Options {
    serde_saphyr::options! {
        // Our own check sees that `200` and `'200'` are one key, and knows both places.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
        budget: budget! {
            max_depth: MAX_DEPTH,
            max_nodes: max_nodes(),
            max_events: max_nodes().saturating_mul(2),
            // How often an anchor is used says nothing; what its uses expand to is bounded below.
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_REPLAYED,
        },
    }
}

/// A node's value.
struct Node(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor).map(Self)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML node")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> std::result::Result<Value, E> {
        Ok(Number::from_i128(value).map_or_else(|| value.to_string().into(), Value::Number))
    }

    fn visit_u128<E>(self, value: u128) -> std::result::Result<Value, E> {
        Ok(Number::from_u128(value).map_or_else(|| value.to_string().into(), Value::Number))
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_none<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> std::result::Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element::<Node>()? {
            items.push(item.0);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if entries.contains_key(&key) {
                TWICE.set(Some(key));
                return Err(A::Error::custom("duplicate key"));
            }
            let value: Node = map.next_value()?;
            entries.insert(key, value.0);
        }
        Ok(Value::Object(entries))
    }
}

/// What is below a node.
struct Marked(Below);

impl Marked {
    fn at(self, location: YamlLocation) -> Place {
        Place {
            position: position(location),
            below: self.0,
        }
    }
}

impl<'de> Deserialize<'de> for Marked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(BelowVisitor).map(Self)
    }
}

struct BelowVisitor;

impl<'de> Visitor<'de> for BelowVisitor {
    type Value = Below;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML node")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_i128<E>(self, _: i128) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_u128<E>(self, _: u128) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_none<E>(self) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_unit<E>(self) -> std::result::Result<Below, E> {
        Ok(Below::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Below, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> std::result::Result<Below, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element::<Spanned<Marked>>()? {
            items.push(item.value.at(item.referenced));
        }
        Ok(Below::Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Below, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let value: Marked = map.next_value()?;
            members.push((key.value.into(), value.at(key.referenced)));
        }
        Ok(Below::Members(members))
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
    refusal(error).at(location)
}

fn refusal(error: &YamlError) -> Error {
    match error {
        YamlError::AliasError { error, .. } | YamlError::WithSnippet { error, .. } => {
            refusal(error)
        }
        YamlError::Budget { .. } if error.to_string().to_lowercase().contains("nodes") => {
            too_many_nodes("the YAML")
        }
        YamlError::Budget { .. }
        | YamlError::AliasReplayCounterOverflow { .. }
        | YamlError::AliasReplayLimitExceeded { .. }
        | YamlError::AliasExpansionLimitExceeded { .. }
        | YamlError::AliasReplayStackDepthExceeded { .. } => {
            super::budget(format!("the YAML exceeds a bound: {error}"))
        }
        // The parser's own bound on flow nesting has no variant; its text is all there is to go by.
        YamlError::ExternalMessage { msg, .. } if msg.contains("recursion limit") => {
            super::budget("the YAML is nested too deeply")
        }
        // The library's words for these are about Rust programs, not about files.
        YamlError::MultipleDocuments { .. } => syntax("the file holds more than one YAML document"),
        YamlError::NullIntoString { .. } => syntax("a key is empty, which is null in YAML"),
        YamlError::Eof { .. } => syntax("the file is empty"),
        _ => match TWICE.take() {
            Some(key) => duplicate_key(&key),
            None => syntax(format!("invalid YAML: {error}")),
        },
    }
}
