//! The macros that generated code consists of.
//!
//! Every client has the runtime at `crate::runtime`, whichever crate this source stands in, and the macros refer to it there.

mod client;
mod newtype;
mod object;
mod open_enum;
mod operation;
mod union;

#[doc(hidden)]
pub use self::client::{client, client_settings, credential, scheme_kind};
#[doc(hidden)]
pub use self::newtype::newtype;
#[doc(hidden)]
pub use self::object::{object, object_build, present, read_other, wire_name};
#[doc(hidden)]
pub use self::open_enum::open_enum;
#[doc(hidden)]
pub use self::operation::{
    body_required, body_setter, operation, outcome, outcome_variant, received,
};
#[doc(hidden)]
pub use self::union::{
    keyed, member_decode, member_nested, member_properties, raw_tags, union, union_from, union_tag,
};
