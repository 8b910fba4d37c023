//! What a verified body tells.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::WebhookError;
use crate::generated::types::CallingSettingsResponse;
use crate::runtime::Text;
use crate::runtime::json::{self, DecodeFailure, Undecoded};

/// The webhook field that is decoded.
const FIELD: &str = "account_settings_update";
/// The type of a settings event, in lower case.
const TYPE: &str = "phone_number_settings";

/// A body whose signature is the vendor's.
#[derive(Clone, Copy)]
pub struct VerifiedBody<'a>(&'a [u8]);

impl<'a> VerifiedBody<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// Everything that the body tells of, in its order. An event that cannot be read is one of them, so that it takes
    /// no other with it.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Body`] when the body as a whole is not what the vendor documents; no part of it is shown.
    pub fn events(&self) -> Result<Vec<Event>, WebhookError> {
        let body = envelope::<Body, Body<IgnoredAny>>(self.0)?;
        let mut events = Vec::new();
        for entry in body.entry {
            match envelope::<Entry, Entry<IgnoredAny>>(entry.get().as_bytes()) {
                Ok(Entry { id, changes }) => {
                    events.extend(changes.into_iter().map(|change| Event::of(&id, change)));
                }
                Err(failure) => {
                    let raw = RawEvent::new(Text::default(), Text::default(), entry);
                    events.push(Event::Unreadable(UnreadableEvent::of(raw, &failure)));
                }
            }
        }
        Ok(events)
    }

    /// The changes of settings alone. Other events are skipped; one that cannot be read is, with a warning in the log.
    ///
    /// # Errors
    ///
    /// As [`events`](Self::events).
    pub fn settings_events(&self) -> Result<Vec<SettingsEvent>, WebhookError> {
        let events = self.events()?.into_iter().filter_map(|event| match event {
            Event::Settings(event) => Some(*event),
            Event::Other(_) => None,
            Event::Unreadable(event) => {
                tracing::warn!(
                    path = event.path,
                    reason = event.reason,
                    "a webhook event cannot be read"
                );
                None
            }
        });
        Ok(events.collect())
    }
}

impl fmt::Debug for VerifiedBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedBody({} bytes)", self.0.len())
    }
}

/// One event of a body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A change of a phone number's settings.
    Settings(Box<SettingsEvent>),
    /// Another webhook field, or another type of settings.
    Other(RawEvent),
    /// A change of settings that is not what the vendor documents.
    Unreadable(UnreadableEvent),
}

impl Event {
    fn of(account_id: &Text, change: Box<RawValue>) -> Self {
        let raw = |field: Text, value| RawEvent::new(account_id.clone(), field, value);
        let text = change.get().as_bytes();
        let Change { field, value } = match envelope::<Change, Change<IgnoredAny>>(text) {
            Ok(change) => change,
            Err(failure) => {
                let raw = raw(Text::default(), change);
                return Self::Unreadable(UnreadableEvent::of(raw, &failure));
            }
        };
        // Decoded apart from the rest: the values of other fields and types have other shapes.
        let text = value.get().as_bytes();
        if field != FIELD {
            return Self::Other(raw(field, value));
        }
        let decoded = json::from_slice::<Kind>(text).and_then(|kind| {
            if kind.value.kind.eq_ignore_ascii_case(TYPE) {
                json::from_slice::<Settings>(text).map(Some)
            } else {
                Ok(None)
            }
        });
        match decoded {
            Ok(Some(settings)) => {
                let event = settings.value.event(account_id.clone(), settings.undecoded);
                Self::Settings(Box::new(event))
            }
            Ok(None) => Self::Other(raw(field, value)),
            Err(failure) => Self::Unreadable(UnreadableEvent::of(raw(field, value), &failure)),
        }
    }
}

/// A change of a phone number's settings: to `status`, `call_icon_visibility`, `callback_permission_status`,
/// `sip.status` or `srtp_key_exchange_protocol` of the calling settings, says the vendor.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SettingsEvent {
    /// The business account's identifier; empty if the vendor leaves it out.
    pub account_id: Text,
    /// The phone number's identifier.
    pub phone_number_id: Text,
    /// When the settings changed.
    pub timestamp: Timestamp,
    /// The calling settings now, in the form of the response to a read.
    pub calling: Option<CallingSettingsResponse>,
    /// The fields that are not what the document says; each kept its raw value, in the `extra` of its object.
    pub undecoded: Vec<Undecoded>,
}

/// A point in time, in seconds of Unix time, which the vendor prints as text or as a number.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Timestamp(Text);

impl Timestamp {
    /// Seconds since 1970; `None` when the vendor wrote something else.
    pub fn seconds(&self) -> Option<i64> {
        self.0.trim().parse().ok()
    }

    /// The point in time; `None` when the vendor wrote something else, or something before 1970.
    pub fn time(&self) -> Option<SystemTime> {
        let seconds = u64::try_from(self.seconds()?).ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
    }

    /// As the vendor wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq<&str> for Timestamp {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// An event as it came. `Debug` does not show its value.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawEvent {
    /// The business account's identifier; empty if the vendor leaves it out.
    pub account_id: Text,
    /// The webhook field, such as `messages`.
    pub field: Text,
    json: Box<RawValue>,
}

impl RawEvent {
    fn new(account_id: Text, field: Text, json: Box<RawValue>) -> Self {
        Self {
            account_id,
            field,
            json,
        }
    }

    /// The value of the field as JSON, byte for byte; the whole change where that could not be read.
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// Decodes the value of the field.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Body`] when it is no `T`.
    pub fn decode<T: serde::de::DeserializeOwned>(&self) -> Result<T, WebhookError> {
        Ok(json::from_slice(self.json.get().as_bytes())?.value)
    }
}

impl fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawEvent")
            .field("bytes", &self.json.get().len())
            .finish_non_exhaustive()
    }
}

/// A change of settings that is not what the vendor documents: where and why, and the event itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnreadableEvent {
    /// The event as it came.
    pub raw: RawEvent,
    /// Where in the event.
    pub path: String,
    /// What was expected there.
    pub reason: String,
}

impl UnreadableEvent {
    fn of(raw: RawEvent, failure: &DecodeFailure) -> Self {
        Self {
            raw,
            path: failure.path().to_owned(),
            reason: failure.reason().to_owned(),
        }
    }
}

impl fmt::Display for UnreadableEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a webhook event cannot be read at `{}`: {}",
            self.path, self.reason
        )
    }
}

impl std::error::Error for UnreadableEvent {}

impl From<DecodeFailure> for WebhookError {
    fn from(failure: DecodeFailure) -> Self {
        Self::Body {
            path: failure.path().to_owned(),
            reason: failure.reason().to_owned(),
        }
    }
}

/// Decodes what holds parts as they came. `S` is `T` without the parts: such a part is of serde_json's own decoder alone,
/// and the one that knows the place of a failure has to do without.
fn envelope<T: DeserializeOwned, S: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeFailure> {
    serde_json::from_slice(text).map_err(|_| match json::from_slice::<S>(text) {
        Err(failure) => failure,
        Ok(_) => Undecoded::new(".", "not a value of the documented type"),
    })
}

#[derive(Deserialize)]
struct Body<R = Box<RawValue>> {
    #[serde(default = "Vec::new")]
    entry: Vec<R>,
}

#[derive(Deserialize)]
struct Entry<R = Box<RawValue>> {
    #[serde(default)]
    id: Text,
    #[serde(default = "Vec::new")]
    changes: Vec<R>,
}

#[derive(Deserialize)]
struct Change<R = Box<RawValue>> {
    field: Text,
    value: R,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type", default)]
    kind: Text,
}

#[derive(Deserialize)]
struct Settings {
    timestamp: Option<Text>,
    phone_number_settings: PhoneNumberSettings,
}

#[derive(Deserialize)]
struct PhoneNumberSettings {
    phone_number_id: Text,
    calling: Option<CallingSettingsResponse>,
}

impl Settings {
    fn event(self, account_id: Text, undecoded: Vec<Undecoded>) -> SettingsEvent {
        SettingsEvent {
            account_id,
            phone_number_id: self.phone_number_settings.phone_number_id,
            timestamp: Timestamp(self.timestamp.unwrap_or_default()),
            calling: self.phone_number_settings.calling,
            undecoded,
        }
    }
}
