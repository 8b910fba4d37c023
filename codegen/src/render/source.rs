//! The parts of progenitor's output, and printing.

use proc_macro2::Span;
use syn::visit_mut::{VisitMut, visit_lit_str_mut, visit_path_mut};
use syn::{Item, ItemMod};

use super::unexpected;
use crate::error::Result;

/// progenitor's one file, taken apart.
pub(super) struct Parts {
    /// What stays at the top: imports, the client and its constructors.
    pub(super) root: Vec<Item>,
    /// The content of `mod types`.
    pub(super) types: Vec<Item>,
    /// The content of `mod builder`: one struct and its implementations an operation.
    pub(super) builders: Vec<Item>,
    /// `impl Client { fn operation(&self) -> builder::Operation }`, the methods of all operations.
    pub(super) methods: Vec<syn::ImplItem>,
}

impl Parts {
    pub(super) fn take(file: &syn::File) -> Result<Self> {
        let mut parts = Self {
            root: Vec::new(),
            types: Vec::new(),
            builders: Vec::new(),
            methods: Vec::new(),
        };
        for item in file.items.iter().cloned() {
            match item {
                Item::Mod(ItemMod {
                    ident,
                    content: Some((_, items)),
                    ..
                }) if ident == "types" => parts.types = items,
                Item::Mod(ItemMod {
                    ident,
                    content: Some((_, items)),
                    ..
                }) if ident == "builder" => {
                    parts.builders = items
                        .into_iter()
                        .filter(|item| !matches!(item, Item::Use(_)))
                        .collect();
                }
                // `prelude` re-exports the client; the crate's root does that.
                Item::Mod(ItemMod { ident, .. }) if ident == "prelude" => {}
                Item::Mod(module) => {
                    return Err(unexpected(format!(
                        "the module `{}` is unknown",
                        module.ident
                    )));
                }
                Item::Impl(item) if item.trait_.is_none() && !constructs(&item) => {
                    parts.methods.extend(item.items)
                }
                item => parts.root.push(item),
            }
        }
        Ok(parts)
    }
}

/// Whether this is the `impl Client` with the constructors.
fn constructs(item: &syn::ItemImpl) -> bool {
    item.items
        .iter()
        .any(|member| matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == "new"))
}

/// Paths of operations, from where progenitor puts them to where the files stand.
pub(super) struct Relocate;

impl VisitMut for Relocate {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        match names.first().map(String::as_str) {
            // `super::Client` from inside `mod builder`.
            Some("super") if names.len() > 1 => {
                let rest = path.segments.iter().skip(1).cloned();
                let mut absolute: syn::Path = syn::parse_quote!(crate::generated);
                absolute.segments.extend(rest);
                *path = absolute;
            }
            // `builder::Operation` from `impl Client`, which stands in the same file now.
            Some("builder") if names.len() > 1 => {
                path.segments = path.segments.iter().skip(1).cloned().collect();
            }
            _ => {}
        }
        visit_path_mut(self, path);
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        // A link in a doc comment.
        if text.contains("super::Client::") {
            *literal = syn::LitStr::new(
                &text.replace("super::Client::", "crate::generated::Client::"),
                Span::call_site(),
            );
        }
        visit_lit_str_mut(self, literal);
    }
}

/// An item as formatted source, and what it belongs to. Printing costs more than all else in this stage, so
/// each item is printed once, for its file and for its snapshot.
pub(super) struct Printed {
    /// The type or operation that the item defines, or implements something for.
    pub(super) owner: String,
    pub(super) text: String,
}

impl Printed {
    pub(super) fn new(owner: String, item: Item) -> Self {
        Self {
            owner,
            text: print_item(item),
        }
    }
}

/// Items one after the other, a blank line between two.
pub(super) fn join<'a>(items: impl IntoIterator<Item = &'a Printed>) -> String {
    items
        .into_iter()
        .map(|item| item.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The items as formatted source, a blank line between two that are not both imports.
pub(super) fn print(items: Vec<Item>) -> String {
    let mut text = String::new();
    for item in items {
        let previous_is_use = text.ends_with(";\n") && matches!(item, Item::Use(_));
        if !text.is_empty() && !previous_is_use {
            text.push('\n');
        }
        text.push_str(&print_item(item));
    }
    text
}

fn print_item(item: Item) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}
