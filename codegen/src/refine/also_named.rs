//! Pass *also-named*.

use serde_json::Value;
use syn::{Attribute, Fields, Item};

use super::ALSO_NAMED;
use super::syntax::{module_mut, wire_name};
use crate::lower::names::pascal;

pub(super) fn apply(file: &mut syn::File, document: &Value) -> Vec<String> {
    let schemas = document.pointer("/components/schemas");
    let Some(items) = module_mut(file, "types") else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (schema, value) in schemas.and_then(Value::as_object).into_iter().flatten() {
        let properties = value.get("properties").and_then(Value::as_object);
        for (property, value) in properties.into_iter().flatten() {
            let others: Vec<&str> = value
                .get(ALSO_NAMED)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            if !others.is_empty() && read_as(items, &pascal(schema), property, &others) {
                names.push(format!("{schema}.{property}"));
            }
        }
    }
    names
}

/// Lets the field that is written as `property` be read under `others` as well.
fn read_as(items: &mut [Item], name: &str, property: &str, others: &[&str]) -> bool {
    let fields = items.iter_mut().find_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(&mut item.fields),
        _ => None,
    });
    let Some(Fields::Named(fields)) = fields else {
        return false;
    };
    let field = fields.named.iter_mut().find(|field| {
        field
            .ident
            .as_ref()
            .is_some_and(|ident| wire_name(&field.attrs, ident) == property)
    });
    let Some(field) = field else {
        return false;
    };
    let attribute: Attribute = syn::parse_quote!(#[serde(#(alias = #others),*)]);
    field.attrs.push(attribute);
    true
}
