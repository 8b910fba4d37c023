//! One code path that compares and writes: all files or none.

mod staged;
mod transaction;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use codegen::files::Files;
use serde::Serialize;

pub(crate) use staged::{Staged, write_file};
use transaction::Transaction;

use crate::bounds;
pub(crate) use transaction::{is_interrupted, recover};

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

/// Makes the disk what `files` say, and returns what that changed: all of it or, when something fails, nothing.
pub(crate) fn commit(root: &Path, managed: &[&str], files: &Files) -> Result<Vec<Difference>> {
    commit_with(root, managed, files, &[], Vec::new())
}

/// The same, where the single files of `gone` are removed, and files beside the tree are put in place.
pub(crate) fn commit_with(
    root: &Path,
    managed: &[&str],
    files: &Files,
    gone: &[&str],
    beside: Vec<Staged>,
) -> Result<Vec<Difference>> {
    let differences = compare_with(root, managed, files, gone)?;
    if differences.is_empty() && beside.is_empty() {
        return Ok(differences);
    }
    let mut transaction = Transaction::begin(root)?;
    for target in targets(managed, &differences) {
        let content = files.iter().filter_map(|(path, content)| {
            let rest = if path == target {
                Some("")
            } else {
                below(&target, path)
            };
            rest.map(|rest| (rest, content))
        });
        transaction.replace(&target, content)?;
    }
    transaction.commit(beside)?;
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

/// A file, if it is there.
pub(crate) fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    match file.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // Whatever else it is, reading it says so.
        _ => bounds::read(file).map(Some),
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
            let content = bounds::read(&entry.path())?;
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
