//! The operations of a client: names and types from progenitor, the wire from the resolved document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use syn::{ImplItem, Item, Type};

use super::tokens::{short, without_option};
use super::{Body, BodyCodec, Operation, Parameter, Scheme};
use crate::document::{self, operations};
use crate::error::{Error, ErrorKind, Result};
use crate::losses::LOSSES;
use crate::model::{api, outcome};
use crate::refine::syntax::self_name;
use crate::text::one_line;
use crate::upstream::media::essence;
use crate::upstream::names::{pascal, snake};
use crate::{surface, wire};

/// Names that the type of a call has itself.
const OF_CALLS: [&str; 3] = ["send", "send_raw", "options"];

/// The types that a call's surface was given, by the names of [`surface`].
type Types = BTreeMap<String, String>;

/// The operations of `document`, generated as `file`. The order is that of the document in both.
pub(super) fn read(file: &syn::File, document: &Value) -> Result<Vec<Operation>> {
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut result = Vec::new();
    let methods = methods(file);
    if methods.len() != operations(document).count() {
        return Err(Error::new(
            ErrorKind::Refine,
            format!("the generator wrote {} methods", methods.len()),
            "an operation would be missing without a word, or be another one's",
            "report it, with the document; the generator and the reader of it do not go together",
        ));
    }
    let schemes = api::schemes(document);
    for (operation, (method, types)) in operations(document).zip(methods) {
        // The name that `colliding-operation-ids` has kept free.
        let builder = builder_name(&method);
        let shared = Shared {
            schemas,
            schemes: &schemes,
            document,
        };
        result.push(one(&operation, method, builder, &types, &shared)?);
    }
    Ok(result)
}

/// What all operations of a document share.
struct Shared<'a> {
    schemas: &'a Map<String, Value>,
    schemes: &'a [Scheme],
    document: &'a Value,
}

fn one(
    operation: &document::Operation<'_>,
    method: String,
    builder: String,
    types: &Types,
    shared: &Shared<'_>,
) -> Result<Operation> {
    let value = operation.value;
    let mut taken: BTreeSet<String> = OF_CALLS.iter().map(|name| (*name).to_owned()).collect();
    let bodies = bodies(value, types, shared.schemas, &mut taken)?;
    let parameters = parameters(operation, types, &mut taken)?;
    let responses = wire::responses(value, shared.schemas);
    let (success, failure) = outcome::read(&builder, &responses, types)?;
    let own = value.get("servers").or_else(|| {
        let item = shared.document.get("paths")?.get(operation.path)?;
        item.get("servers")
    });
    Ok(Operation {
        id: operation.id().unwrap_or_default().to_owned(),
        docs: docs(value, &bodies),
        verb: operation.method.to_ascii_uppercase(),
        path: operation.path.to_owned(),
        parameters,
        body_required: wire::body_required(value),
        bodies,
        success,
        failure,
        security: {
            let own = value.get("security");
            let list = own.or_else(|| shared.document.get("security"));
            api::security(list, shared.schemes)
        },
        servers: own.map(api::servers).unwrap_or_default(),
        module: module(value),
        method,
        builder,
    })
}

fn docs(operation: &Value, bodies: &[Body]) -> String {
    let text = |pointer: &str| {
        let text = operation.pointer(pointer).and_then(Value::as_str);
        text.map(str::trim).unwrap_or_default().to_owned()
    };
    let mut parts = vec![text("/summary")];
    let description = text("/description");
    if description != text("/summary") {
        parts.push(description);
    }
    if !bodies.is_empty() {
        parts.push(text("/requestBody/description"));
    }
    parts.retain(|part| !part.is_empty());
    let losses = operation.get(LOSSES).and_then(Value::as_array);
    let losses: Vec<String> = losses
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|text| format!("- {}", one_line(text)))
        .collect();
    if !losses.is_empty() {
        parts.push(format!(
            "Not as the document says:\n\n{}",
            losses.join("\n")
        ));
    }
    parts.join("\n\n")
}

fn module(operation: &Value) -> String {
    let tag = operation.pointer("/tags/0").and_then(Value::as_str);
    tag.unwrap_or_default().to_owned()
}

fn parameters(
    operation: &document::Operation<'_>,
    types: &Types,
    taken: &mut BTreeSet<String>,
) -> Result<Vec<Parameter>> {
    let wired = wire::parameters(operation.value, operation.path);
    let mut result = Vec::new();
    for (index, it) in wired.into_iter().enumerate() {
        let ty = typed(types, &surface::parameter(index))?;
        let place = it.place.word().to_ascii_lowercase();
        let mut ident = identifier(&snake(&it.name));
        for suffix in [format!("_{place}"), "_".to_owned(), "__".to_owned()] {
            if !taken.contains(&ident) {
                break;
            }
            ident = format!(
                "{}{suffix}",
                identifier(&snake(&it.name)).trim_end_matches('_')
            );
        }
        taken.insert(ident.clone());
        result.push(Parameter {
            ident,
            docs: it.docs,
            ty: without_option(ty).0,
            name: it.name,
            place: it.place,
            style: it.style,
            explode: it.explode,
            required: it.required,
            allow_reserved: it.allow_reserved,
            json: it.json,
        });
    }
    Ok(result)
}

/// The type of what stands as `name` in a surface.
pub(super) fn typed<'t>(types: &'t Types, name: &str) -> Result<&'t String> {
    types.get(name).ok_or_else(|| {
        Error::new(
            ErrorKind::Refine,
            format!("the generator gave no type to the parameter `{name}` of a surface"),
            "a parameter, body or response would be missing without a word",
            "report it, with the document; the surface and the reader of it do not go together",
        )
    })
}

/// The type of a method's calls. `Self` is a keyword.
pub(crate) fn builder_name(method: &str) -> String {
    identifier(&pascal(method))
}

/// A name that can be an identifier: a keyword gets an underscore.
pub(super) fn identifier(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        format!("{name}_")
    }
}

fn bodies(
    operation: &Value,
    types: &Types,
    schemas: &Map<String, Value>,
    taken: &mut BTreeSet<String>,
) -> Result<Vec<Body>> {
    let mut result: Vec<Body> = Vec::new();
    for (index, it) in wire::bodies(operation, schemas).into_iter().enumerate() {
        let ty = match it.codec {
            BodyCodec::Text => "String".to_owned(),
            BodyCodec::Bytes => "crate::runtime::Body".to_owned(),
            _ => without_option(typed(types, &surface::body(index))?).0,
        };
        let ident = setter(&it, result.is_empty(), taken);
        taken.insert(ident.clone());
        result.push(Body {
            ident,
            ty,
            media_type: it.media_type,
            codec: it.codec,
            encoding: it.encoding,
        });
    }
    Ok(result)
}

/// The name of a body's setter: `body` for the preferred form, else as short as is free.
fn setter(body: &wire::Body, first: bool, taken: &BTreeSet<String>) -> String {
    if first {
        return "body".to_owned();
    }
    let essence = essence(&body.media_type);
    let subtype = essence.rsplit('/').next().unwrap_or_default();
    let mut names = [body.codec.word(), subtype, &essence, &body.media_type]
        .map(|word| identifier(&format!("{}_body", snake(word))))
        .into_iter();
    let mut name = names.next().unwrap_or_default();
    while taken.contains(&name) {
        name = names.next().unwrap_or_else(|| format!("{name}_"));
    }
    name
}

/// The methods of `Client` in order, with the types of each one's arguments: `&Vec<T>`, since a surface has lists.
fn methods(file: &syn::File) -> Vec<(String, Types)> {
    let implementations = file.items.iter().filter_map(|item| match item {
        Item::Impl(item)
            if item.trait_.is_none() && self_name(item).as_deref() == Some("Client") =>
        {
            Some(item)
        }
        _ => None,
    });
    let members = implementations.flat_map(|item| &item.items);
    let functions = members.filter_map(|member| match member {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(&function.sig),
        _ => None,
    });
    functions
        .map(|signature| {
            (
                signature.ident.to_string(),
                signature.inputs.iter().filter_map(argument).collect(),
            )
        })
        .collect()
}

/// The name of an argument, and the type that it is a list of.
fn argument(argument: &syn::FnArg) -> Option<(String, String)> {
    let syn::FnArg::Typed(argument) = argument else {
        return None;
    };
    let syn::Pat::Ident(name) = argument.pat.as_ref() else {
        return None;
    };
    let Type::Reference(list) = argument.ty.as_ref() else {
        return None;
    };
    let list = short(&list.elem);
    let ty = list.strip_prefix("Vec<")?.strip_suffix('>')?;
    Some((name.ident.to_string(), ty.to_owned()))
}

/// The name of an enum of outcomes, which stands beside the builders.
pub(super) fn outcome_name(builder: &str, role: &str) -> String {
    pascal(&format!("{builder}{role}"))
}
