//! Pass *one-key-unions*.

use syn::{Item, ItemEnum};

use super::syntax::{
    all_newtype, derives_trait, module_mut, serde_has, wire_name, without_derives,
};

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let Some(items) = module_mut(file, "types") else {
        return Vec::new();
    };
    let mut names = Vec::new();
    let mut refined = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Enum(mut item) if is_union(&item) => {
                names.push(item.ident.to_string());
                without_derives(&mut item.attrs, &["Deserialize"]);
                let implementations = implement(&item);
                refined.push(Item::Enum(item));
                refined.extend(implementations);
            }
            item => refined.push(item),
        }
    }
    *items = refined;
    names
}

/// An enum that serde tags externally: neither `untagged` nor with a `tag` of its own.
fn is_union(item: &ItemEnum) -> bool {
    !item.variants.is_empty()
        && all_newtype(item)
        && derives_trait(&item.attrs, "Deserialize")
        && !serde_has(&item.attrs, &["tag", "untagged", "content"])
}

fn implement(item: &ItemEnum) -> [Item; 2] {
    let name = &item.ident;
    let variants: Vec<_> = item.variants.iter().map(|variant| &variant.ident).collect();
    let keys: Vec<_> = item
        .variants
        .iter()
        .map(|variant| wire_name(&variant.attrs, &variant.ident))
        .collect();
    [
        syn::parse_quote! {
            impl crate::runtime::Union for #name {
                const KEYS: &'static [&'static str] = &[#(#keys),*];
                fn decode<'de, A: ::serde::de::MapAccess<'de>>(
                    key: &str,
                    map: &mut A,
                ) -> ::std::result::Result<::std::option::Option<Self>, A::Error> {
                    ::std::result::Result::Ok(::std::option::Option::Some(match key {
                        #(#keys => Self::#variants(map.next_value()?),)*
                        _ => return ::std::result::Result::Ok(::std::option::Option::None),
                    }))
                }
            }
        },
        syn::parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    crate::runtime::deserialize_union(deserializer)
                }
            }
        },
    ]
}
