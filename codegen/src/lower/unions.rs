//! Rules for `oneOf` and `anyOf`: unions that typify makes sound enums of.

use serde_json::{Map, Value, json};

use super::context::{Change, Context};
use super::schema::{component_name, is_annotation, is_any, reference_to, resolved};
use crate::error::Result;

/// `anyOf` becomes `oneOf`.
pub(super) fn any_of(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(members) = schema.shift_remove("anyOf") else {
            return false;
        };
        schema.insert("oneOf".to_owned(), members);
        true
    });
    Ok(())
}

/// Unions of one member, of members that repeat, or with a member that any value satisfies.
pub(super) fn degenerate(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| simplify(schema, &schemas));
    Ok(())
}

fn simplify(schema: &mut Map<String, Value>, schemas: &Map<String, Value>) -> Change {
    let Some(Value::Array(members)) = schema.get_mut("oneOf") else {
        return Change::None;
    };
    let before = members.clone();
    let mut nullable = false;
    for member in members.iter_mut() {
        if let Value::Object(member) = member {
            nullable |= member.shift_remove("nullable") == Some(Value::Bool(true));
        }
    }
    let mut kept: Vec<Value> = Vec::new();
    for member in members.drain(..) {
        if !kept.iter().any(|other| alike(other, &member)) {
            kept.push(member);
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if kept.iter().any(|member| is_any(resolved(member, schemas))) {
        schema.shift_remove("oneOf");
        schema.shift_remove("discriminator");
        schema.shift_remove("nullable");
        return match kept.len() {
            1 => Change::Same,
            _ => Change::loses(
                "a union has no types, because one of its members is any value: it is any value",
            ),
        };
    }
    match kept.as_slice() {
        [] => {
            schema.shift_remove("oneOf");
            return Change::Same;
        }
        [only] => {
            let only = only.clone();
            schema.shift_remove("oneOf");
            schema.shift_remove("discriminator");
            adopt(schema, only);
            return Change::Same;
        }
        _ => {}
    }
    let changed = nullable || kept != before;
    schema.insert("oneOf".to_owned(), Value::Array(kept));
    Change::from(changed)
}

/// Whether two members take the same values, whatever is said about them.
fn alike(one: &Value, other: &Value) -> bool {
    let (Value::Object(one), Value::Object(other)) = (one, other) else {
        return one == other;
    };
    let says = |map: &Map<String, Value>| map.keys().filter(|key| !is_annotation(key)).count();
    says(one) == says(other)
        && one
            .iter()
            .all(|(key, value)| is_annotation(key) || other.get(key) == Some(value))
}

/// Makes `schema` what its only member is, keeping the annotations around it.
fn adopt(schema: &mut Map<String, Value>, only: Value) {
    if component_name(&only).is_some() {
        if schema.is_empty() {
            schema.insert(
                "$ref".to_owned(),
                only.get("$ref").cloned().unwrap_or_default(),
            );
        } else {
            schema.insert("allOf".to_owned(), json!([only]));
        }
    } else if let Value::Object(only) = only {
        for (key, value) in only {
            schema.entry(key).or_insert(value);
        }
    }
}

/// An object that names its children by a discriminator is the union of them, wherever it is used. What it says itself
/// becomes a component for the children to extend.
pub(super) fn parents(context: &mut Context) -> Result<()> {
    let mut schemas = context.take_schemas();
    let names: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| {
            let discriminated = schema.get("discriminator").is_some_and(Value::is_object);
            discriminated && schema.get("oneOf").is_none() && schema.get("anyOf").is_none()
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        let mut base = format!("{name}Base");
        while schemas.contains_key(&base) {
            base.push('_');
        }
        let mut children = Vec::new();
        for (child, schema) in &mut schemas {
            let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
            for part in parts.into_iter().flatten() {
                if component_name(part) == Some(&name) {
                    *part = json!({ "$ref": reference_to(&base) });
                    children.push(json!({ "$ref": reference_to(child) }));
                }
            }
        }
        if children.is_empty() {
            continue;
        }
        let Some(Value::Object(parent)) = schemas.get_mut(&name) else {
            continue;
        };
        let mut own = std::mem::take(parent);
        for key in ["discriminator", "description", "title", "nullable"] {
            parent.extend(own.shift_remove_entry(key));
        }
        parent.insert("oneOf".to_owned(), Value::Array(children));
        let at = |name: &str| crate::pointer::join("/components/schemas", name);
        context.made.insert(at(&base), at(&name));
        schemas.insert(base, Value::Object(own));
        context
            .hits
            .push(crate::pointer::join("/components/schemas", &name));
    }
    context.set_schemas(schemas);
    Ok(())
}

/// A discriminator belongs to a union, and its mapping refers to components.
pub(super) fn discriminators(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let is_union = schema.get("oneOf").is_some();
        let Some(discriminator) = schema.get_mut("discriminator") else {
            return false;
        };
        if !is_union || !discriminator.is_object() {
            schema.shift_remove("discriminator");
            return true;
        }
        let mapping = discriminator
            .get_mut("mapping")
            .and_then(Value::as_object_mut);
        let mut changed = false;
        for target in mapping.into_iter().flat_map(Map::values_mut) {
            if let Value::String(name) = target
                && schemas.contains_key(name)
            {
                *name = reference_to(name);
                changed = true;
            }
        }
        changed
    });
    Ok(())
}

/// The values that a discriminator's mapping has for the component `name`.
pub(super) fn mapped(name: &str, discriminator: &Value) -> Vec<String> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| **target == reference_to(name) || **target == name)
        .map(|(value, _)| value.clone())
        .collect()
}
