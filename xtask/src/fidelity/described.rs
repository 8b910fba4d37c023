//! The operations of the vendor's document as it describes them, with references followed.

use codegen::document::METHODS;
use serde_json::{Map, Value};

use super::schema::decoded;

/// An operation.
pub(super) struct Described<'d> {
    pub(super) path: &'d str,
    /// In upper case.
    pub(super) method: String,
    pub(super) parameters: Vec<Parameter<'d>>,
    pub(super) bodies: Vec<Media<'d>>,
    pub(super) body_required: bool,
    /// Statuses with their bodies.
    pub(super) responses: Vec<(String, Vec<Media<'d>>)>,
    /// Alternatives, each of which is a list of schemes; empty: none.
    pub(super) security: Vec<Vec<Scheme<'d>>>,
}

/// A parameter.
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) place: &'d str,
    pub(super) style: &'d str,
    pub(super) explode: bool,
    pub(super) required: bool,
    /// The media type of its text, where it has one.
    pub(super) media_type: Option<&'d str>,
    pub(super) schema: Option<&'d Value>,
    pub(super) examples: Vec<&'d Value>,
}

/// A body in one media type.
pub(super) struct Media<'d> {
    pub(super) media_type: &'d str,
    pub(super) schema: Option<&'d Value>,
    pub(super) examples: Vec<&'d Value>,
    pub(super) encoding: Option<&'d Map<String, Value>>,
}

/// Where a credential goes.
#[derive(Clone, Copy)]
pub(super) enum Scheme<'d> {
    /// `Authorization`.
    Authorization,
    /// Under this name in `header`, `query` or `cookie`.
    Key(&'d str, &'d str),
    /// What no client can send by itself.
    Other,
}

/// Every operation of `document`, in its order.
pub(super) fn described(document: &Value) -> Vec<Described<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut all = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        let item = follow(document, item);
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let operation = follow(document, operation);
                all.push(one(document, path, item, method, operation));
            }
        }
    }
    all
}

/// What a value is after its references.
pub(super) fn follow<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let mut value = value;
    for _ in 0..16 {
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|it| document.pointer(&decoded(it.strip_prefix('#')?)));
        match target {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

fn one<'d>(
    document: &'d Value,
    path: &'d str,
    item: &'d Value,
    method: &str,
    operation: &'d Value,
) -> Described<'d> {
    let body = operation.get("requestBody").map(|it| follow(document, it));
    let responses = operation.get("responses").and_then(Value::as_object);
    let responses = responses.into_iter().flatten();
    Described {
        path,
        method: method.to_ascii_uppercase(),
        parameters: parameters(document, path, item, operation),
        bodies: body.map(|it| media(document, it)).unwrap_or_default(),
        body_required: body
            .and_then(|it| it.get("required"))
            .and_then(Value::as_bool)
            .unwrap_or(false),
        responses: responses
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, response)| {
                let response = follow(document, response);
                (status.to_ascii_uppercase(), media(document, response))
            })
            .collect(),
        security: security(document, operation),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}

/// Those of the operation, of the path, and of its template: a path that lacks a value is no path.
fn parameters<'d>(
    document: &'d Value,
    path: &'d str,
    item: &'d Value,
    operation: &'d Value,
) -> Vec<Parameter<'d>> {
    let listed = |value: &'d Value| {
        let parameters = value.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten()
    };
    let mut all: Vec<Parameter<'d>> = Vec::new();
    for value in listed(operation).chain(listed(item)) {
        let value = follow(document, value);
        let (Some(name), Some(place)) = (text(value, "name"), text(value, "in")) else {
            continue;
        };
        let known = all.iter().any(|it| it.name == name && it.place == place);
        // "If `in` is header and the name field is Accept, Content-Type or Authorization, it SHALL be ignored." User-Agent is
        // the client's own name, which its builder sets for all calls.
        let ignored = place == "header"
            && ["accept", "content-type", "authorization", "user-agent"]
                .contains(&name.to_ascii_lowercase().as_str());
        if !known && !ignored {
            all.push(parameter(document, value, name, place));
        }
    }
    for name in path
        .split('{')
        .skip(1)
        .filter_map(|it| it.split('}').next())
    {
        if !all.iter().any(|it| it.name == name && it.place == "path") {
            all.push(parameter(document, &Value::Null, name, "path"));
        }
    }
    all
}

fn parameter<'d>(
    document: &'d Value,
    value: &'d Value,
    name: &'d str,
    place: &'d str,
) -> Parameter<'d> {
    let otherwise = match place {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    let style = text(value, "style").unwrap_or(otherwise);
    let content = value.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.iter().next());
    let holder = content.map_or(value, |(_, media)| media);
    Parameter {
        name,
        place,
        style,
        explode: flag(value, "explode").unwrap_or(style == "form"),
        required: place == "path" || flag(value, "required").unwrap_or(false),
        media_type: content.map(|(media_type, _)| media_type.as_str()),
        schema: holder.get("schema"),
        examples: examples(document, holder),
    }
}

/// `example`, and the values of `examples`.
fn examples<'d>(document: &'d Value, holder: &'d Value) -> Vec<&'d Value> {
    let several = holder.get("examples").and_then(Value::as_object);
    let several = several.into_iter().flatten();
    let several = several.filter_map(|(_, it)| follow(document, it).get("value"));
    holder.get("example").into_iter().chain(several).collect()
}

fn media<'d>(document: &'d Value, value: &'d Value) -> Vec<Media<'d>> {
    let content = value.get("content").and_then(Value::as_object);
    let content = content.into_iter().flatten();
    content
        .map(|(media_type, value)| Media {
            media_type: media_type.trim(),
            schema: value.get("schema"),
            examples: examples(document, value),
            encoding: value.get("encoding").and_then(Value::as_object),
        })
        .collect()
}

fn security<'d>(document: &'d Value, operation: &'d Value) -> Vec<Vec<Scheme<'d>>> {
    let asked = operation.get("security").or(document.get("security"));
    let schemes = document.pointer("/components/securitySchemes");
    let asked = asked.and_then(Value::as_array).into_iter().flatten();
    asked
        .filter_map(Value::as_object)
        .map(|all| {
            let names = all.keys();
            names
                .map(|name| {
                    let scheme = schemes.and_then(|it| it.get(name));
                    scheme.map_or(Scheme::Other, |it| self::scheme(follow(document, it)))
                })
                .collect()
        })
        .collect()
}

fn scheme(value: &Value) -> Scheme<'_> {
    let http = text(value, "scheme").unwrap_or_default();
    match text(value, "type").unwrap_or_default() {
        "http"
            if ["bearer", "basic"]
                .iter()
                .any(|it| http.eq_ignore_ascii_case(it)) =>
        {
            Scheme::Authorization
        }
        "oauth2" | "openIdConnect" => Scheme::Authorization,
        "apiKey" => match (text(value, "in"), text(value, "name")) {
            (Some(place), Some(name)) => Scheme::Key(place, name),
            _ => Scheme::Other,
        },
        _ => Scheme::Other,
    }
}

/// The media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
