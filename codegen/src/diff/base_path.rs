//! A prefix that moved between the address of the server and the paths.

use super::operation_matching::{OperationPairs, template};
use super::side::Side;

/// A base path that moved: what it was, and what it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Moved {
    pub(super) old: String,
    pub(super) new: String,
}

/// Whether every operation is where it was, only that its address is split otherwise.
pub(super) fn moved(old: &Side<'_>, new: &Side<'_>, operations: &OperationPairs) -> Option<Moved> {
    let ((host, before), (new_host, after)) = (address(old)?, address(new)?);
    if host != new_host || before == after || operations.pairs.is_empty() {
        return None;
    }
    let whole = |base: &str, path: &str| format!("{base}{}", template(path));
    operations
        .pairs
        .iter()
        .all(|(a, b)| {
            let paths = (old.operations.get(*a), new.operations.get(*b));
            matches!(paths, (Some(a), Some(b)) if whole(&before, a.path) == whole(&after, b.path))
        })
        .then_some(Moved {
            old: before,
            new: after,
        })
}

/// The one address of a document: its host, and its path without a slash at the end.
fn address(side: &Side<'_>) -> Option<(String, String)> {
    let servers = side.root().list("servers");
    let [server] = servers.as_slice() else {
        return None;
    };
    let url = server.text("url")?;
    let start = url.find("://").map_or(0, |at| at + "://".len());
    let (host, path) = match url.get(start..)?.find('/') {
        Some(slash) => url.split_at_checked(start + slash)?,
        None => (url, ""),
    };
    Some((host.to_owned(), format!("{}/", path.trim_end_matches('/'))))
}
