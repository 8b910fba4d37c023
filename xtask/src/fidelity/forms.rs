//! Forms, read by the Encoding Object of the document ([OpenAPI 3.1.1,
//! 4.8.15](https://spec.openapis.org/oas/v3.1.1#encoding-object)).

use serde_json::{Map, Value};

use super::described::{essence, is_json};
use super::style::{self, Wrong};

type Encodings = Map<String, Value>;

fn entries(value: &Value) -> Result<&Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("{value} is no object"))
}

fn word<'e>(encodings: &'e Encodings, property: &str, key: &str) -> Option<&'e Value> {
    encodings.get(property)?.get(key)
}

/// `a=1&b=2`.
pub(super) fn urlencoded(text: &str, encodings: &Encodings, value: &Value) -> Wrong {
    let mut pairs = style::pairs(text, '&', true);
    for (property, value) in entries(value)? {
        let named = |reason| format!("property `{property}`: {reason}");
        let style = word(encodings, property, "style").and_then(Value::as_str);
        let explode = word(encodings, property, "explode").and_then(Value::as_bool);
        let reserved = word(encodings, property, "allowReserved").is_some();
        if style.is_some() || explode.is_some() || reserved {
            let style = style.unwrap_or("form");
            let explode = explode.unwrap_or(style == "form");
            style::among(&mut pairs, property, style, explode, value).map_err(named)?;
            continue;
        }
        // "If any of the three fields with behavior matching the Parameter Object is specified, contentType is ignored";
        // without them each value has a media type: JSON for an object, text for what is none, and a list repeats its name.
        let media_type = word(encodings, property, "contentType").and_then(Value::as_str);
        let texts = style::take(&mut pairs, |name| name == property);
        let texts: Vec<String> = texts.iter().map(|(_, text)| style::decode(text)).collect();
        let texts = texts.iter().map(String::as_str).collect();
        several(texts, media_type, value).map_err(named)?;
    }
    match pairs.first() {
        Some((name, _)) => Err(format!("property `{name}` was sent and not given")),
        None => Ok(()),
    }
}

/// The texts of one property: of a list one each.
fn several(texts: Vec<&str>, media_type: Option<&str>, value: &Value) -> Wrong {
    let declared_json = media_type.is_some_and(is_json);
    let items: Vec<&Value> = match value {
        Value::Array(items) if !declared_json => items.iter().collect(),
        Value::Null if texts.is_empty() => return Ok(()),
        value => vec![value],
    };
    if texts.len() != items.len() {
        return Err(format!(
            "{} values were sent as {}",
            items.len(),
            texts.len()
        ));
    }
    let mut all = texts.iter().zip(items);
    all.try_for_each(|(text, item)| match declared_json {
        true => style::json(text, item),
        false => style::scalar(text, item),
    })
}

struct Part {
    name: String,
    media_type: Option<String>,
    body: String,
}

/// `multipart/form-data`.
pub(super) fn multipart(sent: &str, body: &[u8], encodings: &Encodings, value: &Value) -> Wrong {
    let mut parts = parts(sent, &String::from_utf8_lossy(body))?;
    for (property, value) in entries(value)? {
        let named = |reason| format!("part `{property}`: {reason}");
        let (own, others): (Vec<Part>, Vec<Part>) =
            parts.into_iter().partition(|part| part.name == *property);
        parts = others;
        let declared = word(encodings, property, "contentType").and_then(Value::as_str);
        if let Some(declared) = declared {
            let allowed: Vec<String> = declared.split(',').map(essence).collect();
            let fits = |part: &Part| {
                let sent = part
                    .media_type
                    .as_deref()
                    .map_or("text/plain".to_owned(), essence);
                allowed.iter().any(|it| {
                    *it == sent
                        || it == "*/*"
                        || it.strip_suffix('*').is_some_and(|it| sent.starts_with(it))
                        // A list of alternatives, or a range, says nothing of this part.
                        || allowed.len() > 1
                        || it.contains('*')
                })
            };
            if let Some(part) = own.iter().find(|part| !fits(part)) {
                let sent = part.media_type.as_deref().unwrap_or("none");
                return Err(named(format!("`{declared}` was sent as `{sent}`")));
            }
        }
        let texts = own.iter().map(|part| part.body.as_str()).collect();
        several(texts, declared, value).map_err(named)?;
    }
    match parts.first() {
        Some(part) => Err(format!("part `{}` was sent and not given", part.name)),
        None => Ok(()),
    }
}

fn parts(sent: &str, body: &str) -> Result<Vec<Part>, String> {
    let boundary = sent
        .split(';')
        .find_map(|it| it.trim().strip_prefix("boundary="));
    let boundary = boundary.ok_or_else(|| format!("`{sent}` names no boundary"))?;
    let delimiter = format!("\r\n--{}", boundary.trim_matches('"'));
    let whole = format!("\r\n{body}");
    let mut sections = whole.split(&delimiter);
    sections.next();
    let mut parts = Vec::new();
    for section in sections {
        if section.starts_with("--") {
            return Ok(parts);
        }
        let section = section.strip_prefix("\r\n").unwrap_or(section);
        let (head, body) = section
            .split_once("\r\n\r\n")
            .ok_or_else(|| "a part has no headers".to_owned())?;
        let header = |name: &str| {
            head.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let disposition = header("content-disposition").unwrap_or_default();
        let name = disposition
            .split("; ")
            .find_map(|it| it.strip_prefix("name="));
        let name = name.ok_or_else(|| "a part has no name".to_owned())?;
        parts.push(Part {
            name: style::decode(name.trim_matches('"')),
            media_type: header("content-type").map(str::to_owned),
            body: body.to_owned(),
        });
    }
    Err("the last boundary is missing".to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{multipart, urlencoded};

    fn encodings() -> Map<String, Value> {
        let encodings = json!({
            "metadata": { "style": "deepObject", "explode": true },
            "tags": { "style": "form", "explode": false },
            "picture": { "contentType": "image/png" },
        });
        encodings.as_object().cloned().unwrap()
    }

    #[test]
    fn a_form_is_read_by_its_encoding() {
        let value = json!({
            "amount": 1, "expand": ["a b", "c"], "metadata": { "k": "v" }, "tags": ["x", "y"], "card": { "n": [1] },
        });
        let text =
            "amount=1&expand=a+b&expand=c&metadata[k]=v&tags=x,y&card=%7B%22n%22%3A%5B1%5D%7D";
        assert_eq!(urlencoded(text, &encodings(), &value), Ok(()));
        for wrong in [
            "tags=x&tags=y",
            "metadata=%7B%22k%22%3A%22v%22%7D",
            "more=1",
            "amount=2",
        ] {
            let first = wrong.split(['=', '[']).next().unwrap();
            let others = text.split('&').filter(|it| !it.starts_with(first));
            let text: Vec<&str> = others.chain([wrong]).collect();
            assert!(
                urlencoded(&text.join("&"), &encodings(), &value).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_parts_of_a_multipart_body_are_read() {
        let part = |head: &str, body: &str| {
            format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
        };
        let body = |media_type: &str| {
            [
                part("name=\"title\"", "a\r\nb"),
                part(
                    &format!("name=\"picture\"; filename=\"p\"\r\nContent-Type: {media_type}"),
                    "bytes",
                ),
                part(
                    "name=\"about\"\r\nContent-Type: application/json",
                    "{\"x\":1.0}",
                ),
                "--b--\r\n".to_owned(),
            ]
            .concat()
        };
        let value = json!({ "title": "a\r\nb", "picture": "bytes", "about": { "x": 1 } });
        let read = |media_type: &str, value: &Value| {
            let sent = "multipart/form-data; boundary=b";
            multipart(sent, body(media_type).as_bytes(), &encodings(), value)
        };
        assert_eq!(read("image/png", &value), Ok(()));
        assert!(read("image/gif", &value).is_err());
        assert!(read("image/png", &json!({ "title": "a\r\nb" })).is_err());
    }
}
