//! `cargo xtask fetch`: the vendor's document from its address, or from a file, verified and pinned.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use codegen::adopt::{Adoption, adopt};
use codegen::config::{Date, Lock, Origin};
use codegen::files::Files;
use serde::Serialize;
use time::OffsetDateTime;

use crate::bounds;
use crate::cli::{FetchArguments, Format, SourceArguments};
use crate::disk;
use crate::output::{Outcome, json, report};
use crate::sources;

#[cfg(feature = "fetch")]
mod download;

#[derive(Serialize)]
struct Printed {
    /// Whether the document's bytes are others than the pinned ones.
    changed: bool,
    lock: serde_json::Value,
}

pub(crate) fn run(arguments: &FetchArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.project)?;
    disk::recover(&root)?;
    let old = Lock::parse("spec/spec.lock", &sources::text(&root, "spec/spec.lock")?)?;
    let pinned = format!("spec/{}", old.document.file);
    // Somebody's work would be lost. A file that is missing may come again.
    if let Some(found) = disk::read(&root.join(&pinned))? {
        old.verify(&pinned, &found)?;
    }
    let (name, bytes, adoption) = document(&old, &arguments.source)?;
    let mut new = adopt(&old, &name, &bytes, &adoption)?;
    if new.document.sha256 == old.document.sha256 && new.document.origin == Origin::File {
        // The same bytes from a file say nothing new of where they come from.
        new.document = old.document.clone();
    }
    check_free(&root, &old, &new, &bytes)?;
    let changed = new.document.sha256 != old.document.sha256;
    let file = format!("spec/{}", new.document.file);
    let mut files = Files::default();
    files.insert("spec/spec.lock", new.to_text());
    files.insert(&file, text(bytes)?);
    let gone: &[&str] = if file == pinned { &[] } else { &[&pinned] };
    disk::commit_with(&root, &[], &files, gone, Vec::new())?;
    match arguments.format {
        Format::Json => json(&Printed {
            changed,
            lock: new.to_json(),
        })?,
        Format::Text if changed => report(&format!(
            "{file} is the document of {}, sha256 {}\nnext: `cargo xtask regen`. `cargo xtask bump` does both, and tells what changed",
            new.document.retrieved, new.document.sha256
        ))?,
        Format::Text => report(&format!(
            "{file} is unchanged; spec.lock says that it is the document of {}",
            new.document.retrieved
        ))?,
    }
    Ok(Outcome::Fine)
}

/// Refuses a new place for the document where something else stands already: `spec.lock` does not vouch for it.
pub(crate) fn check_free(root: &Path, old: &Lock, new: &Lock, bytes: &[u8]) -> Result<()> {
    let path = format!("spec/{}", new.document.file);
    let taken = new.document.file != old.document.file
        && disk::read(&root.join(&path))?.is_some_and(|found| found != bytes);
    if taken {
        bail!(
            "{path} is there already, with other content\n  why: it would be lost, and spec.lock does not pin it\n  fix: move it away"
        );
    }
    Ok(())
}

/// The document's bytes as text: other encodings than UTF-8 have been refused when it was read.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String> {
    Ok(String::from_utf8(bytes)?)
}

/// A new document: its name in messages, its bytes, and where it comes from.
pub(crate) fn document(
    lock: &Lock,
    arguments: &SourceArguments,
) -> Result<(String, Vec<u8>, Adoption)> {
    let adoption = |origin, url| -> Result<Adoption> {
        Ok(Adoption {
            origin,
            url,
            retrieved: today()?,
            released: arguments.released,
            end_of_life: arguments.end_of_life,
        })
    };
    if let Some(file) = &arguments.file {
        let bytes = bounds::read(file)?;
        return Ok((
            file.display().to_string(),
            bytes,
            adoption(Origin::File, None)?,
        ));
    }
    let url = arguments.url.as_ref().unwrap_or(&lock.document.url);
    let bytes = download(url, arguments)?;
    if is_page(&bytes) {
        bail!(
            "{url} answered with an HTML page, not with an OpenAPI document\n  why: vendors show a log-in or an error page in its place, with status 200\n  fix: open the address in a browser, and give the document's own address with --url"
        );
    }
    Ok((
        url.clone(),
        bytes,
        adoption(Origin::Fetched, arguments.url.clone())?,
    ))
}

#[cfg(feature = "fetch")]
fn download(url: &str, arguments: &SourceArguments) -> Result<Vec<u8>> {
    download::download(url, bounds::max_bytes(), arguments.timeout)
}

#[cfg(not(feature = "fetch"))]
fn download(_: &str, _: &SourceArguments) -> Result<Vec<u8>> {
    bail!(
        "this build has no network\n  fix: run `cargo run --package xtask --bin xtask-fetch --features fetch -- fetch`, or give the document with --file"
    )
}

/// Runs the same command in a build with a network, where this one has none. `None` where it has.
pub(crate) fn elsewhere(arguments: &SourceArguments) -> Option<Result<ExitCode>> {
    #[cfg(feature = "fetch")]
    {
        let _ = arguments;
        None
    }
    #[cfg(not(feature = "fetch"))]
    {
        arguments
            .file
            .is_none()
            .then(|| crate::relaunch::relaunch("fetch", "give the document with --file"))
    }
}

fn is_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    let start = start.get(..start.len().min(15)).unwrap_or_default();
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype") || start.starts_with(b"<html")
}

/// The current day, in UTC.
pub(crate) fn today() -> Result<Date> {
    let today = OffsetDateTime::now_utc().date();
    Ok(Date {
        year: u16::try_from(today.year())?,
        month: u8::from(today.month()),
        day: today.day(),
    })
}
