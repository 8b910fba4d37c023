//! The Rust names that progenitor and typify make of a document's names.
//!
//! Both split words as the crate `heck` does. Two names that differ in the document and fall together in Rust
//! end in code that does not compile or, worse, in one type silently standing in for another; the rules
//! therefore have to know the names beforehand.

/// The case of the letters read last; digits keep the mode they follow.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Mode {
    Boundary,
    Lower,
    Upper,
}

/// The words of `name`: letters and digits, cut where a lower-case letter meets an upper-case one and before
/// the last capital of a run that a lower-case letter follows (`HTTPServer` is `HTTP`, `Server`).
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name
        .replace('\'', "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        let mut word = String::new();
        let mut mode = Mode::Boundary;
        let mut characters = part.chars().peekable();
        while let Some(c) = characters.next() {
            let Some(&next) = characters.peek() else {
                word.push(c);
                break;
            };
            let now = if c.is_lowercase() {
                Mode::Lower
            } else if c.is_uppercase() {
                Mode::Upper
            } else {
                mode
            };
            if now == Mode::Lower && next.is_uppercase() {
                word.push(c);
                words.push(std::mem::take(&mut word));
                mode = Mode::Boundary;
            } else if mode == Mode::Upper && c.is_uppercase() && next.is_lowercase() {
                words.push(std::mem::take(&mut word));
                word.push(c);
                mode = Mode::Boundary;
            } else {
                word.push(c);
                mode = now;
            }
        }
        words.push(word);
    }
    words
}

/// Names that typify knows as they are, in any case.
fn special(name: &str) -> Option<&'static str> {
    match name {
        "+1" => Some("plus1"),
        "-1" => Some("minus1"),
        _ => None,
    }
}

/// `name` as the field or method it becomes: `StatusCallback-URL` is `status_callback_url`.
pub(crate) fn snake(name: &str) -> String {
    if let Some(special) = special(name) {
        return special.to_owned();
    }
    let joined = words(name)
        .iter()
        .map(|word| word.to_lowercase())
        .collect::<Vec<_>>()
        .join("_");
    start_with_letter(joined, "x")
}

/// `name` as the type or variant it becomes: `status-callback` is `StatusCallback`.
pub(crate) fn pascal(name: &str) -> String {
    if let Some(special) = special(name) {
        return special.to_owned();
    }
    let joined = words(name)
        .iter()
        .map(|word| capitalized(word))
        .collect::<String>();
    start_with_letter(joined, "X")
}

/// Whether typify can tell `values` apart as variants of one enum: by their names, or with `X` in the place
/// of every character that a name cannot hold.
pub(crate) fn distinct_variants(values: &[&str]) -> bool {
    let distinct = |names: Vec<String>| {
        let mut sorted = names;
        sorted.sort();
        sorted.windows(2).all(|pair| pair.first() != pair.last())
    };
    distinct(values.iter().map(|value| pascal(value)).collect())
        || distinct(
            values
                .iter()
                .map(|value| pascal(&value.replace(|c: char| !c.is_alphanumeric(), "X")))
                .collect(),
        )
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(characters.as_str().to_lowercase().chars())
            .collect(),
        None => String::new(),
    }
}

fn start_with_letter(name: String, prefix: &str) -> String {
    match name.chars().next() {
        Some(c) if c.is_alphabetic() => name,
        _ => format!("{prefix}{name}"),
    }
}
