//! `cargo xtask diff`.

use std::path::Path;

use anyhow::Result;
use codegen::api::WithSources;
use codegen::diff::{self, Level, Report};
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::revision;
use codegen::select::select;

use crate::cli::{DiffArguments, FailOn, ReportFormat};
use crate::disk::write_file;
use crate::output::{Outcome, note, report};
use crate::sources::{overlay, read_file};

pub(crate) fn run(arguments: &DiffArguments) -> Result<Outcome> {
    let selection = arguments.select.selection();
    // Each revision by itself: a path that only one of them has must not hide that it came or went.
    let load = |path: &Path| -> Result<Document> {
        let document = Document::load(&path.display().to_string(), &read_file(path)?)?;
        // Without a selector the components that nothing uses are compared, too.
        if selection.is_empty() {
            Ok(document)
        } else {
            Ok(select(&document, &selection)?)
        }
    };
    let (old, new) = (load(&arguments.old)?, load(&arguments.new)?);
    let result = compare(arguments, &old, &new)?;
    let text = match arguments.format {
        ReportFormat::Json => serde_json::to_string_pretty(&diff::json(&result))? + "\n",
        ReportFormat::Text => diff::text(&result),
        ReportFormat::Markdown => diff::markdown(&result),
        ReportFormat::Html => diff::html(&result),
    };
    match &arguments.output {
        Some(path) => write_file(path, &text)?,
        None => report(&text),
    }
    let failing = match arguments.fail_on {
        None => return Ok(Outcome::Fine),
        Some(FailOn::Major) => Level::Major,
        Some(FailOn::Minor) => Level::Minor,
    };
    Ok(if result.verdict >= failing {
        Outcome::Stale
    } else {
        Outcome::Fine
    })
}

/// The report with the Rust side, or without it where it is not wanted or no client can be generated.
fn compare(arguments: &DiffArguments, old: &Document, new: &Document) -> Result<Report> {
    if arguments.documents_only {
        return Ok(diff::diff(old, new));
    }
    let overlays = arguments
        .overlay
        .iter()
        .map(|path| overlay(path))
        .collect::<Result<Vec<_>>>()?;
    let settings = Settings {
        base_path: arguments.base_path.clone(),
        inner_type: None,
        on_fault: OnFault::LeaveOut,
    };
    // Only the page shows code.
    let sources = match arguments.format {
        ReportFormat::Html => WithSources::Yes,
        _ => WithSources::No,
    };
    match revision::clients(old, new, &overlays, &settings, sources) {
        Ok(clients) => Ok(clients.compare(old, new)),
        // What was asked for has to be done; what is merely the default may be missing, if that is said.
        Err(error) if arguments.overlay.is_empty() && arguments.base_path.is_none() => {
            note(&format!(
                "the documents alone are compared, because no client can be generated: {error}"
            ));
            Ok(diff::diff(old, new))
        }
        Err(error) => Err(error.into()),
    }
}
