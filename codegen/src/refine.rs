//! Stage *refine*: passes over the syntax tree for what progenitor cannot be asked to do.
//!
//! Each pass is a function from a file to the names that it touched; [`PASSES`] lists them in order.

use serde::Serialize;

use crate::error::ErrorKind;
use crate::generate::Fault;

mod boxes;
mod documentation;
mod errors;
mod non_exhaustive;
mod open_enums;
pub(crate) mod syntax;
mod unions;
mod version_header;

/// One pass.
#[derive(Debug)]
pub struct Pass {
    /// A stable name.
    pub id: &'static str,
    /// What the pass does.
    pub does: &'static str,
    /// Why.
    pub why: &'static str,
    apply: fn(&mut syn::File) -> Vec<String>,
}

/// The passes, in the order in which they run.
pub const PASSES: &[Pass] = &[
    Pass {
        id: "boxes",
        does: "boxes a field exactly if its type leads back to the type that has it",
        why: "typify boxes where its walk over all types comes round, so that a type added elsewhere moves the box",
        apply: boxes::apply,
    },
    Pass {
        id: "open-enums",
        does: "every string enum takes any value, keeps its exact text, and compares without regard to ASCII case",
        why: "one value that the document does not list would fail a whole answer",
        apply: open_enums::apply,
    },
    Pass {
        id: "one-key-unions",
        does: "externally tagged enums decode from exactly one key, with a message that names the keys",
        why: "serde refuses the same bodies, but its message names neither the keys found nor the keys known",
        apply: unions::apply,
    },
    Pass {
        id: "non-exhaustive",
        does: "structs and unions are built by their builders or constructors, and matched with `..` or `_`",
        why: "a property or a branch that the vendor adds must not break a program that knows nothing of it",
        apply: non_exhaustive::apply,
    },
    Pass {
        id: "errors-without-bodies",
        does: "operations return the runtime's error, and decode answers through it",
        why: "progenitor's error prints the raw answer, passwords included, and forgets the status of what it cannot decode",
        apply: errors::apply,
    },
    Pass {
        id: "no-version-header",
        does: "removes the `api-version` header from every request",
        why: "progenitor sends the document's version under that name; no document asks for it",
        apply: version_header::apply,
    },
    Pass {
        id: "documentation",
        does: "writes the vendor's text anew as CommonMark without code to run, HTML, or hidden characters",
        why: "rustdoc compiles and runs code blocks, and shows HTML as it is",
        apply: documentation::apply,
    },
];

/// What one pass did.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PassHits {
    /// The pass.
    pub pass: &'static str,
    /// The Rust items that it changed.
    pub items: Vec<String>,
}

/// Runs every pass.
pub fn refine(mut file: syn::File) -> (syn::File, Vec<PassHits>) {
    let hits = PASSES
        .iter()
        .map(|pass| PassHits {
            pass: pass.id,
            items: (pass.apply)(&mut file),
        })
        .collect();
    (file, hits)
}

/// What must not be in generated code: a type without values, or two items of one name.
pub(crate) fn check(file: &syn::File) -> Result<(), Fault> {
    if let Some(name) = syntax::uninhabited(&file.items) {
        return Err(Fault {
            kind: ErrorKind::Uninhabited,
            message: format!(
                "the type `{name}` has no values, because no value satisfies its schema"
            ),
        });
    }
    if let Some(name) = syntax::duplicate(&file.items) {
        return Err(Fault {
            kind: ErrorKind::Generate,
            message: format!(
                "two different names of the document become the one Rust name `{name}`"
            ),
        });
    }
    Ok(())
}
