//! A program that uses every public item of a client, each in a function of its own.
//!
//! It is written from the client as data, and knows nothing of how the outline or the diff judge: it names each field with
//! its type, matches each variant, asks for each trait, and calls each function with arguments of the declared types.
//! Structs are matched with `..`, enums with `_`, as non-exhaustive ones have to be.

use std::collections::BTreeMap;
use std::fmt::Write;

use quote::ToTokens;

use codegen::aliases::Alias;
use codegen::model::{
    Body, BodyCodec, Model, Object, Operation, Outcome, Presence, Scheme, SchemeKind, Shape, Type,
};

/// A use of each item, by the path that the outline has for it.
pub(crate) type Uses = BTreeMap<String, String>;

/// The traits that every type has.
const ALWAYS: &str =
    "Clone + std::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned";

/// A use of every public item of `client`.
pub(crate) fn uses(client: &Model) -> Uses {
    let mut uses = Uses::new();
    root(client, &mut uses);
    for operation in &client.operations {
        self::operation(operation, &mut uses);
    }
    for ty in client.types.values() {
        self::ty(ty, &mut uses);
    }
    for alias in &client.aliases {
        uses.insert(alias.old.clone(), old_name(alias));
    }
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
        "#![allow(dead_code, unused, irrefutable_let_patterns)]\nuse {path} as client;\nuse client::*;\n\
         use std::collections::BTreeMap;\n{rest}\n\
         mod in_types {{\ntrait Own {{}}\nuse super::client;\nuse client::types::*;\nuse std::collections::BTreeMap;\n{types}}}\n"
    )
}

/// A use of an old name: it is the new one.
fn old_name(alias: &Alias) -> String {
    let Alias { old, new, .. } = alias;
    let bare = |path: &str| path.trim_start_matches("types::").to_owned();
    match old.rsplit_once("::") {
        Some(("Client", name)) => format!("fn used(x: &Client) {{ let _ = x.{name}(); }}"),
        Some((owner, _)) if owner.starts_with("operations::") => {
            // What it takes is known of the new one alone.
            format!("fn used(x: {owner}) {{}}")
        }
        Some((owner, name)) if owner.contains("::") => {
            format!(
                "fn used(x: &{0}) -> bool {{ matches!(x, {0}::{name}) }}",
                bare(owner)
            )
        }
        _ => format!("fn used(x: {}) -> {} {{ x }}", bare(old), bare(new)),
    }
}

/// A type as the program spells it.
fn spelt(ty: &str) -> String {
    ty.replace("crate::runtime", "clients::runtime")
}

fn root(client: &Model, uses: &mut Uses) {
    uses.insert(
        "Client".to_owned(),
        "fn used(x: Client) { fn is<T: Clone + std::fmt::Debug>() {} is::<Client>(); }".to_owned(),
    );
    for operation in &client.operations {
        let (method, builder) = (&operation.method, &operation.builder);
        uses.insert(
            format!("Client::{method}"),
            format!("fn used(x: &Client) -> operations::{builder} {{ x.{method}() }}"),
        );
    }
    for Scheme { method, kind, .. } in &client.api.schemes {
        let (parameters, arguments) = match kind {
            SchemeKind::Basic => ("p: String, q: clients::runtime::Secret", "p, q"),
            SchemeKind::ApiKey(..) => ("p: clients::runtime::Secret", "p"),
            _ => ("p: clients::runtime::TokenSource", "p"),
        };
        uses.insert(
            format!("ClientBuilder::{method}"),
            format!("fn used(x: ClientBuilder, {parameters}) -> ClientBuilder {{ x.{method}({arguments}) }}"),
        );
    }
    if !client.api.servers.is_empty() {
        uses.insert(
            "Server".to_owned(),
            "fn used(x: Server) { fn is<T: Copy + std::fmt::Debug + Eq>() {} is::<Server>(); use Server::*; }"
                .to_owned(),
        );
        uses.insert(
            "ClientBuilder::server".to_owned(),
            "fn used(x: ClientBuilder, p: Server) -> ClientBuilder { x.server(p) }".to_owned(),
        );
    }
    for server in &client.api.servers {
        uses.insert(
            format!("Server::{}", server.name),
            bare("Server", &server.name),
        );
    }
}

fn operation(it: &Operation, uses: &mut Uses) {
    let path = format!("operations::{}", it.builder);
    uses.insert(
        path.clone(),
        format!("fn used(x: {path}) {{ fn is<T: std::fmt::Debug>() {{}} is::<{path}>(); let {path} {{ .. }} = x; }}"),
    );
    let mut setter = |ident: &str, ty: &str| {
        uses.insert(
            format!("{path}::{ident}"),
            format!(
                "fn used(x: {path}, p: {}) -> {path} {{ x.{ident}(p) }}",
                spelt(ty)
            ),
        );
    };
    for parameter in &it.parameters {
        setter(&parameter.ident, &parameter.ty);
    }
    for Body {
        ident, ty, codec, ..
    } in &it.bodies
    {
        setter(
            ident,
            if *codec == BodyCodec::Bytes {
                "Vec<u8>"
            } else {
                ty
            },
        );
    }
    let success = outcome(&it.success, "clients::runtime::ByteStream", uses);
    let failure = outcome(&it.failure, "()", uses);
    uses.insert(
        format!("{path}::send"),
        format!(
            "async fn used(x: {path}) {{ let _: Result<clients::runtime::Response<{success}>, clients::runtime::Error<{failure}>> = x.send().await; }}"
        ),
    );
}

/// The type of an outcome, and a use of each of its variants.
fn outcome(outcome: &Outcome, undocumented: &str, uses: &mut Uses) -> String {
    match outcome {
        Outcome::Undocumented => undocumented.to_owned(),
        Outcome::One { ty, .. } => spelt(ty),
        Outcome::Several { name, variants } => {
            let path = format!("operations::{name}");
            uses.insert(path.clone(), format!("fn used(x: {path}) {{}}"));
            for variant in variants {
                let ident = &variant.ident;
                let code = match &variant.ty {
                    Some(ty) => holding(&path, ident, ty),
                    None => bare(&path, ident),
                };
                uses.insert(format!("{path}::{ident}"), code);
            }
            path
        }
    }
}

/// A use of a variant that holds a value.
fn holding(of: &str, ident: &str, ty: &str) -> String {
    let ty = spelt(ty);
    format!("fn used(x: {of}) {{ if let {of}::{ident}(f) = x {{ let _: {ty} = f; }} }}")
}

/// A use of a variant that is a bare name.
fn bare(of: &str, ident: &str) -> String {
    format!("fn used(x: &{of}) -> bool {{ matches!(x, {of}::{ident}) }}")
}

/// A use of a type by its traits, and by one of the program's own: two types that become one cannot both have it.
fn owned(name: &str, traits: &str, pattern: &str) -> String {
    format!(
        "fn used(x: {name}) {{ fn is<T: {traits}>() {{}} is::<{name}>(); {pattern} }}\nimpl Own for {name} {{}}"
    )
}

/// A use of an enum's variants by an import.
fn imported(name: &str) -> String {
    // The whole path: a variant may have the name of its enum.
    format!("{{ use client::types::{name}::*; }}")
}

fn ty(it: &Type, uses: &mut Uses) {
    let name = &it.name;
    let path = format!("types::{name}");
    let mut variant = |ident: &str, ty: Option<&str>, conversions: &[&str]| {
        let code = match ty {
            Some(ty) => holding(name, ident, ty),
            None => bare(name, ident),
        };
        uses.insert(format!("{path}::{ident}"), code);
        for ty in conversions {
            let ty = spelt(ty);
            uses.insert(
                format!("{path}: impl From<{ty}>"),
                format!("fn used(x: {ty}) -> {name} {{ {name}::from(x) }}"),
            );
        }
    };
    let head = match &it.shape {
        Shape::Object(shape) => {
            object(name, shape, uses);
            return;
        }
        Shape::Enum(open) => {
            for listed in &open.variants {
                variant(&listed.ident, None, &[]);
            }
            let unknown = Some("clients::runtime::UnknownValue");
            variant(&open.unknown, unknown, &[]);
            owned(
                name,
                &format!("{ALWAYS} + Eq + std::hash::Hash"),
                &imported(name),
            )
        }
        Shape::Union(union) => {
            for member in &union.members {
                variant(&member.ident, Some(&member.ty), &member.conversions());
            }
            variant(&union.unknown, Some("serde_json::Value"), &[]);
            owned(name, ALWAYS, &imported(name))
        }
        Shape::Keyed(members) => {
            for member in members {
                let ty = member.ty.as_str();
                let conversions = if member.converts {
                    vec![ty]
                } else {
                    Vec::new()
                };
                variant(&member.ident, Some(ty), &conversions);
            }
            owned(name, ALWAYS, "")
        }
        Shape::Newtype(inner) => {
            let code = format!(
                "fn used(x: {name}) -> {name} {{ let y: {} = x.0; {name}(y) }}",
                spelt(inner)
            );
            uses.insert(format!("{path}.0"), code);
            owned(name, ALWAYS, "")
        }
        Shape::Other(items) => {
            other(name, items, uses);
            return;
        }
    };
    uses.insert(path, head);
}

fn object(name: &str, object: &Object, uses: &mut Uses) {
    let (path, builder) = (format!("types::{name}"), &object.builder);
    let default = if object.is_default() {
        " + Default"
    } else {
        ""
    };
    let pattern = format!("let {name} {{ .. }} = x;");
    uses.insert(
        path.clone(),
        owned(name, &format!("{ALWAYS}{default}"), &pattern),
    );
    uses.insert(
        format!("{path}::builder"),
        format!("fn used() -> {builder} {{ {name}::builder() }}"),
    );
    let built = if object.is_default() {
        name.to_owned()
    } else {
        format!("Result<{name}, clients::runtime::Incomplete>")
    };
    uses.insert(
        format!("types::builder::{name}::build"),
        format!("fn used(x: {builder}) {{ let _: {built} = x.build(); }}"),
    );
    let mut member = |ident: &str, held: &str, given: &str| {
        uses.insert(
            format!("{path}.{ident}"),
            format!("fn used(x: &{name}) {{ let _: &{held} = &x.{ident}; }}"),
        );
        uses.insert(
            format!("types::builder::{name}::{ident}"),
            format!("fn used(x: {builder}, p: {given}) -> {builder} {{ x.{ident}(p) }}"),
        );
    };
    for field in &object.fields {
        let ty = spelt(&field.ty);
        let held = match field.presence {
            Presence::Required | Presence::Constant => ty.clone(),
            Presence::Optional | Presence::OptionalNullable | Presence::Nullable => {
                format!("Option<{ty}>")
            }
        };
        member(&field.ident, &held, &ty);
    }
    if let Some((ident, value)) = &object.rest {
        let map = format!("BTreeMap<String, {}>", spelt(value));
        member(ident, &map, &map);
    }
}

/// What typify writes where no macro fits: its name, its fields and variants.
fn other(name: &str, items: &[syn::Item], uses: &mut Uses) {
    let path = format!("types::{name}");
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                uses.insert(
                    path.clone(),
                    format!("fn used(x: {name}) {{ let {name} {{ .. }} = x; }}"),
                );
                for (index, field) in item.fields.iter().enumerate() {
                    let ident = field.ident.as_ref();
                    let ident = ident.map_or_else(|| index.to_string(), ToString::to_string);
                    let code = format!("fn used(x: &{name}) {{ let _ = &x.{ident}; }}");
                    uses.insert(format!("{path}.{ident}"), code);
                }
            }
            syn::Item::Enum(item) => {
                uses.insert(path.clone(), format!("fn used(x: {name}) {{}}"));
                for variant in &item.variants {
                    let ident = &variant.ident;
                    let code = format!(
                        "fn used(x: &{name}) -> bool {{ matches!(x, {name}::{ident} {{ .. }}) }}"
                    );
                    uses.insert(format!("{path}::{ident}"), code);
                }
            }
            syn::Item::Impl(item) => {
                let Some((trait_, _)) = &item.trait_ else {
                    continue;
                };
                let asked = trait_.to_token_stream().to_string();
                let asked = if item.generics.params.is_empty() {
                    asked.replace('&', "&'static ")
                } else {
                    "Sized".to_owned()
                };
                let key = trait_.to_token_stream().to_string().replace(' ', "");
                uses.insert(
                    format!("{path}: impl {}", key.trim_start_matches("::")),
                    format!("fn used() {{ fn is<T: {asked}>() {{}} is::<{name}>(); }}"),
                );
            }
            _ => {}
        }
    }
}
