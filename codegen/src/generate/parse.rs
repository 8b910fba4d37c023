//! What progenitor wrote, as a syntax tree of what the client is made of: types, and the signatures of methods.
//!
//! Most of the tokens are implementations and bodies, which the runtime has once for all. They are never parsed, and each
//! item is parsed by itself while the tokens of those before it are already gone: else the tree would stand beside all the
//! tokens, and take most of the memory of this stage.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Item;

use crate::refine::syntax::{all_unit, owner, serde_has};

/// The types and the methods of `tokens`.
///
/// # Errors
///
/// Tokens that are not what progenitor writes.
pub(super) fn parse(tokens: TokenStream) -> syn::Result<syn::File> {
    let mut file: syn::File = syn::parse2(TokenStream::new())?;
    for found in Items::of(tokens) {
        match found.keyword().as_deref() {
            Some("mod") if found.names("types") => file.items.push(types(found)?),
            Some("impl") if found.names("Client") && !found.names("for") => {
                file.items.push(syn::parse2(signatures(found))?);
            }
            _ => {}
        }
    }
    Ok(file)
}

/// typify's module: the types, and what is implemented for those that no declaration of the runtime expresses.
fn types(mut module: Tokens) -> syn::Result<Item> {
    let Some(TokenTree::Group(content)) = module.0.pop() else {
        return syn::parse2(module.stream());
    };
    module.0.push(braces(TokenStream::new()));
    let mut shell: syn::ItemMod = syn::parse2(module.stream())?;
    let mut items = Vec::new();
    let mut kept = BTreeSet::new();
    let tokens = content.stream();
    // The group shares the tokens, which could not be freed one by one while it is there.
    drop(content);
    for found in Items::of(tokens) {
        match found.keyword().as_deref() {
            Some("struct" | "enum" | "type") => {
                let item = syn::parse2(found.stream())?;
                kept.extend(owner(&item).filter(|_| is_implemented(&item)));
                items.push(item);
            }
            Some("impl") if kept.iter().any(|name| found.names(name)) => {
                items.push(syn::parse2(found.stream())?);
            }
            _ => {}
        }
    }
    if let Some((_, content)) = &mut shell.content {
        *content = items;
    }
    Ok(Item::Mod(shell))
}

/// Whether what typify implements for the type may be needed: the runtime declares no enum of which some values are strings
/// and others objects of one key.
fn is_implemented(item: &Item) -> bool {
    matches!(item, Item::Enum(item) if !all_unit(item) && !serde_has(&item.attrs, &["untagged"]))
}

/// An implementation without the bodies of its functions.
fn signatures(mut item: Tokens) -> TokenStream {
    if let Some(TokenTree::Group(content)) = item.0.pop() {
        let members = content.stream().into_iter().map(|token| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                braces(TokenStream::new())
            }
            other => other,
        });
        item.0.push(braces(members.collect()));
    }
    item.stream()
}

fn braces(content: TokenStream) -> TokenTree {
    TokenTree::Group(Group::new(Delimiter::Brace, content))
}

/// The items of a file or module, each as its tokens.
struct Items(proc_macro2::token_stream::IntoIter);

impl Items {
    fn of(tokens: TokenStream) -> Self {
        Self(tokens.into_iter())
    }
}

impl Iterator for Items {
    type Item = Tokens;

    /// An item ends with braces or with a semicolon.
    fn next(&mut self) -> Option<Tokens> {
        let mut tokens = Vec::new();
        for token in self.0.by_ref() {
            let is_last = match &token {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(punct) => punct.as_char() == ';',
                _ => false,
            };
            tokens.push(token);
            if is_last {
                break;
            }
        }
        (!tokens.is_empty()).then_some(Tokens(tokens))
    }
}

/// The tokens of one item.
struct Tokens(Vec<TokenTree>);

impl Tokens {
    fn stream(self) -> TokenStream {
        self.0.into_iter().collect()
    }

    fn idents(&self) -> impl Iterator<Item = &proc_macro2::Ident> {
        self.0.iter().filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        })
    }

    /// What kind of item it is.
    fn keyword(&self) -> Option<String> {
        let mut words = self.idents().map(ToString::to_string);
        words.find(|word| word != "pub")
    }

    /// Whether `name` stands in it, outside of brackets.
    fn names(&self, name: &str) -> bool {
        self.idents().any(|ident| ident == name)
    }
}
