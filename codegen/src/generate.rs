//! Stage *generate*: the resolved document through progenitor to a syntax tree.
//!
//! progenitor panics on some valid documents and refuses others as a whole. Here a panic becomes an error, and the operation,
//! the schema and the construct at fault get a name: what a panic says means nothing to who reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use schemars::schema::{InstanceType, SchemaObject};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::operations;
use crate::error::{Error, ErrorKind, Result};
use crate::lower::bodies::FILE;
use crate::progress;
use crate::report::LeftOut;

mod isolate;
mod parse;
mod quiet;

/// The formats that every client knows, and what each becomes in Rust. `formats` of the settings adds to them.
const FORMATS: [(&str, &str); 4] = [
    ("password", "crate::runtime::Secret"),
    (FILE, "crate::runtime::File"),
    ("text-or-number", "crate::runtime::Text"),
    ("number-or-text", "crate::runtime::Integer"),
];

/// Formats of one type of value each, which typify makes strict types of, or types that lose digits.
const KEPT: [(&str, InstanceType, &str); 8] = [
    (
        "date-time",
        InstanceType::String,
        "crate::runtime::DateTime",
    ),
    ("date", InstanceType::String, "crate::runtime::Date"),
    ("time", InstanceType::String, "crate::runtime::Time"),
    ("uuid", InstanceType::String, "crate::runtime::Uuid"),
    ("ip", InstanceType::String, "crate::runtime::Ip"),
    ("ipv4", InstanceType::String, "crate::runtime::Ipv4"),
    ("ipv6", InstanceType::String, "crate::runtime::Ipv6"),
    // An `f32` prints 37.7749 as 37.774898.
    ("float", InstanceType::Number, "f64"),
];

/// How the client is generated.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// A path prefix such as `/{Version}` that belongs to the base address and not to each operation.
    pub base_path: Option<String>,
    /// Rust types for values of a `format`, by the format: `time-of-day = "crate::TimeOfDay"`. They go before what the
    /// generator makes of the format itself. A type has to encode, decode, clone and compare itself.
    pub formats: BTreeMap<String, String>,
    /// What to do with an operation that cannot be generated.
    pub on_fault: OnFault,
    /// Whether losses and operations that are left out are errors.
    pub strict: bool,
}

impl Settings {
    /// Every format that is a Rust type of the client's own, with the type.
    pub fn rust_types(&self) -> BTreeMap<&str, &str> {
        let own = self
            .formats
            .iter()
            .map(|(format, path)| (format.as_str(), path.as_str()));
        FORMATS.into_iter().chain(own).collect()
    }
}

/// What to do with an operation that cannot be generated.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFault {
    /// Refuse the document: for a pinned document, whose every operation is wanted.
    #[default]
    Refuse,
    /// Leave the operation out and report it: for documents at large.
    LeaveOut,
}

/// A generated client, as one file.
#[derive(Clone)]
pub struct Generated {
    /// The document that was generated: the given one, less what was left out.
    pub document: Arc<Value>,
    /// The types and methods that progenitor wrote, with marks in place of descriptions ([`crate::origins`]).
    pub file: syn::File,
    /// The operations that could not be generated.
    pub left_out: Vec<LeftOut>,
}

/// Why one run of the generator failed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
}

/// Generates a client from an OpenAPI 3.0.3 `document` (what *lower* makes).
///
/// # Errors
///
/// [`ErrorKind::Generate`] or [`ErrorKind::Uninhabited`], naming the operation or schema at fault;
/// [`ErrorKind::NothingLeft`] when every operation had to be left out.
pub fn generate(document: &Arc<Value>, settings: &Settings) -> Result<Generated> {
    progress::at("generate", 0, 0);
    let fault = match run(document, settings) {
        Ok(file) => {
            return Ok(Generated {
                document: Arc::clone(document),
                file,
                left_out: Vec::new(),
            });
        }
        Err(fault) => fault,
    };
    let (document, left_out) = isolate::isolate(document, |part| run(part, settings).err());
    if settings.on_fault == OnFault::Refuse {
        let culprits: Vec<String> = left_out
            .iter()
            .map(|it| format!("{}: {}", it.operation, it.reason))
            .collect();
        let whole = format!("the document: {}", fault.message);
        let what = if culprits.is_empty() {
            whole
        } else {
            culprits.join("; ")
        };
        return Err(Error::new(
            fault.kind,
            format!("no client can be generated from {what}"),
            "the generator would fail, or write a type that no answer fits",
            "repair the construct with an overlay action, or leave the operation out of the selection",
        ));
    }
    if operations(&document).next().is_none() && !left_out.is_empty() {
        return Err(Error::new(
            ErrorKind::NothingLeft,
            format!(
                "none of the {} operations can be generated; the first: {}",
                left_out.len(),
                left_out
                    .first()
                    .map(|it| format!("{}: {}", it.operation, it.reason))
                    .unwrap_or_default()
            ),
            "a client without operations is of no use",
            "repair the constructs with an overlay (`--overlay FILE`)",
        ));
    }
    let file = run(&document, settings).map_err(|fault| {
        Error::new(
            fault.kind,
            format!("no client can be generated: {}", fault.message),
            "leaving single operations out did not help",
            "repair the construct with an overlay (`--overlay FILE`)",
        )
    })?;
    Ok(Generated {
        document: Arc::new(document),
        file,
        left_out,
    })
}

/// One run of progenitor, with panics caught.
fn run(document: &Value, settings: &Settings) -> std::result::Result<syn::File, Fault> {
    let fault = |message: String| Fault {
        kind: ErrorKind::Generate,
        message,
    };
    if let Some(id) = twice(document) {
        return Err(fault(format!("two operations have the operationId `{id}`")));
    }
    let (marked, marks) = crate::origins::mark(document);
    let shown = crate::surface::of(&marked);
    drop(marked);
    let document: OpenAPI = serde_json::from_value(shown)
        .map_err(|error| fault(format!("not an OpenAPI 3.0 document: {error}")))?;
    let beyond = || fault("the generator has no Rust type for it".to_owned());
    let tokens =
        quiet::catch(|| Generator::new(&progenitor_settings(settings)).generate_tokens(&document))
            .and_then(std::result::Result::ok)
            .ok_or_else(beyond)?;
    drop(document);
    let mut file = parse::parse(tokens).map_err(|_| beyond())?;
    marks.resolve(&mut file);
    crate::refine::check(&file)?;
    Ok(file)
}

/// An operationId that two operations have.
fn twice(document: &Value) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut ids = operations(document).filter_map(|it| it.id().map(str::to_owned));
    ids.find(|id| !seen.insert(id.clone()))
}

fn progenitor_settings(settings: &Settings) -> GenerationSettings {
    let mut progenitor = GenerationSettings::new();
    // Builders are the runtime's: progenitor's, of operations and types, would take two thirds of this stage's time.
    progenitor
        .with_interface(InterfaceStyle::Positional)
        .with_derive("PartialEq");
    // Ordered, so that the same value is always encoded as the same text.
    progenitor.with_map_type("::std::collections::BTreeMap");
    let mut convert = |format: &str, kind: InstanceType, path: &str| {
        let schema = SchemaObject {
            instance_type: Some(kind.into()),
            format: Some(format.to_owned()),
            ..SchemaObject::default()
        };
        progenitor.with_conversion(schema, path, std::iter::empty());
    };
    let own = settings.rust_types();
    for (format, kind, path) in KEPT.iter().filter(|(format, ..)| !own.contains_key(format)) {
        convert(format, *kind, path);
    }
    for (format, path) in own {
        for kind in [
            InstanceType::String,
            InstanceType::Integer,
            InstanceType::Number,
        ] {
            convert(format, kind, path);
        }
    }
    progenitor
}
