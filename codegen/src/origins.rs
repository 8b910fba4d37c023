//! Where in the resolved document each generated item comes from.
//!
//! typify says nowhere which schema a type was made of, but it copies descriptions into doc comments. So each schema and
//! operation gets a mark with its pointer into its description before the generator runs, and the marks are taken out of
//! the code afterwards. Descriptions decide nothing in the generator: the code is the same with and without.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::visit_mut::{VisitMut, visit_file_mut};
use syn::{Attribute, ImplItem, Item};

use crate::document::METHODS;
use crate::lower::walk;
use crate::model::operations::builder_name;
use crate::pointer;
use crate::refine::syntax::{doc_text, wire_name, with_doc_text};
use crate::upstream::names::pascal;

/// Private-use characters: no vendor's text has a meaning for them, and JSON does not escape them.
const OPEN: char = '\u{F8E0}';
const CLOSE: char = '\u{F8E1}';

/// The pointers of generated items, in the resolved document.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The schema of each type, by the type's name.
    pub types: BTreeMap<String, String>,
    /// The schema of each field that has one of its own, as `Type.field`.
    pub fields: BTreeMap<String, String>,
    /// The operation of each method of `Client`, by the method's name.
    pub methods: BTreeMap<String, String>,
    /// The operation of each builder, by the builder's name.
    pub builders: BTreeMap<String, String>,
}

/// `document` with a mark in every description of a schema or an operation.
pub(crate) fn mark(document: &Value) -> Value {
    let mut marked = document.clone();
    walk::schemas(&mut marked, &mut |at, schema| {
        if let Value::Object(schema) = schema
            && !schema.contains_key("$ref")
        {
            describe(schema, at);
        }
    });
    let paths = marked.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                let at = pointer::join(&pointer::join("/paths", path), method);
                describe(operation, &at);
            }
        }
    }
    marked
}

fn describe(owner: &mut Map<String, Value>, at: &str) {
    let text = owner
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = format!("{OPEN}{at}{CLOSE}\n\n{text}");
    owner.insert("description".to_owned(), Value::String(text));
}

/// Takes the marks out of the code that was generated from `document`, marked.
pub(crate) fn take(file: &mut syn::File, document: &Value) -> Origins {
    let mut origins = Origins::default();
    for item in &file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                let items = module.content.iter().flat_map(|(_, items)| items);
                items.for_each(|item| origins.of_type(item));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                item.items.iter().for_each(|it| origins.of_method(it));
            }
            _ => {}
        }
    }
    visit_file_mut(&mut Unmark, file);
    // typify drops the description of a component that merely wraps another one; its name is left.
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for name in schemas.into_iter().flat_map(Map::keys) {
        origins
            .types
            .entry(pascal(name))
            .or_insert_with(|| pointer::join("/components/schemas", name));
    }
    let types = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let types: Vec<&Item> = types.flat_map(|(_, items)| items).collect();
    while types.iter().any(|item| origins.of_contents(item)) {}
    origins
}

impl Origins {
    fn of_type(&mut self, item: &Item) {
        let (name, attributes) = match item {
            Item::Struct(item) => (&item.ident, &item.attrs),
            Item::Enum(item) => (&item.ident, &item.attrs),
            Item::Type(item) => (&item.ident, &item.attrs),
            _ => return,
        };
        if let Some(at) = marked_with(attributes) {
            self.types.insert(name.to_string(), at);
        }
        if let Item::Struct(item) = item {
            for field in &item.fields {
                if let (Some(ident), Some(at)) = (&field.ident, marked_with(&field.attrs)) {
                    self.fields.insert(format!("{name}.{ident}"), at);
                }
            }
        }
    }

    /// Gives the types within this one the place that they stand at, where they have none of their own: typify drops the
    /// description of a nullable union, too. Whether there were such.
    fn of_contents(&mut self, item: &Item) -> bool {
        let (name, fields): (_, Vec<&syn::Field>) = match item {
            Item::Struct(item) => (&item.ident, item.fields.iter().collect()),
            Item::Enum(item) => {
                let variants = item.variants.iter();
                (&item.ident, variants.flat_map(|it| &it.fields).collect())
            }
            _ => return false,
        };
        let Some(at) = self.types.get(&name.to_string()).cloned() else {
            return false;
        };
        let mut found = false;
        for field in fields {
            let at = match &field.ident {
                Some(ident) => {
                    let wire = wire_name(&field.attrs, ident);
                    let own = self.fields.get(&format!("{name}.{ident}"));
                    own.cloned()
                        .unwrap_or_else(|| pointer::join(&format!("{at}/properties"), &wire))
                }
                None => at.clone(),
            };
            for word in words(field.ty.to_token_stream()) {
                // Named after the place it stands at.
                if word.starts_with(&name.to_string()) && !self.types.contains_key(&word) {
                    self.types.insert(word, at.clone());
                    found = true;
                }
            }
        }
        found
    }

    fn of_method(&mut self, item: &ImplItem) {
        let ImplItem::Fn(function) = item else { return };
        let Some(at) = marked_with(&function.attrs) else {
            return;
        };
        let method = function.sig.ident.to_string();
        self.builders.insert(builder_name(&method), at.clone());
        self.methods.insert(method, at);
    }
}

/// The identifiers of a type.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Group(group) => found.extend(words(group.stream())),
            _ => {}
        }
    }
    found
}

/// The pointer in the item's own comment. What follows the description may be the schema as a whole, with the marks of
/// others.
fn marked_with(attributes: &[Attribute]) -> Option<String> {
    let text = attributes.iter().find_map(doc_text)?;
    let text = text.split("<details>").next()?;
    let (_, rest) = text.split_once(OPEN)?;
    rest.split_once(CLOSE).map(|(at, _)| at.to_owned())
}

struct Unmark;

impl VisitMut for Unmark {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain_mut(|attribute| {
            let Some(text) = doc_text(attribute).filter(|text| text.contains(OPEN)) else {
                return true;
            };
            let text = unmarked(&text);
            let empty = text.trim().is_empty();
            *attribute = with_doc_text(attribute, &text);
            !empty
        });
    }
}

/// `text` without marks, and without the blank line that follows each.
fn unmarked(text: &str) -> String {
    let mut parts = text.split(OPEN);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once(CLOSE).map_or(part, |(_, rest)| rest);
        plain.push_str(rest.strip_prefix("\n\n").unwrap_or(rest));
    }
    plain
}
