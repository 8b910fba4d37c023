//! Values that a schema describes: what the document shows, and what a seed makes of the schema.
//!
//! Of each schema what is required alone, everything, and then as many more as try something that was not tried before: a
//! member of a union, a listed value, a bound, `null`, an empty list, an undeclared property. A validator has the last word,
//! so what is made here may be wrong.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::choose::{Chooser, Mode};
use super::gather::{Facts, gather};
use super::scalars;

/// What is deeper is only there if it has to be.
const DEEP: usize = 5;
const TOO_DEEP: usize = 14;
/// How many values one instance may consist of before only what is required is added.
const BUDGET: usize = 300;

/// Where values are sent, which rules some of them out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Purpose {
    /// As JSON: anything.
    Json,
    /// As text in a path, query or form: without `null`.
    Text,
    /// In a header or cookie: ASCII alone, and no separators.
    Header,
}

/// Makes instances.
pub(super) struct Maker<'s> {
    definitions: &'s BTreeMap<String, Value>,
    pub(super) chooser: Chooser,
    purpose: Purpose,
}

impl<'s> Maker<'s> {
    pub(super) fn new(definitions: &'s BTreeMap<String, Value>, seed: u64) -> Self {
        Self {
            definitions,
            chooser: Chooser::new(seed),
            purpose: Purpose::Json,
        }
    }

    /// A value of `schema`; `None` where none was found, which does not mean that there is none.
    pub(super) fn make(
        &mut self,
        schema: &'s Value,
        mode: Mode,
        purpose: Purpose,
    ) -> Option<Value> {
        self.chooser.mode = mode;
        self.chooser.budget = BUDGET;
        self.purpose = purpose;
        self.value(&[schema], 0)
    }

    fn value(&mut self, schemas: &[&'s Value], depth: usize) -> Option<Value> {
        if depth > TOO_DEEP {
            return None;
        }
        self.chooser.budget = self.chooser.budget.saturating_sub(1);
        let facts = gather(schemas, self.definitions, &mut self.chooser)?;
        if let Some(constant) = facts.constant {
            return Some(constant.clone());
        }
        if let Some(listed) = &facts.listed {
            let allowed: Vec<&&Value> = listed
                .iter()
                .filter(|it| self.purpose == Purpose::Json || !it.is_null())
                .collect();
            let index = self.chooser.choose(facts.site, "enum", allowed.len());
            return allowed.get(index).map(|it| (**it).clone());
        }
        let mut kinds = facts.kinds();
        if self.purpose != Purpose::Json {
            kinds.retain(|it| *it != "null");
        }
        let kind = match (kinds.as_slice(), self.chooser.mode) {
            ([], _) => return Some(self.anything(facts.site)),
            ([only], _) => only,
            // `null` beside another type is one of many things to try.
            (["null", only, ..] | [only, "null"], Mode::Least | Mode::Most) => only,
            (several, _) => {
                let index = self.chooser.choose(facts.site, "type", several.len());
                several.get(index)?
            }
        };
        match *kind {
            "null" => Some(Value::Null),
            "boolean" => Some((self.chooser.choose(facts.site, "boolean", 2) == 0).into()),
            "object" => self.object(&facts, depth),
            "array" => self.array(&facts, depth),
            "integer" | "number" => {
                let given = examples(&facts, Value::is_number);
                let made = scalars::numbers(&facts, *kind == "integer");
                self.one_of(&facts, "number", given, made)
            }
            _ => {
                let given = examples(&facts, Value::is_string);
                let texts = scalars::texts(&facts, self.purpose, self.chooser.random());
                let made = texts.into_iter().map(Value::from).collect();
                self.one_of(&facts, "text", given, made)
            }
        }
    }

    fn one_of(
        &mut self,
        facts: &Facts<'s>,
        what: &str,
        given: Vec<Value>,
        made: Vec<Value>,
    ) -> Option<Value> {
        // Values that the document shows are the likeliest ones.
        let ascii = |it: &Value| {
            it.as_str()
                .is_none_or(|it| it.bytes().all(|it| it.is_ascii_graphic()))
        };
        let given = given
            .into_iter()
            .filter(|it| self.purpose != Purpose::Header || ascii(it));
        let all: Vec<Value> = given.take(2).chain(made).collect();
        let index = self.chooser.choose(facts.site, what, all.len());
        all.into_iter().nth(index)
    }

    /// Where the schema says nothing.
    fn anything(&mut self, site: u64) -> Value {
        if self.purpose != Purpose::Json {
            return json!("any");
        }
        let all = [
            json!("any"),
            json!({ "any": [1, null, { "deep": true }] }),
            json!(12),
            json!([{ "any": 1.5 }, "list"]),
            json!(false),
        ];
        let index = self.chooser.choose(site, "any", all.len());
        all.into_iter().nth(index).unwrap_or_default()
    }

    fn object(&mut self, facts: &Facts<'s>, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        for (name, schemas) in &facts.properties {
            if facts.tags.contains_key(name) {
                continue;
            }
            let required = facts.required.contains(name);
            let optional = depth < DEEP && self.chooser.present(facts.site, name);
            if !required && !optional {
                continue;
            }
            match self.value(schemas, depth + 1) {
                Some(value) => {
                    object.insert((*name).to_owned(), value);
                }
                None if required => return None,
                None => {}
            }
        }
        for name in &facts.required {
            if !object.contains_key(*name) && !facts.tags.contains_key(name) {
                let value = match facts.rest.as_slice() {
                    [] => self.anything(facts.site),
                    rest => self.value(rest, depth + 1)?,
                };
                object.insert((*name).to_owned(), value);
            }
        }
        for (name, value) in &facts.tags {
            object.insert((*name).to_owned(), (*value).clone());
        }
        self.undeclared(facts, depth, &mut object);
        Some(Value::Object(object))
    }

    /// Properties that have no name in the document.
    fn undeclared(&mut self, facts: &Facts<'s>, depth: usize, object: &mut Map<String, Value>) {
        if facts.closed || facts.patterned {
            return;
        }
        let least = facts.counts.get("minProperties").copied().unwrap_or(0);
        let missing = usize::try_from(least)
            .unwrap_or(0)
            .saturating_sub(object.len());
        let is_map = facts.properties.is_empty();
        let mut wanted = match self.chooser.mode {
            Mode::Least => 0,
            // A map without an entry says nothing of its values.
            Mode::Most => usize::from(is_map && depth < DEEP),
            // Not everywhere: an undeclared property is rarer than that.
            Mode::Varied if self.purpose != Purpose::Json && !is_map => 0,
            Mode::Varied => match self.chooser.choose(facts.site, "undeclared", 3) {
                0 => 1,
                1 => 0,
                _ => 2,
            },
        };
        if depth >= DEEP {
            wanted = 0;
        }
        let names = match self.purpose {
            Purpose::Header => ["undeclared", "undeclared2"],
            _ => ["undeclared", "nicht erklärt"],
        };
        for name in names.into_iter().take(wanted.max(missing)) {
            let value = match facts.rest.as_slice() {
                [] => Some(self.anything(facts.site)),
                rest => self.value(rest, depth + 1),
            };
            object.extend(value.map(|value| (name.to_owned(), value)));
        }
    }

    fn array(&mut self, facts: &Facts<'s>, depth: usize) -> Option<Value> {
        let bound = |key: &str, otherwise: u64| {
            let count = facts.counts.get(key).copied().unwrap_or(otherwise);
            usize::try_from(count).unwrap_or(usize::MAX)
        };
        let (least, most) = (bound("minItems", 0), bound("maxItems", u64::MAX));
        let wanted = match self.chooser.mode {
            Mode::Least => least,
            Mode::Most => 1,
            Mode::Varied => match self.chooser.choose(facts.site, "length", 3) {
                0 => 2,
                1 => 0,
                _ => 1,
            },
        };
        let wanted = if depth >= DEEP { 0 } else { wanted };
        let mut items = Vec::new();
        for _ in 0..wanted.clamp(least, most.max(least)).min(50) {
            let value = match facts.items.as_slice() {
                [] => Some(self.anything(facts.site)),
                schemas => self.value(schemas, depth + 1),
            };
            match value {
                Some(value) if facts.unique && items.contains(&value) => {}
                Some(value) => items.push(value),
                None if items.len() < least => return None,
                None => break,
            }
        }
        Some(items.into())
    }
}

fn examples(facts: &Facts<'_>, fits: fn(&Value) -> bool) -> Vec<Value> {
    let fitting = facts.examples.iter().filter(|it| fits(it));
    fitting.map(|it| (*it).clone()).collect()
}

impl<'s> Maker<'s> {
    /// The component that a schema is.
    pub(super) fn target(&self, schema: &Value) -> Option<&'s Value> {
        let target = schema.get("$ref").and_then(Value::as_str)?;
        self.definitions.get(target.rsplit('/').next()?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::{Value, json};

    use super::{Maker, Purpose};
    use crate::fidelity::choose::Mode;
    use crate::fidelity::schema::Schemas;

    fn made(schema: &Value, seed: u64) -> Vec<Value> {
        let document = json!({ "openapi": "3.1.0" });
        let mut schemas = Schemas::new(&document);
        let schema = schemas.translate(schema);
        let validator = schemas.validator(&schema).unwrap();
        let mut maker = Maker::new(schemas.definitions(), seed);
        let modes = [Mode::Least, Mode::Most]
            .into_iter()
            .chain([Mode::Varied; 12]);
        let all: Vec<Value> = modes
            .filter_map(|mode| maker.make(&schema, mode, Purpose::Json))
            .collect();
        for value in &all {
            assert!(validator.is_valid(value), "{value}");
        }
        all
    }

    #[test]
    fn everything_that_a_schema_leaves_open_is_tried() {
        let schema = json!({
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": { "enum": ["a", "b", "c"] },
                "many": { "type": "array", "items": { "type": "integer", "minimum": 3, "maximum": 9 } },
                "name": { "type": ["string", "null"], "pattern": "^[A-Z]{2}-\\d+$" },
                "one": { "oneOf": [{ "type": "boolean" }, { "type": "object", "properties": { "x": { "const": 1 } } }] },
            },
        });
        let all = made(&schema, 1);
        let has = |is: &dyn Fn(&Value) -> bool| assert!(all.iter().any(is), "{all:#?}");
        for kind in ["a", "b", "c"] {
            has(&|it| it["kind"] == kind);
        }
        has(&|it| it.as_object().is_some_and(|it| it.len() == 1));
        has(&|it| it["name"].is_null() && it.get("name").is_some());
        has(&|it| it["name"].is_string());
        has(&|it| it["many"] == json!([]));
        has(&|it| {
            it["many"]
                .as_array()
                .is_some_and(|it| it.contains(&json!(3)) || it.contains(&json!(9)))
        });
        has(&|it| it["one"].is_boolean());
        has(&|it| it["one"].is_object());
        has(&|it| it.get("undeclared").is_some());
    }

    #[test]
    fn the_same_seed_makes_the_same_values() {
        let schema = json!({ "type": "array", "items": { "type": "string", "pattern": "[a-z]{8}" }, "minItems": 3 });
        assert_eq!(made(&schema, 7), made(&schema, 7));
        assert_ne!(made(&schema, 7), made(&schema, 8));
    }
}
