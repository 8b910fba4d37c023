//! A report in the form that its file's name asks for.

use std::path::Path;

use anyhow::{Result, bail};
use codegen::diff::{self, Report};

use crate::output::json_text;

/// The report as `.html`, `.md`, `.json` or `.txt`.
pub(crate) fn by_extension(path: &Path, report: &Report) -> Result<String> {
    let extension = path.extension().and_then(|it| it.to_str());
    Ok(match extension {
        Some("html") => diff::html(report).into_string(),
        Some("md") => diff::markdown(report).into_string(),
        Some("json") => json_text(&diff::json(report))?,
        Some("txt") => diff::text(report),
        _ => bail!(
            "unsupported report extension: {}\n  fix: end the name with .html, .md, .json or .txt",
            path.display()
        ),
    })
}
