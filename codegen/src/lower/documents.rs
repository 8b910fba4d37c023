//! Rules for what surrounds the operations: the version, extensions, keywords that OpenAPI 3.0 does not know.

use serde_json::{Map, Value, json};

use super::context::{Context, Effect};
use super::marks::FROM;
use super::parameters::SENT;
use super::walk;
use crate::document::METHODS;
use crate::error::Result;
use crate::pointer;
use crate::refine::ALSO_NAMED;
use crate::wire::STREAM_END;

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
    let mut losses = Vec::new();
    if let Value::Object(root) = &mut context.document {
        if let Some(webhooks) = root.shift_remove("webhooks") {
            hits.push("/webhooks".to_owned());
            losses.extend(not_served("/webhooks", "webhook", &webhooks));
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
                && let Some(callbacks) = operation.shift_remove("callbacks")
            {
                let at = pointer::join(&pointer::join(at, method), "callbacks");
                losses.extend(not_served(&at, "callback", &callbacks));
                hits.push(at);
            }
        }
    });
    context.hits.append(&mut hits);
    context.losses.append(&mut losses);
    Ok(())
}

/// The loss of each call in `calls`.
fn not_served(at: &str, word: &str, calls: &Value) -> Vec<Effect> {
    let names = calls.as_object().into_iter().flatten();
    let names = names.filter(|(name, _)| !name.starts_with("x-"));
    let effects = names.map(|(name, _)| {
        let what = format!("the {word} `{name}` has no types: a client receives no calls");
        Effect::new(pointer::join(at, name), what)
            .remedy("decode what the vendor sends into a type of your own")
    });
    effects.collect()
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

impl Holds {
    /// What it is, in a message.
    fn word(self) -> &'static str {
        match self {
            Self::Anything => "there",
            Self::Text => "a text",
            Self::Flag => "`true` or `false`",
            Self::List | Self::Many(_) => "a list",
            Self::Texts => "a list of texts",
            Self::Map | Self::One(_) | Self::Named(_) => "an object",
        }
    }
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
            ("$ref", Text),
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
            (FROM, Text),
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
            (FROM, Text),
        ],
        Kind::RequestBody => &[
            ("$ref", Text),
            ("description", Text),
            ("content", Named(Kind::MediaType)),
            ("required", Flag),
            (FROM, Text),
        ],
        Kind::MediaType => &[
            ("schema", Anything),
            ("example", Anything),
            ("encoding", Map),
            (STREAM_END, Text),
        ],
        Kind::Response => &[
            ("$ref", Text),
            ("description", Text),
            ("content", Named(Kind::MediaType)),
            (FROM, Text),
        ],
    }
}

/// Drops vendor extensions everywhere but in schemas, where [`super::keywords`] does it.
pub(super) fn extensions(context: &mut Context) -> Result<()> {
    let mut dropped = Dropped::default();
    prune(
        Kind::Root,
        "",
        &mut context.document,
        &mut dropped,
        &|_, key, _| match key.starts_with("x-") && ![SENT, FROM, STREAM_END].contains(&key) {
            true => Fate::Dropped,
            false => Fate::Kept,
        },
    );
    let mut hits = dropped.hits;
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
    let mut dropped = Dropped {
        malformed: true,
        ..Dropped::default()
    };
    prune(
        Kind::Root,
        "",
        &mut context.document,
        &mut dropped,
        &|kind, key, value| match keys(kind).iter().find(|(known, _)| *known == key) {
            Some((_, holds)) if fits(*holds, value) => Fate::Kept,
            // In YAML, a key with nothing behind it.
            Some(_) if value.is_null() || !ON_THE_WIRE.contains(&key) => Fate::Dropped,
            Some((_, holds)) => Fate::Lost(format!(
                "`{key}` is ignored, because it is not {}",
                holds.word()
            )),
            None if matches!(kind, Kind::PathItem) && is_operation(value) => Fate::Lost(format!(
                "the operation `{key}` is not there, because OpenAPI 3.0 has no such method"
            )),
            None => Fate::Dropped,
        },
    );
    let Dropped {
        mut hits, losses, ..
    } = dropped;
    context.losses.extend(losses);
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

/// Whether what stands in a path item under an unknown key looks like an operation.
fn is_operation(value: &Value) -> bool {
    value.get("responses").is_some() || value.get("operationId").is_some()
}

/// What is no object is no security scheme. What else is wrong with one is told where schemes are read.
fn security_schemes(context: &mut Context, hits: &mut Vec<String>) {
    if let Some(Value::Object(schemes)) =
        context.document.pointer_mut("/components/securitySchemes")
    {
        schemes.retain(|name, scheme| {
            if !scheme.is_object() {
                hits.push(pointer::join("/components/securitySchemes", name));
            }
            scheme.is_object()
        });
    }
}

/// Whether `value` is what its key holds; a scalar where a text belongs is made one.
fn fits(holds: Holds, value: &mut Value) -> bool {
    match holds {
        Holds::Anything => !value.is_null(),
        Holds::Flag => {
            if let Some(flag) = value.as_str().and_then(|text| text.parse::<bool>().ok()) {
                *value = Value::Bool(flag);
            }
            value.is_boolean()
        }
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

/// The keys that say what is sent or read.
const ON_THE_WIRE: [&str; 25] = [
    "servers",
    "variables",
    "security",
    "securitySchemes",
    "schemas",
    "parameters",
    "requestBodies",
    "responses",
    "pathItems",
    "requestBody",
    "required",
    "style",
    "explode",
    "allowReserved",
    "content",
    "encoding",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "schema",
];

/// What is done with an entry.
enum Fate {
    Kept,
    Dropped,
    /// Dropped, although it says something.
    Lost(String),
}

type Judge<'d> = dyn Fn(Kind, &str, &mut Value) -> Fate + 'd;

/// What [`prune`] has dropped.
#[derive(Default)]
struct Dropped {
    /// Whether entries go that are no objects where objects belong.
    malformed: bool,
    hits: Vec<String>,
    losses: Vec<Effect>,
}

impl Dropped {
    fn lose(&mut self, owner: &Map<String, Value>, at: &str, key: &str, what: String) {
        let from = owner.get(FROM).and_then(Value::as_str).unwrap_or(at);
        self.losses
            .push(Effect::new(pointer::join(from, key), what));
    }
}

/// Drops the entries that `judge` names from `value`, an object of `kind`, and from the objects within it.
fn prune(kind: Kind, at: &str, value: &mut Value, dropped: &mut Dropped, judge: &Judge) {
    let Value::Object(map) = value else { return };
    let mut lost = Vec::new();
    map.retain(|key, value| {
        match judge(kind, key, value) {
            Fate::Kept => return true,
            Fate::Dropped => {}
            Fate::Lost(what) => lost.push((key.clone(), what)),
        }
        dropped.hits.push(pointer::join(at, key));
        false
    });
    for (key, what) in lost {
        dropped.lose(map, at, &key, what);
    }
    for (key, holds) in keys(kind) {
        let at = pointer::join(at, key);
        match (holds, map.get_mut(*key)) {
            (Holds::One(kind), Some(value)) => prune(*kind, &at, value, dropped, judge),
            (Holds::Many(kind), Some(Value::Array(items))) => {
                for (index, item) in items.iter_mut().enumerate() {
                    prune(*kind, &format!("{at}/{index}"), item, dropped, judge);
                }
            }
            (Holds::Named(kind), Some(Value::Object(entries))) => {
                drop_extensions_of_named(entries, &at, dropped, *kind);
                for (name, entry) in entries {
                    prune(*kind, &pointer::join(&at, name), entry, dropped, judge);
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
    dropped: &mut Dropped,
    kind: Kind,
) {
    entries.retain(|name, entry| {
        let extension = name.starts_with("x-") && matches!(kind, Kind::PathItem | Kind::Response);
        if entry.is_null()
            && dropped.malformed
            && !extension
            && matches!(kind, Kind::MediaType | Kind::Response)
        {
            // It says that there is one, and nothing of it.
            *entry = json!({});
        }
        let kept = !extension && (entry.is_object() || !dropped.malformed);
        if !kept {
            let at = pointer::join(at, name);
            if !extension && matches!(kind, Kind::MediaType | Kind::Response) {
                let what = format!("`{name}` is ignored, because it is not an object");
                dropped.losses.push(Effect::new(&at, what));
            }
            dropped.hits.push(at);
        }
        kept
    });
}
