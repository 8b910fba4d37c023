//! Rules for `$ref`: what typify and progenitor resolve is a component by its name, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::context::{Change, Context, Effect, left_out};
use super::schema::{is_annotation, reference, reference_to};
use super::unique::Names;
use super::walk;
use crate::document::METHODS;
use crate::error::Result;
use crate::pointer::{self, percent_decoded};
use crate::upstream::names::pascal;

/// Sub-schema references (`#/components/schemas/Pet/allOf/0`, `#/$defs/Pet`) become components.
pub(super) fn sub_schemas(context: &mut Context) -> Result<()> {
    let given = context.document.clone();
    let targets = sub_schema_targets(&given);
    if targets.is_empty() {
        return Ok(());
    }
    let schemas = context.schemas();
    let mut names = Names::new(pascal, schemas.keys().map(String::as_str));
    let mut hoisted: BTreeMap<String, String> = BTreeMap::new();
    for target in &targets {
        let short = hoisted_name(target);
        let long = format!("{short}_Part");
        hoisted.insert(target.clone(), names.claim(&[short, long], target));
    }
    let mut schemas = context.take_schemas();
    schemas.extend(hoisted.iter().filter_map(|(target, name)| {
        let value = given.pointer(target)?.clone();
        Some((name.clone(), value))
    }));
    context.set_schemas(schemas);
    for (target, name) in &hoisted {
        let at = pointer::join("/components/schemas", name);
        context.made.insert(at, target.clone());
    }
    let mut hits = Vec::new();
    walk::schemas(&mut context.document, &mut |at, schema| {
        let name = sub_schema(schema).and_then(|target| hoisted.get(&target));
        if let (Some(name), Value::Object(map)) = (name, schema) {
            map.insert("$ref".to_owned(), Value::String(reference_to(name)));
            hits.push(at.to_owned());
        }
    });
    context.hits.append(&mut hits);
    Ok(())
}

/// The places, other than components, that references of the document lead to, and those of what stands there.
fn sub_schema_targets(given: &Value) -> BTreeSet<String> {
    let mut targets = BTreeSet::new();
    let mut pending = Vec::new();
    let mut document = given.clone();
    walk::schemas(&mut document, &mut |_, schema| {
        pending.extend(sub_schema(schema))
    });
    while let Some(target) = pending.pop() {
        let value = given.pointer(&target).filter(|value| value.is_object());
        if let (Some(value), false) = (value, targets.contains(&target)) {
            walk::within("", &mut value.clone(), &mut |_, schema| {
                pending.extend(sub_schema(schema));
            });
            targets.insert(target);
        }
    }
    targets
}

/// The pointer that `schema` refers to, unless it is a component's.
fn sub_schema(schema: &Value) -> Option<String> {
    let target = percent_decoded(reference(schema)?.strip_prefix('#')?);
    component(&target).is_none().then_some(target)
}

/// The component name in `#/components/schemas/NAME`, given without its `#`.
fn component(target: &str) -> Option<&str> {
    target
        .strip_prefix("/components/schemas/")
        .filter(|name| !name.contains('/'))
}

/// A name for what stands at `target`: the component it lies in and the tokens that say something.
fn hoisted_name(target: &str) -> String {
    let skipped = [
        "components",
        "schemas",
        "properties",
        "paths",
        "content",
        "schema",
        "$defs",
        "definitions",
    ];
    let mut name = String::new();
    for token in target.split('/').map(pointer::unescape) {
        if !skipped.contains(&token.as_str()) {
            name.push_str(&pascal_part(&token));
        }
    }
    if name.is_empty() {
        "Schema".to_owned()
    } else {
        name
    }
}

fn pascal_part(token: &str) -> String {
    if token.chars().all(|c| c.is_ascii_digit()) {
        token.to_owned()
    } else {
        pascal(token)
    }
}

/// A schema reference that leads nowhere in this document becomes a schema that any value satisfies.
pub(super) fn unresolved(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        let dynamic = schema.shift_remove("$dynamicRef").is_some()
            | schema.shift_remove("$recursiveRef").is_some();
        let Some(target) = schema.get("$ref") else {
            return match dynamic {
                true => Change::loses(
                    "a reference that depends on the caller has no type: its value is any",
                ),
                false => Change::None,
            };
        };
        let resolved = target
            .as_str()
            .and_then(|target| target.strip_prefix('#'))
            .and_then(|target| component(target).map(percent_decoded))
            .map(|name| pointer::unescape(&name))
            .filter(|name| schemas.contains_key(name));
        match resolved {
            Some(name) => {
                let plain = reference_to(&name);
                // Pointer and percent escapes are undone here, so that later rules look names up as they are.
                if target.as_str() != Some(plain.as_str()) {
                    schema.insert("$ref".to_owned(), Value::String(plain));
                }
                Change::from(dynamic)
            }
            None => {
                let named = target.as_str().unwrap_or_default().to_owned();
                schema.shift_remove("$ref");
                super::schema::note(
                    schema,
                    &format!("The document refers to `{named}`, which it does not hold."),
                );
                Change::Loses(vec![missing(&named)])
            }
        }
    });
    Ok(())
}

/// What to do about a reference to what the document does not hold.
pub(super) fn remedy(target: &str) -> &'static str {
    if target.starts_with('#') {
        "add what it refers to by an overlay action, or correct the reference"
    } else {
        "references lead to files in the document's folder and below alone; bundle it first: `npx @redocly/cli bundle FILE --output FILE`"
    }
}

/// Why an operation is left out whose part at `at` refers to what the document does not hold, and what to do.
pub(super) fn unheld(part: &str, target: &str, at: &str) -> String {
    let remedy = remedy(target);
    format!("{part} refers to `{target}`, which the document does not hold ({at}); {remedy}")
}

/// The loss of what a reference leads to.
fn missing(target: &str) -> Effect {
    let what =
        format!("a value has no type, because the document does not hold `{target}`: it is any");
    Effect::new("/$ref", what).remedy(remedy(target))
}

/// The keywords that shape a type.
const SHAPING: [&str; 13] = [
    "type",
    "format",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "patternProperties",
    "allOf",
    "anyOf",
    "oneOf",
];

/// Keywords beside a `$ref` survive: annotations around it, constraints (3.1 only) as a part of an `allOf`.
pub(super) fn siblings(context: &mut Context) -> Result<()> {
    let constrains = context
        .document
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|version| version.starts_with("3.1"));
    let schemas = context.schemas();
    context.each_schema_object(|_, schema| {
        if !schema.contains_key("$ref") || schema.len() == 1 {
            return false;
        }
        let Some(target) = schema.shift_remove("$ref") else {
            return false;
        };
        let (outer, mut inner): (Map<_, _>, Map<_, _>) = std::mem::take(schema)
            .into_iter()
            .partition(|(key, _)| is_annotation(key));
        // Bounds and lengths say nothing of the type, and do not become part of it.
        inner.retain(|key, _| SHAPING.contains(&key.as_str()));
        // What the target says as well would only make another type of the same content.
        let named = target
            .as_str()
            .and_then(|it| it.strip_prefix("#/components/schemas/"));
        if let Some(known) = named.and_then(|name| schemas.get(name)) {
            inner.retain(|key, value| known.get(key) != Some(value));
        }
        *schema = outer;
        if schema.is_empty() && (inner.is_empty() || !constrains) {
            schema.insert("$ref".to_owned(), target);
            return true;
        }
        let mut parts = vec![json!({ "$ref": target })];
        if constrains && !inner.is_empty() {
            parts.push(Value::Object(inner));
        }
        schema.insert("allOf".to_owned(), Value::Array(parts));
        true
    });
    Ok(())
}

/// Parameters, bodies, answers, headers and path items are written out where they are used, path-level
/// parameters in each operation, so that a rule can change one operation without changing another.
pub(super) fn inline(context: &mut Context) -> Result<()> {
    let given = context.document.clone();
    let mut hits = Vec::new();
    let mut lost = Vec::new();
    walk::each("/paths", context.document.get_mut("paths"), |at, item| {
        resolve(&given, at, item, &mut hits);
        let path = pointer::last(at);
        if let Some(target) = reference(item) {
            lost.push(crate::report::LeftOut {
                operation: format!("every operation of {path}"),
                pointer: at.to_owned(),
                reason: unheld("the path item", target, &format!("{at}/$ref")),
                place: None,
                construct: None,
            });
        }
        let Value::Object(item) = item else { return };
        let mut shared = match item.shift_remove("parameters") {
            Some(Value::Array(shared)) => shared,
            _ => Vec::new(),
        };
        resolve_each(
            &given,
            &pointer::join(at, "parameters"),
            &mut shared,
            &mut hits,
        );
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else {
                continue;
            };
            let at = pointer::join(at, method);
            if let Some(target) = operation.get("$ref").and_then(Value::as_str) {
                let reason = unheld("the operation", target, &format!("{at}/$ref"));
                lost.push(left_out(&path, method, operation, reason));
                item.shift_remove(method);
                continue;
            }
            inline_operation(&given, &at, operation, &shared, &mut hits);
        }
    });
    context.hits.append(&mut hits);
    context.left_out.append(&mut lost);
    if let Some(Value::Object(paths)) = context.document.get_mut("paths") {
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
    }
    let at = "/components/securitySchemes";
    walk::each(at, context.document.pointer_mut(at), |at, scheme| {
        resolve(&given, at, scheme, &mut context.hits);
    });
    if let Some(Value::Object(components)) = context.document.get_mut("components") {
        components.retain(|kind, _| matches!(kind.as_str(), "schemas" | "securitySchemes"));
    }
    Ok(())
}

fn inline_operation(
    given: &Value,
    at: &str,
    operation: &mut Map<String, Value>,
    shared: &[Value],
    hits: &mut Vec<String>,
) {
    let mut own = match operation.shift_remove("parameters") {
        Some(Value::Array(own)) => own,
        _ => Vec::new(),
    };
    let at_parameters = pointer::join(at, "parameters");
    resolve_each(given, &at_parameters, &mut own, hits);
    let key = |parameter: &Value| (parameter.get("in").cloned(), parameter.get("name").cloned());
    // An operation's parameter replaces the one of the same name and place on its path item.
    let mut all: Vec<Value> = shared
        .iter()
        .filter(|shared| !own.iter().any(|own| key(own) == key(shared)))
        .cloned()
        .collect();
    if !all.is_empty() {
        hits.push(at_parameters);
    }
    all.append(&mut own);
    if !all.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(all));
    }
    if let Some(body) = operation.get_mut("requestBody") {
        resolve(given, &pointer::join(at, "requestBody"), body, hits);
    }
    walk::each(
        &pointer::join(at, "responses"),
        operation.get_mut("responses"),
        |at, answer| {
            resolve(given, at, answer, hits);
        },
    );
}

fn resolve_each(given: &Value, at: &str, values: &mut [Value], hits: &mut Vec<String>) {
    for (index, value) in values.iter_mut().enumerate() {
        resolve(given, &format!("{at}/{index}"), value, hits);
    }
}

/// Writes out what `value` refers to. A reference that leads nowhere, or in a circle, stays.
fn resolve(given: &Value, at: &str, value: &mut Value, hits: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    let mut current = &*value;
    while let Some(target) = reference(current) {
        let found = target
            .strip_prefix('#')
            .map(percent_decoded)
            .and_then(|target| given.pointer(&target));
        match found {
            Some(found) if seen.insert(target) => current = found,
            _ => return,
        }
    }
    if !seen.is_empty() {
        let resolved = current.clone();
        *value = resolved;
        hits.push(at.to_owned());
    }
}
