//! Questions that several passes ask of the syntax tree.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemEnum, ItemImpl, Lit, Meta, Type};

/// The items of the module `name` at the top of `file`.
pub(crate) fn module_mut<'a>(file: &'a mut syn::File, name: &str) -> Option<&'a mut Vec<Item>> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => {
            module.content.as_mut().map(|(_, items)| items)
        }
        _ => None,
    })
}

/// The type that an item defines, or implements something for.
pub(crate) fn owner(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Impl(item) => match item.self_ty.as_ref() {
            Type::Path(path) => Some(last_segment(&path.path)),
            other => Some(other.to_token_stream().to_string()),
        },
        _ => None,
    }
}

/// The last segment of a derive, such as `Deserialize` of `::serde::Deserialize`.
pub(crate) fn derives(attributes: &[Attribute]) -> Vec<syn::Path> {
    let mut derives = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        // A derive that cannot be parsed cannot have come from progenitor; it names nothing we look for.
        let _ = attribute.parse_nested_meta(|meta| {
            derives.push(meta.path);
            Ok(())
        });
    }
    derives
}

pub(crate) fn last_segment(path: &syn::Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}

pub(crate) fn derives_trait(attributes: &[Attribute], name: &str) -> bool {
    derives(attributes)
        .iter()
        .any(|path| last_segment(path) == name)
}

/// Whether a `#[serde(...)]` of the container has one of the words.
pub(crate) fn serde_has(attributes: &[Attribute], words: &[&str]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .any(|attribute| match &attribute.meta {
            Meta::List(list) => list
                .tokens
                .clone()
                .into_iter()
                .any(|token| words.contains(&token.to_string().as_str())),
            _ => false,
        })
}

/// The text that a `#[serde(...)]` gives to `word`.
pub(crate) fn serde_value(attributes: &[Attribute], word: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // What cannot be parsed cannot have come from typify; it gives nothing that we look for.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(syn::Token![=]) {
                let value = meta.value()?;
                if meta.path.is_ident(word) {
                    found = Some(value.parse::<syn::LitStr>()?.value());
                } else {
                    value.parse::<syn::Expr>()?;
                }
            }
            Ok(())
        });
    }
    found
}

/// The name that serde gives to a variant or field: its `rename`, or its identifier.
pub(crate) fn wire_name(attributes: &[Attribute], ident: &syn::Ident) -> String {
    serde_value(attributes, "rename")
        .unwrap_or_else(|| ident.to_string().trim_start_matches("r#").to_owned())
}

/// The text of a doc comment.
pub(crate) fn doc_text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The same doc comment with another text.
pub(crate) fn with_doc_text(attribute: &Attribute, text: &str) -> Attribute {
    let mut attribute = attribute.clone();
    if let Meta::NameValue(pair) = &mut attribute.meta
        && let Expr::Lit(literal) = &mut pair.value
    {
        literal.lit = Lit::Str(syn::LitStr::new(text, proc_macro2::Span::call_site()));
    }
    attribute
}

/// The type that an `impl` is for, when it is a plain name.
pub(crate) fn self_name(item: &ItemImpl) -> Option<String> {
    match item.self_ty.as_ref() {
        Type::Path(path) if path.path.segments.len() == 1 => Some(last_segment(&path.path)),
        _ => None,
    }
}

/// The trait that an `impl` implements, without its arguments.
pub(super) fn trait_name(item: &ItemImpl) -> Option<String> {
    item.trait_.as_ref().map(|(path, _)| last_segment(path))
}

/// Whether every variant is a bare name.
pub(crate) fn all_unit(item: &ItemEnum) -> bool {
    item.variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit))
}

/// Whether every variant holds one unnamed value.
pub(crate) fn all_newtype(item: &ItemEnum) -> bool {
    item.variants.iter().all(
        |variant| matches!(&variant.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1),
    )
}

/// The first enum without variants.
pub(super) fn uninhabited(items: &[Item]) -> Option<String> {
    items.iter().find_map(|item| match item {
        Item::Enum(item) if item.variants.is_empty() => Some(item.ident.to_string()),
        Item::Mod(module) => module
            .content
            .as_ref()
            .and_then(|(_, items)| uninhabited(items)),
        _ => None,
    })
}

/// The first name that a module gives to two types, a type to two fields or variants, or two methods.
pub(super) fn duplicate(items: &[Item]) -> Option<String> {
    let mut types = BTreeSet::new();
    let mut methods = BTreeSet::new();
    for item in items {
        let twice = match item {
            Item::Struct(item) => new_or(&mut types, item.ident.to_string()).or_else(|| {
                duplicate_field(&item.fields).map(|field| format!("{}.{field}", item.ident))
            }),
            Item::Enum(item) => new_or(&mut types, item.ident.to_string()).or_else(|| {
                let mut variants = BTreeSet::new();
                item.variants.iter().find_map(|variant| {
                    new_or(&mut variants, format!("{}::{}", item.ident, variant.ident))
                })
            }),
            Item::Type(item) => new_or(&mut types, item.ident.to_string()),
            Item::Impl(item) if item.trait_.is_none() => {
                item.items.iter().find_map(|member| match member {
                    syn::ImplItem::Fn(function) => new_or(
                        &mut methods,
                        format!("{}::{}", item.self_ty.to_token_stream(), function.sig.ident),
                    ),
                    _ => None,
                })
            }
            Item::Impl(item) => item.trait_.as_ref().and_then(|(path, _)| {
                new_or(
                    &mut methods,
                    format!(
                        "{} for {}",
                        path.to_token_stream(),
                        item.self_ty.to_token_stream()
                    ),
                )
            }),
            Item::Mod(module) => module
                .content
                .as_ref()
                .and_then(|(_, items)| duplicate(items)),
            _ => None,
        };
        if twice.is_some() {
            return twice;
        }
    }
    None
}

fn new_or(seen: &mut BTreeSet<String>, name: String) -> Option<String> {
    if seen.contains(&name) {
        return Some(name);
    }
    seen.insert(name);
    None
}

fn duplicate_field(fields: &Fields) -> Option<String> {
    let mut seen = BTreeSet::new();
    fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .find_map(|ident| new_or(&mut seen, ident.to_string()))
}
