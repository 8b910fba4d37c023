//! Many files at once: all or none, also when the process is killed.
//!
//! New content is written to a folder in the root. Then a journal is put there that says what has to be renamed: from this
//! moment the change is decided. A later run that finds a journal finishes what it says; one that finds the folder without
//! a journal removes it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::staged::{Staged, new_name};
use crate::output::note;

/// Where new content waits, and replaced content until all is in place. It ignores itself in git.
const FOLDER: &str = ".xtask-staging";

const JOURNAL: &str = "journal.json";

/// What is decided, in this order.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Journal {
    swaps: Vec<Swap>,
}

/// One file or folder. Paths are below the root, or absolute.
#[derive(Debug, Deserialize, Serialize)]
struct Swap {
    target: PathBuf,
    /// Without it the target goes.
    new: Option<PathBuf>,
    /// Where the replaced content waits; without it the target is replaced at once.
    old: Option<PathBuf>,
}

pub(super) struct Transaction<'a> {
    root: &'a Path,
    journal: Journal,
    _lock: Option<File>,
}

/// Whether an earlier run was killed in the middle of its work.
pub(crate) fn is_interrupted(root: &Path) -> bool {
    root.join(FOLDER).join(JOURNAL).is_file()
}

/// Finishes or undoes what an earlier run was killed in, and says so.
pub(crate) fn recover(root: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    if !folder.symlink_metadata().is_ok_and(|about| about.is_dir()) {
        return Ok(());
    }
    let _lock = lock(root)?;
    if let Some(journal) = Journal::read(&folder)? {
        journal.carry_out(root).with_context(
            || "what an earlier run was interrupted in cannot be finished, and was undone",
        )?;
        note("finished what an earlier run was interrupted in");
    } else {
        note("removed what an earlier run was interrupted in; it had changed nothing");
    }
    clean(root)
}

impl<'a> Transaction<'a> {
    /// Takes the root for this process alone.
    pub(super) fn begin(root: &'a Path) -> Result<Self> {
        let lock = lock(root)?;
        let folder = root.join(FOLDER);
        let context = || format!("no folder can be made in {}", root.display());
        fs::create_dir_all(&folder).with_context(context)?;
        fs::write(folder.join(".gitignore"), "*\n").with_context(context)?;
        Ok(Self {
            root,
            journal: Journal::default(),
            _lock: lock,
        })
    }

    /// Has a file, or a folder, replaced by `content`: texts by their path below it, and the empty path for a file. Without
    /// content it goes.
    pub(super) fn replace<'b>(
        &mut self,
        target: &str,
        content: impl Iterator<Item = (&'b str, &'b str)>,
    ) -> Result<()> {
        let new = Path::new(FOLDER).join("new").join(target);
        let mut any = false;
        point();
        for (rest, text) in content {
            any = true;
            let file = if rest.is_empty() {
                new.clone()
            } else {
                new.join(rest)
            };
            super::write(&self.root.join(file), text)?;
        }
        self.journal.swaps.push(Swap {
            target: PathBuf::from(target),
            new: any.then_some(new),
            old: Some(Path::new(FOLDER).join("old").join(target)),
        });
        Ok(())
    }

    /// Puts everything in its place, files beside the tree last.
    pub(super) fn commit(mut self, beside: Vec<Staged>) -> Result<()> {
        for mut staged in beside {
            staged.write_through()?;
            if let Some((new, target)) = staged.into_rename()? {
                self.journal.swaps.push(Swap {
                    target: std::path::absolute(target)?,
                    new: Some(std::path::absolute(new)?),
                    old: None,
                });
            }
        }
        self.journal.write(&self.root.join(FOLDER))?;
        self.journal.carry_out(self.root)?;
        clean(self.root)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // Given up before it was decided; what is left is removed by the next run.
        if !is_interrupted(self.root) {
            let _ = clean(self.root);
        }
    }
}

impl Journal {
    fn read(folder: &Path) -> Result<Option<Self>> {
        let file = folder.join(JOURNAL);
        let Some(bytes) = super::read(&file)? else {
            return Ok(None);
        };
        let journal: Self = serde_json::from_slice(&bytes)
            .ok()
            .filter(|journal: &Self| journal.swaps.iter().all(Swap::is_ours))
            .with_context(|| {
                format!(
                    "{} is not a journal of this program\n  fix: look at it, and remove {}",
                    file.display(),
                    folder.display()
                )
            })?;
        Ok(Some(journal))
    }

    /// The moment of decision is the rename.
    fn write(&self, folder: &Path) -> Result<()> {
        let file = folder.join(JOURNAL);
        let draft = folder.join("journal.draft");
        let context = || format!("{} cannot be written", file.display());
        fs::write(&draft, serde_json::to_vec(self)?).with_context(context)?;
        rename(&draft, &file).with_context(context)
    }

    /// Does what is left to do, or takes everything back.
    fn carry_out(&self, root: &Path) -> Result<()> {
        for swap in &self.swaps {
            if let Err(error) = swap.perform(root) {
                for swap in self.swaps.iter().rev() {
                    swap.undo(root);
                }
                clean(root)?;
                let target = root.join(&swap.target);
                return Err(error)
                    .with_context(|| format!("{} cannot be replaced", target.display()));
            }
        }
        Ok(())
    }
}

impl Swap {
    /// Whether this program can have written it: a journal that came with a folder from elsewhere must not rename what it
    /// likes.
    fn is_ours(&self) -> bool {
        let plain = |path: &Path| {
            path.components()
                .all(|it| matches!(it, Component::Normal(_)))
        };
        let staged = |path: &Option<PathBuf>, part: &str| match path {
            Some(path) => *path == Path::new(FOLDER).join(part).join(&self.target),
            None => true,
        };
        if self.old.is_some() {
            return plain(&self.target) && staged(&self.old, "old") && staged(&self.new, "new");
        }
        let name = self
            .target
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        self.new.as_deref() == Some(&self.target.with_file_name(new_name(&name)))
    }

    /// Does what has not been done yet.
    fn perform(&self, root: &Path) -> io::Result<()> {
        let target = root.join(&self.target);
        let new = self.new.as_ref().map(|new| root.join(new));
        if new.as_ref().is_some_and(|new| !exists(new)) {
            // It is in its place already.
            return Ok(());
        }
        if let Some(old) = self.old.as_ref().map(|old| root.join(old))
            && exists(&target)
        {
            make_parent(&old)?;
            rename(&target, &old)?;
        }
        if let Some(new) = new {
            make_parent(&target)?;
            rename(&new, &target)?;
        }
        Ok(())
    }

    /// Best effort: what failed is reported, and this is the way back. What was not there before goes again.
    fn undo(&self, root: &Path) {
        let Some(old) = self.old.as_ref().map(|old| root.join(old)) else {
            if let Some(new) = &self.new {
                let _ = fs::remove_file(root.join(new));
            }
            return;
        };
        let target = root.join(&self.target);
        if let Some(new) = self.new.as_ref().map(|new| root.join(new))
            && !exists(&new)
        {
            let _ = rename(&target, &new);
        }
        if exists(&old) {
            let _ = rename(&old, &target);
        }
    }
}

/// Removes the folder, the journal first: what is left of the rest means nothing without it.
fn clean(root: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    let context = || format!("{} cannot be removed", folder.display());
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    point();
    match fs::remove_file(folder.join(JOURNAL)) {
        Err(error) if !gone(&error) => return Err(error).with_context(context),
        _ => {}
    }
    point();
    match fs::remove_dir_all(&folder) {
        Err(error) if !gone(&error) => Err(error).with_context(context),
        _ => Ok(()),
    }
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    point();
    fs::rename(from, to)?;
    point();
    Ok(())
}

/// The root for this process alone, as long as the file lives, where the system can do that.
fn lock(root: &Path) -> Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = File::open(root).with_context(|| format!("{} cannot be read", root.display()))?;
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => bail!(
            "another command is writing to {}\n  fix: wait until it has ended, then try again",
            root.display()
        ),
        // Not every file system knows locks.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// A place where a test ends the process as a kill would, without any cleaning up: the one whose number stands in the
/// variable. Not in a release build.
fn point() {
    #[cfg(debug_assertions)]
    {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static PASSED: AtomicUsize = AtomicUsize::new(0);
        let passed = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
        let wanted = std::env::var("XTASK_END_AT_POINT").ok();
        if wanted.and_then(|it| it.parse().ok()) == Some(passed) {
            std::process::exit(99);
        }
    }
}
