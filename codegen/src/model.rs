//! A client as data: what is particular to each type and operation, without the code that is the same in all.
//!
//! *refine* reads it from what progenitor wrote and from the resolved document; *render* prints it as calls of the
//! runtime's macros, and [`outline`](crate::outline) lists what a program sees of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::aliases::Alias;
use crate::error::Result;
use crate::refine::syntax::module_mut;
pub(crate) use api::scheme_kind;

pub(crate) mod api;
pub(crate) mod operations;
mod outcome;
mod places;
pub(crate) mod tokens;
mod types;
mod unions;

/// The client that progenitor wrote as `file` for the surface of the resolved `document`.
///
/// # Errors
///
/// [`ErrorKind::Refine`](crate::error::ErrorKind::Refine) when the file is not what progenitor 0.15 writes.
pub fn read(mut file: syn::File, document: &Value) -> Result<Model> {
    let items = module_mut(&mut file, "types").map(std::mem::take);
    let mut model = Model {
        api: api::read(document),
        types: types::read(items.unwrap_or_default(), document),
        operations: operations::read(&file, document)?,
        aliases: Vec::new(),
    };
    places::describe(&mut model);
    Ok(model)
}

/// A client.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What the document says of the API as a whole.
    pub api: Api,
    /// The types, by name.
    pub types: BTreeMap<String, Type>,
    /// The operations, by the name of their method.
    pub operations: Vec<Operation>,
    /// Old names of items.
    pub aliases: Vec<Alias>,
}

/// The API as a whole.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The comment of the client.
    pub docs: String,
    /// The servers; the first one is the default.
    pub servers: Vec<Server>,
    /// The credentials that operations ask for.
    pub schemes: Vec<Scheme>,
}

/// A server, with a name of its own among the document's servers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// The Rust variant.
    pub name: String,
    /// The address, which may hold `{variable}`.
    pub url: String,
    /// What the document says of it.
    pub docs: String,
    /// The variables of the address: name, default, and the values that the document lists.
    pub variables: Vec<Variable>,
}

/// A variable of a server's address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Variable {
    /// Its name between braces.
    pub name: String,
    /// Its value when none is given.
    pub default: String,
    /// The values that the document lists; empty: any.
    pub values: Vec<String>,
}

/// A security scheme that a client can be given a credential for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scheme {
    /// The method of the client's builder.
    pub method: String,
    /// The key in the document.
    pub name: String,
    /// What is sent.
    pub kind: SchemeKind,
    /// What the document says of it.
    pub docs: String,
}

/// What a security scheme sends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SchemeKind {
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// A key in a header, query parameter or cookie of this name.
    ApiKey(Place, String),
    /// A bearer token by OAuth 2.
    OAuth2,
    /// A bearer token by OpenID Connect.
    OpenIdConnect,
}

/// A named type.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Its comment, as Markdown.
    pub docs: String,
    /// What it is.
    pub shape: Shape,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with properties.
    Object(Object),
    /// A string of which the document lists some values.
    Enum(OpenEnum),
    /// One of several types.
    Union(Union),
    /// An object with exactly one of several keys.
    Keyed(Vec<KeyedMember>),
    /// A name for another type.
    Newtype(String),
    /// What no macro of the runtime expresses, as typify writes it.
    Other(Vec<syn::Item>),
}

/// An object.
#[derive(Clone, Debug)]
pub struct Object {
    /// The name of its builder's type.
    pub builder: String,
    /// The properties.
    pub fields: Vec<Field>,
    /// The field for the values of undeclared properties, and their type, where the document gives one.
    pub rest: Option<(String, String)>,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust field.
    pub ident: String,
    /// The name on the wire.
    pub wire: String,
    /// Other names under which it is read.
    pub also: Vec<String>,
    /// Its comment.
    pub docs: String,
    /// The type of a value, without the `Option` that its presence asks for.
    pub ty: String,
    /// Whether it may be absent or `null`.
    pub presence: Presence,
}

/// Whether a property may be absent or `null`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// Always there.
    Required,
    /// Absent, or `null`, is `None`; `None` is not sent.
    Optional,
    /// Absent and `null` are both `None`, and said apart beside it.
    OptionalNullable,
    /// Always there, perhaps as `null`.
    Nullable,
    /// Always there, with the one value that the document lists for it.
    Constant,
}

impl Object {
    /// Whether nothing is required: an empty one is valid.
    pub fn is_default(&self) -> bool {
        let required =
            |field: &Field| matches!(field.presence, Presence::Required | Presence::Constant);
        !self.fields.iter().any(required)
    }
}

impl Presence {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::OptionalNullable => "optional_nullable",
            Self::Nullable => "nullable",
            Self::Constant => "constant",
        }
    }
}

/// A string with listed values.
#[derive(Clone, Debug)]
pub struct OpenEnum {
    /// The listed values.
    pub variants: Vec<Variant>,
    /// The variant for every other value.
    pub unknown: String,
}

/// A listed value.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust variant.
    pub ident: String,
    /// The value.
    pub wire: String,
    /// Its comment.
    pub docs: String,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property whose value tells the members apart, if one does.
    pub tag: Option<String>,
    /// The members.
    pub members: Vec<Member>,
    /// The variant for what no member takes.
    pub unknown: String,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct Member {
    /// The Rust variant.
    pub ident: String,
    /// Its comment.
    pub docs: String,
    /// Its type.
    pub ty: String,
    /// The values of the tag that name it; numbers and booleans as texts.
    pub tags: Vec<String>,
    /// Whether these values are strings in JSON.
    pub tags_are_texts: bool,
    /// What JSON values it can be.
    pub kind: MemberKind,
    /// Whether the type converts into the union: no other member has it.
    pub converts: bool,
}

impl Member {
    /// The types that convert into the union: the member's own, and what it boxes.
    pub fn conversions(&self) -> Vec<&str> {
        if !self.converts {
            return Vec::new();
        }
        let inner = self.ty.strip_prefix("Box<");
        let inner = inner.and_then(|it| it.strip_suffix('>'));
        std::iter::once(self.ty.as_str()).chain(inner).collect()
    }
}

/// What JSON values a member of a union can be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MemberKind {
    /// An object.
    Object,
    /// A list.
    List,
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Another union.
    Union,
    /// Any value.
    Any,
}

impl MemberKind {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::List => "list",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Union => "union",
            Self::Any => "any",
        }
    }
}

/// A member of an object with exactly one key.
#[derive(Clone, Debug)]
pub struct KeyedMember {
    /// The Rust variant.
    pub ident: String,
    /// Its comment.
    pub docs: String,
    /// The type of the value under the key.
    pub ty: String,
    /// The key.
    pub wire: String,
    /// Whether the type converts into the union.
    pub converts: bool,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// The method of the client.
    pub method: String,
    /// The type of a call.
    pub builder: String,
    /// The comment of the method.
    pub docs: String,
    /// The HTTP method, in upper case.
    pub verb: String,
    /// The path template.
    pub path: String,
    /// The parameters, in the document's order.
    pub parameters: Vec<Parameter>,
    /// The forms that the body can take; the first one is preferred.
    pub bodies: Vec<Body>,
    /// Whether there has to be a body.
    pub body_required: bool,
    /// What a success is.
    pub success: Outcome,
    /// What a documented failure is.
    pub failure: Outcome,
    /// The credentials: alternatives, each of which is a list of schemes.
    pub security: Vec<Vec<String>>,
    /// Servers of its own.
    pub servers: Vec<Server>,
    /// The module that it stands in.
    pub module: String,
}

impl Operation {
    /// How a success is read, where there is one way only.
    pub fn success_codec(&self) -> Option<ResponseCodec> {
        match &self.success {
            Outcome::Undocumented => Some(ResponseCodec::Bytes),
            Outcome::One { codec, .. } => Some(*codec),
            Outcome::Several { .. } => None,
        }
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The setter.
    pub ident: String,
    /// Its comment.
    pub docs: String,
    /// Its type.
    pub ty: String,
    /// The name on the wire.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// How its value is written.
    pub style: Style,
    /// Whether lists and objects are spread over several values.
    pub explode: bool,
    /// Whether it has to be given.
    pub required: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the value is written as JSON (`content: application/json`).
    pub json: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Place {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Header => "Header",
            Self::Cookie => "Cookie",
        }
    }

    /// The place that OpenAPI calls `word`.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}

/// How a parameter's value is written ([OpenAPI 3.0.3, style
/// values](https://spec.openapis.org/oas/v3.0.3#style-values)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;k=a;k=b`
    Matrix,
    /// `k=a&k=b`
    Form,
    /// `k=a%20b`
    SpaceDelimited,
    /// `k=a|b`
    PipeDelimited,
    /// `k[p]=a`
    DeepObject,
}

impl Style {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Simple => "Simple",
            Self::Label => "Label",
            Self::Matrix => "Matrix",
            Self::Form => "Form",
            Self::SpaceDelimited => "SpaceDelimited",
            Self::PipeDelimited => "PipeDelimited",
            Self::DeepObject => "DeepObject",
        }
    }

    /// The style that OpenAPI calls `word`.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }

    /// Whether OpenAPI has the style for parameters of `place`.
    pub fn is_for(self, place: Place) -> bool {
        match place {
            Place::Path => matches!(self, Self::Simple | Self::Label | Self::Matrix),
            Place::Query => matches!(
                self,
                Self::Form | Self::SpaceDelimited | Self::PipeDelimited | Self::DeepObject
            ),
            Place::Header => self == Self::Simple,
            Place::Cookie => self == Self::Form,
        }
    }

    /// The style of a parameter that names none.
    pub fn default_of(place: Place) -> Self {
        match place {
            Place::Path | Place::Header => Self::Simple,
            Place::Query | Place::Cookie => Self::Form,
        }
    }
}

/// A form of a request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The setter.
    pub ident: String,
    /// The type that is given.
    pub ty: String,
    /// The media type that is sent.
    pub media_type: String,
    /// How it is written.
    pub codec: BodyCodec,
    /// How single properties of a form are written, where the document says so.
    pub encoding: Vec<Encoding>,
}

/// How a request body is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyCodec {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}

impl BodyCodec {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Multipart => "multipart",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }
}

/// How a property of a form is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its style.
    pub style: Option<Style>,
    /// Whether it is spread.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

/// What a call ends in.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The document says nothing of a body.
    Undocumented,
    /// One type, whatever the status.
    One {
        /// The type.
        ty: String,
        /// How it is read.
        codec: ResponseCodec,
        /// The statuses and media types.
        formats: Vec<Format>,
    },
    /// A type of its own for each.
    Several {
        /// The name of the enum of them.
        name: String,
        /// Its variants.
        variants: Vec<OutcomeVariant>,
    },
}

/// A variant of an outcome with several types.
#[derive(Clone, Debug)]
pub struct OutcomeVariant {
    /// The Rust variant.
    pub ident: String,
    /// Its type; `None` for a response without a body.
    pub ty: Option<String>,
    /// How it is read.
    pub codec: ResponseCodec,
    /// The status and media type.
    pub format: Format,
}

/// A documented response.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Format {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// The media type; empty when there is no body.
    pub media_type: String,
    /// The data of an event, or the line, that ends the stream; empty when none does.
    pub stream_end: String,
}

/// How a response's body is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ResponseCodec {
    /// There is none.
    Empty,
    /// JSON.
    Json,
    /// Text.
    Text,
    /// Bytes as they are, streamed.
    Bytes,
    /// `text/event-stream`.
    Events,
    /// One JSON value a line.
    Lines,
}

impl ResponseCodec {
    /// The word for it in generated code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Json => "json",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Events => "events",
            Self::Lines => "lines",
        }
    }
}
