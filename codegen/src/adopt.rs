//! Another document in the place of the pinned one: what is accepted, and what `spec.lock` says then.

use serde_json::Value;

use crate::config::{Date, Lock, Origin, Pin, sha256};
use crate::document::Document;
use crate::error::{Error, ErrorKind, Location, Result};

/// Where a new document comes from, and what is known of its API version.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// How the file came to be.
    pub origin: Origin,
    /// The address, when it is another than the pinned one.
    pub url: Option<String>,
    /// The day on which it was retrieved.
    pub retrieved: Date,
    /// The day of its version's release; needed when the version is another one.
    pub released: Option<Date>,
    /// The day from which its version is no longer served; needed when the version is another one.
    pub end_of_life: Option<Date>,
}

/// What `lock` becomes when `bytes`, called `name` in messages, replace the pinned document.
///
/// A document of another API version moves: wherever file name and address carry the old version, they carry the new.
///
/// # Errors
///
/// What [`Document::load`] refuses; [`ErrorKind::OtherApi`] when the document's title is not the pinned one, or when
/// its version is another and its dates are not known, or no plain word.
pub fn adopt(lock: &Lock, name: &str, bytes: &[u8], about: &Adoption) -> Result<Lock> {
    let document = Document::load(name, bytes)?;
    let title = info(&document, "title").unwrap_or_default();
    if title != lock.api.title {
        return Err(other_api(
            &document,
            "/info/title",
            format!("the document describes `{}`", title.escape_debug()),
            format!("spec.lock pins `{}`", lock.api.title),
            "give the right document; where the vendor has renamed the API, set `title` in spec/spec.lock first",
        ));
    }
    let mut api = lock.api.clone();
    let version = version(&document)?.unwrap_or_else(|| lock.api.version.clone());
    let moved = |text: &str| match lock.api.version.as_str() {
        "" => text.to_owned(),
        pinned => text.replace(pinned, &version),
    };
    if version != lock.api.version {
        let (Some(released), Some(end_of_life)) = (about.released, about.end_of_life) else {
            return Err(other_api(
                &document,
                "/info/version",
                format!("the document is of version `{version}`, whose dates are not known"),
                format!(
                    "spec.lock pins {}, and says when a version was released and when it ends",
                    lock.api.version
                ),
                "give --released and --end-of-life, as the vendor's changelog states them",
            ));
        };
        api.version.clone_from(&version);
        (api.released, api.end_of_life) = (released, end_of_life);
    }
    api.released = about.released.unwrap_or(api.released);
    api.end_of_life = about.end_of_life.unwrap_or(api.end_of_life);
    Ok(Lock {
        document: Pin {
            file: moved(&lock.document.file),
            origin: about.origin,
            url: about
                .url
                .clone()
                .unwrap_or_else(|| moved(&lock.document.url)),
            sha256: sha256(bytes),
            retrieved: about.retrieved,
        },
        api,
        generator: lock.generator.clone(),
    })
}

/// The version that the document states. It becomes part of a file's name and of an address, so that it must be a plain
/// word: the document is not ours, and `../` in it would name another place.
fn version(document: &Document) -> Result<Option<String>> {
    let refuse = |what: String| {
        Err(other_api(
            document,
            "/info/version",
            what,
            "the version becomes part of the file's name and of its address".to_owned(),
            "see whether the file is the document that was meant; its `version` has to be a text of letters, digits, `.`, \
             `-` and `_`, in quotes where YAML would read a number",
        ))
    };
    let version = match document.value().pointer("/info/version") {
        None => return Ok(None),
        Some(Value::String(version)) => version,
        Some(other) => return refuse(format!("the document's version is `{other}`, not a text")),
    };
    let plain = version.starts_with(|it: char| it.is_ascii_alphanumeric())
        && version
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || ".-_".contains(it));
    if plain {
        Ok(Some(version.clone()))
    } else {
        refuse(format!(
            "the document's version is `{}`",
            version.escape_debug()
        ))
    }
}

fn info<'a>(document: &'a Document, key: &str) -> Option<&'a str> {
    document
        .value()
        .pointer("/info")?
        .get(key)
        .and_then(Value::as_str)
}

fn other_api(document: &Document, pointer: &str, what: String, why: String, remedy: &str) -> Error {
    let at: Location = document.locate(pointer);
    Error::new(ErrorKind::OtherApi, what, why, remedy).at(at)
}
