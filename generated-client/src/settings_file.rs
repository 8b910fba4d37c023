//! Settings as people write them: a file becomes updates.

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::errors::ConfigError;
use crate::generated::types::SettingsUpdate;
use crate::runtime::Union;
use crate::validate::Validate;

/// The updates that a settings file asks for.
///
/// A file holds the features at its top, named and spelt as in a request. Each becomes an update of its own, since the
/// vendor takes one feature in a request. A key that no request has is refused with its place, and so is what breaks a
/// limit:
///
/// ```
/// use generated_client::SettingsFile;
///
/// let file = SettingsFile::from_json(
///     r#"{"calling": {"status": "ENABLED", "video": {"status": "DISABLED"}}}"#,
/// )?;
/// assert_eq!(file.updates().len(), 1);
///
/// let error = SettingsFile::from_json(r#"{"calling": {"stauts": "ENABLED"}}"#).unwrap_err();
/// assert!(error.to_string().contains("`calling.stauts`"));
/// # Ok::<(), generated_client::ConfigError>(())
/// ```
///
/// With the Cargo feature `toml` it may be TOML:
///
/// ```toml
/// [calling]
/// status = "ENABLED"
/// video.status = "DISABLED"
///
/// [calling.call_hours]
/// status = "ENABLED"
/// timezone_id = "America/Manaus"
/// weekly_operating_hours = [{ day_of_week = "MONDAY", open_time = "09:00", close_time = "17:00" }]
/// holiday_schedule = [{ date = 2026-12-24, start_time = "0900", end_time = "1200" }]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsFile {
    updates: Vec<SettingsUpdate>,
}

impl SettingsFile {
    /// Reads the file at `path`: `.json`, or with the feature `toml` `.toml`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::SettingsFile`] when it cannot be read, or is not what [`from_json`](Self::from_json) takes.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|error| refuse(path.display(), format!("it cannot be read: {error}")))?;
        match path.extension().and_then(|it| it.to_str()) {
            Some("json") => Self::from_json(&text),
            #[cfg(feature = "toml")]
            Some("toml") => Self::from_toml(&text),
            _ => Err(refuse(
                path.display(),
                "its name ends neither with `.json` nor, with the feature `toml`, with `.toml`",
            )),
        }
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// [`ConfigError::SettingsFile`], with the place of what is wrong: a syntax error, a key that no request has, a
    /// value of another type, a limit that is broken. No value is shown.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let value = serde_json::from_str(text).map_err(|error: serde_json::Error| {
            let place = format!("line {} column {}", error.line(), error.column());
            refuse(place, "this is not valid JSON")
        })?;
        Self::from_value(value)
    }

    /// Reads TOML.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let mut value: Value = toml::from_str(text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let before = before.unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1;
            refuse(
                format!("line {line} column {column}"),
                format!("this is not valid TOML: {}", error.message()),
            )
        })?;
        plain_dates(&mut value);
        Self::from_value(value)
    }

    /// Reads a value that was decoded elsewhere, from YAML for instance.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    pub fn from_value(value: Value) -> Result<Self, ConfigError> {
        let Value::Object(features) = value else {
            return Err(refuse(".", "it is no object with the features as keys"));
        };
        if features.is_empty() {
            return Err(refuse(".", "it holds no feature"));
        }
        let updates = features.into_iter().map(|(name, value)| {
            if !SettingsUpdate::KEYS.contains(&name.as_str()) {
                let known: Vec<String> = SettingsUpdate::KEYS
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect();
                return Err(unknown(&name, &name, &known));
            }
            let update: SettingsUpdate = exactly(Value::Object(Map::from_iter([(name, value)])))?;
            update
                .validate()
                .map_err(|error| refuse(error.field(), error.rule()))?;
            Ok(update)
        });
        Ok(Self {
            updates: updates.collect::<Result<_, ConfigError>>()?,
        })
    }

    /// The updates, one for each feature, in the order of the file.
    pub fn updates(&self) -> &[SettingsUpdate] {
        &self.updates
    }

    /// The updates themselves.
    pub fn into_updates(self) -> Vec<SettingsUpdate> {
        self.updates
    }
}

impl std::str::FromStr for SettingsFile {
    type Err = ConfigError;

    /// Reads JSON.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Self::from_json(text)
    }
}

fn refuse(place: impl fmt::Display, reason: impl Into<String>) -> ConfigError {
    ConfigError::SettingsFile {
        place: place.to_string(),
        reason: reason.into(),
    }
}

/// Decodes `value` if a `T` says all of it.
fn exactly<T>(value: Value) -> Result<T, ConfigError>
where
    T: DeserializeOwned + serde::Serialize,
{
    let text = value.to_string();
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    let decoded: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        match unknown_key(&error.inner().to_string()) {
            Some((key, known)) => unknown(&place(&path, &key), &key, &known),
            None => {
                let reason = crate::runtime::decode_slice::<T>(text.as_bytes()).err();
                refuse(path, reason.map(|(_, reason)| reason).unwrap_or_default())
            }
        }
    })?;
    let known = serde_json::to_value(&decoded).unwrap_or_default();
    match lost(&value, &known, "") {
        Some((path, key, known)) => Err(unknown(&path, &key, &known)),
        None => Ok(decoded),
    }
}

/// The path of a key at `path`, which may end with the key already.
fn place(path: &str, key: &str) -> String {
    if path == "." || path.is_empty() {
        return key.to_owned();
    }
    match path.rsplit(['.']).next() {
        Some(last) if last == key => path.to_owned(),
        _ => format!("{path}.{key}"),
    }
}

/// The key, and the keys that are known, of serde's message about an unknown one.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned);
    Some((key.to_owned(), known.collect()))
}

fn unknown(path: &str, key: &str, known: &[String]) -> ConfigError {
    let nearest = known.iter().min_by_key(|it| distance(key, it));
    let hint = match nearest {
        Some(nearest) if distance(key, nearest) <= 2 => format!("; did you mean `{nearest}`?"),
        _ => String::new(),
    };
    refuse(path, format!("no request has this key{hint}"))
}

/// How many letters differ, a swap of neighbours counting as two.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        for (slot, against) in row.iter_mut().skip(1).zip(&other) {
            let substituted = diagonal + usize::from(letter != *against);
            diagonal = *slot;
            *slot = substituted.min(left + 1).min(diagonal + 1);
            left = *slot;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A key of `given` that `known`, the same value decoded and encoded again, lacks: its path, its name, and the names
/// that stand there.
fn lost(given: &Value, known: &Value, at: &str) -> Option<(String, String, Vec<String>)> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(key, value)| {
            let path = match at {
                "" => key.clone(),
                at => format!("{at}.{key}"),
            };
            match known.get(key) {
                Some(known) => lost(value, known, &path),
                // Nothing is what is not there.
                None if value.is_null() => None,
                None => Some((path, key.clone(), known.keys().cloned().collect())),
            }
        }),
        (Value::Array(given), Value::Array(known)) => {
            let mut pairs = given.iter().zip(known).enumerate();
            pairs.find_map(|(index, (given, known))| lost(given, known, &format!("{at}[{index}]")))
        }
        _ => None,
    }
}

/// A date of TOML is an object with one key, outside of TOML.
#[cfg(feature = "toml")]
fn plain_dates(value: &mut Value) {
    match value {
        Value::Object(map) => match map.get("$__toml_private_datetime").cloned() {
            Some(date) => *value = date,
            None => map.values_mut().for_each(plain_dates),
        },
        Value::Array(items) => items.iter_mut().for_each(plain_dates),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
