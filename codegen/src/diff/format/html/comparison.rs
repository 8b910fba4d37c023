//! What was and what is, line by line.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::diff::format::more;
use crate::text::Html;

/// The most lines of a comparison that are shown.
pub(super) const LINES: usize = 300;
/// The unchanged lines around a changed one.
const CONTEXT: usize = 3;

/// Both values as lines. Lists whose order says nothing stand in the old order, so that what merely moved does not look
/// removed.
pub(super) fn sides(old: Option<&Value>, new: Option<&Value>) -> (String, String) {
    let aligned = match (old, new) {
        (Some(old), Some(new)) => Some(aligned(old, new)),
        _ => None,
    };
    (shown(old), shown(aligned.as_ref().or(new)))
}

/// `new` with what it shares with `old` in the order of `old`.
fn aligned(old: &Value, new: &Value) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let entry = |(key, value): (&String, &Value)| {
                let value = match (key.as_str(), old.get(key), value) {
                    ("enum" | "required" | "tags", Some(Value::Array(old)), Value::Array(new)) => {
                        let kept = old.iter().filter(|it| new.contains(it));
                        let come = new.iter().filter(|it| !old.contains(it));
                        Value::Array(kept.chain(come).cloned().collect())
                    }
                    (_, Some(old), value) => aligned(old, value),
                    (_, None, value) => value.clone(),
                };
                (key.clone(), value)
            };
            let mut keys: Vec<(&String, &Value)> = new.iter().collect();
            let place = |key: &String| old.keys().position(|it| it == key).unwrap_or(usize::MAX);
            keys.sort_by_key(|(key, _)| place(key));
            Value::Object(keys.into_iter().map(entry).collect())
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let items = old.iter().zip(new).map(|(old, new)| aligned(old, new));
            Value::Array(items.collect())
        }
        (_, new) => new.clone(),
    }
}

/// A value as lines.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        // Without the commas at the ends of lines, which differ where something merely follows.
        Some(value) => {
            let text = crate::snapshots::pretty(value);
            let lines = text
                .lines()
                .map(|line| line.strip_suffix(',').unwrap_or(line));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// Both texts line by line, what is alike left out but for some lines around what is not.
pub(super) fn comparison(out: &mut Html, old: &str, new: &str) {
    if old == new && old.is_empty() {
        return;
    }
    let diff = TextDiff::from_lines(old, new);
    let mut left = LINES;
    let mut hidden = 0;
    out.raw("<pre tabindex=\"0\">");
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            row(out, "gap", "⋯");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            if left == 0 {
                hidden += 1;
                continue;
            }
            left -= 1;
            let class = match change.tag() {
                ChangeTag::Delete => "del",
                ChangeTag::Insert => "ins",
                ChangeTag::Equal => "same",
            };
            row(out, class, change.value().trim_end_matches(['\n', '\r']));
        }
    }
    rest(out, hidden);
    out.raw("</pre>\n");
}

pub(super) fn row(out: &mut Html, class: &'static str, line: &str) {
    out.raw("<span class=\"").raw(class).raw("\">");
    out.text(line).raw("</span>");
}

pub(super) fn rest(out: &mut Html, lines: usize) {
    if lines > 0 {
        row(out, "gap", &format!("… and {}", more(lines, "line")));
    }
}
