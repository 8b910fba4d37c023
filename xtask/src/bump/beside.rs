//! The pull request's body and the report: files beside the tree.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::body::{Bump, body};
use crate::cli::BumpArguments;
use crate::disk::Staged;
use crate::reports::ReportFormat;

/// Where both go when nobody asks for another place, below the root: git ignores it.
const FOLDER: &str = "target/bump";

/// Where the files are.
pub(super) struct Written {
    pub(super) body: Option<PathBuf>,
    pub(super) report: Option<PathBuf>,
}

/// Files that are written before the tree changes, and put in place after it.
pub(super) struct Beside {
    staged: Vec<Staged>,
    written: Written,
}

impl Beside {
    /// Writes both, to where they were asked for or to `target/bump`; a dry run only what was asked for.
    pub(super) fn prepare(root: &Path, arguments: &BumpArguments, bump: &Bump<'_>) -> Result<Self> {
        let folder = root.join(FOLDER);
        let place = |asked: &Option<PathBuf>, name: &str| match asked {
            None if arguments.dry_run => None,
            None => Some(folder.join(name)),
            asked => asked.clone(),
        };
        let written = Written {
            body: place(&arguments.body, "pull-request.md"),
            report: place(&arguments.report, "report.html"),
        };
        let mut staged = Vec::new();
        let mut stage = |path: &Path, text: &str| -> Result<()> {
            if path.starts_with(&folder) {
                fs::create_dir_all(&folder)
                    .with_context(|| format!("{} cannot be made", folder.display()))?;
            }
            staged.push(Staged::new(path, text)?);
            Ok(())
        };
        if let Some(path) = &written.body {
            stage(path, &body(bump))?;
        }
        if let Some(path) = &written.report {
            stage(path, &ReportFormat::of(path)?.write(bump.report)?)?;
        }
        Ok(Self { staged, written })
    }

    /// The files, to be put in place, and where that is.
    pub(super) fn into_parts(self) -> (Vec<Staged>, Written) {
        (self.staged, self.written)
    }
}
