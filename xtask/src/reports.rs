//! The forms of a report: for a terminal, a pull request, a program, a browser.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;
use codegen::diff::{self, Report};

use crate::output::json_text;

/// A form of a report. A new one is a function of `codegen::diff` and a variant here.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// One JSON object
    Json,
    /// A page for a browser, in one file
    Html,
}

impl ReportFormat {
    /// The report in this form.
    pub(crate) fn write(self, report: &Report) -> Result<String> {
        Ok(match self {
            Self::Text => diff::text(report),
            Self::Markdown => diff::markdown(report).into_string(),
            Self::Json => json_text(&diff::json(report))?,
            Self::Html => diff::html(report).into_string(),
        })
    }

    /// How names of files in this form end.
    fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// Whether it shows the code of items.
    pub(crate) fn shows_code(self) -> bool {
        self == Self::Html
    }

    /// The form that a file's name asks for.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().and_then(|it| it.to_str());
        let forms = Self::value_variants();
        match forms.iter().find(|it| extension == Some(it.extension())) {
            Some(form) => Ok(*form),
            None => bail!(
                "unsupported report extension: {}\n  fix: end the name with .html, .md, .json or .txt",
                path.display()
            ),
        }
    }
}
