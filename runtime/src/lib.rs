//! What every generated client stands on: the same source under each of them, with nothing of a vendor in it.
//!
//! Generated code describes each operation by a static [`Operation`]; a [`Client`] carries it out by a [`Call`]:
//! parameters in their styles, bodies by their codecs, credentials as the document combines them, one deadline over
//! everything, retries within a budget, and a typed [`Response`] or [`Error`].
//!
//! The source works as the root of a crate and as a module of one: items are referred to by `self::` and `super::`, and
//! macros refer to `crate::runtime`.

mod address;
mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod call;
mod client;
mod content;
mod credential;
mod crypto;
mod describe;
mod error;
mod extra;
mod failure;
mod file;
mod form;
mod format;
mod hooks;
mod integer;
pub mod json;
#[doc(hidden)]
pub mod keyed;
mod macros;
mod mask;
#[cfg(feature = "mock")]
pub mod mock;
#[doc(hidden)]
pub mod object;
mod parameter;
mod prepare;
mod raw;
mod received;
mod response;
mod retry;
mod secret;
mod select;
mod send;
mod stack;
mod stream;
mod style;
mod text;
mod token;
mod transport;
mod tree;
mod trees;
#[doc(hidden)]
pub mod union;
mod unknown;

pub use self::api::{
    Api, BodyCodec, BodyFormat, Operation, Parameter, PartEncoding, Place, ResponseCodec,
    ResponseFormat, Scheme, SchemeKind, Server, ServerVariable, StatusPattern, Style,
};
pub use self::body::{Body, BoxError};
pub use self::builder::ClientBuilder;
pub use self::call::{Call, CallOptions};
pub use self::client::Client;
pub use self::credential::Credential;
#[doc(hidden)]
pub use self::describe::{Outcome, failure_index, listed};
pub use self::error::{
    ConfigError, CredentialError, DecodeError, Error, InvalidRequest, NoBody, ServerError,
    TransportError, TransportKind,
};
pub use self::extra::Extra;
pub use self::file::File;
pub use self::format::{
    CalendarDate, ClockTime, Date, DateTime, Format, Formatted, Ip, Ipv4, Ipv6, Moment,
    NotOfFormat, Time, Uuid,
};
pub use self::hooks::{Failure, Hooks, Verdict};
pub use self::integer::Integer;
pub use self::json::{DecodeFailure, Lenient, Undecoded};
pub use self::keyed::Keyed;
#[doc(hidden)]
pub use self::macros::*;
pub use self::object::{Constant, Incomplete, Object, Properties, Property};
pub use self::raw::{RawCall, RawResponse};
pub use self::received::{Described, Received, Responses};
pub use self::response::{Head, Response};
pub use self::retry::RetryPolicy;
pub use self::secret::Secret;
pub use self::stream::{ByteStream, Event, EventStream, LineStream};
pub use self::text::Text;
pub use self::token::{Token, TokenError, TokenRequest, TokenSource};
pub use self::union::{Kind, Look, Member, Union};
pub use self::unknown::UnknownValue;
