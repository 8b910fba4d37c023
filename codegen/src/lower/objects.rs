//! Rules for objects: what is required, what else may come, which fields collide.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::context::{Change, Context};
use super::schema::{component_name, note, wrapped_name};
use super::walk;
use crate::error::Result;
use crate::upstream::names::snake;

/// Required properties that no schema describes are described as any value.
pub(super) fn required(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(Value::Array(names)) = schema.get_mut("required") else {
            return false;
        };
        let before = names.len();
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.to_string()));
        let mut changed = names.len() != before;
        let names: Vec<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        if names.is_empty() || schema.get("type").is_none_or(|kind| kind != "object") {
            schema.shift_remove("required");
            return true;
        }
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            for name in names {
                if !properties.contains_key(&name) {
                    properties.insert(name, json!({}));
                    changed = true;
                }
            }
        }
        changed
    });
    Ok(())
}

/// Two properties that become one Rust field: all but the first are read and written as additional ones.
pub(super) fn colliding_properties(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let extra = schema
            .get("additionalProperties")
            .is_some_and(Value::is_object);
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            return false;
        };
        let mut fields = BTreeSet::new();
        if extra {
            // typify's field for additional properties.
            fields.insert("extra".to_owned());
        }
        let colliding: Vec<String> = properties
            .keys()
            .filter(|name| !fields.insert(snake(name)))
            .cloned()
            .collect();
        if colliding.is_empty() {
            return false;
        }
        properties.retain(|name, _| !colliding.contains(name));
        // The field for additional properties must not collide in its turn.
        let taken = properties.shift_remove("extra").is_some();
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| {
                !name.as_str().is_some_and(|name| {
                    colliding.iter().any(|other| other == name) || (taken && name == "extra")
                })
            });
            if required.is_empty() {
                schema.shift_remove("required");
            }
        }
        schema.insert("additionalProperties".to_owned(), json!({}));
        let names: Vec<String> = colliding.iter().map(|name| format!("`{name}`")).collect();
        note(
            schema,
            &format!("Among the additional properties: {}.", names.join(", ")),
        );
        true
    });
    Ok(())
}

/// `null` moves from a component to the places that refer to it.
pub(super) fn nullable_components(context: &mut Context) -> Result<()> {
    let flag = Value::Bool(true);
    // An alias of a nullable component becomes one itself; each is moved once, so that aliases in a circle end.
    let mut moved = BTreeSet::new();
    loop {
        let mut schemas = context.take_schemas();
        let mut nullable = BTreeSet::new();
        for (name, schema) in &mut schemas {
            let Value::Object(schema) = schema else {
                continue;
            };
            // Where a member of a union may be `null`, the union may.
            from_members(schema);
            if schema.get("nullable") == Some(&flag) {
                schema.shift_remove("nullable");
                if moved.insert(name.clone()) {
                    let at = crate::pointer::join("/components/schemas", name);
                    context.hits.push(at);
                    nullable.insert(name.clone());
                }
            }
        }
        context.set_schemas(schemas);
        if nullable.is_empty() {
            return Ok(());
        }
        walk::schemas(&mut context.document, &mut |at, schema| {
            // A part of a composition is no place of its own; what it is wrapped in has been seen before.
            let part = at.rsplit('/').nth(1) == Some("allOf");
            if part || !wrapped_name(schema).is_some_and(|name| nullable.contains(name)) {
                return;
            }
            if component_name(schema).is_some() {
                *schema = json!({ "nullable": true, "allOf": [schema.take()] });
            } else if let Value::Object(schema) = schema {
                schema.insert("nullable".to_owned(), flag.clone());
            }
        });
    }
}

/// Moves `null` from the members of a union to the union.
fn from_members(schema: &mut Map<String, Value>) {
    let mut nullable = false;
    for key in ["anyOf", "oneOf"] {
        let members = schema.get_mut(key).and_then(Value::as_array_mut);
        for member in members.into_iter().flatten() {
            let Value::Object(member) = member else {
                continue;
            };
            from_members(member);
            nullable |= member.shift_remove("nullable") == Some(Value::Bool(true));
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// `additionalProperties: true` is what is meant when nothing is said.
pub(super) fn open_objects(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        if schema.get("additionalProperties") != Some(&Value::Bool(true)) {
            return false;
        }
        schema.shift_remove("additionalProperties");
        true
    });
    Ok(())
}

/// What an answer is made of accepts fields that the vendor adds later, unless a union is told apart by them.
pub(super) fn closed_answers(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    let mut members = BTreeSet::new();
    let mut roots = Vec::new();
    context.each_schema(|_, schema| {
        for key in ["anyOf", "oneOf"] {
            let listed = schema.get(key).and_then(Value::as_array);
            members.extend(
                listed
                    .into_iter()
                    .flatten()
                    .filter_map(wrapped_name)
                    .map(str::to_owned),
            );
        }
        false
    });
    let operations: Vec<Value> = crate::document::operations(&context.document)
        .filter_map(|operation| operation.value.get("responses").cloned())
        .collect();
    for answers in &operations {
        super::components::references(answers, &mut roots);
    }
    let answered = super::components::reachable(&schemas, roots);
    let mut hits = Vec::new();
    walk::schemas(&mut context.document, &mut |at, schema| {
        let component = at
            .strip_prefix("/components/schemas/")
            .and_then(|rest| rest.split('/').next())
            .map(crate::pointer::unescape);
        let in_answer = match &component {
            Some(name) => answered.contains(name),
            None => at.split('/').nth(4) == Some("responses"),
        };
        let is_member = member_of_union(at)
            || component.is_some_and(|name| {
                members.contains(&name) && at == crate::pointer::join("/components/schemas", &name)
            });
        if in_answer
            && !is_member
            && schema.get("additionalProperties") == Some(&Value::Bool(false))
            && let Value::Object(schema) = schema
        {
            schema.shift_remove("additionalProperties");
            hits.push(at.to_owned());
        }
    });
    context.hits.append(&mut hits);
    Ok(())
}

fn member_of_union(at: &str) -> bool {
    let mut tokens = at.rsplit('/');
    tokens.next();
    matches!(tokens.next(), Some("anyOf" | "oneOf"))
}

/// What openapiv3 cannot read after all the other rules becomes a schema that any value satisfies.
pub(super) fn unreadable(context: &mut Context) -> Result<()> {
    context.each_schema(|at, schema| {
        if schema.is_boolean() && at.ends_with("/additionalProperties") {
            return Change::None;
        }
        let shallow = shallow(schema);
        if serde_json::from_value::<openapiv3::ReferenceOr<openapiv3::Schema>>(shallow).is_ok() {
            return Change::None;
        }
        *schema = json!({});
        Change::loses("a value is any, because its schema is none of OpenAPI")
    });
    Ok(())
}

/// The schema with those within it left empty, so that each is judged once.
fn shallow(schema: &Value) -> Value {
    let Value::Object(map) = schema else {
        return schema.clone();
    };
    let copy = map.iter().map(|(key, value)| {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => Value::Object(
                properties
                    .keys()
                    .map(|name| (name.clone(), json!({})))
                    .collect(),
            ),
            ("allOf" | "anyOf" | "oneOf", Value::Array(members)) => {
                Value::Array(members.iter().map(|_| json!({})).collect())
            }
            ("items" | "not" | "additionalProperties", Value::Object(_)) => json!({}),
            _ => value.clone(),
        };
        (key.clone(), value)
    });
    Value::Object(copy.collect())
}
