//! Documents that are nearly right: real ones, changed at random where their structure is.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Texts that have meant something to somebody: names of Rust, ends of lines, markup, letters of other alphabets.
const TEXTS: [&str; 28] = [
    "",
    " ",
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "r#type",
    "_",
    "1st",
    "用户",
    "é",
    "a-b",
    "a b",
    "a/b",
    "a~b",
    "{id}",
    "//",
    "#/components/schemas/Nothing",
    "#",
    "`",
    "```rust\nboom()\n```",
    "<script>",
    "\u{202e}x",
    "a\r\nb",
    "api-version",
    "super::Client::x",
    "\u{0}",
];

/// Keywords that a schema, a parameter, or an operation may have, with a value that may not fit.
const KEYWORDS: [&str; 40] = [
    "type",
    "format",
    "enum",
    "const",
    "default",
    "nullable",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "discriminator",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "readOnly",
    "writeOnly",
    "deprecated",
    "$ref",
    "description",
    "style",
    "explode",
    "in",
    "name",
    "content",
    "schema",
    "operationId",
    "tags",
    "parameters",
    "responses",
];

/// Changes `document` in one to five places. `donor` is another document, whose parts may be put in.
pub fn mutate(document: &mut Value, donor: &Value, random: &mut Random) {
    for _ in 0..=random.below(5) {
        let mut count = 0;
        visit(document, &mut |_| count += 1);
        let mut chosen = random.below(count);
        let parts = parts(donor, random);
        let mut random = random.fork();
        let names = schema_names(document);
        visit_mut(document, &mut |node| {
            if chosen == 0 {
                change(node, &parts, &names, &mut random);
            }
            chosen = chosen.wrapping_sub(1);
        });
    }
}

fn change(node: &mut Value, parts: &[Value], names: &[String], random: &mut Random) {
    match random.below(10) {
        0 => *node = scalar(random),
        1 => *node = reference(names, random),
        2 => *node = random.pick(parts).cloned().unwrap_or_default(),
        3 => {
            let inner = node.take();
            *node = match random.below(4) {
                0 => json!([inner]),
                1 => json!({ "allOf": [inner, reference(names, random)] }),
                2 => json!({ "oneOf": [inner, reference(names, random), { "type": "null" }] }),
                _ => json!({ "type": "array", "items": inner }),
            };
        }
        _ => match node {
            Value::Object(map) => change_map(map, parts, names, random),
            Value::Array(items) => change_list(items, parts, random),
            Value::String(text) => {
                let more = *random.pick(&TEXTS).unwrap_or(&"");
                match random.below(3) {
                    0 => *text = more.to_owned(),
                    1 => text.push_str(more),
                    _ => *text = text.repeat(1 + random.below(40)),
                }
            }
            _ => *node = scalar(random),
        },
    }
}

fn change_map(
    map: &mut Map<String, Value>,
    parts: &[Value],
    names: &[String],
    random: &mut Random,
) {
    let keys: Vec<String> = map.keys().cloned().collect();
    let key = random.pick(&keys).cloned();
    match (random.below(5), key) {
        (0, Some(key)) => {
            map.shift_remove(&key);
        }
        (1, Some(key)) => {
            let value = map.shift_remove(&key).unwrap_or_default();
            let text = *random.pick(&TEXTS).unwrap_or(&"");
            let new = if random.below(2) == 0 {
                text.to_owned()
            } else {
                key + text
            };
            map.insert(new, value);
        }
        (2, Some(key)) => {
            let other = random.pick(&keys).and_then(|it| map.get(it)).cloned();
            map.insert(key, other.unwrap_or_default());
        }
        _ => {
            let keyword = *random.pick(&KEYWORDS).unwrap_or(&"type");
            let value = match random.below(4) {
                0 => scalar(random),
                1 => reference(names, random),
                2 => json!([scalar(random), reference(names, random)]),
                _ => random.pick(parts).cloned().unwrap_or_default(),
            };
            map.insert(keyword.to_owned(), value);
        }
    }
}

fn change_list(items: &mut Vec<Value>, parts: &[Value], random: &mut Random) {
    match random.below(4) {
        0 => items.clear(),
        1 if !items.is_empty() => {
            let one = items[random.below(items.len())].clone();
            items.push(one);
        }
        2 if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        _ => items.push(random.pick(parts).cloned().unwrap_or_default()),
    }
}

fn scalar(random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(1e300),
        5 => json!(u64::MAX),
        6 => json!({}),
        _ => json!(random.pick(&TEXTS).unwrap_or(&"")),
    }
}

/// A reference to a schema of the document: to one that refers back, often.
fn reference(names: &[String], random: &mut Random) -> Value {
    match random.pick(names) {
        Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        None => json!({ "$ref": "#/components/schemas/Nothing" }),
    }
}

fn schema_names(document: &Value) -> Vec<String> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Some parts of a document.
fn parts(donor: &Value, random: &mut Random) -> Vec<Value> {
    let mut count = 0;
    visit(donor, &mut |_| count += 1);
    let wanted: Vec<usize> = (0..4).map(|_| random.below(count)).collect();
    let mut parts = Vec::new();
    let mut index = 0;
    visit(donor, &mut |node| {
        // A part that is most of a document teaches little.
        if wanted.contains(&index) && node.to_string().len() < 20_000 {
            parts.push(node.clone());
        }
        index += 1;
    });
    parts
}

fn visit(node: &Value, see: &mut impl FnMut(&Value)) {
    see(node);
    match node {
        Value::Object(map) => map.values().for_each(|it| visit(it, see)),
        Value::Array(items) => items.iter().for_each(|it| visit(it, see)),
        _ => {}
    }
}

/// Children first, so that what a change puts in is not visited.
fn visit_mut(node: &mut Value, see: &mut impl FnMut(&mut Value)) {
    match node {
        Value::Object(map) => map.values_mut().for_each(|it| visit_mut(it, see)),
        Value::Array(items) => items.iter_mut().for_each(|it| visit_mut(it, see)),
        _ => {}
    }
    see(node);
}
