//! Parts of a document, made without copying the rest of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::{Key, references};
use crate::document::{METHODS, operations};
use crate::pointer;

/// A document's components, and which refer to which: references as they are written, such as `#/components/schemas/A`.
pub(super) struct Parts<'d> {
    document: &'d Value,
    components: BTreeMap<String, Component<'d>>,
}

struct Component<'d> {
    kind: &'d str,
    name: &'d str,
    value: &'d Value,
    references: BTreeSet<&'d str>,
}

impl<'d> Parts<'d> {
    pub(super) fn of(document: &'d Value) -> Self {
        let mut components = BTreeMap::new();
        let kinds = document.get("components").and_then(Value::as_object);
        for (kind, named) in kinds.into_iter().flatten() {
            for (name, value) in named.as_object().into_iter().flatten() {
                let mut found = BTreeSet::new();
                references(value, &mut found);
                let at = format!("#/components/{kind}/{}", pointer::escape(name));
                let references = found;
                components.insert(
                    at,
                    Component {
                        kind,
                        name,
                        value,
                        references,
                    },
                );
            }
        }
        Self {
            document,
            components,
        }
    }

    pub(super) fn operations(&self) -> Vec<Key> {
        operations(self.document)
            .map(|it| (it.path.to_owned(), it.method.to_owned()))
            .collect()
    }

    /// The names of the schemas.
    pub(super) fn schemas(&self) -> Vec<&'d str> {
        let schemas = self.components.values().filter(|it| it.kind == "schemas");
        schemas.map(|it| it.name).collect()
    }

    /// The document with these operations alone, and what they reach.
    pub(super) fn restricted(&self, keep: &[Key]) -> Value {
        let paths = self.paths(keep);
        let mut found = BTreeSet::new();
        references(&paths, &mut found);
        let reached = self.reached(found.iter().copied());
        self.assembled(paths.clone(), &reached, &BTreeSet::new())
    }

    /// The operations with the schemas that they name, and any value in place of what those refer to.
    pub(super) fn operations_alone(&self, keep: &[Key]) -> Value {
        let paths = self.paths(keep);
        let mut found = BTreeSet::new();
        references(&paths, &mut found);
        let known = found
            .iter()
            .filter_map(|it| self.components.get_key_value(*it));
        let near: BTreeSet<&str> = known.clone().map(|(at, _)| at.as_str()).collect();
        let far = known.flat_map(|(_, it)| it.references.iter().copied());
        let far: BTreeSet<&str> = far.filter(|it| !near.contains(it)).collect();
        self.assembled(paths.clone(), &near, &far)
    }

    /// No operation, and these schemas with any value in place of what they refer to.
    pub(super) fn schemas_alone(&self, names: &[&str]) -> Value {
        let at = names.iter().map(|name| at(name));
        let known: Vec<(&String, &Component<'_>)> = at
            .filter_map(|at| self.components.get_key_value(&at))
            .collect();
        let near: BTreeSet<&str> = known.iter().map(|(at, _)| at.as_str()).collect();
        let far = known
            .iter()
            .flat_map(|(_, it)| it.references.iter().copied());
        let far: BTreeSet<&str> = far.filter(|it| !near.contains(it)).collect();
        self.assembled(json!({}), &near, &far)
    }

    /// No operation, and this schema with all that it reaches.
    pub(super) fn schema_in_full(&self, name: &str) -> Value {
        let at = at(name);
        self.assembled(json!({}), &self.reached([at.as_str()]), &BTreeSet::new())
    }

    /// Of each operation that reaches one of the schemas, the first such schema.
    pub(super) fn reaching<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
    ) -> BTreeMap<Key, &'n str> {
        let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (at, component) in &self.components {
            for reference in &component.references {
                owners.entry(reference).or_default().push(at);
            }
        }
        let mut by_component: BTreeMap<String, &'n str> = BTreeMap::new();
        for name in names {
            let mut queue = VecDeque::from([at(name)]);
            while let Some(next) = queue.pop_front() {
                if by_component.contains_key(&next) {
                    continue;
                }
                let more = owners.get(next.as_str()).into_iter().flatten();
                queue.extend(more.map(|it| (*it).to_owned()));
                by_component.insert(next, name);
            }
        }
        operations(self.document)
            .filter_map(|operation| {
                let mut found = BTreeSet::new();
                references(operation.value, &mut found);
                let name = found.iter().find_map(|it| by_component.get(*it))?;
                Some((
                    (operation.path.to_owned(), operation.method.to_owned()),
                    *name,
                ))
            })
            .collect()
    }

    fn reached<'r>(&'r self, from: impl IntoIterator<Item = &'r str>) -> BTreeSet<&'r str> {
        let mut reached = BTreeSet::new();
        let mut queue: Vec<&str> = from.into_iter().collect();
        while let Some(next) = queue.pop() {
            if let Some((at, component)) = self.components.get_key_value(next)
                && reached.insert(at.as_str())
            {
                queue.extend(&component.references);
            }
        }
        reached
    }

    /// The path items with these operations.
    fn paths(&self, keep: &[Key]) -> Value {
        let mut by_path: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, method) in keep {
            by_path.entry(path).or_default().insert(method);
        }
        let mut paths = Map::new();
        let all = self.document.get("paths").and_then(Value::as_object);
        for (path, item) in all.into_iter().flatten() {
            let (Some(methods), Some(item)) = (by_path.get(path.as_str()), item.as_object()) else {
                continue;
            };
            let kept = item.iter().filter(|(key, _)| {
                !METHODS.contains(&key.as_str()) || methods.contains(key.as_str())
            });
            let kept: Map<String, Value> = kept
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            paths.insert(path.clone(), Value::Object(kept));
        }
        Value::Object(paths)
    }

    /// The document with other paths, with the components `whole`, and any value as the components `any`.
    fn assembled(&self, paths: Value, whole: &BTreeSet<&str>, any: &BTreeSet<&str>) -> Value {
        let mut components: Map<String, Value> = Map::new();
        let mut put = |kind: &str, name: &str, value: Value| {
            if let Value::Object(named) = components.entry(kind).or_insert_with(|| json!({})) {
                named.insert(name.to_owned(), value);
            }
        };
        for (at, component) in &self.components {
            let (kind, name) = (component.kind, component.name);
            // Those are named by themselves, not by references.
            if kind == "securitySchemes" || whole.contains(at.as_str()) {
                put(kind, name, component.value.clone());
            } else if any.contains(at.as_str()) {
                let value = if kind == "schemas" {
                    json!({})
                } else {
                    component.value.clone()
                };
                put(kind, name, value);
            }
        }
        let mut document = Map::new();
        for (key, value) in self.document.as_object().into_iter().flatten() {
            match key.as_str() {
                "paths" => document.insert(key.clone(), paths.clone()),
                "components" => document.insert(key.clone(), Value::Object(components.clone())),
                _ => document.insert(key.clone(), value.clone()),
            };
        }
        Value::Object(document)
    }
}

fn at(name: &str) -> String {
    format!("#/components/schemas/{}", pointer::escape(name))
}
