//! The component schemas that are the same to the letter in both documents, with all that they lead to: most of them, from
//! one revision to the next.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::matching::component_of;
use crate::document::Document;
use crate::pointer;

/// Such schemas, by pointer. There is nothing to compare in them, and what one is like in the old document it is in the new
/// one.
#[derive(Debug, Default)]
pub(super) struct Unchanged {
    /// Those that something else refers to, by whatever way.
    used: HashSet<String>,
    /// Those that only others of them refer to, or nothing: large documents have thousands.
    idle: HashSet<String>,
}

impl Unchanged {
    pub(super) fn of(old: &Document, new: &Document) -> Self {
        let documents = [old.value(), new.value()];
        let [Some(olds), Some(news)] = documents.map(schemas) else {
            return Self::default();
        };
        let equal = olds
            .iter()
            .filter(|(name, it)| news.get(*name) == Some(*it));
        let equal: Vec<(String, &Value)> = equal
            .map(|(name, it)| (pointer::join(SCHEMAS, name), it))
            .collect();
        let numbers = Numbers::of(&equal);
        let mut graph = Graph::of(&equal, &numbers);
        let starts = std::mem::take(&mut graph.out);
        let out = graph.reached(starts, |it| &it.from);
        let mut others = Vec::new();
        let mut other = |value: &Value| {
            leads_to(value, &mut |target| others.extend(numbers.get(target)));
        };
        for document in documents {
            beside_schemas(document, &mut other);
            for (name, value) in schemas(document).into_iter().flatten() {
                let number = numbers.get(pointer::join(SCHEMAS, name).as_str());
                if number.is_none_or(|it| out.contains(&it)) {
                    other(value);
                }
            }
        }
        let reached = graph.reached(others, |it| &it.to);
        let mut unchanged = Self::default();
        for (number, (at, _)) in equal.into_iter().enumerate() {
            match (out.contains(&number), reached.contains(&number)) {
                (true, _) => {}
                (false, true) => _ = unchanged.used.insert(at),
                (false, false) => _ = unchanged.idle.insert(at),
            }
        }
        unchanged
    }

    /// Whether the schema at `pointer`, in both documents, is one.
    pub(super) fn has(&self, pointer: &str) -> bool {
        self.used.contains(pointer) || self.is_idle(pointer)
    }

    /// Whether the schema at `pointer` is one, and nothing but others of them leads to it.
    pub(super) fn is_idle(&self, pointer: &str) -> bool {
        self.idle.contains(pointer)
    }
}

/// The numbers of the schemas that are equal, by pointer.
struct Numbers<'e>(HashMap<&'e str, usize>);

impl<'e> Numbers<'e> {
    fn of(equal: &'e [(String, &Value)]) -> Self {
        let numbers = equal.iter().enumerate();
        let numbers = numbers.map(|(number, (at, _))| (at.as_str(), number));
        Self(numbers.collect())
    }

    /// That of what a reference names, which may be percent-encoded.
    fn get(&self, pointer: &str) -> Option<usize> {
        let plain = self.0.get(pointer);
        let encoded = || self.0.get(pointer::percent_decoded(pointer).as_str());
        plain.or_else(encoded).copied()
    }
}

/// The schemas that are equal, by number: which refers to which.
#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    /// Those that refer to something else.
    out: Vec<usize>,
}

#[derive(Clone, Default)]
struct Node {
    from: Vec<usize>,
    to: Vec<usize>,
}

impl Graph {
    fn of(equal: &[(String, &Value)], numbers: &Numbers<'_>) -> Self {
        let mut graph = Self {
            nodes: vec![Node::default(); equal.len()],
            out: Vec::new(),
        };
        for (number, (_, value)) in equal.iter().enumerate() {
            let mut to = Vec::new();
            leads_to(value, &mut |target| match numbers.get(target) {
                Some(other) => to.push(other),
                None => graph.out.push(number),
            });
            for other in &to {
                if let Some(node) = graph.nodes.get_mut(*other) {
                    node.from.push(number);
                }
            }
            if let Some(node) = graph.nodes.get_mut(number) {
                node.to = to;
            }
        }
        graph
    }

    /// What `starts` lead to by one kind of edges, themselves included.
    fn reached(&self, starts: Vec<usize>, edges: fn(&Node) -> &[usize]) -> HashSet<usize> {
        let mut pending = starts;
        let mut reached = HashSet::new();
        while let Some(number) = pending.pop() {
            if reached.insert(number) {
                pending.extend(self.nodes.get(number).into_iter().flat_map(edges));
            }
        }
        reached
    }
}

const SCHEMAS: &str = "/components/schemas";

fn schemas(document: &Value) -> Option<&Map<String, Value>> {
    document.pointer(SCHEMAS)?.as_object()
}

/// Shows `visit` all parts of a document but its schemas.
fn beside_schemas(document: &Value, visit: &mut dyn FnMut(&Value)) {
    for (key, value) in document.as_object().into_iter().flatten() {
        if key == "components" {
            let kinds = value.as_object().into_iter().flatten();
            let others = kinds.filter(|(kind, _)| *kind != "schemas");
            others.for_each(|(_, value)| visit(value));
        } else {
            visit(value);
        }
    }
}

/// Shows `visit` the component of each reference below `value`, and of each value of a discriminator: as a pointer, or as
/// it stands where it is no component.
fn leads_to(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => visit(component(reference)),
                    ("mapping", Value::Object(mapping)) => {
                        for target in mapping.values() {
                            match target.as_str() {
                                Some(name) if !name.contains('#') => {
                                    visit(&pointer::join(SCHEMAS, name));
                                }
                                Some(reference) => visit(component(reference)),
                                // A property that happens to be called so.
                                None => leads_to(target, visit),
                            }
                        }
                    }
                    _ => leads_to(value, visit),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| leads_to(it, visit)),
        _ => {}
    }
}

fn component(reference: &str) -> &str {
    let place = reference.strip_prefix('#').unwrap_or(reference);
    component_of(place).map_or(place, |(component, _)| component)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::Unchanged;
    use crate::document::Document;

    fn document(last: &str) -> Document {
        let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let text = json!({
            "openapi": "3.0.3",
            "info": { "title": "A", "version": "1" },
            "paths": { "/a": { "get": { "responses": { "200": { "description": "", "content": {
                "application/json": { "schema": refers("With%20space") }
            } } } } } },
            "components": { "schemas": {
                "Alone": { "type": "string" },
                "Ancestor": { "properties": { "it": refers("Middle/properties/last") } },
                "Middle": { "properties": { "last": refers("Last") } },
                "Last": { "type": last, "items": refers("Shared") },
                "Shared": { "properties": { "below": refers("Below") } },
                "Below": { "type": "string" },
                "Self": { "items": refers("Self") },
                "ByName": { "discriminator": { "propertyName": "p", "mapping": { "a": "Last" } } },
                "ByPlace": { "discriminator": { "mapping": { "a": "#/components/schemas/Alone" } } },
                "Named": { "properties": { "mapping": { "properties": { "a": refers("Last") } } } },
                "Nowhere": refers("None"),
                "Elsewhere": { "$ref": "#/components/responses/None" },
                "With space": { "type": "object" },
                "a/b": { "items": refers("a~1b") },
            } },
        });
        Document::load("a.json", text.to_string().as_bytes()).unwrap()
    }

    fn names(pointers: &HashSet<String>) -> Vec<&str> {
        let names = pointers.iter().filter_map(|it| it.rsplit_once("s/"));
        let mut names: Vec<&str> = names.map(|(_, name)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_leads_to_a_change_has_changed_and_what_nothing_else_leads_to_is_idle() {
        let unchanged = Unchanged::of(&document("array"), &document("object"));
        assert_eq!(names(&unchanged.used), ["Below", "Shared", "With space"]);
        assert_eq!(names(&unchanged.idle), ["Alone", "ByPlace", "Self", "a~1b"]);
        let unchanged = Unchanged::of(&document("array"), &document("array"));
        assert!(unchanged.has("/components/schemas/Ancestor"));
        assert!(!unchanged.has("/components/schemas/Nowhere"));
    }
}
