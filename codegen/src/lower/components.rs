//! Rules for components: their names, which of them are reached, and the order of everything.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::context::Context;
use super::schema::{component_name, reference_to};
use super::unique::Names;
use crate::document::METHODS;
use crate::error::Result;
use crate::pointer;
use crate::upstream::OF_TYPES;
use crate::upstream::names::pascal;

/// Every `$ref` to a component schema in `value`, wherever it stands.
pub(super) fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = component_name(value) {
                found.push(name.to_owned());
            }
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("example" | "examples", _) => {}
                    // What is called `example` among properties is one.
                    ("properties", Value::Object(properties)) => {
                        properties.values().for_each(|it| references(it, found));
                    }
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The names that `roots` lead to, themselves included.
pub(super) fn reachable(schemas: &Map<String, Value>, mut roots: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(name) = roots.pop() {
        if let Some(schema) = schemas.get(&name)
            && reached.insert(name)
        {
            references(schema, &mut roots);
        }
    }
    reached
}

/// Component names that are one Rust type, or that hold what a `$ref` cannot spell plainly.
pub(super) fn names(context: &mut Context) -> Result<()> {
    let schemas = context.take_schemas();
    let mut names = Names::new(pascal, OF_TYPES);
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    // The component that is spelled as its type keeps the name, whatever else becomes the same type.
    let mut order: Vec<&String> = schemas.keys().collect();
    order.sort_by_key(|name| (pascal(name) != **name, *name));
    for name in order {
        let candidates = [plain(name), format!("{}Type", plain(name)), spelled(name)];
        let free = names.claim(&candidates, name);
        if free != *name {
            renamed.insert(name.clone(), free);
        }
    }
    let schemas = schemas
        .into_iter()
        .map(|(name, schema)| match renamed.get(&name) {
            Some(new) => {
                context
                    .hits
                    .push(pointer::join("/components/schemas", &name));
                (new.clone(), schema)
            }
            None => (name, schema),
        })
        .collect();
    context.set_schemas(schemas);
    if !renamed.is_empty() {
        super::walk::schemas(&mut context.document, &mut |_, schema| {
            let new = component_name(schema)
                .and_then(|name| renamed.get(name))
                .map(|name| reference_to(name));
            let Value::Object(schema) = schema else {
                return;
            };
            if let Some(new) = new {
                schema.insert("$ref".to_owned(), Value::String(new));
            }
            let mapping = schema
                .get_mut("discriminator")
                .and_then(|it| it.get_mut("mapping"))
                .and_then(Value::as_object_mut);
            for target in mapping.into_iter().flat_map(Map::values_mut) {
                let new = target
                    .as_str()
                    .and_then(|target| target.strip_prefix("#/components/schemas/"))
                    .and_then(|name| renamed.get(name));
                if let Some(new) = new {
                    *target = Value::String(reference_to(new));
                }
            }
        });
    }
    Ok(())
}

/// `name`, if a `$ref` can spell it plainly; else the type that it becomes.
fn plain(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        pascal(name)
    }
}

/// `name` with what a type's name cannot hold in words: `pet-owner` is `PetDashOwner`.
fn spelled(name: &str) -> String {
    let words = name.chars().map(|c| match c {
        c if c.is_alphanumeric() => c.to_string(),
        '_' => " underscore ".to_owned(),
        '-' => " dash ".to_owned(),
        '.' => " dot ".to_owned(),
        ' ' => " space ".to_owned(),
        c => format!(" u{:x} ", u32::from(c)),
    });
    pascal(&words.collect::<String>())
}

/// Components that no operation leads to any more.
pub(super) fn unreached(context: &mut Context) -> Result<()> {
    let mut roots = Vec::new();
    if let Some(paths) = context.document.get("paths") {
        references(paths, &mut roots);
    }
    let mut schemas = context.take_schemas();
    let reached = reachable(&schemas, roots);
    schemas.retain(|name, _| {
        let kept = reached.contains(name);
        if !kept {
            context
                .hits
                .push(pointer::join("/components/schemas", name));
        }
        kept
    });
    context.set_schemas(schemas);
    let mut schemes = BTreeSet::new();
    let root = context.document.get("security").into_iter();
    let own: Vec<&Value> = root
        .chain(
            crate::document::operations(&context.document)
                .filter_map(|operation| operation.value.get("security")),
        )
        .collect();
    for requirement in own
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
    {
        schemes.extend(requirement.keys().cloned());
    }
    let mut hits = Vec::new();
    if let Some(Value::Object(components)) = context.document.get_mut("components") {
        if let Some(Value::Object(declared)) = components.get_mut("securitySchemes") {
            declared.retain(|name, _| {
                let kept = schemes.contains(name);
                if !kept {
                    hits.push(pointer::join("/components/securitySchemes", name));
                }
                kept
            });
        }
        components.retain(|_, kind| kind.as_object().is_none_or(|kind| !kind.is_empty()));
    }
    context.hits.append(&mut hits);
    let used: BTreeSet<String> = crate::document::operations(&context.document)
        .filter_map(|operation| operation.value.get("tags"))
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if let Some(Value::Array(tags)) = context.document.get_mut("tags") {
        let before = tags.len();
        tags.retain(|tag| {
            tag.get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| used.contains(name))
        });
        if tags.len() != before {
            context.hits.push("/tags".to_owned());
        }
    }
    Ok(())
}

/// The canonical order: sections as the specification lists them, paths and components by name, methods and
/// statuses likewise. Properties keep the vendor's order.
pub(super) fn order(document: &mut Value) {
    const SECTIONS: [&str; 8] = [
        "openapi",
        "info",
        "externalDocs",
        "servers",
        "security",
        "tags",
        "paths",
        "components",
    ];
    let Value::Object(root) = document else {
        return;
    };
    let mut sections: Vec<(String, Value)> = std::mem::take(root).into_iter().collect();
    sections.sort_by_key(|(key, _)| SECTIONS.iter().position(|section| section == key));
    root.extend(sections);
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        paths.sort_keys();
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            let mut keys: Vec<(String, Value)> = std::mem::take(item).into_iter().collect();
            keys.sort_by_key(|(key, _)| METHODS.iter().position(|method| method == key));
            item.extend(keys);
            for method in METHODS {
                if let Some(Value::Object(answers)) = item
                    .get_mut(method)
                    .and_then(|operation| operation.get_mut("responses"))
                {
                    answers.sort_keys();
                }
            }
        }
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        components.sort_keys();
        components
            .values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(Map::sort_keys);
    }
}
