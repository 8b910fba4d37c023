//! The rule for components that are another name of one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::context::Context;
use super::schema::{component_name, is_annotation, reference_to};
use crate::error::Result;
use crate::pointer;

/// References to a component that only refers to another one lead to that one.
pub(super) fn resolved(context: &mut Context) -> Result<()> {
    let mut schemas = context.take_schemas();
    let aliases = aliases(&schemas);
    if aliases.is_empty() {
        context.set_schemas(schemas);
        return Ok(());
    }
    schemas.retain(|name, _| !aliases.contains_key(name));
    context.set_schemas(schemas);
    for name in aliases.keys() {
        context.hit(pointer::join("/components/schemas", name));
    }
    super::walk::schemas(&mut context.document, &mut |_, schema| {
        let target = component_name(schema).and_then(|name| aliases.get(name));
        if let (Some(target), Value::Object(schema)) = (target, schema) {
            schema.insert("$ref".to_owned(), Value::String(reference_to(target)));
        }
    });
    Ok(())
}

/// What each alias stands for in the end. Names that a discriminator may tell apart are none: the value on the wire is
/// the name.
fn aliases(schemas: &Map<String, Value>) -> BTreeMap<String, String> {
    let told_apart = branches(schemas);
    let target = |name: &str| {
        let schema = schemas.get(name)?;
        let alias = schema
            .as_object()?
            .keys()
            .all(|key| key == "$ref" || is_annotation(key));
        component_name(schema).filter(|_| alias && !told_apart.contains(name))
    };
    let end = |name: &String| {
        let mut seen = BTreeSet::from([name.as_str()]);
        let mut current = target(name)?;
        while let Some(next) = target(current) {
            // A circle of names stands for nothing.
            if !seen.insert(current) {
                return None;
            }
            current = next;
        }
        (current != name).then(|| (name.clone(), current.to_owned()))
    };
    schemas.keys().filter_map(end).collect()
}

/// The components that stand in unions with a discriminator, or that a discriminator names.
fn branches(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for schema in schemas.values() {
        collect(schema, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(discriminator) = map.get("discriminator") {
                let lists = ["oneOf", "anyOf"].iter().filter_map(|key| map.get(*key));
                let branches = lists.filter_map(Value::as_array).flatten();
                found.extend(branches.filter_map(component_name).map(str::to_owned));
                let mapping = discriminator.get("mapping").and_then(Value::as_object);
                let targets = mapping.into_iter().flat_map(Map::values);
                let names = targets.filter_map(Value::as_str).map(pointer::last);
                found.extend(names);
            }
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
