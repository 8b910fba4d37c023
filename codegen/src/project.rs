//! A project's whole output from its whole input, both as values: what `regen` writes and `check` compares.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aliases::{self, Alias};
use crate::config::{Config, Lock, Profile, parse};
use crate::departures::departures;
use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::files::Files;
use crate::limits::limits;
use crate::overlay::{Overlay, Rules};
use crate::render::Banner;
use crate::report::{LeftOut, strict};
use crate::stack::with_stack;
use crate::{Client, Resolved, client_with_aliases, resolve, snapshots};

/// The folders that belong to the pipeline alone: a file there that it does not write is a stranger.
pub const MANAGED: [&str; 3] = [
    "spec/resolved",
    "generated-client/src/generated",
    "tests/snapshots",
];

/// What the pipeline writes outside of them.
pub const PAGES: [&str; 2] = ["spec/departures.md", "generated-client/src/limits.md"];

/// The command that writes the managed folders.
pub const COMMAND: &str = "cargo xtask regen";

/// The profile that is the contract to the letter: what the others are compared with.
const CONTRACT_PROFILE: &str = "reference";

/// What a project is made from, as read from disk. Names are paths below the project's root.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `spec/codegen.toml`.
    pub config: String,
    /// `spec/spec.lock`.
    pub lock: String,
    /// The vendor's document.
    pub document: Vec<u8>,
    /// Overlays, by their path in `codegen.toml`.
    pub overlays: BTreeMap<String, Vec<u8>>,
    /// `spec/aliases.toml`; empty where there is none.
    pub aliases: String,
    /// `Cargo.lock`, for the versions of the generator.
    pub cargo_lock: String,
}

/// A project's output.
#[derive(Clone)]
pub struct Project {
    /// `spec/codegen.toml`.
    pub config: Config,
    /// `spec/spec.lock`, with the versions of the generator that runs.
    pub lock: Lock,
    /// Every profile, resolved.
    pub profiles: BTreeMap<String, Resolved>,
    /// The client of the default profile.
    pub client: Client,
    /// Everything in the managed folders, and `spec/spec.lock`.
    pub files: Files,
}

/// Runs the pipeline for every profile, and the generator for the default one.
///
/// # Errors
///
/// Whatever a stage refuses. The pin is not verified here, so that `check` can name a document that was
/// tampered with beside everything else that is stale; see [`Lock::verify`].
pub fn build(sources: &Sources) -> Result<Project> {
    let config = Config::parse("spec/codegen.toml", &sources.config)?;
    let lock = Lock::parse("spec/spec.lock", &sources.lock)?;
    let document = Document::load(&format!("spec/{}", lock.document.file), &sources.document)?;
    let (profiles, lock) = std::thread::scope(|scope| {
        let versions = scope.spawn(|| with_versions(lock, &sources.cargo_lock));
        let profiles = resolve_all(&config, &document, sources);
        let lock = versions
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok::<_, Error>((profiles?, lock?))
    })?;
    let aliases = aliases::read(&sources.aliases)?;
    let (client, mut files) = outputs(&config, &profiles, &aliases)?;
    let default = profiles
        .get(&config.profile)
        .ok_or_else(|| no_profile(&config.profile))?;
    if config.generator.strict {
        let left_out: Vec<LeftOut> = default
            .left_out
            .iter()
            .chain(&client.left_out)
            .cloned()
            .collect();
        strict(&client.losses, &left_out)?;
    }
    if let Some(contract) = profiles.get(CONTRACT_PROFILE) {
        let page = departures(&default.actions, &contract.actions, COMMAND);
        files.insert(PAGES[0], page);
    }
    let table = limits(&default.actions, COMMAND);
    files.insert(PAGES[1], table);
    files.insert("spec/spec.lock", lock.to_text());
    Ok(Project {
        config,
        lock,
        profiles,
        client,
        files,
    })
}

/// The second half of [`build`]: the client of the default profile, and the files of the managed folders, from the
/// resolved documents of all profiles.
///
/// # Errors
///
/// Whatever *generate* or *render* refuses, and an alias that does not fit the client.
pub fn outputs(
    config: &Config,
    profiles: &BTreeMap<String, Resolved>,
    aliases: &[Alias],
) -> Result<(Client, Files)> {
    let mut files = Files::default();
    let mut shown = snapshots::Snapshots::new();
    for (name, resolved) in profiles {
        files.insert(&resolved_path(name), snapshots::pretty(&resolved.document));
        shown.extend(snapshots::of_document(name, &resolved.document));
    }
    let default = profiles
        .get(&config.profile)
        .ok_or_else(|| no_profile(&config.profile))?;
    let banner = Banner {
        command: COMMAND.to_owned(),
        source: resolved_path(&config.profile),
    };
    let (settings, groups) = (&config.generator, &config.modules);
    let client = client_with_aliases(default, settings, groups, &banner, aliases)?;
    shown.extend(snapshots::of_client(&config.profile, &client));
    files.insert_all("generated-client/src/generated", client.files.clone());
    files.insert_all("tests/snapshots", snapshots::files(&shown));
    Ok((client, files))
}

/// Where a profile's resolved document stands.
pub fn resolved_path(profile: &str) -> String {
    format!("spec/resolved/{profile}.json")
}

/// The overlays of a profile.
///
/// # Errors
///
/// What [`Overlay::load`] refuses, and [`ErrorKind::Config`] for a file that is not there.
pub fn overlays_of(profile: &Profile, sources: &Sources) -> Result<Vec<Overlay>> {
    overlays(&profile.overlays, sources)
}

/// Every profile, each on a thread of its own: reading the overlays is what takes long.
fn resolve_all(
    config: &Config,
    document: &Document,
    sources: &Sources,
) -> Result<BTreeMap<String, Resolved>> {
    let resolve_one = |profile: &Profile| {
        let overlays = overlays_of(profile, sources)?;
        with_stack(|| resolve(document, &config.select, &overlays, &config.generator))?
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = config
            .profiles
            .iter()
            .map(|(name, profile)| (name, scope.spawn(move || resolve_one(profile))))
            .collect();
        running
            .into_iter()
            .map(|(name, thread)| {
                let resolved = thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                Ok((name.clone(), resolved))
            })
            .collect()
    })
}

/// `lock` with the versions that `Cargo.lock` builds the generator's parts from: what is checked in is
/// what they write.
fn with_versions(mut lock: Lock, cargo_lock: &str) -> Result<Lock> {
    let cargo: CargoLock = parse("Cargo.lock", cargo_lock)?;
    for (name, version) in &mut lock.generator {
        if let Some(package) = cargo.package.iter().find(|package| package.name == *name) {
            version.clone_from(&package.version);
        }
    }
    Ok(lock)
}

/// What matters of `Cargo.lock`.
#[derive(Deserialize)]
struct CargoLock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

fn overlays(names: &[String], sources: &Sources) -> Result<Vec<Overlay>> {
    names
        .iter()
        .map(|name| {
            let bytes = sources.overlays.get(name).ok_or_else(|| {
                Error::new(
                    ErrorKind::Config,
                    format!("the overlay `spec/{name}` is not there"),
                    "codegen.toml names it in a profile",
                    format!("add the file, or remove `{name}` from spec/codegen.toml"),
                )
            })?;
            Overlay::load(&format!("spec/{name}"), bytes, Rules::Project)
        })
        .collect()
}

fn no_profile(name: &str) -> Error {
    Error::new(
        ErrorKind::Config,
        format!("there is no profile `{name}`"),
        "codegen.toml names it as the default",
        format!("add `[profiles.{name}]` to spec/codegen.toml"),
    )
}
