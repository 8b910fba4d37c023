//! Which parameters HTTP can send at all.

use serde_json::Value;

use super::parameters::text;

/// What keeps a parameter from being sent: no name, an unknown place, or a name that no header or cookie can have.
pub(super) fn fault(parameter: &Value) -> Option<String> {
    let (name, place) = (text(parameter, "name"), text(parameter, "in"));
    match place {
        _ if name.is_empty() => Some("has no name".to_owned()),
        "header" | "cookie" if !is_token(name) => {
            Some(format!("is named `{name}`, which no {place} can be"))
        }
        "path" | "query" | "header" | "cookie" => None,
        place => Some(format!(
            "`{name}` stands in `{place}`, which is no place for one"
        )),
    }
}

/// Whether a name is a token of HTTP (<https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>).
pub(crate) fn is_token(name: &str) -> bool {
    let mut bytes = name.bytes();
    !name.is_empty()
        && bytes.all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
}
