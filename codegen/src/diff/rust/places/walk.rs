//! The way from a place of the resolved document to those of the vendor's, through references and compositions.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{MAX_MADE, Places};
use crate::diff::side::At;
use crate::pointer;

/// The kinds of compositions.
const COMPOSITIONS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl<'a> Places<'a> {
    /// The places of the vendor's document that a place of the resolved document stands for.
    pub(in crate::diff::rust) fn vendor(&self, resolved: &str) -> BTreeSet<String> {
        self.nodes(resolved, MAX_MADE)
            .into_iter()
            .map(|at| at.pointer.into_owned())
            .collect()
    }

    fn nodes(&self, resolved: &str, left: usize) -> Vec<At<'a>> {
        let tokens: Vec<String> = resolved.split('/').skip(1).map(pointer::unescape).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            ["components", kind, name, rest @ ..] => {
                let at = format!("/components/{kind}/{}", pointer::escape(name));
                let starts = match self.side.at(&at) {
                    Some(found) => vec![found],
                    None if left == 0 => Vec::new(),
                    // A component that the lowering made stands for the places that refer to it.
                    None => {
                        let references = self.references.get(&at).into_iter().flatten();
                        references
                            .flat_map(|reference| self.nodes(reference, left - 1))
                            .collect()
                    }
                };
                self.walk(starts, &at, rest)
            }
            ["paths", path, method, rest @ ..] => {
                let same = |it: &&crate::document::Operation<'_>| {
                    it.method == *method && (it.path == *path || it.path.ends_with(path))
                };
                let at = format!("/paths/{}/{method}", pointer::escape(path));
                // The lowering may have taken a prefix from the path.
                let shortened = || {
                    let operations = self.side.operations.iter().filter(same);
                    let shortest = operations.min_by_key(|it| it.path.len())?;
                    self.side.at(&shortest.pointer())
                };
                let start = match self.side.operation_of(&at) {
                    Some(_) => self.side.at(&at),
                    None => shortened(),
                };
                self.walk(start.into_iter().collect(), &at, rest)
            }
            _ => Vec::new(),
        }
    }

    /// Follows `tokens` from `nodes` as far as they lead. `resolved` is where they begin in the resolved document.
    fn walk(&self, mut nodes: Vec<At<'a>>, resolved: &str, tokens: &[&str]) -> Vec<At<'a>> {
        let mut rest = tokens;
        while let [token, tail @ ..] = rest {
            let (next, tail) = match (*token, tail) {
                ("properties" | "patternProperties", [name, tail @ ..]) => {
                    let property = |at: &At<'a>| at.get(token)?.get(name);
                    (self.step(&nodes, property), tail)
                }
                ("allOf" | "anyOf" | "oneOf", [index, tail @ ..]) => {
                    let index = index.parse().ok();
                    let branches = nodes.iter().filter_map(|at| branch(at, index?));
                    let branches: Vec<At<'a>> = branches.collect();
                    // Unions are made of lists of types, too: the place is the same then.
                    (
                        if branches.is_empty() {
                            nodes.clone()
                        } else {
                            branches
                        },
                        tail,
                    )
                }
                ("parameters", [_, tail @ ..]) => {
                    let walked = tokens.iter().take(tokens.len() - tail.len());
                    let at = walked.fold(resolved.to_owned(), |at, it| pointer::join(&at, it));
                    (self.parameters(&nodes, &at), tail)
                }
                ("responses" | "content", [key, tail @ ..]) => {
                    let mut next = self.step(&nodes, |at| at.get(token)?.get(key));
                    if next.is_empty() {
                        // A status or media type that the lowering has chosen.
                        let all = |at: &At<'a>| at.children(token).into_iter().map(|(_, at)| at);
                        next = self.expanded(&nodes).iter().flat_map(all).collect();
                    }
                    (next, tail)
                }
                (token, tail) => (self.step(&nodes, |at| at.get(token)), tail),
            };
            if next.is_empty() {
                break;
            }
            nodes = next;
            rest = tail;
        }
        nodes
    }

    fn step(&self, nodes: &[At<'a>], get: impl Fn(&At<'a>) -> Option<At<'a>>) -> Vec<At<'a>> {
        // Most nodes are all there is at their place.
        let has_more = |at: &At<'a>| {
            let mut more = COMPOSITIONS.iter().chain(&["$ref"]);
            more.any(|key| at.value.get(key).is_some())
        };
        match nodes {
            [at] if !has_more(at) => get(at).into_iter().collect(),
            _ => self.expanded(nodes).iter().filter_map(get).collect(),
        }
    }

    /// The nodes, what they refer to, and what they are composed of.
    fn expanded(&self, nodes: &[At<'a>]) -> Vec<At<'a>> {
        let mut seen = BTreeSet::new();
        let mut expanded = Vec::new();
        let mut pending: Vec<At<'a>> = nodes.to_vec();
        while let Some(at) = pending.pop() {
            if !seen.insert(at.pointer.clone()) {
                continue;
            }
            pending.extend(self.side.follow(&at));
            for key in COMPOSITIONS {
                pending.extend(at.list(key));
            }
            expanded.push(at);
        }
        expanded
    }

    /// The vendor's parameter of the same name as the one at `resolved`: where it is used, and where it is declared.
    fn parameters(&self, operations: &[At<'a>], resolved: &str) -> Vec<At<'a>> {
        let name = pointer::find(&self.api.skeleton, resolved);
        let name = name.and_then(|it| it.get("name")).and_then(Value::as_str);
        let mut found = Vec::new();
        for operation in operations {
            let item = pointer::parent(&operation.pointer).and_then(|at| self.side.at(at));
            let shared = item.map(|item| item.list("parameters")).unwrap_or_default();
            for parameter in operation.list("parameters").into_iter().chain(shared) {
                let declared = self.side.resolve(&parameter);
                if declared.text("name") == name {
                    if declared.pointer != parameter.pointer {
                        found.push(declared);
                    }
                    found.push(parameter);
                }
            }
        }
        found
    }
}

fn branch<'a>(at: &At<'a>, index: usize) -> Option<At<'a>> {
    COMPOSITIONS
        .iter()
        .find_map(|key| at.list(key).into_iter().nth(index))
}
