//! An independent count: everything that a vendor's document says of requests and responses is in the client, or named in a
//! loss, or belongs to an operation that is left out.
//!
//! It reads the vendor's document by itself and looks at nothing that lowering has made, so that nothing vanishes unseen.

use std::collections::BTreeMap;

use codegen::document::METHODS;
use codegen::model::{BodyCodec, Format, Model, Object, Operation, Outcome, ResponseCodec, Shape};
use codegen::report::{LeftOut, Loss};
use serde_json::{Map, Value};

/// A client, and what was said of it.
pub struct Said<'a> {
    /// The vendor's document, as it was loaded.
    pub document: &'a Value,
    /// The client.
    pub model: &'a Model,
    /// What is told.
    pub losses: &'a [Loss],
    /// What is told.
    pub left_out: &'a [LeftOut],
}

/// What was counted, and what of it is neither there nor told.
#[derive(Debug, Default)]
pub struct Count {
    /// How many parameters, fields, statuses, media types, credentials and servers the document has, by kind.
    pub seen: BTreeMap<&'static str, usize>,
    /// What is missing without a word, one line for each.
    pub silent: Vec<String>,
}

/// Headers that OpenAPI says to ignore as parameters, and the one that every request has.
const IGNORED: [&str; 4] = ["accept", "content-type", "authorization", "user-agent"];

/// Counts everything.
pub fn count(said: &Said<'_>) -> Count {
    let mut count = Count::default();
    let mut calls: Vec<String> = names(said.document.get("webhooks"));
    for (path, item) in entries(said.document.get("paths")) {
        if path.starts_with("x-") {
            continue;
        }
        let item = resolved(said.document, item);
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let operation = resolved(said.document, operation);
            calls.extend(names(operation.get("callbacks")));
            let title = format!("{} {path}", method.to_uppercase());
            *count.seen.entry("operations").or_default() += 1;
            let named = |other: &str| other == title || other.starts_with(&format!("{title} ("));
            if said.left_out.iter().any(|it| named(&it.operation)) {
                continue;
            }
            let mut models = said.model.operations.iter();
            match models.find(|it| it.path == *path && it.verb.eq_ignore_ascii_case(method)) {
                Some(model) => {
                    let mut checked = Checked {
                        said,
                        title,
                        model,
                        count: &mut count,
                    };
                    checked.operation(item, operation);
                }
                None => count.silent.push(format!("{title}: the operation")),
            }
        }
    }
    for name in calls {
        *count.seen.entry("calls of the vendor's").or_default() += 1;
        let told = said
            .losses
            .iter()
            .any(|it| it.effect.contains(&format!("`{name}`")));
        if !told {
            count.silent.push(format!("the call `{name}`"));
        }
    }
    count
}

struct Checked<'a> {
    said: &'a Said<'a>,
    title: String,
    model: &'a Operation,
    count: &'a mut Count,
}

impl Checked<'_> {
    /// Counts one thing of a `kind`: it is there, or a loss of this operation names it by `word`.
    fn thing(&mut self, kind: &'static str, what: &str, word: &str, is_there: bool) {
        *self.count.seen.entry(kind).or_default() += 1;
        if !is_there && !self.is_told(word) {
            self.count
                .silent
                .push(format!("{}: {kind} {what}", self.title));
        }
    }

    fn is_told(&self, word: &str) -> bool {
        let ours = |it: &String| *it == self.title || it.starts_with(&format!("{} (", self.title));
        self.said
            .losses
            .iter()
            .any(|it| it.operations.iter().any(ours) && it.effect.contains(word))
    }

    fn operation(&mut self, item: &Value, operation: &Value) {
        let document = self.said.document;
        let mut parameters: BTreeMap<(String, String), &Value> = BTreeMap::new();
        for owner in [item, operation] {
            for parameter in list(owner.get("parameters")) {
                let parameter = resolved(document, parameter);
                let key = (text(parameter, "in"), text(parameter, "name"));
                parameters.insert(key, parameter);
            }
        }
        for ((place, name), parameter) in parameters {
            self.parameter(&place, &name, parameter);
        }
        if let Some(body) = operation.get("requestBody") {
            self.body(resolved(document, body));
        }
        for (status, response) in entries(operation.get("responses")) {
            if !status.starts_with("x-") {
                self.response(status, resolved(document, response));
            }
        }
        let security = operation
            .get("security")
            .or_else(|| document.get("security"));
        for alternative in list(security) {
            for name in names(Some(alternative)) {
                let there = self.model.security.iter().flatten().any(|it| *it == name)
                    && self.said.model.api.schemes.iter().any(|it| it.name == name);
                self.thing("credentials", &name, &format!("`{name}`"), there);
            }
        }
        let own = operation.get("servers").or_else(|| item.get("servers"));
        let known = match own {
            Some(_) => &self.model.servers,
            None => &self.said.model.api.servers,
        };
        let known: Vec<String> = known.iter().map(|it| it.url.clone()).collect();
        for server in list(own.or_else(|| document.get("servers"))) {
            let url = text(server, "url");
            let there = known.iter().any(|it| *it == url.trim());
            self.thing("servers", &url, &url, there);
        }
    }

    fn parameter(&mut self, place: &str, name: &str, parameter: &Value) {
        if place == "header" && IGNORED.contains(&name.to_lowercase().as_str()) {
            return;
        }
        let mut models = self.model.parameters.iter();
        let model =
            models.find(|it| it.name == name && it.place.word().eq_ignore_ascii_case(place));
        let word = format!("`{name}`");
        self.thing(
            "parameters",
            &format!("{place} `{name}`"),
            &word,
            model.is_some(),
        );
        let Some(model) = model else { return };
        let default = if matches!(place, "query" | "cookie") {
            "form"
        } else {
            "simple"
        };
        let style = parameter
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or(default);
        let explode = flag(parameter, "explode").unwrap_or(style == "form");
        let content = parameter.get("content").and_then(Value::as_object);
        let json = content.is_some_and(|it| it.keys().any(|media| media.contains("json")));
        let same = [
            ("style", model.style.word().eq_ignore_ascii_case(style)),
            ("explode", model.explode == explode),
            (
                "required",
                model.required == (place == "path" || flag(parameter, "required") == Some(true)),
            ),
            (
                "allowReserved",
                model.allow_reserved == (flag(parameter, "allowReserved") == Some(true)),
            ),
            ("content", model.json == json),
        ];
        for (what, same) in same {
            self.thing(
                "ways to send a parameter",
                &format!("{what} of `{name}`"),
                &word,
                same,
            );
        }
    }

    fn body(&mut self, body: &Value) {
        let required = flag(body, "required") == Some(true);
        let there = !self.model.bodies.is_empty();
        self.thing("bodies", "", "the body is", there);
        self.thing(
            "required bodies",
            "",
            "the body is",
            self.model.body_required == required || !there,
        );
        for (media, value) in entries(body.get("content")) {
            let any = matches!(media.trim(), "*/*" | "application/*");
            let mut models = self.model.bodies.iter();
            let model = models.find(|it| it.media_type == media.trim() || any);
            self.thing(
                "media types of requests",
                media,
                &format!("`{media}`"),
                model.is_some(),
            );
            if let Some(model) = model
                && matches!(model.codec, BodyCodec::Form | BodyCodec::Multipart)
            {
                let mut fields = Vec::new();
                properties(
                    self.said.document,
                    value.get("schema").unwrap_or(&Value::Null),
                    0,
                    &mut fields,
                );
                for field in fields {
                    let there = is_field(self.said.model, &model.ty, &field);
                    self.thing("form fields", &field, &format!("`{field}`"), there);
                }
            }
        }
    }

    fn response(&mut self, status: &str, response: &Value) {
        let formats: Vec<(&Format, ResponseCodec)> = [&self.model.success, &self.model.failure]
            .into_iter()
            .flat_map(formats)
            .collect();
        let of_status = |it: &&(&Format, ResponseCodec)| it.0.status.eq_ignore_ascii_case(status);
        let there = formats.iter().any(|it| of_status(&it));
        let media: Vec<(bool, String)> = entries(response.get("content"))
            .map(|(media, _)| {
                let mut known = formats.iter().filter(of_status);
                (
                    known.any(|it| it.0.media_type == media.trim()),
                    media.clone(),
                )
            })
            .collect();
        self.thing("statuses", status, status, there);
        for (there, media) in media {
            let what = format!("{status} as {media}");
            self.thing(
                "media types of responses",
                &what,
                &format!("`{media}`"),
                there,
            );
        }
    }
}

/// Whether the type `ty` of a client has a field for the property `name`, or says where its value is.
fn is_field(model: &Model, ty: &str, name: &str) -> bool {
    let Some(ty) = model.types.get(ty.trim_start_matches("types::")) else {
        return false;
    };
    let has = |object: &Object| object.fields.iter().any(|it| it.wire == name);
    let inner = |ty: &str| is_field(model, ty, name);
    match &ty.shape {
        Shape::Object(object) => {
            has(object) || (object.rest.is_some() && ty.docs.contains(&format!("`{name}`")))
        }
        Shape::Newtype(of) => inner(of),
        Shape::Union(union) => union.members.iter().any(|it| inner(&it.ty)),
        Shape::Keyed(members) => members.iter().any(|it| it.wire == name || inner(&it.ty)),
        Shape::Enum(_) | Shape::Other(_) => false,
    }
}

fn formats(outcome: &Outcome) -> Vec<(&Format, ResponseCodec)> {
    match outcome {
        Outcome::Undocumented => Vec::new(),
        Outcome::One { codec, formats, .. } => formats.iter().map(|it| (it, *codec)).collect(),
        Outcome::Several { variants, .. } => {
            variants.iter().map(|it| (&it.format, it.codec)).collect()
        }
    }
}

/// The properties that a schema has by itself, by reference, and by composition.
fn properties(document: &Value, schema: &Value, depth: usize, found: &mut Vec<String>) {
    if depth > 16 {
        return;
    }
    let schema = resolved(document, schema);
    for (name, property) in entries(schema.get("properties")) {
        // A property that is nothing, or that nothing satisfies, is none.
        if property.is_object() || *property == Value::Bool(true) {
            found.push(name.clone());
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in list(schema.get(key)) {
            properties(document, part, depth + 1, found);
        }
    }
}

/// What `value` is once its references within the document are followed.
fn resolved<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    let mut current = value;
    for _ in 0..16 {
        let target = current.get("$ref").and_then(Value::as_str);
        match target.and_then(|it| document.pointer(it.strip_prefix('#')?)) {
            Some(found) => current = found,
            None => break,
        }
    }
    current
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn names(value: Option<&Value>) -> Vec<String> {
    let keys = value
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys);
    keys.filter(|it| !it.starts_with("x-")).cloned().collect()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}
