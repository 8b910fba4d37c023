//! A schema as the generator understands it, whichever way and in whichever version it is written.
//!
//! `nullable: true` and `type: [T, 'null']`, `const` and an enum of one value, both forms of exclusive bounds,
//! a reference and an `allOf` of one: each pair comes out the same. Inline parts of an `allOf` are taken in, as
//! the lowering does; references to other schemas are kept as references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diff::metadata::{Extensions, extensions};
use crate::diff::side::{At, Side};

mod bounds;

/// What an object allows beside its named properties.
#[derive(Clone, Debug, Default)]
pub(in crate::diff) enum Additional<'a> {
    /// Anything, which is what holds when nothing is said.
    #[default]
    Open,
    /// Nothing.
    Closed,
    /// Values of a schema.
    Typed(At<'a>),
}

/// A schema, normalized. Nothing below it is.
#[derive(Clone, Debug, Default)]
pub(in crate::diff) struct Shape<'a> {
    /// The schema that this is a reference to. Text and `nullable` may stand beside it, nothing else.
    pub(in crate::diff) target: Option<At<'a>>,
    /// A reference that leads out of the document, or nowhere.
    pub(in crate::diff) dangling: Option<&'a str>,
    pub(in crate::diff) types: BTreeSet<&'a str>,
    pub(in crate::diff) nullable: bool,
    pub(in crate::diff) format: Option<&'a str>,
    /// The values of `enum` or `const`, without `null`.
    pub(in crate::diff) values: Option<Vec<&'a Value>>,
    pub(in crate::diff) properties: Vec<(&'a str, At<'a>)>,
    pub(in crate::diff) required: BTreeSet<&'a str>,
    pub(in crate::diff) items: Option<At<'a>>,
    pub(in crate::diff) tuple: Vec<At<'a>>,
    pub(in crate::diff) additional: Additional<'a>,
    /// The schemas that an `allOf` refers to.
    pub(in crate::diff) bases: Vec<At<'a>>,
    /// The members of `oneOf` and `anyOf`, without `null`.
    pub(in crate::diff) branches: Vec<At<'a>>,
    /// How the members are combined: `oneOf`, `anyOf`, or one within the other.
    pub(in crate::diff) combination: BTreeSet<&'static str>,
    pub(in crate::diff) discriminator: Option<At<'a>>,
    pub(in crate::diff) bounds: BTreeMap<&'static str, Value>,
    /// Keywords that the generator drops: `not`, `if`, `patternProperties` and the like.
    pub(in crate::diff) other: BTreeMap<&'a str, At<'a>>,
    pub(in crate::diff) default: Option<At<'a>>,
    pub(in crate::diff) deprecated: bool,
    pub(in crate::diff) read_only: bool,
    pub(in crate::diff) write_only: bool,
    /// What a text holds, and how it is encoded: `contentMediaType` and `contentEncoding`.
    pub(in crate::diff) content: BTreeMap<&'static str, &'a str>,
    pub(in crate::diff) extensions: Extensions<'a>,
    /// The texts about it, by keyword, in their order.
    pub(in crate::diff) texts: Vec<(&'static str, At<'a>)>,
}

const TEXTS: [&str; 7] = [
    "title",
    "description",
    "summary",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

const OTHER: [&str; 12] = [
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "patternProperties",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentSchema",
];

impl<'a> Shape<'a> {
    /// The schema at `at`.
    pub(in crate::diff) fn of(side: &Side<'a>, at: &At<'a>) -> Self {
        let mut shape = Self::default();
        shape.absorb(side, at);
        shape.forget_what_the_target_says();
        shape.settle();
        shape
    }

    /// Whether the schema says something about the value, beside what it refers to.
    fn says_more(&self) -> bool {
        !self.types.is_empty()
            || self.format.is_some()
            || self.values.is_some()
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || self.items.is_some()
            || !self.tuple.is_empty()
            || !matches!(self.additional, Additional::Open)
            || !self.branches.is_empty()
            || !self.bounds.is_empty()
            || !self.other.is_empty()
    }

    fn absorb(&mut self, side: &Side<'a>, at: &At<'a>) {
        if at.value == &Value::Bool(false) {
            self.other.insert("not", at.clone());
        }
        if let Some(reference) = at.text("$ref") {
            match side.follow(at) {
                Some(target) => self.bases.push(target),
                None => self.dangling = Some(reference),
            }
        }
        for part in at.list("allOf") {
            self.absorb(side, &part);
        }
        for keyword in ["oneOf", "anyOf"] {
            let all = at.list(keyword);
            let branches: Vec<_> = all.iter().filter(|it| !is_null(it.value)).collect();
            self.nullable |= branches.len() < all.len();
            match branches.as_slice() {
                [only] => self.absorb(side, only),
                [] => {}
                several => {
                    self.combination.insert(keyword);
                    self.branches.extend(several.iter().copied().cloned());
                }
            }
        }
        self.absorb_type(at);
        self.absorb_object(at);
        self.absorb_bounds(at);
        match at.get("items") {
            // Nothing beyond what `prefixItems` lists.
            Some(none) if none.value == &Value::Bool(false) => {
                self.other.insert("items", none);
            }
            items => self.items = self.items.take().or(items),
        }
        self.tuple.extend(at.list("prefixItems"));
        self.discriminator = self
            .discriminator
            .take()
            .or_else(|| at.get("discriminator"));
        let default = at.get("default").filter(|it| !it.value.is_null());
        self.default = self.default.take().or(default);
        self.deprecated |= at.flag("deprecated");
        self.read_only |= at.flag("readOnly");
        self.write_only |= at.flag("writeOnly");
        for keyword in ["contentEncoding", "contentMediaType"] {
            self.content
                .extend(at.text(keyword).map(|it| (keyword, it)));
        }
        for (name, extension) in extensions(at) {
            self.extensions.entry(name).or_insert(extension);
        }
        for keyword in TEXTS {
            self.texts.extend(at.get(keyword).map(|it| (keyword, it)));
        }
        for keyword in OTHER {
            if let Some(value) = at.get(keyword) {
                self.other.insert(keyword, value);
            }
        }
    }

    fn absorb_type(&mut self, at: &At<'a>) {
        let mut name = |name: &'a str| {
            if name == "null" {
                self.nullable = true;
            } else {
                self.types.insert(name);
            }
        };
        match at.member("type") {
            Some(Value::String(text)) => name(text),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).for_each(name),
            _ => {}
        }
        self.nullable |= at.flag("nullable");
        let encoded = match (at.text("contentEncoding"), at.text("contentMediaType")) {
            (Some("base64" | "base64url"), _) => Some("byte"),
            (None, Some(_)) => Some("binary"),
            _ => None,
        };
        self.format = self.format.or(at.text("format")).or(encoded);
        let listed = match (at.member("const"), at.member("enum")) {
            (Some(constant), _) => Some(vec![constant]),
            (None, Some(Value::Array(values))) => Some(values.iter().collect::<Vec<_>>()),
            _ => None,
        };
        if let Some(mut values) = listed {
            let all = values.len();
            values.retain(|value| !value.is_null());
            // Without a type, or with one that allows it, a listed `null` is what `nullable` says.
            self.nullable |= values.len() < all;
            self.values = Some(values);
        }
    }

    fn absorb_object(&mut self, at: &At<'a>) {
        for (name, property) in at.children("properties") {
            match self.properties.iter_mut().find(|(known, _)| *known == name) {
                // A later part that only annotates a property does not replace its schema.
                Some((_, known)) if says_less(known.value, property.value) => *known = property,
                Some(_) => {}
                None => self.properties.push((name, property)),
            }
        }
        let required = at.member("required").and_then(Value::as_array);
        self.required
            .extend(required.into_iter().flatten().filter_map(Value::as_str));
        match at.get("additionalProperties") {
            Some(it) if it.value == &Value::Bool(false) => self.additional = Additional::Closed,
            Some(it) if it.value.as_object().is_some_and(|map| !map.is_empty()) => {
                self.additional = Additional::Typed(it);
            }
            _ => {}
        }
    }

    /// A type beside a reference that the target has as well says nothing; 3.1 allows it.
    fn forget_what_the_target_says(&mut self) {
        if let [target] = self.bases.as_slice()
            && self.one_type().is_some()
            && self.one_type() == target.text("type")
        {
            self.types.clear();
        }
    }

    /// What the keywords imply together.
    fn settle(&mut self) {
        if self.bases.len() == 1 && !self.says_more() {
            self.target = self.bases.pop();
            return;
        }
        let object = !self.properties.is_empty()
            || !self.required.is_empty()
            || !matches!(self.additional, Additional::Open)
            || !self.bases.is_empty();
        let strings = self
            .values
            .as_ref()
            .is_some_and(|values| values.iter().all(|value| value.is_string()));
        if !self.branches.is_empty() {
            // `type: object` beside a union of objects says what the union says.
            if !object && self.types.len() == 1 && self.types.contains("object") {
                self.types.clear();
            }
        } else if self.types.is_empty() {
            let implied = if object {
                Some("object")
            } else if self.items.is_some() || !self.tuple.is_empty() {
                Some("array")
            } else if strings {
                Some("string")
            } else {
                None
            };
            self.types.extend(implied);
        }
        self.settle_integer_bounds();
    }

    /// The one type, if there is one.
    pub(in crate::diff) fn one_type(&self) -> Option<&'a str> {
        match self.types.len() {
            1 => self.types.first().copied(),
            _ => None,
        }
    }

    /// Whether this becomes a Rust enum of texts.
    pub(in crate::diff) fn is_string_enum(&self) -> bool {
        self.values
            .as_ref()
            .is_some_and(|values| values.iter().all(|value| value.is_string()))
    }

    /// The Rust type of a plain value, as far as type, format and bounds decide it.
    pub(in crate::diff) fn scalar(&self) -> &'a str {
        let format = self.format.unwrap_or_default();
        match self.one_type() {
            Some("string") => match format {
                "date" | "date-time" | "time" | "uuid" | "ip" | "ipv4" | "ipv6" | "password"
                | "binary" | "text-or-number" => format,
                _ => "String",
            },
            Some("integer") => match format {
                "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "uint64" => format,
                "number-or-text" => format,
                _ if self.exceeds_i64() => "uint64",
                _ => "int64",
            },
            Some("number") => "double",
            Some(other) => other,
            None => "any",
        }
    }
}

/// Whether a member of a union only says that the value may be `null`.
fn is_null(value: &Value) -> bool {
    let Some(map) = value.as_object() else {
        return false;
    };
    let text = |key: &&String| !matches!(key.as_str(), "description" | "title");
    let mut keys = map.keys().filter(text);
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return false;
    };
    match (key.as_str(), map.get(key)) {
        ("type", Some(Value::String(name))) => name == "null",
        ("nullable", Some(Value::Bool(flag))) => *flag,
        ("enum", Some(Value::Array(values))) => values.iter().all(Value::is_null),
        ("const", Some(Value::Null)) => true,
        _ => false,
    }
}

fn says_less(known: &Value, other: &Value) -> bool {
    let keys = |value: &Value| {
        let text = |key: &&String| !matches!(key.as_str(), "description" | "title" | "example");
        value
            .as_object()
            .map_or(0, |map| map.keys().filter(text).count())
    };
    keys(known) < keys(other)
}
