//! A file that someone asked for, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// How many symbolic links may lead to one another.
const MAX_LINKS: usize = 40;

/// Writes a file that someone asked for. Its folder has to be there.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<()> {
    Staged::new(path, text)?.persist()
}

/// A file that is written, and not yet in its place.
pub(crate) struct Staged {
    /// What the user called it.
    path: PathBuf,
    state: State,
}

enum State {
    /// The new file stands beside the one that it is to replace.
    Beside {
        new: PathBuf,
        target: PathBuf,
    },
    /// What cannot be replaced is written to: a device, or a pipe.
    Through(String),
    Done,
}

impl Staged {
    pub(crate) fn new(path: &Path, text: &str) -> Result<Self> {
        let context = || format!("{} cannot be written", path.display());
        // A symbolic link stays one: what it leads to is written.
        let target = followed(path).with_context(context)?;
        if target.is_dir() {
            bail!("{} is a folder\n  fix: name a file", path.display());
        }
        let state = if is_stream(path) || is_stream(&target) {
            State::Through(text.to_owned())
        } else {
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            let new = target.with_file_name(new_name(&name));
            fs::write(&new, text).with_context(context)?;
            State::Beside { new, target }
        };
        let path = path.to_owned();
        Ok(Self { path, state })
    }

    /// Writes to what can only be written to. Only then, so that a change of the tree can be given up when it fails.
    pub(super) fn write_through(&mut self) -> Result<()> {
        let State::Through(text) = &self.state else {
            return Ok(());
        };
        let context = || format!("{} cannot be written", self.path.display());
        let file = OpenOptions::new().write(true).open(&self.path);
        let mut file = file.with_context(context)?;
        file.write_all(text.as_bytes()).with_context(context)?;
        self.state = State::Done;
        Ok(())
    }

    /// The file and the place that it has to be renamed to, if that is how it gets there. Whoever asks does it.
    pub(super) fn into_rename(mut self) -> Result<Option<(PathBuf, PathBuf)>> {
        self.write_through()?;
        Ok(match std::mem::replace(&mut self.state, State::Done) {
            State::Beside { new, target } => Some((new, target)),
            State::Through(_) | State::Done => None,
        })
    }

    pub(crate) fn persist(self) -> Result<()> {
        let path = self.path.clone();
        if let Some((new, target)) = self.into_rename()?
            && let Err(error) = super::transaction::rename(&new, &target)
        {
            let _ = fs::remove_file(&new);
            return Err(error).with_context(|| format!("{} cannot be written", path.display()));
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let State::Beside { new, .. } = &self.state {
            // What is left behind is overwritten by the next run.
            let _ = fs::remove_file(new);
        }
    }
}

/// The name of the file that is to replace `name`: the same for each run, so that one that was killed leaves nothing for
/// good. `.gitignore` has the pattern.
pub(super) fn new_name(name: &str) -> String {
    format!(".{name}.xtask-new")
}

/// Where symbolic links lead from `path`.
fn followed(path: &Path) -> std::io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match path.symlink_metadata() {
            Ok(about) if about.is_symlink() => {
                let to = fs::read_link(&path)?;
                path = path.parent().unwrap_or(Path::new("")).join(to);
            }
            _ => return Ok(path),
        }
    }
    Err(std::io::Error::other("symbolic links lead in a circle"))
}

/// Whether this is no file on a disk. What `/dev/stdout` leads to may be one, and is still to be written to.
fn is_stream(path: &Path) -> bool {
    let other = path
        .metadata()
        .is_ok_and(|about| !about.is_file() && !about.is_dir());
    other || path.starts_with("/dev") || path.starts_with("/proc")
}
