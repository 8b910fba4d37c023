//! Credentials and secrets that a server quotes.

use serde_json::Value;

use super::secret::Secret;

/// What stands in their place.
const MASK: &str = "[REDACTED]";

/// The shortest piece of a secret that is masked.
const PIECE: usize = 8;

/// The shortest secret that is masked as a whole; shorter ones would mask half of every message.
const WHOLE: usize = 3;

/// What a server must not be heard saying.
#[derive(Clone, Default)]
pub(crate) struct Mask {
    secrets: Vec<Secret>,
}

impl Mask {
    pub(crate) fn new(secrets: Vec<Secret>) -> Self {
        Self { secrets }
    }

    pub(crate) fn add(&mut self, secret: Secret) {
        self.secrets.push(secret);
    }

    /// Masks what `other` masks, too.
    pub(crate) fn join(&mut self, other: &Self) {
        self.secrets.extend(other.secrets.iter().cloned());
    }

    /// `text` without them; `None` when it holds none.
    pub(crate) fn text(&self, text: &str) -> Option<String> {
        let mut covered = vec![false; text.len()];
        let mut any = false;
        for secret in &self.secrets {
            any |= cover(text.as_bytes(), secret.expose().as_bytes(), &mut covered);
        }
        any.then(|| replace(text, &covered))
    }

    /// Masks every string in `value`, names of properties included.
    pub(crate) fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(masked) = self.text(text) {
                    *text = masked;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(entries) => {
                let quoted = entries.keys().any(|key| self.text(key).is_some());
                if quoted {
                    *entries = std::mem::take(entries)
                        .into_iter()
                        .map(|(key, value)| (self.text(&key).unwrap_or(key), value))
                        .collect();
                }
                entries.values_mut().for_each(|value| self.value(value));
            }
            Value::Number(number) => {
                let masked = self.text(&number.to_string());
                if let Some(masked) = masked {
                    *value = Value::String(masked);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}

/// Marks what `text` has of `secret`.
fn cover(text: &[u8], secret: &[u8], covered: &mut [bool]) -> bool {
    let size = secret.len().min(PIECE);
    if size < WHOLE || text.len() < size {
        return false;
    }
    let pieces: std::collections::HashSet<&[u8]> = secret.windows(size).collect();
    let mut any = false;
    for (start, window) in text.windows(size).enumerate() {
        if pieces.contains(window) {
            any = true;
            let marks = covered.iter_mut().skip(start).take(size);
            marks.for_each(|mark| *mark = true);
        }
    }
    any
}

/// `text` with one mask for each run of marked bytes; a character goes as a whole.
fn replace(text: &str, covered: &[bool]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut inside = false;
    for (start, character) in text.char_indices() {
        let mut bytes = covered.iter().skip(start).take(character.len_utf8());
        if bytes.any(|mark| *mark) {
            if !inside {
                masked.push_str(MASK);
            }
            inside = true;
        } else {
            masked.push(character);
            inside = false;
        }
    }
    masked
}
