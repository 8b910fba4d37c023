//! `cargo xtask bump`: a new revision of the vendor's document, and all that follows from it, in one go or not at all.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use codegen::adopt::adopt;
use codegen::aliases::Alias;
use codegen::api::{Api, WithSources, api};
use codegen::config::Lock;
use codegen::diff::{Level, Report, Revision, aliases, compare};
use codegen::document::Document;
use codegen::overlay::{Failing, recheck};
use codegen::project::{self, MANAGED, Project, Sources};
use codegen::select::select;
use codegen::text::one_line;
use semver::Version;
use serde::Serialize;

use crate::cli::{BumpArguments, Format};
use crate::disk::{self, Difference, Staged};
use crate::fetch;
use crate::output::{Outcome, json, report};
use crate::sources;

mod beside;
mod body;
mod changelog;
mod old;
mod version;

use beside::{Beside, Written};
use body::Bump;
use old::Old;

/// What `--format json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    changed: bool,
    dry_run: bool,
    verdict: Level,
    version: Versions,
    lock: serde_json::Value,
    title: String,
    /// Where the pull request's body is.
    body: Option<PathBuf>,
    /// Where the report is.
    report_file: Option<PathBuf>,
    files: &'a [Difference],
    report: &'a Report,
}

#[derive(Serialize)]
struct Versions {
    old: String,
    new: String,
}

pub(crate) fn run(arguments: &BumpArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.project)?;
    if !arguments.dry_run {
        disk::recover(&root)?;
    }
    let old = Old::read(&root)?;
    let (name, bytes, adoption) = fetch::document(&old.lock, &arguments.source)?;
    let lock = adopt(&old.lock, &name, &bytes, &adoption)?;
    if lock.document.sha256 == old.lock.document.sha256 && lock.api == old.lock.api {
        match arguments.format {
            Format::Json => json(&serde_json::json!({ "changed": false }))?,
            Format::Text => report("the document is the pinned one: nothing to do")?,
        }
        return Ok(Outcome::Fine);
    }
    fetch::check_free(&root, &old.lock, &lock, &bytes)?;
    let actions = recheck_overlays(&old, &name, &bytes)?;
    let new = New::build(&old, &lock, bytes)?;
    let (mut new, mut result) = keep_names(&old, new)?;
    let date = |lock: &Lock| Some(lock.document.retrieved.to_string());
    result.documents.old.date = date(&old.lock);
    result.documents.new.date = date(&lock);
    let current = version::stated(&old.manifest)?;
    let version = version::raised(&current, result.verdict);
    new.release(&version)?;
    let (files, gone) = files(&old, &new, &lock, &version, &result)?;
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    let changes = disk::compare_with(&root, &MANAGED, &files, &gone)?;
    let bump = Bump {
        old: &old.lock,
        new: &new.project.lock,
        versions: (&current, &version),
        report: &result,
        actions,
        files: &changes,
        left_out: new.left_out(),
        aliases: &new.api.aliases,
    };
    let (beside, written) = Beside::prepare(&root, arguments, &bump)?.into_parts();
    if arguments.dry_run {
        beside.into_iter().try_for_each(Staged::persist)?;
    } else {
        disk::commit_with(&root, &MANAGED, &files, &gone, beside)?;
    }
    match arguments.format {
        Format::Json => json(&Printed {
            changed: true,
            dry_run: arguments.dry_run,
            verdict: result.verdict,
            version: Versions {
                old: current.to_string(),
                new: version.to_string(),
            },
            lock: new.project.lock.to_json(),
            title: body::title(&bump),
            body: written.body,
            report_file: written.report,
            files: &changes,
            report: &result,
        })?,
        Format::Text => report(&text(&bump, &written, arguments.dry_run))?,
    }
    Ok(Outcome::Fine)
}

/// The new client with the old names that it keeps, and the report on it.
///
/// A major release takes the old names of earlier ones away: programs have to change anyway.
fn keep_names(old: &Old, new: New) -> Result<(New, Report)> {
    let kept = aliases(old.revision(), new.revision());
    let with = |new: &New, names: &[Alias]| -> Result<(Api, Report)> {
        let api = new.api.clone().with_aliases(names)?;
        let revision = Revision {
            api: &api,
            ..new.revision()
        };
        let report = compare(old.revision(), revision);
        Ok((api, report))
    };
    let (mut api, mut report) = with(&new, &kept.all())?;
    if report.verdict == Level::Major && !kept.carried.is_empty() {
        (api, report) = with(&new, &kept.renamed)?;
    }
    Ok((New { api, ..new }, report))
}

/// The project as it will be.
struct New {
    document: Document,
    api: Api,
    project: Project,
    vendor: String,
    sources: Sources,
}

impl New {
    fn build(old: &Old, lock: &Lock, bytes: Vec<u8>) -> Result<Self> {
        let file = format!("spec/{}", lock.document.file);
        let document = select(&Document::load(&file, &bytes)?, &old.config.select)?;
        let sources = Sources {
            lock: lock.to_text(),
            document: bytes.clone(),
            // Which old names fit is known once both clients are.
            aliases: String::new(),
            ..old.sources.clone()
        };
        let project = project::build(&sources)?;
        let resolved = project
            .profiles
            .get(&project.config.profile)
            .ok_or_else(|| anyhow!("there is no profile `{}`", project.config.profile))?;
        Ok(Self {
            api: api(&resolved.document, &old.config.generator, WithSources::Yes)?
                .lacking(&resolved.left_out),
            document,
            vendor: fetch::text(bytes)?,
            project,
            sources,
        })
    }

    /// The same as a release: old names say since when they are old.
    fn release(&mut self, version: &Version) -> Result<()> {
        if self.api.aliases.is_empty() {
            return Ok(());
        }
        for alias in &mut self.api.aliases {
            if alias.since.is_empty() {
                alias.since = version.to_string();
            }
        }
        self.project = project::build(&Sources {
            aliases: codegen::aliases::text(&self.api.aliases).unwrap_or_default(),
            ..self.sources.clone()
        })?;
        Ok(())
    }

    fn revision(&self) -> Revision<'_> {
        Revision {
            document: &self.document,
            api: &self.api,
        }
    }

    fn left_out(&self) -> Vec<String> {
        let resolved = self.project.profiles.get(&self.project.config.profile);
        let operations = resolved.into_iter().flat_map(|it| &it.left_out);
        operations
            .chain(&self.project.client.left_out)
            .map(ToString::to_string)
            .collect()
    }
}

/// Tries every action of every profile on the new document, and refuses it when one fails. Gives the number of actions.
fn recheck_overlays(old: &Old, name: &str, bytes: &[u8]) -> Result<usize> {
    let document = select(&Document::load(name, bytes)?, &old.config.select)?;
    let mut fine = BTreeSet::new();
    let mut failing: Vec<Failing> = Vec::new();
    for profile in old.config.profiles.values() {
        let overlays = project::overlays_of(profile, &old.sources)?;
        let checked = recheck(&document, &overlays);
        fine.extend(checked.fine);
        for one in checked.failing {
            // Profiles share overlays.
            if !failing.contains(&one) {
                failing.push(one);
            }
        }
    }
    if failing.is_empty() {
        return Ok(fine.len());
    }
    let list: String = failing.iter().map(told).collect();
    let count = match failing.len() {
        1 => "1 overlay action no longer does what it was".to_owned(),
        count => format!("{count} overlay actions no longer do what they were"),
    };
    bail!(
        "{count} written for on {name}\n{list}\n  why: the client would not be what the overlays promise; nothing was changed\n  fix: remove or correct these actions, then run `cargo xtask bump` again"
    )
}

fn told(failing: &Failing) -> String {
    let Failing { about, error, .. } = failing;
    let place = error.location.as_ref().map(ToString::to_string);
    let mut text = format!("\n  {}: {}\n", place.unwrap_or_default(), error.what);
    for (label, words) in [
        ("does", &about.description),
        ("why", &about.reason),
        ("remove when", &about.remove_when),
    ] {
        if !words.is_empty() {
            let words: Vec<&str> = words.split_whitespace().collect();
            text.push_str(&format!("    {label}: {}\n", one_line(&words.join(" "))));
        }
    }
    text
}

/// Everything that is written, and what goes.
fn files(
    old: &Old,
    new: &New,
    lock: &Lock,
    version: &Version,
    result: &Report,
) -> Result<(codegen::files::Files, Vec<String>)> {
    let mut files = new.project.files.clone();
    files.insert(&format!("spec/{}", lock.document.file), new.vendor.clone());
    // Other bytes that say the same change the pin alone.
    if result.verdict > Level::None {
        files.insert(
            version::MANIFEST,
            version::in_manifest(&old.manifest, version)?,
        );
        files.insert(
            version::LOCK,
            version::in_lock(&old.sources.cargo_lock, version)?,
        );
        files.insert(
            changelog::FILE,
            changelog::with_entry(&old.changelog, version, lock, result, &new.api.aliases)?,
        );
    }
    let mut gone: Vec<String> = crate::aliases::insert(&mut files, &new.api.aliases)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if old.lock.document.file != lock.document.file {
        gone.push(format!("spec/{}", old.lock.document.file));
    }
    Ok((files, gone))
}

fn text(bump: &Bump<'_>, written: &Written, dry_run: bool) -> String {
    let (before, after) = bump.versions;
    let (old, new) = (&bump.old.document, &bump.new.document);
    let mut text = format!(
        "{}\n\nverdict    {}\ndocument   {:.12} of {} → {:.12} of {}\nclient     {before} → {after}\noverlays   all {} actions do what they were written for\nfiles      {} {}\n",
        body::title(bump),
        bump.report.verdict.name(),
        old.sha256,
        old.retrieved,
        new.sha256,
        new.retrieved,
        bump.actions,
        bump.files.len(),
        if dry_run {
            "would change; nothing was written"
        } else {
            "written"
        },
    );
    let kept = bump.renamed().count();
    if kept > 0 {
        text.push_str(&format!(
            "old names  {kept} of what was renamed stay, deprecated, until the next major version\n"
        ));
    }
    for (name, path) in [("body", &written.body), ("report", &written.report)] {
        if let Some(path) = path {
            text.push_str(&format!("{name:<10} {}\n", path.display()));
        }
    }
    text.push_str("\nReview, in this order:\n");
    for line in body::review(bump) {
        text.push_str(&format!("  {}\n", line.replace('`', "")));
    }
    text.push_str("Then run: cargo test --workspace\n\n");
    text.push_str(&codegen::diff::text(bump.report));
    text
}

/// A lock for the tests of the texts.
#[cfg(test)]
const TEST_LOCK: &str = r#"
    [document]
    file = "vendor/things.yaml"
    origin = "file"
    url = "https://vendor.example/things.yaml"
    sha256 = "0123456789abcdef"
    retrieved = 2026-02-03

    [api]
    title = "Things"
    version = "v1"
    released = 2026-01-01
    end-of-life = 2028-01-01

    [generator]
"#;
