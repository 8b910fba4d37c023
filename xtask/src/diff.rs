//! `cargo xtask diff`.

use std::path::Path;

use anyhow::{Context, Result};
use codegen::api::WithSources;
use codegen::config::Config;
use codegen::diff::{self, Accepted, Leftover, Level, Report};
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::overlay::Overlay;
use codegen::project;
use codegen::revision;
use codegen::select::{Selection, select};

use crate::cli::{DiffArguments, FailOn};
use crate::disk::write_file;
use crate::output::{Outcome, note, report, report_painted};
use crate::reports::ReportFormat;
use crate::revisions::Revisions;
use crate::sources::{self, overlay, read_file};

pub(crate) fn run(arguments: &DiffArguments) -> Result<Outcome> {
    let revisions = Revisions::of(&arguments.revisions)?;
    if let Some(words) = revisions.lacking() {
        report(&words)?;
        return Ok(Outcome::Fine);
    }
    let making = Making::of(arguments)?;
    let (old, new) = revisions.read()?;
    // Each revision by itself: a path that only one of them has must not hide that it came or went. Without a selector
    // the components that nothing uses are compared, too.
    let selected = |document: &Document| -> Result<Document> {
        if making.selection.is_empty() {
            Ok(document.clone())
        } else {
            Ok(select(document, &making.selection)?)
        }
    };
    let documents = (selected(&old.document)?, selected(&new.document)?);
    let mut result = compare(arguments, &making, &documents.0, &documents.1)?;
    result.documents.old.date = old.date;
    result.documents.new.date = new.date;
    // The process ends soon: to free them, and the report, node by node took 5 in a hundred of its time.
    std::mem::forget((old.document, new.document, documents));
    let leftover = match &arguments.accepted {
        Some(path) => accept(&mut result, path)?,
        None => Leftover::default(),
    };
    write(arguments, &result)?;
    let outcome = match revisions.for_git {
        true => Outcome::Fine,
        false => outcome(arguments, &result, &leftover),
    };
    std::mem::forget(result);
    Ok(outcome)
}

fn write(arguments: &DiffArguments, result: &Report) -> Result<()> {
    let text = arguments.format.write(result)?;
    match (&arguments.output, arguments.format) {
        (Some(path), _) => write_file(path, &text),
        (None, ReportFormat::Text) => report_painted(&text),
        (None, _) => report(&text),
    }
}

/// Marks what is accepted, and says what is accepted in vain.
fn accept(result: &mut Report, path: &Path) -> Result<Leftover> {
    let name = path.display().to_string();
    let text =
        String::from_utf8(read_file(path)?).with_context(|| format!("{name} is not UTF-8 text"))?;
    let leftover = result.accept(&Accepted::parse(&name, &text)?, crate::fetch::today()?);
    for (list, what) in [
        (&leftover.gone, "accepts what no longer occurs: remove"),
        (
            &leftover.expired,
            "accepted until a day that is over: look again at",
        ),
    ] {
        for it in list {
            note(&format!("{name} {what} {} ({})", it.fingerprint, it.reason));
        }
    }
    Ok(leftover)
}

fn outcome(arguments: &DiffArguments, result: &Report, leftover: &Leftover) -> Outcome {
    let failing = match arguments.fail_on {
        None => return Outcome::Fine,
        Some(FailOn::Major) => Level::Major,
        Some(FailOn::Minor) => Level::Minor,
    };
    if result.open_verdict() >= failing || !leftover.gone.is_empty() {
        Outcome::Stale
    } else {
        Outcome::Fine
    }
}

/// What is done to both revisions.
struct Making {
    selection: Selection,
    overlays: Vec<Overlay>,
    settings: Settings,
    /// Whether it was asked for, so that the report must not go without it.
    wanted: bool,
}

impl Making {
    fn of(arguments: &DiffArguments) -> Result<Self> {
        if let Some(name) = &arguments.profile {
            return Self::of_profile(arguments, name);
        }
        let overlays = arguments.overlay.iter().map(|path| overlay(path));
        Ok(Self {
            selection: arguments.select.selection(),
            overlays: overlays.collect::<Result<_>>()?,
            settings: Settings {
                base_path: arguments.base_path.clone(),
                on_fault: OnFault::LeaveOut,
                ..Settings::default()
            },
            wanted: !arguments.overlay.is_empty() || arguments.base_path.is_some(),
        })
    }

    fn of_profile(arguments: &DiffArguments, name: &str) -> Result<Self> {
        let root = sources::root(&arguments.project)?;
        let sources = sources::read(&root)?;
        let config = Config::parse("spec/codegen.toml", &sources.config)?;
        Ok(Self {
            overlays: project::overlays_of(config.profile(name)?, &sources)?,
            selection: config.select,
            settings: config.generator,
            wanted: true,
        })
    }
}

/// The report with the Rust side, or without it where it is not wanted or no client can be generated.
fn compare(
    arguments: &DiffArguments,
    making: &Making,
    old: &Document,
    new: &Document,
) -> Result<Report> {
    if arguments.documents_only {
        return Ok(diff::diff(old, new));
    }
    // Only the page shows code.
    let sources = match arguments.format.shows_code() {
        true => WithSources::Yes,
        false => WithSources::No,
    };
    match revision::clients(old, new, &making.overlays, &making.settings, sources) {
        Ok(clients) => {
            let clients = match arguments.aliases {
                true => clients.with_aliases(old, new)?,
                false => clients,
            };
            let report = clients.compare(old, new);
            // Not freed, as the documents are not in `run`.
            std::mem::forget(clients);
            Ok(report)
        }
        // What was asked for has to be done; what is merely the default may be missing, if that is said.
        Err(error) if !making.wanted => {
            note(&format!(
                "the documents alone are compared, because no client can be generated: {error}"
            ));
            Ok(diff::diff(old, new))
        }
        Err(error) => Err(error.into()),
    }
}
