//! Values for the programs of a README, as Rust writes them: those of the document's own examples where it has some.

use serde_json::Value;

use crate::model::{Body, Model, Object, Operation, Parameter, Presence, Shape};

/// How deep the properties of a body are filled in.
const DEPTH: usize = 4;

/// The longest example that a line of a program shows.
const SHOWN: usize = 60;

/// What the values of a README are made of.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) model: &'a Model,
    /// The document that the client was generated from.
    pub(super) document: &'a Value,
}

impl<'a> Values<'a> {
    /// What `node` refers to, or itself.
    fn resolved(self, node: &'a Value) -> Option<&'a Value> {
        match node.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.strip_prefix('#')?),
            None => Some(node),
        }
    }

    fn described(self, operation: &Operation) -> Option<(&'a Value, &'a Value)> {
        let item = self.document.get("paths")?.get(&operation.path)?;
        Some((item, item.get(operation.verb.to_lowercase())?))
    }

    /// The example of a parameter or schema, or of the schema of a parameter.
    fn example(self, node: &'a Value) -> Option<&'a Value> {
        let named = || {
            let mut all = node.get("examples")?.as_object()?.values();
            self.resolved(all.next()?)?.get("value")
        };
        let of_schema = || self.example(self.resolved(node.get("schema")?)?);
        node.get("example")
            .or_else(named)
            .or_else(|| node.get("default"))
            .or_else(of_schema)
    }

    fn example_of(self, operation: &Operation, parameter: &Parameter) -> Option<&'a Value> {
        let (item, described) = self.described(operation)?;
        let lists = [described, item].into_iter();
        let all = lists.filter_map(|it| it.get("parameters")?.as_array());
        let found = all
            .flatten()
            .filter_map(|it| self.resolved(it))
            .find(|it| {
                let is =
                    |key: &str, value: &str| it.get(key).and_then(Value::as_str) == Some(value);
                is("name", &parameter.name) && is("in", &parameter.place.word().to_lowercase())
            })?;
        self.example(found)
    }

    /// A literal for a parameter; `None` for one that needs a type of its own.
    pub(super) fn parameter(self, operation: &Operation, parameter: &Parameter) -> Option<String> {
        let example = self.example_of(operation, parameter);
        self.literal(&parameter.ty, &parameter.ident, example)
    }

    /// How many parameters have to be given that the document has no example of.
    pub(super) fn made_up(self, operation: &Operation) -> usize {
        let required = operation.parameters.iter().filter(|it| it.required);
        required
            .filter(|it| self.example_of(operation, it).is_none())
            .count()
    }

    /// A literal of the type `ty`: the example, if it is one.
    fn literal(self, ty: &str, ident: &str, example: Option<&Value>) -> Option<String> {
        let text = example
            .and_then(Value::as_str)
            .filter(|it| it.chars().count() <= SHOWN && !it.chars().any(char::is_control));
        let quoted = |other: &str| format!("{:?}", text.unwrap_or(other));
        Some(match ty {
            "String" => quoted(ident),
            "bool" => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" => {
                let number = example.and_then(Value::as_i64).filter(|it| fits(ty, *it));
                format!("{}{ty}", number.unwrap_or(1))
            }
            "f32" | "f64" => "1.0".to_owned(),
            "crate::runtime::DateTime" => quoted("2026-01-31T08:30:00Z"),
            "crate::runtime::Date" => quoted("2026-01-31"),
            "crate::runtime::Time" => quoted("08:30:00Z"),
            "crate::runtime::Uuid" => quoted("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            "crate::runtime::Ip" | "crate::runtime::Ipv4" => quoted("192.0.2.1"),
            "crate::runtime::Ipv6" => quoted("2001:db8::1"),
            ty => {
                let ty = self
                    .model
                    .types
                    .get(ty.strip_prefix("types::").unwrap_or(ty))?;
                let Shape::Enum(open) = &ty.shape else {
                    return None;
                };
                let named = open
                    .variants
                    .iter()
                    .find(|it| Some(it.wire.as_str()) == text);
                let variant = named.or(open.variants.first())?;
                format!("types::{}::{}", ty.name, variant.ident)
            }
        })
    }

    /// The object that `body` is, if it is one.
    fn object(self, ty: &str) -> Option<(&'a str, &'a Object)> {
        let ty = self
            .model
            .types
            .get(ty.strip_prefix("types::").unwrap_or(ty))?;
        match &ty.shape {
            Shape::Object(object) => Some((&ty.name, object)),
            _ => None,
        }
    }

    /// Whether `body` is a form with a file.
    pub(super) fn has_file(self, body: &Body) -> bool {
        let object = self.object(&body.ty);
        object.is_some_and(|(_, object)| object.fields.iter().any(|it| is_file(&it.ty)))
    }

    /// The setter of a body, and the body with its files and required properties; `None` for a type that is no object.
    pub(super) fn body<'b>(
        self,
        operation: &Operation,
        body: &'b Body,
    ) -> Option<(&'b str, String)> {
        let schema = self.described(operation).and_then(|(_, described)| {
            let content = self
                .resolved(described.get("requestBody")?)?
                .get("content")?;
            self.resolved(content.get(&body.media_type)?.get("schema")?)
        });
        Some((&body.ident, self.filled(&body.ty, schema, DEPTH)?))
    }

    fn filled(self, ty: &str, schema: Option<&'a Value>, depth: usize) -> Option<String> {
        let (name, object) = self.object(ty)?;
        let mut text = format!("types::{name}::builder()");
        for field in &object.fields {
            if field.presence != Presence::Required && !is_file(&field.ty) {
                continue;
            }
            let schema =
                schema.and_then(|it| self.resolved(it.get("properties")?.get(&field.wire)?));
            let value = self.value(&field.ty, &field.ident, schema, depth);
            let value = value.unwrap_or_else(|| format!("todo!(\"{}\")", field.ty));
            text.push_str(&format!(".{}({value})", field.ident));
        }
        text.push_str(match object.is_default() {
            true => ".build()",
            false => ".build()?",
        });
        Some(text)
    }

    fn value(
        self,
        ty: &str,
        ident: &str,
        schema: Option<&'a Value>,
        depth: usize,
    ) -> Option<String> {
        let within = |start| ty.strip_prefix(start).and_then(|it| it.strip_suffix('>'));
        if ty == "crate::runtime::File" {
            return Some("File::from_path(\"picture.png\")".to_owned());
        }
        if let Some(inner) = within("Box<") {
            return self.value(inner, ident, schema, depth);
        }
        if let Some(item) = within("Vec<") {
            let schema = schema.and_then(|it| self.resolved(it.get("items")?));
            return Some(match self.value(item, ident, schema, depth) {
                Some(value) if item == "String" => format!("vec![{value}.to_owned()]"),
                Some(value) if !item.starts_with("crate::") || is_file(item) => {
                    format!("vec![{value}]")
                }
                _ => "Vec::new()".to_owned(),
            });
        }
        let example = schema.and_then(|it| self.example(it));
        let literal = self.literal(ty, ident, example);
        literal.or_else(|| self.filled(ty, schema, depth.checked_sub(1)?))
    }
}

fn is_file(ty: &str) -> bool {
    matches!(ty, "crate::runtime::File" | "Vec<crate::runtime::File>")
}

fn fits(ty: &str, number: i64) -> bool {
    match ty {
        "i8" => i8::try_from(number).is_ok(),
        "u8" => u8::try_from(number).is_ok(),
        "i16" => i16::try_from(number).is_ok(),
        "u16" => u16::try_from(number).is_ok(),
        "i32" => i32::try_from(number).is_ok(),
        "u32" => u32::try_from(number).is_ok(),
        "u64" => u64::try_from(number).is_ok(),
        _ => true,
    }
}
