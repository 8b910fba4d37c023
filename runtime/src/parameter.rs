//! The parameters of a call on their way into path, query, headers and cookies.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::{Operation, Parameter, Place, Style};
use super::error::InvalidRequest;
use super::style::{self, Escape};
use super::tree::Tree;

/// What the parameters of one call become.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// The path with its placeholders filled in.
    pub(crate) path: String,
    /// The query without `?`.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// The value of the `Cookie` header.
    pub(crate) cookies: String,
}

impl Placed {
    /// Appends to the query; both parts are escaped.
    pub(crate) fn push_query(&mut self, name: &str, value: &str) {
        append(&mut self.query, "&", name, value);
    }

    pub(crate) fn push_cookie(&mut self, name: &str, value: &str) {
        append(&mut self.cookies, "; ", name, value);
    }
}

fn append(text: &mut String, separator: &str, name: &str, value: &str) {
    if !text.is_empty() {
        text.push_str(separator);
    }
    text.push_str(name);
    text.push('=');
    text.push_str(value);
}

/// Places `values`, which stand at the indexes of the operation's parameters.
pub(crate) fn place(
    operation: &Operation,
    values: &[Option<Tree>],
) -> Result<Placed, InvalidRequest> {
    let mut placed = Placed {
        path: operation.path.to_owned(),
        ..Placed::default()
    };
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let refuse = |reason: String| InvalidRequest::new(parameter.name, reason);
        let value = values.get(index).and_then(Option::as_ref);
        match value.filter(|value| !value.is_null()) {
            Some(value) => put(parameter, value, &mut placed).map_err(refuse)?,
            None if parameter.required => return Err(refuse("is required".to_owned())),
            None => {}
        }
    }
    check_path(&placed.path)?;
    Ok(placed)
}

fn put(parameter: &Parameter, value: &Tree, placed: &mut Placed) -> Result<(), String> {
    let json;
    let value = match parameter.json {
        true => {
            json = Tree::Text(serde_json::to_string(value).map_err(|error| error.to_string())?);
            &json
        }
        false => value,
    };
    let Parameter {
        name,
        style,
        explode,
        ..
    } = *parameter;
    match parameter.place {
        Place::Path => {
            let text = style::inline(name, value, style, explode, Escape::Component)?;
            fill(&mut placed.path, name, &text)
        }
        Place::Query => {
            let escape = match parameter.allow_reserved {
                true => Escape::Reserved,
                false => Escape::Component,
            };
            let pairs = style::pairs(name, value, style, explode, escape)?;
            if pairs.is_empty() && parameter.required {
                // An empty list that has to be there.
                placed.push_query(&Escape::Component.apply(name), "");
            }
            for (name, value) in pairs {
                placed.push_query(&name, &value);
            }
            Ok(())
        }
        Place::Header => {
            let text = style::inline(name, value, Style::Simple, explode, Escape::Nothing)?;
            let (name, value) = header(name, &text)?;
            placed.headers.insert(name, value);
            Ok(())
        }
        Place::Cookie => {
            for (name, value) in style::pairs(name, value, Style::Form, explode, Escape::Cookie)? {
                placed.push_cookie(&name, &value);
            }
            Ok(())
        }
    }
}

/// A header that can be sent.
///
/// # Errors
///
/// What is wrong with it, without the value.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "is not the name of a header".to_owned())?;
    let refused = || {
        "holds what a header cannot carry: a control character, or one outside of ASCII".to_owned()
    };
    if !value.is_ascii() {
        return Err(refused());
    }
    let value = HeaderValue::from_str(value).map_err(|_| refused())?;
    Ok((name, value))
}

fn fill(path: &mut String, name: &str, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("is empty, which would make it another path".to_owned());
    }
    let placeholder = format!("{{{name}}}");
    if !path.contains(&placeholder) {
        return Err("has no place in the path".to_owned());
    }
    *path = path.replace(&placeholder, text);
    Ok(())
}

/// `.` and `..` are steps in a path, also when they are escaped; anything that is left in braces was not filled in.
fn check_path(path: &str) -> Result<(), InvalidRequest> {
    for segment in path.split('/') {
        // No longer than both points escaped, so most segments cost nothing.
        let plain = match segment.len() {
            1..=6 => segment.to_ascii_lowercase().replace("%2e", "."),
            _ => continue,
        };
        if plain == "." || plain == ".." {
            return Err(InvalidRequest::new(
                "path",
                "holds `.` or `..` as a value, which would make it another path",
            ));
        }
    }
    if let Some((_, rest)) = path.split_once('{') {
        let name = rest.split('}').next().unwrap_or_default();
        return Err(InvalidRequest::new(name, "is required"));
    }
    Ok(())
}
