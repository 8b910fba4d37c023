//! The rule that moves a path prefix into the server addresses.

use serde_json::{Map, Value, json};

use super::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::pointer;

/// Moves the prefix; it has to begin every path.
pub(super) fn apply(context: &mut Context) -> Result<()> {
    let Some(prefix) = context.base_path.map(|prefix| prefix.trim_end_matches('/')) else {
        return Ok(());
    };
    if prefix.is_empty() {
        return Ok(());
    }
    let Some(Value::Object(paths)) = context.document.get_mut("paths") else {
        return Ok(());
    };
    let parameters = parameters_of(prefix);
    let mut moved = Map::new();
    for (path, item) in std::mem::take(paths) {
        let Some(rest) = without(&path, prefix) else {
            let at = pointer::join("/paths", &path);
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("the path `{path}` does not begin with the base path `{prefix}`"),
                "the base path moves into the client's address, which all operations share",
                "drop the base path from codegen.toml, or leave the operations of that path out",
            )
            .at(context.given.locate(&at)));
        };
        context.hits.push(pointer::join("/paths", &path));
        moved.insert(rest.to_owned(), item);
    }
    *paths = moved;
    for (_, item) in paths.iter_mut() {
        for method in crate::document::METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                drop_parameters(operation, &parameters);
            }
        }
    }
    append_to_servers(&mut context.document, prefix, &parameters);
    Ok(())
}

/// What is left of `path` after `prefix`, if that ends at a slash or at the end.
fn without<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    match path.strip_prefix(prefix)? {
        "" => Some("/"),
        rest if rest.starts_with('/') => Some(rest),
        _ => None,
    }
}

/// The names between braces in a path template.
pub(super) fn parameters_of(template: &str) -> Vec<String> {
    template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn drop_parameters(operation: &mut Map<String, Value>, names: &[String]) {
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else {
        return;
    };
    parameters.retain(|parameter| {
        let in_path = parameter.get("in").is_some_and(|place| place == "path");
        let named = parameter
            .get("name")
            .and_then(Value::as_str)
            .is_some_and(|name| names.iter().any(|other| other == name));
        !(in_path && named)
    });
    if parameters.is_empty() {
        operation.shift_remove("parameters");
    }
}

/// Appends the prefix to the address of each server. Its parameters become variables, whose default is the version that the
/// document is of: what stands before every path of an API is its version.
fn append_to_servers(document: &mut Value, prefix: &str, parameters: &[String]) {
    let version = document
        .pointer("/info/version")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let Value::Object(root) = document else {
        return;
    };
    let servers = root
        .entry("servers")
        .or_insert_with(|| json!([{ "url": "" }]));
    for server in servers.as_array_mut().into_iter().flatten() {
        if let Some(Value::String(url)) = server.get_mut("url") {
            *url = format!("{}{prefix}", url.trim_end_matches('/'));
        }
        let Some(server) = server.as_object_mut() else {
            continue;
        };
        let variables = server.entry("variables").or_insert_with(|| json!({}));
        if let Some(variables) = variables.as_object_mut() {
            for name in parameters {
                let variable = json!({ "default": version });
                variables.entry(name.clone()).or_insert(variable);
            }
        }
    }
}
