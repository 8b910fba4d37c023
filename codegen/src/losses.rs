//! What the client does not do as the document says: where that stands in the vendor's file, and which operations it affects.
//!
//! A stage that rewrites something says on the spot what is lost by it, if anything is; `tell` looks up the rest. A loss that
//! affects operations none of which are in the client is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::document::{Document, METHODS, Sources, operations};
use crate::error::Location;
use crate::pointer;
use crate::report::{Loss, Lost};

mod reach;
mod wire;

use reach::Reach;

/// The key of an operation in the resolved document: what its method's documentation says of losses.
pub(crate) const LOSSES: &str = "x-losses";

/// How many losses the documentation of one method lists.
const LISTED: usize = 8;

/// Where the parts of a resolved document come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The files of the document that was lowered.
    files: Arc<Sources>,
    /// Operations, parameters, bodies and responses that stand elsewhere in that document, with their pointers there.
    moved: BTreeMap<String, String>,
}

impl Source {
    pub(crate) fn new(given: &Document, moved: BTreeMap<String, String>) -> Self {
        let files = given.sources();
        Self { files, moved }
    }

    /// Where the node at `pointer` of the resolved document stands in the vendor's file.
    pub fn locate(&self, pointer: &str) -> Location {
        self.files.locate(&moved(pointer, &self.moved))
    }
}

/// `pointer` with the longest part at its beginning that `places` knows replaced.
pub(crate) fn moved(pointer: &str, places: &BTreeMap<String, String>) -> String {
    let mut known = Some(pointer);
    while let Some(at) = known {
        if let Some(from) = places.get(at) {
            let rest = pointer.get(at.len()..).unwrap_or_default();
            return format!("{from}{rest}");
        }
        known = pointer::parent(at);
    }
    pointer.to_owned()
}

/// Everything that is lost between the `given` document, the one of `source`, and the client of the `resolved` one: what
/// lowering has `lost`, and what of the resolved document the client does not do.
pub(crate) fn tell(
    lost: Vec<Lost>,
    given: &Document,
    resolved: &Value,
    source: &Source,
) -> Vec<Loss> {
    let mut all = lost;
    for it in wire::losses(resolved) {
        let pointer = moved(&it.pointer, &source.moved);
        all.push(Lost { pointer, ..it });
    }
    if all.is_empty() {
        return Vec::new();
    }
    let titles: BTreeMap<String, String> = operations(resolved)
        .map(|it| (moved(&it.pointer(), &source.moved), it.title()))
        .collect();
    let mut reach = Reach::of(given.value());
    let mut seen = BTreeSet::new();
    let mut losses = Vec::new();
    for it in all {
        // A schema that a rule has copied loses the same at its one place.
        if !seen.insert((it.rule, it.pointer.clone(), it.effect.clone())) {
            continue;
        }
        let affected = reach.operations(&it.pointer);
        let kept: BTreeSet<&String> = affected.iter().filter_map(|at| titles.get(at)).collect();
        if kept.is_empty() && !is_of_document(&it.pointer) {
            continue;
        }
        losses.push(Loss {
            rule: it.rule,
            place: given.locate(&it.pointer),
            effect: it.effect,
            remedy: it.remedy,
            operations: kept.into_iter().cloned().collect(),
        });
    }
    losses
}

/// Whether what stands at `pointer` is a call that is no operation: one that the vendor makes, or one of an unknown method.
fn is_of_document(pointer: &str) -> bool {
    let mut tokens = pointer.split('/').skip(1);
    match (tokens.next(), tokens.nth(1)) {
        (Some("webhooks"), _) => true,
        (Some("paths"), Some(key)) => {
            !METHODS.contains(&key) && !matches!(key, "parameters" | "servers")
        }
        _ => false,
    }
}

/// The losses that are left when the client has only the operations of `document`.
pub(crate) fn within(losses: &[Loss], document: &Value) -> Vec<Loss> {
    let titles: BTreeSet<String> = operations(document).map(|it| it.title()).collect();
    let kept = losses.iter().filter_map(|loss| {
        let mut kept = loss.clone();
        kept.operations.retain(|title| titles.contains(title));
        (!kept.operations.is_empty() || loss.operations.is_empty()).then_some(kept)
    });
    kept.collect()
}

/// Notes the `losses` at the operations of the resolved `document`, for the documentation of their methods.
pub(crate) fn note(document: &mut Value, losses: &[Loss]) {
    let mut by_title: BTreeMap<&str, Vec<&Loss>> = BTreeMap::new();
    for loss in losses {
        for title in &loss.operations {
            by_title.entry(title).or_default().push(loss);
        }
    }
    let noted: Vec<(String, Value)> = operations(document)
        .filter_map(|it| {
            let losses = by_title.get(it.title().as_str())?;
            let listed = losses.iter().take(LISTED);
            let mut texts: Vec<String> = listed.map(|it| it.effect.clone()).collect();
            if losses.len() > LISTED {
                texts.push(format!("and {} more", losses.len() - LISTED));
            }
            Some((it.pointer(), json!(texts)))
        })
        .collect();
    for (at, texts) in noted {
        if let Some(Value::Object(operation)) = document.pointer_mut(&at) {
            operation.insert(LOSSES.to_owned(), texts);
        }
    }
}
