//! Stage *refine*: from what progenitor wrote to the client as data.
//!
//! [`PASSES`] lists what is made of it, and why progenitor cannot be asked for it.

use serde::Serialize;
use serde_json::Value;

use crate::error::{ErrorKind, Result};
use crate::generate::Fault;
use crate::model::{self, Model, Shape};

mod boxes;
pub(crate) mod syntax;
#[cfg(test)]
mod tests;

/// One pass.
#[derive(Debug)]
pub struct Pass {
    /// A stable name.
    pub id: &'static str,
    /// What the pass does.
    pub does: &'static str,
    /// Why.
    pub why: &'static str,
    /// What it made, by name.
    made: fn(&Model) -> Vec<String>,
}

/// The keyword of a property for a refine pass: other names under which a server prints it.
pub(crate) const ALSO_NAMED: &str = "x-also-named";

/// The passes on types and operations.
pub const PASSES: &[Pass] = &[
    Pass {
        id: "objects",
        does: "a struct is the list of its properties, which the runtime's `object!` decodes, encodes and builds",
        why: "unknown properties stay reachable, one that is not as documented does not cost the response, no list decodes as an object; and a property is one line to review",
        made: |model| types(model, |shape| matches!(shape, Shape::Object(_))),
    },
    Pass {
        id: "also-named",
        does: "a property is read under every name of its `x-also-named`, and written under its own",
        why: "a vendor that prints one property under two names would have one of them lost",
        made: also_named,
    },
    Pass {
        id: "open-enums",
        does: "every string enum takes any value, keeps its exact text, and compares without regard to ASCII case",
        why: "one value that the document does not list would fail a whole response",
        made: |model| types(model, |shape| matches!(shape, Shape::Enum(_))),
    },
    Pass {
        id: "unions",
        does: "a union decodes by a table: tags first, then required and known properties, the best fit first",
        why: "serde takes the first member that happens to fit, knows no tag but a string of one value, and refuses what no member takes",
        made: |model| types(model, |shape| matches!(shape, Shape::Union(_))),
    },
    Pass {
        id: "one-key-unions",
        does: "externally tagged enums decode from exactly one key, with a message that names the keys",
        why: "serde refuses the same bodies, but its message names neither the keys found nor the keys known",
        made: |model| types(model, |shape| matches!(shape, Shape::Keyed(_))),
    },
    Pass {
        id: "newtypes",
        does: "a name for another type converts from and to it",
        why: "what typify writes for it is the same code for each",
        made: |model| types(model, |shape| matches!(shape, Shape::Newtype(_))),
    },
    Pass {
        id: "operations",
        does: "an operation is one declaration of what the document says, which the runtime carries out",
        why: "progenitor knows neither styles, forms, files, cookies, several media types and statuses, nor credentials, deadlines and retries; its errors show raw responses",
        made: |model| {
            let methods = model.operations.iter();
            methods.map(|operation| operation.method.clone()).collect()
        },
    },
];

fn types(model: &Model, wanted: fn(&Shape) -> bool) -> Vec<String> {
    let types = model.types.values().filter(|it| wanted(&it.shape));
    types.map(|it| it.name.clone()).collect()
}

fn also_named(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for ty in model.types.values() {
        if let Shape::Object(object) = &ty.shape {
            let fields = object.fields.iter().filter(|it| !it.also.is_empty());
            names.extend(fields.map(|it| format!("{}.{}", ty.name, it.ident)));
        }
    }
    names
}

/// What one pass did.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PassHits {
    /// The pass.
    pub pass: &'static str,
    /// The Rust items that it made.
    pub items: Vec<String>,
}

/// The client as data, from what progenitor wrote as `file` for the resolved `document`.
///
/// # Errors
///
/// [`ErrorKind::Refine`] when the file is not what progenitor 0.15 writes.
pub fn refine(mut file: syn::File, document: &Value) -> Result<(Model, Vec<PassHits>)> {
    boxes::apply(&mut file);
    let model = model::read(file, document)?;
    let hits = PASSES
        .iter()
        .map(|pass| PassHits {
            pass: pass.id,
            items: (pass.made)(&model),
        })
        .collect();
    Ok((model, hits))
}

/// What must not be in generated code: a type without values, or two items of one name.
pub(crate) fn check(file: &syn::File) -> std::result::Result<(), Fault> {
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
