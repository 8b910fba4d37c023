//! The Rust side: what a new revision does to the public API of the generated client, and which change of the document
//! is the cause.
//!
//! ```text
//! two Apis ─lines→ what differs, item by item ─places→ where in both documents ─causes→ which change ─judge→ Report
//! ```
//!
//! Which lines of the outlines differ is a fact, and so is whether a program that uses every item compiles. Which change
//! is the cause is found by place: an item's schema, what stands above it, what it refers to. A line that no change
//! accounts for becomes an entry of its own, so that nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

pub use aliases::Kept;

use super::compare::Pair;
use super::{Change, Report, RustSide, Sources};
use crate::api::Api;
use crate::document::Document;

mod aliases;
mod causes;
mod item;
mod judge;
mod lines;
mod places;
mod renames;

/// One revision of a document, and the client that it gives.
#[derive(Clone, Copy)]
pub struct Revision<'a> {
    /// The document as the vendor wrote it, with the operations that are kept.
    pub document: &'a Document,
    /// The API of the client, from the same operations.
    pub api: &'a Api,
}

/// Compares two revisions of a document and the clients that they give.
///
/// The changes are those of [`super::diff`]. Each has the lines of the outlines that it accounts for, and a level that
/// they confirm or correct.
pub fn compare(old: Revision<'_>, new: Revision<'_>) -> Report {
    let pair =
        Pair::new(old.document, new.document).with_left_out(&old.api.left_out, &new.api.left_out);
    let report = super::report(&pair);
    let names = aliases::OldNames::that_compile(&new.api.aliases);
    let there: BTreeSet<String> = new.api.names.all().into_keys().collect();
    let differences = lines::differences(&old.api.outline, &new.api.outline, &names, &there);
    let places = (
        places::Places::new(&pair.old, old.api),
        places::Places::new(&pair.new, new.api),
    );
    let causes = causes::find(&pair, &report.changes, &differences, (&places.0, &places.1));
    let places = (&places.0, &places.1);
    let changes = judge::judge(&pair, report.changes, &differences, &causes, places);
    let rust = RustSide {
        verdict: lines::verdict(&differences),
        removed: differences.iter().filter(|it| it.old.is_some()).count(),
        added: differences.iter().filter(|it| it.new.is_some()).count(),
        sources: sources(&changes, old.api, new.api),
    };
    Report {
        documents: report.documents,
        values: report.values,
        verdict: changes
            .iter()
            .map(|change| change.level)
            .max()
            .unwrap_or(super::Level::None),
        changes,
        rust: Some(rust),
    }
}

/// The old names that the new client can keep, so that programs which use what was only renamed compile.
///
/// Neither the old names that `new` has already nor their versions are looked at.
pub fn aliases(old: Revision<'_>, new: Revision<'_>) -> Kept {
    let pair = Pair::new(old.document, new.document);
    let changes = super::report(&pair).changes;
    let places = (
        places::Places::new(&pair.old, old.api),
        places::Places::new(&pair.new, new.api),
    );
    aliases::kept(&pair, &changes, &places.0, &places.1)
}

/// The sources of every item that a change names, where the clients have them.
fn sources(changes: &[Change], old: &Api, new: &Api) -> BTreeMap<String, Sources> {
    let mut sources = BTreeMap::new();
    for item in changes.iter().flat_map(|change| &change.items) {
        let both = Sources {
            old: old.sources.get(item).cloned(),
            new: new.sources.get(item).cloned(),
        };
        if both != Sources::default() {
            sources.insert(item.clone(), both);
        }
    }
    sources
}
