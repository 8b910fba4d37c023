//! Whether two JSON texts are the same value: numbers by their digits, and nothing but the order of properties is free.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jsonc_parser::JsonValue;
use serde::Serialize;

/// Where two values differ first.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(super) struct Difference {
    /// A JSON pointer.
    pub(super) at: String,
    pub(super) was: String,
    pub(super) is: String,
}

/// How much of a value is shown.
const SHOWN: usize = 120;

/// Where `is` differs from `was`; `None` when they are the same value.
pub(super) fn difference(was: &str, is: &str) -> Option<Difference> {
    let (Some(first), Some(second)) = (parse(was), parse(is)) else {
        return Some(found("", was, is));
    };
    compare("", &first, &second)
}

/// A JSON value whose numbers are as they were written.
#[derive(Debug, PartialEq)]
enum Json {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl From<JsonValue<'_>> for Json {
    fn from(value: JsonValue<'_>) -> Self {
        match value {
            JsonValue::Null => Self::Null,
            JsonValue::Boolean(it) => Self::Boolean(it),
            JsonValue::Number(it) => Self::Number(it.to_owned()),
            JsonValue::String(it) => Self::Text(it.into_owned()),
            JsonValue::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            JsonValue::Object(object) => Self::Object(
                object
                    .into_iter()
                    .map(|(name, value)| (name.into_owned(), value.into()))
                    .collect(),
            ),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(it) => it.fmt(f),
            Self::Number(it) => f.write_str(it),
            Self::Text(it) => f.write_str(&quoted(it)),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Self::Object(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(name, value)| format!("{}:{value}", quoted(name)))
                    .collect();
                write!(f, "{{{}}}", entries.join(","))
            }
        }
    }
}

fn parse(text: &str) -> Option<Json> {
    let options = jsonc_parser::ParseOptions::default();
    jsonc_parser::parse_to_value(text, &options)
        .ok()?
        .map(Json::from)
}

fn found(at: &str, was: &str, is: &str) -> Difference {
    let short = |text: &str| match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    };
    Difference {
        at: at.to_owned(),
        was: short(was),
        is: short(is),
    }
}

fn compare(at: &str, was: &Json, is: &Json) -> Option<Difference> {
    let same = match (was, is) {
        (Json::Object(was), Json::Object(is)) => return properties(at, was, is),
        (Json::List(first), Json::List(second)) => {
            for (index, (was, is)) in first.iter().zip(second).enumerate() {
                if let Some(difference) = compare(&format!("{at}/{index}"), was, is) {
                    return Some(difference);
                }
            }
            first.len() == second.len()
        }
        (Json::Number(was), Json::Number(is)) => decimal(was) == decimal(is),
        (was, is) => was == is,
    };
    (!same).then(|| found(at, &was.to_string(), &is.to_string()))
}

fn properties(
    at: &str,
    was: &BTreeMap<String, Json>,
    is: &BTreeMap<String, Json>,
) -> Option<Difference> {
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    names.into_iter().find_map(|name| {
        let below = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        let shown =
            |value: Option<&Json>| value.map_or_else(|| "(absent)".to_owned(), Json::to_string);
        match (was.get(name), is.get(name)) {
            (Some(was), Some(is)) => compare(&below, was, is),
            (was, is) => Some(found(&below, &shown(was), &shown(is))),
        }
    })
}

/// A number as sign, digits without zeros around them, and the power of ten of the last one: `1.50e3` and `1500` are the
/// same.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = match rest.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.trim_start_matches('+').parse().ok()?),
        None => (rest, 0_i64),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let power = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some((false, "0".to_owned(), 0));
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    Some((
        negative,
        significant.to_owned(),
        power.checked_add(i64::try_from(zeros).ok()?)?,
    ))
}

/// Whether two texts are the same number.
pub(super) fn same_number(was: &str, is: &str) -> bool {
    let is_number = |text: &str| serde_json::from_str::<serde_json::Number>(text).is_ok();
    is_number(was) && is_number(is) && decimal(was) == decimal(is)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::{difference, same_number};

    #[test]
    fn numbers_are_the_same_by_value_and_by_every_digit() {
        for (was, is) in [
            ("1", "1.0"),
            ("1500", "1.5e3"),
            ("0.0", "-0"),
            ("37.7749", "37.77490"),
        ] {
            assert_eq!(difference(was, is), None, "{was} {is}");
        }
        for (was, is) in [
            ("37.7749", "37.774898"),
            ("9007199254740993", "9007199254740992"),
            ("1", "-1"),
            ("1", "\"1\""),
        ] {
            assert!(difference(was, is).is_some(), "{was} {is}");
        }
        assert!(!same_number("0x10", "16"));
    }

    #[test]
    fn the_first_place_that_differs_is_named() {
        let found = difference(r#"{"a":[1,{"b/c":null}],"z":1}"#, r#"{"z":1,"a":[1,{}]}"#).unwrap();
        assert_eq!(found.at, "/a/1/b~1c");
        assert_eq!(
            (found.was.as_str(), found.is.as_str()),
            ("null", "(absent)")
        );
        let found = difference("[1,2]", "[1]").unwrap();
        assert_eq!((found.at.as_str(), found.is.as_str()), ("", "[1]"));
    }
}
