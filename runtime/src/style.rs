//! OpenAPI's styles: a value to names and values of a query, form, header, cookie or path.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::api::Style;
use super::tree::Tree;

/// Everything but RFC 3986's unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Reserved characters stay, except those that would end the value or the query.
const RESERVED: &AsciiSet = &COMPONENT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What a cookie's value cannot hold (RFC 6265), and the percent sign itself.
const COOKIE: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\')
    .add(b'%');

/// How single values are escaped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Escape {
    /// For a path or a query.
    Component,
    /// For a query, with reserved characters as they are.
    Reserved,
    /// For `application/x-www-form-urlencoded`.
    Form,
    /// For a form, with reserved characters as they are.
    FormReserved,
    /// For a cookie.
    Cookie,
    /// Not at all: for headers.
    Nothing,
}

impl Escape {
    pub(crate) fn apply(self, text: &str) -> String {
        let set = match self {
            Self::Nothing => return text.to_owned(),
            Self::Component | Self::Form => COMPONENT,
            Self::Reserved | Self::FormReserved => RESERVED,
            Self::Cookie => COOKIE,
        };
        let escaped = Cow::from(utf8_percent_encode(text, set));
        match self {
            // What forms write for a space.
            Self::Form | Self::FormReserved => escaped.replace("%20", "+"),
            _ => escaped.into_owned(),
        }
    }
}

/// Names and values, escaped.
pub(crate) type Pairs = Vec<(String, String)>;

/// A value in `style` under `name`, for a query, form or cookie.
///
/// # Errors
///
/// What the style has no form for.
pub(crate) fn pairs(
    name: &str,
    value: &Tree,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Result<Pairs, String> {
    let mut writer = Writer {
        escape,
        pairs: Vec::new(),
    };
    match (style, value) {
        (_, Tree::Null) => {}
        (Style::DeepObject, value) => writer.deep(name, value)?,
        (_, Tree::List(items)) if explode => {
            for item in items {
                writer.exploded(name, item)?;
            }
        }
        (_, Tree::Object(entries)) if explode => {
            for (key, value) in entries {
                writer.exploded(key, value)?;
            }
        }
        (style, value) => {
            let separator = match (style, escape) {
                (Style::SpaceDelimited, Escape::Form | Escape::FormReserved) => "+",
                (Style::SpaceDelimited, _) => "%20",
                (Style::PipeDelimited, _) => "%7C",
                _ => ",",
            };
            let joined = join(value, separator, separator, escape)?;
            writer.push_raw(name, joined);
        }
    }
    Ok(writer.pairs)
}

/// A value in `style` for a placeholder of a path, or in style simple for a header.
///
/// # Errors
///
/// What the style has no form for.
pub(crate) fn inline(
    name: &str,
    value: &Tree,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Result<String, String> {
    let equals = if explode { "=" } else { "," };
    match style {
        Style::Label => {
            let separator = if explode { "." } else { "," };
            let equals = if explode { "=" } else { "," };
            Ok(format!(".{}", join(value, separator, equals, escape)?))
        }
        Style::Matrix => matrix(name, value, explode, escape),
        _ => join(value, ",", equals, escape),
    }
}

fn matrix(name: &str, value: &Tree, explode: bool, escape: Escape) -> Result<String, String> {
    let name = escape.apply(name);
    let one = |name: &str, value: String| match value.is_empty() {
        true => format!(";{name}"),
        false => format!(";{name}={value}"),
    };
    match value {
        Tree::List(items) if explode => items
            .iter()
            .map(|item| Ok(one(&name, scalar(item, escape)?)))
            .collect(),
        Tree::Object(entries) if explode => entries
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| Ok(one(&escape.apply(key), scalar(value, escape)?)))
            .collect(),
        value => Ok(one(&name, join(value, ",", ",", escape)?)),
    }
}

/// Elements with `separator` between them, properties with `equals` between name and value.
fn join(value: &Tree, separator: &str, equals: &str, escape: Escape) -> Result<String, String> {
    let parts: Vec<String> = match value {
        Tree::List(items) => items
            .iter()
            .map(|item| scalar(item, escape))
            .collect::<Result<_, _>>()?,
        Tree::Object(entries) => entries
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| {
                Ok(format!(
                    "{}{equals}{}",
                    escape.apply(key),
                    scalar(value, escape)?
                ))
            })
            .collect::<Result<_, String>>()?,
        value => return scalar(value, escape),
    };
    Ok(parts.join(separator))
}

fn scalar(value: &Tree, escape: Escape) -> Result<String, String> {
    match value {
        Tree::Null => Ok(String::new()),
        Tree::File(_) => Err("a file can only be sent in a multipart body".to_owned()),
        Tree::List(_) | Tree::Object(_) => {
            Err("its style has no form for a list or object inside another".to_owned())
        }
        value => Ok(escape.apply(value.scalar().unwrap_or_default())),
    }
}

struct Writer {
    escape: Escape,
    pairs: Pairs,
}

impl Writer {
    fn push_raw(&mut self, name: &str, value: String) {
        let name = match self.escape {
            Escape::Form | Escape::FormReserved => Escape::Form.apply(name),
            Escape::Cookie => Escape::Cookie.apply(name),
            _ => Escape::Component.apply(name),
        };
        self.pairs.push((name, value));
    }

    /// One element of an exploded list, or property of an exploded object. What is nested deeper takes brackets, as
    /// most servers read it; OpenAPI defines nothing there.
    fn exploded(&mut self, name: &str, value: &Tree) -> Result<(), String> {
        match value {
            Tree::Null => Ok(()),
            Tree::List(items) => items.iter().try_for_each(|item| self.exploded(name, item)),
            Tree::Object(_) => self.deep(name, value),
            value => {
                let text = scalar(value, self.escape)?;
                self.push_raw(name, text);
                Ok(())
            }
        }
    }

    /// `name[key][key]=value`, `name[]=value`; lists of objects with an index, so that their properties stay together.
    fn deep(&mut self, name: &str, value: &Tree) -> Result<(), String> {
        match value {
            Tree::Null => Ok(()),
            Tree::Object(entries) => entries
                .iter()
                .try_for_each(|(key, value)| self.deep(&format!("{name}[{key}]"), value)),
            Tree::List(items) => {
                let flat = items
                    .iter()
                    .all(|item| !matches!(item, Tree::List(_) | Tree::Object(_)));
                items.iter().enumerate().try_for_each(|(index, item)| {
                    let name = match flat {
                        true => format!("{name}[]"),
                        false => format!("{name}[{index}]"),
                    };
                    self.deep(&name, item)
                })
            }
            value => {
                let text = scalar(value, self.escape)?;
                self.push_raw(name, text);
                Ok(())
            }
        }
    }
}
