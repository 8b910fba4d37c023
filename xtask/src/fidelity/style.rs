//! Parameters and forms as the OpenAPI specification writes them, read back
//! ([style values](https://spec.openapis.org/oas/v3.1.1#style-values)). The runtime's own writer is not asked.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::compare::{difference, same_number};

/// Names and values of a query, form or cookie, as they were sent.
pub(super) type Pairs = Vec<(String, String)>;

/// Names decoded, values as they were sent: separators have to be seen before they are decoded.
pub(super) fn pairs(text: &str, separator: char, form: bool) -> Pairs {
    let parts = text.split(separator).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = if form {
                value.replace('+', "%20")
            } else {
                value.to_owned()
            };
            let name = if form {
                name.replace('+', "%20")
            } else {
                name.to_owned()
            };
            (decode(&name), value)
        })
        .collect()
}

pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What does not agree.
pub(super) type Wrong = Result<(), String>;

/// Whether `text`, decoded, is the value.
pub(super) fn scalar(text: &str, value: &Value) -> Wrong {
    let same = match value {
        Value::String(value) => text == value,
        Value::Number(number) => same_number(&number.to_string(), text),
        Value::Bool(value) => text == value.to_string(),
        Value::Null => text.is_empty() || text == "null",
        Value::Array(_) | Value::Object(_) => {
            return json(text, value);
        }
    };
    match same {
        true => Ok(()),
        false => Err(format!("{value} was sent as `{text}`")),
    }
}

/// Whether `text` is the value as JSON.
pub(super) fn json(text: &str, value: &Value) -> Wrong {
    match difference(&value.to_string(), text) {
        None => Ok(()),
        Some(it) => Err(format!("{}: {} was sent as {}", it.at, it.was, it.is)),
    }
}

fn list<'t>(texts: impl Iterator<Item = &'t str>, items: &[Value]) -> Wrong {
    let texts: Vec<&str> = texts.collect();
    if texts.len() != items.len() {
        return Err(format!(
            "a list of {} was sent as {} ({})",
            items.len(),
            texts.len(),
            texts.join(" ")
        ));
    }
    let mut all = texts.iter().zip(items);
    all.try_for_each(|(text, item)| scalar(&decode(text), item))
}

fn object<'t>(
    texts: impl Iterator<Item = (&'t str, &'t str)>,
    object: &Map<String, Value>,
) -> Wrong {
    let mut left = object.clone();
    for (name, text) in texts {
        let name = decode(name);
        match left.remove(&name) {
            Some(value) => scalar(&decode(text), &value)?,
            None => return Err(format!("property `{name}` was sent and not given")),
        }
    }
    match left.keys().next() {
        Some(name) => Err(format!("property `{name}` was not sent")),
        None => Ok(()),
    }
}

/// `k=v` each, or `k`, `v` in turn.
fn properties(texts: Vec<&str>, explode: bool, value: &Map<String, Value>) -> Wrong {
    if explode {
        return object(
            texts
                .iter()
                .map(|it| it.split_once('=').unwrap_or((it, ""))),
            value,
        );
    }
    let pairs = texts.chunks(2).map(|it| match it {
        [name, text] => (*name, *text),
        [name] => (*name, ""),
        _ => ("", ""),
    });
    object(pairs, value)
}

/// A value in a path or header.
pub(super) fn inline(text: &str, name: &str, style: &str, explode: bool, value: &Value) -> Wrong {
    if style == "matrix" {
        return matrix(text, name, explode, value);
    }
    let (text, separator) = match style {
        "label" => {
            let rest = text.strip_prefix('.');
            let rest = rest.ok_or_else(|| format!("`{text}` does not begin with a point"))?;
            (rest, if explode { '.' } else { ',' })
        }
        _ => (text, ','),
    };
    match value {
        Value::Array(items) => list(text.split(separator).filter(|it| !it.is_empty()), items),
        Value::Object(value) if value.is_empty() && text.is_empty() => Ok(()),
        Value::Object(value) => properties(text.split(separator).collect(), explode, value),
        value => scalar(&decode(text), value),
    }
}

fn matrix(text: &str, name: &str, explode: bool, value: &Value) -> Wrong {
    let rest = text.strip_prefix(';');
    let rest = rest.ok_or_else(|| format!("`{text}` does not begin with a semicolon"))?;
    let own = |part: &'_ str| -> Result<String, String> {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match decode(key) == name {
            true => Ok(value.to_owned()),
            false => Err(format!("`{part}` is not named `{name}`")),
        }
    };
    match value {
        Value::Array(items) if explode => {
            let texts: Vec<String> = rest.split(';').map(own).collect::<Result<_, _>>()?;
            list(texts.iter().map(String::as_str), items)
        }
        Value::Object(value) if explode => properties(rest.split(';').collect(), true, value),
        Value::Array(items) => list(own(rest)?.split(','), items),
        Value::Object(value) => properties(own(rest)?.split(',').collect(), false, value),
        value => scalar(&decode(&own(rest)?), value),
    }
}

/// A value in a query, form or cookie. What belongs to it is taken out of `pairs`.
pub(super) fn among(
    pairs: &mut Pairs,
    name: &str,
    style: &str,
    explode: bool,
    value: &Value,
) -> Wrong {
    if style == "deepObject" {
        return deep(pairs, name, value);
    }
    match value {
        Value::Array(items) if explode => {
            let texts = take(pairs, |it| it == name);
            list(
                texts
                    .iter()
                    .map(|(_, text)| text.as_str())
                    .filter(|it| !it.is_empty() || !items.is_empty()),
                items,
            )
        }
        Value::Object(value) if explode => {
            let texts = take(pairs, |it| value.contains_key(it));
            object(
                texts
                    .iter()
                    .map(|(name, text)| (name.as_str(), text.as_str())),
                value,
            )
        }
        value => {
            let texts = take(pairs, |it| it == name);
            let text = match texts.as_slice() {
                [] if is_empty(value) => return Ok(()),
                [] => return Err("was not sent".to_owned()),
                [(_, text)] => text.clone(),
                _ => return Err(format!("was sent {} times", texts.len())),
            };
            let text = match style {
                "spaceDelimited" => text.replace("%20", ",").replace('+', ","),
                "pipeDelimited" => text
                    .replace("%7C", ",")
                    .replace("%7c", ",")
                    .replace('|', ","),
                _ => text,
            };
            match value {
                Value::Array(items) => list(
                    text.split(',')
                        .filter(|it| !it.is_empty() || !items.is_empty()),
                    items,
                ),
                Value::Object(value) if value.is_empty() && text.is_empty() => Ok(()),
                Value::Object(value) => properties(text.split(',').collect(), false, value),
                value => scalar(&decode(&text), value),
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

/// `name[key]=value`, as deep as it goes; the elements of a list as `[]`, with an index, or under one name.
fn deep(pairs: &mut Pairs, name: &str, value: &Value) -> Wrong {
    let sent = take(pairs, |it| {
        it == name
            || it
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('['))
    });
    let mut expected: Vec<(String, &Value)> = Vec::new();
    flatten(name, value, &mut expected);
    if sent.len() != expected.len() {
        let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
        return Err(format!(
            "{} values were sent as {} ({})",
            expected.len(),
            sent.len(),
            names.join(" ")
        ));
    }
    let plain = |name: &str| -> String {
        // What tells the elements of a list apart is not part of their name.
        let mut text = String::new();
        for part in name.split_inclusive('[') {
            let key = part.strip_suffix('[').unwrap_or(part);
            let index = key.strip_suffix(']');
            if index.is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit())) {
                continue;
            }
            text.push_str(key);
            text.push('[');
        }
        text
    };
    let mut left = expected;
    for (name, text) in &sent {
        let text = decode(text);
        let at = left
            .iter()
            .position(|(it, value)| plain(it) == plain(name) && scalar(&text, value).is_ok());
        match at {
            Some(at) => {
                left.remove(at);
            }
            None => return Err(format!("`{name}={text}` was sent and not given")),
        }
    }
    Ok(())
}

fn flatten<'v>(name: &str, value: &'v Value, all: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(entries) => entries
            .iter()
            .for_each(|(key, value)| flatten(&format!("{name}[{key}]"), value, all)),
        Value::Array(items) => items
            .iter()
            .for_each(|item| flatten(&format!("{name}[]"), item, all)),
        Value::Null => {}
        value => all.push((name.to_owned(), value)),
    }
}

pub(super) fn take(pairs: &mut Pairs, is: impl Fn(&str) -> bool) -> Pairs {
    let (taken, left) = std::mem::take(pairs)
        .into_iter()
        .partition(|(name, _)| is(name));
    *pairs = left;
    taken
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::{Value, json};

    use super::{among, inline, pairs};

    /// Whether a query is what the specification's table of styles has for the value, with nothing left over.
    fn query(text: &str, style: &str, explode: bool, value: &Value) -> Result<(), String> {
        let mut given = pairs(text, '&', false);
        among(&mut given, "color", style, explode, value)?;
        match given.is_empty() {
            true => Ok(()),
            false => Err(format!("{given:?}")),
        }
    }

    #[test]
    fn the_examples_of_the_specification_are_read() {
        let list = json!(["blue", "black", "brown"]);
        let object = json!({ "R": 100, "G": 200, "B": 150 });
        for (text, style, explode, value) in [
            ("blue", "simple", false, &json!("blue")),
            ("blue,black,brown", "simple", false, &list),
            ("R,100,G,200,B,150", "simple", false, &object),
            ("R=100,G=200,B=150", "simple", true, &object),
            (".blue", "label", false, &json!("blue")),
            (".blue,black,brown", "label", false, &list),
            (".blue.black.brown", "label", true, &list),
            (".R=100.G=200.B=150", "label", true, &object),
            (";color=blue", "matrix", false, &json!("blue")),
            (";color=blue,black,brown", "matrix", false, &list),
            (";color=blue;color=black;color=brown", "matrix", true, &list),
            (";color=R,100,G,200,B,150", "matrix", false, &object),
            (";R=100;G=200;B=150", "matrix", true, &object),
        ] {
            assert_eq!(
                inline(text, "color", style, explode, value),
                Ok(()),
                "{text}"
            );
        }
        for (text, style, explode, value) in [
            ("color=blue,black,brown", "form", false, &list),
            ("color=blue&color=black&color=brown", "form", true, &list),
            ("color=R,100,G,200,B,150", "form", false, &object),
            ("R=100&G=200&B=150", "form", true, &object),
            ("color=blue%20black%20brown", "spaceDelimited", false, &list),
            ("color=blue%7Cblack%7Cbrown", "pipeDelimited", false, &list),
            (
                "color[R]=100&color[G]=200&color[B]=150",
                "deepObject",
                true,
                &object,
            ),
            (
                "color%5BR%5D%5B0%5D=1",
                "deepObject",
                true,
                &json!({ "R": [1] }),
            ),
        ] {
            assert_eq!(query(text, style, explode, value), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_missing_added_or_altered_is_told() {
        let list = json!(["a,b", "c"]);
        assert_eq!(query("color=a%2Cb,c", "form", false, &list), Ok(()));
        for (text, style, explode, value) in [
            ("color=a%2Cb%2Cc", "form", false, &list),
            ("color=a%2Cb", "form", false, &list),
            ("colour=a", "form", true, &json!("a")),
            ("color=a&x=1", "form", true, &json!("a")),
            ("color=1.50001", "form", true, &json!(1.5)),
            ("color[R]=1", "deepObject", true, &json!({ "R": 1, "G": 2 })),
        ] {
            assert!(query(text, style, explode, value).is_err(), "{text}");
        }
    }
}
