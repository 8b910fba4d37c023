//! Operations to files, by their tag.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{ImplItem, Item, ItemImpl, Type};

use super::source::{Parts, Printed, Relocate};
use super::{Split, module_name, unexpected};
use crate::document;
use crate::error::Result;

/// Where an operation without a tag goes.
const UNTAGGED: &str = "untagged";

pub(super) fn split(parts: &mut Parts, document: &Value) -> Result<Split<Vec<Printed>>> {
    let mut methods = std::mem::take(&mut parts.methods);
    let mut files: Split<Vec<Printed>> = Split::new();
    for mut item in std::mem::take(&mut parts.builders) {
        let operation =
            name_of(&item).ok_or_else(|| unexpected("an item of `mod builder` has no name"))?;
        let items = files.entry(file_of(document, &operation)).or_default();
        Relocate.visit_item_mut(&mut item);
        let is_struct = matches!(item, Item::Struct(_));
        items.push(Printed::new(operation.clone(), item));
        if is_struct {
            let wanted = |member: &ImplItem| matches!(member, ImplItem::Fn(function) if function.sig.ident.to_string().to_pascal_case() == operation);
            if let Some(at) = methods.iter().position(wanted) {
                let mut method: Item = {
                    let method = methods.remove(at);
                    syn::parse_quote!(impl Client { #method })
                };
                Relocate.visit_item_mut(&mut method);
                items.push(Printed::new(operation.clone(), method));
            }
        }
    }
    match methods.first() {
        Some(ImplItem::Fn(function)) => Err(unexpected(format!(
            "the method `{}` belongs to no operation",
            function.sig.ident
        ))),
        _ => Ok(files),
    }
}

/// The name of the builder that an item of `mod builder` is, or implements something for.
fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Impl(ItemImpl { self_ty, .. }) => match self_ty.as_ref() {
            Type::Path(path) => path
                .path
                .segments
                .last()
                .map(|segment| segment.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn file_of(document: &Value, builder: &str) -> String {
    let tag = document::operations(document)
        .find(|operation| {
            operation
                .id()
                .is_some_and(|id| id.to_snake_case().to_pascal_case() == builder)
        })
        .and_then(|operation| {
            operation
                .value
                .get("tags")?
                .get(0)?
                .as_str()
                .map(str::to_owned)
        });
    let name = module_name(
        tag.as_deref().unwrap_or(UNTAGGED),
        &BTreeSet::from(["types", "builder"]),
    );
    if name.trim_matches('_').is_empty() {
        UNTAGGED.to_owned()
    } else {
        name
    }
}
