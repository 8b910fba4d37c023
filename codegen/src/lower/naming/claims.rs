//! Which inline schemas need a name, and the names that their places have for them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::homes::{HOME, Homes};
use super::place::Place;
use super::unions;
use crate::document::operations;
use crate::lower::schema::{is_annotation, lists_strings};
use crate::pointer;
use crate::upstream::media::{essence, is_json, preference};
use crate::upstream::names::pascal;

const COMPONENTS: &str = "/components/schemas";

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
    /// Where components have described the types that compositions have copied.
    homes: &'d Homes,
    /// Copies that have no name yet.
    copies: Vec<Copied<'d>>,
    pub(super) found: Vec<Claim>,
    /// Schemas that are the same type as another one, by pointer.
    pub(super) alike: Vec<(String, Named)>,
}

/// A schema that a composition may have copied.
struct Copied<'d> {
    /// Where a component describes it, and that place's names.
    home: (&'d str, &'d Place),
    at: String,
    place: Place,
    schema: &'d Value,
}

impl Copied<'_> {
    /// Whether it stands in the component that describes it.
    fn is_home(&self) -> bool {
        let component = |at: &str| at.split('/').nth(3).map(str::to_owned);
        self.at.starts_with(COMPONENTS) && component(&self.at) == component(self.home.0)
    }
}

/// The types that the bodies of one operation have used so far: one type in two statuses or media types is one.
type Seen<'d> = Vec<(&'d Value, String)>;

impl<'d> Claims<'d> {
    pub(super) fn new(document: &'d Value, homes: &'d Homes) -> Self {
        let schemas = document.pointer("/components/schemas");
        let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
        Self {
            document,
            components: schemas
                .map(|(name, schema)| (pascal(name), (name.as_str(), schema)))
                .collect(),
            homes,
            copies: Vec::new(),
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
        // Copies get their names where all of them are seen.
        self.copies.clear();
    }

    /// Those in components and operations.
    pub(super) fn all(&mut self) {
        for (at, name, schema) in entries(COMPONENTS, self.document.pointer(COMPONENTS)) {
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
        self.settle();
    }

    /// Gives copies of one type the name of the place where it was described. A copy that is not the same any more (as what
    /// is closed in a request and open in an answer) is named by its own place.
    fn settle(&mut self) {
        while !self.copies.is_empty() {
            let mut copies = std::mem::take(&mut self.copies);
            copies.sort_by(|a, b| {
                (&a.home.0, !a.is_home(), &a.at).cmp(&(&b.home.0, !b.is_home(), &b.at))
            });
            for same_home in copies.chunk_by(|a, b| a.home.0 == b.home.0) {
                let Some((first, others)) = same_home.split_first() else {
                    continue;
                };
                self.claim(&first.at, first.home.1, first.schema);
                for other in others {
                    if same(first.schema, other.schema) {
                        let named = Named::Claim(first.at.clone());
                        self.alike.push((other.at.clone(), named));
                    } else {
                        self.claim(&other.at, &other.place, other.schema);
                    }
                }
            }
        }
    }

    fn claim(&mut self, at: &str, place: &Place, schema: &'d Value) {
        self.found.push(Claim {
            at: at.to_owned(),
            place: place.clone(),
        });
        self.within(at, place, schema);
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
        if !is_named(schema) {
            return self.within(at, place, schema);
        }
        let home = self.homes.of(schema);
        // A component of that name and content is what the schema would be made into.
        let name = &home.map_or(place, |(_, place)| place).short;
        if let Some((name, _)) = self
            .components
            .get(name)
            .filter(|(_, known)| same(known, schema))
        {
            let named = Named::Component((*name).to_owned());
            self.alike.push((at.to_owned(), named));
            return;
        }
        match home {
            Some(home) => self.copies.push(Copied {
                home,
                at: at.to_owned(),
                place: place.clone(),
                schema,
            }),
            None => self.claim(at, place, schema),
        }
    }

    /// The inline schemas within one.
    fn within(&mut self, at: &str, place: &Place, schema: &'d Value) {
        let properties = schema.get("properties");
        for (at, name, property) in entries(&pointer::join(at, "properties"), properties) {
            if !is_leaf(property) {
                self.inline(&at, &place.field(name), property);
            }
        }
        if let Some(items) = schema.get("items") {
            self.inline(&pointer::join(at, "items"), &place.item(), items);
        }
        if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
            let at = pointer::join(at, "additionalProperties");
            self.inline(&at, &place.value(has_properties(schema)), values);
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

/// Whether a schema neither needs a name nor holds others that might: most properties, whose names need not be made.
pub(super) fn is_leaf(schema: &Value) -> bool {
    const HOLDERS: [&str; 5] = [
        "items",
        "additionalProperties",
        "allOf",
        "anyOf",
        "properties",
    ];
    !is_named(schema) && HOLDERS.iter().all(|key| schema.get(key).is_none())
}

pub(super) fn has_properties(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|map| !map.is_empty())
}

/// Whether two schemas are one type, whatever is said about their places.
fn same(one: &Value, other: &Value) -> bool {
    let (Value::Object(one), Value::Object(other)) = (one, other) else {
        return one == other;
    };
    equal_maps(one, other, is_annotation)
}

/// Whether two values are equal, wherever they were copied from.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => equal_maps(one, other, |key| key == HOME),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        _ => one == other,
    }
}

fn equal_maps(
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    ignored: fn(&str) -> bool,
) -> bool {
    let kept = |map: &Map<String, Value>| map.keys().filter(|key| !ignored(key)).count();
    kept(one) == kept(other)
        && one.iter().all(|(key, value)| {
            ignored(key) || other.get(key).is_some_and(|other| equal(value, other))
        })
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
