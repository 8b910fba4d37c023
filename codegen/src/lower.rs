//! Stage *lower*: any OpenAPI 3.0 or 3.1 document to the OpenAPI 3.0.3 that progenitor makes correct code of.
//!
//! What progenitor cannot take, or takes wrongly, is a rule in [`RULES`], applied in that order. An operation
//! that no rule can express is left out and reported; nothing is dropped without a trace. What is wrong with
//! one vendor's document is no rule but an overlay.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::progress;
use crate::report::{LeftOut, Lost};

mod aliases;
mod answers;
mod base_path;
pub(crate) mod bodies;
mod components;
mod compose;
mod context;
mod cycles;
mod documents;
mod incomplete;
mod keywords;
mod marks;
mod naming;
mod objects;
mod operations;
mod parameters;
mod references;
mod rules;
pub(crate) mod schema;
mod types;
mod unions;
pub(crate) mod unique;
mod values;
pub(crate) mod walk;
pub(crate) mod wire_names;

#[cfg(test)]
mod tests;

pub use rules::RULES;

use context::{Context, Effect};

/// One concern of progenitor's, and what is done about it.
pub struct Rule {
    /// The rule's name, in kebab case; reports and tests use it.
    pub id: &'static str,
    /// What it does, in one sentence.
    pub does: &'static str,
    /// Why that is needed.
    pub why: &'static str,
    /// The section of a specification that it rests on; may be empty.
    pub link: &'static str,
    /// The upstream issue of a rule that works around the generator, or that none is known; empty for other rules.
    pub upstream: &'static str,
    apply: fn(&mut Context<'_>) -> Result<()>,
}

/// The nodes that a rule has changed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct RuleHits {
    /// The rule's [`Rule::id`].
    pub rule: &'static str,
    /// JSON pointers, in the document that was given wherever the node existed there.
    pub pointers: Vec<String>,
}

/// What a caller decides about the lowering.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// The path prefix to move into the server addresses, for instance `/{Version}`; every path has to begin
    /// with it.
    pub base_path: Option<String>,
    /// Formats that mean something to the generator beside those that it knows by itself.
    pub formats: Vec<String>,
}

/// A lowered document, and what it took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lowered {
    /// OpenAPI 3.0.3, in canonical order.
    pub document: Value,
    /// The rules that changed something, in the order of [`RULES`].
    pub hits: Vec<RuleHits>,
    /// The operations that no rule could express.
    pub left_out: Vec<LeftOut>,
    /// What rules have taken from what can be sent or read.
    pub(crate) lost: Vec<Lost>,
    /// Operations, parameters, bodies and responses that stand elsewhere in the given document, with their pointers there.
    pub(crate) moved: BTreeMap<String, String>,
}

/// Applies every rule to `document`.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] if a path does not begin with [`Options::base_path`];
/// [`ErrorKind::NothingLeft`] if no operation is left.
pub fn lower(document: &Document, options: &Options) -> Result<Lowered> {
    let mut ordered = document.copy();
    // No rule sees the order in which the vendor happens to list things.
    components::order(&mut ordered);
    marks::mark(&mut ordered);
    let mut context = Context {
        document: ordered,
        given: document,
        base_path: options.base_path.as_deref(),
        formats: &options.formats,
        left_out: Vec::new(),
        hits: Vec::new(),
        losses: Vec::new(),
        made: BTreeMap::new(),
        homes: naming::homes::Homes::default(),
    };
    let mut hits = Vec::new();
    let mut lost = Vec::new();
    for (done, rule) in RULES.iter().enumerate() {
        progress::at("lower: rules", done, RULES.len());
        (rule.apply)(&mut context)?;
        let losses = std::mem::take(&mut context.losses);
        lost.extend(
            losses
                .into_iter()
                .map(|effect| as_given(rule, effect, &context.made)),
        );
        let pointers = std::mem::take(&mut context.hits);
        if !pointers.is_empty() {
            hits.push(RuleHits {
                rule: rule.id,
                pointers,
            });
        }
    }
    let Context {
        document: mut lowered,
        left_out,
        ..
    } = context;
    if crate::document::operations(&lowered).next().is_none() {
        return Err(nothing_left(document, &left_out));
    }
    components::order(&mut lowered);
    let moved = marks::strip(&mut lowered);
    Ok(Lowered {
        document: lowered,
        hits,
        left_out,
        lost,
        moved,
    })
}

/// A loss of `rule`, at its place in the given document.
fn as_given(rule: &Rule, effect: Effect, made: &BTreeMap<String, String>) -> Lost {
    Lost {
        rule: rule.id,
        pointer: crate::losses::moved(&effect.at, made),
        effect: effect.what,
        remedy: effect.remedy,
    }
}

fn nothing_left(document: &Document, left_out: &[LeftOut]) -> Error {
    let why = match left_out.first() {
        Some(first) => format!("{}: {}", first.operation, first.reason),
        None => "the document describes no operation".to_owned(),
    };
    let pointer = left_out.first().map_or("/paths", |first| &first.pointer);
    Error::new(
        ErrorKind::NothingLeft,
        "no operation is left to generate a client for",
        why,
        "select operations that can be generated, or describe the construct in an overlay",
    )
    .at(document.locate(pointer))
}
