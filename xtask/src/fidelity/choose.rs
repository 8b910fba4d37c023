//! What is chosen where a schema leaves a choice: what was chosen there least often so far.

use std::collections::HashMap;

/// How much of what is optional is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// What is required.
    Least,
    /// Everything.
    Most,
    /// What was left out so far, and what was not.
    Varied,
}

/// Chooses, and remembers it by the number of the schema.
pub(super) struct Chooser {
    random: fastrand::Rng,
    taken: HashMap<(u64, String), Vec<u32>>,
    pub(super) mode: Mode,
    /// How many things were chosen for the first time since this was set to zero.
    pub(super) fresh: usize,
    /// How many more values may be made: a schema can describe thousands.
    pub(super) budget: usize,
}

impl Chooser {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            taken: HashMap::new(),
            mode: Mode::Least,
            fresh: 0,
            budget: 0,
        }
    }

    /// One of `count` at the schema `site`, the least used one; by chance among equals once all were used.
    pub(super) fn choose(&mut self, site: u64, what: &str, count: usize) -> usize {
        let taken = self.taken.entry((site, what.to_owned())).or_default();
        taken.resize(count.max(taken.len()), 0);
        let least = taken.iter().take(count).min().copied().unwrap_or(0);
        let equals: Vec<usize> = (0..count)
            .filter(|it| taken.get(*it) == Some(&least))
            .collect();
        let index = match least {
            0 => equals.first().copied(),
            _ => self.random.choice(equals),
        };
        let index = index.unwrap_or(0);
        if least == 0 {
            self.fresh += 1;
        }
        if let Some(times) = taken.get_mut(index) {
            *times += 1;
        }
        index
    }

    /// Whether something optional is there.
    pub(super) fn present(&mut self, site: u64, what: &str) -> bool {
        match self.mode {
            Mode::Least => false,
            Mode::Most => self.budget > 0,
            Mode::Varied => self.budget > 0 && self.choose(site, what, 2) == 0,
        }
    }

    pub(super) fn random(&mut self) -> &mut fastrand::Rng {
        &mut self.random
    }
}
