//! What was and what is, in a line each: the whole where it is short, else what differs in it.

use serde_json::Value;

use crate::diff::Change;

/// The most characters of a value that a line shows.
const WIDTH: usize = 100;
/// The characters around a difference within a text.
const AROUND: usize = 24;
/// The most differences within two values that are shown.
const DIFFERENCES: usize = 6;

/// The lines, each with what it is.
pub(super) fn told(change: &Change) -> Vec<(String, String)> {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => both(change, before, after),
        (before, after) => [("was", before), ("is", after)]
            .into_iter()
            .filter_map(|(name, value)| line(change, name, value.as_ref()?))
            .collect(),
    }
}

/// A line with a whole value, unless the entry's subject says the same.
fn line(change: &Change, name: &str, value: &Value) -> Option<(String, String)> {
    (flat(value) != change.subject).then(|| (name.to_owned(), brief(value)))
}

fn both(change: &Change, before: &Value, after: &Value) -> Vec<(String, String)> {
    let whole = || {
        let lines = [("was", before), ("is", after)];
        let lines = lines.into_iter();
        lines
            .filter_map(|(name, value)| line(change, name, value))
            .collect()
    };
    if flat(before).chars().count() <= WIDTH && flat(after).chars().count() <= WIDTH {
        return whole();
    }
    if let (Value::String(before), Value::String(after)) = (before, after) {
        let (before, after) = around(&squeezed(before), &squeezed(after));
        return vec![("was".to_owned(), before), ("is".to_owned(), after)];
    }
    let mut found = Vec::new();
    differences(&mut String::new(), before, after, &mut found);
    if found.is_empty() {
        return whole();
    }
    let more = found.len().saturating_sub(DIFFERENCES);
    found.truncate(DIFFERENCES);
    if more > 0 {
        found.push(("and".to_owned(), super::more(more, "difference")));
    }
    found
}

/// What differs within two values, each with its way from the value.
fn differences(way: &mut String, before: &Value, after: &Value, found: &mut Vec<(String, String)>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                step(way, key, |way| match b.get(key) {
                    Some(other) => differences(way, value, other, found),
                    None => found.push((format!("gone: {way}"), brief(value))),
                });
            }
            for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
                step(way, key, |way| {
                    found.push((format!("new: {way}"), brief(value)))
                });
            }
        }
        (Value::Array(a), Value::Array(b)) => lists(way, a, b, found),
        (Value::String(a), Value::String(b)) => {
            let (a, b) = around(&squeezed(a), &squeezed(b));
            found.push((named("changed", way), format!("{a} → {b}")));
        }
        (a, b) => found.push((
            named("changed", way),
            format!("{} → {}", brief(a), brief(b)),
        )),
    }
}

fn lists(way: &mut String, a: &[Value], b: &[Value], found: &mut Vec<(String, String)>) {
    let without: Vec<&Value> = a.iter().filter(|it| !b.contains(it)).collect();
    let with: Vec<&Value> = b.iter().filter(|it| !a.contains(it)).collect();
    if without.is_empty() && with.is_empty() {
        found.push((
            named("changed", way),
            "the same in another order".to_owned(),
        ));
        return;
    }
    if let ([old], [new]) = (without.as_slice(), with.as_slice())
        && old.is_object()
        && new.is_object()
    {
        let index = a.iter().position(|it| it == *old).unwrap_or_default();
        return step(way, &index.to_string(), |way| {
            differences(way, old, new, found)
        });
    }
    for (what, items) in [("gone", without), ("new", with)] {
        if !items.is_empty() {
            let items: Vec<String> = items.into_iter().map(flat).collect();
            found.push((named(&format!("{what} in"), way), cut(&items.join(", "))));
        }
    }
}

fn named(what: &str, way: &str) -> String {
    if way.is_empty() {
        what.trim_end_matches(" in").to_owned()
    } else {
        format!("{what}: {way}").replace(" in: ", " in ")
    }
}

/// Goes one step further while `show` runs.
fn step(way: &mut String, key: &str, show: impl FnOnce(&mut String)) {
    let length = way.len();
    if !way.is_empty() {
        way.push('.');
    }
    way.push_str(key);
    show(way);
    way.truncate(length);
}

/// Both texts with what surrounds their differences, cut on either side.
fn around(before: &str, after: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let shortest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(shortest);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let part = |text: &[char]| {
        let start = head.saturating_sub(AROUND);
        let end = (text.len() - tail + AROUND).min(text.len());
        let shown: String = text
            .iter()
            .skip(start)
            .take(end.saturating_sub(start))
            .collect();
        let before = if start > 0 { "…" } else { "" };
        let after = if end < text.len() { "…" } else { "" };
        cut(&format!("{before}{shown}{after}"))
    };
    (part(&a), part(&b))
}

/// A value on one line, cut where it gets long.
pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "{} (empty: nothing is said)".to_owned(),
        Value::Array(items) if items.is_empty() => "[] (an empty list)".to_owned(),
        Value::String(text) if text.is_empty() => "\"\" (an empty text)".to_owned(),
        value => cut(&flat(value)),
    }
}

fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let head: String = letters.by_ref().take(WIDTH).collect();
    if letters.next().is_some() {
        format!("{head}…")
    } else {
        head
    }
}

fn flat(value: &Value) -> String {
    match value {
        Value::String(text) => squeezed(text),
        value => squeezed(&value.to_string()),
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{brief, differences};

    fn found(before: &Value, after: &Value) -> Vec<String> {
        let mut found = Vec::new();
        differences(&mut String::new(), before, after, &mut found);
        found
            .into_iter()
            .map(|(name, text)| format!("{name}: {text}"))
            .collect()
    }

    #[test]
    fn what_differs_within_is_shown() {
        let long = "word ".repeat(60);
        let old = json!({"type": "object", "description": format!("{long}old{long}"), "required": ["a", "b"],
            "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "gone": 1});
        let new = json!({"type": "object", "description": format!("{long}new{long}"), "required": ["b", "c"],
            "properties": {"a": {"type": "string"}, "b": {"type": "number"}}, "come": {}});
        assert_eq!(
            found(&old, &new),
            [
                "changed: description: …ord word word word word oldword word word word word… → …ord word word word word newword word word word word…",
                "gone in required: a",
                "new in required: c",
                "changed: properties.b.type: integer → number",
                "gone: gone: 1",
                "new: come: {} (empty: nothing is said)",
            ]
        );
    }

    #[test]
    fn order_and_emptiness_have_words() {
        assert_eq!(
            found(&json!({"enum": ["a", "b"]}), &json!({"enum": ["b", "a"]})),
            ["changed: enum: the same in another order"]
        );
        assert_eq!(brief(&json!([])), "[] (an empty list)");
        assert_eq!(brief(&json!("")), "\"\" (an empty text)");
    }
}
