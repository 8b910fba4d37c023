//! Stage *load*: bytes to an OpenAPI document, with the files beside it that it refers to.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Location, Result};
use crate::progress;
use crate::stack::with_stack;
use crate::tree::Tree;

mod bundle;

pub use bundle::{Beside, Nothing};

pub(crate) use bundle::Sources;

/// An OpenAPI 3.0 or 3.1 document whose nodes can be located in its file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Shared by every stage's version of the document.
    sources: Arc<Sources>,
    /// What later stages have made of the files' value; shared by those that change nothing.
    value: Arc<Value>,
}

/// The HTTP methods that OpenAPI 3 knows as keys of a path item, in its order.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Document {
    /// Reads an OpenAPI document. `name` is the file as messages shall name it.
    ///
    /// # Errors
    ///
    /// Whatever [`Tree::parse`] refuses, [`ErrorKind::NotOpenApi`], or [`ErrorKind::Malformed`].
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self> {
        Self::load_with(name, bytes, &mut Nothing)
    }

    /// Reads an OpenAPI document, and what it refers to of the files `beside` it.
    ///
    /// # Errors
    ///
    /// What [`Document::load`] refuses, in any of the files; [`ErrorKind::Budget`] for more nodes than are read in all of
    /// them together.
    pub fn load_with(name: &str, bytes: &[u8], beside: &mut (dyn Beside + Send)) -> Result<Self> {
        progress::at("read the document", 0, 0);
        let tree = Tree::parse(name, bytes)?;
        check_version(&tree)?;
        let (value, sources) = with_stack(|| bundle::bundle(tree, beside))??;
        check_structure(&value, &sources)?;
        Ok(Self {
            sources: Arc::new(sources),
            value: Arc::new(value),
        })
    }

    /// The document as the stages so far have left it.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The file as messages name it.
    pub fn name(&self) -> &str {
        self.sources.name()
    }

    /// Where `pointer` stands in its file; see [`Tree::locate`].
    pub fn locate(&self, pointer: &str) -> Location {
        self.sources.locate(pointer)
    }

    /// The same file with another value: what a stage has made of it.
    #[must_use]
    pub fn with_value(&self, value: Value) -> Self {
        Self {
            sources: Arc::clone(&self.sources),
            value: Arc::new(value),
        }
    }

    /// The same file, with a change to its value. Nothing is copied that no other version of the document shares.
    pub(crate) fn changed(self, change: impl FnOnce(&mut Value)) -> Self {
        let Self { sources, value } = self;
        let mut value = Arc::try_unwrap(value).unwrap_or_else(|shared| copy(&shared));
        change(&mut value);
        Self {
            sources,
            value: Arc::new(value),
        }
    }

    /// The value, to be made another one of.
    pub(crate) fn copy(&self) -> Value {
        copy(&self.value)
    }

    /// The value, shared.
    pub(crate) fn shared(&self) -> Arc<Value> {
        Arc::clone(&self.value)
    }

    /// The files alone, for messages.
    pub(crate) fn sources(&self) -> Arc<Sources> {
        Arc::clone(&self.sources)
    }
}

/// The same value. [`Clone`] reserves twice the room for a mapping, as large as its hash table might become.
fn copy(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(copy).collect()),
        Value::Object(map) => {
            let mut copied = Map::with_capacity(map.len());
            copied.extend(map.iter().map(|(key, value)| (key.clone(), copy(value))));
            Value::Object(copied)
        }
        plain => plain.clone(),
    }
}

/// An operation of a document: `METHOD /path`, with what names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Operation<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method, in lower case.
    pub method: &'a str,
    /// The operation object.
    pub value: &'a Value,
}

impl Operation<'_> {
    /// The JSON pointer of the operation object.
    pub fn pointer(&self) -> String {
        crate::pointer::join(&crate::pointer::join("/paths", self.path), self.method)
    }

    /// The operationId, if the document gives one.
    pub fn id(&self) -> Option<&str> {
        self.value.get("operationId").and_then(Value::as_str)
    }

    /// How reports name the operation: `POST /path (operationId)`.
    pub fn title(&self) -> String {
        let name = format!("{} {}", self.method.to_uppercase(), self.path);
        match self.id() {
            Some(id) => format!("{name} ({id})"),
            None => name,
        }
    }
}

/// Every operation of `document`, in its order.
pub fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| {
            item.get(method).map(|value| Operation {
                path,
                method,
                value,
            })
        })
    })
}

fn check_version(tree: &Tree) -> Result<()> {
    let refuse = |what: &str, pointer: &str, remedy: &str| {
        Err(Error::new(
            ErrorKind::NotOpenApi,
            what,
            "the pipeline reads OpenAPI 3.0 and 3.1; other formats mean other things by the same words",
            remedy,
        )
        .at(tree.locate(pointer)))
    };
    if !tree.value().is_object() {
        return refuse(
            "the file holds no mapping",
            "",
            "give the OpenAPI document itself, not a list or a page about it",
        );
    }
    match tree.value().get("openapi") {
        Some(Value::String(version))
            if version.starts_with("3.0.") || version.starts_with("3.1.") =>
        {
            Ok(())
        }
        Some(Value::String(version)) if version == "3.0" || version == "3.1" => refuse(
            &format!("`openapi: {version}` lacks the patch number"),
            "/openapi",
            &format!("write `openapi: {version}.0`"),
        ),
        Some(Value::String(version)) => refuse(
            &format!("`openapi: {version}` is not a version that can be read"),
            "/openapi",
            "convert the document to OpenAPI 3.1 with the vendor's tool",
        ),
        Some(_) => refuse(
            "`openapi` is not a string",
            "/openapi",
            "quote the version: `openapi: '3.1.0'`",
        ),
        None if tree.value().get("swagger").is_some() => refuse(
            "the document is Swagger 2.0, not OpenAPI 3",
            "/swagger",
            "convert it first, for instance with swagger2openapi",
        ),
        None => refuse(
            "the file has no `openapi` key",
            "",
            "give an OpenAPI document: its first key is `openapi: 3.1.0`",
        ),
    }
}

/// The parts that every later stage walks over have to be mappings.
fn check_structure(value: &Value, sources: &Sources) -> Result<()> {
    let mut mappings = vec![
        ("/info".to_owned(), true),
        ("/paths".to_owned(), false),
        ("/components".to_owned(), false),
    ];
    if let Some(paths) = value.get("paths").and_then(Value::as_object) {
        for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
            let pointer = crate::pointer::join("/paths", path);
            let methods = METHODS.iter().filter(|method| item.get(method).is_some());
            mappings.extend(methods.map(|method| (crate::pointer::join(&pointer, method), false)));
            mappings.push((pointer, false));
        }
    }
    if let Some(components) = value.get("components").and_then(Value::as_object) {
        let known = [
            "schemas",
            "parameters",
            "responses",
            "requestBodies",
            "headers",
            "examples",
            "securitySchemes",
        ];
        mappings.extend(
            known
                .iter()
                .filter(|key| components.contains_key(**key))
                .map(|key| (format!("/components/{key}"), false)),
        );
    }
    for (pointer, required) in mappings {
        let what = match value.pointer(&pointer) {
            Some(Value::Object(_)) => continue,
            // In YAML, a key with nothing behind it.
            Some(Value::Null) if !required => continue,
            None if !required => continue,
            None => format!("`{}` is missing", crate::pointer::last(&pointer)),
            Some(_) => format!("`{}` is not a mapping", crate::pointer::last(&pointer)),
        };
        return Err(Error::new(
            ErrorKind::Malformed,
            what,
            "OpenAPI requires a mapping there, and the stages rely on it",
            "repair the document at that place, or fetch it again",
        )
        .at(sources.locate(&pointer)));
    }
    Ok(())
}
