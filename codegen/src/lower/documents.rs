//! Rules for what surrounds the operations: the version, extensions, keywords that OpenAPI 3.0 does not know.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::parameters::SENT;
use super::walk;
use crate::document::METHODS;
use crate::error::Result;
use crate::pointer;
use crate::refine::ALSO_NAMED;

/// The version of OpenAPI that the result is written in.
const VERSION: &str = "3.0.3";

/// Sets the version string.
pub(super) fn version(context: &mut Context) -> Result<()> {
    if let Some(version) = context.document.get_mut("openapi") {
        let known = version
            .as_str()
            .is_some_and(|version| version.starts_with("3.0."));
        if !known {
            *version = json!(VERSION);
            context.hit("/openapi");
        }
    }
    Ok(())
}

/// `webhooks` and `callbacks` are calls that the vendor makes, not the client.
pub(super) fn incoming_calls(context: &mut Context) -> Result<()> {
    let mut hits = Vec::new();
    if let Value::Object(root) = &mut context.document {
        if root.shift_remove("webhooks").is_some() {
            hits.push("/webhooks".to_owned());
        }
        if let Some(Value::Object(components)) = root.get_mut("components")
            && components.shift_remove("callbacks").is_some()
        {
            hits.push("/components/callbacks".to_owned());
        }
    }
    walk::each("/paths", context.document.get_mut("paths"), |at, item| {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method)
                && operation.shift_remove("callbacks").is_some()
            {
                hits.push(pointer::join(&pointer::join(at, method), "callbacks"));
            }
        }
    });
    context.hits.append(&mut hits);
    Ok(())
}

/// What a key has to hold. A scalar of another type than a text is written as one, everything else that does
/// not fit is dropped: one malformed annotation must not fail the document.
#[derive(Clone, Copy)]
enum Holds {
    Anything,
    Text,
    Flag,
    List,
    Texts,
    Map,
    /// An object of this kind.
    One(Kind),
    /// A list of objects of this kind.
    Many(Kind),
    /// Objects of this kind by name.
    Named(Kind),
}

#[derive(Clone, Copy)]
enum Kind {
    Root,
    Info,
    Contact,
    License,
    Server,
    Tag,
    ExternalDocs,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Response,
}

/// The keys of each kind of object in OpenAPI 3.0.3, without those that say nothing to a client's generator
/// (`links`, `headers` of answers, `examples`).
fn keys(kind: Kind) -> &'static [(&'static str, Holds)] {
    use Holds::{Anything, Flag, List, Many, Map, Named, One, Text, Texts};
    match kind {
        Kind::Root => &[
            ("openapi", Text),
            ("info", One(Kind::Info)),
            ("servers", Many(Kind::Server)),
            ("paths", Named(Kind::PathItem)),
            ("components", One(Kind::Components)),
            ("security", List),
            ("tags", Many(Kind::Tag)),
            ("externalDocs", One(Kind::ExternalDocs)),
        ],
        Kind::Info => &[
            ("title", Text),
            ("description", Text),
            ("termsOfService", Text),
            ("contact", One(Kind::Contact)),
            ("license", One(Kind::License)),
            ("version", Text),
        ],
        Kind::Contact => &[("name", Text), ("url", Text), ("email", Text)],
        Kind::License => &[("name", Text), ("url", Text)],
        Kind::Server => &[("url", Text), ("description", Text), ("variables", Map)],
        Kind::Tag => &[
            ("name", Text),
            ("description", Text),
            ("externalDocs", One(Kind::ExternalDocs)),
        ],
        Kind::ExternalDocs => &[("description", Text), ("url", Text)],
        Kind::Components => &[
            ("schemas", Map),
            ("responses", Named(Kind::Response)),
            ("parameters", Named(Kind::Parameter)),
            ("requestBodies", Named(Kind::RequestBody)),
            ("securitySchemes", Map),
            ("pathItems", Named(Kind::PathItem)),
        ],
        Kind::PathItem => &[
            ("$ref", Text),
            ("summary", Text),
            ("description", Text),
            ("get", One(Kind::Operation)),
            ("put", One(Kind::Operation)),
            ("post", One(Kind::Operation)),
            ("delete", One(Kind::Operation)),
            ("options", One(Kind::Operation)),
            ("head", One(Kind::Operation)),
            ("patch", One(Kind::Operation)),
            ("trace", One(Kind::Operation)),
            ("servers", Many(Kind::Server)),
            ("parameters", Many(Kind::Parameter)),
        ],
        Kind::Operation => &[
            ("tags", Texts),
            ("summary", Text),
            ("description", Text),
            ("externalDocs", One(Kind::ExternalDocs)),
            ("operationId", Text),
            ("parameters", Many(Kind::Parameter)),
            ("requestBody", One(Kind::RequestBody)),
            ("responses", Named(Kind::Response)),
            ("deprecated", Flag),
            ("security", List),
            ("servers", Many(Kind::Server)),
        ],
        Kind::Parameter => &[
            ("$ref", Text),
            ("name", Text),
            ("in", Text),
            ("description", Text),
            ("required", Flag),
            ("deprecated", Flag),
            ("style", Text),
            ("explode", Flag),
            ("allowReserved", Flag),
            ("schema", Anything),
            ("content", Named(Kind::MediaType)),
            ("example", Anything),
            (SENT, Flag),
        ],
        Kind::RequestBody => &[
            ("$ref", Text),
            ("description", Text),
            ("content", Named(Kind::MediaType)),
            ("required", Flag),
        ],
        Kind::MediaType => &[
            ("schema", Anything),
            ("example", Anything),
            ("encoding", Map),
        ],
        Kind::Response => &[
            ("$ref", Text),
            ("description", Text),
            ("content", Named(Kind::MediaType)),
        ],
    }
}

/// Drops vendor extensions everywhere but in schemas, where [`super::keywords`] does it.
pub(super) fn extensions(context: &mut Context) -> Result<()> {
    let mut hits = Vec::new();
    prune(
        Kind::Root,
        "",
        &mut context.document,
        &mut hits,
        &|_, key, _| key.starts_with("x-") && key != SENT,
    );
    if let Some(Value::Object(components)) = context.document.get_mut("components")
        && let Some(schemes) = components.get_mut("securitySchemes")
    {
        drop_deep(&mut hits, "/components/securitySchemes", schemes);
    }
    context.hits.append(&mut hits);
    context.each_schema_object(|_, schema| {
        let before = schema.len();
        schema.retain(|key, _| !key.starts_with("x-") || key == ALSO_NAMED);
        schema.len() != before
    });
    Ok(())
}

fn drop_deep(hits: &mut Vec<String>, at: &str, value: &mut Value) {
    if let Value::Object(map) = value {
        let before = map.len();
        map.retain(|key, _| !key.starts_with("x-"));
        if map.len() != before {
            hits.push(at.to_owned());
        }
        for (key, value) in map {
            drop_deep(hits, &pointer::join(at, key), value);
        }
    }
}

/// Drops the keys that OpenAPI 3.0 does not know, and values that are not what their key holds.
pub(super) fn unknown_keys(context: &mut Context) -> Result<()> {
    let mut hits = Vec::new();
    prune(
        Kind::Root,
        "",
        &mut context.document,
        &mut hits,
        &|kind, key, value| match keys(kind).iter().find(|(known, _)| *known == key) {
            Some((_, holds)) => !fits(*holds, value),
            None => true,
        },
    );
    for (at, default) in [("title", "API"), ("version", "")] {
        if let Some(Value::Object(info)) = context.document.get_mut("info")
            && !info.contains_key(at)
        {
            info.insert(at.to_owned(), json!(default));
            hits.push(pointer::join("/info", at));
        }
    }
    security_schemes(context, &mut hits);
    context.hits.append(&mut hits);
    Ok(())
}

/// A security scheme that is not one of 3.0 (`mutualTLS`) or lacks its parts would fail the document.
fn security_schemes(context: &mut Context, hits: &mut Vec<String>) {
    if let Some(Value::Object(schemes)) =
        context.document.pointer_mut("/components/securitySchemes")
    {
        schemes.retain(|name, scheme| {
            let readable = serde_json::from_value::<
                openapiv3::ReferenceOr<openapiv3::SecurityScheme>,
            >(scheme.clone())
            .is_ok();
            if !readable {
                hits.push(pointer::join("/components/securitySchemes", name));
            }
            readable
        });
    }
}

/// Whether `value` is what its key holds; a scalar where a text belongs is made one.
fn fits(holds: Holds, value: &mut Value) -> bool {
    match holds {
        Holds::Anything => !value.is_null(),
        Holds::Flag => value.is_boolean(),
        Holds::List | Holds::Many(_) => value.is_array(),
        Holds::Map | Holds::One(_) | Holds::Named(_) => value.is_object(),
        Holds::Texts => value
            .as_array()
            .is_some_and(|items| items.iter().all(Value::is_string)),
        Holds::Text => {
            if let Value::Number(_) | Value::Bool(_) = value {
                *value = Value::String(value.to_string());
            }
            value.is_string()
        }
    }
}

type Drop<'d> = dyn Fn(Kind, &str, &mut Value) -> bool + 'd;

/// Drops the entries that `drop` names from `value`, an object of `kind`, and from the objects within it.
fn prune(kind: Kind, at: &str, value: &mut Value, hits: &mut Vec<String>, drop: &Drop) {
    let Value::Object(map) = value else { return };
    map.retain(|key, value| {
        let dropped = drop(kind, key, value);
        if dropped {
            hits.push(pointer::join(at, key));
        }
        !dropped
    });
    for (key, holds) in keys(kind) {
        let at = pointer::join(at, key);
        match (holds, map.get_mut(*key)) {
            (Holds::One(kind), Some(value)) => prune(*kind, &at, value, hits, drop),
            (Holds::Many(kind), Some(Value::Array(items))) => {
                for (index, item) in items.iter_mut().enumerate() {
                    prune(*kind, &format!("{at}/{index}"), item, hits, drop);
                }
            }
            (Holds::Named(kind), Some(Value::Object(entries))) => {
                drop_extensions_of_named(entries, &at, hits, *kind);
                for (name, entry) in entries {
                    prune(*kind, &pointer::join(&at, name), entry, hits, drop);
                }
            }
            _ => {}
        }
    }
}

/// Names are free, but where OpenAPI allows extensions among them (`paths`, `responses`), those go as well.
fn drop_extensions_of_named(
    entries: &mut Map<String, Value>,
    at: &str,
    hits: &mut Vec<String>,
    kind: Kind,
) {
    entries.retain(|name, entry| {
        let extension = name.starts_with("x-") && matches!(kind, Kind::PathItem | Kind::Response);
        let kept = entry.is_object() && !extension;
        if !kept {
            hits.push(pointer::join(at, name));
        }
        kept
    });
}
