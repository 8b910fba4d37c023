//! What of a resolved document the client does not do: it has no way to send or read it, or has it in another form.

use serde_json::{Map, Value};

use crate::document::{Operation, operations};
use crate::model::{BodyCodec, ResponseCodec, Style, scheme_kind};
use crate::pointer::join;
use crate::report::{Lost, REMEDY};
use crate::upstream::media::is_json;
use crate::wire;

type Schemas = Map<String, Value>;

struct Found(Vec<Lost>);

impl Found {
    fn add(&mut self, rule: &'static str, at: &str, effect: String, remedy: &str) {
        self.0.push(Lost {
            rule,
            pointer: at.to_owned(),
            effect,
            remedy: remedy.to_owned(),
        });
    }
}

/// What the client of `document` does not do, at its place in that document.
pub(super) fn losses(document: &Value) -> Vec<Lost> {
    let mut found = Found(Vec::new());
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let security = |list: Option<&Value>, at: &str, found: &mut Found| {
        undeclared_schemes(document, list, at, found);
    };
    security(document.get("security"), "/security", &mut found);
    for operation in operations(document) {
        let at = operation.pointer();
        parameters(&operation, &at, &mut found);
        bodies(&operation, &at, schemas, &mut found);
        responses(&operation, &at, schemas, &mut found);
        security(
            operation.value.get("security"),
            &join(&at, "security"),
            &mut found,
        );
    }
    schemes(document, &mut found);
    found.0
}

fn parameters(operation: &Operation<'_>, at: &str, found: &mut Found) {
    let declared = operation.value.get("parameters").and_then(Value::as_array);
    for (index, value) in declared.into_iter().flatten().enumerate() {
        let at = format!("{at}/parameters/{index}");
        let Some(it) = wire::parameter(value) else {
            continue;
        };
        let name = format!(
            "the {} parameter `{}`",
            it.place.word().to_lowercase(),
            it.name
        );
        if let Some(amiss) = it.amiss {
            let remedy = "name a style of OpenAPI by an overlay action";
            found.add(
                "parameter-styles",
                &join(&at, "style"),
                format!("{name} {amiss}"),
                remedy,
            );
        }
        let content = value.get("content").and_then(Value::as_object);
        for (index, (media, _)) in content.into_iter().flatten().enumerate() {
            let at = join(&join(&at, "content"), media);
            if index > 0 {
                let effect = format!("{name} is not sent as `{media}`, only in the first form");
                found.add(
                    "parameter-contents",
                    &at,
                    effect,
                    "leave one media type by an overlay action",
                );
            } else if !is_json(media) {
                let effect = format!(
                    "{name} is given as text, which the program has to encode as `{media}`"
                );
                found.add(
                    "parameter-contents",
                    &at,
                    effect,
                    "encode the value, or describe it as JSON by an overlay action",
                );
            }
        }
    }
}

fn bodies(operation: &Operation<'_>, at: &str, schemas: &Schemas, found: &mut Found) {
    let forms = wire::body_forms(operation.value, schemas);
    let at = join(&join(at, "requestBody"), "content");
    for it in &forms.dropped {
        let effect = format!(
            "the body is not sent as `{}`, because another one is sent as `{}` as well",
            it.key, it.media_type
        );
        found.add(
            "body-media-types",
            &join(&at, &it.key),
            effect,
            "leave one of the two by an overlay action",
        );
    }
    for it in &forms.kept {
        let at = join(&at, &it.key);
        if it.untyped {
            let given = if it.codec == BodyCodec::Text {
                "text"
            } else {
                "bytes"
            };
            let effect = format!(
                "the body `{}` is given as {given}: what its schema describes has to be encoded by the program",
                it.key
            );
            found.add(
                "untyped-bodies",
                &at,
                effect,
                "encode the value by a crate for that media type",
            );
        }
        if matches!(it.codec, BodyCodec::Form | BodyCodec::Multipart)
            && it
                .schema
                .as_ref()
                .is_some_and(|schema| !wire::is_form(schema, schemas))
        {
            let effect = format!(
                "the body `{}` is refused unless it is an object, and its schema is another type",
                it.key
            );
            found.add(
                "forms-of-no-object",
                &at,
                effect,
                "describe the form's properties by an overlay action",
            );
        }
        encodings(operation, it, &at, found);
    }
}

/// What an `encoding` says that no part is sent with.
fn encodings(operation: &Operation<'_>, body: &wire::Body, at: &str, found: &mut Found) {
    let media = operation
        .value
        .pointer("/requestBody/content")
        .and_then(|it| it.get(&body.key));
    let encoding = media
        .and_then(|it| it.get("encoding"))
        .and_then(Value::as_object);
    for (property, encoding) in encoding.into_iter().flatten() {
        let at = join(&join(at, "encoding"), property);
        let headers = encoding.get("headers").and_then(Value::as_object);
        for name in headers.into_iter().flat_map(Map::keys) {
            // The media type of a part has a key of its own, and OpenAPI ignores it here.
            if body.codec == BodyCodec::Multipart && !name.eq_ignore_ascii_case("content-type") {
                let effect = format!("the part `{property}` is sent without its header `{name}`");
                found.add(
                    "part-headers",
                    &join(&join(&at, "headers"), name),
                    effect,
                    "send the body as bytes, by `Client::runtime`",
                );
            }
        }
        let style = encoding
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or("form");
        if Style::of(style).is_none() {
            let effect = format!(
                "the property `{property}` is sent in the default style, because `{style}` is no style of OpenAPI"
            );
            found.add(
                "parameter-styles",
                &join(&at, "style"),
                effect,
                "name a style of OpenAPI by an overlay action",
            );
        }
    }
}

fn responses(operation: &Operation<'_>, at: &str, schemas: &Schemas, found: &mut Found) {
    let forms = wire::response_forms(operation.value, schemas);
    let place = |it: &wire::Response| {
        let at = join(&join(at, "responses"), &it.key.0);
        join(&join(&at, "content"), &it.key.1)
    };
    for it in &forms.dropped {
        let asked = forms.kept.iter().filter(|other| other.key.0 == it.key.0);
        let asked: Vec<String> = asked.map(|it| format!("`{}`", it.key.1)).collect();
        let effect = format!(
            "the response {} is not asked for as `{}`, only as {}",
            it.key.0,
            it.key.1,
            asked.join(" and ")
        );
        let remedy = "take the response as it comes, by `send_raw` and `CallOptions::header(\"accept\", …)`, or leave the other media types out by an overlay action";
        found.add("response-media-types", &place(it), effect, remedy);
    }
    for it in forms.kept.iter().filter(|it| it.untyped) {
        let given = if it.codec == ResponseCodec::Text {
            "text"
        } else {
            "bytes"
        };
        let effect = format!(
            "the response {} is given as {given}: what the schema of `{}` describes has to be decoded by the program",
            it.key.0, it.key.1
        );
        found.add(
            "untyped-responses",
            &place(it),
            effect,
            "decode it by a crate for that media type",
        );
    }
}

/// Security schemes that no credential can be given for.
fn schemes(document: &Value, found: &mut Found) {
    let at = "/components/securitySchemes";
    let declared = document.pointer(at).and_then(Value::as_object);
    for (name, scheme) in declared.into_iter().flatten() {
        if let Err((why, remedy)) = scheme_kind(scheme) {
            let effect = format!("the credential `{name}` is not sent: {why}");
            found.add("security-schemes", &join(at, name), effect, remedy);
        }
    }
}

/// Security schemes that operations ask for, and that the document does not declare.
fn undeclared_schemes(document: &Value, list: Option<&Value>, at: &str, found: &mut Found) {
    let alternatives = list.and_then(Value::as_array).into_iter().flatten();
    for (index, alternative) in alternatives.enumerate() {
        for name in alternative.as_object().into_iter().flat_map(Map::keys) {
            let schemes = document.pointer("/components/securitySchemes");
            if schemes.is_none_or(|it| it.get(name).is_none()) {
                let at = join(&format!("{at}/{index}"), name);
                let effect = format!(
                    "the credential `{name}` is not sent: the document does not declare it"
                );
                found.add("security-schemes", &at, effect, REMEDY);
            }
        }
    }
}
