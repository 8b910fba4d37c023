//! `spec/codegen.toml` (what to make of the document) and `spec/spec.lock` (which document).

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use toml::value::Date;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::generate::Settings;
use crate::render::Groups;
use crate::select::Selection;

/// `spec/codegen.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The profile whose client is checked in.
    pub profile: String,
    /// Which operations to keep.
    #[serde(default)]
    pub select: Selection,
    /// How the client is generated.
    #[serde(default)]
    pub generator: Settings,
    /// The profiles, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// Files of types.
    #[serde(default)]
    pub modules: Groups,
}

/// A profile: the overlays that are applied, in order, as paths below `spec/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Overlay files.
    pub overlays: Vec<String>,
}

/// `spec/spec.lock`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The pinned document.
    pub document: Pin,
    /// The API that it describes.
    pub api: Api,
    /// The generator's parts, by crate, with the exact versions that wrote what is checked in.
    pub generator: BTreeMap<String, String>,
}

/// The pinned document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The file, below `spec/`.
    pub file: String,
    /// How the file came to be.
    pub origin: Origin,
    /// Where the vendor publishes it.
    pub url: String,
    /// SHA-256 of the file's bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The day on which it was retrieved, or transcribed.
    pub retrieved: Date,
}

/// How a pinned document came to be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Downloaded from its address, byte for byte.
    Fetched,
    /// Written by hand from the vendor's reference page.
    Transcribed,
    /// Given as a file.
    File,
}

/// The API that a document describes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Api {
    /// `info.title` of the document.
    pub title: String,
    /// The version that the vendor serves it under.
    pub version: String,
    /// The day of the version's release.
    pub released: Date,
    /// The day from which the vendor no longer serves it.
    pub end_of_life: Date,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fetched => "fetched",
            Self::Transcribed => "transcribed",
            Self::File => "taken from a file",
        })
    }
}

impl Config {
    /// Reads `codegen.toml`. `name` is the file as messages shall name it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], with line and column where the file is not TOML or holds an unknown key.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let config: Self = parse(name, text)?;
        config
            .profile(&config.profile)
            .map_err(|error| error.at(locate(name, text, 0)))?;
        Ok(config)
    }

    /// The profile `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] with the names that there are.
    pub fn profile(&self, name: &str) -> Result<&Profile> {
        self.profiles.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            Error::new(
                ErrorKind::Config,
                format!("there is no profile `{name}`"),
                "a profile names the overlays that are applied",
                format!(
                    "name one of {}, or add `[profiles.{name}]`",
                    known.join(", ")
                ),
            )
        })
    }
}

impl Lock {
    /// Reads `spec.lock`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], with line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        parse(name, text)
    }

    /// The file's text: what [`parse`](Self::parse) reads, below a line that says who writes it.
    pub fn to_text(&self) -> String {
        // Strings, dates and tables of strings: nothing that TOML cannot hold.
        let body = toml::to_string(self).unwrap_or_default();
        format!(
            "# The pinned document and generator. Written by `cargo xtask`; do not edit.\n\n{body}"
        )
    }

    /// The lock as JSON, dates as texts.
    pub fn to_json(&self) -> Value {
        // Strings and dates only: nothing that JSON cannot hold.
        let mut value = serde_json::to_value(self).unwrap_or_default();
        plain_dates(&mut value);
        value
    }

    /// Whether `bytes` are the pinned document.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pin`] when they are not.
    pub fn verify(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let found = sha256(bytes);
        if found == self.document.sha256 {
            return Ok(());
        }
        let error = Error::new(
            ErrorKind::Pin,
            format!(
                "the file has the sha256 {found}, but spec.lock pins {}",
                self.document.sha256
            ),
            "the vendor's document is stored as it was published; changes belong into overlays",
            format!("restore it with `git checkout -- {name}`"),
        );
        Err(error.at(Location {
            file: name.to_owned(),
            line: 0,
            column: 0,
            pointer: String::new(),
        }))
    }
}

/// Outside TOML, a date is written as an object with one key that only the TOML library knows.
fn plain_dates(value: &mut Value) {
    let Value::Object(map) = value else { return };
    let date = map.get("$__toml_private_datetime").cloned();
    match date {
        Some(date) => *value = date,
        None => map.values_mut().for_each(plain_dates),
    }
}

/// Reads a day, such as `2026-07-29`.
///
/// # Errors
///
/// A sentence for people, when it is none.
pub fn parse_date(text: &str) -> std::result::Result<Date, String> {
    let parsed: Option<toml::value::Datetime> = text.parse().ok();
    match parsed.map(|it| (it.date, it.time)) {
        Some((Some(date), None)) => Ok(date),
        _ => Err("write a day as YYYY-MM-DD".to_owned()),
    }
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

pub(crate) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        Error::new(
            ErrorKind::Config,
            error.message().to_owned(),
            "the file has to be TOML with the keys that spec/README.md lists",
            "correct the file at that place",
        )
        .at(locate(
            name,
            text,
            error.span().map_or(0, |span| span.start),
        ))
    })
}

pub(crate) fn locate(name: &str, text: &str, offset: usize) -> Location {
    let position = crate::tree::position_at(text, offset);
    Location {
        file: name.to_owned(),
        line: position.line,
        column: position.column,
        pointer: String::new(),
    }
}
