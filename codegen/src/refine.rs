//! Stage *refine*: passes over the syntax tree for what progenitor cannot be asked to do.
//!
//! Each pass is a function from a file to the names that it touched; [`PASSES`] lists them in order.

use serde::Serialize;
use serde_json::Value;

use crate::error::ErrorKind;
use crate::generate::Fault;

mod also_named;
mod boxes;
mod documentation;
mod errors;
mod non_exhaustive;
mod open_enums;
pub(crate) mod syntax;
#[cfg(test)]
mod tests;
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
    apply: fn(&mut syn::File, &Value) -> Vec<String>,
}

/// The keyword of a property for a refine pass: other names under which a server prints it.
pub(crate) const ALSO_NAMED: &str = "x-also-named";

/// The passes, in the order in which they run.
pub const PASSES: &[Pass] = &[
    Pass {
        id: "boxes",
        does: "boxes a field exactly if its type leads back to the type that has it",
        why: "typify boxes where its walk over all types comes round, so that a type added elsewhere moves the box",
        apply: |file, _| boxes::apply(file),
    },
    Pass {
        id: "open-enums",
        does: "every string enum takes any value, keeps its exact text, and compares without regard to ASCII case",
        why: "one value that the document does not list would fail a whole answer",
        apply: |file, _| open_enums::apply(file),
    },
    Pass {
        id: "one-key-unions",
        does: "externally tagged enums decode from exactly one key, with a message that names the keys",
        why: "serde refuses the same bodies, but its message names neither the keys found nor the keys known",
        apply: |file, _| unions::apply(file),
    },
    Pass {
        id: "non-exhaustive",
        does: "structs and unions are built by their builders or constructors, and matched with `..` or `_`",
        why: "a property or a branch that the vendor adds must not break a program that knows nothing of it",
        apply: |file, _| non_exhaustive::apply(file),
    },
    Pass {
        id: "also-named",
        does: "a property is read under every name of its `x-also-named`, and written under its own",
        why: "a vendor that prints one property under two names would have one of them lost",
        apply: also_named::apply,
    },
    Pass {
        id: "errors-without-bodies",
        does: "operations return the runtime's error, and decode answers through it",
        why: "progenitor's error prints the raw answer, passwords included, and forgets the status of what it cannot decode",
        apply: |file, _| errors::apply(file),
    },
    Pass {
        id: "no-version-header",
        does: "removes the `api-version` header from every request",
        why: "progenitor sends the document's version under that name; no document asks for it",
        apply: |file, _| version_header::apply(file),
    },
    Pass {
        id: "documentation",
        does: "writes the vendor's text anew as CommonMark without code to run, HTML, or hidden characters",
        why: "rustdoc compiles and runs code blocks, and shows HTML as it is",
        apply: |file, _| documentation::apply(file),
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

/// Runs every pass over `file`, which was generated from `document`.
pub fn refine(mut file: syn::File, document: &Value) -> (syn::File, Vec<PassHits>) {
    let hits = PASSES
        .iter()
        .map(|pass| PassHits {
            pass: pass.id,
            items: (pass.apply)(&mut file, document),
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
