//! `cargo xtask diff`.

use std::path::Path;

use anyhow::{Context, Result};
use codegen::diff::{self, Level};
use codegen::document::Document;
use codegen::select::select;

use crate::cli::{DiffArguments, FailOn, ReportFormat};
use crate::output::{Outcome, json, report};

pub(crate) fn run(arguments: &DiffArguments) -> Result<Outcome> {
    let selection = arguments.select.selection();
    // Each revision by itself: a path that only one of them has must not hide that it came or went.
    let load = |path: &Path| -> Result<Document> {
        let bytes =
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let document = Document::load(&path.display().to_string(), &bytes)?;
        // Without a selector the components that nothing uses are compared, too.
        if selection.is_empty() {
            Ok(document)
        } else {
            Ok(select(&document, &selection)?)
        }
    };
    let result = diff::diff(&load(&arguments.old)?, &load(&arguments.new)?);
    match arguments.format {
        ReportFormat::Json => json(&diff::json(&result))?,
        ReportFormat::Text => report(&diff::text(&result)),
        ReportFormat::Markdown => report(&diff::markdown(&result)),
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
