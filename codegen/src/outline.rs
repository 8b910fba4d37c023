//! The public API of a generated client as an outline: one line an item, sorted.
//!
//! Two outlines tell what a new document does to the Rust program, without the noise of bodies.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemImpl, Visibility};

use crate::refine::syntax::{derives, last_segment, wire_name};

/// The outline of `file`, the whole client as refined. Each line is one item: a type with its derives, a
/// field, a variant, a function, or a trait implementation.
pub fn outline(file: &syn::File) -> Vec<String> {
    let mut lines = BTreeSet::new();
    walk(&file.items, "", &mut lines);
    lines.into_iter().collect()
}

fn walk(items: &[Item], module: &str, lines: &mut BTreeSet<String>) {
    for item in items {
        match item {
            // Rendering drops progenitor's `prelude`: the crate's root is one.
            Item::Mod(inner) if is_public(&inner.vis) && inner.ident != "prelude" => {
                if let Some((_, items)) = &inner.content {
                    // Operations are in `builder` as progenitor writes them, in `operations` as rendered.
                    let name = if module.is_empty() && inner.ident == "builder" {
                        "operations".to_owned()
                    } else {
                        inner.ident.to_string()
                    };
                    walk(items, &format!("{module}{name}::"), lines);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let path = format!("{module}{}", item.ident);
                lines.insert(format!("{path}: struct{}", derived(&item.attrs)));
                fields(&item.fields, &path, lines);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let path = format!("{module}{}", item.ident);
                lines.insert(format!("{path}: enum{}", derived(&item.attrs)));
                for variant in &item.variants {
                    let name = &variant.ident;
                    let wire = match wire_name(&variant.attrs, name) {
                        wire if *name == wire => String::new(),
                        wire => format!(" as {wire:?}"),
                    };
                    let content = short(&variant.fields);
                    lines.insert(format!("{path}::{name}{content}{wire}"));
                }
            }
            Item::Type(item) if is_public(&item.vis) => {
                lines.insert(format!(
                    "{module}{}: type = {}",
                    item.ident,
                    short(&item.ty)
                ));
            }
            Item::Use(item) if is_public(&item.vis) => {
                lines.insert(format!("{module}use {}", short(&item.tree)));
            }
            Item::Impl(item) => implementation(item, module, lines),
            Item::Macro(item) if last_segment(&item.mac.path) == "open_enum" => {
                open_enum(&item.mac.tokens, module, lines);
            }
            _ => {}
        }
    }
}

fn implementation(item: &ItemImpl, module: &str, lines: &mut BTreeSet<String>) {
    let name = short(&item.self_ty);
    if let Some((path, _)) = &item.trait_ {
        lines.insert(format!("{module}{name}: impl {}", short(path)));
        return;
    }
    for member in &item.items {
        if let ImplItem::Fn(function) = member
            && is_public(&function.vis)
        {
            let signature = short(&function.sig);
            let signature = signature.replacen("fn ", "", 1);
            // Rendered, what was `builder` at the top is `operations`.
            let signature = if module.is_empty() {
                signature.replace("builder::", "operations::")
            } else {
                signature
            };
            lines.insert(format!(
                "{module}{}::{signature}",
                name.split('<').next().unwrap_or(&name)
            ));
        }
    }
}

/// `Name { Variant = "value", … } else Unknown`: the variants' spellings, which are the wire format.
fn open_enum(tokens: &proc_macro2::TokenStream, module: &str, lines: &mut BTreeSet<String>) {
    let mut trees = tokens.clone().into_iter();
    let Some(name) = trees.next() else { return };
    let Some(proc_macro2::TokenTree::Group(group)) = trees.next() else {
        return;
    };
    for pair in group
        .stream()
        .to_string()
        .split(',')
        .filter(|pair| !pair.trim().is_empty())
    {
        // The spelling goes to the variant, which the enum itself has listed without it.
        let Some((variant, wire)) = pair.split_once('=') else {
            continue;
        };
        let path = format!("{module}{name}::{}", variant.trim());
        lines.remove(&path);
        lines.insert(format!("{path} as {}", wire.trim()));
    }
}

fn fields(fields: &Fields, path: &str, lines: &mut BTreeSet<String>) {
    for (index, field) in fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis))
    {
        let (name, wire) = match &field.ident {
            Some(ident) => {
                let wire = wire_name(&field.attrs, ident);
                (
                    ident.to_string(),
                    if *ident == wire {
                        String::new()
                    } else {
                        format!(" as {wire:?}")
                    },
                )
            }
            None => (index.to_string(), String::new()),
        };
        lines.insert(format!("{path}.{name}: {}{wire}", short(&field.ty)));
    }
}

fn derived(attributes: &[syn::Attribute]) -> String {
    let mut names: Vec<String> = derives(attributes).iter().map(last_segment).collect();
    names.sort();
    if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Paths that every program knows, and that a person leaves out.
const KNOWN: [&str; 9] = [
    "::std::fmt::",
    "::std::option::",
    "::std::string::",
    "::std::vec::",
    "::std::result::",
    "::std::convert::",
    "::std::default::",
    "std::convert::",
    "crate::runtime::",
];

/// Tokens as a person writes them: a space only between words and after `,`, `:` and around `->`, `=`, `+`.
fn short(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write_tokens(tokens.to_token_stream(), &mut text);
    for known in KNOWN {
        if text.contains(known) {
            text = text.replace(known, "");
        }
    }
    text.replace(", >", ">")
        .trim()
        .trim_end_matches(',')
        .to_owned()
}

fn write_tokens(tokens: TokenStream, text: &mut String) {
    let mut after_word = false;
    let mut joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write_tokens(group.stream(), text);
                text.truncate(text.trim_end().trim_end_matches(',').len());
                text.push_str(close);
                (after_word, joint) = (true, false);
            }
            TokenTree::Punct(punct) => {
                let mark = punct.as_char();
                let spaced = "=+-".contains(mark) && !joint;
                if spaced && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push(mark);
                joint = punct.spacing() == Spacing::Joint;
                // The second half of `->` and a lone `:` end what has to stand apart; `::` does not.
                let lone = !text.ends_with("::") && !joint;
                let arrow = text.ends_with("->");
                if arrow || mark == ',' || (lone && ":=+".contains(mark)) {
                    text.push(' ');
                }
                after_word = false;
            }
            word => {
                if after_word {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                (after_word, joint) = (true, text.ends_with('\''));
            }
        }
    }
}
