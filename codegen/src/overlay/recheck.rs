//! What has become of overlays on another document: every action is tried, however many fail.

use serde::Serialize;

use super::{About, Overlay};
use crate::document::Document;
use crate::error::Error;

/// An action that no longer does what it was written for.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    /// The overlay file, as the caller named it.
    pub overlay: String,
    /// Which action of the file, counted from 1.
    pub action: usize,
    /// The action's own words.
    pub about: About,
    /// What is wrong with it, at its line.
    pub error: Error,
}

/// How the actions of some overlays fared.
#[derive(Clone, Debug)]
pub struct Recheck {
    /// The actions that do what they were written for: overlay file, and number counted from 1.
    pub fine: Vec<(String, usize)>,
    /// The others, in their order.
    pub failing: Vec<Failing>,
}

/// Tries every action of `overlays` on `document`, the selected one, in their order.
///
/// What a failing action can do it does: one that matches another number of nodes than it expects changes those, and one
/// that finds a part of its work done does the rest. So the next ones see what they would see once it is mended. Even so,
/// an action may fail for no other reason than that it builds on one that failed.
pub fn recheck(document: &Document, overlays: &[Overlay]) -> Recheck {
    let mut value = document.copy();
    let mut recheck = Recheck {
        fine: Vec::new(),
        failing: Vec::new(),
    };
    for overlay in overlays {
        for action in &overlay.actions {
            let pointers = action.matches(&value);
            let counted = action.check_count(&pointers, document);
            let changed = action.change(&mut value, document, &pointers);
            match counted.and(changed) {
                Ok(()) => recheck
                    .fine
                    .push((overlay.name().to_owned(), action.index + 1)),
                Err(error) => recheck.failing.push(Failing {
                    overlay: overlay.name().to_owned(),
                    action: action.index + 1,
                    about: action.about.clone(),
                    error: error.at(overlay.locate(action.index)),
                }),
            }
        }
    }
    recheck
}

impl Serialize for Failing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            overlay: &'a str,
            action: usize,
            line: Option<u32>,
            #[serde(flatten)]
            about: &'a About,
            problem: &'a str,
        }
        Shown {
            overlay: &self.overlay,
            action: self.action,
            line: self.error.location.as_ref().map(|at| at.line),
            about: &self.about,
            problem: &self.error.what,
        }
        .serialize(serializer)
    }
}
