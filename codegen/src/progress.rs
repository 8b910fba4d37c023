//! Which stage is at work, for whoever shows it to a person who waits.

use std::sync::Mutex;

/// A stage, and how far it is: steps done, and steps in all, where both are known.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    /// What is being done; empty before anything is.
    pub stage: &'static str,
    /// Steps done.
    pub done: usize,
    /// Steps in all; 0 when nobody knows.
    pub total: usize,
}

static NOW: Mutex<Progress> = Mutex::new(Progress {
    stage: "",
    done: 0,
    total: 0,
});

/// What is being done now, by whichever thread said so last.
pub fn now() -> Progress {
    NOW.lock()
        .map_or_else(|poisoned| *poisoned.into_inner(), |now| *now)
}

/// Says that a stage has come to a step.
pub(crate) fn at(stage: &'static str, done: usize, total: usize) {
    if let Ok(mut now) = NOW.lock() {
        *now = Progress { stage, done, total };
    }
}
