//! A vendor's text, made safe for the place where it is printed: one function or type for each.
//!
//! | Place | What |
//! |---|---|
//! | a line of a message or a report | [`one_line`]; [`crate::error::Error`] and [`crate::report::LeftOut`] apply it themselves |
//! | a terminal | [`visible`], which `xtask` applies to all that it prints |
//! | Markdown | [`Markdown`] |
//! | HTML | [`Html`] |
//! | a Rust doc comment | [`rustdoc()`] |

mod html;
mod line;
mod markdown;
mod prose;
mod visible;

pub use html::Html;
pub use line::one_line;
pub use markdown::Markdown;
pub use prose::rustdoc;
pub use visible::{is_hidden, visible};
