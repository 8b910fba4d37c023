//! Where calls go: the document's servers with their variables, or an address of the user's.

use std::net::IpAddr;

use reqwest::Url;

use super::api::Server;
use super::error::ConfigError;

/// The address of `server` with these values in place of its variables.
///
/// # Errors
///
/// A variable that it does not have, a value that the document does not allow, one that would lead to another host.
pub(crate) fn of_server(
    server: &Server,
    values: &[(String, String)],
) -> Result<String, ConfigError> {
    let mut address = server.url.to_owned();
    for variable in server.variables {
        let chosen = values.iter().rev().find(|(name, _)| name == variable.name);
        let value = chosen.map_or(variable.default, |(_, value)| value);
        let refuse = |what: &str| {
            Err(ConfigError::Server(format!(
                "the server variable `{}` cannot be `{value}`: {what}",
                variable.name
            )))
        };
        if chosen.is_some() && !variable.values.is_empty() && !variable.values.contains(&value) {
            let allowed = variable.values.join("`, `");
            return refuse(&format!("the document allows `{allowed}`"));
        }
        if chosen.is_some() && value.contains(['@', '?', '#', '\\', ' ', '{', '}']) {
            return refuse("it holds a character that would change the address");
        }
        let placeholder = format!("{{{}}}", variable.name);
        let in_host = address
            .split_once("://")
            .and_then(|(_, rest)| rest.split('/').next())
            .is_some_and(|host| host.contains(&placeholder));
        if in_host && chosen.is_some() && value.contains('/') {
            return refuse("it stands in the host's name, and holds a slash");
        }
        address = address.replace(&placeholder, value);
    }
    let known = |name: &str| {
        server
            .variables
            .iter()
            .any(|variable| variable.name == name)
    };
    match values.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(ConfigError::Server(format!(
            "the server `{}` has no variable `{name}`",
            server.url
        ))),
        None => Ok(address),
    }
}

/// `address`, when calls can go there. `secret` says whether credentials go with them.
///
/// # Errors
///
/// [`ConfigError::Address`] with what is wrong.
pub(crate) fn check(address: &str, secret: bool) -> Result<Url, ConfigError> {
    let refuse = |reason| {
        Err(ConfigError::Address {
            address: without_credentials(address),
            reason,
        })
    };
    let Ok(url) = Url::parse(address) else {
        return refuse(match address {
            "" => "it is empty",
            address if address.starts_with('/') => {
                "it is relative: name the host with `base_address`"
            }
            _ => "it is not a URL",
        });
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("it holds a user name or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("it holds a query or a fragment");
    }
    // The HTTP library reads addresses by stricter rules than browsers do.
    if http::Uri::try_from(url.as_str()).is_err() {
        return refuse("it is not a URL");
    }
    match (url.scheme(), url.host_str()) {
        (_, Some(host)) if host.split('.').rev().skip(1).any(str::is_empty) => {
            refuse("its host's name has an empty part")
        }
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if !secret || is_loopback(host) => Ok(url),
        ("http", _) => {
            refuse("plain http would show the credentials to the network; it is for loopback alone")
        }
        _ => refuse("its scheme is neither https nor http"),
    }
}

/// The address of an operation that has servers of its own.
pub(crate) fn of_operation(
    base: &Url,
    servers: &[Server],
    secret: bool,
) -> Result<Option<Url>, ConfigError> {
    let Some(server) = servers.first() else {
        return Ok(None);
    };
    let address = of_server(server, &[])?;
    let url = base.join(&address).map_err(|_| ConfigError::Address {
        address: without_credentials(&address),
        reason: "it is not a URL",
    })?;
    check(url.as_str(), secret).map(Some)
}

/// `path` under `base`.
pub(crate) fn join(base: &Url, path: &str, query: &str) -> Result<Url, url_error::Malformed> {
    if is_plain(path) {
        // The host is what takes time to parse, and is the base's.
        let mut url = base.clone();
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
        url.set_query((!query.is_empty()).then_some(query));
        url.set_fragment(None);
        return Ok(url);
    }
    let mut address = base.as_str().trim_end_matches('/').to_owned();
    if !path.starts_with('/') {
        address.push('/');
    }
    address.push_str(path);
    if !query.is_empty() {
        address.push(if path.contains('?') { '&' } else { '?' });
        address.push_str(query);
    }
    let url = Url::parse(&address).map_err(|_| url_error::Malformed)?;
    let same = url.host_str() == base.host_str() && url.port() == base.port();
    match same && url.scheme() == base.scheme() {
        true => Ok(url),
        false => Err(url_error::Malformed),
    }
}

/// Whether `path` begins with a slash and is nothing but a path, so that no parser can see the end of one in it.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/".contains(&byte);
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain)
}

/// What [`join`] fails with.
pub(crate) mod url_error {
    /// Path and query make no address on the same host.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Malformed;
}

/// What an error or `Debug` may show of an address: neither user name and password, nor query and fragment.
pub(crate) fn without_credentials(address: &str) -> String {
    let (shown, cut) = match address.find(['?', '#']) {
        Some(end) => (address.get(..end).unwrap_or_default(), "?[REDACTED]"),
        None => (address, ""),
    };
    match shown.rsplit_once('@') {
        Some((before, host)) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            let separator = if scheme.is_empty() { "" } else { "://" };
            format!("{scheme}{separator}[REDACTED]@{host}{cut}")
        }
        None => format!("{shown}{cut}"),
    }
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
