//! Which operations a schema is part of, and in which direction.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::side::{At, Pointer, Side};
use crate::{pointer, references};

/// The operations that send a schema, and those that answer with it; by their index in [`Side::operations`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Uses {
    pub(super) request: BTreeSet<usize>,
    pub(super) answer: BTreeSet<usize>,
}

/// The uses of every component schema, by pointer. What no operation reaches is absent.
pub(super) type Reach = HashMap<String, Uses>;

/// Keys below which no schema is found that the client would have a type for.
const BLIND: [&str; 6] = [
    "example",
    "examples",
    "callbacks",
    "links",
    "headers",
    "x-webhooks",
];

/// Keys whose members are names, which may well read like keys.
const NAMES: [&str; 6] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "content",
    "responses",
    "mapping",
];

/// Computes the reach of every schema of `side`.
pub(super) fn reach(side: &Side<'_>) -> Reach {
    let graph = Graph::of(side);
    let mut uses: Vec<Uses> = vec![Uses::default(); graph.names.len()];
    for (index, operation) in side.operations.iter().enumerate() {
        let Some(at) = side.at(&operation.pointer()) else {
            continue;
        };
        let mut sent = Vec::new();
        if let Some(item) = pointer::parent(&at.pointer).and_then(|parent| side.at(parent)) {
            sent.extend(item.get("parameters"));
        }
        sent.extend(at.get("parameters"));
        sent.extend(at.get("requestBody"));
        for schema in graph.closure(side, &sent) {
            if let Some(uses) = uses.get_mut(schema) {
                uses.request.insert(index);
            }
        }
        let answered: Vec<_> = at.get("responses").into_iter().collect();
        for schema in graph.closure(side, &answered) {
            if let Some(uses) = uses.get_mut(schema) {
                uses.answer.insert(index);
            }
        }
    }
    let named = graph.names.into_iter().zip(uses);
    named
        .filter(|(_, uses)| *uses != Uses::default())
        .map(|(name, uses)| (name.clone(), uses))
        .collect()
}

/// Which schema refers to which, by number.
struct Graph<'s> {
    names: Vec<&'s String>,
    numbers: HashMap<&'s str, usize>,
    direct: Vec<Vec<usize>>,
}

impl<'s> Graph<'s> {
    fn of(side: &'s Side<'_>) -> Self {
        let names: Vec<&String> = side.schemas.keys().collect();
        let numbers = names.iter().enumerate();
        let numbers = numbers.map(|(number, name)| (name.as_str(), number));
        let mut graph = Self {
            numbers: numbers.collect(),
            names,
            direct: Vec::new(),
        };
        let direct = side.schemas.values().map(|at| graph.below(side, at));
        graph.direct = direct.collect();
        graph
    }

    fn below<'a>(&self, side: &Side<'a>, at: &At<'a>) -> Vec<usize> {
        let below = schemas_below(side, at);
        let numbers = below
            .iter()
            .filter_map(|name| self.numbers.get(name.as_str()));
        numbers.copied().collect()
    }

    /// What `roots` lead to.
    fn closure<'a>(&self, side: &Side<'a>, roots: &[At<'a>]) -> Vec<usize> {
        let mut pending: Vec<usize> = roots.iter().flat_map(|it| self.below(side, it)).collect();
        let mut reached = vec![false; self.names.len()];
        let mut all = Vec::new();
        while let Some(number) = pending.pop() {
            if let Some(known) = reached.get_mut(number)
                && !std::mem::replace(known, true)
            {
                all.push(number);
                pending.extend(self.direct.get(number).into_iter().flatten());
            }
        }
        all
    }
}

/// The component schemas that `at` refers to, directly or through components of other kinds. Those of a component are looked
/// for once.
pub(super) fn schemas_below<'a>(side: &Side<'a>, at: &At<'a>) -> Rc<BTreeSet<String>> {
    if !side.schemas.contains_key(&*at.pointer) {
        return Rc::new(found_below(side, at));
    }
    let known = side.below.borrow().get(&*at.pointer).map(Rc::clone);
    known.unwrap_or_else(|| {
        let found = Rc::new(found_below(side, at));
        let mut below = side.below.borrow_mut();
        below.insert(at.pointer.to_string(), Rc::clone(&found));
        found
    })
}

fn found_below<'a>(side: &Side<'a>, at: &At<'a>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut pending = vec![(at.value, at.pointer.ends_with("/responses"))];
    while let Some((value, names)) = pending.pop() {
        let mut others = Vec::new();
        walk(side, value, names, &mut others, &mut found);
        for other in others {
            if seen.insert(other.pointer) {
                pending.push((other.value, false));
            }
        }
    }
    found
}

fn walk<'a>(
    side: &Side<'a>,
    value: &'a Value,
    names: bool,
    others: &mut Vec<At<'a>>,
    found: &mut BTreeSet<String>,
) {
    match value {
        Value::Object(map) => {
            if !names && let Some(target) = side.follow_value(value) {
                if side.schemas.contains_key(&*target.pointer) {
                    found.insert(target.pointer.into_owned());
                } else {
                    others.push(target);
                }
            }
            for (key, value) in map {
                if !names && (BLIND.contains(&key.as_str()) || key.starts_with("x-")) {
                    continue;
                }
                if key == "mapping" && !names {
                    found.extend(mapped(side, value));
                }
                let names = !names && NAMES.contains(&key.as_str());
                walk(side, value, names, others, found);
            }
        }
        Value::Array(items) => {
            for value in items {
                walk(side, value, false, others, found);
            }
        }
        _ => {}
    }
}

/// The schemas that a discriminator names, by reference or by bare name.
fn mapped(side: &Side<'_>, mapping: &Value) -> Vec<String> {
    let targets = mapping.as_object().into_iter().flat_map(|map| map.values());
    targets
        .filter_map(Value::as_str)
        .map(|target| match target.strip_prefix('#') {
            Some(pointer) => pointer.to_owned(),
            None => pointer::join("/components/schemas", target),
        })
        .filter(|pointer| side.schemas.contains_key(pointer))
        .collect()
}

/// The schemas that are never a type of their own: all that refers to them is an `allOf` with other parts, into
/// which the lowering merges them.
pub(super) fn parts<'a>(side: &Side<'a>) -> BTreeSet<Pointer<'a>> {
    let (mut parts, mut types) = (BTreeSet::new(), BTreeSet::new());
    sort(side, side.document.value(), false, &mut parts, &mut types);
    parts.difference(&types).cloned().collect()
}

fn sort<'a>(
    side: &Side<'a>,
    value: &'a Value,
    part: bool,
    parts: &mut BTreeSet<Pointer<'a>>,
    types: &mut BTreeSet<Pointer<'a>>,
) {
    if let Some(target) = side.follow_value(value) {
        let referred = if part { &mut *parts } else { &mut *types };
        referred.insert(target.pointer);
    }
    let members = value.as_object().into_iter().flatten();
    let members = members.filter(|(key, _)| !key.starts_with("x-"));
    let composed = value
        .get("allOf")
        .and_then(Value::as_array)
        .is_some_and(|all| {
            all.len() > 1
                || ["properties", "required"]
                    .iter()
                    .any(|key| value.get(key).is_some())
        });
    for (key, child) in members {
        for item in child.as_array().into_iter().flatten() {
            sort(side, item, composed && key == "allOf", parts, types);
        }
        if child.is_object() {
            sort(side, child, false, parts, types);
        }
    }
}

/// Every place that the paths refer to, directly or through other references.
pub(super) fn referred<'a>(side: &Side<'a>) -> BTreeSet<Pointer<'a>> {
    let mut referred = BTreeSet::new();
    let mut pending: Vec<At<'a>> = side.root().get("paths").into_iter().collect();
    while let Some(at) = pending.pop() {
        for reference in references::all(at.value) {
            if let Some(target) = reference.strip_prefix('#').and_then(|it| side.at(it))
                && referred.insert(target.pointer.clone())
            {
                pending.push(target);
            }
        }
    }
    referred
}
