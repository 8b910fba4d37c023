//! What generated code relies on: open enums, unions with exactly one key, secrets, values that a
//! server prints in two ways, and errors without bodies.
//!
//! The pipeline refers to these items by name and copies the files into every stand-alone crate that it
//! writes, so they depend on nothing else in this crate.

mod decode;
mod error;
mod open_enum;
mod secret;
mod two_ways;
mod union;

pub use self::decode::DecodeError;
#[doc(hidden)]
pub use self::decode::{decode, decode_slice};
pub use self::error::Error;
pub use self::open_enum::UnknownValue;
#[doc(hidden)]
pub(crate) use self::open_enum::open_enum;
pub use self::secret::Secret;
pub use self::two_ways::{Integer, Text};
#[doc(hidden)]
pub use self::union::{Union, deserialize_union};
