//! `cargo xtask generate`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::document::{Document, operations};
use codegen::files::Files;
use codegen::generate::{OnFault, Settings};
use codegen::lower::RuleHits;
use codegen::overlay::ActionHits;
use codegen::render::{Banner, Groups};
use codegen::report::{LeftOut, Loss, strict, summary};
use codegen::standalone::{MARKER, standalone};
use codegen::text::one_line;
use serde::Serialize;

use crate::bounds;
use crate::cli::{Format, GenerateArguments};
use crate::disk;
use crate::output::{Outcome, failure, json, note, report};
use crate::sources::{document, overlay, runtime};

/// The rule for what lacks a part that OpenAPI requires.
const INCOMPLETE: &str = "incomplete-objects";

#[derive(Serialize)]
struct Report {
    document: PathBuf,
    out: PathBuf,
    operations: usize,
    /// Whether the crate was written: with `--strict`, only when nothing is lost.
    written: bool,
    left_out: Vec<LeftOut>,
    losses: Vec<Loss>,
    actions: Vec<ActionHits>,
    rules: Vec<RuleHits>,
    /// Where something of the document was ignored that is none of an operation's.
    #[serde(skip)]
    ignored: Vec<String>,
}

pub(crate) fn run(arguments: &GenerateArguments) -> Result<Outcome> {
    let name = crate_name(arguments);
    disk::recover(&arguments.out)?;
    check_out(&arguments.out)?;
    let document = document(&arguments.document)?;
    let overlays = arguments
        .overlay
        .iter()
        .map(|path| overlay(path))
        .collect::<Result<Vec<_>>>()?;
    let selection = arguments.select.selection();
    let settings = Settings {
        base_path: arguments.base_path.clone(),
        on_fault: OnFault::LeaveOut,
        strict: arguments.strict,
        ..Settings::default()
    };
    // The file's name alone: the folders above it are the user's own.
    let source = arguments.document.file_name().unwrap_or_default();
    let source = one_line(&source.to_string_lossy()).into_owned();
    let banner = Banner {
        command: "cargo xtask generate".to_owned(),
        source: source.clone(),
    };

    let resolved = codegen::resolve(&document, &selection, &overlays, &settings)?;
    let client = codegen::client(&resolved, &settings, &Groups::new(), &banner)?;
    let left_out: Vec<LeftOut> = resolved
        .left_out
        .iter()
        .chain(&client.left_out)
        .cloned()
        .collect();
    let refused = match settings.strict {
        true => strict(&client.losses, &left_out).err(),
        false => None,
    };
    if refused.is_none() {
        let files = standalone(&client, &left_out, &name, &source, &runtime()?);
        write(&arguments.out, &files)?;
    }
    if let Some(text) = summary(
        &client.losses,
        "the crate's README and `--format json` have them all",
    ) {
        note(text.trim_end());
    }

    let result = Report {
        document: arguments.document.clone(),
        out: arguments.out.clone(),
        operations: operations(&client.document).count(),
        written: refused.is_none(),
        left_out,
        losses: client.losses,
        ignored: ignored(&document, &resolved.rules),
        actions: resolved.actions,
        rules: resolved.rules,
    };
    match (arguments.format, &refused) {
        (Format::Json, _) => json(&result)?,
        (Format::Text, None) => report(&text(&result))?,
        (Format::Text, Some(_)) => {}
    }
    Ok(match refused {
        None => Outcome::Fine,
        Some(error) => {
            failure(&error.into());
            Outcome::Refused
        }
    })
}

/// What the document says wrongly beside its operations, with its place.
fn ignored(document: &Document, rules: &[RuleHits]) -> Vec<String> {
    let hits = rules.iter().filter(|hits| hits.rule == INCOMPLETE);
    let places = hits.flat_map(|hits| &hits.pointers);
    places
        .map(|pointer| document.locate(pointer).to_string())
        .collect()
}

fn text(result: &Report) -> String {
    let operations = match result.operations {
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    };
    let mut text = format!("{operations} written to {}\n", result.out.display());
    for place in &result.ignored {
        text.push_str(&format!("incomplete, and ignored or completed: {place}\n"));
    }
    for operation in &result.left_out {
        text.push_str(&format!("left out: {operation}\n"));
        if let Some(place) = &operation.place {
            text.push_str(&format!("  at:  {place}\n"));
        }
    }
    // By its specification an overlay need not match; the user may have meant it to.
    for action in result.actions.iter().filter(|it| it.pointers.is_empty()) {
        text.push_str(&format!(
            "without effect: {}, action {}: the target `{}` matches nothing\n",
            action.overlay, action.action, action.about.target
        ));
    }
    text
}

/// A folder that holds what someone else wrote is never touched.
fn check_out(out: &Path) -> Result<()> {
    let ours = bounds::read_text(&out.join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.starts_with(MARKER));
    let empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", out.display()));
        }
    };
    if !ours && !empty {
        bail!(
            "{} is not empty, and this command did not write it\n  why: what is there would be lost\n  fix: name a new folder with --out",
            out.display()
        );
    }
    Ok(())
}

/// Writes the crate: `src` as a whole, so that a file of an earlier run does not stay behind.
fn write(out: &Path, files: &Files) -> Result<()> {
    let existed = out.exists();
    fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let written = disk::commit(out, &["src"], files);
    if written.is_err() && !existed {
        // Only what `create_dir_all` made is left; the error itself is what the user needs to see.
        let _ = fs::remove_dir_all(out);
    }
    written.map(|_| ())
}

/// The name given, or the folder's, in the form of a package name.
fn crate_name(arguments: &GenerateArguments) -> String {
    if let Some(name) = &arguments.name {
        return name.clone();
    }
    let folder = arguments
        .out
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let name: String = folder
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .collect();
    let name = name.trim_matches('-').to_lowercase();
    if name.starts_with(|it: char| it.is_ascii_alphabetic()) {
        name
    } else {
        format!("client-{name}").trim_end_matches('-').to_owned()
    }
}
