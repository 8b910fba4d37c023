//! The old side of a bump: what users have, as it is checked in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use codegen::Resolved;
use codegen::aliases::{self, Alias};
use codegen::api::{Api, WithSources, api};
use codegen::config::{Config, Lock};
use codegen::diff::Revision;
use codegen::document::Document;
use codegen::project::{self, COMMAND, MANAGED, Sources};
use codegen::select::select_as_resolved;

use super::{changelog, version};
use crate::disk;
use crate::sources;

/// The project as it is checked in.
pub(super) struct Old {
    pub(super) sources: Sources,
    pub(super) config: Config,
    pub(super) lock: Lock,
    /// The selected document.
    pub(super) document: Document,
    /// The checked-in client: generated from the resolved document on disk, whatever has become of the overlays since.
    pub(super) api: Api,
    pub(super) manifest: String,
    pub(super) changelog: String,
}

impl Old {
    /// Reads the project, and refuses one whose parts do not belong together: the report would mix two causes.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let sources = sources::read(root)?;
        let config = Config::parse("spec/codegen.toml", &sources.config)?;
        let lock = Lock::parse("spec/spec.lock", &sources.lock)?;
        let file = format!("spec/{}", lock.document.file);
        lock.verify(&file, &sources.document).with_context(|| {
            format!("{file} was changed; if it is the new document, copy it to another place and give the copy with --file")
        })?;
        let kept = aliases::read(&sources.aliases)?;
        let resolved = Self::resolved(root, &config, &kept)?;
        let default = resolved
            .get(&config.profile)
            .ok_or_else(|| anyhow!("there is no profile `{}`", config.profile))?;
        // The selection may have been edited for the new document already.
        let document = select_as_resolved(
            &Document::load(&file, &sources.document)?,
            &default.document,
            config.generator.base_path.as_deref(),
        );
        Ok(Self {
            api: api(&default.document, &config.generator, WithSources::Yes)?
                .with_aliases(&kept)?,
            manifest: sources::text(root, version::MANIFEST)?,
            changelog: sources::text(root, changelog::FILE)?,
            sources,
            config,
            lock,
            document,
        })
    }

    /// The resolved documents that are checked in, of which everything else that is written has to follow.
    fn resolved(
        root: &Path,
        config: &Config,
        kept: &[Alias],
    ) -> Result<BTreeMap<String, Resolved>> {
        let mut profiles = BTreeMap::new();
        for name in config.profiles.keys() {
            let path = project::resolved_path(name);
            let document = sources::text(root, &path)
                .and_then(|text| Ok(serde_json::from_str(&text)?))
                .map_err(|error| stale(&format!("{path} cannot be read: {error:#}")))?;
            let resolved = Resolved {
                document: Arc::new(document),
                actions: Vec::new(),
                rules: Vec::new(),
                left_out: Vec::new(),
                losses: Vec::new(),
                source: None,
            };
            profiles.insert(name.clone(), resolved);
        }
        let (_, files) = project::outputs(config, &profiles, kept)?;
        match disk::compare(root, &MANAGED, &files)?.as_slice() {
            [] => Ok(profiles),
            [only] => Err(stale(&only.path)),
            [first, rest @ ..] => Err(stale(&format!(
                "{} and {} more files",
                first.path,
                rest.len()
            ))),
        }
    }

    pub(super) fn revision(&self) -> Revision<'_> {
        Revision {
            document: &self.document,
            api: &self.api,
        }
    }
}

fn stale(what: &str) -> anyhow::Error {
    anyhow!(
        "the tree is stale: {what}\n  why: what the new document changes could not be told from what was changed here\n  fix: run `{COMMAND}` and commit what it writes; where overlays have been edited for the new document already, `git checkout -- {}`",
        MANAGED.join(" ")
    )
}
