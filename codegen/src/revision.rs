//! Two revisions of a document, each through the pipeline, and what differs.

use crate::api::{Api, WithSources, api};
use crate::diff::{Report, Revision, aliases, compare};
use crate::document::Document;
use crate::error::Result;
use crate::generate::Settings;
use crate::overlay::Overlay;
use crate::select::Selection;
use crate::stack::with_stack;
use crate::{Resolved, resolve};

/// The two clients of a comparison.
#[derive(Clone)]
pub struct Clients {
    /// From the old revision.
    pub old: Api,
    /// From the new revision.
    pub new: Api,
}

/// Generates the clients of two revisions, with the same overlays and settings: one after the other, because what each
/// takes while it is generated is most of the memory of a comparison.
///
/// # Errors
///
/// Whatever a stage refuses of either revision.
pub fn clients(
    old: &Document,
    new: &Document,
    overlays: &[Overlay],
    settings: &Settings,
    sources: WithSources,
) -> Result<Clients> {
    let client =
        |document: &Document| with_stack(|| client(document, overlays, settings, sources))?;
    Ok(Clients {
        old: client(old)?,
        new: client(new)?,
    })
}

/// Generates the client of one revision.
///
/// # Errors
///
/// Whatever a stage refuses.
pub fn client(
    document: &Document,
    overlays: &[Overlay],
    settings: &Settings,
    sources: WithSources,
) -> Result<Api> {
    // What else is known of it is not kept while the generator runs, which takes most of the memory.
    let Resolved {
        document, left_out, ..
    } = resolve(document, &Selection::default(), overlays, settings)?;
    Ok(api(&document, settings, sources)?.lacking(&left_out))
}

impl Clients {
    /// The same, where the new client keeps the old names of what was only renamed, as a bump writes them.
    ///
    /// # Errors
    ///
    /// None that a document causes: the names are those of the clients.
    pub fn with_aliases(mut self, old: &Document, new: &Document) -> Result<Self> {
        let revision = |document, api| Revision { document, api };
        let kept = aliases(revision(old, &self.old), revision(new, &self.new));
        self.new = self.new.with_aliases(&kept.all())?;
        Ok(self)
    }

    /// What differs between the revisions that these clients were generated from.
    pub fn compare(&self, old: &Document, new: &Document) -> Report {
        let revision = |document, api| Revision { document, api };
        compare(revision(old, &self.old), revision(new, &self.new))
    }
}
