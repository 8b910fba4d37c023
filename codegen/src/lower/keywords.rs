//! Rules for the syntax of schemas: JSON Schema 2020-12 (OpenAPI 3.1) to the subset that OpenAPI 3.0 has.

use serde_json::{Map, Value, json};

use super::context::{Change, Context, Effect};
use super::schema::{is_annotation, is_any, note};
use super::types::SIZES;
use crate::error::Result;
use crate::pointer;
use crate::refine::ALSO_NAMED;

/// Whether a value is what its keyword has to hold.
type Holds = fn(&Value) -> bool;

/// The keywords of a 3.0 schema that say something to typify, and what each has to hold.
const KNOWN: [(&str, Holds); 28] = [
    ("title", Value::is_string),
    ("description", Value::is_string),
    ("deprecated", Value::is_boolean),
    ("readOnly", Value::is_boolean),
    ("writeOnly", Value::is_boolean),
    ("nullable", Value::is_boolean),
    ("example", |_| true),
    ("default", |_| true),
    ("type", Value::is_string),
    ("format", Value::is_string),
    ("enum", Value::is_array),
    ("pattern", Value::is_string),
    ("minLength", Value::is_number),
    ("maxLength", Value::is_number),
    ("minimum", Value::is_number),
    ("maximum", Value::is_number),
    ("exclusiveMinimum", Value::is_boolean),
    ("exclusiveMaximum", Value::is_boolean),
    ("multipleOf", Value::is_number),
    ("items", Value::is_object),
    ("properties", Value::is_object),
    ("required", is_list_of_names),
    ("additionalProperties", |value| {
        value.is_object() || value.is_boolean()
    }),
    ("allOf", is_list_of_schemas),
    ("anyOf", is_list_of_schemas),
    ("oneOf", is_list_of_schemas),
    ("discriminator", is_discriminator),
    (ALSO_NAMED, is_list_of_names),
];

fn is_list_of_names(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|names| names.iter().all(Value::is_string))
}

fn is_list_of_schemas(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|members| !members.is_empty() && members.iter().all(Value::is_object))
}

fn is_discriminator(value: &Value) -> bool {
    value.get("propertyName").is_some_and(Value::is_string)
}

/// `true` and `false` as schemas.
pub(super) fn boolean_schemas(context: &mut Context) -> Result<()> {
    context.each_schema(|at, schema| {
        // As `additionalProperties` a boolean is what 3.0 has.
        if schema.is_boolean() && !at.ends_with("/additionalProperties") {
            *schema = match schema {
                Value::Bool(false) => json!({"description": "No value satisfies this schema."}),
                _ => json!({}),
            };
            return true;
        }
        let Value::Object(map) = schema else {
            return false;
        };
        let mut changed = false;
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            let before = properties.len();
            properties.retain(|_, property| *property != Value::Bool(false));
            changed |= properties.len() != before;
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(members)) = map.get_mut(key) {
                let before = members.len();
                members.retain(|member| *member != Value::Bool(false));
                changed |= members.len() != before;
            }
        }
        if map.get("items") == Some(&Value::Bool(false)) {
            map.shift_remove("items");
            changed = true;
        }
        changed
    });
    Ok(())
}

/// `const` is an `enum` of one value.
pub(super) fn constants(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| match schema.shift_remove("const") {
        Some(value) => {
            schema.insert("enum".to_owned(), json!([value]));
            true
        }
        None => false,
    });
    Ok(())
}

/// `null` as a value: in `type` lists, in enums, as a member of a union.
pub(super) fn null_values(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let types = null_in_type(schema);
        let values = null_in_enum(schema);
        let members = null_in_union(schema);
        types | values | members
    });
    Ok(())
}

fn nullable(schema: &mut Map<String, Value>) {
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

fn null_in_type(schema: &mut Map<String, Value>) -> bool {
    match schema.get_mut("type") {
        Some(Value::Array(types)) if types.iter().any(|kind| kind == "null") => {
            types.retain(|kind| kind != "null");
            if types.is_empty() {
                only_null(schema);
            } else {
                nullable(schema);
            }
            true
        }
        Some(Value::String(kind)) if kind == "null" => {
            only_null(schema);
            true
        }
        _ => false,
    }
}

/// 3.0 has no schema for `null` alone, and typify's unit type would send and accept nothing else.
fn only_null(schema: &mut Map<String, Value>) {
    schema.retain(|key, _| is_annotation(key) && key != "nullable");
    note(schema, "The document allows `null` only.");
}

fn null_in_enum(schema: &mut Map<String, Value>) -> bool {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return false;
    };
    if !values.iter().any(Value::is_null) {
        return false;
    }
    values.retain(|value| !value.is_null());
    if values.is_empty() {
        only_null(schema);
    } else {
        nullable(schema);
    }
    true
}

/// Whether only `null` satisfies a member of a union. `{nullable: true}` alone is how schemars says it in 3.0.
fn is_null_schema(schema: &Value) -> bool {
    let only_nullable = schema.as_object().is_some_and(|map| {
        map.get("nullable") == Some(&Value::Bool(true)) && map.keys().all(|key| is_annotation(key))
    });
    only_nullable
        || schema
            .get("type")
            .is_some_and(|kind| kind == "null" || *kind == json!(["null"]))
        || schema.get("enum") == Some(&json!([null]))
}

fn null_in_union(schema: &mut Map<String, Value>) -> bool {
    let mut changed = false;
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(members)) = schema.get_mut(key) else {
            continue;
        };
        let before = members.len();
        members.retain(|member| !is_null_schema(member));
        if members.len() == before {
            continue;
        }
        changed = true;
        if members.is_empty() {
            schema.shift_remove(key);
            only_null(schema);
        } else {
            nullable(schema);
        }
    }
    changed
}

/// A list of several real types is a union of them.
pub(super) fn type_lists(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(Value::Array(types)) = schema.get("type") else {
            return false;
        };
        let types: Vec<String> = types
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        schema.shift_remove("type");
        match types.as_slice() {
            [] => {}
            [only] => {
                schema.insert("type".to_owned(), json!(only));
            }
            // The union says which types there are.
            _ if ["allOf", "anyOf", "oneOf", "$ref"]
                .iter()
                .any(|key| schema.contains_key(*key)) => {}
            several => {
                let members = several
                    .iter()
                    .map(|kind| typed_member(schema, kind))
                    .collect();
                schema.retain(|key, _| is_annotation(key));
                schema.insert("oneOf".to_owned(), Value::Array(members));
            }
        }
        true
    });
    Ok(())
}

/// What `schema` says about values of one type.
fn typed_member(schema: &Map<String, Value>, kind: &str) -> Value {
    let keywords: &[&str] = match kind {
        "object" => &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
        ],
        "array" => &["items", "prefixItems"],
        "string" => &["enum", "format"],
        _ => &[],
    };
    let mut member = Map::new();
    member.insert("type".to_owned(), json!(kind));
    for keyword in keywords {
        if let Some(value) = schema.get(*keyword) {
            member.insert((*keyword).to_owned(), value.clone());
        }
    }
    if let Some(Value::Array(values)) = member.get_mut("enum") {
        values.retain(Value::is_string);
    }
    Value::Object(member)
}

/// `prefixItems` and `items` as a list: tuples, which 3.0 does not have, become lists of anything.
pub(super) fn tuples(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let listed = schema.get("items").is_some_and(Value::is_array);
        if schema.shift_remove("prefixItems").is_none() && !listed {
            return Change::None;
        }
        schema.insert("items".to_owned(), json!({}));
        schema.entry("type").or_insert_with(|| json!("array"));
        Change::loses("the places of a tuple have no types: it is a list of any values")
    });
    Ok(())
}

/// `patternProperties` become the schema of the additional properties, if they have one in common.
pub(super) fn pattern_properties(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(patterns) = schema.shift_remove("patternProperties") else {
            return Change::None;
        };
        let only = match patterns
            .as_object()
            .map(Map::values)
            .map(Iterator::collect::<Vec<_>>)
            .as_deref()
        {
            Some([only]) => (*only).clone(),
            _ => json!({}),
        };
        let others = schema.get("additionalProperties");
        let value = match others {
            None | Some(Value::Bool(false)) if only.is_object() => only,
            _ => json!({}),
        };
        let any = value == json!({});
        let said = patterns.as_object().into_iter().flat_map(Map::values);
        let typed = said.chain(others).any(|it| it.is_object() && !is_any(it));
        schema.insert("additionalProperties".to_owned(), value);
        if any && typed {
            Change::loses(
                "properties that are named by several patterns have no types: their values are any",
            )
        } else {
            Change::Same
        }
    });
    Ok(())
}

/// `contentEncoding` and `contentMediaType` are formats in 3.0.
pub(super) fn contents(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let encoding = schema.shift_remove("contentEncoding");
        let media = schema.shift_remove("contentMediaType");
        if encoding.is_none() && media.is_none() {
            return false;
        }
        let format = if encoding.is_some_and(|encoding| encoding != "binary") {
            "byte"
        } else {
            "binary"
        };
        schema.entry("format").or_insert_with(|| json!(format));
        schema.entry("type").or_insert_with(|| json!("string"));
        true
    });
    Ok(())
}

/// `examples` of a schema: the first becomes its `example`.
pub(super) fn examples(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let Some(examples) = schema.shift_remove("examples") else {
            return false;
        };
        if let Some(first) = examples.as_array().and_then(|examples| examples.first()) {
            schema.entry("example").or_insert_with(|| first.clone());
        }
        true
    });
    Ok(())
}

/// Numeric `exclusiveMinimum` and `exclusiveMaximum` are flags in 3.0.
pub(super) fn exclusive_bounds(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let mut changed = false;
        for (exclusive, inclusive) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            let bound = match schema.get(exclusive) {
                Some(bound @ Value::Number(_)) => bound.clone(),
                // The flag without its bound makes progenitor panic.
                Some(Value::Bool(true)) if !schema.contains_key(inclusive) => {
                    schema.shift_remove(exclusive);
                    changed = true;
                    continue;
                }
                _ => continue,
            };
            schema.insert(inclusive.to_owned(), bound);
            schema.insert(exclusive.to_owned(), Value::Bool(true));
            changed = true;
        }
        changed
    });
    Ok(())
}

/// Keywords that 3.0 does not know, that say nothing to typify, or that do not hold what they must.
pub(super) fn unknown(context: &mut Context) -> Result<()> {
    context.each_schema_object(|_, schema| {
        let before = schema.len();
        let mut lost = Vec::new();
        schema.retain(|key, value| {
            let known = KNOWN.iter().find(|(known, _)| known == key);
            let kept = key == "$ref"
                || SIZES.contains(&key.as_str())
                || known.is_some_and(|(_, holds)| holds(value));
            if !kept && let Some(what) = lost_keyword(key, value) {
                lost.push(Effect::new(pointer::join("", key), what));
            }
            kept
        });
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.retain(|name, property| {
                if property.is_null() {
                    // In YAML, a name with nothing behind it.
                    *property = json!({});
                }
                if !property.is_object() {
                    let what =
                        format!("the property `{name}` is undeclared, because it has no schema");
                    let at = pointer::join("/properties", name);
                    lost.push(Effect::new(at, what));
                }
                property.is_object()
            });
        }
        match lost.is_empty() {
            true => Change::from(schema.len() != before),
            false => Change::Loses(lost),
        }
    });
    Ok(())
}

/// What is lost by dropping a keyword, if anything is: one that describes more than it narrows.
fn lost_keyword(key: &str, value: &Value) -> Option<String> {
    let describes =
        |schema: &Value| schema.get("properties").is_some() || schema.get("$ref").is_some();
    match key {
        "then" | "else" if describes(value) => Some(format!(
            "what `{key}` describes is undeclared: OpenAPI 3.0 has no conditions"
        )),
        "dependentSchemas"
            if value
                .as_object()
                .is_some_and(|it| it.values().any(describes)) =>
        {
            Some("what depends on the presence of a property is undeclared".to_owned())
        }
        "unevaluatedProperties" if value.is_object() && !is_any(value) => {
            Some("the values of undeclared properties have no type".to_owned())
        }
        "unevaluatedItems" if value.is_object() && !is_any(value) => {
            Some("the rest of a list has no type".to_owned())
        }
        "type"
        | "properties"
        | "items"
        | "additionalProperties"
        | "allOf"
        | "anyOf"
        | "oneOf"
        | "enum"
        | "format"
        | "nullable"
            if !value.is_null() && !value.as_array().is_some_and(Vec::is_empty) =>
        {
            Some(format!(
                "`{key}` is ignored, because it does not hold what it must"
            ))
        }
        _ => None,
    }
}
