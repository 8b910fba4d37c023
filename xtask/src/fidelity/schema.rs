//! The vendor's schemas as JSON Schema 2020-12, so that a validator can judge by them. Nothing here asks what the generator
//! makes of a schema: that is what is judged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Result, anyhow};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// The number of a schema: what was chosen there is remembered by it.
pub(super) const SITE: &str = "x-site";
/// What the document shows as values of a schema.
pub(super) const EXAMPLES: &str = "examples";
/// The property that tells the members of a union apart, and the value of each.
pub(super) const TAGS: &str = "x-tags";

const SINGLE: [&str; 8] = [
    "not",
    "additionalProperties",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
];
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS: [&str; 3] = ["properties", "patternProperties", "dependentSchemas"];
const NUMBERS: [&str; 5] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];
const COUNTS: [&str; 8] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];
const TYPES: [&str; 7] = [
    "null", "boolean", "object", "array", "number", "string", "integer",
];

/// Keywords whose loss lets more values pass, so that it has to be told.
const JUDGED: [&str; 3] = ["type", "enum", "pattern"];

/// The schemas of a document.
pub(super) struct Schemas<'d> {
    document: &'d Value,
    /// OpenAPI 3.0, whose schemas are a dialect of their own.
    old: bool,
    /// The schemas that references name, by pointer.
    names: HashMap<String, String>,
    definitions: BTreeMap<String, Value>,
    sites: u64,
    patterns: HashMap<String, bool>,
    /// What no validator can read, with its place, and is ignored.
    pub(super) ignored: BTreeSet<String>,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        let version = document.get("openapi").and_then(Value::as_str);
        Self {
            document,
            old: version.is_some_and(|version| version.starts_with("3.0")),
            names: HashMap::new(),
            definitions: BTreeMap::new(),
            sites: 0,
            patterns: HashMap::new(),
            ignored: BTreeSet::new(),
        }
    }

    /// The schemas that translated ones refer to, by the end of the reference.
    pub(super) fn definitions(&self) -> &BTreeMap<String, Value> {
        &self.definitions
    }

    /// A validator of what [`translate`](Self::translate) made.
    ///
    /// # Errors
    ///
    /// When the schema is none.
    pub(super) fn validator(&self, schema: &Value) -> Result<Validator> {
        let mut reached = Map::new();
        self.reach(schema, &mut reached);
        let whole = json!({ "allOf": [schema], "$defs": reached });
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(false)
            .build(&whole)
            .map_err(|error| anyhow!("the schema cannot be judged by: {error}"))
    }

    fn reach(&self, schema: &Value, reached: &mut Map<String, Value>) {
        match schema {
            Value::Object(object) => {
                for (key, value) in object {
                    match value {
                        Value::String(target) if key == "$ref" => {
                            let name = target.rsplit('/').next().unwrap_or_default();
                            if let Some(definition) = self.definitions.get(name)
                                && !reached.contains_key(name)
                            {
                                reached.insert(name.to_owned(), definition.clone());
                                self.reach(definition, reached);
                            }
                        }
                        _ if key != EXAMPLES && key != "enum" && key != "const" => {
                            self.reach(value, reached);
                        }
                        _ => {}
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.reach(item, reached)),
            _ => {}
        }
    }

    /// The schema of the document as JSON Schema. What references name is translated as well.
    pub(super) fn translate(&mut self, schema: &Value) -> Value {
        let Value::Object(given) = schema else {
            return match schema {
                Value::Bool(_) if !self.old => schema.clone(),
                _ => json!({}),
            };
        };
        self.sites += 1;
        let mut made = Map::new();
        made.insert(SITE.to_owned(), self.sites.into());
        if let Some(target) = given.get("$ref").and_then(Value::as_str) {
            match self.reference(target) {
                Some(name) => {
                    made.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
                }
                None => {
                    self.ignored.insert(format!("the reference `{target}`"));
                }
            }
            if self.old {
                // What stands beside a reference says nothing there.
                return Value::Object(made);
            }
        }
        self.children(given, &mut made);
        self.values(given, &mut made);
        if self.old {
            old_dialect(given, &mut made);
        }
        if self.old && is_null(given) {
            made.insert("type".to_owned(), "null".into());
        }
        self.examples(given, &mut made);
        self.tags(given, &mut made);
        Value::Object(made)
    }

    /// The name of the definition at `target`, `None` where there is none.
    fn reference(&mut self, target: &str) -> Option<String> {
        let pointer = decoded(target.strip_prefix('#')?);
        if let Some(name) = self.names.get(&pointer) {
            return Some(name.clone());
        }
        let schema = self.document.pointer(&pointer)?;
        let name = format!("d{}", self.names.len());
        self.names.insert(pointer, name.clone());
        let made = self.translate(schema);
        self.definitions.insert(name.clone(), made);
        Some(name)
    }

    fn children(&mut self, given: &Map<String, Value>, made: &mut Map<String, Value>) {
        for key in SINGLE {
            match given.get(key) {
                Some(Value::Bool(it)) => made.insert(key.to_owned(), (*it).into()),
                Some(it @ Value::Object(_)) => made.insert(key.to_owned(), self.translate(it)),
                _ => None,
            };
        }
        match given.get("items") {
            Some(it @ (Value::Object(_) | Value::Bool(_))) => {
                made.insert("items".to_owned(), self.translate(it));
            }
            Some(_) => {
                self.ignored.insert("`items` that is no schema".to_owned());
            }
            None => {}
        }
        for key in LISTS {
            let Some(Value::Array(items)) = given.get(key) else {
                continue;
            };
            let items: Vec<Value> = items.iter().map(|it| self.translate(it)).collect();
            if !items.is_empty() {
                made.insert(key.to_owned(), items.into());
            }
        }
        for key in MAPS {
            let Some(Value::Object(entries)) = given.get(key) else {
                continue;
            };
            let entries: Map<String, Value> = entries
                .iter()
                .map(|(name, it)| (name.clone(), self.translate(it)))
                .collect();
            made.insert(key.to_owned(), entries.into());
        }
    }

    /// Keywords with plain values, where the value is what JSON Schema has there.
    fn values(&mut self, given: &Map<String, Value>, made: &mut Map<String, Value>) {
        for (key, value) in given {
            let fits = match (key.as_str(), value) {
                ("type", Value::String(name)) => TYPES.contains(&name.as_str()),
                ("type", Value::Array(names)) => names
                    .iter()
                    .all(|it| it.as_str().is_some_and(|it| TYPES.contains(&it))),
                ("required", Value::Array(names)) => names.iter().all(Value::is_string),
                ("enum", Value::Array(values)) => !values.is_empty(),
                ("const" | "format", _) => true,
                ("uniqueItems", Value::Bool(_)) => true,
                ("pattern", Value::String(pattern)) => self.is_pattern(pattern),
                (key, Value::Number(number)) if COUNTS.contains(&key) => number.is_u64(),
                (key, Value::Number(_)) => NUMBERS.contains(&key),
                _ => false,
            };
            let judged = JUDGED.contains(&key.as_str());
            if fits {
                made.insert(key.clone(), value.clone());
            } else if judged {
                let text: String = value.to_string().chars().take(60).collect();
                self.ignored.insert(format!("`{key}: {text}`"));
            }
        }
    }

    fn is_pattern(&mut self, pattern: &str) -> bool {
        let known = self.patterns.get(pattern).copied();
        known.unwrap_or_else(|| {
            let is = jsonschema::options()
                .build(&json!({ "pattern": pattern }))
                .is_ok();
            self.patterns.insert(pattern.to_owned(), is);
            is
        })
    }

    fn examples(&self, given: &Map<String, Value>, made: &mut Map<String, Value>) {
        let mut examples: Vec<Value> = Vec::new();
        examples.extend(given.get("example").cloned());
        if let Some(Value::Array(more)) = given.get("examples") {
            examples.extend(more.iter().cloned());
        }
        if !examples.is_empty() {
            made.insert(EXAMPLES.to_owned(), examples.into());
        }
    }

    /// For each member of a union the value of its tag: OpenAPI's `discriminator`, by mapping or by name.
    fn tags(&mut self, given: &Map<String, Value>, made: &mut Map<String, Value>) {
        let Some(discriminator) = given.get("discriminator") else {
            return;
        };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            return;
        };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
        let value_of = |reference: &str| {
            let mapped = mapping.into_iter().flatten().find(|(_, target)| {
                target
                    .as_str()
                    .is_some_and(|target| last(target) == last(reference))
            });
            mapped.map_or_else(|| last(reference), |(value, _)| value.clone())
        };
        let members = ["oneOf", "anyOf"]
            .iter()
            .find_map(|key| given.get(*key)?.as_array());
        let tags: Vec<Value> = members
            .into_iter()
            .flatten()
            .map(|member| member.get("$ref").and_then(Value::as_str))
            .map(|reference| reference.map_or(Value::Null, |it| value_of(it).into()))
            .collect();
        // A base that lists its heirs.
        let heirs: Vec<Value> = match members {
            Some(_) => Vec::new(),
            None => mapping
                .into_iter()
                .flatten()
                .filter_map(|(value, target)| {
                    let target = target.as_str()?;
                    let target = match target.contains('/') {
                        true => target.to_owned(),
                        false => format!("#/components/schemas/{target}"),
                    };
                    Some(json!([value, self.reference(&target)?]))
                })
                .collect(),
        };
        made.insert(
            TAGS.to_owned(),
            json!({ "property": property, "members": tags, "heirs": heirs }),
        );
    }
}

/// OpenAPI 3.0: `nullable`, and bounds whose exclusion is a flag.
fn old_dialect(given: &Map<String, Value>, made: &mut Map<String, Value>) {
    let flag = |key: &str| given.get(key).and_then(Value::as_bool).unwrap_or(false);
    // "A true value adds null to the allowed type specified by the type keyword, only if type is explicitly defined within
    // the same Schema Object" (3.0.3).
    if flag("nullable")
        && let Some(Value::String(name)) = made.get("type")
    {
        let both = json!([name, "null"]);
        made.insert("type".to_owned(), both);
    }
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if flag(exclusive)
            && let Some(value) = made.remove(bound)
        {
            made.insert(exclusive.to_owned(), value);
        }
    }
}

/// `{ nullable: true }` as a member of a union: by the letter any value, and written by many generators for `null`, which
/// OpenAPI 3.0 has no type for.
fn is_null(given: &Map<String, Value>) -> bool {
    let says = |key: &String| key != "description" && key != "title";
    given.get("nullable") == Some(&Value::Bool(true))
        && given.keys().filter(|key| says(key)).count() == 1
}

/// A JSON pointer from a fragment.
pub(super) fn decoded(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::{Value, json};

    use super::Schemas;

    /// Whether each value is one of `schema` in a document of `version`.
    #[track_caller]
    fn judged(version: &str, schema: Value, values: &[(Value, bool)]) {
        let document = json!({
            "openapi": version,
            "components": { "schemas": { "Text": { "type": "string" }, "Tree": {
                "type": "object",
                "properties": { "below": { "$ref": "#/components/schemas/Tree" } },
                "additionalProperties": false,
            } } },
        });
        let mut schemas = Schemas::new(&document);
        let translated = schemas.translate(&schema);
        let validator = schemas.validator(&translated).unwrap();
        for (value, valid) in values {
            assert_eq!(
                validator.is_valid(value),
                *valid,
                "{version} {schema} {value}"
            );
        }
    }

    #[test]
    fn null_is_allowed_where_the_dialect_says_so() {
        let old = json!({ "type": "string", "nullable": true });
        judged(
            "3.0.3",
            old.clone(),
            &[(json!(null), true), (json!(1), false)],
        );
        judged("3.1.0", old, &[(json!(null), false)]);
        judged(
            "3.0.3",
            json!({ "type": "string", "nullable": true, "enum": ["a"] }),
            &[(json!("a"), true), (json!(null), false)],
        );
        judged(
            "3.1.0",
            json!({ "type": ["string", "null"] }),
            &[(json!(null), true)],
        );
    }

    #[test]
    fn an_exclusive_bound_is_a_flag_or_a_number() {
        let values = [(json!(1), false), (json!(2), true)];
        judged(
            "3.0.3",
            json!({ "minimum": 1, "exclusiveMinimum": true }),
            &values,
        );
        judged(
            "3.0.3",
            json!({ "minimum": 1, "exclusiveMinimum": false }),
            &[(json!(1), true)],
        );
        judged("3.1.0", json!({ "exclusiveMinimum": 1 }), &values);
    }

    #[test]
    fn what_stands_beside_a_reference_counts_in_31_alone() {
        let schema = json!({ "$ref": "#/components/schemas/Text", "maxLength": 1 });
        judged(
            "3.0.3",
            schema.clone(),
            &[(json!("ab"), true), (json!(1), false)],
        );
        judged("3.1.0", schema, &[(json!("ab"), false), (json!("a"), true)]);
    }

    #[test]
    fn schemas_may_contain_themselves_and_formats_are_annotations() {
        let tree = json!({ "$ref": "#/components/schemas/Tree" });
        let deep = json!({ "below": { "below": {} } });
        judged(
            "3.0.3",
            tree,
            &[(deep, true), (json!({ "below": { "x": 1 } }), false)],
        );
        judged(
            "3.1.0",
            json!({ "type": "string", "format": "date-time" }),
            &[(json!("noon"), true)],
        );
    }

    #[test]
    fn what_no_validator_reads_is_named_and_not_judged_by() {
        let document = json!({ "openapi": "3.0.0" });
        let mut schemas = Schemas::new(&document);
        let given = json!({
            "type": "file", "pattern": "(?<", "required": true,
            "allOf": [{ "$ref": "other.yaml#/A" }],
        });
        let translated = schemas.translate(&given);
        assert!(schemas.validator(&translated).unwrap().is_valid(&json!(1)));
        let ignored: Vec<&str> = schemas.ignored.iter().map(String::as_str).collect();
        assert_eq!(
            ignored,
            [
                r#"`pattern: "(?<"`"#,
                r#"`type: "file"`"#,
                "the reference `other.yaml#/A`"
            ]
        );
    }
}
