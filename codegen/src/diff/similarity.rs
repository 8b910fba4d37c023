//! How alike two names, or two schemas, are.

use super::fingerprint::{hash_of, hash_value};
use super::schemas::shape::{Additional, Shape};
use super::side::{At, Side};

/// A name, to be compared with many others.
pub(super) struct Name {
    text: String,
    /// Its pairs of neighbouring letters, in order.
    pairs: Vec<(char, char)>,
}

impl Name {
    pub(super) fn new(text: &str) -> Self {
        let letters: Vec<char> = text
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let pairs = letters.iter().copied().zip(letters.iter().copied().skip(1));
        let mut pairs: Vec<(char, char)> = pairs.collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self {
            text: text.to_owned(),
            pairs,
        }
    }

    /// The share of pairs of neighbouring letters that two names have in common, from 0 to 1 (Dice's coefficient).
    pub(super) fn like(&self, other: &Self) -> f64 {
        if self.text == other.text {
            return 1.0;
        }
        dice(&self.pairs, &other.pairs)
    }
}

/// See [`Name::like`].
pub(super) fn names(a: &str, b: &str) -> f64 {
    Name::new(a).like(&Name::new(b))
}

/// The share that two sets have in common, from 0 to 1; 0 when both are empty. Each is in order, and has nothing twice.
fn dice<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let all = a.len() + b.len();
    if all == 0 {
        return 0.0;
    }
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0_usize;
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let order = one.cmp(other);
        if order.is_le() {
            left.next();
        }
        if order.is_ge() {
            right.next();
        }
        common += usize::from(order.is_eq());
    }
    // Counts are far below 2^52, so the conversion is exact.
    2.0 * common as f64 / all as f64
}

/// What a schema consists of, so that two can be compared in part. Both lists are in order, and have nothing twice.
#[derive(Default)]
pub(super) struct Traits {
    /// Names and types of properties, values, formats.
    pub(super) form: Vec<u64>,
    /// Texts.
    pub(super) prose: Vec<u64>,
}

impl Traits {
    pub(super) fn of<'a>(side: &Side<'a>, at: &At<'a>) -> Self {
        let mut traits = Self::default();
        traits.add(side, at, "", 0);
        for list in [&mut traits.form, &mut traits.prose] {
            list.sort_unstable();
            list.dedup();
        }
        traits
    }

    /// How alike two forms are, from 0 to 1.
    pub(super) fn form(&self, other: &Self) -> f64 {
        dice(&self.form, &other.form)
    }

    /// How alike two texts are, from 0 to 1.
    pub(super) fn prose(&self, other: &Self) -> f64 {
        dice(&self.prose, &other.prose)
    }

    fn add<'a>(&mut self, side: &Side<'a>, at: &At<'a>, name: &str, depth: usize) {
        let shape = Shape::of(side, at);
        for keyword in ["description", "title", "example"] {
            if let Some(text) = at.member(keyword) {
                self.prose.push(hash_of(&(name, hash_value(text))));
            }
        }
        for value in shape.values.iter().flatten() {
            self.form.push(hash_of(&(name, "value", hash_value(value))));
        }
        if shape.target.is_some() {
            self.form.push(hash_of(&(name, "reference")));
        } else if shape.properties.is_empty() {
            self.form.push(hash_of(&(name, shape.scalar())));
        }
        for property in &shape.properties {
            self.form.push(hash_of(&(name, "property", property.0)));
            if depth < 2 {
                let path = format!("{name}.{}", property.0);
                self.add(side, &property.1, &path, depth + 1);
            }
        }
        let inner = match &shape.additional {
            Additional::Typed(at) => Some(at),
            _ => shape.items.as_ref(),
        };
        if let Some(inner) = inner
            && depth < 2
        {
            self.add(side, inner, &format!("{name}[]"), depth + 1);
        }
        for branch in shape.branches.iter().filter(|_| depth < 2) {
            self.add(side, branch, &format!("{name}|"), depth + 1);
        }
        // What a composition is made of is looked at one level deep: enough to tell it apart.
        for base in shape.bases.iter().filter(|_| depth < 2) {
            self.add(side, base, name, depth + 1);
        }
    }
}
