//! Pass *non-exhaustive*.

use syn::{Attribute, Fields, Item};

use super::syntax::module_mut;

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let Some(items) = module_mut(file, "types") else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for item in items {
        let (attributes, name) = match item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => {
                (&mut item.attrs, &item.ident)
            }
            Item::Enum(item) => (&mut item.attrs, &item.ident),
            _ => continue,
        };
        if !attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("non_exhaustive"))
        {
            let attribute: Attribute = syn::parse_quote!(#[non_exhaustive]);
            attributes.push(attribute);
            names.push(name.to_string());
        }
    }
    names
}
