//! Declared headers of responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diff::compare::{Both, Comparison};
use crate::diff::fingerprint::hash_value;
use crate::diff::kinds::Kind;
use crate::diff::places::Scope;
use crate::diff::record::Finding;
use crate::diff::schemas::shape::Shape;
use crate::diff::side::{At, Side};

impl<'a> Comparison<'_, 'a> {
    /// Compares declared headers of answers, which the client does not read.
    pub(in crate::diff) fn headers(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let by_name = |side: &Side<'a>, at: &At<'a>| -> BTreeMap<String, At<'a>> {
            let headers = at.children("headers").into_iter();
            headers
                .map(|(name, header)| (name.to_lowercase(), side.resolve(&header)))
                .collect()
        };
        let (before, after) = (by_name(&pair.old, old), by_name(&pair.new, new));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let hash = |at: Option<&At<'a>>| at.map(|at| hash_value(&without_texts(at.value)));
        let mut differing = Vec::new();
        for name in names {
            let (a, b) = (before.get(name), after.get(name));
            if let (Some(a), Some(b)) = (a, b) {
                let scope = scope.part(format!("header `{name}`"));
                self.texts(&scope, Both::new(a, b), &["description", "example"]);
                self.examples(Both::new(a, b), &scope);
                if let (Some(x), Some(y)) = (a.get("schema"), b.get("schema")) {
                    let (x, y) = (Shape::of(&pair.old, &x), Shape::of(&pair.new, &y));
                    self.schema_texts(Both::new(&x, &y), &scope);
                }
            }
            if hash(a) != hash(b) {
                differing.push(name);
            }
        }
        let kind = Kind::ResponseHeaderChanged;
        match differing.as_slice() {
            [] => {}
            [name] => {
                let scope = scope.part(format!("header `{name}`"));
                self.record.add(Finding::new(
                    kind,
                    &scope,
                    before.get(*name),
                    after.get(*name),
                ));
            }
            // The headers of one answer are one change.
            names => {
                let shown = |side: &BTreeMap<String, At<'a>>| {
                    let headers = names.iter().filter_map(|name| side.get_key_value(*name));
                    let headers: Map<String, Value> = headers
                        .map(|(name, at)| (name.clone(), at.value.clone()))
                        .collect();
                    (!headers.is_empty()).then_some(Value::Object(headers))
                };
                let scope = scope.part(format!("{} headers", names.len()));
                let (old, new) = (old.get("headers"), new.get("headers"));
                let finding = Finding::new(kind, &scope, old.as_ref(), new.as_ref());
                self.record
                    .add(finding.values(shown(&before), shown(&after)));
            }
        }
    }
}

fn without_texts(value: &Value) -> Value {
    let mut value = value.clone();
    let text = |key: &str| matches!(key, "title" | "description" | "example" | "examples");
    if let Some(map) = value.get_mut("schema").and_then(Value::as_object_mut) {
        map.retain(|key, _| !text(key));
    }
    if let Some(map) = value.as_object_mut() {
        map.retain(|key, _| !text(key));
    }
    value
}
