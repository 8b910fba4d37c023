//! What a schema with all that it is composed of says of a value: one member of each union, chosen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::choose::Chooser;
use super::schema::{EXAMPLES, SITE, TAGS};

/// How many schemas may be composed of each other.
const MAX_COMPOSED: usize = 40;

/// Everything that holds for one value.
#[derive(Default)]
pub(super) struct Facts<'s> {
    pub(super) site: u64,
    pub(super) types: Option<BTreeSet<&'s str>>,
    pub(super) constant: Option<&'s Value>,
    pub(super) listed: Option<Vec<&'s Value>>,
    pub(super) examples: Vec<&'s Value>,
    /// In the document's order.
    pub(super) properties: Vec<(&'s str, Vec<&'s Value>)>,
    /// Whether it lists properties, be it none: who does so means an object.
    pub(super) object: bool,
    pub(super) required: BTreeSet<&'s str>,
    /// The schemas of properties without a name; `closed`, when there are to be none.
    pub(super) rest: Vec<&'s Value>,
    pub(super) closed: bool,
    pub(super) patterned: bool,
    pub(super) items: Vec<&'s Value>,
    pub(super) numbers: BTreeMap<&'s str, f64>,
    pub(super) counts: BTreeMap<&'s str, u64>,
    pub(super) unique: bool,
    pub(super) patterns: Vec<&'s str>,
    pub(super) format: Option<&'s str>,
    /// Properties that tell members of unions apart, with the value of the chosen one.
    pub(super) tags: BTreeMap<&'s str, &'s Value>,
    composed: usize,
    impossible: bool,
}

type Definitions = BTreeMap<String, Value>;

/// What `schemas` say together; `None` when they contradict each other.
pub(super) fn gather<'s>(
    schemas: &[&'s Value],
    definitions: &'s Definitions,
    chooser: &mut Chooser,
) -> Option<Facts<'s>> {
    let mut facts = Facts::default();
    for schema in schemas {
        facts.add(schema, definitions, chooser);
    }
    (!facts.impossible).then_some(facts)
}

impl<'s> Facts<'s> {
    fn add(&mut self, schema: &'s Value, definitions: &'s Definitions, chooser: &mut Chooser) {
        self.composed += 1;
        self.impossible |= *schema == Value::Bool(false) || self.composed > MAX_COMPOSED;
        if self.impossible {
            return;
        }
        let site = schema.get(SITE).and_then(Value::as_u64).unwrap_or(0);
        if self.site == 0 {
            self.site = site;
        }
        self.own(schema);
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let name = target.rsplit('/').next().unwrap_or_default();
            if let Some(definition) = definitions.get(name) {
                self.add(definition, definitions, chooser);
            }
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            for schema in all {
                self.add(schema, definitions, chooser);
            }
        }
        for key in ["oneOf", "anyOf"] {
            let members = schema.get(key).and_then(Value::as_array);
            let Some(members) = members.filter(|it| !it.is_empty()) else {
                continue;
            };
            let index = chooser.choose(site, key, members.len());
            let tags = schema.pointer(&format!("/{TAGS}"));
            if let Some(tags) = tags
                && let Some(property) = tags.get("property").and_then(Value::as_str)
                && let Some(value @ Value::String(_)) =
                    tags.get("members").and_then(|it| it.get(index))
            {
                self.tags.entry(property).or_insert(value);
            }
            if let Some(member) = members.get(index) {
                self.add(member, definitions, chooser);
            }
        }
        self.heir(schema, site, definitions, chooser);
    }

    /// A base whose discriminator names its heirs is one of them.
    fn heir(
        &mut self,
        schema: &'s Value,
        site: u64,
        definitions: &'s Definitions,
        chooser: &mut Chooser,
    ) {
        let Some(tags) = schema.get(TAGS) else { return };
        let heirs = tags.get("heirs").and_then(Value::as_array);
        let property = tags.get("property").and_then(Value::as_str);
        let (Some(heirs), Some(property)) = (heirs.filter(|it| !it.is_empty()), property) else {
            return;
        };
        // An heir is composed of its base: the tag is decided already.
        if self.tags.contains_key(property) {
            return;
        }
        let index = chooser.choose(site, "heir", heirs.len());
        let heir = heirs.get(index);
        let value = heir.and_then(|it| it.get(0));
        let name = heir.and_then(|it| it.get(1)).and_then(Value::as_str);
        if let (Some(value), Some(name)) = (value, name) {
            self.tags.insert(property, value);
            if let Some(definition) = definitions.get(name) {
                self.add(definition, definitions, chooser);
            }
        }
    }

    /// The keywords of one schema.
    fn own(&mut self, schema: &'s Value) {
        let array = |key: &str| schema.get(key).and_then(Value::as_array);
        let types: Option<BTreeSet<&str>> = match schema.get("type") {
            Some(Value::String(name)) => Some([name.as_str()].into()),
            Some(Value::Array(names)) => Some(names.iter().filter_map(Value::as_str).collect()),
            _ => None,
        };
        if let Some(types) = types {
            self.types = Some(match &self.types {
                None => types,
                Some(before) => both(before, &types),
            });
            self.impossible |= self.types.as_ref().is_some_and(BTreeSet::is_empty);
        }
        self.constant = self.constant.or_else(|| schema.get("const"));
        if let Some(values) = array("enum") {
            self.listed = Some(match &self.listed {
                None => values.iter().collect(),
                Some(before) => values.iter().filter(|it| before.contains(it)).collect(),
            });
        }
        self.examples.extend(array(EXAMPLES).into_iter().flatten());
        if let Some(Value::Object(properties)) = schema.get("properties") {
            self.object = true;
            for (name, schema) in properties {
                match self.properties.iter_mut().find(|(it, _)| it == name) {
                    Some((_, schemas)) => schemas.push(schema),
                    None => self.properties.push((name, vec![schema])),
                }
            }
        }
        let required = array("required").into_iter().flatten();
        self.required.extend(required.filter_map(Value::as_str));
        for key in ["additionalProperties", "unevaluatedProperties"] {
            match schema.get(key) {
                Some(Value::Bool(false)) => self.closed = true,
                Some(rest @ Value::Object(_)) => self.rest.push(rest),
                _ => {}
            }
        }
        self.patterned |=
            schema.get("patternProperties").is_some() || schema.get("propertyNames").is_some();
        self.items.extend(schema.get("items"));
        self.bounds(schema);
    }

    fn bounds(&mut self, schema: &'s Value) {
        let Value::Object(schema) = schema else {
            return;
        };
        for (key, value) in schema {
            if let Some(count) = value
                .as_u64()
                .filter(|_| key.starts_with("min") && key != "minimum")
            {
                let entry = self.counts.entry(key).or_insert(count);
                *entry = count.max(*entry);
            } else if let Some(count) = value
                .as_u64()
                .filter(|_| key.starts_with("max") && key != "maximum")
            {
                let entry = self.counts.entry(key).or_insert(count);
                *entry = count.min(*entry);
            } else if let Some(number) = value.as_f64() {
                let entry = self.numbers.entry(key).or_insert(number);
                *entry = match key.as_str() {
                    "maximum" | "exclusiveMaximum" => number.min(*entry),
                    _ => number.max(*entry),
                };
            }
        }
        if let Some(Value::String(pattern)) = schema.get("pattern") {
            self.patterns.push(pattern);
        }
        self.unique |= schema.get("uniqueItems") == Some(&Value::Bool(true));
        let format = schema.get("format").and_then(Value::as_str);
        self.format = self.format.or(format);
    }

    /// The JSON types that a value can have, the most telling one first.
    pub(super) fn kinds(&self) -> Vec<&'s str> {
        if let Some(types) = &self.types {
            let mut kinds: Vec<&str> = types.iter().copied().collect();
            // `number` says all that `integer` says.
            if types.contains("number") {
                kinds.retain(|it| *it != "integer");
            }
            kinds.sort_by_key(|it| *it == "null");
            return kinds;
        }
        if self.object || !self.required.is_empty() || !self.rest.is_empty() {
            return vec!["object"];
        }
        if !self.items.is_empty() {
            return vec!["array"];
        }
        if !self.patterns.is_empty() || self.format.is_some() {
            return vec!["string"];
        }
        Vec::new()
    }
}

/// The types that both allow; an integer is a number.
fn both<'s>(first: &BTreeSet<&'s str>, second: &BTreeSet<&'s str>) -> BTreeSet<&'s str> {
    let allows = |set: &BTreeSet<&str>, name: &str| {
        set.contains(name) || (name == "integer" && set.contains("number"))
    };
    first
        .union(second)
        .filter(|name| allows(first, name) && allows(second, name))
        .copied()
        .collect()
}
