//! A client for the Settings API of WhatsApp business phone numbers that works against the real server.
//!
//! ```no_run
//! use generated_client::{AccessToken, CallingSettings, Client};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder(AccessToken::from_env("WHATSAPP_TOKEN")?).build()?;
//! let number = client.phone_number("106540352242922");
//!
//! let settings = number.settings().get().await?;
//! println!("{:?}", settings.calling);
//!
//! // One feature a request, by construction: anything that converts into a `SettingsUpdate`.
//! number.settings().update(CallingSettings::enabled().with_video(true)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What you build
//!
//! | For | Type |
//! |---|---|
//! | calls: on, off, icons, callbacks, codecs, video | [`CallingSettings`], [`CallIconVisibility`], [`AudioCodec`] |
//! | when calls are taken | [`CallHoursSettings`], [`WeeklyOperatingHours`], [`HolidaySchedule`], [`TimeOfDay`], [`Date`] |
//! | calls by SIP | [`SipSettings`], [`SipServer`] |
//! | voicemail | [`VoicemailSettings`], [`MediaId`] |
//! | the identity check | [`UserIdentityChangeSettings`] |
//! | encryption of payloads | [`PayloadEncryptionSettings`] |
//! | where data is stored | [`StorageConfigurationSettings`] |
//! | all of it from a file | [`SettingsFile`] |
//! | what was read, once more | [`PhoneNumberSettingsResponse::updates`], `CallingSettings::from` |
//!
//! Each has constructors (`enabled`, `disabled`, …) and a builder, and converts into a [`SettingsUpdate`].
//!
//! # What is where
//!
//! What is generated stands in [`generated`] and is never edited; what is written by hand wraps it:
//!
//! - [`Client`], [`PhoneNumber`], [`Settings`]: the calls, checked before they are sent, with [retries](RetryPolicy).
//! - [`AccessToken`], [`TokenSource`]: authentication; the token shows nowhere.
//! - [`Error`], [`ErrorKind`]: what went wrong, in terms that a program can act on.
//! - [`Answer`], [`Usage`]: rate limits, trace and served version beside each response.
//! - [`webhook`]: the settings webhook, with its signature.
//! - [`runtime`]: what is not this vendor's, such as deadlines, retries and bounds; the same under every generated client.

//!
//! # Limits
//!
//! What the vendor says of requests, and this crate checks before it sends one ([`Validate`]):
//!
#![doc = include_str!("limits.md")]
#![deny(missing_docs)]

mod answer;
mod client;
mod confirmed;
mod errors;
#[rustfmt::skip]
pub mod generated;
mod ids;
mod phone_number;
mod requests;
mod settings_file;
mod time_of_day;
mod token;
mod usage;
mod validate;
mod vendor;
pub mod webhook;
mod write_back;

/// What every generated client stands on; nothing in it is of this vendor.
pub use client_runtime as runtime;

pub use answer::{Answer, AnswerInfo};
pub use client::{BASE_ADDRESS, Client, ClientBuilder};
pub use errors::{
    ConfigError, Error, ErrorKind, InvalidRequest, ServerError, TransportError, UnreadableAnswer,
};
pub use generated::types::*;
pub use ids::{AppId, MediaId};
pub use phone_number::{PhoneNumber, Settings};
#[cfg(feature = "blocking")]
pub use runtime::blocking;
pub use runtime::{CallOptions, Integer, RetryPolicy, Secret, Text, TokenError, TokenSource};
pub use settings_file::SettingsFile;
pub use time_of_day::{Date, NotATime, TimeOfDay};
pub use token::AccessToken;
pub use usage::{Usage, UseCaseUsage};
pub use validate::{Checks, Validate};

/// The README's example has to compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
