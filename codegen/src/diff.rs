//! The semantic diff of two documents: what a new revision does to the generated Rust client.
//!
//! ```text
//! two Documents ─index→ sides ─match→ operations and schemas in pairs ─compare→ findings ─merge→ Report
//! ```
//!
//! The report has one entry a cause. A schema is compared once, however many operations use it; a
//! component that only has another name or number is the same component; what comes and goes with an operation
//! is told with the operation. Each kind of change is judged as a request and as an answer, by what the
//! generated client tolerates; the table is [`Kind::ALL`].
//!
//! Extensions (`x-…`) that differ are told as metadata: no client is made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use compare::Comparison;

use crate::document::Document;
use crate::error::Location;
use crate::pointer;

mod accepted;
mod base_path;
mod bodies;
mod chains;
mod compare;
mod examples;
mod fingerprint;
mod format;
mod identity;
mod kinds;
mod matching;
mod metadata;
mod operation_matching;
mod operations;
mod parameters;
mod places;
mod prose;
mod reach;
mod record;
mod renames;
mod root;
mod rust;
mod schemas;
mod security;
mod side;
mod similarity;
mod unchanged;
mod unused;

pub use accepted::{Acceptance, Accepted, Leftover};
pub use format::*;
pub use identity::{Documents, Identity};
pub use kinds::{Alters, Facts, Kind, Section};
pub use rust::{Kept, Revision, aliases, compare};

/// What a change asks of the next release of the client, by [Semantic Versioning](https://semver.org).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing has changed. Only the verdict of an empty report is this.
    None,
    /// Documentation, and what the client neither sends nor reads otherwise.
    Patch,
    /// Something new, or something that the server treats otherwise; programs compile as they did.
    Minor,
    /// A program that uses the client may have to change.
    Major,
}

impl Level {
    /// `major`, `minor`, `patch` or `none`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What has changed between two documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What was compared.
    pub documents: Documents,
    /// The highest level among the changes.
    pub verdict: Level,
    /// What was compared, as it stands: where what an entry is about is looked up.
    #[serde(skip)]
    pub values: Values,
    /// The changes: `major` first, and within a level by subject.
    pub changes: Vec<Change>,
    /// What becomes of the generated client; `None` where documents alone were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<RustSide>,
}

/// What becomes of the public Rust API as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RustSide {
    /// The verdict on the Rust API alone: `major` when a program that uses every public item no longer compiles.
    pub verdict: Level,
    /// How many lines of the outline went.
    pub removed: usize,
    /// How many lines of the outline came.
    pub added: usize,
    /// The source of each item that differs, by its name ([`Change::items`]).
    #[serde(skip)]
    pub sources: BTreeMap<String, Sources>,
}

/// The source of one generated item, formatted, with its comments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// In the old client, if it was there.
    pub old: Option<String>,
    /// In the new client, if it is there.
    pub new: Option<String>,
}

impl Report {
    /// The changes of one level, in the report's order.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.level == level)
    }
}

/// One change, with one cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What tells it from others and from one report to the next: the same change has the same one.
    pub fingerprint: String,
    /// Why it does not count in a check, if it does not.
    pub accepted: Option<Acceptance>,
    /// What it asks of the next release.
    pub level: Level,
    /// What kind of change it is.
    pub kind: Kind,
    /// What has changed, for people: "schema `Pet`, property `name`".
    pub subject: String,
    /// Where, as JSON pointers.
    pub pointer: Pointers,
    /// What was there.
    pub before: Option<Value>,
    /// What is there now.
    pub after: Option<Value>,
    /// Where, in the old file.
    #[serde(serialize_with = "location")]
    pub old_location: Option<Location>,
    /// Where, in the new file.
    #[serde(serialize_with = "location")]
    pub new_location: Option<Location>,
    /// Further places at which the very same was done.
    pub also: Vec<Place>,
    /// Schemas that come or go with it.
    pub schemas: Vec<String>,
    /// Whether it concerns what the client sends.
    pub sent: bool,
    /// Whether it concerns what the client reads.
    pub read: bool,
    /// The operations that it touches, by their titles.
    pub operations: Vec<String>,
    /// The lines of the client's outline that go (`- types::Pet.name: String`) and come (`+ …`) with it. Empty when it
    /// alters no public Rust item, or when documents alone were compared ([`Report::rust`]).
    pub rust: Vec<String>,
    /// How many more lines go and come with it, each of which many other entries have.
    #[serde(skip_serializing_if = "is_zero")]
    pub shared: usize,
    /// The generated items that these lines are of, as [`RustSide::sources`] names them.
    #[serde(skip)]
    pub items: Vec<String>,
    /// What a user of the client must change; given for `major`.
    pub remedy: Option<String>,
    /// Why it has its level.
    pub why: String,
}

/// A place in both documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// What stands there, for people.
    pub subject: String,
    /// Where, as JSON pointers.
    pub pointer: Pointers,
    /// Where, in the old file.
    #[serde(serialize_with = "location")]
    pub old_location: Option<Location>,
    /// Where, in the new file.
    #[serde(serialize_with = "location")]
    pub new_location: Option<Location>,
}

/// The values of both documents, shared with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Of the old revision.
    pub old: Arc<Value>,
    /// Of the new revision.
    pub new: Arc<Value>,
}

impl Values {
    /// What stands at both places as a whole, where the values of an entry may be a part or a name of it; `None` for what
    /// is new, and for what is gone.
    pub fn at(&self, pointers: &Pointers) -> (Option<&Value>, Option<&Value>) {
        let (old, new) = (pointers.old.as_deref(), pointers.new.as_deref());
        (
            old.and_then(|it| self.old.pointer(it)),
            new.and_then(|it| self.new.pointer(it)),
        )
    }

    /// The component schema of that name, as it is now or was last.
    pub fn component(&self, name: &str) -> Option<&Value> {
        let at = pointer::join("/components/schemas", name);
        self.new.pointer(&at).or_else(|| self.old.pointer(&at))
    }
}

/// JSON pointers (RFC 6901) into the old and into the new document.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Pointers {
    /// `None` for what is new.
    pub old: Option<String>,
    /// `None` for what is gone.
    pub new: Option<String>,
}

/// Compares two revisions of a document.
///
/// Neither has to be valid in every detail: what is malformed is compared as it stands.
pub fn diff(old: &Document, new: &Document) -> Report {
    report(&compare::Pair::new(old, new))
}

/// What differs between the documents, judged by the table alone.
fn report(pair: &compare::Pair<'_>) -> Report {
    let mut comparison = Comparison::new(pair);
    comparison.head();
    comparison.security();
    comparison.operations();
    comparison.schemas();
    comparison.unused();
    comparison.record.report(pair)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn location<S: serde::Serializer>(
    location: &Option<Location>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Position<'a> {
        file: &'a str,
        line: u32,
        column: u32,
    }
    location
        .as_ref()
        .map(|at| Position {
            file: &at.file,
            line: at.line,
            column: at.column,
        })
        .serialize(serializer)
}
