//! What a document says of its API as a whole: title, servers, credentials.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operations::identifier;
use super::{Api, Place, Scheme, SchemeKind, Server, Variable};
use crate::lower::wire_names::is_token;
use crate::upstream::names::{pascal, snake};

/// Methods that the builder of every client has, which no scheme's method may hide.
const OF_BUILDERS: [&str; 13] = [
    "build",
    "server",
    "server_variable",
    "base_address",
    "timeout",
    "connect_timeout",
    "retry",
    "http_client",
    "user_agent",
    "max_body",
    "default_header",
    "hooks",
    "mock",
];

fn text(value: &Value, pointer: &str) -> String {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().trim().to_owned()
}

pub(super) fn read(document: &Value) -> Api {
    let title = text(document, "/info/title");
    let version = text(document, "/info/version");
    let mut docs = format!(
        "Client for {}",
        if title.is_empty() { "the API" } else { &title }
    );
    let description = text(document, "/info/description");
    if !description.is_empty() {
        docs.push_str(&format!("\n\n{description}"));
    }
    if !version.is_empty() {
        docs.push_str(&format!("\n\nVersion: {version}"));
    }
    Api {
        title,
        version,
        docs,
        servers: document.get("servers").map(servers).unwrap_or_default(),
        schemes: schemes(document),
    }
}

/// The servers of a `servers` list, each with a name of its own.
pub(super) fn servers(list: &Value) -> Vec<Server> {
    let mut taken = BTreeSet::new();
    let mut result = Vec::new();
    for server in list.as_array().into_iter().flatten() {
        let url = text(server, "/url");
        if url.is_empty() {
            continue;
        }
        let docs = text(server, "/description");
        if result.iter().any(|other: &Server| other.url == url) {
            continue;
        }
        let mut name = server_name(&docs, &url);
        if taken.contains(&name) {
            name = pascal(&url.replace(|c: char| !c.is_ascii_alphanumeric(), " "));
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        let variables = server.get("variables").and_then(Value::as_object);
        result.push(Server {
            name,
            docs,
            variables: variables
                .into_iter()
                .flatten()
                .map(|(name, variable)| Variable {
                    name: name.clone(),
                    default: text(variable, "/default"),
                    values: variable
                        .get("enum")
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten()
                        .filter_map(|value| value.as_str().map(str::to_owned))
                        .collect(),
                })
                .collect(),
            url,
        });
    }
    result
}

/// A variant's name from a short description, else from the host.
pub(crate) fn server_name(description: &str, url: &str) -> String {
    let short = description.split_whitespace().count() <= 4 && !description.is_empty();
    let host = url.split("://").last().unwrap_or(url);
    let host = host.split('/').next().unwrap_or(host);
    let words = if short { description } else { host };
    let ascii = words.replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    match pascal(&ascii) {
        name if name.len() <= 60 && ascii.trim() != "" => name,
        _ => "Default".to_owned(),
    }
}

/// The alternatives of a `security` list. An empty list means that no credentials are asked for. What no credential can be
/// given for (see [`scheme_kind`]) is left to the program: a call without it is not refused here.
pub(super) fn security(list: Option<&Value>, schemes: &[Scheme]) -> Vec<Vec<String>> {
    let alternatives = list.and_then(Value::as_array);
    let known = |name: &&String| schemes.iter().any(|it| it.name == **name);
    let mut read: Vec<Vec<String>> = Vec::new();
    for alternative in alternatives
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
    {
        let alternative: Vec<String> = alternative.keys().filter(known).cloned().collect();
        if !read.contains(&alternative) {
            read.push(alternative);
        }
    }
    read
}

/// What a security scheme sends.
///
/// # Errors
///
/// Why no credential can be given for it, and what a program does instead.
pub(crate) fn scheme_kind(
    scheme: &Value,
) -> std::result::Result<SchemeKind, (String, &'static str)> {
    const BY_HAND: &str =
        "give it with each call, by `CallOptions::header` or `CallOptions::query`";
    match text(scheme, "/type").as_str() {
        "http" => match text(scheme, "/scheme").to_ascii_lowercase().as_str() {
            "basic" => Ok(SchemeKind::Basic),
            "bearer" => Ok(SchemeKind::Bearer),
            // An answer to what the server sends, which is another one for each call.
            "digest" => Err(("Digest is not supported".to_owned(), BY_HAND)),
            "" => Err(("it names no `scheme`".to_owned(), BY_HAND)),
            // The whole value of the header is the credential.
            _ => Ok(SchemeKind::ApiKey(
                Place::Header,
                "Authorization".to_owned(),
            )),
        },
        "apiKey" => {
            let (place, name) = (text(scheme, "/in"), text(scheme, "/name"));
            match Place::of(&place) {
                _ if name.is_empty() => Err(("it has no name".to_owned(), BY_HAND)),
                Some(Place::Header | Place::Cookie) if !is_token(&name) => {
                    let why = format!("`{name}` cannot be the name of a {place}");
                    Err((why, BY_HAND))
                }
                Some(place @ (Place::Header | Place::Query | Place::Cookie)) => {
                    Ok(SchemeKind::ApiKey(place, name))
                }
                _ => Err((format!("`in: {place}` is no place for a key"), BY_HAND)),
            }
        }
        "oauth2" => Ok(SchemeKind::OAuth2),
        "openIdConnect" => Ok(SchemeKind::OpenIdConnect),
        "mutualTLS" => Err((
            "a client certificate is the HTTP client's".to_owned(),
            "give `ClientBuilder::http_builder` a `reqwest::ClientBuilder::identity`",
        )),
        other => Err((format!("`type: {other}` is no kind of credential"), BY_HAND)),
    }
}

pub(super) fn schemes(document: &Value) -> Vec<Scheme> {
    let declared = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object);
    let mut found: Vec<(String, SchemeKind, String)> = Vec::new();
    for (name, scheme) in declared.into_iter().flatten() {
        // The others are losses.
        let Ok(kind) = scheme_kind(scheme) else {
            continue;
        };
        let mut docs = text(scheme, "/description");
        let word = text(scheme, "/scheme");
        if matches!(kind, SchemeKind::ApiKey(..)) && !word.is_empty() {
            let whole = format!("The whole value of the header: `{word} …`.");
            docs = format!("{docs}\n\n{whole}").trim_start().to_owned();
        }
        found.push((name.clone(), kind, docs));
    }
    let mut taken: BTreeSet<String> = OF_BUILDERS.iter().map(|it| (*it).to_owned()).collect();
    let by_kind = |kind: &SchemeKind| match kind {
        SchemeKind::Bearer => "bearer",
        SchemeKind::Basic => "basic",
        SchemeKind::ApiKey(..) => "api_key",
        SchemeKind::OAuth2 => "oauth2",
        SchemeKind::OpenIdConnect => "open_id_connect",
    };
    let mut result = Vec::new();
    for (name, kind, docs) in &found {
        let word = by_kind(kind);
        let alone = found.iter().filter(|it| by_kind(&it.1) == word).count() == 1;
        let mut method = if alone {
            word.to_owned()
        } else {
            identifier(&snake(name))
        };
        while !taken.insert(method.clone()) {
            method.push('_');
        }
        result.push(Scheme {
            method,
            name: name.clone(),
            kind: kind.clone(),
            docs: docs.clone(),
        });
    }
    result
}
