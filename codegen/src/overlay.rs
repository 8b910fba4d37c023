//! Stage *overlay*: apply [OpenAPI Overlay](https://spec.openapis.org/overlay/v1.1.0.html) documents, 1.0 and 1.1.
//!
//! Any overlay is applied as its specification says ([`Rules::Standard`]). A project's own overlays follow
//! further rules ([`Rules::Project`]): an action carries its reason, its evidence, the condition that makes it
//! obsolete, and the number of nodes that it matches, and one that no longer does exactly what it was written
//! for is an error, so that no overlay outlives the vendor bug that it repairs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Document;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::select::pruned;
use crate::tree::Tree;

mod action;
mod merge;
mod recheck;

use action::Action;
pub use recheck::{Failing, Recheck, recheck};

/// An overlay document whose actions can be located in its file.
#[derive(Debug)]
pub struct Overlay {
    tree: Tree,
    actions: Vec<Action>,
}

/// What an action says of itself.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct About {
    /// The JSONPath expression, as written.
    pub target: String,
    /// What the action does, in one line (`description`).
    pub description: String,
    /// Why (`x-reason`).
    pub reason: String,
    /// What shows it, with a date (`x-evidence`).
    pub evidence: String,
    /// What makes it obsolete (`x-remove-when`).
    pub remove_when: String,
    /// What the vendor says of the values (`x-limits`), for programs that check them before they send.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

/// A limit that no schema can say, or that is checked before a request is sent.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The field in a request, such as `calling.sip.servers[].port`.
    pub field: String,
    /// What holds there.
    pub rule: String,
    /// Who says so, and when, if it is not the action's evidence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// What one action did.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ActionHits {
    /// The overlay file, as the caller named it.
    pub overlay: String,
    /// Which action of the file, counted from 1.
    pub action: usize,
    /// The action's own words.
    #[serde(flatten)]
    pub about: About,
    /// JSON pointers of the nodes that it matched.
    pub pointers: Vec<String>,
}

/// Which rules an overlay has to follow.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rules {
    /// The specification's, and the project's for its own overlays: `description`, `x-reason`, `x-evidence` and
    /// `x-remove-when` are there; the target matches `x-expect` nodes (1 when absent), and each of them changes.
    Project,
    /// The specification's alone: an overlay named on the command line. An action may match any number of nodes.
    Standard,
}

/// The feature set that an overlay declares. Patch versions make no difference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Version {
    /// Overlay 1.0: targets are objects and lists.
    V1_0,
    /// Overlay 1.1: targets may be primitive values too, and actions may copy.
    V1_1,
}

impl Overlay {
    /// Reads an overlay document. `name` is the file as messages shall name it.
    ///
    /// # Errors
    ///
    /// Whatever [`Tree::parse`] refuses, or [`ErrorKind::InvalidOverlay`] at the action's line.
    pub fn load(name: &str, bytes: &[u8], rules: Rules) -> Result<Self> {
        let tree = Tree::parse(name, bytes)?;
        let version = Version::of(tree.value().get("overlay"))
            .map_err(|error| error.at(tree.locate("/overlay")))?;
        let Some(actions) = tree.value().get("actions").and_then(Value::as_array) else {
            return Err(
                invalid("the overlay has no list of actions", "add `actions:`").at(tree.locate("")),
            );
        };
        if actions.is_empty() {
            let error = invalid("the overlay has no action", "add one to `actions:`");
            return Err(error.at(tree.locate("/actions")));
        }
        let actions = actions
            .iter()
            .enumerate()
            .map(|(index, action)| {
                Action::read(action, index, version, rules)
                    .map_err(|error| error.at(tree.locate(&format!("/actions/{index}"))))
            })
            .collect::<Result<_>>()?;
        Ok(Self { tree, actions })
    }

    /// The file as messages name it.
    pub fn name(&self) -> &str {
        self.tree.name()
    }

    /// Where the action `index`, counted from 0, stands in the file.
    pub fn locate(&self, index: usize) -> Location {
        self.tree.locate(&format!("/actions/{index}"))
    }

    /// Applies the actions in their order, and drops nothing that they leave unreachable.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ActionIncompatible`], and with [`Rules::Project`] [`ErrorKind::ActionMatchesNothing`],
    /// [`ErrorKind::ActionMatchesUnexpected`] or [`ErrorKind::ActionChangesNothing`], at the action's line.
    pub fn apply(&self, document: &Document) -> Result<(Document, Vec<ActionHits>)> {
        let mut value = document.copy();
        let mut hits = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            let pointers = action
                .apply(&mut value, document)
                .map_err(|error| error.at(self.locate(action.index)))?;
            hits.push(ActionHits {
                overlay: self.name().to_owned(),
                action: action.index + 1,
                about: action.about.clone(),
                pointers,
            });
        }
        Ok((document.with_value(value), hits))
    }
}

/// Applies `overlays` in their order. Components that they leave unreachable are dropped.
///
/// # Errors
///
/// See [`Overlay::apply`].
pub fn apply(document: &Document, overlays: &[Overlay]) -> Result<(Document, Vec<ActionHits>)> {
    let mut document = document.clone();
    let mut hits = Vec::new();
    for overlay in overlays {
        let (overlaid, more) = overlay.apply(&document)?;
        document = overlaid;
        hits.extend(more);
    }
    Ok((pruned(document), hits))
}

impl Version {
    fn of(declared: Option<&Value>) -> Result<Self> {
        let shown = match declared {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        match shown.split('.').collect::<Vec<_>>().as_slice() {
            ["1", "0", _] => Ok(Self::V1_0),
            ["1", "1", _] => Ok(Self::V1_1),
            _ => Err(invalid(
                format!("`overlay: {shown}` is not a version that can be read"),
                "begin the file with `overlay: 1.1.0`; 1.0 and 1.1 are read",
            )),
        }
    }
}

fn invalid(what: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(
        ErrorKind::InvalidOverlay,
        what,
        "an overlay is an OpenAPI Overlay 1.0 or 1.1 document; a project's own actions say why they are there",
        remedy,
    )
}
