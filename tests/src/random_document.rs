//! Documents at random, valid ones, with everything that a client is generated from.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Names that are awkward in Rust, in headers, or in a file system.
const NAMES: [&str; 16] = [
    "name",
    "type",
    "self",
    "Self",
    "a-b",
    "a_b2",
    "1st",
    "用户",
    "x.y",
    "camelCase",
    "SHOUT",
    "crate",
    "r",
    "value",
    "extra",
    "api-version",
];

const STRING_FORMATS: [&str; 10] = [
    "date",
    "date-time",
    "uuid",
    "byte",
    "binary",
    "password",
    "email",
    "uri",
    "ipv4",
    "no-such-format",
];

/// One document of `count` random ones that share nothing, so that their client is one crate and one compilation.
pub fn merged(count: usize, random: &mut Random) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for number in 0..count {
        let mut part = Part {
            prefix: format!("D{number}"),
            names: Vec::new(),
            random: random.fork(),
        };
        part.names = (0..4 + part.random.below(5))
            .map(|it| format!("D{number}Schema{it}"))
            .collect();
        for name in part.names.clone() {
            schemas.insert(name, part.component());
        }
        for operation in 0..1 + part.random.below(3) {
            let (path, item) = part.operation(operation);
            paths.insert(path, item);
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Random", "version": "1" },
        "servers": [{ "url": "https://random.example" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

struct Part {
    prefix: String,
    names: Vec<String>,
    random: Random,
}

impl Part {
    fn name(&mut self) -> &'static str {
        self.random.pick(&NAMES).copied().unwrap_or("name")
    }

    fn reference(&mut self) -> Value {
        let name = self.random.pick(&self.names).cloned().unwrap_or_default();
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A component: mostly an object, so that references lead somewhere.
    fn component(&mut self) -> Value {
        match self.random.below(6) {
            0 => self.schema(2),
            1 => json!({ "allOf": [self.object(1), self.object(1)] }),
            2 => json!({ "oneOf": [self.object(1), self.object(1), { "type": "string" }] }),
            _ => self.object(2),
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        let mut schema = match self.random.below(if depth == 0 { 6 } else { 10 }) {
            0 => json!({ "type": "string", "enum": ["a", "b-c", "用户", "1"] }),
            1 => self.string(),
            2 => {
                json!({ "type": "integer", "format": if self.random.one_in(2) { "int64" } else { "int32" }, "minimum": 0 })
            }
            3 => json!({ "type": "number" }),
            4 => json!({ "type": "boolean" }),
            5 => return self.reference(),
            6 => {
                json!({ "type": "array", "items": self.schema(depth - 1), "uniqueItems": self.random.one_in(3) })
            }
            7 => json!({ "type": "object", "additionalProperties": self.schema(depth - 1) }),
            8 => json!({ "anyOf": [self.schema(depth - 1), self.schema(depth - 1)] }),
            _ => self.object(depth - 1),
        };
        if self.random.one_in(4) {
            schema["nullable"] = json!(true);
        }
        if self.random.one_in(3) {
            schema["description"] =
                json!("```rust\ncompile_error!(\"a description is no code\");\n```");
        }
        schema
    }

    fn string(&mut self) -> Value {
        let format = self.random.pick(&STRING_FORMATS).copied().unwrap_or("date");
        match self.random.below(3) {
            0 => json!({ "type": "string" }),
            1 => json!({ "type": "string", "minLength": 1, "maxLength": 20 }),
            _ => json!({ "type": "string", "format": format }),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.random.below(5) {
            let name = self.name();
            let schema = self.schema(depth);
            properties.insert(name.to_owned(), schema);
        }
        let required: Vec<String> = properties
            .keys()
            .filter(|_| self.random.one_in(2))
            .cloned()
            .collect();
        let mut object = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if self.random.one_in(4) {
            object["additionalProperties"] = json!(self.random.one_in(2));
        }
        object
    }

    fn operation(&mut self, number: usize) -> (String, Value) {
        let prefix = self.prefix.clone();
        let mut path = format!("/{prefix}/{number}");
        let mut parameters = Vec::new();
        let mut seen = Vec::new();
        for _ in 0..self.random.below(5) {
            let name = self.name();
            let place = self
                .random
                .pick(&["query", "header", "path", "cookie"])
                .copied()
                .unwrap_or("query");
            // A header has a name of ASCII letters, and one name is one parameter.
            if (place == "header" && !name.is_ascii()) || seen.contains(&(name, place)) {
                continue;
            }
            seen.push((name, place));
            let required = place == "path" || self.random.one_in(2);
            let mut schema = self.string();
            if place == "path" {
                path.push_str(&format!("/{{{name}}}"));
            } else if self.random.one_in(3) {
                schema = json!({ "type": "array", "items": { "type": "string" } });
            }
            parameters
                .push(json!({ "name": name, "in": place, "required": required, "schema": schema }));
        }
        let body = self.schema(1);
        let success = self.schema(1);
        let failure = self.object(1);
        let mut operation = json!({
            "operationId": format!("{prefix}Call{number}"),
            "tags": [self.name()],
            "parameters": parameters,
            "responses": {
                "200": { "description": "", "content": { "application/json": { "schema": success } } },
                "204": { "description": "" },
                "4XX": { "description": "", "content": { "application/json": { "schema": failure } } },
            },
        });
        let method = self
            .random
            .pick(&["get", "post", "put", "delete"])
            .copied()
            .unwrap_or("get");
        if matches!(method, "post" | "put") {
            let media = self.random.pick(&[
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
            ]);
            let media = media.copied().unwrap_or("application/json");
            let body = if media == "application/json" {
                body
            } else {
                self.object(0)
            };
            operation["requestBody"] =
                json!({ "required": true, "content": { media: { "schema": body } } });
        }
        (path, json!({ method: operation }))
    }
}
