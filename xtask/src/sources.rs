//! Reading a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use codegen::aliases;
use codegen::config::{Config, Lock};
use codegen::document::{Beside, Document};
use codegen::error::{Error, ErrorKind};
use codegen::files::Files;
use codegen::overlay::{Overlay, Rules};
use codegen::project::Sources;
use codegen::standalone::Runtime;

use crate::bounds;
use crate::cli::ProjectArguments;
use crate::disk;

/// The workspace that the command is about.
pub(crate) fn root(arguments: &ProjectArguments) -> Result<PathBuf> {
    if let Some(root) = &arguments.root {
        return Ok(root.clone());
    }
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let found = here
        .ancestors()
        .find(|folder| folder.join("spec/codegen.toml").is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        anyhow!(
            "no folder from {} upwards holds spec/codegen.toml\n  fix: run the command inside the workspace, or name it with --root",
            here.display()
        )
    })
}

/// Everything that the pipeline reads.
pub(crate) fn read(root: &Path) -> Result<Sources> {
    if disk::is_interrupted(root) {
        bail!(
            "an earlier run was interrupted while it wrote to {}\n  why: some files are the old ones, and some the new ones\n  fix: run `cargo xtask regen`, which first finishes what was begun",
            root.display()
        );
    }
    let config = text(root, "spec/codegen.toml")?;
    let lock = text(root, "spec/spec.lock")?;
    let parsed = Config::parse("spec/codegen.toml", &config)?;
    let pinned = Lock::parse("spec/spec.lock", &lock)?.document.file;
    let mut overlays = BTreeMap::new();
    for name in parsed
        .profiles
        .values()
        .flat_map(|profile| &profile.overlays)
    {
        overlays.insert(name.clone(), bytes(root, &format!("spec/{name}"))?);
    }
    let document = bytes(root, &format!("spec/{pinned}"))?;
    let cargo_lock = text(root, "Cargo.lock")?;
    let aliases = match root.join(aliases::FILE).exists() {
        true => text(root, aliases::FILE)?,
        false => String::new(),
    };
    Ok(Sources {
        config,
        lock,
        document,
        overlays,
        aliases,
        cargo_lock,
    })
}

/// The source of the runtime: the workspace that this program was built from has it.
pub(crate) fn runtime() -> Result<Runtime> {
    // Cargo names the folder when it runs the program; otherwise it is where the program was built.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let folder = package.join("../runtime");
    let manifest = text(&folder, "Cargo.toml").context(
        "the runtime, which every crate has a copy of, is not beside this program's source",
    )?;
    let mut files = Files::default();
    collect(&folder.join("src"), "", &mut files)?;
    Ok(Runtime { manifest, files })
}

/// Adds the files below `folder` by their path below it.
fn collect(folder: &Path, below: &str, files: &mut Files) -> Result<()> {
    let unread = || format!("{} cannot be read", folder.display());
    for entry in std::fs::read_dir(folder).with_context(unread)? {
        let entry = entry.with_context(unread)?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().with_context(unread)?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let content = std::fs::read_to_string(entry.path())
                .with_context(|| format!("{} cannot be read", entry.path().display()))?;
            files.insert(&name, content);
        }
    }
    Ok(())
}

/// An overlay that was named on the command line.
pub(crate) fn overlay(path: &Path) -> Result<Overlay> {
    let name = path.display().to_string();
    Ok(Overlay::load(&name, &read_file(path)?, Rules::Standard)?)
}

/// A file that was named on the command line.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>> {
    bounds::read(path)
}

/// A document that was named on the command line, with the files beside it that it refers to.
pub(crate) fn document(path: &Path) -> Result<Document> {
    document_as(path, &path.display().to_string())
}

/// The same, as messages call it `name`.
pub(crate) fn document_as(path: &Path, name: &str) -> Result<Document> {
    let bytes = read_file(path)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut beside = Folder {
        root: folder.unwrap_or(Path::new(".")).canonicalize().ok(),
        left: bounds::max_bytes().saturating_sub(bytes.len() as u64),
    };
    Ok(Document::load_with(name, &bytes, &mut beside)?)
}

/// The files in a document's folder and below.
struct Folder {
    /// The folder without links; `None` when it cannot be read.
    root: Option<PathBuf>,
    /// How many bytes may be read yet.
    left: u64,
}

impl Beside for Folder {
    fn read(&mut self, path: &str) -> codegen::error::Result<Option<Vec<u8>>> {
        let Some(root) = &self.root else {
            return Ok(None);
        };
        // A link may lead out of the folder, and a reference that is followed may not.
        let inside = |path: &PathBuf| path.starts_with(root) && path.is_file();
        let Some(found) = root.join(path).canonicalize().ok().filter(inside) else {
            return Ok(None);
        };
        let refused =
            |what: String, why: &str, fix: &str| Err(Error::new(ErrorKind::Budget, what, why, fix));
        let length = found.metadata().map_or(0, |it| it.len());
        if length > self.left {
            return refused(
                format!(
                    "the document has more than {} bytes with `{path}`, which it refers to",
                    bounds::max_bytes()
                ),
                "hardly any OpenAPI document is as long",
                "look at what it is, and raise the bound with --max-bytes",
            );
        }
        match bounds::read(&found) {
            Ok(bytes) => {
                self.left = self.left.saturating_sub(bytes.len() as u64);
                Ok(Some(bytes))
            }
            Err(error) => refused(
                format!(
                    "`{path}`, which the document refers to, cannot be read: {:#}",
                    error.root_cause()
                ),
                "the document is not whole without it",
                "make the file readable",
            ),
        }
    }
}

/// A file of the project.
pub(crate) fn bytes(root: &Path, name: &str) -> Result<Vec<u8>> {
    bounds::read(&root.join(name))
}

/// A text file of the project.
pub(crate) fn text(root: &Path, name: &str) -> Result<String> {
    bounds::read_text(&root.join(name))
}
