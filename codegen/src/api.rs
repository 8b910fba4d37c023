//! The public Rust API of the client that a document gives, and where each item comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::aliases::{Alias, Names};
use crate::error::Result;
use crate::generate::{self, Settings};
use crate::model::Outcome;
use crate::origins::{self, Origins};
use crate::outline::{Line, aliases_of, outline};
use crate::refine;
use crate::render::{self, Banner, Groups};
use crate::report::LeftOut;

/// The public API of one client.
#[derive(Clone)]
pub struct Api {
    /// One line an item.
    pub outline: Vec<Line>,
    /// What has a name in it.
    pub names: Names,
    /// The old names that it keeps.
    pub aliases: Vec<Alias>,
    /// Where each item comes from.
    pub origins: Origins,
    /// The resolved document that the origins point into: its mappings and lists, and of its values only what refers to
    /// something and what names parameters.
    pub(crate) skeleton: Value,
    /// The formatted source of every item, by the type or operation that it belongs to: `types/Pet`,
    /// `operations/GetPet`, `client`. Empty unless it was asked for.
    pub sources: BTreeMap<String, String>,
    /// Operations that the client lacks.
    pub left_out: Vec<LeftOut>,
}

impl Api {
    /// The same, with old names for some of its items.
    ///
    /// # Errors
    ///
    /// An alias that does not fit the client.
    pub fn with_aliases(mut self, list: &[Alias]) -> Result<Self> {
        self.names.check(list)?;
        self.outline.extend(aliases_of(list));
        self.aliases.extend_from_slice(list);
        Ok(self)
    }

    /// The same, with operations that an earlier stage has left out.
    pub fn lacking(mut self, left_out: &[LeftOut]) -> Self {
        self.left_out.extend_from_slice(left_out);
        self
    }
}

/// Whether formatted sources are wanted: formatting takes a third of the time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WithSources {
    /// [`Api::sources`] is filled.
    Yes,
    /// [`Api::sources`] stays empty.
    No,
}

/// The API of the client that a resolved document gives.
///
/// # Errors
///
/// Whatever *generate* refuses.
pub fn api(resolved: &Arc<Value>, settings: &Settings, sources: WithSources) -> Result<Api> {
    let generated = generate::generate(resolved, settings)?;
    let mut origins = origins::read(&generated.file, resolved);
    let (model, _) = refine::refine(generated.file, resolved)?;
    // What a call ends in comes from its operation.
    for operation in &model.operations {
        let at = origins.methods.get(&operation.method).cloned();
        for outcome in [&operation.success, &operation.failure] {
            if let (Outcome::Several { name, .. }, Some(at)) = (outcome, &at) {
                origins.builders.insert(name.clone(), at.clone());
            }
        }
    }
    let sources = match sources {
        WithSources::Yes => {
            let banner = Banner {
                command: String::new(),
                source: String::new(),
            };
            render::render(&model, resolved, &Groups::new(), &banner).items
        }
        WithSources::No => BTreeMap::new(),
    };
    Ok(Api {
        outline: outline(&model),
        names: Names::of(&model),
        aliases: Vec::new(),
        origins,
        skeleton: skeleton(resolved),
        sources,
        left_out: generated.left_out,
    })
}

/// A document without what its origins are not looked up by: a comparison holds one of each revision.
fn skeleton(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, value)| {
                is_structure(value) || matches!(key.as_str(), "$ref" | "name")
            });
            let kept: Vec<_> = kept.map(|(key, it)| (key.clone(), skeleton(it))).collect();
            Value::Object(kept.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(skeleton).collect()),
        plain => plain.clone(),
    }
}

/// Whether it is a mapping, or a list of such.
fn is_structure(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(is_structure),
        value => value.is_object(),
    }
}
