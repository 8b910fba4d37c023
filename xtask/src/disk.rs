//! One code path that compares and writes: all files or none.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::files::Files;
use serde::Serialize;

/// How a file on disk differs from what it should be.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// Below the root, with `/` between folders.
    pub(crate) path: String,
    pub(crate) state: State,
    /// The change from what is on disk to what should be there, as a unified diff.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) diff: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// The content is another.
    Changed,
    /// The file should be there.
    Missing,
    /// The file should not be there.
    Extra,
}

/// Compares `files` with the disk below `root`. In the `managed` folders, a file that is not in `files` is a
/// difference too.
pub(crate) fn compare(root: &Path, managed: &[&str], files: &Files) -> Result<Vec<Difference>> {
    compare_with(root, managed, files, &[])
}

/// The same, where the single files of `gone` should not be there.
pub(crate) fn compare_with(
    root: &Path,
    managed: &[&str],
    files: &Files,
    gone: &[&str],
) -> Result<Vec<Difference>> {
    let single: Vec<&str> = files
        .iter()
        .map(|(path, _)| path)
        .chain(gone.iter().copied())
        .filter(|path| !is_managed(managed, path))
        .collect();
    let mut found = read_all(root, managed, &single)?;
    let mut differences = Vec::new();
    for (path, wanted) in files.iter() {
        match found.remove(path) {
            Some(content) if content == wanted.as_bytes() => {}
            Some(content) => differences.push(Difference {
                path: path.to_owned(),
                state: State::Changed,
                diff: diff(&String::from_utf8_lossy(&content), wanted),
            }),
            None => differences.push(Difference {
                path: path.to_owned(),
                state: State::Missing,
                diff: String::new(),
            }),
        }
    }
    differences.extend(found.into_keys().map(|path| Difference {
        path,
        state: State::Extra,
        diff: String::new(),
    }));
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(differences)
}

/// Every file in the `managed` folders, and the single files that are there, by path.
pub(crate) fn read_all(
    root: &Path,
    managed: &[&str],
    single: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for folder in managed {
        read_folder(root, folder, &mut found)?;
    }
    for path in single {
        if let Some(content) = read(&root.join(path))? {
            found.insert((*path).to_owned(), content);
        }
    }
    Ok(found)
}

/// Makes the disk what `files` say, and returns what that changed. New content is written to a folder beside
/// the old and then renamed; when a rename fails, those before it are taken back.
pub(crate) fn commit(root: &Path, managed: &[&str], files: &Files) -> Result<Vec<Difference>> {
    commit_with(root, managed, files, &[])
}

/// The same, where the single files of `gone` are removed.
pub(crate) fn commit_with(
    root: &Path,
    managed: &[&str],
    files: &Files,
    gone: &[&str],
) -> Result<Vec<Difference>> {
    let differences = compare_with(root, managed, files, gone)?;
    if differences.is_empty() {
        return Ok(differences);
    }
    let staging = tempfile::Builder::new()
        .prefix(".xtask-")
        .tempdir_in(root)
        .with_context(|| format!("no folder can be made in {}", root.display()))?;
    let mut swaps = Vec::new();
    for target in targets(managed, &differences) {
        let new = staging.path().join("new").join(&target);
        for (path, content) in files.iter() {
            let below = if path == target {
                Some(new.clone())
            } else {
                below(&target, path).map(|rest| new.join(rest))
            };
            if let Some(file) = below {
                write(&file, content)?;
            }
        }
        swaps.push(Swap {
            target: root.join(&target),
            new,
            old: staging.path().join("old").join(&target),
        });
    }
    for (done, swap) in swaps.iter().enumerate() {
        if let Err(error) = swap.perform() {
            for swap in swaps.iter().take(done).rev() {
                swap.undo();
            }
            return Err(error);
        }
    }
    Ok(differences)
}

/// The managed folders and single files that have to be replaced.
fn targets(managed: &[&str], differences: &[Difference]) -> Vec<String> {
    let mut targets: Vec<String> = differences
        .iter()
        .map(|difference| {
            let folder = managed
                .iter()
                .find(|folder| below(folder, &difference.path).is_some());
            folder.map_or_else(|| difference.path.clone(), |folder| (*folder).to_owned())
        })
        .collect();
    targets.dedup();
    targets
}

struct Swap {
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Swap {
    fn perform(&self) -> Result<()> {
        let context = || format!("{} cannot be replaced", self.target.display());
        for path in [&self.old, &self.target] {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).with_context(context)?;
            }
        }
        let existed = self.target.symlink_metadata().is_ok();
        if existed {
            fs::rename(&self.target, &self.old).with_context(context)?;
        }
        // A folder that lost its last file is not there any more.
        if self.new.exists()
            && let Err(error) = fs::rename(&self.new, &self.target)
        {
            self.undo();
            return Err(error).with_context(context);
        }
        Ok(())
    }

    /// Best effort: what failed is reported, and this is the way back. What was not there before goes again.
    fn undo(&self) {
        let _ = fs::rename(&self.target, &self.new);
        if self.old.exists() {
            let _ = fs::rename(&self.old, &self.target);
        }
    }
}

fn is_managed(managed: &[&str], path: &str) -> bool {
    managed.iter().any(|folder| below(folder, path).is_some())
}

fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

pub(crate) fn write(file: &Path, content: &str) -> Result<()> {
    let context = || format!("{} cannot be written", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(context)?;
    }
    fs::write(file, content).with_context(context)
}

/// A file that someone asked for, whole or not at all. Its folder has to be there.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<()> {
    Staged::new(path, text)?.persist()
}

/// A file that is written, and not yet in its place.
pub(crate) struct Staged {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Staged {
    pub(crate) fn new(path: &Path, text: &str) -> Result<Self> {
        let context = || format!("{} cannot be written", path.display());
        if path.is_dir() {
            bail!("{} is a folder\n  fix: name a file", path.display());
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        // Temporary files are for their owner's eyes alone; this one is to be a file like others.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .with_context(context)?;
        file.write_all(text.as_bytes()).with_context(context)?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    pub(crate) fn persist(self) -> Result<()> {
        let path = self.path;
        self.file
            .persist(&path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(())
    }
}

/// A file, if it is there.
pub(crate) fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
    }
}

fn read_folder(root: &Path, folder: &str, found: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("{folder} cannot be read")),
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("{folder} cannot be read"))?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry
            .file_type()
            .with_context(|| format!("{path} cannot be read"))?
            .is_dir()
        {
            read_folder(root, &path, found)?;
        } else {
            let content =
                fs::read(entry.path()).with_context(|| format!("{path} cannot be read"))?;
            found.insert(path, content);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

fn diff(found: &str, wanted: &str) -> String {
    similar::TextDiff::from_lines(found, wanted)
        .unified_diff()
        .context_radius(1)
        .header("tree", "regen")
        .to_string()
}
