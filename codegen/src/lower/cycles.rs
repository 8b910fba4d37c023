//! The rule against schemas that are composed of themselves.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::context::{Context, Effect};
use super::schema::{component_name, is_annotation, reference, reference_to};
use crate::error::Result;
use crate::pointer;

/// A schema that is composed of itself says nothing; typify would follow it until the stack ends.
pub(super) fn cycles(context: &mut Context) -> Result<()> {
    let mut schemas = context.take_schemas();
    let mut hits = parents(&mut schemas);
    let names: Vec<String> = schemas.keys().cloned().collect();
    let mut done = BTreeSet::new();
    let mut losses = Vec::new();
    for name in names {
        if done.contains(&name) {
            continue;
        }
        // Each stack frame: a component and the components it is composed of that remain to be looked at.
        let mut stack = vec![(name.clone(), composed_of(schemas.get(&name)))];
        while let Some((current, next)) = stack.last_mut() {
            let Some(target) = next.pop() else {
                done.insert(current.clone());
                stack.pop();
                continue;
            };
            let owner = current.clone();
            if stack.iter().any(|(on_path, _)| *on_path == target) {
                let at = pointer::join("/components/schemas", &owner);
                if let Some(schema) = schemas.get_mut(&owner) {
                    cut(schema, &reference_to(&target));
                }
                // What is a part of itself adds nothing.
                if owner != target {
                    let what = format!(
                        "`{owner}` is without what it has of `{target}`, because that is composed of `{owner}` in its turn"
                    );
                    losses.push(Effect::new(&at, what));
                }
                hits.push(at);
            } else if !done.contains(&target) {
                let next = composed_of(schemas.get(&target));
                stack.push((target, next));
            }
        }
    }
    context.hits.append(&mut hits);
    context.losses.append(&mut losses);
    context.set_schemas(schemas);
    Ok(())
}

/// A parent that lists its children, each of which is composed of the parent: to a child, the parent is what
/// it says beside its list.
fn parents(schemas: &mut Map<String, Value>) -> Vec<String> {
    let mut hits = Vec::new();
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in names {
        let Some(Value::Object(parent)) = schemas.get(&name) else {
            continue;
        };
        let mut own = parent.clone();
        let mut children = Vec::new();
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(members)) = own.shift_remove(key) {
                children.extend(members.iter().filter_map(component_name).map(str::to_owned));
            }
        }
        own.retain(|key, _| !is_annotation(key) && key != "discriminator");
        for child in children {
            let parts = schemas
                .get_mut(&child)
                .and_then(|child| child.get_mut("allOf"))
                .and_then(Value::as_array_mut);
            for part in parts.into_iter().flatten() {
                if component_name(part) == Some(name.as_str()) {
                    *part = Value::Object(own.clone());
                    hits.push(pointer::join("/components/schemas", &child));
                }
            }
        }
    }
    hits
}

/// The components that a value of `schema` is at the same time: aliases and members of compositions.
fn composed_of(schema: Option<&Value>) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = schema.into_iter().collect();
    while let Some(schema) = open.pop() {
        if let Some(name) = component_name(schema) {
            found.push(name.to_owned());
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            if let Some(Value::Array(members)) = schema.get(key) {
                open.extend(members);
            }
        }
        open.extend(schema.get("not"));
    }
    found
}

/// Takes the reference to `target` out of the composition of `schema`.
fn cut(schema: &mut Value, target: &str) {
    if reference(schema) == Some(target) {
        *schema = json!({});
        return;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(members)) = schema.get_mut(key) {
            members.retain(|member| reference(member) != Some(target));
            for member in members {
                cut(member, target);
            }
        }
    }
    if let Some(not) = schema.get_mut("not") {
        cut(not, target);
    }
}
