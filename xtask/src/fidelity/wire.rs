//! A request, read by the document, and compared with what the call was given.

use serde_json::{Map, Value};

use super::described::{Described, Media, Parameter, Scheme, essence, is_json};
use super::forms;
use super::server::Request;
use super::style::{self, Pairs, Wrong};

/// What a call was given.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    /// Values by the index of the parameter.
    pub(super) parameters: Vec<(usize, Value)>,
    /// A value for the body in the media type at this index.
    pub(super) body: Option<(usize, Value)>,
}

/// Everything in which `request` is not what the document says. `base` is the path of the server's address.
pub(super) fn wrong(
    operation: &Described<'_>,
    arguments: &Arguments,
    request: &Request,
    base: &str,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if request.method != operation.method {
        wrong.push(format!("the method is {}", request.method));
    }
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let given = |place: &str| -> Vec<(&Parameter<'_>, &Value)> {
        let all = arguments.parameters.iter();
        let all = all.filter_map(|(index, value)| Some((operation.parameters.get(*index)?, value)));
        all.filter(|(parameter, _)| parameter.place == place)
            .collect()
    };
    let note = |wrong: &mut Vec<String>, parameter: &Parameter<'_>, result: Wrong| {
        if let Err(reason) = result {
            wrong.push(format!(
                "{} parameter `{}`: {reason}",
                parameter.place, parameter.name
            ));
        }
    };
    // Some vendors tell operations of one path apart by a fragment, which HTTP does not send, or by a query.
    let (template, _) = operation
        .path
        .split_once('#')
        .unwrap_or((operation.path, ""));
    let (template, fixed) = template.split_once('?').unwrap_or((template, ""));
    match fillings(template, path.strip_prefix(base).unwrap_or(path)) {
        None => wrong.push(format!("the path is {path}")),
        Some(fillings) => {
            for (parameter, value) in given("path") {
                for (_, text) in fillings.iter().filter(|(name, _)| *name == parameter.name) {
                    note(&mut wrong, parameter, in_path(parameter, text, value));
                }
            }
        }
    }
    let mut pairs = style::pairs(query, '&', false);
    for pair in style::pairs(fixed, '&', false) {
        match pairs.iter().position(|it| *it == pair) {
            Some(index) => drop(pairs.remove(index)),
            None => wrong.push(format!("the query of the path is {query}")),
        }
    }
    for (parameter, value) in given("query") {
        note(
            &mut wrong,
            parameter,
            in_pairs(parameter, &mut pairs, value),
        );
    }
    let cookies: Vec<&str> = request.header("cookie").collect();
    let mut cookies = style::pairs(&cookies.join(";"), ';', false);
    for (parameter, value) in given("cookie") {
        note(
            &mut wrong,
            parameter,
            in_pairs(parameter, &mut cookies, value),
        );
    }
    for (parameter, value) in given("header") {
        note(&mut wrong, parameter, in_header(parameter, request, value));
    }
    // Who gives the header as a whole gives all cookies.
    if given("header")
        .iter()
        .any(|(it, _)| it.name.eq_ignore_ascii_case("cookie"))
    {
        cookies.clear();
    }
    wrong.extend(credentials(operation, request, &mut pairs, &mut cookies));
    for (name, value) in pairs.iter().chain(&cookies) {
        wrong.push(format!("`{name}={value}` was sent and not given"));
    }
    if let Err(reason) = body(operation, arguments, request) {
        wrong.push(format!("body: {reason}"));
    }
    wrong
}

/// The values in a path, by the names of the template; `None` for another path.
fn fillings<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let mut rest = path;
    let mut found = Vec::new();
    let mut parts = template.split('{');
    rest = rest.strip_prefix(parts.next()?)?;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let (name, literal) = part.split_once('}')?;
        let end = match (literal, parts.peek()) {
            ("", _) => rest.find('/').unwrap_or(rest.len()),
            (literal, None) => rest.len().checked_sub(literal.len())?,
            (literal, Some(_)) => rest.find(literal)?,
        };
        found.push((name, rest.get(..end)?.to_owned()));
        rest = rest.get(end..)?.strip_prefix(literal)?;
    }
    rest.is_empty().then_some(found)
}

fn in_path(parameter: &Parameter<'_>, text: &str, value: &Value) -> Wrong {
    match parameter.media_type {
        Some(media_type) => content(media_type, &style::decode(text), value),
        None => style::inline(
            text,
            parameter.name,
            parameter.style,
            parameter.explode,
            value,
        ),
    }
}

fn in_pairs(parameter: &Parameter<'_>, pairs: &mut Pairs, value: &Value) -> Wrong {
    let Some(media_type) = parameter.media_type else {
        return style::among(
            pairs,
            parameter.name,
            parameter.style,
            parameter.explode,
            value,
        );
    };
    match style::take(pairs, |name| name == parameter.name).as_slice() {
        [(_, text)] => content(media_type, &style::decode(text), value),
        texts => Err(format!("was sent {} times", texts.len())),
    }
}

fn in_header(parameter: &Parameter<'_>, request: &Request, value: &Value) -> Wrong {
    let texts: Vec<&str> = request.header(parameter.name).collect();
    let text = texts.join(",");
    // Space around a header's value is no part of it.
    let trimmed;
    let value = match value {
        Value::String(text) => {
            trimmed = Value::from(text.trim_matches([' ', '\t']));
            &trimmed
        }
        value => value,
    };
    let is_list = matches!(value, Value::Array(items) if items.is_empty());
    match (parameter.media_type, texts.as_slice()) {
        (_, []) if is_list => Ok(()),
        (_, []) => Err("was not sent".to_owned()),
        (Some(media_type), _) => content(media_type, &text, value),
        (None, _) => style::inline(&text, parameter.name, "simple", parameter.explode, value),
    }
}

/// A parameter that is a text of a media type.
fn content(media_type: &str, text: &str, value: &Value) -> Wrong {
    match is_json(media_type) {
        true => style::json(text, value),
        false => style::scalar(text, value),
    }
}

/// Whether the credentials of one alternative are there. They are taken out of the query and of the cookies.
fn credentials(
    operation: &Described<'_>,
    request: &Request,
    query: &mut Pairs,
    cookies: &mut Pairs,
) -> Option<String> {
    let names = |place: &str| -> Vec<&str> {
        let all = operation.security.iter().flatten();
        all.filter_map(|scheme| match scheme {
            Scheme::Key(it, name) if *it == place => Some(*name),
            _ => None,
        })
        .collect()
    };
    let keys = style::take(query, |name| names("query").contains(&name));
    let crumbs = style::take(cookies, |name| names("cookie").contains(&name));
    let sent = |scheme: &Scheme<'_>| match scheme {
        Scheme::Authorization => request.header("authorization").next().is_some(),
        Scheme::Key("header", name) => request.header(name).next().is_some(),
        Scheme::Key("query", name) => keys.iter().any(|(it, _)| it == name),
        Scheme::Key("cookie", name) => crumbs.iter().any(|(it, _)| it == name),
        Scheme::Key(..) | Scheme::Other => true,
    };
    let satisfied =
        operation.security.is_empty() || operation.security.iter().any(|all| all.iter().all(sent));
    (!satisfied).then(|| "no credential of the operation was sent".to_owned())
}

fn body(operation: &Described<'_>, arguments: &Arguments, request: &Request) -> Wrong {
    let given = arguments.body.as_ref();
    let given = given.and_then(|(index, value)| Some((operation.bodies.get(*index)?, value)));
    let Some((media, value)) = given else {
        return match request.body.as_slice() {
            [] => Ok(()),
            bytes => Err(format!("{} bytes were sent and none given", bytes.len())),
        };
    };
    let sent = request.header("content-type").next().unwrap_or_default();
    let declared = essence(media.media_type);
    if !declared.contains('*') && essence(sent) != declared {
        return Err(format!("`{declared}` was sent as `{sent}`"));
    }
    contents(media, sent, &request.body, value)
}

fn contents(media: &Media<'_>, sent: &str, body: &[u8], value: &Value) -> Wrong {
    let empty = Map::new();
    let encoding = media.encoding.unwrap_or(&empty);
    let text = String::from_utf8_lossy(body);
    match essence(media.media_type).as_str() {
        it if is_json(it) => style::json(&text, value),
        "application/x-www-form-urlencoded" => forms::urlencoded(&text, encoding, value),
        it if it.starts_with("multipart/") => forms::multipart(sent, body, encoding, value),
        _ => match value {
            Value::String(value) if *value == text => Ok(()),
            // A range of media types, which the client writes as JSON.
            value if is_json(sent) => style::json(&text, value),
            value => Err(format!("{value} was sent as `{text}`")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::fillings;

    #[test]
    fn the_values_of_a_path_are_found() {
        let found = |template, path| {
            let found = fillings(template, path)?;
            Some(found.into_iter().map(|(_, text)| text).collect::<Vec<_>>())
        };
        assert_eq!(
            found("/a/{b}/c", "/a/1%2F2/c"),
            Some(vec!["1%2F2".to_owned()])
        );
        assert_eq!(
            found("/{a}.{b}/x-{c}", "/1.2/x-3"),
            Some(["1", "2", "3"].map(str::to_owned).to_vec())
        );
        assert_eq!(found("/a/{b}", "/a/1/2"), None);
        assert_eq!(found("/a", "/b"), None);
    }
}
