//! Stage *select*: keep the operations that were asked for, and the components that they reach.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document::{Document, METHODS, Operation, operations};
use crate::error::{Error, ErrorKind, Result};
use crate::pointer;

/// Which operations to keep. An operation stays when any selector names it; no selector keeps everything.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Path templates, exactly as the document writes them.
    pub paths: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// operationIds.
    pub operations: Vec<String>,
}

impl Selection {
    /// Whether nothing is selected by name, so that everything is kept.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.tags.is_empty() && self.operations.is_empty()
    }

    fn keeps(&self, operation: &Operation<'_>) -> bool {
        self.is_empty()
            || self.paths.iter().any(|path| path == operation.path)
            || self
                .tags
                .iter()
                .any(|tag| tags(operation).any(|candidate| candidate == tag))
            || self.operations.iter().any(|id| operation.id() == Some(id))
    }
}

/// The document with the operations that `selection` names, and without the components that they do not reach.
///
/// # Errors
///
/// [`ErrorKind::SelectorMatchesNothing`], with the nearest name that the document has.
pub fn select(document: &Document, selection: &Selection) -> Result<Document> {
    check_selectors(document, selection)?;
    let kept = |operation: &Operation<'_>| selection.keeps(operation);
    Ok(keep(document, selection.is_empty(), kept))
}

/// The document with the operations that a client was made from, whatever selected them then. `resolved` is what the
/// generator saw, `base_path` the prefix that had been moved into the address.
pub fn select_as_resolved(
    document: &Document,
    resolved: &Value,
    base_path: Option<&str>,
) -> Document {
    let prefix = base_path.unwrap_or_default();
    let whole = |path: &str| format!("{prefix}{path}");
    let made: BTreeSet<(String, String)> = operations(resolved)
        .flat_map(|operation| {
            let method = operation.method.to_owned();
            [
                (operation.path.to_owned(), method.clone()),
                (whole(operation.path), method),
            ]
        })
        .collect();
    keep(document, false, |operation| {
        made.contains(&(operation.path.to_owned(), operation.method.to_owned()))
    })
}

/// The document with some of its operations, and without the components that they do not reach; `whole`, when all are
/// meant to stay.
fn keep(document: &Document, whole: bool, is_kept: impl Fn(&Operation<'_>) -> bool) -> Document {
    if whole {
        return pruned(document.clone());
    }
    let mut value = document.copy();
    let kept: BTreeSet<(String, String)> = operations(document.value())
        .filter(is_kept)
        .map(|operation| (operation.path.to_owned(), operation.method.to_owned()))
        .collect();
    if let Some(paths) = value.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            item.retain(|key, _| {
                !METHODS.contains(&key.as_str()) || kept.contains(&(path.clone(), key.clone()))
            });
        }
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
    }
    if let Some(root) = value.as_object_mut() {
        root.shift_remove("webhooks");
    }
    pruned(document.with_value(value))
}

/// The document without the components, tags and security schemes that nothing in it refers to.
pub(crate) fn pruned(document: Document) -> Document {
    let used = Used::of(document.value());
    if used.is_all_of(document.value()) {
        return document;
    }
    document.changed(|value| used.retain(value))
}

/// What something in a document refers to.
struct Used {
    components: BTreeSet<(String, String)>,
    schemes: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl Used {
    fn of(document: &Value) -> Self {
        Self {
            components: reach(document),
            schemes: security_schemes(document),
            tags: operations(document)
                .flat_map(|operation| tags(&operation).map(str::to_owned).collect::<Vec<_>>())
                .collect(),
        }
    }

    fn has(&self, kind: &str, name: &str) -> bool {
        if kind == "securitySchemes" {
            self.schemes.contains(name)
        } else {
            let component = (kind.to_owned(), name.to_owned());
            self.components.contains(&component)
        }
    }

    fn has_tag(&self, tag: &Value) -> bool {
        let name = tag.get("name").and_then(Value::as_str);
        name.is_some_and(|name| self.tags.contains(name))
    }

    /// Whether [`Used::retain`] would drop nothing.
    fn is_all_of(&self, document: &Value) -> bool {
        let components = document.get("components").and_then(Value::as_object);
        let mut kinds = components.into_iter().flatten();
        let tags = document.get("tags").and_then(Value::as_array);
        kinds.all(|(kind, entries)| {
            let entries = entries.as_object().filter(|it| !it.is_empty());
            entries.is_some_and(|it| it.keys().all(|name| self.has(kind, name)))
        }) && tags.into_iter().flatten().all(|tag| self.has_tag(tag))
    }

    fn retain(&self, document: &mut Value) {
        let components = document.get_mut("components");
        if let Some(components) = components.and_then(Value::as_object_mut) {
            for (kind, entries) in components.iter_mut() {
                if let Some(entries) = entries.as_object_mut() {
                    entries.retain(|name, _| self.has(kind, name));
                }
            }
            components.retain(|_, entries| entries.as_object().is_some_and(|it| !it.is_empty()));
        }
        if let Some(tags) = document.get_mut("tags").and_then(Value::as_array_mut) {
            tags.retain(|tag| self.has_tag(tag));
        }
    }
}

/// The components, as (kind, name), that the paths and webhooks reach through any number of references.
fn reach(document: &Value) -> BTreeSet<(String, String)> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<&Value> = ["paths", "webhooks"]
        .iter()
        .filter_map(|key| document.get(key))
        .collect();
    while let Some(node) = pending.pop() {
        let mut found = Vec::new();
        references(node, &mut found);
        for (kind, name) in found {
            let target = document
                .get("components")
                .and_then(|all| all.get(&kind)?.get(&name));
            if let Some(target) = target
                && reached.insert((kind, name))
            {
                pending.push(target);
            }
        }
    }
    reached
}

/// Every reference to a component below `node`, discriminator mappings included.
fn references(node: &Value, found: &mut Vec<(String, String)>) {
    match node {
        Value::Object(map) => {
            if let Some(component) = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(component_of)
            {
                found.push(component);
            }
            if let Some(mapping) = map
                .get("discriminator")
                .and_then(|it| it.get("mapping")?.as_object())
            {
                found.extend(mapping.values().filter_map(Value::as_str).map(|target| {
                    component_of(target)
                        .unwrap_or_else(|| ("schemas".to_owned(), target.to_owned()))
                }));
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// `#/components/<kind>/<name>`, or a place below it, as (kind, name).
fn component_of(reference: &str) -> Option<(String, String)> {
    let mut tokens = reference.strip_prefix("#/components/")?.split('/');
    Some((
        pointer::unescape(tokens.next()?),
        pointer::unescape(tokens.next()?),
    ))
}

fn security_schemes(document: &Value) -> BTreeSet<String> {
    let requirements = document
        .get("security")
        .into_iter()
        .chain(operations(document).filter_map(|operation| operation.value.get("security")));
    requirements
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .cloned()
        .collect()
}

fn tags<'a>(operation: &Operation<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    operation
        .value
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn check_selectors(document: &Document, selection: &Selection) -> Result<()> {
    let all: Vec<Operation<'_>> = operations(document.value()).collect();
    let known = |names: Vec<&str>| {
        names
            .into_iter()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let groups = [
        (
            "path",
            &selection.paths,
            known(all.iter().map(|operation| operation.path).collect()),
        ),
        (
            "tag",
            &selection.tags,
            known(all.iter().flat_map(tags).collect()),
        ),
        (
            "operationId",
            &selection.operations,
            known(all.iter().filter_map(Operation::id).collect()),
        ),
    ];
    for (what, wanted, known) in groups {
        if let Some(missing) = wanted.iter().find(|name| !known.contains(*name)) {
            return Err(Error::new(
                ErrorKind::SelectorMatchesNothing,
                format!("no operation has the {what} `{missing}`"),
                format!(
                    "the document has {} operations, and this selector would keep none of them",
                    all.len()
                ),
                remedy(what, missing, &known),
            )
            .at(document.locate("/paths")));
        }
    }
    Ok(())
}

fn remedy(what: &str, missing: &str, known: &BTreeSet<String>) -> String {
    match nearest(missing, known) {
        Some(name) => format!("write `{name}`, the nearest {what} of the document"),
        None => format!("name a {what} of the document, or remove the selector"),
    }
}

/// The known name that shares the most leading and trailing characters with `wanted`.
fn nearest<'a>(wanted: &str, known: &'a BTreeSet<String>) -> Option<&'a String> {
    let wanted = wanted.to_lowercase();
    let common = |name: &String| {
        let name = name.to_lowercase();
        let leading = name
            .chars()
            .zip(wanted.chars())
            .take_while(|(a, b)| a == b)
            .count();
        let trailing = name
            .chars()
            .rev()
            .zip(wanted.chars().rev())
            .take_while(|(a, b)| a == b)
            .count();
        leading + trailing
    };
    known
        .iter()
        .max_by_key(|name| common(name))
        .filter(|name| common(name) > 0)
}
