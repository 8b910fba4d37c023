//! The rule against one name for two inline types.
//!
//! typify names an inline type after the place it stands at and, when the name is taken, silently uses the
//! type that has it. The walk here follows its naming; an inline type whose name is taken by another one
//! becomes a component with a free name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::context::{Context, free_name};
use super::names::{pascal, snake};
use super::schema::{is_annotation, kind, reference_to};
use crate::error::Result;
use crate::pointer;

struct Names<'h> {
    /// What has each type name.
    taken: BTreeMap<String, Value>,
    /// The components that were made on the way.
    made: Vec<(String, Value)>,
    hits: &'h mut Vec<String>,
}

/// Gives every inline type that would share a name one of its own.
pub(super) fn inline_types(context: &mut Context) -> Result<()> {
    let mut schemas = context.take_schemas();
    let mut hits = Vec::new();
    let mut names = Names {
        taken: schemas
            .iter()
            .map(|(name, schema)| (pascal(name), schema.clone()))
            .collect(),
        made: Vec::new(),
        hits: &mut hits,
    };
    for (name, schema) in &mut schemas {
        let at = pointer::join("/components/schemas", name);
        names.within(&at, &pascal(name), schema);
    }
    context.set_schemas(schemas);
    context.each_operation(|visit| {
        let id = visit
            .operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let at = visit.pointer.clone();
        let mut parameters = visit.take_parameters();
        for (index, parameter) in parameters.iter_mut().enumerate() {
            let name = parameter
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            if let Some(schema) = parameter.get_mut("schema") {
                names.at(
                    &format!("{at}/parameters/{index}/schema"),
                    &format!("{id}-{name}"),
                    schema,
                );
            }
        }
        visit.set_parameters(parameters);
        if let Some(body) = visit.operation.get_mut("requestBody") {
            names.content(
                &pointer::join(&at, "requestBody"),
                &format!("{id}-body"),
                body,
            );
        }
        super::walk::each(
            &pointer::join(&at, "responses"),
            visit.operation.get_mut("responses"),
            |at, answer| {
                names.content(at, &format!("{id}-response"), answer);
            },
        );
    });
    let made = std::mem::take(&mut names.made);
    context.hits.append(&mut hits);
    if !made.is_empty() {
        let mut schemas = context.take_schemas();
        schemas.extend(made);
        context.set_schemas(schemas);
    }
    Ok(())
}

impl Names<'_> {
    fn content(&mut self, at: &str, name: &str, owner: &mut Value) {
        super::walk::each(
            &pointer::join(at, "content"),
            owner.get_mut("content"),
            |at, media| {
                if let Some(schema) = media.get_mut("schema") {
                    self.at(&pointer::join(at, "schema"), name, schema);
                }
            },
        );
    }

    /// An inline schema for which typify would choose `name`.
    fn at(&mut self, at: &str, name: &str, schema: &mut Value) {
        if !is_named(schema) {
            self.within(at, &pascal(name), schema);
            return;
        }
        let own = pascal(name);
        let bare = without_annotations(schema);
        match self.taken.get(&own) {
            None => {
                self.taken.insert(own.clone(), bare);
                self.within(at, &own, schema);
            }
            // The same type under the same name: typify's reuse is right.
            Some(known) if *known == bare => self.within(at, &own, schema),
            Some(_) => {
                let mut component = schema.clone();
                let name = match self.made_alike(&own, &bare) {
                    Some(name) => name,
                    None => {
                        let free = free_name(&own, &self.taken, pascal);
                        self.taken.insert(free.clone(), bare);
                        self.within(at, &free, &mut component);
                        let mut made = component.clone();
                        refer(&mut made, &free);
                        self.made.push((free.clone(), made));
                        free
                    }
                };
                *schema = refer(&mut component, &name);
                self.hits.push(at.to_owned());
            }
        }
    }

    /// The component that was made of the same type where `own` was taken as well.
    fn made_alike(&self, own: &str, bare: &Value) -> Option<String> {
        self.made
            .iter()
            .map(|(name, _)| name)
            .find(|name| name.starts_with(own) && self.taken.get(*name) == Some(bare))
            .cloned()
    }

    /// The inline schemas within one that is called `name`.
    fn within(&mut self, at: &str, name: &str, schema: &mut Value) {
        super::walk::each(
            &pointer::join(at, "properties"),
            schema.get_mut("properties"),
            |at, property| {
                let field = snake(&pointer::last(at));
                self.at(at, &format!("{name}_{field}"), property);
            },
        );
        if let Some(items) = schema.get_mut("items") {
            self.at(&pointer::join(at, "items"), &format!("{name}Item"), items);
        }
        let has_properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|map| !map.is_empty());
        if let Some(value @ Value::Object(_)) = schema.get_mut("additionalProperties") {
            let value_name = if has_properties {
                format!("{name}_extraValue")
            } else {
                format!("{name}Value")
            };
            self.at(
                &pointer::join(at, "additionalProperties"),
                &value_name,
                value,
            );
        }
        for key in ["oneOf", "allOf"] {
            if let Some(Value::Array(members)) = schema.get_mut(key) {
                for (index, member) in members.iter_mut().enumerate() {
                    self.member(&format!("{at}/{key}/{index}"), name, index, member);
                }
            }
        }
    }

    /// A member of a union. An object becomes a variant with fields, whose types are named after the union,
    /// so that the variants share the names; anything else becomes a type of its own.
    fn member(&mut self, at: &str, name: &str, index: usize, member: &mut Value) {
        if kind(member) != Some("object") {
            self.at(at, &format!("{name}Variant{index}"), member);
            return;
        }
        super::walk::each(
            &pointer::join(at, "properties"),
            member.get_mut("properties"),
            |at, property| {
                let field = snake(&pointer::last(at));
                // A tag of one value becomes the variant's name and no type.
                if property
                    .get("enum")
                    .and_then(Value::as_array)
                    .is_none_or(|values| values.len() > 1)
                {
                    self.at(at, &format!("{name}_{field}"), property);
                }
            },
        );
        if let Some(value @ Value::Object(_)) = member.get_mut("additionalProperties") {
            self.at(
                &pointer::join(at, "additionalProperties"),
                &format!("{name}Variant{index}Value"),
                value,
            );
        }
    }
}

/// Whether typify makes a named type of an inline schema: a struct or an enum.
fn is_named(schema: &Value) -> bool {
    let has_properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|map| !map.is_empty());
    has_properties
        || schema.get("enum").is_some()
        || schema.get("oneOf").is_some()
        || schema.get("additionalProperties") == Some(&Value::Bool(false))
}

fn without_annotations(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(key, _)| !is_annotation(key))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// What stands where the component was taken from; `null` stays with the place, not with the type.
fn refer(component: &mut Value, name: &str) -> Value {
    let part = json!({ "$ref": reference_to(name) });
    let mut outer = Map::new();
    if let Value::Object(component) = component
        && let Some(nullable) = component.shift_remove("nullable")
    {
        outer.insert("nullable".to_owned(), nullable);
        outer.insert("allOf".to_owned(), json!([part]));
        return Value::Object(outer);
    }
    part
}
