//! Rules for `oneOf` and `anyOf`: unions that typify makes sound enums of.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::schema::{
    component_name, is_any, is_nullable, kind, reference_to, resolved, wrapped_name,
};
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

fn simplify(schema: &mut Map<String, Value>, schemas: &Map<String, Value>) -> bool {
    let Some(Value::Array(members)) = schema.get_mut("oneOf") else {
        return false;
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
        if !kept.contains(&member) {
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
        return true;
    }
    match kept.as_slice() {
        [] => {
            schema.shift_remove("oneOf");
            return true;
        }
        [only] => {
            let only = only.clone();
            schema.shift_remove("oneOf");
            schema.shift_remove("discriminator");
            adopt(schema, only);
            return true;
        }
        _ => {}
    }
    let changed = nullable || kept != before;
    schema.insert("oneOf".to_owned(), Value::Array(kept));
    changed
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

/// An object that names its children by a discriminator is the union of them, wherever it is used.
pub(super) fn parents(context: &mut Context) -> Result<()> {
    let mut schemas = context.take_schemas();
    let given = schemas.clone();
    for (name, schema) in &mut schemas {
        let Value::Object(schema) = schema else {
            continue;
        };
        let discriminated = schema.get("discriminator").is_some_and(Value::is_object);
        if !discriminated || schema.contains_key("oneOf") || schema.contains_key("anyOf") {
            continue;
        }
        let children: Vec<Value> = given
            .iter()
            .filter(|(_, child)| {
                let parts = child.get("allOf").and_then(Value::as_array);
                parts
                    .into_iter()
                    .flatten()
                    .any(|part| component_name(part) == Some(name))
            })
            .map(|(child, _)| json!({ "$ref": reference_to(child) }))
            .collect();
        if !children.is_empty() {
            schema.insert("oneOf".to_owned(), Value::Array(children));
            context
                .hits
                .push(crate::pointer::join("/components/schemas", name));
        }
    }
    context.set_schemas(schemas);
    Ok(())
}

/// A discriminator, or a property of one value that tells the members apart, becomes what typify recognizes:
/// that property, written out in each member.
pub(super) fn discriminators(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let discriminator = schema.shift_remove("discriminator");
        let members = match schema.get("oneOf").and_then(Value::as_array) {
            Some(members) => members,
            None => return discriminator.is_some(),
        };
        let named = discriminator
            .as_ref()
            .and_then(|discriminator| discriminator.get("propertyName"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let tagged = named
            .into_iter()
            .chain(constant_properties(members.first(), &schemas))
            .find_map(|tag| tagged(members, &tag, discriminator.as_ref(), &schemas));
        match tagged {
            Some(tagged) if tagged != *members => {
                schema.insert("oneOf".to_owned(), Value::Array(tagged));
                true
            }
            _ => discriminator.is_some(),
        }
    });
    Ok(())
}

/// The required properties of `member` that allow one value only.
fn constant_properties(member: Option<&Value>, schemas: &Map<String, Value>) -> Vec<String> {
    let Some(target) = member.map(|member| resolved(member, schemas)) else {
        return Vec::new();
    };
    let required = target.get("required").and_then(Value::as_array);
    required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| own_value(target, name).is_some())
        .map(str::to_owned)
        .collect()
}

/// The one value that the property `tag` of an object allows.
fn own_value(target: &Value, tag: &str) -> Option<String> {
    let values = target
        .get("properties")?
        .get(tag)?
        .get("enum")?
        .as_array()?;
    match values.as_slice() {
        [Value::String(only)] => Some(only.clone()),
        _ => None,
    }
}

fn tagged(
    members: &[Value],
    tag: &str,
    discriminator: Option<&Value>,
    schemas: &Map<String, Value>,
) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for member in members {
        let target = resolved(member, schemas);
        if kind(target) != Some("object") || is_nullable(member, schemas) {
            return None;
        }
        let values = tag_values(wrapped_name(member), target, tag, discriminator);
        if values.is_empty() {
            return None;
        }
        for value in values {
            if seen.contains(&value) {
                return None;
            }
            let mut object = target.as_object()?.clone();
            object.shift_remove("additionalProperties");
            let properties = object.entry("properties").or_insert_with(|| json!({}));
            let properties = properties.as_object_mut()?;
            if own_value(target, tag).as_ref() != Some(&value) {
                properties.insert(
                    tag.to_owned(),
                    json!({ "type": "string", "enum": [&value] }),
                );
            }
            let required = object.entry("required").or_insert_with(|| json!([]));
            let required = required.as_array_mut()?;
            if !required.iter().any(|name| name == tag) {
                required.push(json!(tag));
            }
            all.push(Value::Object(object));
            seen.push(value);
        }
    }
    let names: Vec<&str> = seen.iter().map(String::as_str).collect();
    (all.len() > 1 && super::names::distinct_variants(&names)).then_some(all)
}

/// The values of the tag that name a member: those of the mapping, else the one that the member's own
/// property allows, else the component's name. Without a discriminator, only a required property counts.
fn tag_values(
    name: Option<&str>,
    member: &Value,
    tag: &str,
    discriminator: Option<&Value>,
) -> Vec<String> {
    let own = own_value(member, tag);
    let Some(discriminator) = discriminator.filter(|discriminator| {
        discriminator
            .get("propertyName")
            .is_some_and(|name| name == tag)
    }) else {
        let required = member.get("required").and_then(Value::as_array);
        let required = required.is_some_and(|names| names.iter().any(|name| name == tag));
        return own.filter(|_| required).into_iter().collect();
    };
    let mapped = name
        .map(|name| mapped(name, discriminator))
        .unwrap_or_default();
    if !mapped.is_empty() {
        return mapped;
    }
    own.or_else(|| name.map(str::to_owned))
        .into_iter()
        .collect()
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

/// An untagged enum takes the first member that fits, so the one that asks for most comes first.
pub(super) fn order(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let Some(Value::Array(members)) = schema.get_mut("oneOf") else {
            return false;
        };
        let before = members.clone();
        sort(members, &schemas);
        *members != before
    });
    Ok(())
}

/// Sorts the members of a union: what asks for most comes first.
pub(super) fn sort(members: &mut [Value], schemas: &Map<String, Value>) {
    members.sort_by_key(|member| std::cmp::Reverse(demands(member, schemas)));
}

/// How hard a schema is to satisfy by accident.
fn demands(member: &Value, schemas: &Map<String, Value>) -> usize {
    let target = resolved(member, schemas);
    let narrow = target.get("enum").is_some() || target.get("format").is_some();
    match kind(target) {
        Some("string") => usize::from(narrow),
        Some("number") => 0,
        Some("integer") => 1,
        Some("object") => {
            let count = |key: &str, of: fn(&Value) -> usize| target.get(key).map_or(0, of);
            let required = count("required", |names| names.as_array().map_or(0, Vec::len));
            let closed = target.get("additionalProperties") == Some(&Value::Bool(false));
            let map = count("properties", |map| map.as_object().map_or(0, Map::len)) == 0;
            1 + 2 * required + usize::from(closed) - usize::from(map)
        }
        _ => 1,
    }
}
