//! A rule for objects that lack what OpenAPI requires of them, where a client can do without them.

use serde_json::{Map, Value};

use super::context::{Context, Effect};
use crate::document::METHODS;
use crate::error::Result;
use crate::pointer;

/// Drops what lacks a required part, and gives a server's variable the default that it can have.
pub(super) fn objects(context: &mut Context) -> Result<()> {
    let mut hits = Vec::new();
    let mut losses = Vec::new();
    if let Value::Object(root) = &mut context.document {
        if let Some(Value::Object(info)) = root.get_mut("info") {
            lacking(info, "/info", "license", "name", &mut hits);
        }
        documented(root, "", &mut hits, &mut losses);
        if let Some(Value::Array(tags)) = root.get_mut("tags") {
            for (index, tag) in tags.iter_mut().enumerate() {
                if let Value::Object(tag) = tag {
                    lacking(
                        tag,
                        &format!("/tags/{index}"),
                        "externalDocs",
                        "url",
                        &mut hits,
                    );
                }
            }
        }
        if let Some(Value::Object(paths)) = root.get_mut("paths") {
            for (path, item) in paths {
                let at = pointer::join("/paths", path);
                let Value::Object(item) = item else { continue };
                documented(item, &at, &mut hits, &mut losses);
                for method in METHODS {
                    if let Some(Value::Object(operation)) = item.get_mut(method) {
                        documented(
                            operation,
                            &pointer::join(&at, method),
                            &mut hits,
                            &mut losses,
                        );
                    }
                }
            }
        }
    }
    context.hits.append(&mut hits);
    context.losses.append(&mut losses);
    Ok(())
}

/// What a document, a path and an operation may have.
fn documented(
    owner: &mut Map<String, Value>,
    at: &str,
    hits: &mut Vec<String>,
    losses: &mut Vec<Effect>,
) {
    lacking(owner, at, "externalDocs", "url", hits);
    let at = pointer::join(at, "servers");
    let Some(Value::Array(servers)) = owner.get_mut("servers") else {
        return;
    };
    let mut index = 0;
    servers.retain_mut(|server| {
        let at = format!("{at}/{index}");
        index += 1;
        let kept = is_complete(server, &at, hits);
        if !kept {
            let url = server.get("url").and_then(Value::as_str);
            let what = match url {
                Some(url) => format!("the server `{url}` is not there, because a variable of its address has no value"),
                None => "a server is not there, because it has no address".to_owned(),
            };
            losses.push(Effect::new(&at, what).remedy("complete it by an overlay action, or give `ClientBuilder::base_address`"));
            hits.push(at);
        }
        kept
    });
    if servers.is_empty() {
        owner.shift_remove("servers");
    }
}

/// Drops `key` where it is an object without the text `part`.
fn lacking(
    owner: &mut Map<String, Value>,
    at: &str,
    key: &str,
    part: &str,
    hits: &mut Vec<String>,
) {
    let lacks = owner
        .get(key)
        .is_some_and(|it| !it.get(part).is_some_and(Value::is_string));
    if lacks {
        owner.shift_remove(key);
        hits.push(pointer::join(at, key));
    }
}

/// Whether a server has an address, and each of its variables a default, which may be the first value that is listed.
fn is_complete(server: &mut Value, at: &str, hits: &mut Vec<String>) -> bool {
    if !server.get("url").is_some_and(Value::is_string) {
        return false;
    }
    let variables = match server.get_mut("variables") {
        None => return true,
        Some(Value::Object(variables)) => variables,
        Some(_) => return false,
    };
    variables.iter_mut().all(|(name, variable)| {
        let Value::Object(variable) = variable else {
            return false;
        };
        let before = variable.clone();
        if let Some(Value::Array(values)) = variable.get_mut("enum") {
            values.retain_mut(to_text);
        } else {
            variable.shift_remove("enum");
        }
        if !variable.get_mut("default").is_some_and(to_text) {
            let first = variable.get("enum").and_then(|it| it.get(0)).cloned();
            let Some(first) = first else { return false };
            variable.insert("default".to_owned(), first);
        }
        if !variable.get_mut("description").is_some_and(to_text) {
            variable.shift_remove("description");
        }
        if *variable != before {
            hits.push(pointer::join(&format!("{at}/variables"), name));
        }
        true
    })
}

/// Makes a text of a scalar; whether it is one now.
fn to_text(value: &mut Value) -> bool {
    if let Value::Number(_) | Value::Bool(_) = value {
        *value = Value::String(value.to_string());
    }
    value.is_string()
}
