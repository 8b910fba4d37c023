//! What a schema says about values without altering their type: bounds, defaults, deprecation.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::shape::Shape;
use crate::diff::compare::{Both, Comparison};
use crate::diff::fingerprint::hash_value;
use crate::diff::kinds::Kind;
use crate::diff::places::Scope;
use crate::diff::record::Finding;
use crate::diff::side::At;
use crate::pointer;

impl<'a> Comparison<'_, 'a> {
    /// Compares bounds, defaults, deprecation, and what may be read or written only.
    pub(in crate::diff) fn attributes(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) {
        let Both { old, new } = both;
        self.bounds(Both::new(old, new), scope);
        let ((old, a), (new, b)) = (old, new);
        let hash = |at: &Option<At<'_>>| at.as_ref().map(|at| hash_value(at.value));
        if hash(&a.default) != hash(&b.default) {
            let value = |at: &Option<At<'_>>| at.as_ref().map(|at| at.value.clone());
            let finding = Finding::new(Kind::DefaultChanged, scope, Some(old), Some(new));
            self.record
                .add(finding.values(value(&a.default), value(&b.default)));
        }
        self.lifecycle(
            Both::new((old, a.deprecated), (new, b.deprecated)),
            (Kind::Deprecated, Kind::Undeprecated),
            scope,
        );
        if content_differs(a, b) {
            let finding = Finding::new(Kind::ContentChanged, scope, Some(old), Some(new));
            self.record
                .add(finding.values(shown(&content(a)), shown(&content(b))));
        }
        let access = |shape: &Shape<'_>| (shape.read_only, shape.write_only);
        if access(a) != access(b) {
            let value = |shape: &Shape<'_>| match access(shape) {
                (true, _) => Some(Value::from("readOnly")),
                (_, true) => Some(Value::from("writeOnly")),
                _ => None,
            };
            let finding = Finding::new(Kind::PropertyAccessChanged, scope, Some(old), Some(new));
            self.record.add(finding.values(value(a), value(b)));
        }
    }

    fn bounds(&mut self, both: Both<(&At<'a>, &Shape<'a>)>, scope: &Scope) {
        let Both {
            old: (old, a),
            new: (new, b),
        } = both;
        let (mut before, mut after) = (Map::new(), Map::new());
        let (mut tighter, mut looser) = (false, false);
        let keywords: std::collections::BTreeSet<&str> =
            a.bounds.keys().chain(b.bounds.keys()).copied().collect();
        for keyword in keywords {
            let (x, y) = (a.bounds.get(keyword), b.bounds.get(keyword));
            if x == y {
                continue;
            }
            match direction(keyword, x, y) {
                Some(true) => tighter = true,
                Some(false) => looser = true,
                None => (tighter, looser) = (true, true),
            }
            before.extend(x.map(|value| (keyword.to_owned(), value.clone())));
            after.extend(y.map(|value| (keyword.to_owned(), value.clone())));
        }
        let keywords: std::collections::BTreeSet<&str> =
            a.other.keys().chain(b.other.keys()).copied().collect();
        for keyword in keywords {
            let value = |shape: &Shape<'a>| shape.other.get(keyword).map(|at| at.value.clone());
            let (x, y) = (value(a), value(b));
            if x.as_ref().map(hash_value) != y.as_ref().map(hash_value) {
                match (&x, &y) {
                    (None, Some(_)) if narrows(keyword) => tighter = true,
                    (Some(_), None) if narrows(keyword) => looser = true,
                    _ => (tighter, looser) = (true, true),
                }
                before.extend(x.map(|value| (keyword.to_owned(), value)));
                after.extend(y.map(|value| (keyword.to_owned(), value)));
            }
        }
        let kind = match (tighter, looser) {
            (false, false) => return,
            (true, false) => Kind::BoundsTightened,
            (false, true) => Kind::BoundsLoosened,
            (true, true) => Kind::BoundsChanged,
        };
        let at = |at: &At<'a>, shown: &Map<String, Value>| {
            let mut keys = shown.keys();
            let pointer = match (keys.next(), keys.next()) {
                (Some(key), None) => pointer::join(&at.pointer, key).into(),
                _ => at.pointer.clone(),
            };
            At {
                value: at.value,
                pointer,
            }
        };
        let (old, new) = (at(old, &before), at(new, &after));
        self.record.add(
            Finding::new(kind, scope, Some(&old), Some(&new))
                .values(Some(Value::Object(before)), Some(Value::Object(after))),
        );
    }
}

/// What a text holds, and how it is encoded, by keyword; 3.0 says so by a format.
fn content<'a>(shape: &Shape<'a>) -> BTreeMap<&'static str, &'a str> {
    match shape.format {
        _ if !shape.content.is_empty() => shape.content.clone(),
        Some("byte") => BTreeMap::from([("contentEncoding", "base64")]),
        Some("binary") => BTreeMap::from([("contentMediaType", "application/octet-stream")]),
        _ => BTreeMap::new(),
    }
}

/// Whether two texts hold other things, or hold them in another encoding, by what 3.1 has for it. What formats alone
/// say is told as formats.
pub(super) fn content_differs(a: &Shape<'_>, b: &Shape<'_>) -> bool {
    !(a.content.is_empty() && b.content.is_empty()) && content(a) != content(b)
}

fn shown(content: &BTreeMap<&'static str, &str>) -> Option<Value> {
    let said = content.iter();
    let said = said.map(|(key, text)| ((*key).to_owned(), Value::from(*text)));
    (!content.is_empty()).then(|| Value::Object(said.collect()))
}

/// Whether a keyword that the generator drops can only forbid values. `patternProperties` may allow what
/// `additionalProperties` forbids.
fn narrows(keyword: &str) -> bool {
    keyword != "patternProperties"
}

/// Whether a bound became tighter (`true`) or looser (`false`); `None` when that cannot be said.
fn direction(keyword: &str, before: Option<&Value>, after: Option<&Value>) -> Option<bool> {
    let (before, after) = match (before, after) {
        (None, _) => return Some(true),
        (_, None) => return Some(false),
        (Some(before), Some(after)) => (before.as_f64()?, after.as_f64()?),
    };
    let divides = |part: f64, whole: f64| (whole / part).fract() == 0.0;
    match keyword {
        "multipleOf" if divides(before, after) => Some(true),
        "multipleOf" if divides(after, before) => Some(false),
        _ if keyword.starts_with("min") || keyword == "exclusiveMinimum" => Some(after > before),
        _ if keyword.starts_with("max") || keyword == "exclusiveMaximum" => Some(after < before),
        _ => None,
    }
}
