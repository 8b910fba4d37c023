//! Which inline schemas need a name, and the names that their places have for them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::place::Place;
use super::unions;
use crate::document::operations;
use crate::lower::schema::{is_annotation, lists_strings};
use crate::pointer;
use crate::upstream::media::{essence, is_json, preference};
use crate::upstream::names::pascal;

/// An inline schema that becomes a component.
pub(super) struct Claim {
    /// Its pointer.
    pub(super) at: String,
    pub(super) place: Place,
}

/// What has the name that an inline schema gets.
pub(super) enum Named {
    /// A component of the document, which is the same type.
    Component(String),
    /// The inline schema at this pointer, which is the same type.
    Claim(String),
}

/// The inline schemas of a document that need a name.
pub(super) struct Claims<'d> {
    document: &'d Value,
    /// The document's own components, by the type that each becomes.
    components: BTreeMap<String, (&'d str, &'d Value)>,
    pub(super) found: Vec<Claim>,
    /// Schemas that are the same type as another one, by pointer.
    pub(super) alike: Vec<(String, Named)>,
}

/// The types that the bodies of one operation have used so far: one type in two statuses or media types is one.
type Seen<'d> = Vec<(&'d Value, String)>;

impl<'d> Claims<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        let schemas = document.pointer("/components/schemas");
        let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
        Self {
            document,
            components: schemas
                .map(|(name, schema)| (pascal(name), (name.as_str(), schema)))
                .collect(),
            found: Vec::new(),
            alike: Vec::new(),
        }
    }

    /// Those in what operations share.
    pub(super) fn shared(&mut self) {
        for (kind, word) in [
            ("parameters", "Parameter"),
            ("headers", "Header"),
            ("requestBodies", "Body"),
            ("responses", "Response"),
        ] {
            let at = format!("/components/{kind}");
            for (at, name, owner) in entries(&at, self.document.pointer(&at)) {
                let named = if pascal(name).ends_with(word) {
                    name.clone()
                } else {
                    format!("{name}_{word}")
                };
                let place = Place::root(&named, word);
                self.holder(&at, &place, owner, &mut Vec::new());
            }
        }
    }

    /// Those in components and operations.
    pub(super) fn all(&mut self) {
        let at = "/components/schemas";
        for (at, name, schema) in entries(at, self.document.pointer(at)) {
            self.within(&at, &Place::root(name, "schema"), schema);
        }
        for operation in operations(self.document) {
            let at = operation.pointer();
            let id = operation.value.get("operationId").and_then(Value::as_str);
            let root = Place::root(id.unwrap_or_default(), "operation");
            let parameters = operation.value.get("parameters").and_then(Value::as_array);
            for (index, parameter) in parameters.into_iter().flatten().enumerate() {
                let text = |key: &str| {
                    parameter
                        .get(key)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                };
                let place = root.step(&format!("{}_{}", text("in"), text("name")), "parameter");
                let at = format!("{at}/parameters/{index}");
                self.holder(&at, &place, parameter, &mut Vec::new());
            }
            if let Some(body) = operation.value.get("requestBody") {
                let at = pointer::join(&at, "requestBody");
                self.holder(&at, &root.step("Body", "request"), body, &mut Vec::new());
            }
            let mut seen = Vec::new();
            let at = pointer::join(&at, "responses");
            for (at, status, response) in entries(&at, operation.value.get("responses")) {
                let place = root.step(&format!("Response_{status}"), "status");
                self.holder(&at, &place, response, &mut seen);
                let at = pointer::join(&at, "headers");
                for (at, name, header) in entries(&at, response.get("headers")) {
                    let place = place.step(&format!("Header_{name}"), "of");
                    self.holder(&at, &place, header, &mut Vec::new());
                }
            }
        }
    }

    /// A parameter, header, body or response: a `schema`, a `content`, or both.
    fn holder(&mut self, at: &str, place: &Place, holder: &'d Value, seen: &mut Seen<'d>) {
        if let Some(schema) = holder.get("schema") {
            self.body(&pointer::join(at, "schema"), place, schema, seen);
        }
        let at = pointer::join(at, "content");
        let mut contents = entries(&at, holder.get("content"));
        // JSON has the plain name; so it is the same whatever other types there are.
        contents.sort_by_key(|(_, media, _)| (preference(media), (*media).clone()));
        let several = contents.len() > 1;
        for (index, (at, media, value)) in contents.into_iter().enumerate() {
            let plain = !several || (index == 0 && is_json(media));
            let place = if plain {
                place.clone()
            } else {
                place.step(&media_word(media), "as")
            };
            if let Some(schema) = value.get("schema") {
                self.body(&pointer::join(&at, "schema"), &place, schema, seen);
            }
        }
    }

    fn body(&mut self, at: &str, place: &Place, schema: &'d Value, seen: &mut Seen<'d>) {
        if is_named(schema) {
            if let Some((_, other)) = seen.iter().find(|(known, _)| same(known, schema)) {
                self.alike
                    .push((at.to_owned(), Named::Claim(other.clone())));
                return;
            }
            seen.push((schema, at.to_owned()));
        }
        self.inline(at, place, schema);
    }

    /// A schema that no component holds as it is.
    pub(super) fn inline(&mut self, at: &str, place: &Place, schema: &'d Value) {
        if is_named(schema) {
            // A component of that name and content is what the schema would be made into.
            if let Some((name, _)) = self
                .components
                .get(&place.short)
                .filter(|(_, known)| same(known, schema))
            {
                let named = Named::Component((*name).to_owned());
                self.alike.push((at.to_owned(), named));
                return;
            }
            self.found.push(Claim {
                at: at.to_owned(),
                place: place.clone(),
            });
        }
        self.within(at, place, schema);
    }

    /// The inline schemas within one.
    fn within(&mut self, at: &str, place: &Place, schema: &'d Value) {
        let properties = schema.get("properties");
        for (at, name, property) in entries(&pointer::join(at, "properties"), properties) {
            self.inline(&at, &place.field(name), property);
        }
        if let Some(items) = schema.get("items") {
            self.inline(
                &pointer::join(at, "items"),
                &place.step("Item", "list"),
                items,
            );
        }
        if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
            let word = if has_properties(schema) {
                "extra_Value"
            } else {
                "Value"
            };
            let at = pointer::join(at, "additionalProperties");
            self.inline(&at, &place.step(word, "map"), values);
        }
        if let Some(Value::Array(parts)) = schema.get("allOf") {
            for (index, part) in parts.iter().enumerate() {
                self.inline(&format!("{at}/allOf/{index}"), place, part);
            }
        }
        if let Some(Value::Array(members)) = schema.get("oneOf") {
            unions::members(self, &pointer::join(at, "oneOf"), place, members);
        }
    }

    /// The component that a schema refers to, or the schema.
    pub(super) fn resolved(&self, schema: &'d Value) -> &'d Value {
        let schemas = self.document.pointer("/components/schemas");
        match schemas.and_then(Value::as_object) {
            Some(schemas) => crate::lower::schema::resolved(schema, schemas),
            None => schema,
        }
    }
}

/// The entries of an object, with their pointers.
fn entries<'v>(at: &str, map: Option<&'v Value>) -> Vec<(String, &'v String, &'v Value)> {
    let map = map.and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(key, value)| (pointer::join(at, key), key, value))
        .collect()
}

/// Whether typify makes a named type of an inline schema: a struct or an enum.
pub(super) fn is_named(schema: &Value) -> bool {
    has_properties(schema)
        || lists_strings(schema)
        || schema.get("oneOf").is_some()
        || schema.get("additionalProperties") == Some(&Value::Bool(false))
}

fn has_properties(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|map| !map.is_empty())
}

/// Whether two schemas are one type, whatever is said about their places.
fn same(one: &Value, other: &Value) -> bool {
    let (Value::Object(one), Value::Object(other)) = (one, other) else {
        return one == other;
    };
    let bare = |map: &'_ Map<String, Value>| -> BTreeMap<String, Value> {
        let kept = map.iter().filter(|(key, _)| !is_annotation(key));
        kept.map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    };
    bare(one) == bare(other)
}

/// A media type in a name: `Form`, `Multipart`, `Xml`, `Csv`.
fn media_word(media: &str) -> String {
    let essence = essence(media);
    let (class, kind) = essence.split_once('/').unwrap_or(("", &essence));
    match (class, kind) {
        (_, "x-www-form-urlencoded") => "Form".to_owned(),
        ("multipart", "form-data") => "Multipart".to_owned(),
        ("*", _) => "Any".to_owned(),
        (class, "*") => pascal(&format!("any_{class}")),
        (_, kind) => pascal(kind.strip_prefix("x-").unwrap_or(kind)),
    }
}
