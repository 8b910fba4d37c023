//! What narrows values further than their type.

use serde_json::Value;

use super::Shape;
use crate::diff::side::At;

const BOUNDS: [&str; 14] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];

impl<'a> Shape<'a> {
    pub(super) fn absorb_bounds(&mut self, at: &At<'a>) {
        for keyword in BOUNDS {
            let Some(value) = at.member(keyword) else {
                continue;
            };
            // What holds when nothing is said.
            let nothing = match keyword {
                "minContains" => Some(1.0),
                "minLength" | "minItems" | "minProperties" => Some(0.0),
                _ => None,
            };
            if value.is_boolean() || (nothing.is_some() && value.as_f64() == nothing) {
                continue;
            }
            self.bounds.insert(keyword, number(value));
        }
        for (flag, bound) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            if at.flag(flag)
                && let Some(value) = self.bounds.remove(bound)
            {
                self.bounds.insert(flag, value);
            }
        }
        if at.flag("uniqueItems") {
            self.bounds.insert("uniqueItems", Value::Bool(true));
        }
    }

    /// For integers, "more than 0" is "1 or more".
    pub(super) fn settle_integer_bounds(&mut self) {
        if self.one_type() != Some("integer") {
            return;
        }
        for (exclusive, inclusive, step) in [
            ("exclusiveMinimum", "minimum", 1),
            ("exclusiveMaximum", "maximum", -1),
        ] {
            let bound = self.bounds.get(exclusive).and_then(Value::as_i64);
            let next = bound.and_then(|bound| bound.checked_add(step));
            if let (Some(next), false) = (next, self.bounds.contains_key(inclusive)) {
                self.bounds.remove(exclusive);
                self.bounds.insert(inclusive, Value::from(next));
            }
        }
    }

    /// Lowering writes such bounds as `format: uint64`.
    pub(super) fn exceeds_i64(&self) -> bool {
        let bound = |keyword| self.bounds.get(keyword).and_then(Value::as_f64);
        bound("maximum").is_some_and(|value| value > 9_223_372_036_854_775_807.0)
            && bound("minimum").is_some_and(|value| value >= 0.0)
    }
}

/// `1.0` and `1` are the same bound.
fn number(value: &Value) -> Value {
    match value.as_f64() {
        Some(float) if value.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
            // Within 2^53 a whole float is exactly an integer.
            Value::from(float as i64)
        }
        _ => value.clone(),
    }
}
