//! `cargo xtask aliases`: the old names that the client keeps for what was renamed.

use anyhow::{Result, bail};
use codegen::aliases::{Alias, FILE, read, text};
use codegen::files::Files;
use codegen::project::{self, MANAGED, Sources};
use serde::Serialize;

use crate::cli::{AliasArguments, Format};
use crate::disk::{self, Difference};
use crate::output::{Outcome, json, report};
use crate::sources;

#[derive(Serialize)]
struct Report<'a> {
    aliases: &'a [Alias],
    removed: &'a [Alias],
    files: &'a [Difference],
}

pub(crate) fn run(arguments: &AliasArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.report.project)?;
    if arguments.remove.is_some() {
        disk::recover(&root)?;
    }
    let sources = sources::read(&root)?;
    let all = read(&sources.aliases)?;
    let (removed, left) = split(all, arguments.remove.as_deref())?;
    let mut changes = Vec::new();
    if !removed.is_empty() {
        let project = project::build(&Sources {
            aliases: text(&left).unwrap_or_default(),
            ..sources
        })?;
        let mut files = project.files;
        let gone = insert(&mut files, &left);
        changes = disk::commit_with(&root, &MANAGED, &files, &gone, Vec::new())?;
    }
    match arguments.report.format {
        Format::Json => json(&Report {
            aliases: &left,
            removed: &removed,
            files: &changes,
        })?,
        Format::Text => report(&told(&left, &removed))?,
    }
    Ok(Outcome::Fine)
}

/// Puts the aliases' file among `files`; without aliases it has to go.
pub(crate) fn insert(files: &mut Files, aliases: &[Alias]) -> Vec<&'static str> {
    match text(aliases) {
        Some(text) => {
            files.insert(FILE, text);
            Vec::new()
        }
        None => vec![FILE],
    }
}

/// The aliases that go, and those that stay.
fn split(all: Vec<Alias>, remove: Option<&[String]>) -> Result<(Vec<Alias>, Vec<Alias>)> {
    let Some(names) = remove else {
        return Ok((Vec::new(), all));
    };
    if let Some(unknown) = names
        .iter()
        .find(|name| !all.iter().any(|it| it.old == **name))
    {
        bail!(
            "the client keeps no old name `{unknown}`\n  fix: name one that `cargo xtask aliases` lists, or none to remove all"
        );
    }
    Ok(all
        .into_iter()
        .partition(|it| names.is_empty() || names.contains(&it.old)))
}

fn told(left: &[Alias], removed: &[Alias]) -> String {
    let mut text = String::new();
    for (list, word) in [(removed, "removed  "), (left, "")] {
        for Alias {
            old, new, since, ..
        } in list
        {
            text.push_str(&format!("{word}{old} = {new} (deprecated since {since})\n"));
        }
    }
    if !removed.is_empty() {
        text.push_str("\nPrograms that use a removed name no longer compile: raise the version of generated-client as for a breaking change.\nThen run: cargo test --workspace\n");
    }
    if text.is_empty() {
        text.push_str("the client keeps no old names\n");
    }
    text
}
