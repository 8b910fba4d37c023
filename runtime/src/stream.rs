//! Bodies that arrive over time: bytes, server-sent events, lines of JSON.
//!
//! A stream begins within the call's deadline, and then lasts as long as it likes; but between two pieces no more than
//! the client's idle time may pass.

mod bytes;
mod events;
mod frames;
mod lines;
mod parser;
mod source;

pub use self::bytes::ByteStream;
pub use self::events::{Event, EventStream};
pub use self::lines::LineStream;
pub(crate) use self::source::{Reopen, Source};
