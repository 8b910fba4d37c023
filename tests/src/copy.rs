//! Copies of the project that a test may change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use codegen::config::Lock;
use tempfile::TempDir;

use crate::root;

/// What a command of the project reads or writes.
const PARTS: [&str; 7] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "generated-client/Cargo.toml",
    "spec",
    "generated-client/src/generated",
    "generated-client/src/limits.md",
    "tests/snapshots",
];

/// A copy of the project, removed at the end.
#[derive(Debug)]
pub struct Copy(TempDir);

/// The files below a folder: content and time of the last change, by path.
pub type State = BTreeMap<String, (Vec<u8>, SystemTime)>;

impl Copy {
    /// A fresh copy.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for part in PARTS {
            copy(&root().join(part), &folder.path().join(part));
        }
        Self(folder)
    }

    /// A copy of this copy.
    pub fn again(&self) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        copy(self.root(), folder.path());
        Self(folder)
    }

    /// The copy's root.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// The folder itself, removed at the end.
    pub fn into_folder(self) -> TempDir {
        self.0
    }

    /// What `spec.lock` says.
    pub fn lock(&self) -> Lock {
        Lock::parse("spec/spec.lock", &self.read("spec/spec.lock")).unwrap()
    }

    /// The path of the vendor's document.
    pub fn pinned(&self) -> String {
        format!("spec/{}", self.lock().document.file)
    }

    /// The file or folder at `path`.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The text at `path`.
    pub fn read(&self, path: &str) -> String {
        crate::read(&self.at(path))
    }

    /// Writes `text` to `path`.
    pub fn write(&self, path: &str, text: &str) {
        let file = self.at(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file that can be written");
    }

    /// Replaces the one `from` of the file at `path` by `to`.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` is not in {path}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Adds a line to the end of the file at `path`.
    pub fn append(&self, path: &str, line: &str) {
        self.write(path, &format!("{}{line}\n", self.read(path)));
    }

    /// Removes the file at `path`.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).expect("a file that can be removed");
    }

    /// Everything in the copy, hidden and temporary files included.
    pub fn state(&self) -> State {
        state(self.root())
    }

    /// The contents alone.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        contents(self.root())
    }
}

impl Default for Copy {
    fn default() -> Self {
        Self::new()
    }
}

/// Every file below `folder`; none if it does not exist.
pub fn state(folder: &Path) -> State {
    let mut state = State::new();
    walk(folder, "", &mut state);
    state
}

/// The contents of every file below `folder`.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = state(folder).into_iter();
    files.map(|(path, (content, _))| (path, content)).collect()
}

fn walk(folder: &Path, name: &str, state: &mut State) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("an entry");
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), state);
        } else {
            let changed = entry.metadata().and_then(|it| it.modified());
            let content = fs::read(entry.path()).expect("a file that can be read");
            state.insert(path, (content, changed.expect("a time")));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder that can be read") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(from, to).expect("a file that can be copied");
    }
}
