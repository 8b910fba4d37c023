//! What a resolved document says of an operation on the wire: parameters, forms of the body, responses.
//!
//! [`surface`](crate::surface) asks it which schemas need a type, [`model`](crate::model) what the runtime has to be told.

use serde_json::{Map, Value};

use crate::lower::schema::{is_any, kind, resolved};
use crate::model::{BodyCodec, Encoding, Place, ResponseCodec, Style};
use crate::upstream::media::{essence, is_json, is_wildcard, preference};

/// A parameter as the document has it.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) required: bool,
    pub(crate) allow_reserved: bool,
    pub(crate) json: bool,
    pub(crate) docs: String,
    pub(crate) schema: Value,
    /// What is amiss, and what is sent all the same.
    pub(crate) amiss: Option<String>,
}

/// A form of the request body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The media type as the document has it.
    pub(crate) key: String,
    /// Whether the document describes more than text or bytes where the client takes these.
    pub(crate) untyped: bool,
    pub(crate) media_type: String,
    pub(crate) codec: BodyCodec,
    pub(crate) encoding: Vec<Encoding>,
    /// `None` for text and bytes, which have one type.
    pub(crate) schema: Option<Value>,
}

/// A response, by status and media type.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The status and the media type as the document has them; no media type for a response without a body.
    pub(crate) key: (String, String),
    /// Whether the document describes more than text or bytes where the client gives these.
    pub(crate) untyped: bool,
    pub(crate) status: String,
    pub(crate) media_type: String,
    pub(crate) codec: ResponseCodec,
    /// The data of an event, or the line, that ends the stream; empty when none does.
    pub(crate) stream_end: String,
    /// `None` where the codec alone decides the type.
    pub(crate) schema: Option<Value>,
}

/// The key of a response's media type, for overlays: the data of an event, or the line, that ends the stream.
pub(crate) const STREAM_END: &str = "x-stream-end";

type Schemas = Map<String, Value>;

/// The forms of a body that the client has, and those that it does not.
#[derive(Clone, Debug)]
pub(crate) struct Forms<T> {
    pub(crate) kept: Vec<T>,
    pub(crate) dropped: Vec<T>,
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}

/// The parameters, path parameters in the template's order first.
pub(crate) fn parameters(operation: &Value, path: &str) -> Vec<Parameter> {
    let declared = operation.get("parameters").and_then(Value::as_array);
    let mut parameters: Vec<Parameter> = declared
        .into_iter()
        .flatten()
        .filter_map(parameter)
        .collect();
    let position = |parameter: &Parameter| match parameter.place {
        Place::Path => path
            .find(&format!("{{{}}}", parameter.name))
            .unwrap_or(usize::MAX - 1),
        _ => usize::MAX,
    };
    parameters.sort_by_key(position);
    parameters
}

pub(crate) fn parameter(parameter: &Value) -> Option<Parameter> {
    let place = Place::of(text(parameter, "in"))?;
    let (style, amiss) = style(text(parameter, "style"), place);
    let content = parameter
        .get("content")
        .and_then(Value::as_object)
        .and_then(|content| content.iter().next());
    let schema = match content {
        Some((_, media)) => media.get("schema"),
        None => parameter.get("schema"),
    };
    Some(Parameter {
        name: text(parameter, "name").to_owned(),
        place,
        style,
        explode: flag(parameter, "explode").unwrap_or(style == Style::Form),
        required: place == Place::Path || flag(parameter, "required").unwrap_or(false),
        allow_reserved: flag(parameter, "allowReserved").unwrap_or(false),
        json: content.is_some_and(|(media, _)| is_json(media)),
        docs: text(parameter, "description").to_owned(),
        schema: match (content, schema) {
            // The caller gives the encoded text.
            (Some((media, _)), _) if !is_json(media) => serde_json::json!({ "type": "string" }),
            (_, Some(schema)) => schema.clone(),
            (_, None) => serde_json::json!({ "type": "string" }),
        },
        amiss,
    })
}

/// The style of that name, for a parameter of `place`, and what is wrong with it.
fn style(name: &str, place: Place) -> (Style, Option<String>) {
    let default = Style::default_of(place);
    let word = place.word().to_ascii_lowercase();
    match Style::of(name) {
        None if name.is_empty() => (default, None),
        None => {
            let sent =
                format!("is sent in the default style, because `{name}` is no style of OpenAPI");
            (default, Some(sent))
        }
        Some(style) if !style.is_for(place) => {
            let sent =
                format!("is sent in the default style, because a {word} has no style `{name}`");
            (default, Some(sent))
        }
        Some(style) => (style, None),
    }
}

/// The forms of the body, the preferred one first, each of another media type.
pub(crate) fn bodies(operation: &Value, schemas: &Schemas) -> Vec<Body> {
    body_forms(operation, schemas).kept
}

/// The forms of the body. Dropped is what is sent as a media type that another one has already.
pub(crate) fn body_forms(operation: &Value, schemas: &Schemas) -> Forms<Body> {
    let content = operation
        .pointer("/requestBody/content")
        .and_then(Value::as_object);
    let mut bodies: Vec<Body> = content
        .into_iter()
        .flatten()
        .map(|(media, value)| body(media, value, schemas))
        .collect();
    bodies.sort_by_key(|body| (body.codec as usize, preference(&body.media_type)));
    let mut forms = Forms {
        kept: Vec::<Body>::new(),
        dropped: Vec::new(),
    };
    for body in bodies {
        let same = forms
            .kept
            .iter()
            .find(|it| it.media_type == body.media_type);
        match same {
            None => forms.kept.push(body),
            Some(same) if same.schema == body.schema => {}
            Some(_) => forms.dropped.push(body),
        }
    }
    forms
}

/// Whether a call has to have a body.
pub(crate) fn body_required(operation: &Value) -> bool {
    operation
        .pointer("/requestBody/required")
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

fn body(media: &str, value: &Value, schemas: &Schemas) -> Body {
    let schema = value
        .get("schema")
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()));
    let codec = body_codec(media, &schema, schemas);
    let typed = matches!(
        codec,
        BodyCodec::Json | BodyCodec::Form | BodyCodec::Multipart
    );
    let media_type = match codec {
        BodyCodec::Json if is_wildcard(media) => "application/json".to_owned(),
        BodyCodec::Bytes if is_wildcard(media) => "application/octet-stream".to_owned(),
        _ => media.trim().to_owned(),
    };
    let encoding = value.get("encoding").and_then(Value::as_object);
    Body {
        key: media.to_owned(),
        untyped: !typed && structured(&schema, schemas),
        media_type,
        codec,
        encoding: encoding
            .into_iter()
            .flatten()
            .map(|(property, encoding)| self::encoding(property, encoding))
            .collect(),
        schema: typed.then_some(schema),
    }
}

fn encoding(property: &str, encoding: &Value) -> Encoding {
    Encoding {
        property: property.to_owned(),
        content_type: encoding
            .get("contentType")
            .and_then(Value::as_str)
            .map(str::to_owned),
        style: Style::of(text(encoding, "style")),
        explode: flag(encoding, "explode"),
        allow_reserved: flag(encoding, "allowReserved").unwrap_or(false),
    }
}

/// How a body of the media type `media` is written.
pub(crate) fn body_codec(media: &str, schema: &Value, schemas: &Schemas) -> BodyCodec {
    let name = essence(media);
    if is_json(&name) {
        return BodyCodec::Json;
    }
    if is_wildcard(media) {
        return if structured(schema, schemas) {
            BodyCodec::Json
        } else {
            BodyCodec::Bytes
        };
    }
    match name.as_str() {
        "application/x-www-form-urlencoded" => BodyCodec::Form,
        "multipart/form-data" | "multipart/mixed" | "multipart/related" => BodyCodec::Multipart,
        "application/xml" | "application/graphql" => BodyCodec::Text,
        name if name.starts_with("text/") || name.ends_with("+xml") || name.contains("yaml") => {
            BodyCodec::Text
        }
        _ => BodyCodec::Bytes,
    }
}

/// Whether a schema describes more than bytes.
fn structured(schema: &Value, schemas: &Schemas) -> bool {
    let target = resolved(schema, schemas);
    let binary = target.get("format").is_some_and(|it| it == "binary");
    !is_any(target) && !binary && (kind(target) != Some("string") || target.get("enum").is_some())
}

/// Whether a value of `schema` can be an object, which is what forms are made of.
pub(crate) fn is_form(schema: &Value, schemas: &Schemas) -> bool {
    let target = resolved(schema, schemas);
    kind(target).is_none_or(|kind| kind == "object")
}

/// The responses: of each status those media types that the client asks for.
pub(crate) fn responses(operation: &Value, schemas: &Schemas) -> Vec<Response> {
    response_forms(operation, schemas).kept
}

/// The responses. Dropped are those media types that the client does not ask for.
pub(crate) fn response_forms(operation: &Value, schemas: &Schemas) -> Forms<Response> {
    let declared = operation.get("responses").and_then(Value::as_object);
    let mut responses = Vec::new();
    let mut dropped = Vec::new();
    for (status, response) in declared.into_iter().flatten() {
        let content = response.get("content").and_then(Value::as_object);
        let mut of_status: Vec<Response> = content
            .into_iter()
            .flatten()
            .map(|(media, value)| self::response(status, media, value, schemas))
            .collect();
        dropped.extend(not_asked_for(&mut of_status));
        if of_status.is_empty() {
            of_status.push(Response {
                key: (status.clone(), String::new()),
                untyped: false,
                status: status.clone(),
                media_type: String::new(),
                codec: ResponseCodec::Empty,
                stream_end: String::new(),
                schema: None,
            });
        }
        responses.append(&mut of_status);
    }
    Forms {
        kept: responses,
        dropped,
    }
}

/// Keeps JSON and streams of JSON where there are any, else text, else the first: the others are the same content in a
/// form that the client does not read.
fn not_asked_for(responses: &mut Vec<Response>) -> Vec<Response> {
    let rank = |response: &Response| match response.codec {
        ResponseCodec::Json | ResponseCodec::Events | ResponseCodec::Lines => 0,
        ResponseCodec::Text => 1,
        ResponseCodec::Bytes => 2,
        ResponseCodec::Empty => 3,
    };
    let Some(best) = responses.iter().map(rank).min() else {
        return Vec::new();
    };
    let mut seen: Vec<ResponseCodec> = Vec::new();
    responses.sort_by_key(|response| preference(&response.media_type));
    let (kept, dropped) = std::mem::take(responses).into_iter().partition(|response| {
        let kept = rank(response) == best && !seen.contains(&response.codec);
        seen.push(response.codec);
        kept
    });
    *responses = kept;
    dropped
}

fn response(status: &str, media: &str, value: &Value, schemas: &Schemas) -> Response {
    let schema = value
        .get("schema")
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()));
    let codec = response_codec(media, &schema, schemas);
    let typed = matches!(
        codec,
        ResponseCodec::Json | ResponseCodec::Events | ResponseCodec::Lines
    );
    Response {
        key: (status.to_owned(), media.to_owned()),
        untyped: !typed && structured(&schema, schemas),
        status: if status == "default" {
            status.to_owned()
        } else {
            status.to_ascii_uppercase()
        },
        media_type: media.trim().to_owned(),
        codec,
        stream_end: text(value, STREAM_END).to_owned(),
        schema: typed.then_some(schema),
    }
}

fn response_codec(media: &str, schema: &Value, schemas: &Schemas) -> ResponseCodec {
    let name = essence(media);
    match name.as_str() {
        "text/event-stream" => ResponseCodec::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/jsonlines"
        | "application/stream+json"
        | "application/json-lines" => ResponseCodec::Lines,
        name if is_json(name) => ResponseCodec::Json,
        _ if is_wildcard(media) && structured(schema, schemas) => ResponseCodec::Json,
        name if name.starts_with("text/") => ResponseCodec::Text,
        _ => ResponseCodec::Bytes,
    }
}
