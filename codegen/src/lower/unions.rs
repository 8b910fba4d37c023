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

/// A discriminator becomes what typify recognizes: a property of one value, written out in each member.
pub(super) fn discriminators(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let Some(discriminator) = schema.shift_remove("discriminator") else {
            return false;
        };
        if let Some(members) = tagged(schema, &discriminator, &schemas) {
            schema.insert("oneOf".to_owned(), Value::Array(members));
        }
        true
    });
    Ok(())
}

fn tagged(
    schema: &Map<String, Value>,
    discriminator: &Value,
    schemas: &Map<String, Value>,
) -> Option<Vec<Value>> {
    let tag = discriminator.get("propertyName")?.as_str()?;
    let members = schema.get("oneOf")?.as_array()?;
    let mut all = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for member in members {
        let name = wrapped_name(member);
        let target = resolved(member, schemas).as_object()?;
        if target.get("type")? != "object" || is_nullable(member, schemas) {
            return None;
        }
        for value in tag_values(name, target, tag, discriminator) {
            if seen.contains(&value) {
                return None;
            }
            let mut object = target.clone();
            object.shift_remove("additionalProperties");
            let properties = object.entry("properties").or_insert_with(|| json!({}));
            let property = json!({ "type": "string", "enum": [&value] });
            properties.as_object_mut()?.insert(tag.to_owned(), property);
            let required = object.entry("required").or_insert_with(|| json!([]));
            let required = required.as_array_mut()?;
            if !required.iter().any(|name| name == tag) {
                required.push(json!(tag));
            }
            all.push(Value::Object(object));
            seen.push(value);
        }
    }
    (all.len() > 1).then_some(all)
}

/// The values of the tag that name a member: those of the mapping, else the one that the member's own
/// property allows, else the component's name.
fn tag_values(
    name: Option<&str>,
    member: &Map<String, Value>,
    tag: &str,
    discriminator: &Value,
) -> Vec<String> {
    if let Some(name) = name {
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mapped: Vec<String> = mapping
            .into_iter()
            .flatten()
            .filter(|(_, target)| **target == reference_to(name) || **target == name)
            .map(|(value, _)| value.clone())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
    }
    let own = member
        .get("properties")
        .and_then(|properties| properties.get(tag))
        .and_then(|property| property.get("enum"))
        .and_then(Value::as_array);
    match (own.map(Vec::as_slice), name) {
        (Some([Value::String(only)]), _) => vec![only.clone()],
        (_, Some(name)) => vec![name.to_owned()],
        _ => Vec::new(),
    }
}

/// An untagged enum takes the first member that fits, so the one that asks for most comes first.
pub(super) fn order(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let Some(Value::Array(members)) = schema.get_mut("oneOf") else {
            return false;
        };
        let before = members.clone();
        members.sort_by_key(|member| std::cmp::Reverse(demands(member, &schemas)));
        *members != before
    });
    Ok(())
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
