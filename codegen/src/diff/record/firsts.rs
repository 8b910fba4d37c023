//! What is told once, however often it is found.

use std::collections::HashMap;

/// What is the first of its kind, to be found again.
pub(super) struct Firsts<T> {
    all: Vec<T>,
    by_hash: HashMap<u64, Vec<usize>>,
}

impl<T> Default for Firsts<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            by_hash: HashMap::new(),
        }
    }
}

impl<T> Firsts<T> {
    /// The first one with this hash that is the same.
    pub(super) fn find(&mut self, hash: u64, same: impl Fn(&T) -> bool) -> Option<&mut T> {
        let known = self.by_hash.get(&hash)?;
        let found = known
            .iter()
            .find(|it| self.all.get(**it).is_some_and(&same))?;
        self.all.get_mut(*found)
    }

    /// One that can be found again.
    pub(super) fn add(&mut self, hash: u64, it: T) {
        self.by_hash.entry(hash).or_default().push(self.all.len());
        self.all.push(it);
    }

    /// One that is not looked for.
    pub(super) fn push(&mut self, it: T) {
        self.all.push(it);
    }

    /// All of them, in their order.
    pub(super) fn into_all(self) -> Vec<T> {
        self.all
    }
}
