//! Old names that a client keeps for what was only renamed: `spec/aliases.toml`.
//!
//! ```toml
//! [[alias]]
//! old = "types::Pet"
//! new = "types::Animal"
//! since = "0.2.0"
//! ```
//!
//! `cargo xtask bump` writes the file, every run of the pipeline renders it (`generated/aliases.rs`), and the next major
//! release removes it. Names are those of the [outline](crate::outline): a type, a call of an operation or its builder, a
//! method of `Client` or of a call, a variant of an enum of strings.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::config::{locate, parse};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{BodyCodec, Model, OpenEnum, Operation, Outcome, Scheme, Shape};

/// Where the aliases of a project stand.
pub const FILE: &str = "spec/aliases.toml";

/// The command that takes aliases away.
pub const REMOVE: &str = "cargo xtask aliases --remove";

/// An old name.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Alias {
    /// The name that programs may still use.
    pub old: String,
    /// What it stands for.
    pub new: String,
    /// The version that renamed it; empty until it is known.
    pub since: String,
    /// Where the file says so.
    #[serde(skip)]
    pub location: Option<Location>,
}

impl Alias {
    /// An alias that no version has yet.
    pub fn new(old: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            old: old.into(),
            new: new.into(),
            since: String::new(),
            location: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    alias: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    old: Spanned<String>,
    new: String,
    since: String,
}

/// Reads the file's text; an empty one has no aliases.
///
/// # Errors
///
/// [`ErrorKind::Config`], with line and column.
pub fn read(text: &str) -> Result<Vec<Alias>> {
    let file: File = parse(FILE, text)?;
    let alias = |entry: Entry| Alias {
        location: Some(locate(FILE, text, entry.old.span().start)),
        old: entry.old.into_inner(),
        new: entry.new,
        since: entry.since,
    };
    Ok(file.alias.into_iter().map(alias).collect())
}

/// The file's text; `None` without aliases, where there is no file.
pub fn text(aliases: &[Alias]) -> Option<String> {
    #[derive(Serialize)]
    struct File<'a> {
        alias: &'a [Alias],
    }
    if aliases.is_empty() {
        return None;
    }
    // Tables of strings: nothing that TOML cannot hold.
    let body = toml::to_string(&File { alias: aliases }).unwrap_or_default();
    Some(format!(
        "# Old names that the client keeps until the next major version. Written by `cargo xtask bump`; `{REMOVE}` removes\n# them.\n\n{body}"
    ))
}

/// What a name of a client stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named<'m> {
    /// A struct with named fields, a builder or a call: a deprecated `type` is as good as the name.
    Struct,
    /// An enum, or a struct that is written as a function: only a re-export does all that the name does.
    Whole,
    /// A method of `Client`, and the call that it gives.
    Method(&'m Operation),
    /// A method of a call that takes a parameter or body of this type.
    Setter {
        /// The type.
        ty: &'m str,
        /// Whether any conversion is enough.
        bytes: bool,
    },
    /// A variant of an enum of strings.
    Variant,
    /// A name that no alias can have or stand for.
    Taken,
}

/// Names that every call has.
const OF_CALLS: [&str; 5] = ["send", "send_raw", "send_blocking", "options", "OPERATION"];

/// Names that every client has.
const OF_CLIENTS: [&str; 2] = ["builder", "runtime"];

/// The parts of a client that have names.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The types, by name.
    pub(crate) types: BTreeMap<String, TypeOf>,
    /// The operations.
    pub(crate) operations: Vec<Operation>,
    /// The credentials.
    pub(crate) schemes: Vec<Scheme>,
}

/// What of a type's shape matters to its name.
#[derive(Clone, Debug)]
pub(crate) enum TypeOf {
    /// An object, and its builder.
    Object(String),
    /// An enum of strings.
    Enum(OpenEnum),
    /// A union.
    Union,
    /// An object with one of several keys.
    Keyed,
    /// A name for another type.
    Newtype,
    /// What no macro expresses.
    Other,
}

impl Names {
    pub(crate) fn of(model: &Model) -> Self {
        let shape = |shape: &Shape| match shape {
            Shape::Object(object) => TypeOf::Object(object.builder.clone()),
            Shape::Enum(open) => TypeOf::Enum(open.clone()),
            Shape::Union(_) => TypeOf::Union,
            Shape::Keyed(_) => TypeOf::Keyed,
            Shape::Newtype(_) => TypeOf::Newtype,
            Shape::Other(_) => TypeOf::Other,
        };
        let types = model.types.iter();
        Self {
            types: types
                .map(|(name, ty)| (name.clone(), shape(&ty.shape)))
                .collect(),
            operations: model.operations.clone(),
            schemes: model.api.schemes.clone(),
        }
    }

    /// The builders of objects, each with its type.
    pub(crate) fn builders(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().filter_map(|(name, ty)| match ty {
            TypeOf::Object(builder) => Some((builder.as_str(), name.as_str())),
            _ => None,
        })
    }

    /// Every name that an alias could have or stand for.
    pub(crate) fn all(&self) -> BTreeMap<String, Named<'_>> {
        let mut names = BTreeMap::new();
        for name in OF_CLIENTS {
            names.insert(format!("Client::{name}"), Named::Taken);
        }
        for (name, ty) in &self.types {
            let path = format!("types::{name}");
            let named = match ty {
                TypeOf::Object(builder) => {
                    names.insert(format!("types::{builder}"), Named::Struct);
                    Named::Struct
                }
                TypeOf::Enum(open) => {
                    for variant in &open.variants {
                        names.insert(format!("{path}::{}", variant.ident), Named::Variant);
                    }
                    names.insert(format!("{path}::{}", open.unknown), Named::Taken);
                    Named::Whole
                }
                _ => Named::Whole,
            };
            names.insert(path, named);
        }
        for operation in &self.operations {
            let method = format!("Client::{}", operation.method);
            names.insert(method, Named::Method(operation));
            of_operation(operation, &mut names);
        }
        names
    }

    /// Those of `aliases` that the client can have.
    pub(crate) fn possible(&self, mut aliases: Vec<Alias>) -> Vec<Alias> {
        let names = self.all();
        let mut seen = BTreeSet::new();
        aliases.retain(|Alias { old, new, .. }| {
            let there = names.get(new).is_some_and(|it| fits(old, new, *it));
            there && !names.contains_key(old) && seen.insert(old.clone())
        });
        aliases
    }

    /// Whether the client can have all of `aliases`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for one whose new name is not there, or whose old name is that of something else.
    pub(crate) fn check(&self, aliases: &[Alias]) -> Result<()> {
        let names = self.all();
        let mut seen = BTreeSet::new();
        for alias in aliases {
            let Alias { old, new, .. } = alias;
            let what = if !names.get(new).is_some_and(|it| fits(old, new, *it)) {
                format!(
                    "`{old}` is kept for `{new}`, which the client does not have, or which it cannot stand for"
                )
            } else if names.contains_key(old) {
                format!("`{old}` is kept for `{new}`, but the client has another `{old}`")
            } else if !seen.insert(old) {
                format!("`{old}` is kept twice")
            } else {
                continue;
            };
            let error = Error::new(
                ErrorKind::Config,
                what,
                "an old name stands for one item of the client",
                format!("correct the entry, or remove it with `{REMOVE} {old}`"),
            );
            return Err(match &alias.location {
                Some(location) => error.at(location.clone()),
                None => error,
            });
        }
        Ok(())
    }
}

fn of_operation<'m>(operation: &'m Operation, names: &mut BTreeMap<String, Named<'m>>) {
    let path = format!("operations::{}", operation.builder);
    for name in OF_CALLS {
        names.insert(format!("{path}::{name}"), Named::Taken);
    }
    let parameters = operation
        .parameters
        .iter()
        .map(|it| (&it.ident, &it.ty, false));
    let bodies = operation.bodies.iter();
    let bodies = bodies.map(|it| (&it.ident, &it.ty, it.codec == BodyCodec::Bytes));
    for (ident, ty, bytes) in parameters.chain(bodies) {
        names.insert(format!("{path}::{ident}"), Named::Setter { ty, bytes });
    }
    for outcome in [&operation.success, &operation.failure] {
        if let Outcome::Several { name, .. } = outcome {
            names.insert(format!("operations::{name}"), Named::Whole);
        }
    }
    names.insert(path, Named::Struct);
}

/// Whether `old` can be a name for what `new` stands for: in the same place, and a name of its own.
fn fits(old: &str, new: &str, named: Named<'_>) -> bool {
    let place = |path: &'static str, it: &str| it.strip_prefix(path).is_some_and(is_name);
    match named {
        Named::Struct | Named::Whole => ["types::", "operations::"]
            .iter()
            .any(|path| place(path, old) && new.starts_with(path)),
        Named::Method(_) => place("Client::", old),
        Named::Setter { .. } | Named::Variant => {
            let (of_old, of_new) = (member(old), member(new));
            matches!((of_old, of_new), (Some((a, name)), Some((b, _))) if a == b && is_name(name))
        }
        Named::Taken => false,
    }
}

/// A path of three parts as its owner and its last part.
pub(crate) fn member(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once("::")
        .filter(|(owner, _)| owner.contains("::"))
}

fn is_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}
