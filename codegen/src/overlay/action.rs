//! One action: how it is read, what it matches, and what it changes there.

use serde_json::Value;
use serde_json_path::JsonPath;

use super::merge::{self, Kind};
use super::{About, Limit, Rules, Version, invalid};
use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::pointer;

/// One action of an overlay.
#[derive(Clone, Debug)]
pub(super) struct Action {
    target: JsonPath,
    change: Change,
    pub(super) about: About,
    /// How many nodes the target has to match; any number without.
    expect: Option<usize>,
    pub(super) index: usize,
    version: Version,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Value),
    /// Update with the one node that the expression selects.
    Copy(JsonPath),
    Remove,
    /// `remove: false`, and nothing else.
    Nothing,
}

impl Action {
    pub(super) fn read(
        action: &Value,
        index: usize,
        version: Version,
        rules: Rules,
    ) -> Result<Self> {
        let text = |key: &str| {
            let text = action.get(key).and_then(Value::as_str);
            text.unwrap_or_default().trim().to_owned()
        };
        let about = About {
            target: text("target"),
            description: text("description"),
            reason: text("x-reason"),
            evidence: text("x-evidence"),
            remove_when: text("x-remove-when"),
            limits: match rules {
                Rules::Project => limits(action)?,
                Rules::Standard => Vec::new(),
            },
        };
        let read = Self {
            target: json_path("target", &about.target)?,
            change: change(action, version, rules)?,
            expect: match rules {
                Rules::Project => Some(expected(action)?),
                Rules::Standard => None,
            },
            about,
            index,
            version,
        };
        if rules == Rules::Project {
            read.check_words()?;
        }
        Ok(read)
    }

    /// What a project's own action says of itself.
    fn check_words(&self) -> Result<()> {
        let words = [
            ("description", &self.about.description),
            ("x-reason", &self.about.reason),
            ("x-evidence", &self.about.evidence),
            ("x-remove-when", &self.about.remove_when),
        ];
        match words.iter().find(|(_, text)| text.is_empty()) {
            Some((missing, _)) => Err(invalid(
                format!("the action has no `{missing}`"),
                format!("add `{missing}:`"),
            )),
            None => Ok(()),
        }
    }

    pub(super) fn apply(&self, document: &mut Value, source: &Document) -> Result<Vec<String>> {
        let pointers = self.matches(document);
        self.check_count(&pointers, source)?;
        self.change(document, source, &pointers)?;
        Ok(pointers)
    }

    /// JSON pointers of the nodes that the target matches.
    pub(super) fn matches(&self, document: &Value) -> Vec<String> {
        locations(&self.target, document)
    }

    /// Changes the nodes at `pointers`. With an expected number of nodes, each of them has to change.
    pub(super) fn change(
        &self,
        document: &mut Value,
        source: &Document,
        pointers: &[String],
    ) -> Result<()> {
        self.check_kinds(document, source, pointers)?;
        let update = match &self.change {
            Change::Nothing => return Ok(()),
            Change::Remove => None,
            Change::Update(update) => Some(update.clone()),
            Change::Copy(from) => Some(self.copied(from, document, source)?),
        };
        let mut unchanged = Vec::new();
        // From the end, so that removing an element of a list leaves the earlier ones where they are.
        for pointer in pointers.iter().rev() {
            let changed = match &update {
                None => remove(document, pointer),
                Some(update) => match document.pointer_mut(pointer) {
                    Some(node) => merge::apply(node, update)
                        .map_err(|at| self.incompatible(source, pointer, &at))?,
                    None => false,
                },
            };
            if !changed {
                unchanged.push(source.locate(pointer).to_string());
            }
        }
        if unchanged.is_empty() || self.expect.is_none() {
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

    /// The node that a copy takes.
    fn copied(&self, from: &JsonPath, document: &Value, source: &Document) -> Result<Value> {
        let found = locations(from, document);
        let node = match found.as_slice() {
            [one] => document.pointer(one),
            _ => None,
        };
        node.cloned().ok_or_else(|| {
            Error::new(
                ErrorKind::ActionIncompatible,
                format!("`copy: {from}` selects {} nodes of {}, not one", found.len(), source.name()),
                "a copy takes exactly one node (https://spec.openapis.org/overlay/v1.1.0.html#action-object)",
                "correct the expression",
            )
        })
    }

    /// Overlay 1.0 has no primitive targets; 1.1 has, and no target of several kinds.
    fn check_kinds(&self, document: &Value, source: &Document, pointers: &[String]) -> Result<()> {
        let kinds: Vec<(Kind, &String)> = pointers
            .iter()
            .filter_map(|at| Some((Kind::of(document.pointer(at)?), at)))
            .collect();
        let refuse = |what: String, why: &str, remedy: &str| {
            Err(Error::new(ErrorKind::ActionIncompatible, what, why, remedy))
        };
        let primitive = kinds.iter().find(|(kind, _)| *kind == Kind::Primitive);
        if let (Version::V1_0, Some((_, at))) = (self.version, primitive) {
            return refuse(
                format!(
                    "the target `{}` is a primitive value at {}",
                    self.about.target,
                    source.locate(at)
                ),
                "in Overlay 1.0 a target is an object or a list (https://spec.openapis.org/overlay/v1.0.0.html#action-object)",
                "declare `overlay: 1.1.0`, or target what contains the value",
            );
        }
        let first = kinds.first();
        let other = kinds
            .iter()
            .find(|(kind, _)| first.is_some_and(|(it, _)| it != kind));
        match (&self.change, first, other) {
            (Change::Update(_) | Change::Copy(_), Some((kind, at)), Some((other, there))) => {
                refuse(
                    format!(
                        "the target `{}` is {kind} at {} and {other} at {}",
                        self.about.target,
                        source.locate(at),
                        source.locate(there)
                    ),
                    "what an action changes is either all objects, or all lists, or all primitive values (https://spec.openapis.org/overlay/v1.1.0.html#action-object)",
                    "narrow the target, for instance to the operations of a path: `$.paths.*['get', 'post']`",
                )
            }
            _ => Ok(()),
        }
    }

    fn incompatible(&self, source: &Document, pointer: &str, at: &merge::Clash) -> Error {
        let place = format!("{pointer}{}", at.pointer);
        Error::new(
            ErrorKind::ActionIncompatible,
            format!(
                "the action on `{}` puts {} where {} holds {}",
                self.about.target,
                at.update,
                source.locate(&place),
                at.node
            ),
            "objects merge with objects, lists with lists, and a primitive value replaces one (https://spec.openapis.org/overlay/v1.1.0.html#action-object)",
            "remove the node with an action of its own first, or correct the value",
        )
    }

    pub(super) fn check_count(&self, pointers: &[String], source: &Document) -> Result<()> {
        let Some(expect) = self.expect else {
            return Ok(());
        };
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
        if pointers.len() != expect {
            let places: Vec<String> = pointers
                .iter()
                .map(|pointer| source.locate(pointer).to_string())
                .collect();
            return Err(Error::new(
                ErrorKind::ActionMatchesUnexpected,
                format!(
                    "the target `{}` matches {} nodes, not {expect}",
                    self.about.target,
                    pointers.len(),
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

/// What the action does: exactly one thing in a project's own overlay. By the specification `remove: true` goes
/// before an update, and an action may do nothing.
fn change(action: &Value, version: Version, rules: Rules) -> Result<Change> {
    let update = action.get("update");
    let copy = action.get("copy");
    let remove = match action.get("remove") {
        None => false,
        Some(Value::Bool(remove)) => *remove,
        Some(_) => {
            return Err(invalid(
                "`remove` is neither true nor false",
                "write `remove: true`",
            ));
        }
    };
    if copy.is_some() && version == Version::V1_0 {
        return Err(invalid(
            "`copy` is not known to Overlay 1.0",
            "declare `overlay: 1.1.0`",
        ));
    }
    if rules == Rules::Project && remove && (update.is_some() || copy.is_some()) {
        return Err(invalid(
            "the action both updates and removes",
            "split it into two actions",
        ));
    }
    match (update, copy) {
        _ if remove => Ok(Change::Remove),
        (Some(_), Some(_)) => Err(invalid(
            "the action both updates and copies",
            "split it into two actions",
        )),
        (Some(update), None) => Ok(Change::Update(update.clone())),
        (None, Some(Value::String(from))) => Ok(Change::Copy(json_path("copy", from)?)),
        (None, Some(_)) => Err(invalid(
            "`copy` is not a JSONPath expression",
            "name the node to copy, for instance `copy: $.paths['/a']`",
        )),
        (None, None) if rules == Rules::Standard => Ok(Change::Nothing),
        (None, None) => Err(invalid(
            "the action does nothing",
            "add `update:`, `copy:` or `remove: true`",
        )),
    }
}

fn limits(action: &Value) -> Result<Vec<Limit>> {
    let Some(limits) = action.get("x-limits") else {
        return Ok(Vec::new());
    };
    serde_json::from_value(limits.clone()).map_err(|error| {
        invalid(
            format!("`x-limits` cannot be read: {error}"),
            "write a list of `field:` and `rule:`, with `evidence:` where it is not the action's",
        )
    })
}

fn expected(action: &Value) -> Result<usize> {
    let Some(expect) = action.get("x-expect") else {
        return Ok(1);
    };
    let number = expect.as_u64().and_then(|it| usize::try_from(it).ok());
    number.filter(|it| *it > 0).ok_or_else(|| {
        invalid(
            "`x-expect` is not a positive number",
            "give the number of nodes that the target matches",
        )
    })
}

fn json_path(key: &str, expression: &str) -> Result<JsonPath> {
    JsonPath::parse(expression).map_err(|error| {
        invalid(
            format!("the {key} `{expression}` is not a JSONPath expression: {error}"),
            "write it as RFC 9535 has it, for instance `$.components.schemas['X'].properties`",
        )
    })
}

fn locations(path: &JsonPath, document: &Value) -> Vec<String> {
    path.query_located(document)
        .locations()
        .map(|path| path.to_json_pointer())
        .collect()
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
