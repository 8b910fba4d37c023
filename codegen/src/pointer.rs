//! JSON pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) as strings.

/// `token` in the form that a pointer holds: `~` as `~0`, `/` as `~1`.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The token that `escaped` stands for.
pub fn unescape(escaped: &str) -> String {
    escaped.replace("~1", "/").replace("~0", "~")
}

/// `pointer` extended by one `token`, which is escaped here.
pub fn join(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", escape(token))
}

/// The pointer of the node that holds the one at `pointer`; `None` at the root.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').and_then(|slash| pointer.get(..slash))
}

/// The last token of `pointer`, unescaped; empty at the root.
pub fn last(pointer: &str) -> String {
    pointer.rsplit('/').next().map(unescape).unwrap_or_default()
}
