//! The public API of a generated client as an outline: one line an item, sorted.
//!
//! Two outlines tell what a new document does to the Rust program, without the noise of bodies.

use std::collections::BTreeMap;
use std::fmt;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemImpl, Visibility};

use crate::refine::syntax::{derives, last_segment, wire_name};

/// One line of an outline: one public item.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// The item's path, which tells it from every other: `types::Pet`, `types::Pet.name`, `types::Kind::Dog`,
    /// `operations::GetPet::limit`; a trait implementation is its whole line.
    pub item: String,
    /// What a program sees of it: path and type, without the spelling on the wire and the derives.
    pub signature: String,
    /// The spelling on the wire, where it is another than the Rust name.
    pub wire: Option<String>,
    /// The derived traits of a type.
    pub derives: Vec<String>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.signature)?;
        if !self.derives.is_empty() {
            write!(f, " ({})", self.derives.join(", "))?;
        }
        self.wire
            .as_ref()
            .map_or(Ok(()), |wire| write!(f, " as {wire:?}"))
    }
}

/// The outline of `file`, the whole client as refined, sorted by the lines' texts. Each line is one item: a type with
/// its derives, a field, a variant, a function, or a trait implementation.
pub fn outline(file: &syn::File) -> Vec<Line> {
    let mut lines = Lines::default();
    walk(&file.items, "", &mut lines);
    let mut lines: Vec<(String, Line)> = lines
        .0
        .into_values()
        .map(|line| (line.to_string(), line))
        .collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Lines by their signatures.
#[derive(Default)]
struct Lines(BTreeMap<String, Line>);

impl Lines {
    fn add(&mut self, item: String, signature: String, wire: Option<String>, derives: Vec<String>) {
        let line = Line {
            item,
            signature: signature.clone(),
            wire,
            derives,
        };
        self.0.insert(signature, line);
    }
}

fn walk(items: &[Item], module: &str, lines: &mut Lines) {
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
                let derives = derived(&item.attrs);
                lines.add(path.clone(), format!("{path}: struct"), None, derives);
                fields(&item.fields, &path, lines);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let path = format!("{module}{}", item.ident);
                let derives = derived(&item.attrs);
                lines.add(path.clone(), format!("{path}: enum"), None, derives);
                for variant in &item.variants {
                    let name = &variant.ident;
                    let wire = wire_name(&variant.attrs, name);
                    let item = format!("{path}::{name}");
                    let signature = format!("{item}{}", short(&bare(&variant.fields)));
                    lines.add(item, signature, (*name != wire).then_some(wire), Vec::new());
                }
            }
            Item::Type(item) if is_public(&item.vis) => {
                let path = format!("{module}{}", item.ident);
                let signature = format!("{path}: type = {}", short(&item.ty));
                lines.add(path, signature, None, Vec::new());
            }
            Item::Use(item) if is_public(&item.vis) => {
                let signature = format!("{module}use {}", short(&item.tree));
                lines.add(signature.clone(), signature, None, Vec::new());
            }
            Item::Impl(item) => implementation(item, module, lines),
            Item::Macro(item) if last_segment(&item.mac.path) == "open_enum" => {
                open_enum(&item.mac.tokens, module, lines);
            }
            _ => {}
        }
    }
}

fn implementation(item: &ItemImpl, module: &str, lines: &mut Lines) {
    let name = short(&item.self_ty);
    if let Some((path, _)) = &item.trait_ {
        let signature = format!("{module}{name}: impl {}", short(path));
        lines.add(signature.clone(), signature, None, Vec::new());
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
            let owner = format!("{module}{}", name.split('<').next().unwrap_or(&name));
            lines.add(
                format!("{owner}::{}", function.sig.ident),
                format!("{owner}::{signature}"),
                None,
                Vec::new(),
            );
        }
    }
}

/// `Name { Variant = "value", … } else Unknown`: the variants' spellings, which are the wire format.
fn open_enum(tokens: &TokenStream, module: &str, lines: &mut Lines) {
    let mut trees = tokens.clone().into_iter();
    let Some(name) = trees.next() else { return };
    let Some(TokenTree::Group(group)) = trees.next() else {
        return;
    };
    let mut variant = None;
    for token in group.stream() {
        match token {
            TokenTree::Ident(ident) => variant = Some(ident),
            // The spelling goes to the variant, which the enum itself has listed without it.
            TokenTree::Literal(literal) => {
                let wire = syn::parse_str::<syn::LitStr>(&literal.to_string());
                if let (Some(variant), Ok(wire)) = (variant.take(), wire) {
                    let path = format!("{module}{name}::{variant}");
                    lines.add(path.clone(), path, Some(wire.value()), Vec::new());
                }
            }
            _ => {}
        }
    }
}

fn fields(fields: &Fields, path: &str, lines: &mut Lines) {
    for (index, field) in fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis))
    {
        let (name, wire) = match &field.ident {
            Some(ident) => {
                let wire = wire_name(&field.attrs, ident);
                (ident.to_string(), (*ident != wire).then_some(wire))
            }
            None => (index.to_string(), None),
        };
        let item = format!("{path}.{name}");
        let signature = format!("{item}: {}", short(&field.ty));
        lines.add(item, signature, wire, Vec::new());
    }
}

/// Fields without their comments and attributes.
fn bare(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    fields.iter_mut().for_each(|field| field.attrs.clear());
    fields
}

fn derived(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut names: Vec<String> = derives(attributes).iter().map(last_segment).collect();
    names.sort();
    names
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
