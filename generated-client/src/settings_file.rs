//! Settings as people write them: a file becomes updates.

use std::fmt;
use std::path::Path;

use serde_json::{Map, Value};

use crate::errors::ConfigError;
use crate::generated::types::{
    AudioSettings, CallHoursSettings, CallIconsSettings, CallingSettings, HolidaySchedule,
    PayloadEncryptionSettings, SettingsUpdate, SipServer, SipSettings,
    StorageConfigurationSettings, UserIdentityChangeSettings, VideoSettings, VoicemailAnnouncement,
    VoicemailAudio, VoicemailSettings, WeeklyOperatingHours,
};
use crate::runtime::{Keyed, Properties, Property, json};
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
                return Err(unknown(&name, &name, SettingsUpdate::KEYS));
            }
            let update = exactly(&Value::Object(Map::from_iter([(name, value)])))?;
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

/// Decodes `value` if an update says all of it.
fn exactly(value: &Value) -> Result<SettingsUpdate, ConfigError> {
    json::exactly(value).map_err(|failure| {
        let path = failure.path();
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        match properties(parent) {
            Some(known) if !known.iter().any(|property| property.name == key) => {
                let known: Vec<&str> = known.iter().map(|property| property.name).collect();
                unknown(path, key, &known)
            }
            _ => refuse(path, failure.reason()),
        }
    })
}

/// The properties of a request's object at `path`, for hints: a place that is not here has none.
fn properties(path: &str) -> Option<&'static [Property]> {
    let place: String = path
        .split(']')
        .map(|part| part.split('[').next().unwrap_or(part))
        .collect();
    Some(match place.as_str() {
        "calling" => CallingSettings::PROPERTIES,
        "calling.audio" => AudioSettings::PROPERTIES,
        "calling.call_hours" => CallHoursSettings::PROPERTIES,
        "calling.call_hours.holiday_schedule" => HolidaySchedule::PROPERTIES,
        "calling.call_hours.weekly_operating_hours" => WeeklyOperatingHours::PROPERTIES,
        "calling.call_icons" => CallIconsSettings::PROPERTIES,
        "calling.sip" => SipSettings::PROPERTIES,
        "calling.sip.servers" => SipServer::PROPERTIES,
        "calling.video" => VideoSettings::PROPERTIES,
        "calling.voicemail" => VoicemailSettings::PROPERTIES,
        "calling.voicemail.audio" => VoicemailAudio::PROPERTIES,
        "calling.voicemail.audio.default" => VoicemailAnnouncement::PROPERTIES,
        "payload_encryption" => PayloadEncryptionSettings::PROPERTIES,
        "storage_configuration" => StorageConfigurationSettings::PROPERTIES,
        "user_identity_change" => UserIdentityChangeSettings::PROPERTIES,
        _ => return None,
    })
}

fn unknown(path: &str, key: &str, known: &[&str]) -> ConfigError {
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
