//! JSON pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) as strings.

use std::borrow::Cow;

use serde_json::Value;

/// `token` in the form that a pointer holds: `~` as `~0`, `/` as `~1`.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The token that `escaped` stands for.
pub fn unescape(escaped: &str) -> String {
    unescaped(escaped).into_owned()
}

/// The same; nearly every token stands for itself.
fn unescaped(escaped: &str) -> Cow<'_, str> {
    if escaped.contains('~') {
        Cow::Owned(escaped.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(escaped)
    }
}

/// The node of `value` at `pointer`: what [`Value::pointer`] finds, which copies each token twice. Where a thousand places are
/// looked up, that shows.
pub(crate) fn find<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    let Some(rest) = pointer.strip_prefix('/') else {
        return pointer.is_empty().then_some(value);
    };
    rest.split('/').try_fold(value, |node, token| match node {
        Value::Object(map) => map.get(&*unescaped(token)),
        Value::Array(items) => items.get(index(token)?),
        _ => None,
    })
}

/// An index has neither a sign nor a zero in front (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with(['0', '+']);
    plain.then(|| token.parse().ok()).flatten()
}

/// `pointer` extended by one `token`, which is escaped here.
pub fn join(pointer: &str, token: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + 1 + token.len());
    joined.push_str(pointer);
    push(&mut joined, token);
    joined
}

/// Extends `pointer` by one `token`, which is escaped here.
pub(crate) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    // Nearly every token stands for itself, and pointers are made for every node.
    if token.contains(['~', '/']) {
        pointer.push_str(&escape(token));
    } else {
        pointer.push_str(token);
    }
}

/// The pointer of the node that holds the one at `pointer`; `None` at the root.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').and_then(|slash| pointer.get(..slash))
}

/// The last token of `pointer`, unescaped; empty at the root.
pub fn last(pointer: &str) -> String {
    pointer.rsplit('/').next().map(unescape).unwrap_or_default()
}

/// A JSON pointer in a URI fragment is percent-encoded (RFC 6901, section 6).
pub(crate) fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let encoded = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match encoded {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::find;

    #[test]
    fn nodes_are_found_where_the_library_finds_them() {
        let value =
            json!({ "a/b": { "~": [1, { "": 2 }], "~1": 3 }, "": 4, "x": [], "+0": 5, "0": 6 });
        for pointer in [
            "",
            "/",
            "a",
            "/a~1b",
            "/a~1b/~0",
            "/a~1b/~0/0",
            "/a~1b/~0/00",
            "/a~1b/~0/+1",
            "/a~1b/~0/1/",
            "/a~1b/~0/2",
            "/a~1b/~01",
            "/a~1b/~0/x",
            "/x/0",
            "/x/-",
            "/+0",
            "/0",
            "/0/0",
            "/a~1b/",
            "//",
        ] {
            assert_eq!(find(&value, pointer), value.pointer(pointer), "{pointer}");
        }
    }
}
