//! What a schema is, whatever it is called: hashes that are equal when two schemas are built alike.
//!
//! A reference counts as what the component that it leads to is, so the hashes of components are refined round
//! by round until equal ones are alike as deep as the rounds go.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::schemas::shape::{Additional, Shape};
use super::side::{At, Side};

/// How deep references are told apart. Real documents nest components less deep.
const ROUNDS: usize = 8;

/// How much of a schema counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Detail {
    /// Types, properties, enums, unions: what makes the Rust type.
    Form,
    /// That, and bounds, defaults and texts.
    All,
}

/// The hashes of every component schema of a document.
#[derive(Default)]
pub(super) struct Fingerprints {
    form: HashMap<String, u64>,
    all: HashMap<String, u64>,
}

enum Token {
    Hash(u64),
    Component(String),
}

impl Fingerprints {
    pub(super) fn new(side: &Side<'_>) -> Self {
        Self {
            form: refine(side, Detail::Form),
            all: refine(side, Detail::All),
        }
    }

    fn known(&self, detail: Detail) -> &HashMap<String, u64> {
        match detail {
            Detail::Form => &self.form,
            Detail::All => &self.all,
        }
    }

    /// The hash of the component at `pointer`.
    pub(super) fn component(&self, pointer: &str, detail: Detail) -> u64 {
        self.known(detail).get(pointer).copied().unwrap_or_default()
    }

    /// The hash of any schema.
    pub(super) fn schema<'a>(&self, side: &Side<'a>, at: &At<'a>, detail: Detail) -> u64 {
        let mut tokens = Vec::new();
        describe(side, at, detail, &mut tokens);
        fold(&tokens, self.known(detail))
    }
}

fn refine(side: &Side<'_>, detail: Detail) -> HashMap<String, u64> {
    let described: BTreeMap<&String, Vec<Token>> = side
        .schemas
        .iter()
        .map(|(pointer, at)| {
            let mut tokens = Vec::new();
            describe(side, at, detail, &mut tokens);
            (pointer, tokens)
        })
        .collect();
    let mut hashes = HashMap::new();
    for _ in 0..ROUNDS {
        hashes = described
            .iter()
            .map(|(pointer, tokens)| ((*pointer).clone(), fold(tokens, &hashes)))
            .collect();
    }
    hashes
}

fn fold(tokens: &[Token], known: &HashMap<String, u64>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for token in tokens {
        match token {
            Token::Hash(hash) => hash.hash(&mut hasher),
            Token::Component(pointer) => {
                // A place that is no component schema is hashed by where it is.
                let place = || {
                    if pointer.starts_with("/components/schemas/") {
                        0
                    } else {
                        hash_of(pointer)
                    }
                };
                known
                    .get(pointer)
                    .copied()
                    .unwrap_or_else(place)
                    .hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

/// The hash of anything.
pub(super) fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a JSON value, the order of keys left aside.
pub(super) fn hash_value(value: &Value) -> u64 {
    match value {
        Value::Object(map) => {
            let mut members: Vec<u64> = map
                .iter()
                .map(|(key, value)| hash_of(&(key, hash_value(value))))
                .collect();
            members.sort_unstable();
            hash_of(&("object", members))
        }
        Value::Array(items) => {
            let items: Vec<u64> = items.iter().map(hash_value).collect();
            hash_of(&("array", items))
        }
        Value::Number(number) => hash_of(&number.as_f64().map(f64::to_bits)),
        Value::String(text) => hash_of(text),
        Value::Bool(flag) => hash_of(flag),
        Value::Null => 0,
    }
}

fn describe<'a>(side: &Side<'a>, at: &At<'a>, detail: Detail, out: &mut Vec<Token>) {
    let shape = Shape::of(side, at);
    let mut say = |text: &str, hash: u64| out.push(Token::Hash(hash_of(&(text, hash))));
    say("nullable", u64::from(shape.nullable));
    if let Some(reference) = shape.dangling {
        say("external", hash_of(reference));
    }
    for name in &shape.types {
        say("type", hash_of(name));
    }
    say("format", hash_of(&shape.format));
    for name in &shape.required {
        say("required", hash_of(name));
    }
    if let Some(values) = &shape.values {
        let mut hashes: Vec<u64> = values.iter().map(|value| hash_value(value)).collect();
        hashes.sort_unstable();
        say("enum", hash_of(&hashes));
    }
    if detail == Detail::All {
        for (keyword, value) in &shape.bounds {
            say(keyword, hash_value(value));
        }
        for (keyword, at) in &shape.other {
            say(keyword, hash_value(at.value));
        }
        if let Some(default) = &shape.default {
            say("default", hash_value(default.value));
        }
        for keyword in ["description", "title", "example", "examples"] {
            if let Some(text) = at.value.get(keyword) {
                say(keyword, hash_value(text));
            }
        }
    }
    let mut below = |text: &str, at: &At<'a>| {
        out.push(Token::Hash(hash_of(text)));
        describe(side, at, detail, out);
    };
    let mut properties: Vec<_> = shape.properties.iter().collect();
    properties.sort_by_key(|(name, _)| *name);
    for (name, property) in properties {
        below(name, property);
    }
    if let Some(items) = &shape.items {
        below("items", items);
    }
    for item in &shape.tuple {
        below("tuple", item);
    }
    match &shape.additional {
        Additional::Open => {}
        Additional::Closed => out.push(Token::Hash(hash_of("closed"))),
        Additional::Typed(schema) => below("additional", schema),
    }
    members(side, "branch", &shape.branches, detail, out);
    for base in shape.bases.iter().chain(&shape.target) {
        out.push(Token::Component(base.pointer.clone()));
    }
    out.push(Token::Hash(hash_of("end")));
}

/// Members of a union: their order is what they are, not where they stand.
fn members<'a>(
    side: &Side<'a>,
    text: &str,
    members: &[At<'a>],
    detail: Detail,
    out: &mut Vec<Token>,
) {
    let mut described: Vec<(u64, Vec<Token>)> = members
        .iter()
        .map(|member| {
            let mut tokens = Vec::new();
            describe(side, member, detail, &mut tokens);
            (fold(&tokens, &HashMap::new()), tokens)
        })
        .collect();
    described.sort_by_key(|(hash, _)| *hash);
    for (_, tokens) in described {
        out.push(Token::Hash(hash_of(text)));
        out.extend(tokens);
    }
}
