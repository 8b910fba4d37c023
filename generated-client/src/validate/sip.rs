//! SIP servers.

use super::{Breach, Checked};
use crate::generated::types::{CallingSettings, SipServer};

const SERVERS: &str = "calling.sip.servers";

/// Characters of a key or value of the SIP request URI's parameters.
const MAX_PARAMETER: usize = 128;
/// SIP servers of one number and app.
const MAX_SERVERS: usize = 1;
/// Characters of a host name, and of a part of one (RFC 1035, section 2.3.4).
const MAX_HOSTNAME: usize = 253;
const MAX_LABEL: usize = 63;

fn servers(calling: &CallingSettings) -> impl Iterator<Item = (String, &SipServer)> {
    let sip = calling.sip.as_ref();
    let servers = sip.and_then(|sip| sip.servers.as_deref());
    let servers = servers.unwrap_or_default().iter().enumerate();
    servers.map(|(index, server)| (format!("{SERVERS}[{index}]"), server))
}

pub(super) fn one_server(calling: &CallingSettings) -> Checked {
    match servers(calling).count() {
        count if count > MAX_SERVERS => Err(Breach::because(SERVERS, format!("there are {count}"))),
        _ => Ok(()),
    }
}

pub(super) fn hostname(calling: &CallingSettings) -> Checked {
    match servers(calling).find(|(_, server)| !is_hostname(&server.hostname)) {
        Some((field, _)) => Err(Breach::at(format!("{field}.hostname"))),
        None => Ok(()),
    }
}

/// Letters, digits and hyphens in parts between dots (RFC 1123, section 2.1).
fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= MAX_HOSTNAME && text.split('.').all(label)
}

pub(super) fn port(calling: &CallingSettings) -> Checked {
    let wrong = |server: &SipServer| {
        server
            .port
            .is_some_and(|port| !(1..=65_535).contains(&port))
    };
    match servers(calling).find(|(_, server)| wrong(server)) {
        Some((field, _)) => Err(Breach::at(format!("{field}.port"))),
        None => Ok(()),
    }
}

pub(super) fn parameters(calling: &CallingSettings) -> Checked {
    for (field, server) in servers(calling) {
        for (key, value) in server.request_uri_user_params.iter().flatten() {
            for (what, text) in [("key", key), ("value", value)] {
                let count = text.chars().count();
                if count > MAX_PARAMETER {
                    return Err(Breach::because(
                        format!("{field}.request_uri_user_params"),
                        format!("a {what} has {count}"),
                    ));
                }
            }
        }
    }
    Ok(())
}
