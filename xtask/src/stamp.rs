//! Whether the last `regen` saw exactly what is on disk now.
//!
//! Cargo alone takes most of the time of a run that has nothing to do, so such a run compares hashes instead
//! of running the pipeline. `check` never asks: it is there to find out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Result;
use codegen::config::sha256;
use codegen::project::{MANAGED, PAGES, Sources};

use crate::disk;

/// A hash of the program, of everything it reads, and of everything it writes.
pub(crate) struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    /// The stamp of what is on disk now; `None` where the program cannot tell which one it is.
    pub(crate) fn now(root: &Path, sources: &Sources) -> Option<Self> {
        let program = std::env::current_exe().ok()?;
        let about = program.metadata().ok()?;
        let built = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let mut seen = format!("{} {}\n", about.len(), built.as_nanos());
        let mut note = |name: &str, content: &[u8]| {
            seen.push_str(&format!("{name} {}\n", sha256(content)));
        };
        note("config", sources.config.as_bytes());
        note("lock", sources.lock.as_bytes());
        note("aliases", sources.aliases.as_bytes());
        note("Cargo.lock", sources.cargo_lock.as_bytes());
        note("document", &sources.document);
        for (name, overlay) in &sources.overlays {
            note(name, overlay);
        }
        for (name, content) in disk::read_all(root, &MANAGED, &PAGES).ok()? {
            note(&name, &content);
        }
        let file = program.with_file_name("xtask-regen.stamp");
        Some(Self {
            file,
            hash: sha256(seen.as_bytes()),
        })
    }

    /// Whether the last `regen` ended with exactly this.
    pub(crate) fn is_known(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|known| known == self.hash)
    }

    /// Remembers it. A stamp that cannot be written costs time, and nothing else.
    pub(crate) fn remember(&self) -> Result<()> {
        Ok(fs::write(&self.file, &self.hash)?)
    }
}
