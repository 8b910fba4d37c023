//! `cargo xtask check`.

use anyhow::Result;
use codegen::project::{self, COMMAND, MANAGED};
use serde::Serialize;

use crate::cli::{Format, ReportArguments};
use crate::disk::{self, Difference, State};
use crate::output::{Outcome, json, report};
use crate::sources;

#[derive(Serialize)]
struct Report {
    fresh: bool,
    /// Why the vendor's document is not the pinned one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<String>,
    /// Why the pipeline could not run on a document that is not the pinned one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pipeline: Option<String>,
    files: Vec<Difference>,
    /// The one line that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

pub(crate) fn run(arguments: &ReportArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.project)?;
    let sources = sources::read(&root)?;
    let lock = codegen::config::Lock::parse("spec/spec.lock", &sources.lock)?;
    let pin = lock
        .verify(&format!("spec/{}", lock.document.file), &sources.document)
        .err();
    let (files, pipeline, total) = match project::build(&sources) {
        Ok(project) => (
            disk::compare(&root, &MANAGED, &project.files)?,
            None,
            project.files.iter().count(),
        ),
        // A document that was tampered with may no longer go through; that it was is the finding.
        Err(error) if pin.is_some() => (Vec::new(), Some(error), 0),
        Err(error) => return Err(error.into()),
    };
    let fresh = pin.is_none() && files.is_empty();
    let remedy = match (&pin, fresh) {
        (_, true) => None,
        (Some(pin), _) => Some(pin.remedy.clone()),
        (None, false) => Some(format!("run `{COMMAND}` and review the diff")),
    };
    let result = Report {
        fresh,
        pin: pin.map(|error| error.to_string()),
        pipeline: pipeline.map(|error| error.to_string()),
        files,
        remedy,
    };
    match arguments.format {
        Format::Json => json(&result)?,
        Format::Text => report(&text(&result, total))?,
    }
    Ok(if fresh { Outcome::Fine } else { Outcome::Stale })
}

fn text(result: &Report, total: usize) -> String {
    let mut text = String::new();
    let mut findings = 0;
    for (label, finding) in [("pin", &result.pin), ("pipeline", &result.pipeline)] {
        if let Some(finding) = finding {
            findings += 1;
            text.push_str(&format!("Stale    {label}: {finding}\n"));
        }
    }
    for difference in &result.files {
        findings += 1;
        let label = match difference.state {
            State::Changed => "Stale   ",
            State::Missing => "Missing ",
            State::Extra => "Extra   ",
        };
        text.push_str(&format!("{label} {}\n", difference.path));
        for line in difference.diff.lines() {
            text.push_str(&format!("         {line}\n"));
        }
    }
    match &result.remedy {
        None => text.push_str(&format!("Fresh    the pinned document and {total} files")),
        Some(remedy) => {
            let s = if findings == 1 { "" } else { "s" };
            text.push_str(&format!("\n{findings} finding{s}\n  fix: {remedy}"));
        }
    }
    text
}
