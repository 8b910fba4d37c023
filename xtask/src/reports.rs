//! A report in the form that its file's name asks for.

use std::path::Path;

use anyhow::{Result, bail};
use codegen::diff::{self, Report};

/// The report as `.html`, `.md`, `.json` or `.txt`.
pub(crate) fn by_extension(path: &Path, report: &Report) -> Result<String> {
    let extension = path.extension().and_then(|it| it.to_str());
    Ok(match extension {
        Some("html") => diff::html(report),
        Some("md") => diff::markdown(report),
        Some("json") => serde_json::to_string_pretty(&diff::json(report))? + "\n",
        Some("txt") => diff::text(report),
        _ => bail!(
            "{} names no form of a report\n  fix: end the name with .html, .md, .json or .txt",
            path.display()
        ),
    })
}
