//! Which type goes into which file.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use serde_json::Value;

use crate::model::{Model, Outcome, Shape};

/// Files of types, each with the names of the types that go into it: exact ones, or a prefix with `*`.
/// A type that no pattern names goes into the file of the tag whose operations alone use it, else into `shared`.
pub type Groups = BTreeMap<String, Vec<String>>;

/// The file of the types that operations of several tags use.
const SHARED: &str = "shared";

/// The files of a client's types.
pub(super) struct Grouping<'a> {
    groups: &'a Groups,
    /// With groups given, what they do not name goes to a file of its schema.
    schemas: Vec<String>,
    /// The tags whose operations use a type.
    tags: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Grouping<'a> {
    pub(super) fn of(model: &Model, document: &Value, groups: &'a Groups) -> Self {
        Self {
            groups,
            schemas: if groups.is_empty() {
                Vec::new()
            } else {
                schemas(document)
            },
            tags: if groups.is_empty() {
                tags(model)
            } else {
                BTreeMap::new()
            },
        }
    }

    /// The file of the type `name`: the longest pattern that fits, else its schema's or its tag's.
    pub(super) fn of_type(&self, name: &str) -> String {
        let named = self
            .groups
            .iter()
            .flat_map(|(group, patterns)| patterns.iter().map(move |pattern| (group, pattern)))
            .filter(|(_, pattern)| match pattern.strip_suffix('*') {
                Some(prefix) => name.starts_with(prefix),
                None => name == pattern.as_str(),
            })
            .max_by_key(|(_, pattern)| pattern.len());
        if let Some((group, _)) = named {
            return group.clone();
        }
        if self.groups.is_empty() {
            let tags = self.tags.get(name);
            return match tags.map(|tags| tags.iter().collect::<Vec<_>>()).as_deref() {
                Some([only]) => (*only).clone(),
                _ => SHARED.to_owned(),
            };
        }
        // `CallingSettingsStatus` was written inline in the schema `CallingSettings`.
        self.schemas
            .iter()
            .filter(|schema| name.starts_with(schema.as_str()))
            .max_by_key(|schema| schema.len())
            .cloned()
            .unwrap_or_else(|| name.to_owned())
    }
}

/// The Rust names of the document's schemas.
fn schemas(document: &Value) -> Vec<String> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas
        .into_iter()
        .flat_map(serde_json::Map::keys)
        .map(|name| name.to_pascal_case())
        .collect()
}

/// The words of a type's text, among which are the names of types.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}

/// For each type the tags of the operations that lead to it.
fn tags(model: &Model) -> BTreeMap<String, BTreeSet<String>> {
    let held: BTreeMap<&str, Vec<&str>> = model
        .types
        .values()
        .map(|ty| (ty.name.as_str(), contents(&ty.shape)))
        .collect();
    let mut tags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in &model.operations {
        let tag = super::operations_module(&operation.module);
        let parameters = operation.parameters.iter().map(|it| it.ty.as_str());
        let bodies = operation.bodies.iter().map(|it| it.ty.as_str());
        let responses = [&operation.success, &operation.failure];
        let responses = responses.into_iter().flat_map(of_outcome);
        let used = parameters.chain(bodies).chain(responses);
        let mut open: Vec<&str> = used.flat_map(words).collect();
        while let Some(name) = open.pop() {
            let Some(next) = held.get(name) else { continue };
            if tags.entry(name.to_owned()).or_default().insert(tag.clone()) {
                open.extend(next);
            }
        }
    }
    tags
}

fn of_outcome(outcome: &Outcome) -> Vec<&str> {
    match outcome {
        Outcome::Undocumented => Vec::new(),
        Outcome::One { ty, .. } => vec![ty.as_str()],
        Outcome::Several { variants, .. } => {
            variants.iter().filter_map(|it| it.ty.as_deref()).collect()
        }
    }
}

/// The names in a type's definition.
fn contents(shape: &Shape) -> Vec<&str> {
    match shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|field| field.ty.as_str());
            let rest = object.rest.iter().map(|(_, ty)| ty.as_str());
            fields.chain(rest).flat_map(words).collect()
        }
        Shape::Union(union) => union.members.iter().flat_map(|it| words(&it.ty)).collect(),
        Shape::Keyed(members) => members.iter().flat_map(|it| words(&it.ty)).collect(),
        Shape::Newtype(ty) => words(ty).collect(),
        Shape::Enum(_) | Shape::Other(_) => Vec::new(),
    }
}
