//! The server's own words, where they stand in one of the usual places of an error body.

use serde_json::Value;

/// The most characters of them that an error shows.
const LONGEST: usize = 500;

/// The words of `body`.
pub(super) fn of(body: &Value) -> Option<String> {
    let text = find(body)?.trim();
    if text.is_empty() {
        return None;
    }
    let shown: String = text
        .chars()
        .take(LONGEST)
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    Some(match text.chars().nth(LONGEST) {
        Some(_) => format!("{shown}…"),
        None => shown,
    })
}

fn find(body: &Value) -> Option<&str> {
    const PLACES: [&str; 8] = [
        "message",
        "error_description",
        "detail",
        "details",
        "description",
        "title",
        "msg",
        "reason",
    ];
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        return find(error);
    }
    if let Some(first) = body.get("errors").and_then(|errors| errors.get(0)) {
        return first.as_str().or_else(|| find(first));
    }
    let named = PLACES.iter().find_map(|place| body.get(place)?.as_str());
    named.or_else(|| body.get("error")?.as_str())
}
