//! What a server of a document says: its own examples, or values made of its schemas.

use std::path::Path;

use codegen::document::Document;
use serde_json::{Map, Value, json};

/// The body of a response that is no JSON.
pub(crate) const BYTES: &[u8] = &[0, 1, 2, 3, 0xff, b'\n', 0, 7];

/// How many values a stream has.
pub(crate) const LINES: usize = 3;

/// How deep a value is made.
const DEPTH: usize = 8;

/// An API by its document.
pub(crate) struct Api {
    document: Value,
}

impl Api {
    pub(crate) fn of(document: &Path) -> Self {
        let bytes = std::fs::read(document).unwrap();
        let document = Document::load("document", &bytes).unwrap();
        Self {
            document: document.value().clone(),
        }
    }

    /// The path of the document's first server.
    pub(crate) fn base_path(&self) -> String {
        split(&address(&self.document["servers"][0])).1
    }

    /// Scheme and host of the server that the document has for a request, and its target there: a path has servers of its own
    /// now and then, and an address that a program gives replaces all of them.
    pub(crate) fn meant(&self, method: &str, target: &str) -> (String, String) {
        let (item, operation) = self.operation(method, target).unwrap();
        let mut levels = [operation, item, &self.document].into_iter();
        let server = levels.find_map(|it| it["servers"].as_array()?.first());
        let (origin, path) = split(&address(server.unwrap()));
        let target = target.strip_prefix(&self.base_path()).unwrap();
        (origin, format!("{path}{target}"))
    }

    /// The path item and the operation of a request.
    fn operation(&self, method: &str, target: &str) -> Option<(&Value, &Value)> {
        let path = target.split('?').next().unwrap();
        let path = path.strip_prefix(&self.base_path())?;
        let items = self.document["paths"].as_object().unwrap().iter();
        let mut found: Vec<_> = items
            .filter(|(template, _)| fits(template, path))
            .filter_map(|(template, item)| Some((template, item, item.get(method.to_lowercase())?)))
            .collect();
        // What is spelt out goes before what is a parameter.
        found.sort_by_key(|(template, ..)| template.matches('{').count());
        found
            .first()
            .map(|(_, item, operation)| (*item, *operation))
    }

    fn resolved<'a>(&'a self, node: &'a Value) -> &'a Value {
        match node["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.trim_start_matches('#');
                self.resolved(self.document.pointer(pointer).unwrap())
            }
            None => node,
        }
    }

    /// The response to a request, with a head.
    pub(crate) fn answer(&self, method: &str, target: &str) -> Vec<u8> {
        let Some((_, operation)) = self.operation(method, target) else {
            return response(404, "text/plain", b"no operation of the document");
        };
        let responses = operation["responses"].as_object().unwrap();
        let success = responses.iter().find(|(status, _)| status.starts_with('2'));
        let status = success.map_or(200, |(status, _)| status.parse().unwrap_or(200));
        let described = success.map_or(&Value::Null, |(_, described)| described);
        let content = self.resolved(described)["content"].as_object();
        let content: Vec<_> = content.into_iter().flatten().collect();
        let streamed = content
            .iter()
            .find(|(media_type, _)| media_type.contains("ndjson"));
        match streamed.or(content.first()) {
            None => response(status, "", b""),
            Some((media_type, described)) => {
                response(status, media_type, &self.body(media_type, described))
            }
        }
    }

    fn body(&self, media_type: &str, described: &Value) -> Vec<u8> {
        let value = || self.example(described, DEPTH);
        if media_type.contains("ndjson") {
            format!("{}\n", value()).repeat(LINES).into_bytes()
        } else if media_type.contains("json") {
            value().to_string().into_bytes()
        } else if media_type.starts_with("text/") {
            b"some text".to_vec()
        } else {
            BYTES.to_vec()
        }
    }

    /// The example of a media type or schema, or one that is made.
    fn example(&self, node: &Value, depth: usize) -> Value {
        let node = self.resolved(node);
        let named = || {
            let named = node["examples"].as_object()?.values().next()?;
            self.resolved(named).get("value")
        };
        let listed = || node["examples"].as_array()?.first();
        let own = node.get("example").or_else(named).or_else(listed);
        if let Some(own) = own {
            return own.clone();
        }
        match node.get("schema") {
            Some(schema) => self.example(schema, depth),
            None => self.made(node, depth),
        }
    }

    fn made(&self, schema: &Value, depth: usize) -> Value {
        let first = |key: &str| schema[key].as_array()?.first();
        if let Some(value) = schema.get("const").or_else(|| schema.get("default")) {
            return value.clone();
        }
        if let Some(value) = first("enum") {
            return value.clone();
        }
        if let Some(member) = first("oneOf").or_else(|| first("anyOf")) {
            return self.example(member, depth);
        }
        let mut all = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.example(part, depth) {
                Value::Object(object) => all.extend(object),
                other => return other,
            }
        }
        let types = &schema["type"];
        let ty = types.as_str().or_else(|| types[0].as_str());
        match (ty, schema["format"].as_str()) {
            (Some("string"), Some("date-time")) => json!("2026-01-31T08:30:00Z"),
            (Some("string"), Some("date")) => json!("2026-01-31"),
            (Some("string"), Some("uuid")) => json!("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            (Some("string"), _) => json!("text"),
            (Some("integer" | "number"), _) => json!(7),
            (Some("boolean"), _) => json!(true),
            (Some("array"), _) if depth == 0 => json!([]),
            (Some("array"), _) => json!([self.example(&schema["items"], depth - 1)]),
            _ => {
                for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                    if depth > 0 {
                        all.insert(name.clone(), self.example(property, depth - 1));
                    }
                }
                Value::Object(all)
            }
        }
    }
}

/// The address of a server, its variables as they are by default.
fn address(server: &Value) -> String {
    let mut url = server["url"].as_str().unwrap().to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let default = variable["default"].as_str().unwrap();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    url
}

/// Scheme and host of an address, and its path.
fn split(address: &str) -> (String, String) {
    let (scheme, rest) = address.split_once("://").unwrap();
    let at = rest.find('/').unwrap_or(rest.len());
    let path = rest[at..].trim_end_matches('/');
    (format!("{scheme}://{}", &rest[..at]), path.to_owned())
}

/// Whether `path` is one of the template.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found || wanted.contains('{') => {}
            _ => return false,
        }
    }
}

fn response(status: u16, media_type: &str, body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Fine\r\nconnection: close\r\n");
    if !media_type.is_empty() {
        head.push_str(&format!("content-type: {media_type}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}
