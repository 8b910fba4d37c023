//! Pass *open-enums*.

use syn::{Item, ItemEnum};

use super::syntax::{
    all_unit, derives_trait, module_mut, self_name, serde_has, trait_name, wire_name,
    without_derives,
};

/// Names for the variant that holds what the document does not list, the first free one of which is taken.
const UNKNOWN: [&str; 3] = ["Unknown", "UnknownValue", "NotListed"];

/// The conversions that the `open_enum!` macro writes in place of progenitor's.
const REPLACED: [&str; 4] = ["Display", "FromStr", "TryFrom", "From"];

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let Some(items) = module_mut(file, "types") else {
        return Vec::new();
    };
    let mut names = Vec::new();
    let mut refined = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Enum(item) if is_string_enum(&item) => {
                names.push(item.ident.to_string());
                let (item, conversions) = open(item);
                refined.push(Item::Enum(item));
                refined.push(conversions);
            }
            item => refined.push(item),
        }
    }
    refined.retain(|item| match item {
        Item::Impl(item) => {
            let ours = self_name(item).is_some_and(|name| names.contains(&name));
            let replaced = trait_name(item).is_some_and(|name| REPLACED.contains(&name.as_str()));
            !(ours && replaced)
        }
        _ => true,
    });
    *items = refined;
    names
}

fn is_string_enum(item: &ItemEnum) -> bool {
    !item.variants.is_empty()
        && all_unit(item)
        && derives_trait(&item.attrs, "Deserialize")
        && !serde_has(&item.attrs, &["tag", "untagged", "content"])
}

fn open(mut item: ItemEnum) -> (ItemEnum, Item) {
    let mut listed = Vec::new();
    for variant in &mut item.variants {
        let value = wire_name(&variant.attrs, &variant.ident);
        variant
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
        if !variant
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("doc"))
        {
            let text = format!("`{value}`");
            variant.attrs.push(syn::parse_quote!(#[doc = #text]));
        }
        listed.push((variant.ident.clone(), value));
    }
    let free = UNKNOWN
        .iter()
        .find(|name| item.variants.iter().all(|variant| variant.ident != **name));
    let unknown = quote::format_ident!("{}", free.copied().unwrap_or("ValueThatIsNotListed"));
    item.variants.push(syn::parse_quote! {
        /// A value that the document does not list, with its exact text.
        #unknown(crate::runtime::UnknownValue)
    });
    without_derives(&mut item.attrs, &["Deserialize", "Serialize", "Copy"]);
    item.attrs.push(syn::parse_quote!(#[non_exhaustive]));
    let name = &item.ident;
    let (variants, values): (Vec<_>, Vec<_>) = listed.into_iter().unzip();
    let conversions = syn::parse_quote! {
        crate::runtime::open_enum! { #name { #(#variants = #values,)* } else #unknown }
    };
    (item, conversions)
}
