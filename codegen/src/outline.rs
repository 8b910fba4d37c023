//! The public API of a generated client as an outline: one line per item, sorted.
//!
//! Two outlines tell what a new document does to the Rust program, without the noise of bodies.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::aliases::Alias;
use crate::model::tokens::short;
use crate::model::{
    BodyCodec, Field, KeyedMember, Member, Model, Object, OpenEnum, Operation, Outcome, Presence,
    SchemeKind, Shape, Type, Union,
};

/// One line of an outline: one public item. A large client has some hundred thousand, and a comparison holds two clients.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// The item's path, which tells it from every other: `types::Pet`, `types::Pet.name`, `types::Kind::Dog`,
    /// `operations::GetPet::limit`; a trait implementation is its whole line.
    pub item: Box<str>,
    /// The type of a builder, by which a program writes the paths of its methods: in `item` they stand with what is built.
    builder: Option<Arc<str>>,
    /// What follows the path: its type, or its arguments and result.
    pub rest: Box<str>,
    /// The spelling on the wire, where it is another than the Rust name.
    pub wire: Option<Box<str>>,
    /// The derived traits of a type.
    pub derives: &'static [&'static str],
    /// What a deprecated old name stands for.
    pub alias_of: Option<Box<str>>,
}

impl Line {
    fn new(item: &str, rest: &str) -> Self {
        Self {
            item: item.into(),
            builder: None,
            rest: rest.into(),
            wire: None,
            derives: &[],
            alias_of: None,
        }
    }

    /// The item's path as a program writes it: that of `item`, but for builders, whose items go by their types.
    pub fn path(&self) -> Cow<'_, str> {
        match &self.builder {
            Some(builder) => {
                let method = self.item.rsplit("::").next().unwrap_or_default();
                Cow::Owned(format!("{builder}::{method}"))
            }
            None if self.is_implementation() => {
                let path = self.item.strip_suffix(&*self.rest);
                Cow::Borrowed(path.unwrap_or(&self.item))
            }
            None => Cow::Borrowed(&self.item),
        }
    }

    /// Whether it is a trait implementation.
    pub fn is_implementation(&self) -> bool {
        !self.rest.is_empty() && self.item.ends_with(&*self.rest)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path(), self.rest)?;
        if !self.derives.is_empty() {
            write!(f, " ({})", self.derives.join(", "))?;
        }
        self.wire
            .as_ref()
            .map_or(Ok(()), |wire| write!(f, " as {wire:?}"))
    }
}

/// The outline of `model`, sorted by the lines' texts. Each line is one item: a type with its derives, a field, a variant,
/// a function, or a trait implementation.
pub fn outline(model: &Model) -> Vec<Line> {
    let mut lines = Lines::default();
    client(model, &mut lines);
    for operation in &model.operations {
        self::operation(operation, &mut lines);
    }
    for ty in model.types.values() {
        self::ty(ty, &mut lines);
    }
    lines.0.extend(aliases_of(&model.aliases));
    let mut lines: Vec<(String, Line)> = lines
        .0
        .into_iter()
        .map(|line| (line.to_string(), line))
        .collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines.dedup();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The lines of old names.
pub(crate) fn aliases_of(aliases: &[Alias]) -> impl Iterator<Item = Line> {
    aliases.iter().map(|Alias { old, new, .. }| Line {
        alias_of: Some(new.as_str().into()),
        ..Line::new(old, &format!(" = {new} (deprecated)"))
    })
}

#[derive(Default)]
struct Lines(Vec<Line>);

impl Lines {
    /// An item whose path is `path`, and what follows the path in its signature.
    fn add(&mut self, path: &str, rest: &str) {
        self.with_wire(path, rest, None);
    }

    fn with_wire(&mut self, path: &str, rest: &str, wire: Option<&str>) {
        self.0.push(Line {
            wire: wire.map(Into::into),
            ..Line::new(path, rest)
        });
    }

    fn defined(&mut self, path: &str, kind: &str, derives: &'static [&'static str]) {
        self.0.push(Line {
            derives,
            ..Line::new(path, &format!(": {kind}"))
        });
    }

    /// A trait implementation is its whole line.
    fn implements(&mut self, path: &str, what: &str) {
        let rest = format!(": impl {what}");
        self.0.push(Line::new(&format!("{path}{rest}"), &rest));
    }
}

/// The client, its operations, its servers and its credentials.
fn client(model: &Model, lines: &mut Lines) {
    lines.defined("Client", "struct", &["Clone", "Debug"]);
    for operation in &model.operations {
        lines.add(
            &format!("Client::{}", operation.method),
            &format!("(&self) -> operations::{}", operation.builder),
        );
    }
    for scheme in &model.api.schemes {
        let arguments = match scheme.kind {
            SchemeKind::Basic => "impl Into<String>, impl Into<Secret>",
            SchemeKind::ApiKey(..) => "impl Into<Secret>",
            _ => "impl Into<TokenSource>",
        };
        let path = format!("ClientBuilder::{}", scheme.method);
        lines.add(&path, &format!("(self, {arguments}) -> Self"));
    }
    if !model.api.servers.is_empty() {
        lines.defined(
            "Server",
            "enum",
            &["Clone", "Copy", "Debug", "Eq", "PartialEq"],
        );
        lines.add("ClientBuilder::server", "(self, Server) -> Self");
    }
    for server in &model.api.servers {
        lines.with_wire(&format!("Server::{}", server.name), "", Some(&server.url));
    }
}

fn operation(it: &Operation, lines: &mut Lines) {
    let path = format!("operations::{}", it.builder);
    lines.defined(&path, "struct", &["Debug"]);
    for parameter in &it.parameters {
        lines.add(
            &format!("{path}::{}", parameter.ident),
            &format!("(self, impl TryInto<{}>) -> Self", parameter.ty),
        );
    }
    for body in &it.bodies {
        let into = if body.codec == BodyCodec::Bytes {
            "Into"
        } else {
            "TryInto"
        };
        lines.add(
            &format!("{path}::{}", body.ident),
            &format!("(self, impl {into}<{}>) -> Self", bare(&body.ty)),
        );
    }
    let success = outcome(&it.success, "ByteStream", lines);
    let failure = outcome(&it.failure, "()", lines);
    lines.add(
        &format!("{path}::send"),
        &format!("(self) -> Result<Response<{success}>, Error<{failure}>>"),
    );
}

/// The type of an outcome, whose variants are items of their own.
fn outcome(outcome: &Outcome, undocumented: &str, lines: &mut Lines) -> String {
    match outcome {
        Outcome::Undocumented => undocumented.to_owned(),
        Outcome::One { ty, .. } => bare(ty),
        Outcome::Several { name, variants } => {
            let path = format!("operations::{name}");
            lines.defined(&path, "enum", &["Debug"]);
            for variant in variants {
                let ty = variant.ty.as_ref();
                let ty = ty.map(|ty| format!("({})", bare(ty))).unwrap_or_default();
                lines.with_wire(
                    &format!("{path}::{}", variant.ident),
                    &ty,
                    Some(&variant.format.status),
                );
            }
            path
        }
    }
}

/// A type without the path of the runtime.
fn bare(ty: &str) -> String {
    ty.replace("crate::runtime::", "")
}

fn ty(it: &Type, lines: &mut Lines) {
    let path = format!("types::{}", it.name);
    match &it.shape {
        Shape::Object(shape) => object(&path, shape, lines),
        Shape::Enum(shape) => open_enum(&path, shape, lines),
        Shape::Union(shape) => union(&path, shape, lines),
        Shape::Keyed(members) => keyed(&path, members, lines),
        Shape::Newtype(inner) => {
            lines.defined(&path, "struct", &["Clone", "Debug", "PartialEq"]);
            lines.add(&format!("{path}.0"), &format!(": {}", bare(inner)));
        }
        Shape::Other(items) => items.iter().for_each(|item| other(item, &path, lines)),
    }
}

fn object(path: &str, object: &Object, lines: &mut Lines) {
    let derives: &'static [&'static str] = if object.is_default() {
        &["Clone", "Debug", "Default", "PartialEq"]
    } else {
        &["Clone", "Debug", "PartialEq"]
    };
    lines.defined(path, "struct", derives);
    let name = path.trim_start_matches("types::");
    // What a builder has is an item of its type.
    let builder = Builder {
        item: format!("types::builder::{name}"),
        ty: format!("types::{}", object.builder).into(),
    };
    lines.add(
        &format!("{path}::builder"),
        &format!("() -> {}", object.builder),
    );
    let built = if object.is_default() {
        name.to_owned()
    } else {
        format!("Result<{name}, Incomplete>")
    };
    builder.add(lines, "build", &format!("(self) -> {built}"));
    for field in &object.fields {
        self::field(path, &builder, field, lines);
    }
    if let Some((rest, value)) = &object.rest {
        let map = format!("BTreeMap<String, {}>", bare(value));
        lines.add(&format!("{path}.{rest}"), &format!(": {map}"));
        builder.add(lines, rest, &format!("(self, {map}) -> Self"));
    }
}

/// The builder of an object.
struct Builder {
    item: String,
    /// The path of its type.
    ty: Arc<str>,
}

impl Builder {
    fn add(&self, lines: &mut Lines, method: &str, rest: &str) {
        lines.0.push(Line {
            builder: Some(Arc::clone(&self.ty)),
            ..Line::new(&format!("{}::{method}", self.item), rest)
        });
    }
}

fn field(path: &str, builder: &Builder, field: &Field, lines: &mut Lines) {
    let ty = bare(&field.ty);
    let held = match field.presence {
        Presence::Required | Presence::Constant => ty.clone(),
        _ => format!("Option<{ty}>"),
    };
    let wire = (field.ident != field.wire).then_some(field.wire.as_str());
    lines.with_wire(
        &format!("{path}.{}", field.ident),
        &format!(": {held}"),
        wire,
    );
    builder.add(
        lines,
        &field.ident,
        &format!("(self, impl Into<{ty}>) -> Self"),
    );
}

fn open_enum(path: &str, open: &OpenEnum, lines: &mut Lines) {
    lines.defined(path, "enum", &["Clone", "Debug", "Eq", "Hash", "PartialEq"]);
    for variant in &open.variants {
        let wire = (variant.ident != variant.wire).then_some(variant.wire.as_str());
        lines.with_wire(&format!("{path}::{}", variant.ident), "", wire);
    }
    lines.add(&format!("{path}::{}", open.unknown), "(UnknownValue)");
}

fn union(path: &str, union: &Union, lines: &mut Lines) {
    lines.defined(path, "enum", &["Clone", "Debug", "PartialEq"]);
    for member in &union.members {
        let Member {
            ident, ty, tags, ..
        } = member;
        let tags = (!tags.is_empty()).then(|| tags.join(", "));
        lines.with_wire(
            &format!("{path}::{ident}"),
            &format!("({})", bare(ty)),
            tags.as_deref(),
        );
        for ty in member.conversions() {
            lines.implements(path, &format!("From<{}>", bare(ty)));
        }
    }
    lines.add(&format!("{path}::{}", union.unknown), "(Value)");
}

fn keyed(path: &str, members: &[KeyedMember], lines: &mut Lines) {
    lines.defined(path, "enum", &["Clone", "Debug", "PartialEq"]);
    for member in members {
        lines.with_wire(
            &format!("{path}::{}", member.ident),
            &format!("({})", bare(&member.ty)),
            Some(&member.wire),
        );
        if member.converts {
            lines.implements(path, &format!("From<{}>", bare(&member.ty)));
        }
    }
}

/// What typify writes where no macro of the runtime fits.
fn other(item: &syn::Item, path: &str, lines: &mut Lines) {
    match item {
        syn::Item::Struct(item) => {
            lines.defined(path, "struct", &[]);
            for (index, field) in item.fields.iter().enumerate() {
                let name = field
                    .ident
                    .as_ref()
                    .map_or_else(|| index.to_string(), ToString::to_string);
                let ty = short(&field.ty);
                lines.add(&format!("{path}.{name}"), &format!(": {}", bare(&ty)));
            }
        }
        syn::Item::Enum(item) => {
            lines.defined(path, "enum", &[]);
            for variant in &item.variants {
                let fields: Vec<String> = variant
                    .fields
                    .iter()
                    .map(|field| {
                        let ty = bare(&short(&field.ty));
                        match &field.ident {
                            Some(ident) => format!("{ident}: {ty}"),
                            None => ty,
                        }
                    })
                    .collect();
                let fields = match &variant.fields {
                    syn::Fields::Unit => String::new(),
                    syn::Fields::Unnamed(_) => format!("({})", fields.join(", ")),
                    syn::Fields::Named(_) => format!("{{{}}}", fields.join(", ")),
                };
                lines.add(&format!("{path}::{}", variant.ident), &fields);
            }
        }
        syn::Item::Impl(item) => {
            if let Some((name, _)) = &item.trait_ {
                let name = short(name);
                lines.implements(path, name.trim_start_matches("::"));
            }
        }
        _ => {}
    }
}
