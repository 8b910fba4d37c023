//! Which documents were compared, and which entry is which from one report to the next.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::kinds::Kind;
use crate::document::Document;

/// The two documents of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Documents {
    /// The old revision.
    pub old: Identity,
    /// The new revision.
    pub new: Identity,
}

/// What is known of a document as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Identity {
    /// The file, as the caller named it.
    pub file: String,
    /// `info.title`.
    pub title: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// `openapi`.
    pub openapi: Option<String>,
    /// The day on which the revision was made or retrieved (`YYYY-MM-DD`), where the caller knows it.
    pub date: Option<String>,
    /// How many operations it has.
    pub operations: usize,
    /// How many component schemas it has.
    pub schemas: usize,
}

impl Identity {
    pub(super) fn of(document: &Document) -> Self {
        let value = document.value();
        let text = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let schemas = value
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        Self {
            file: document.name().to_owned(),
            title: text("/info/title"),
            version: text("/info/version"),
            openapi: text("/openapi"),
            date: None,
            operations: crate::document::operations(value).count(),
            schemas: schemas.map_or(0, serde_json::Map::len),
        }
    }
}

/// Tells entries apart, and knows them again: the same for the same change, wherever in the files it stands and whatever
/// else has changed.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    /// How often each has been given: two changes can only be the same in all that counts when they stand in two places.
    given: BTreeMap<String, usize>,
}

impl Fingerprints {
    pub(super) fn next(
        &mut self,
        kind: Kind,
        subject: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> String {
        let mut hasher = Sha256::new();
        let shown = [before, after].map(|value| value.map(canonical).unwrap_or_default());
        for part in [kind.id(), subject, &shown[0], &shown[1]] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        let digest = hasher.finalize();
        let hex: String = digest
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let count = self.given.entry(hex.clone()).or_default();
        *count += 1;
        match count {
            1 => hex,
            count => format!("{hex}-{count}"),
        }
    }
}

/// A value as one text, whatever the order of its keys.
fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let members: BTreeMap<&String, &Value> = map.iter().collect();
            text.push('{');
            for (key, value) in members {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for value in items {
                write_canonical(value, text);
                text.push(',');
            }
            text.push(']');
        }
        value => text.push_str(&value.to_string()),
    }
}
