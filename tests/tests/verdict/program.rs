//! A program that uses every public item of a client, each in a function of its own.
//!
//! It is written from the syntax tree of the client, and knows nothing of how the outline or the diff judge: it names each
//! field with its type, matches each variant, asks for each trait, and calls each function with arguments of the declared
//! types. Structs are matched with `..`, enums with `_`, as non-exhaustive ones have to be.

use std::collections::BTreeMap;
use std::fmt::Write;

use quote::{ToTokens, quote};
use syn::{Fields, FnArg, ImplItem, Item, ItemImpl, ReturnType, Type, Visibility};

/// Where an item stands, and so what its paths mean.
#[derive(Clone, Copy, PartialEq)]
enum Module {
    /// `Client` and its methods.
    Root,
    Operations,
    Types,
    Builders,
}

/// A use of each item, by the path that the outline has for it.
pub(crate) type Uses = BTreeMap<String, String>;

/// A use of every public item of `client`, progenitor's code as refined.
pub(crate) fn uses(client: &syn::File) -> Uses {
    let mut uses = Uses::new();
    walk(&client.items, Module::Root, &mut uses);
    uses
}

/// The program: a module that uses the client at `path`.
pub(crate) fn program(uses: &Uses, path: &str) -> String {
    let mut types = String::new();
    let mut rest = String::new();
    for (index, (item, code)) in uses.iter().enumerate() {
        let text = if item.starts_with("types::") {
            &mut types
        } else {
            &mut rest
        };
        let code = code.replacen("fn used", &format!("fn used{index}"), 1);
        writeln!(text, "// {item}\n{code}").unwrap();
    }
    // Types refer to each other by their bare names, operations to types as `types::Name`.
    format!(
        "#![allow(dead_code, unused, irrefutable_let_patterns)]\nuse {path} as client;\nuse client::*;\n{rest}\n\
         mod in_types {{\nuse super::client;\nuse client::types::*;\n{types}}}\n"
    )
}

fn walk(items: &[Item], module: Module, uses: &mut Uses) {
    let prefix = match module {
        Module::Root => "",
        Module::Operations => "operations::",
        Module::Types => "types::",
        Module::Builders => "types::builder::",
    };
    for item in items {
        match item {
            Item::Mod(inner) => {
                let Some((_, items)) = &inner.content else {
                    continue;
                };
                match (module, inner.ident.to_string().as_str()) {
                    (Module::Root, "builder") => walk(items, Module::Operations, uses),
                    (Module::Root, "types") => walk(items, Module::Types, uses),
                    (Module::Types, "builder") => walk(items, Module::Builders, uses),
                    // `prelude` is not rendered, `error` is the same in every client.
                    _ => {}
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = named(module, &item.ident, &item.generics);
                let path = format!("{prefix}{}", item.ident);
                let head = owned(&name, &item.attrs, true);
                uses.insert(path.clone(), head);
                for (index, field) in item.fields.iter().enumerate() {
                    if !is_public(&field.vis) {
                        continue;
                    }
                    let member = match &field.ident {
                        Some(ident) => ident.to_string(),
                        None => index.to_string(),
                    };
                    let ty = spelt(module, &field.ty);
                    let code = format!("fn used<'a>(x: &{name}) {{ let _: &{ty} = &x.{member}; }}");
                    uses.insert(format!("{path}.{member}"), code);
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = named(module, &item.ident, &item.generics);
                let path = format!("{prefix}{}", item.ident);
                uses.insert(path.clone(), owned(&name, &item.attrs, false));
                for variant in &item.variants {
                    let code = variant_use(module, &name, variant);
                    uses.insert(format!("{path}::{}", variant.ident), code);
                }
            }
            Item::Type(item) if is_public(&item.vis) => {
                let name = named(module, &item.ident, &item.generics);
                let ty = spelt(module, &item.ty);
                let code = format!("fn used(x: {name}) {{ let _: {ty} = x; }}");
                uses.insert(format!("{prefix}{}", item.ident), code);
            }
            Item::Impl(item) if item.trait_.is_some() => implemented(item, module, prefix, uses),
            Item::Impl(item) => functions(item, module, prefix, uses),
            _ => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// How a program names the item.
fn named(module: Module, ident: &syn::Ident, generics: &syn::Generics) -> String {
    let lifetime = if generics.lifetimes().next().is_some() {
        "<'a>"
    } else {
        ""
    };
    match module {
        Module::Root | Module::Types => format!("{ident}{lifetime}"),
        Module::Operations => format!("operations::{ident}{lifetime}"),
        Module::Builders => format!("builder::{ident}{lifetime}"),
    }
}

/// A piece of the client's code as a program spells it.
fn spelt(module: Module, tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text
        .replace("crate :: runtime", "clients :: runtime")
        .replace("ClientHooks", "progenitor_client :: ClientHooks");
    match module {
        Module::Root => text.replace("builder ::", "operations ::"),
        Module::Types => text,
        Module::Operations | Module::Builders => text.replace("super ::", ""),
    }
}

/// Asks for the derived traits of a type, and that it is a struct.
fn owned(name: &str, attributes: &[syn::Attribute], is_struct: bool) -> String {
    let mut traits = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                let name = meta.path.segments.last().unwrap().ident.to_string();
                traits.push(match name.as_str() {
                    "Debug" => "std::fmt::Debug".to_owned(),
                    "Hash" => "std::hash::Hash".to_owned(),
                    "Serialize" => "serde::Serialize".to_owned(),
                    "Deserialize" => "serde::de::DeserializeOwned".to_owned(),
                    other => other.to_owned(),
                });
                Ok(())
            })
            .unwrap();
    }
    traits.push("Sized".to_owned());
    let plain = name.replace("<'a>", "");
    let pattern = if is_struct {
        format!("let {plain} {{ .. }} = x;")
    } else {
        String::new()
    };
    let traits = traits.join(" + ");
    format!("fn used<'a>(x: {name}) {{ fn is<T: {traits}>() {{}} is::<{name}>(); {pattern} }}")
}

fn variant_use(module: Module, name: &str, variant: &syn::Variant) -> String {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unit => format!("fn used(x: &{name}) -> bool {{ matches!(x, {name}::{ident}) }}"),
        Fields::Unnamed(fields) => {
            let names: Vec<String> = (0..fields.unnamed.len())
                .map(|it| format!("f{it}"))
                .collect();
            let types = fields.unnamed.iter().map(|field| spelt(module, &field.ty));
            let lets = asserted(&names, types);
            let names = names.join(", ");
            format!("fn used(x: {name}) {{ if let {name}::{ident}({names}) = x {{ {lets} }} }}")
        }
        Fields::Named(fields) => {
            let idents = fields.named.iter().filter_map(|field| field.ident.as_ref());
            let names: Vec<String> = idents.map(ToString::to_string).collect();
            let types = fields.named.iter().map(|field| spelt(module, &field.ty));
            let lets = asserted(&names, types);
            let names = names.join(", ");
            format!(
                "fn used(x: {name}) {{ if let {name}::{ident} {{ {names} }} = x {{ {lets} }} }}"
            )
        }
    }
}

fn asserted(names: &[String], types: impl Iterator<Item = String>) -> String {
    names
        .iter()
        .zip(types)
        .map(|(name, ty)| format!("let _: {ty} = {name};"))
        .collect()
}

/// Asks for an implemented trait.
fn implemented(item: &ItemImpl, module: Module, prefix: &str, uses: &mut Uses) {
    let Some((path, _)) = &item.trait_ else {
        return;
    };
    let own = spelt(module, &item.self_ty);
    // `impl TryFrom<Pet> for super::Pet`, among the builders.
    let foreign = item.self_ty.to_token_stream().to_string().contains("super");
    let own = match module {
        Module::Builders if !foreign => format!("builder::{own}"),
        Module::Operations if !foreign => format!("operations::{own}"),
        _ => own,
    };
    let asked = spelt(module, path);
    let asked = if module == Module::Builders && foreign {
        // Its argument is the builder.
        let (head, argument) = asked.rsplit_once('<').unwrap();
        format!("{head}< builder :: {argument}")
    } else {
        asked
    };
    let asked = if item.generics.params.is_empty() {
        asked.replace('&', "&'static ")
    } else if asked.contains("Deserialize") {
        "serde::de::DeserializeOwned".to_owned()
    } else {
        return;
    };
    let asked = asked.replace("Self", &own);
    let code = format!("fn used() {{ fn is<T: {asked}>() {{}} is::<{own}>(); }}");
    uses.insert(
        format!("{prefix}{}: impl {}", tidy(&item.self_ty), tidy(path)),
        code,
    );
}

/// Tokens without any space, for keys.
pub(crate) fn tidy(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// Calls each function.
fn functions(item: &ItemImpl, module: Module, prefix: &str, uses: &mut Uses) {
    let Type::Path(path) = item.self_ty.as_ref() else {
        return;
    };
    let segment = path.path.segments.last().unwrap();
    let name = named(module, &segment.ident, &item.generics);
    let plain = name.replace("<'a>", "");
    for member in &item.items {
        let ImplItem::Fn(function) = member else {
            continue;
        };
        if !is_public(&function.vis) {
            continue;
        }
        let signature = &function.sig;
        let mut parameters = Vec::new();
        let mut arguments = Vec::new();
        let mut receiver = None;
        for (index, argument) in signature.inputs.iter().enumerate() {
            match argument {
                FnArg::Receiver(own) => {
                    let by = if tidy(own).contains('&') { "&" } else { "" };
                    parameters.push(format!("x: {by}{name}"));
                    receiver = Some("x");
                }
                FnArg::Typed(typed) => {
                    let (ty, value) = taken(module, signature, &typed.ty, index);
                    parameters.extend(ty.map(|ty| format!("p{index}: {ty}")));
                    arguments.push(value);
                }
            }
        }
        let result = match &signature.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, ty) => spelt(module, ty),
        };
        let result = if result == "Self" {
            name.clone()
        } else {
            result
        };
        let ident = &signature.ident;
        let call = match receiver {
            Some(own) => format!("{own}.{ident}({})", arguments.join(", ")),
            None => format!("{plain}::{ident}({})", arguments.join(", ")),
        };
        let (keyword, wait) = match signature.asyncness {
            Some(_) => ("async ", ".await"),
            None => ("", ""),
        };
        let parameters = parameters.join(", ");
        let code =
            format!("{keyword}fn used<'a>({parameters}) {{ let _: {result} = {call}{wait}; }}");
        uses.insert(format!("{prefix}{}::{ident}", segment.ident), code);
    }
}

/// The type and the value of an argument: for `V: TryInto<T>` a `T`, for a closure one that gives back what it gets.
fn taken(
    module: Module,
    signature: &syn::Signature,
    ty: &Type,
    index: usize,
) -> (Option<String>, String) {
    let asked = tidy(ty);
    let clause = signature.generics.where_clause.as_ref();
    let predicates = clause.into_iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        let syn::WherePredicate::Type(predicate) = predicate else {
            continue;
        };
        if tidy(&predicate.bounded_ty) != asked {
            continue;
        }
        let Some(syn::TypeParamBound::Trait(bound)) = predicate.bounds.first() else {
            continue;
        };
        match &bound.path.segments.last().unwrap().arguments {
            syn::PathArguments::AngleBracketed(arguments) => {
                let inner = &arguments.args;
                return (Some(spelt(module, &quote!(#inner))), format!("p{index}"));
            }
            syn::PathArguments::Parenthesized(arguments) => {
                let inner = &arguments.inputs;
                let inner = spelt(module, &quote!(#inner));
                return (None, format!("|it: {inner}| it"));
            }
            syn::PathArguments::None => {}
        }
    }
    (Some(spelt(module, ty)), format!("p{index}"))
}
