//! Files as values: what a stage wants to be on disk, and how that differs from what is.

use std::collections::BTreeMap;

/// File contents by path, with `/` between folders.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Adds a file, which replaces one at the same path.
    pub fn insert(&mut self, path: &str, content: impl Into<String>) {
        self.0.insert(path.to_owned(), content.into());
    }

    /// Adds all of `other` below `folder`.
    pub fn insert_all(&mut self, folder: &str, other: Self) {
        for (path, content) in other.0 {
            self.0.insert(format!("{folder}/{path}"), content);
        }
    }

    /// The content of the file at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every file, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_str()))
    }
}
