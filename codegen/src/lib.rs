//! A vendor's OpenAPI document goes in, a Rust client comes out.
//!
//! ```text
//! vendor bytes ─load→ Document ─select→ ─overlay→ ─lower→ resolved document
//!                                                            │
//!      files ←render─ Model ←refine─ syn::File ←─generate─surface┘
//! ```
//!
//! Every stage is a pure function in the module of its name. Files are read and written by `xtask` alone.

pub mod adopt;
pub mod aliases;
pub mod api;
pub mod config;
pub mod departures;
pub mod diff;
pub mod document;
pub mod error;
pub mod files;
pub mod generate;
pub mod limits;
pub mod losses;
pub mod lower;
pub mod model;
pub mod origins;
pub mod outline;
pub mod overlay;
pub mod pointer;
pub mod progress;
pub mod project;
mod references;
pub mod refine;
pub mod render;
pub mod report;
pub mod revision;
pub mod select;
pub mod snapshots;
pub mod stack;
pub mod standalone;
pub mod surface;
pub mod text;
pub mod tree;
mod upstream;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use document::Document;
use error::Result;
use files::Files;
use losses::Source;
use overlay::{ActionHits, Overlay};
use report::{LeftOut, Loss};
use serde_json::Value;

/// The document as the generator sees it, and how it came about.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// OpenAPI 3.0.3, in canonical order.
    pub document: Arc<Value>,
    /// What each overlay action matched.
    pub actions: Vec<ActionHits>,
    /// What each lowering rule changed.
    pub rules: Vec<lower::RuleHits>,
    /// Operations that no rule can express.
    pub left_out: Vec<LeftOut>,
    /// What the document says of what is sent and read, and a client of it does not do.
    pub losses: Vec<Loss>,
    /// Where it comes from; `None` for a resolved document that was read from a file.
    pub source: Option<Source>,
}

/// A generated client.
#[derive(Clone)]
pub struct Client {
    /// The document that it was generated from: the resolved one, less what was left out.
    pub document: Arc<Value>,
    /// The client as data, before it is printed.
    pub model: model::Model,
    /// The generated module's files.
    pub files: Files,
    /// Its source once more, by the type or operation that it belongs to.
    pub items: BTreeMap<String, String>,
    /// What each refine pass changed.
    pub passes: Vec<refine::PassHits>,
    /// Operations that progenitor cannot generate.
    pub left_out: Vec<LeftOut>,
    /// The losses of the resolved document that affect what is in the client.
    pub losses: Vec<Loss>,
}

/// The first half of the pipeline: *select*, *overlay*, *lower*.
///
/// # Errors
///
/// Whatever a stage refuses, with its place.
pub fn resolve(
    document: &Document,
    selection: &select::Selection,
    overlays: &[Overlay],
    settings: &generate::Settings,
) -> Result<Resolved> {
    let selected = select::select(document, selection)?;
    let (overlaid, actions) = overlay::apply(&selected, overlays)?;
    let lowered = lower::lower(
        &overlaid,
        &lower::Options {
            base_path: settings.base_path.clone(),
            formats: settings
                .rust_types()
                .into_keys()
                .map(str::to_owned)
                .collect(),
        },
    )?;
    let source = Source::new(&overlaid, lowered.moved);
    let mut resolved = lowered.document;
    let losses = losses::tell(lowered.lost, &overlaid, &resolved, &source);
    losses::note(&mut resolved, &losses);
    let mut left_out = lowered.left_out;
    for it in &mut left_out {
        it.place = Some(source.locate(&it.pointer));
    }
    Ok(Resolved {
        document: Arc::new(resolved),
        actions,
        rules: lowered.hits,
        left_out,
        losses,
        source: Some(source),
    })
}

/// The second half of the pipeline: *generate*, *refine*, *render*.
///
/// # Errors
///
/// Whatever a stage refuses, naming the operation or schema at fault.
pub fn client(
    resolved: &Resolved,
    settings: &generate::Settings,
    groups: &render::Groups,
    banner: &render::Banner,
) -> Result<Client> {
    client_with_aliases(resolved, settings, groups, banner, &[])
}

/// The same, with old names for some of its items.
///
/// # Errors
///
/// Whatever a stage refuses, and an alias that does not fit the client.
pub fn client_with_aliases(
    resolved: &Resolved,
    settings: &generate::Settings,
    groups: &render::Groups,
    banner: &render::Banner,
    aliases: &[aliases::Alias],
) -> Result<Client> {
    let mut generated = generate::generate(&resolved.document, settings)?;
    if let Some(source) = &resolved.source {
        for it in &mut generated.left_out {
            let at = it.construct.as_ref().unwrap_or(&it.pointer);
            it.place = Some(source.locate(at));
        }
    }
    let (mut model, passes) = refine::refine(generated.file, &generated.document)?;
    aliases::Names::of(&model).check(aliases)?;
    model.aliases = aliases.to_vec();
    let losses = losses::within(&resolved.losses, &generated.document);
    let rendered = render::render(&model, &generated.document, groups, banner);
    Ok(Client {
        document: generated.document,
        model,
        files: rendered.files,
        items: rendered.items,
        passes,
        left_out: generated.left_out,
        losses,
    })
}
