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

/// Tries every action of `overlays` on `document`, the selected one. An action that fails is passed over, so that the
/// later ones are judged all the same; those that build on it may fail because of it.
pub fn recheck(document: &Document, overlays: &[Overlay]) -> Recheck {
    let mut value = document.value().clone();
    let mut recheck = Recheck {
        fine: Vec::new(),
        failing: Vec::new(),
    };
    for overlay in overlays {
        for action in &overlay.actions {
            match action.apply(&mut value, document) {
                Ok(_) => recheck
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
