//! Which objects of a document hold which, so that a reference is only followed where OpenAPI has one.

use serde_json::Value;

use super::METHODS;
use crate::pointer;

/// The kinds of objects that may be references, or hold some.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Root,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Callback,
    SecurityScheme,
    Schema,
}

/// How a key holds objects.
#[derive(Clone, Copy)]
enum Holds {
    One,
    List,
    Named,
    /// One, or a list of them.
    Some,
}

/// The keys of each kind that hold others.
fn keys(kind: Kind) -> &'static [(&'static str, Holds, Kind)] {
    use Holds::{List, Named, One, Some};
    match kind {
        Kind::Root => &[
            ("paths", Named, Kind::PathItem),
            ("webhooks", Named, Kind::PathItem),
            ("components", One, Kind::Components),
        ],
        Kind::Components => &[
            ("schemas", Named, Kind::Schema),
            ("responses", Named, Kind::Response),
            ("parameters", Named, Kind::Parameter),
            ("headers", Named, Kind::Parameter),
            ("requestBodies", Named, Kind::RequestBody),
            ("securitySchemes", Named, Kind::SecurityScheme),
            ("pathItems", Named, Kind::PathItem),
            ("callbacks", Named, Kind::Callback),
        ],
        Kind::PathItem => &[("parameters", List, Kind::Parameter)],
        Kind::Operation => &[
            ("parameters", List, Kind::Parameter),
            ("requestBody", One, Kind::RequestBody),
            ("responses", Named, Kind::Response),
            ("callbacks", Named, Kind::Callback),
        ],
        Kind::Parameter => &[
            ("schema", One, Kind::Schema),
            ("content", Named, Kind::MediaType),
        ],
        Kind::RequestBody => &[("content", Named, Kind::MediaType)],
        Kind::MediaType => &[
            ("schema", One, Kind::Schema),
            ("encoding", Named, Kind::Encoding),
        ],
        Kind::Encoding => &[("headers", Named, Kind::Parameter)],
        Kind::Response => &[
            ("headers", Named, Kind::Parameter),
            ("content", Named, Kind::MediaType),
        ],
        // By expression.
        Kind::Callback => &[("", Named, Kind::PathItem)],
        Kind::SecurityScheme => &[],
        Kind::Schema => &[
            ("properties", Named, Kind::Schema),
            ("patternProperties", Named, Kind::Schema),
            ("dependentSchemas", Named, Kind::Schema),
            ("$defs", Named, Kind::Schema),
            ("definitions", Named, Kind::Schema),
            ("allOf", List, Kind::Schema),
            ("anyOf", List, Kind::Schema),
            ("oneOf", List, Kind::Schema),
            ("prefixItems", List, Kind::Schema),
            ("items", Some, Kind::Schema),
            ("additionalProperties", One, Kind::Schema),
            ("not", One, Kind::Schema),
            ("if", One, Kind::Schema),
            ("then", One, Kind::Schema),
            ("else", One, Kind::Schema),
            ("contains", One, Kind::Schema),
            ("unevaluatedProperties", One, Kind::Schema),
            ("unevaluatedItems", One, Kind::Schema),
        ],
    }
}

/// The objects in `value`, an object of `kind`, by their pointers below it.
pub(super) fn inner(kind: Kind, value: &Value) -> Vec<(String, Kind)> {
    let mut found = Vec::new();
    for (key, holds, kind) in keys(kind) {
        let (at, held) = match *key {
            "" => (String::new(), Some(value)),
            key => (pointer::join("", key), value.get(key)),
        };
        match (holds, held) {
            (Holds::Named, Some(Value::Object(map))) => {
                let names = map
                    .keys()
                    .filter(|name| !name.starts_with("x-") || *kind == Kind::Schema);
                found.extend(names.map(|name| (pointer::join(&at, name), *kind)));
            }
            (Holds::List | Holds::Some, Some(Value::Array(items))) => {
                found.extend((0..items.len()).map(|index| (format!("{at}/{index}"), *kind)));
            }
            (Holds::One | Holds::Some, Some(Value::Object(_))) => found.push((at, *kind)),
            _ => {}
        }
    }
    if kind == Kind::PathItem {
        let methods = METHODS
            .iter()
            .filter(|method| value.get(**method).is_some());
        found.extend(methods.map(|method| (pointer::join("", method), Kind::Operation)));
    }
    found
}
