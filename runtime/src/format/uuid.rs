//! UUIDs as numbers.

/// The number of a UUID with its four hyphens, or without any.
pub(super) fn parse(text: &str) -> Option<u128> {
    let hyphens: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
    if !matches!(hyphens.as_slice(), [] | [8, 13, 18, 23]) {
        return None;
    }
    let digits: String = text.chars().filter(|it| *it != '-').collect();
    let hexadecimal = digits.bytes().all(|it| it.is_ascii_hexdigit());
    (digits.len() == 32 && hexadecimal)
        .then(|| u128::from_str_radix(&digits, 16).ok())
        .flatten()
}

pub(super) fn print(number: &u128) -> String {
    let mut text = format!("{number:032x}");
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}
