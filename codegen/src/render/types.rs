//! Types to files, by their group.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use serde_json::Value;
use syn::{Item, ItemImpl, ItemMod, Macro, Type};

use super::grouping::{Groups, group_of, schemas};
use super::source::{Printed, join};
use super::{Split, module_name};

/// The content of one file of types.
#[derive(Default)]
pub(super) struct Group {
    pub(super) types: Vec<Printed>,
    pub(super) builders: Vec<Printed>,
}

pub(super) struct Types {
    pub(super) groups: Split<Group>,
    /// What belongs to no type, such as `mod error`.
    pub(super) rest: Vec<Item>,
}

impl Group {
    pub(super) fn print(&self) -> String {
        let mut text = format!("use super::*;\n\n{}", join(&self.types));
        if !self.builders.is_empty() {
            let inner = join(&self.builders);
            text.push_str("\n/// Builders of the types above.\npub mod builder {\n");
            for line in inner.lines() {
                if !line.is_empty() {
                    text.push_str("    ");
                }
                text.push_str(line);
                text.push('\n');
            }
            text.push_str("}\n");
        }
        text
    }
}

pub(super) fn split(items: Vec<Item>, document: &Value, groups: &Groups) -> Types {
    let schemas = schemas(document);
    let mut types = Types {
        groups: Split::new(),
        rest: Vec::new(),
    };
    let mut builders = Vec::new();
    let mut known = BTreeSet::new();
    let taken = BTreeSet::from(["builder", "error", "defaults"]);
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut file_of = |name: &str| {
        files
            .entry(name.to_owned())
            .or_insert_with(|| module_name(&group_of(name, groups, &schemas), &taken))
            .clone()
    };
    for item in items {
        match item {
            Item::Mod(ItemMod {
                ident,
                content: Some((_, items)),
                ..
            }) if ident == "builder" => builders = items,
            item => match owner(&item) {
                Some(name) => {
                    types
                        .groups
                        .entry(file_of(&name))
                        .or_default()
                        .types
                        .push(Printed::new(name.clone(), item));
                    known.insert(name);
                }
                None => types.rest.push(item),
            },
        }
    }
    for item in builders {
        // `impl TryFrom<builder::X> for super::X` belongs to X as its builder does.
        if let Some(name) = owner(&item).filter(|name| known.contains(name)) {
            types
                .groups
                .entry(file_of(&name))
                .or_default()
                .builders
                .push(Printed::new(name, item));
        } else {
            types
                .rest
                .push(syn::parse_quote!(pub mod builder { #item }));
        }
    }
    types
}

/// `pub mod builder` with the builders of every group.
pub(super) fn builder_list(types: &Types) -> String {
    let groups = types
        .groups
        .iter()
        .filter(|(_, group)| !group.builders.is_empty());
    let uses: String = groups
        .map(|(name, _)| format!("    pub use super::{name}::builder::*;\n"))
        .collect();
    if uses.is_empty() {
        return String::new();
    }
    format!("\n/// Builders of the types.\npub mod builder {{\n{uses}}}\n")
}

/// The type that an item defines, or implements something for.
pub(crate) fn owner(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Impl(ItemImpl { self_ty, .. }) => match self_ty.as_ref() {
            Type::Path(path) => path
                .path
                .segments
                .last()
                .map(|segment| segment.ident.to_string()),
            other => Some(other.to_token_stream().to_string()),
        },
        Item::Macro(item) => first_word(&item.mac),
        _ => None,
    }
}

/// The type that `open_enum! { Name { … } else … }` is for.
fn first_word(invocation: &Macro) -> Option<String> {
    invocation
        .tokens
        .clone()
        .into_iter()
        .next()
        .map(|token| token.to_string())
}
