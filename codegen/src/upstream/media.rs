//! Media types: which are what, and which of several the client uses.

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

/// Which of several media types of one body or response the client prefers: the one with the lowest number. Those of one number
/// are taken in the document's order.
pub(crate) fn preference(media: &str) -> u8 {
    match essence(media).as_str() {
        "application/json" => 0,
        name if is_json(name) => 1,
        _ => 2,
    }
}
