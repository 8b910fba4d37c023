//! What a document says of its operations, as static values that generated code writes.

/// A document: where it is served, and how callers authenticate.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// `info.title`.
    pub title: &'static str,
    /// `info.version`.
    pub version: &'static str,
    /// The document's servers; the first one is the default.
    pub servers: &'static [Server],
    /// The security schemes that operations name.
    pub schemes: &'static [Scheme],
    /// The start of the `User-Agent` header, such as `pets-client/1.2.0`.
    pub user_agent: &'static str,
}

/// A server of the document.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// Its address, which may hold `{variable}`s and may be relative.
    pub url: &'static str,
    /// What the document says of it.
    pub description: &'static str,
    /// The variables of the address.
    pub variables: &'static [ServerVariable],
}

/// A variable of a server's address.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// Its name, without braces.
    pub name: &'static str,
    /// Its value unless another is chosen.
    pub default: &'static str,
    /// The values that the document allows; empty when it allows every value.
    pub values: &'static [&'static str],
}

/// A security scheme.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// What it asks for.
    pub kind: SchemeKind,
}

/// How a security scheme authenticates.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// A token in the `Authorization` header.
    Bearer,
    /// A user name and password in the `Authorization` header.
    Basic,
    /// A key in a header, query parameter or cookie.
    ApiKey {
        /// Where the key goes.
        place: Place,
        /// The name of the header, parameter or cookie.
        name: &'static str,
    },
    /// A bearer token that an OAuth 2 flow gives.
    OAuth2,
    /// A bearer token that an OpenID Connect provider gives.
    OpenIdConnect,
}

/// An operation of the document.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// `operationId`, or the name that was made for it.
    pub id: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The path with its placeholders, such as `/pets/{petId}`.
    pub path: &'static str,
    /// The parameters; a [`Call`](super::Call) refers to them by index.
    pub parameters: &'static [Parameter],
    /// The media types of the request's body; a call refers to them by index.
    pub body: &'static [BodyFormat],
    /// Whether the operation refuses requests without a body.
    pub body_required: bool,
    /// The documented responses, one for each status and media type.
    pub responses: &'static [ResponseFormat],
    /// Alternatives, each a conjunction of scheme names. Empty: no credentials. An empty alternative: optional.
    pub security: &'static [&'static [&'static str]],
    /// The operation's own servers; empty when it is served where all others are.
    pub servers: &'static [Server],
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each element of a list or object is written by itself.
    pub explode: bool,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether reserved characters are sent as they are (query only).
    pub allow_reserved: bool,
    /// Whether the value is JSON text (`content: application/json`).
    pub json: bool,
}

/// Where a parameter or a key goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// A placeholder of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

/// OpenAPI's styles of parameters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`, or `name=a,b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
}

/// A media type of a request's body.
#[derive(Clone, Copy, Debug)]
pub struct BodyFormat {
    /// The value of `Content-Type`; for multipart without the boundary.
    pub media_type: &'static str,
    /// How the value becomes bytes.
    pub codec: BodyCodec,
    /// What the document says of single properties (forms and multipart).
    pub encoding: &'static [PartEncoding],
}

/// How the value of a request becomes bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BodyCodec {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// A string as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}

/// OpenAPI's `encoding` of one property.
#[derive(Clone, Copy, Debug)]
pub struct PartEncoding {
    /// The property.
    pub property: &'static str,
    /// The media type of its part; empty for the default.
    pub content_type: &'static str,
    /// How lists and objects are written.
    pub style: Option<Style>,
    /// Whether each element of a list or object is written by itself.
    pub explode: Option<bool>,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
}

/// A documented response.
#[derive(Clone, Copy, Debug)]
pub struct ResponseFormat {
    /// The statuses it stands for.
    pub status: StatusPattern,
    /// Its media type; empty when it has no body.
    pub media_type: &'static str,
    /// How its body is read.
    pub codec: ResponseCodec,
    /// The data of the event that ends a stream, such as `[DONE]`; empty when none does.
    pub stream_end: &'static str,
}

/// The statuses that a documented response stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StatusPattern {
    /// One status.
    Exactly(u16),
    /// A class: `Class(4)` is `4XX`.
    Class(u8),
    /// Every status that no other response stands for.
    Default,
}

/// How the body of a response is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ResponseCodec {
    /// There is no body, or it is not read.
    Empty,
    /// JSON.
    Json,
    /// Text in UTF-8.
    Text,
    /// Bytes as they are, as a stream.
    Bytes,
    /// `text/event-stream`.
    Events,
    /// A JSON value each line.
    JsonLines,
}
