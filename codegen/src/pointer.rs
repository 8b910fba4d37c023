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
