//! Forms: `application/x-www-form-urlencoded` and `multipart/form-data`.

use bytes::Bytes;

use super::api::{PartEncoding, Style};
use super::content::{Content, Piece};
use super::file::File;
use super::style::{self, Escape, Pairs};
use super::tree::Tree;

fn encoding_of<'a>(encoding: &'a [PartEncoding], property: &str) -> Option<&'a PartEncoding> {
    encoding.iter().find(|part| part.property == property)
}

fn entries(value: &Tree) -> Result<&[(String, Tree)], String> {
    match value {
        Tree::Object(entries) => Ok(entries),
        Tree::Null => Ok(&[]),
        _ => Err("is not an object, and a form is made of properties".to_owned()),
    }
}

/// `a=1&b=2`.
///
/// # Errors
///
/// What a form cannot carry, by property.
pub(crate) fn urlencoded(value: &Tree, encoding: &[PartEncoding]) -> Result<String, String> {
    let mut all = Pairs::new();
    for (property, value) in entries(value)? {
        let pairs = property_pairs(property, value, encoding_of(encoding, property));
        all.extend(pairs.map_err(|reason| format!("property `{property}`: {reason}"))?);
    }
    let pairs: Vec<String> = all
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Ok(pairs.join("&"))
}

/// A property in the style of its encoding. Without one, lists repeat their name and objects are JSON, as OpenAPI has it.
fn property_pairs(
    property: &str,
    value: &Tree,
    encoding: Option<&PartEncoding>,
) -> Result<Pairs, String> {
    let escape = match encoding {
        Some(encoding) if encoding.allow_reserved => Escape::FormReserved,
        _ => Escape::Form,
    };
    let styled = encoding.is_some_and(|encoding| {
        encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved
    });
    if styled {
        let style = encoding
            .and_then(|encoding| encoding.style)
            .unwrap_or(Style::Form);
        let explode = encoding
            .and_then(|encoding| encoding.explode)
            .unwrap_or(style == Style::Form);
        return style::pairs(property, value, style, explode, escape);
    }
    let one = |value: &Tree| match value {
        Tree::Object(_) | Tree::List(_) => {
            let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
            style::pairs(property, &Tree::Text(json), Style::Form, true, escape)
        }
        value => style::pairs(property, value, Style::Form, true, escape),
    };
    let declared_json = encoding.is_some_and(|encoding| is_json(encoding.content_type));
    match value {
        Tree::List(items) if !declared_json => {
            let mut pairs = Pairs::new();
            for item in items {
                pairs.extend(one(item)?);
            }
            Ok(pairs)
        }
        value => one(value),
    }
}

/// A multipart body, and its media type with the boundary.
///
/// # Errors
///
/// What a part cannot carry, by property.
pub(crate) fn multipart(
    value: &Tree,
    media_type: &str,
    encoding: &[PartEncoding],
) -> Result<(String, Content), String> {
    let mut body = Multipart {
        boundary: boundary(),
        pieces: Vec::new(),
        text: String::new(),
    };
    for (property, value) in entries(value)? {
        let encoding = encoding_of(encoding, property);
        let declared = encoding
            .map(|encoding| encoding.content_type)
            .filter(|media_type| !media_type.is_empty());
        match value {
            Tree::Null => {}
            // A list is a part each element, unless it is declared to be JSON as a whole.
            Tree::List(items) if !declared.is_some_and(is_json) => {
                for item in items {
                    body.part(property, item, declared)
                        .map_err(|reason| format!("property `{property}`: {reason}"))?;
                }
            }
            value => body
                .part(property, value, declared)
                .map_err(|reason| format!("property `{property}`: {reason}"))?,
        }
    }
    let media_type = format!("{media_type}; boundary={}", body.boundary);
    Ok((media_type, body.finish()))
}

struct Multipart {
    boundary: String,
    pieces: Vec<Piece>,
    /// What was written since the last file.
    text: String,
}

impl Multipart {
    fn part(&mut self, name: &str, value: &Tree, declared: Option<&str>) -> Result<(), String> {
        match value {
            Tree::Null => return Ok(()),
            Tree::File(file) => {
                let declared = file.declared_media_type().or(declared_single(declared));
                self.head(
                    name,
                    Some(file),
                    declared.or(Some("application/octet-stream")),
                )?;
                self.piece(Piece::from(file.source()));
            }
            Tree::List(_) | Tree::Object(_) => {
                let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
                self.head(name, None, declared.or(Some("application/json")))?;
                self.text.push_str(&json);
            }
            value if declared.is_some_and(is_json) => {
                let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
                self.head(name, None, declared)?;
                self.text.push_str(&json);
            }
            value => {
                self.head(name, None, declared_single(declared))?;
                self.text.push_str(value.scalar().unwrap_or_default());
            }
        }
        self.text.push_str("\r\n");
        Ok(())
    }

    fn head(
        &mut self,
        name: &str,
        file: Option<&File>,
        media_type: Option<&str>,
    ) -> Result<(), String> {
        self.text.push_str("--");
        self.text.push_str(&self.boundary);
        self.text
            .push_str("\r\nContent-Disposition: form-data; name=\"");
        self.text.push_str(&quoted(name));
        self.text.push('"');
        if let Some(file) = file {
            // Without a file name many servers take the part for a text.
            self.text.push_str("; filename=\"");
            self.text.push_str(&quoted(file.name().unwrap_or(name)));
            self.text.push('"');
        }
        if let Some(media_type) = media_type {
            if media_type.bytes().any(|byte| byte.is_ascii_control()) {
                return Err("its media type holds a control character".to_owned());
            }
            self.text.push_str("\r\nContent-Type: ");
            self.text.push_str(media_type);
        }
        self.text.push_str("\r\n\r\n");
        Ok(())
    }

    fn piece(&mut self, piece: Piece) {
        let text = std::mem::take(&mut self.text);
        self.pieces.push(Piece::Bytes(text.into()));
        self.pieces.push(piece);
    }

    fn finish(mut self) -> Content {
        self.text.push_str("--");
        self.text.push_str(&self.boundary);
        self.text.push_str("--\r\n");
        let text = Bytes::from(self.text);
        if self.pieces.is_empty() {
            return Content::Bytes(text);
        }
        self.pieces.push(Piece::Bytes(text));
        Content::Pieces(self.pieces.into())
    }
}

/// A name between quotes, escaped as browsers do it (the HTML standard's multipart/form-data encoding).
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The one media type of an encoding; a list of alternatives or a range says nothing of this part.
fn declared_single(declared: Option<&str>) -> Option<&str> {
    declared.filter(|declared| !declared.contains([',', '*']))
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}

/// Long enough that no file holds it by chance.
fn boundary() -> String {
    format!(
        "boundary-{:016x}{:016x}{:016x}",
        fastrand::u64(..),
        fastrand::u64(..),
        fastrand::u64(..)
    )
}
