//! Media types.

/// `Application/JSON; charset=utf-8` is `application/json`.
pub(crate) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or(media)
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type holds JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let media = essence(media);
    matches!(media.as_str(), "application/json" | "text/json") || media.ends_with("+json")
}

/// Whether it stands for any media type.
pub(crate) fn is_wildcard(media: &str) -> bool {
    matches!(essence(media).as_str(), "*/*" | "application/*")
}
