//! Where in the resolved document each generated item comes from.
//!
//! typify says nowhere which schema a type was made of, but it copies descriptions into doc comments. So the generator is shown
//! each schema and operation with a number in place of its description, which stands for its pointer, and the comments are put
//! in afterwards from the document itself. Descriptions decide nothing in the generator, and it is quicker without them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::visit_mut::{VisitMut, visit_item_mut};
use syn::{Attribute, ImplItem, Item};

use crate::document::METHODS;
use crate::lower::walk;
use crate::model::operations::builder_name;
use crate::pointer;
use crate::refine::syntax::{doc_text, owner, wire_name, with_doc_text};
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

/// `document` with a mark in place of every description of a schema or an operation, and what each mark stands for: the
/// generator copies a description half a dozen times, so it is shown a number.
pub(crate) fn mark(document: &Value) -> (Value, Marks) {
    let mut marked = document.clone();
    let mut marks = Marks::default();
    walk::schemas(&mut marked, &mut |at, schema| {
        if let Value::Object(schema) = schema
            && !schema.contains_key("$ref")
        {
            marks.replace(schema, at.to_owned());
        }
    });
    let paths = marked.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                let at = pointer::join(&pointer::join("/paths", path), method);
                marks.replace(operation, at);
            }
        }
    }
    (marked, marks)
}

/// The pointers that numbers stand for.
#[derive(Default)]
pub(crate) struct Marks(Vec<String>);

impl Marks {
    fn replace(&mut self, owner: &mut Map<String, Value>, at: String) {
        let mark = format!("{OPEN}{}{CLOSE}", self.0.len());
        self.0.push(at);
        owner.insert("description".to_owned(), Value::String(mark));
    }

    /// Puts the pointers in place of the numbers.
    pub(crate) fn resolve(&self, file: &mut syn::File) {
        Resolve(self).visit_file_mut(file);
    }
}

struct Resolve<'m>(&'m Marks);

impl VisitMut for Resolve<'_> {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        let Some(text) = doc_text(attribute) else {
            return;
        };
        let Some((before, (number, after))) = split(&text) else {
            return;
        };
        let at = number.parse().ok().and_then(|it: usize| self.0.0.get(it));
        if let Some(at) = at {
            *attribute = with_doc_text(attribute, &format!("{before}{OPEN}{at}{CLOSE}{after}"));
        }
    }
}

/// What stands before a mark, in it, and behind it.
fn split(text: &str) -> Option<(&str, (&str, &str))> {
    let (before, rest) = text.split_once(OPEN)?;
    Some((before, rest.split_once(CLOSE)?))
}

/// Where the items of `file` come from, which was generated from `document` with marks.
pub(crate) fn read(file: &syn::File, document: &Value) -> Origins {
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
    let mut homeless: BTreeSet<String> = types.iter().filter_map(|it| owner(it)).collect();
    homeless.retain(|name| !origins.types.contains_key(name));
    // Each round gives places to what stands within the types of the round before.
    let mut found = !homeless.is_empty();
    while found {
        found = false;
        for item in &types {
            found |= origins.of_contents(item, &mut homeless);
        }
    }
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

    /// Gives the `homeless` types within this one the place that they stand at: typify drops the description of a nullable
    /// union, too. Whether there were such.
    fn of_contents(&mut self, item: &Item, homeless: &mut BTreeSet<String>) -> bool {
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
                if word.starts_with(&name.to_string()) && homeless.remove(&word) {
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
    split(text).map(|(_, (at, _))| at.to_owned())
}

/// What typify writes behind a description: the schema.
const SCHEMA: &str = "<details><summary>JSON schema</summary>";

/// The text of a doc comment: what `document` says at the place of its mark, and whatever else the comment says.
pub(crate) fn docs(attributes: &[Attribute], document: &Value) -> String {
    let mut text = String::new();
    for line in attributes.iter().filter_map(doc_text) {
        if !text.is_empty() {
            text.push('\n');
        }
        match line.split_once(SCHEMA) {
            Some((line, _)) => {
                text.push_str(line);
                break;
            }
            None => text.push_str(&line),
        }
    }
    described(text.trim(), document)
}

fn described(text: &str, document: &Value) -> String {
    let Some((before, (at, after))) = split(text) else {
        return text.to_owned();
    };
    let described = document.pointer(at).and_then(|it| it.get("description"));
    let described = described.and_then(Value::as_str).unwrap_or_default();
    format!("{before}{}{after}", described.trim_end())
        .trim()
        .to_owned()
}

/// Puts the descriptions into the comments of `items`.
pub(crate) fn describe(items: &mut [Item], document: &Value) {
    let mut describe = Describe(document);
    items
        .iter_mut()
        .for_each(|item| visit_item_mut(&mut describe, item));
}

struct Describe<'d>(&'d Value);

impl VisitMut for Describe<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let Some(first) = attributes.iter().find(|it| doc_text(it).is_some()).cloned() else {
            return;
        };
        let text = docs(attributes, self.0);
        attributes.retain(|it| doc_text(it).is_none());
        if !text.is_empty() {
            attributes.insert(0, with_doc_text(&first, &text));
        }
    }
}
