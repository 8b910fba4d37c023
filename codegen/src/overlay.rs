//! Stage *overlay*: apply [OpenAPI Overlay 1.0](https://spec.openapis.org/overlay/v1.0.0.html) documents.
//!
//! Beyond the specification, an action carries its reason, its evidence, the condition that makes it
//! obsolete, and the number of nodes that it matches. An action that no longer does exactly what it was
//! written for is an error, so that no overlay outlives the vendor bug that it repairs.

use serde::Serialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::document::Document;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::pointer;
use crate::select::prune;
use crate::tree::Tree;

mod merge;
mod recheck;

pub use recheck::{Failing, Recheck, recheck};

/// An overlay document whose actions can be located in its file.
#[derive(Clone, Debug)]
pub struct Overlay {
    tree: Tree,
    actions: Vec<Action>,
}

/// One action of an overlay.
#[derive(Clone, Debug)]
struct Action {
    target: JsonPath,
    change: Change,
    about: About,
    expect: usize,
    index: usize,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Value),
    Remove,
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

/// How much an action has to say of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Documentation {
    /// `x-reason`, `x-evidence` and `x-remove-when` must be there: the overlays of a project.
    Required,
    /// Any Overlay 1.0 document is taken: an overlay named on the command line.
    Optional,
}

impl Overlay {
    /// Reads an overlay document. `name` is the file as messages shall name it.
    ///
    /// # Errors
    ///
    /// Whatever [`Tree::parse`] refuses, or [`ErrorKind::InvalidOverlay`] at the action's line.
    pub fn load(name: &str, bytes: &[u8], documentation: Documentation) -> Result<Self> {
        let tree = Tree::parse(name, bytes)?;
        let version = tree
            .value()
            .get("overlay")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !version.starts_with("1.0.") {
            let what = format!("`overlay: {version}` is not a version that can be read");
            return Err(
                invalid(what, "begin the file with `overlay: 1.0.0`").at(tree.locate("/overlay"))
            );
        }
        let Some(actions) = tree.value().get("actions").and_then(Value::as_array) else {
            return Err(
                invalid("the overlay has no list of actions", "add `actions:`").at(tree.locate("")),
            );
        };
        let actions = actions
            .iter()
            .enumerate()
            .map(|(index, action)| {
                Action::read(action, index, documentation)
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
    /// [`ErrorKind::ActionMatchesNothing`], [`ErrorKind::ActionMatchesUnexpected`] or
    /// [`ErrorKind::ActionChangesNothing`], at the action's line.
    pub fn apply(&self, document: &Document) -> Result<(Document, Vec<ActionHits>)> {
        let mut value = document.value().clone();
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
    let mut value = document.value().clone();
    prune(&mut value);
    Ok((document.with_value(value), hits))
}

impl Action {
    fn read(action: &Value, index: usize, documentation: Documentation) -> Result<Self> {
        let text = |key: &str| {
            action
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let about = About {
            target: text("target"),
            description: text("description"),
            reason: text("x-reason"),
            evidence: text("x-evidence"),
            remove_when: text("x-remove-when"),
        };
        let target = JsonPath::parse(&about.target).map_err(|error| {
            invalid(
                format!("the target `{}` is not a JSONPath expression: {error}", about.target),
                "write a target as RFC 9535 has it, for instance `$.components.schemas['X'].properties`",
            )
        })?;
        let change = match (
            action.get("update"),
            action
                .get("remove")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        ) {
            (Some(_), true) => {
                return Err(invalid(
                    "the action both updates and removes",
                    "split it into two actions",
                ));
            }
            (Some(update), false) => Change::Update(update.clone()),
            (None, true) => Change::Remove,
            (None, false) => {
                return Err(invalid(
                    "the action does nothing",
                    "add `update:` or `remove: true`",
                ));
            }
        };
        if documentation == Documentation::Required {
            let parts = [
                ("x-reason", &about.reason),
                ("x-evidence", &about.evidence),
                ("x-remove-when", &about.remove_when),
            ];
            if let Some((missing, _)) = parts.iter().find(|(_, text)| text.is_empty()) {
                return Err(invalid(
                    format!("the action has no `{missing}`"),
                    format!("add `{missing}:`"),
                ));
            }
        }
        let expect = match action.get("x-expect") {
            None => 1,
            Some(expect) => expect
                .as_u64()
                .and_then(|it| usize::try_from(it).ok())
                .filter(|it| *it > 0)
                .ok_or_else(|| {
                    invalid(
                        "`x-expect` is not a positive number",
                        "give the number of nodes that the target matches",
                    )
                })?,
        };
        Ok(Self {
            target,
            change,
            about,
            expect,
            index,
        })
    }

    fn apply(&self, document: &mut Value, source: &Document) -> Result<Vec<String>> {
        let pointers = self.matches(document);
        self.check_count(&pointers, source)?;
        self.change(document, source, &pointers)?;
        Ok(pointers)
    }

    /// JSON pointers of the nodes that the target matches.
    fn matches(&self, document: &Value) -> Vec<String> {
        self.target
            .query_located(document)
            .locations()
            .map(|path| path.to_json_pointer())
            .collect()
    }

    fn change(&self, document: &mut Value, source: &Document, pointers: &[String]) -> Result<()> {
        let mut unchanged = Vec::new();
        // From the end, so that removing an element of an array leaves the earlier ones where they are.
        for pointer in pointers.iter().rev() {
            let changed = match &self.change {
                Change::Remove => remove(document, pointer),
                Change::Update(update) => document
                    .pointer_mut(pointer)
                    .is_some_and(|node| merge::merge(node, update)),
            };
            if !changed {
                unchanged.push(source.locate(pointer).to_string());
            }
        }
        if unchanged.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::ActionChangesNothing,
            format!(
                "the action on `{}` changes nothing at {}",
                self.about.target,
                unchanged.join(", ")
            ),
            "the document already is as the action wants it, so the action only hides what comes next",
            self.obsolete(),
        ))
    }

    fn check_count(&self, pointers: &[String], source: &Document) -> Result<()> {
        if pointers.is_empty() {
            return Err(Error::new(
                ErrorKind::ActionMatchesNothing,
                format!(
                    "the target `{}` matches nothing in {}",
                    self.about.target,
                    source.name()
                ),
                "what the action repairs is gone, moved or renamed, or an action before it removed it",
                self.obsolete(),
            ));
        }
        if pointers.len() != self.expect {
            let places: Vec<String> = pointers
                .iter()
                .map(|pointer| source.locate(pointer).to_string())
                .collect();
            return Err(Error::new(
                ErrorKind::ActionMatchesUnexpected,
                format!(
                    "the target `{}` matches {} nodes, not {}",
                    self.about.target,
                    pointers.len(),
                    self.expect
                ),
                format!(
                    "the action was written for another document; it now matches {}",
                    places.join(", ")
                ),
                format!(
                    "review the matches, then set `x-expect: {}` or narrow the target",
                    pointers.len()
                ),
            ));
        }
        Ok(())
    }

    fn obsolete(&self) -> String {
        if self.about.remove_when.is_empty() {
            "remove the action, or correct its target".to_owned()
        } else {
            format!(
                "remove the action if its condition holds ({}); else correct its target",
                self.about.remove_when
            )
        }
    }
}

fn remove(document: &mut Value, at: &str) -> bool {
    let Some(parent) = pointer::parent(at).and_then(|parent| document.pointer_mut(parent)) else {
        return false;
    };
    match parent {
        Value::Object(map) => map.shift_remove(&pointer::last(at)).is_some(),
        Value::Array(items) => match pointer::last(at).parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn invalid(what: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(
        ErrorKind::InvalidOverlay,
        what,
        "an overlay is an OpenAPI Overlay 1.0 document whose actions say why they are there",
        remedy,
    )
}
