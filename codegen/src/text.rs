//! A vendor's text, made safe for the place where it is printed.

mod prose;
mod visible;

pub use prose::rustdoc;
pub use visible::{is_hidden, visible};
