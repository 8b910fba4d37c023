//! The command: documents in, a report of each out.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use codegen::document::operations;
use codegen::generate::{OnFault, Settings};
use codegen::overlay;
use codegen::render::{Banner, Groups};
use codegen::select;
use codegen::standalone::standalone;
use serde::Serialize;

use super::compile::{Running, compile, package};
use super::described::described;
use super::judge::{BASE, Judge};
use super::program::program;
use super::report::Report;
use super::server::Server;
use super::table::table;
use crate::cli::{FidelityArguments, Format};
use crate::disk;
use crate::output::{Outcome, json, note, report};
use crate::sources::{document as read_document, overlay as read_overlay, runtime};

#[derive(Serialize)]
struct Printed<'r> {
    seed: u64,
    documents: &'r [Report],
}

pub(super) fn run(arguments: &FidelityArguments) -> Result<Outcome> {
    let work = match &arguments.work {
        Some(work) => work.clone(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fidelity"),
    };
    let documents = documents(arguments)?;
    let mut reports = Vec::new();
    for document in &documents {
        if documents.len() > 1 {
            note(&document.display().to_string());
        }
        let judged = one(document, arguments, &work);
        let judged = judged.unwrap_or_else(|error| Report {
            document: name(document),
            seed: arguments.seed,
            error: Some(format!("{error:#}")),
            ..Report::default()
        });
        if documents.len() > 1 && arguments.format == Format::Text {
            report(&judged.text(arguments.show))?;
        }
        reports.push(judged);
    }
    if let Some(file) = &arguments.table {
        let before = disk::read(file)?.unwrap_or_default();
        let before = String::from_utf8_lossy(&before);
        disk::write(file, &table(&before, &reports))?;
    }
    match (arguments.format, reports.as_slice()) {
        (Format::Json, reports) => json(&Printed {
            seed: arguments.seed,
            documents: reports,
        })?,
        (Format::Text, [only]) => report(&only.text(arguments.show))?,
        (Format::Text, several) => report(&table("", several))?,
    }
    let fine = |it: &Report| {
        arguments.min.is_none_or(|min| it.reaches(min)) && (!arguments.strict || it.is_right())
    };
    Ok(match reports.iter().all(fine) {
        true => Outcome::Fine,
        false => Outcome::Stale,
    })
}

/// The documents that were named, and those of a folder.
fn documents(arguments: &FidelityArguments) -> Result<Vec<PathBuf>> {
    let mut all = arguments.document.clone();
    let Some(corpus) = &arguments.corpus else {
        return Ok(all);
    };
    for folder in [corpus.clone(), corpus.join("corpus"), corpus.join("meta")] {
        if !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        let is_document = |path: &PathBuf| {
            path.extension()
                .is_some_and(|it| it == "yaml" || it == "yml" || it == "json")
        };
        found.retain(is_document);
        found.sort();
        all.append(&mut found);
    }
    Ok(all)
}

fn name(document: &Path) -> String {
    document
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A name for folders and programs.
fn slug(name: &str) -> String {
    let plain = |it: char| {
        if it.is_ascii_alphanumeric() {
            it.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    name.chars().map(plain).collect()
}

fn one(path: &Path, arguments: &FidelityArguments, work: &Path) -> Result<Report> {
    let name = name(path);
    let document = read_document(path)?;
    let overlays = arguments.overlay.iter().map(|path| read_overlay(path));
    let overlays = overlays.collect::<Result<Vec<_>>>()?;
    let selection = arguments.select.selection();
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let banner = Banner {
        command: "cargo xtask fidelity".to_owned(),
        source: name.clone(),
    };
    // What the client is judged by: the document as the user means it, before anything is lowered.
    let meant = select::select(&document, &selection)?;
    let (meant, _) = overlay::apply(&meant, &overlays)?;
    let mut result = Report {
        document: name.clone(),
        seed: arguments.seed,
        operations: operations(meant.value()).count(),
        ..Report::default()
    };
    memory::forget();
    let started = Instant::now();
    let client =
        codegen::resolve(&document, &selection, &overlays, &settings).and_then(|resolved| {
            let client = codegen::client(&resolved, &settings, &Groups::new(), &banner)?;
            Ok((resolved, client))
        });
    result.generate_seconds = started.elapsed().as_secs_f64();
    result.generate_mebibytes = memory::most();
    let (resolved, client) = match client {
        Ok(both) => both,
        Err(error) => {
            result.error = Some(error.to_string());
            return Ok(result);
        }
    };
    result.losses = client.losses.clone();
    result.generated = client.model.operations.len();
    result.left_out = resolved
        .left_out
        .iter()
        .chain(&client.left_out)
        .cloned()
        .collect();
    result.lines = client
        .files
        .iter()
        .map(|(_, text)| text.lines().count())
        .sum();
    let files = standalone(
        &client,
        &result.left_out,
        &package(&slug(&name)),
        &name,
        &runtime()?,
    );
    let made = program(&client.model);
    let compiled = match compile(work, &slug(&name), files, &made.source) {
        Ok(compiled) => compiled,
        Err(error) => {
            result.error = Some(format!("{error:#}"));
            return Ok(result);
        }
    };
    result.warnings = compiled.warnings.len();
    result.compile_seconds = compiled.seconds;
    let server = Server::start()?;
    let judge = Judge {
        document: meant.value(),
        model: &client.model,
        rounds: &made.rounds,
        running: Running::new(compiled.program, format!("{}{BASE}", server.address)),
        server,
        seed: arguments.seed,
    };
    let described = described(meant.value());
    let mut findings = judge.judge(&described)?;
    findings.missing(&described, &client.model, &result.left_out);
    result.rows = findings.rows;
    result.failures = findings.failures;
    result.contradictions = findings.contradictions;
    result.contradictions.sort();
    result.contradictions.dedup();
    result.ignored = findings.ignored;
    result.sum();
    Ok(result)
}

/// The most memory that this process had, where the system tells.
mod memory {
    /// Begins anew.
    pub(super) fn forget() {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }

    /// In MiB.
    pub(super) fn most() -> Option<u64> {
        let text = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024)
    }
}
