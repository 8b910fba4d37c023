//! What a schema is, whatever it is called: hashes that are equal when two schemas are built alike.
//!
//! A reference counts as what the component that it leads to is, so the hashes of components are refined round
//! by round until equal ones are alike as deep as the rounds go.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::schemas::shape::{Additional, Shape};
use super::side::{At, Side};
use super::unchanged::Unchanged;

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
    /// Where a component's hashes are, by its pointer.
    numbers: HashMap<String, usize>,
    form: Vec<u64>,
    all: Vec<u64>,
}

/// A part of what a schema is.
enum Token {
    /// What counts always.
    Form(u64),
    /// What counts with [`Detail::All`] alone.
    More(u64),
    /// A component schema, by its number.
    Component(usize),
}

/// What a component of the new document is.
enum Description {
    /// What the one with this number is in the old document.
    OfOld(usize),
    /// Something of its own.
    Own(Vec<Token>),
}

impl Fingerprints {
    /// Those of both documents.
    pub(super) fn of_both(old: &Side<'_>, new: &Side<'_>, unchanged: &Unchanged) -> (Self, Self) {
        let (mut olds, mut news) = (Self::numbered(old), Self::numbered(new));
        let described: Vec<Vec<Token>> = old
            .schemas
            .iter()
            .map(|(pointer, at)| match unchanged.is_idle(pointer) {
                // It is compared with itself alone.
                true => Vec::new(),
                false => olds.tokens(old, at),
            })
            .collect();
        let described_anew: Vec<Description> = new
            .schemas
            .iter()
            .map(|(pointer, at)| match olds.numbers.get(pointer) {
                Some(number) if unchanged.has(pointer) => Description::OfOld(*number),
                _ => Description::Own(news.tokens(new, at)),
            })
            .collect();
        for detail in [Detail::Form, Detail::All] {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                let next = described.iter().map(|it| fold(it, &old, detail));
                let next: Vec<u64> = next.collect();
                let next_anew = described_anew.iter().map(|it| match it {
                    Description::OfOld(number) => next.get(*number).copied().unwrap_or_default(),
                    Description::Own(tokens) => fold(tokens, &new, detail),
                });
                new = next_anew.collect();
                old = next;
            }
            *olds.known_mut(detail) = old;
            *news.known_mut(detail) = new;
        }
        (olds, news)
    }

    /// The numbers of the components, without hashes yet.
    fn numbered(side: &Side<'_>) -> Self {
        let pointers = side.schemas.keys().cloned();
        Self {
            numbers: pointers.zip(0..).collect(),
            ..Self::default()
        }
    }

    fn known_mut(&mut self, detail: Detail) -> &mut Vec<u64> {
        match detail {
            Detail::Form => &mut self.form,
            Detail::All => &mut self.all,
        }
    }

    fn known(&self, detail: Detail) -> &[u64] {
        match detail {
            Detail::Form => &self.form,
            Detail::All => &self.all,
        }
    }

    /// The hash of the component at `pointer`.
    pub(super) fn component(&self, pointer: &str, detail: Detail) -> u64 {
        let number = self.numbers.get(pointer);
        let hash = number.and_then(|it| self.known(detail).get(*it));
        hash.copied().unwrap_or_default()
    }

    /// The hash of any schema.
    pub(super) fn schema<'a>(&self, side: &Side<'a>, at: &At<'a>, detail: Detail) -> u64 {
        fold(&self.tokens(side, at), self.known(detail), detail)
    }

    fn tokens<'a>(&self, side: &Side<'a>, at: &At<'a>) -> Vec<Token> {
        let mut tokens = Vec::new();
        describe((side, &self.numbers), at, &mut tokens);
        tokens
    }
}

/// The hash of `tokens`, where `known` has the hashes of components; one that is not known yet is like any other.
fn fold(tokens: &[Token], known: &[u64], detail: Detail) -> u64 {
    let mut hasher = DefaultHasher::new();
    for token in tokens {
        match token {
            Token::Form(hash) => hash.hash(&mut hasher),
            Token::More(hash) if detail == Detail::All => hash.hash(&mut hasher),
            Token::More(_) => {}
            Token::Component(number) => {
                let hash = known.get(*number).copied();
                hash.unwrap_or_default().hash(&mut hasher);
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

fn describe<'a>(
    of @ (side, numbers): (&Side<'a>, &HashMap<String, usize>),
    at: &At<'a>,
    out: &mut Vec<Token>,
) {
    let shape = Shape::of(side, at);
    let mut say = |text: &str, hash: u64| out.push(Token::Form(hash_of(&(text, hash))));
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
    let mut say = |text: &str, hash: u64| out.push(Token::More(hash_of(&(text, hash))));
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
        if let Some(text) = at.member(keyword) {
            say(keyword, hash_value(text));
        }
    }
    let mut below = |text: &str, at: &At<'a>| {
        out.push(Token::Form(hash_of(text)));
        describe(of, at, out);
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
        Additional::Closed => out.push(Token::Form(hash_of("closed"))),
        Additional::Typed(schema) => below("additional", schema),
    }
    members(of, &shape.branches, out);
    for base in shape.bases.iter().chain(&shape.target) {
        out.push(match numbers.get(&*base.pointer) {
            Some(number) => Token::Component(*number),
            // What is within a component may have another name tomorrow.
            None if base.pointer.starts_with("/components/schemas/") => Token::Form(0),
            // Any other place is what it is by where it is.
            None => Token::Form(hash_of(&base.pointer)),
        });
    }
    out.push(Token::Form(hash_of("end")));
}

/// Members of a union: their order is what they are, not where they stand.
fn members<'a>(of: (&Side<'a>, &HashMap<String, usize>), members: &[At<'a>], out: &mut Vec<Token>) {
    let described = members.iter().map(|member| {
        let mut tokens = Vec::new();
        describe(of, member, &mut tokens);
        let hash = |detail| fold(&tokens, &[], detail);
        (hash(Detail::Form), hash(Detail::All), tokens)
    });
    let mut described: Vec<(u64, u64, Vec<Token>)> = described.collect();
    described.sort_by_key(|(form, all, _)| (*form, *all));
    for (.., tokens) in described {
        out.push(Token::Form(hash_of("branch")));
        out.extend(tokens);
    }
}
