//! Rules for `allOf` and for unions with something beside them: one plain object, or one plain union.
//!
//! typify merges compositions itself, and wrongly: a part with `additionalProperties: false` makes the whole
//! uninhabited, a property that is refined in a recursive schema makes it recurse until the stack ends. What
//! reaches it from here is either a single wrapped reference, an object, or a union without siblings.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::context::{Context, Effect};
use super::naming::homes::{HOME, Homes};
use super::schema::{
    component_name, is_annotation, is_any, kind, note, reference_to, resolved, wrapped_name,
};
use super::walk;
use crate::error::Result;
use crate::pointer;

/// How many parts are merged in one document: some ten times what the largest real one has. Nested unions of
/// unions multiply, and a hostile document can make that take forever.
const MOST: usize = 10_000;

/// Merges every composition.
pub(super) fn all(context: &mut Context) -> Result<()> {
    context.homes = Homes::mark(&mut context.document);
    let schemas = context.schemas();
    let mut expanded: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut hits = Vec::new();
    let mut losses = Vec::new();
    let mut left = MOST;
    walk::schemas(&mut context.document, &mut |at, schema| {
        if !needs(schema) {
            return;
        }
        let mut merging = Merging {
            schemas: &schemas,
            open: ancestors(at, &expanded),
            used: BTreeSet::new(),
            left,
            lost: BTreeSet::new(),
        };
        let merged = merging.merge(schema);
        left = merging.left;
        let lost = merging.lost.iter().map(|what| Effect::new(at, what));
        losses.extend(lost);
        if merged != *schema {
            *schema = merged;
            hits.push(at.to_owned());
        }
        if !merging.used.is_empty() {
            expanded.insert(at.to_owned(), merging.used);
        }
    });
    context.hits.append(&mut hits);
    context.losses.append(&mut losses);
    Ok(())
}

/// The components that were written out at an ancestor of `at`. Writing one out again within itself would
/// never end.
fn ancestors(at: &str, expanded: &HashMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    let mut current = Some(at);
    while let Some(pointer) = current {
        if let Some(names) = expanded.get(pointer) {
            open.extend(names.iter().cloned());
        }
        current = pointer::parent(pointer);
    }
    if let Some(name) = at
        .strip_prefix("/components/schemas/")
        .and_then(|rest| rest.split('/').next())
    {
        open.insert(pointer::unescape(name));
    }
    open
}

/// Whether `schema` is a composition that typify must not see.
fn needs(schema: &Value) -> bool {
    let Some(map) = schema.as_object() else {
        return false;
    };
    if map.contains_key("allOf") {
        return wrapped_name(schema).is_none();
    }
    let unions = ["anyOf", "oneOf"]
        .iter()
        .filter(|key| map.contains_key(**key))
        .count();
    let beside = map.keys().any(|key| {
        !is_annotation(key) && !matches!(key.as_str(), "anyOf" | "oneOf" | "discriminator")
    });
    unions > 1 || (unions == 1 && beside)
}

/// What a composition is made of once it is taken apart.
#[derive(Default)]
struct Parts {
    /// Plain objects and scalars, written out, outermost last.
    plain: Vec<Map<String, Value>>,
    /// The members of each union, with its discriminator.
    unions: Vec<(Vec<Value>, Option<Value>)>,
    /// References that were not written out.
    whole: Vec<String>,
}

struct Merging<'v> {
    schemas: &'v Map<String, Value>,
    /// The components that are being written out.
    open: BTreeSet<String>,
    /// The components that this merge has written out.
    used: BTreeSet<String>,
    /// How many more compositions may be merged.
    left: usize,
    /// What the merge does not say of what its parts do.
    lost: BTreeSet<String>,
}

impl Merging<'_> {
    fn merge(&mut self, schema: &Value) -> Value {
        let Value::Object(map) = schema else {
            return schema.clone();
        };
        if !self.afford() {
            self.lost.insert(
                "a value is any, because the document's compositions are too many to write out"
                    .to_owned(),
            );
            return json!({ "description": "The document's compositions are too many to write out." });
        }
        let annotations: Map<String, Value> = map
            .iter()
            .filter(|(key, _)| is_annotation(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let members = self.members(map);
        // One reference with annotations around it needs no merging.
        if let [only] = members.as_slice()
            && let Some(name) = component_name(only)
        {
            return wrapped(annotations, name);
        }
        let mut parts = Parts::default();
        for member in &members {
            self.take_apart(member, &mut parts);
        }
        let mut merged = self.put_together(parts);
        if let Value::Object(merged) = &mut merged {
            for (key, value) in annotations {
                merged.insert(key, value);
            }
        }
        merged
    }

    /// The members of a composition that say anything: its own keywords, its parts, its unions.
    fn members(&self, map: &Map<String, Value>) -> Vec<Value> {
        let mut members = Vec::new();
        for part in map
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if !is_any(part) {
                members.push(part.clone());
            }
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(union)) = map.get(key) {
                // `oneOf: [{required: [a]}, {required: [b]}]` narrows what its siblings describe.
                if !union.iter().all(only_requires) {
                    let mut part = Map::new();
                    part.insert(key.to_owned(), Value::Array(union.clone()));
                    if let Some(discriminator) = map.get("discriminator") {
                        part.insert("discriminator".to_owned(), discriminator.clone());
                    }
                    members.push(Value::Object(part));
                }
            }
        }
        let own: Map<String, Value> = map
            .iter()
            .filter(|(key, _)| {
                !is_annotation(key)
                    && !matches!(key.as_str(), "allOf" | "anyOf" | "oneOf" | "discriminator")
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        // `type: object` beside parts repeats what they say.
        let says_something = own
            .iter()
            .any(|(key, value)| key != "type" || value != "object");
        if says_something || (members.is_empty() && !own.is_empty()) {
            members.push(Value::Object(own));
        }
        members
    }

    /// Counts one part; `false` when there have been too many.
    fn afford(&mut self) -> bool {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or_default();
        left.is_some()
    }

    fn take_apart(&mut self, member: &Value, parts: &mut Parts) {
        if !self.afford() {
            self.lost.insert("a part of a composition is undeclared, because the document's compositions are too many to write out".to_owned());
            return;
        }
        if let Some(name) = wrapped_name(member) {
            let Some(target) = self.schemas.get(name) else {
                return;
            };
            if self.open.contains(name) {
                parts.whole.push(name.to_owned());
                return;
            }
            self.open.insert(name.to_owned());
            self.used.insert(name.to_owned());
            self.take_apart(target, parts);
            self.open.remove(name);
            return;
        }
        let Value::Object(map) = member else { return };
        if map.contains_key("allOf") || needs(member) {
            for inner in self.members(map) {
                self.take_apart(&inner, parts);
            }
            return;
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(union)) = map.get(key) {
                parts
                    .unions
                    .push((union.clone(), map.get("discriminator").cloned()));
                return;
            }
        }
        let mut plain = map.clone();
        // The parts together describe the object; none of them closes it.
        if plain.get("additionalProperties") == Some(&Value::Bool(false)) {
            plain.shift_remove("additionalProperties");
        }
        plain.retain(|key, _| !matches!(key.as_str(), "nullable" | "title" | "example" | HOME));
        parts.plain.push(plain);
    }

    fn put_together(&mut self, mut parts: Parts) -> Value {
        if parts.plain.is_empty() && parts.unions.is_empty() {
            for name in parts.whole.iter().skip(1) {
                self.lost.insert(format!("what `{name}` says is undeclared here, because the value is within one of `{name}`"));
            }
            return match parts.whole.first() {
                Some(name) => json!({ "$ref": reference_to(name) }),
                None => json!({}),
            };
        }
        for name in &parts.whole {
            self.lost.insert(format!(
                "what `{name}` says is undeclared here, because the value is within one of `{name}`"
            ));
        }
        let plain = std::mem::take(&mut parts.plain);
        let base = plain
            .into_iter()
            .reduce(|base, part| self.merge_plain(base, part))
            .unwrap_or_default();
        let mut unions = parts.unions.into_iter();
        match (unions.next(), unions.next()) {
            (None, _) => Value::Object(base),
            (Some((union, discriminator)), None) => {
                let members = if base.is_empty() {
                    union
                } else {
                    let base = Value::Object(base);
                    let tagged = |member: &Value| tag_of(member, discriminator.as_ref());
                    union
                        .iter()
                        .map(|member| {
                            self.merge(&json!({ "allOf": [base, member, tagged(member)] }))
                        })
                        .collect()
                };
                let mut merged = Map::new();
                merged.insert("oneOf".to_owned(), Value::Array(members));
                if let Some(discriminator) = discriminator {
                    merged.insert("discriminator".to_owned(), discriminator);
                }
                Value::Object(merged)
            }
            (Some(first), Some(second)) => {
                let all: Vec<Value> = [first, second]
                    .into_iter()
                    .chain(unions)
                    .flat_map(|(members, _)| members)
                    .collect();
                self.loosened(base, &all)
            }
        }
    }

    /// Several unions at once: an object with the properties of all their members, each optional.
    fn loosened(&mut self, mut base: Map<String, Value>, members: &[Value]) -> Value {
        for member in members {
            let mut parts = Parts::default();
            self.take_apart(member, &mut parts);
            for mut plain in parts.plain {
                plain.shift_remove("required");
                if plain.get("type").is_none_or(|kind| kind != "object") {
                    self.lost.insert(
                        "several unions at once have no types: their value is any".to_owned(),
                    );
                    return json!({});
                }
                base = self.merge_plain(base, plain);
            }
        }
        Value::Object(base)
    }

    /// Two descriptions of one value: all that both say; where they differ, what the later one says.
    fn merge_plain(
        &mut self,
        mut base: Map<String, Value>,
        mut part: Map<String, Value>,
    ) -> Map<String, Value> {
        if base.is_empty() {
            return part;
        }
        let known = |map: &Map<String, Value>| map.get("type").cloned();
        if let (Some(first), Some(second)) = (known(&base), known(&part))
            && first != second
        {
            let mut any = Map::new();
            note(&mut any, "The document asks for two types at once.");
            self.lost.insert(
                "a value is any, because the document asks for two types at once".to_owned(),
            );
            return any;
        }
        for key in ["properties", "required"] {
            match (base.get_mut(key), part.shift_remove(key)) {
                (Some(Value::Object(base)), Some(Value::Object(part))) => {
                    for (name, property) in part {
                        let narrower = match base.get(&name) {
                            Some(known) => {
                                let narrower = specific(&property) >= specific(known);
                                let (kept, dropped) = match narrower {
                                    true => (&property, known),
                                    false => (known, &property),
                                };
                                if declares_more(dropped, kept, self.schemas) {
                                    self.lost.insert(format!("the property `{name}` is described twice, and only once here"));
                                }
                                narrower
                            }
                            None => true,
                        };
                        if narrower {
                            base.insert(name, property);
                        }
                    }
                }
                (Some(Value::Array(base)), Some(Value::Array(part))) => {
                    for name in part {
                        if !base.contains(&name) {
                            base.push(name);
                        }
                    }
                }
                (None, Some(value)) => {
                    base.insert(key.to_owned(), value);
                }
                _ => {}
            }
        }
        for (key, value) in part {
            base.insert(key, value);
        }
        base
    }
}

/// What a discriminator says about one member of its union, which loses its name when it is written out.
fn tag_of(member: &Value, discriminator: Option<&Value>) -> Value {
    let tag = discriminator
        .and_then(|discriminator| discriminator.get("propertyName"))
        .and_then(Value::as_str);
    let (Some(tag), Some(discriminator), Some(name)) = (tag, discriminator, wrapped_name(member))
    else {
        return json!({});
    };
    match super::unions::mapped(name, discriminator).as_slice() {
        [only] => json!({
            "type": "object",
            "required": [tag],
            "properties": { tag: { "type": "string", "enum": [only] } },
        }),
        _ => json!({}),
    }
}

/// A member of a union that only says which properties of its siblings are required.
fn only_requires(member: &Value) -> bool {
    member.as_object().is_some_and(|map| {
        map.keys()
            .all(|key| is_annotation(key) || matches!(key.as_str(), "required" | "type"))
            && map.get("type").is_none_or(|kind| kind == "object")
    })
}

fn wrapped(mut annotations: Map<String, Value>, name: &str) -> Value {
    let part = json!({ "$ref": reference_to(name) });
    if annotations.is_empty() {
        return part;
    }
    annotations.insert("allOf".to_owned(), json!([part]));
    Value::Object(annotations)
}

/// How much a schema says: a later part that only annotates a property must not erase its type.
fn specific(schema: &Value) -> u8 {
    if is_any(schema) {
        0
    } else if schema.get("enum").is_some()
        || schema.get("format").is_some()
        || kind(schema).is_none()
    {
        2
    } else {
        1
    }
}

/// Whether `dropped` declares properties that `kept` does not.
fn declares_more(dropped: &Value, kept: &Value, schemas: &Map<String, Value>) -> bool {
    let (dropped, kept) = (resolved(dropped, schemas), resolved(kept, schemas));
    let declared = dropped.get("properties").and_then(Value::as_object);
    declared.is_some_and(|it| {
        let kept = kept.get("properties");
        it.keys()
            .any(|name| kept.is_none_or(|kept| kept.get(name).is_none()))
    })
}
