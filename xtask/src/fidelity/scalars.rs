//! Numbers and texts to try: bounds, what a format means and what it does not, and letters of all kinds.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Number, Value};

use super::gather::Facts;
use super::instances::Purpose;

/// Numbers within the bounds of a schema, the plainest first.
pub(super) fn numbers(facts: &Facts<'_>, whole: bool) -> Vec<Value> {
    let bound = |key: &str| facts.numbers.get(key).copied();
    let step = bound("multipleOf").filter(|step| *step > 0.0);
    let over = |exclusive: f64, sign: f64| match (step, whole) {
        (Some(step), _) => exclusive + sign * step,
        (None, true) => exclusive + sign,
        (None, false) => exclusive + sign * 0.5,
    };
    let least = bound("minimum").or(bound("exclusiveMinimum").map(|it| over(it, 1.0)));
    let most = bound("maximum").or(bound("exclusiveMaximum").map(|it| over(it, -1.0)));
    let fits = |number: f64| {
        least.is_none_or(|least| number >= least)
            && most.is_none_or(|most| number <= most)
            && step.is_none_or(|step| (number / step).fract() == 0.0)
    };
    let mut all: Vec<Value> = Vec::new();
    let wide = match facts.format {
        Some("int32") => [i64::from(i32::MAX), i64::from(i32::MIN)],
        Some("int8" | "int16" | "uint8" | "uint16" | "uint32") => [100, 0],
        Some("uint64") if whole => [9_007_199_254_740_993, 0],
        // What every reader of JSON holds (RFC 8259, section 6), and a single-precision number does not.
        _ if !whole => [16_777_217, -1],
        // Beyond what a floating-point number holds.
        _ => [9_007_199_254_740_993, -9_007_199_254_740_993],
    };
    let integers = [1, 0].into_iter().chain(wide).map(Number::from);
    let fractions = [37.7749, -0.5, 1e21, 1_234.567_89]
        .into_iter()
        .filter_map(Number::from_f64);
    for number in integers.chain(fractions.filter(|_| !whole)) {
        if number.as_f64().is_some_and(fits) {
            all.push(number.into());
        }
    }
    all.extend(
        [least, most]
            .into_iter()
            .flatten()
            .filter_map(|it| number(it, whole)),
    );
    if let (Some(least), Some(step)) = (least, step) {
        all.extend(number((least / step).ceil() * step, whole));
    }
    if let (None, Some(step)) = (least, step) {
        all.extend(number(step * 3.0, whole));
    }
    all
}

/// A bound as JSON; without a fraction where a whole number is wanted.
fn number(value: f64, whole: bool) -> Option<Value> {
    if whole || value.fract() == 0.0 {
        // Bounds beyond 64 bits are not tried.
        let text = format!("{value:.0}");
        if let Ok(integer) = text.parse::<i64>() {
            return Some(integer.into());
        }
        return text.parse::<u64>().ok().map(Value::from);
    }
    Number::from_f64(value).map(Value::Number)
}

/// Texts for a schema of strings, the plainest first.
pub(super) fn texts(
    facts: &Facts<'_>,
    purpose: Purpose,
    random: &mut fastrand::Rng,
) -> Vec<String> {
    if let Some(pattern) = facts.patterns.first() {
        return matching(pattern, random);
    }
    let mut all: Vec<String> = of_format(facts.format)
        .iter()
        .map(|it| (*it).to_owned())
        .collect();
    if all.is_empty() {
        let plain: &[&str] = match purpose {
            Purpose::Header => &["plain", "two-words", "x=1;y", "\"quoted\""],
            Purpose::Text => &["plain", "a b,c/d&e=f%+g;h?i#j", "Grüße 東京 🎉", "[x]|'~'"],
            Purpose::Json => &[
                "plain",
                "Grüße, \"東京\" 🎉\n\u{1}\u{2028}",
                "",
                "0",
                "null",
            ],
        };
        all.extend(plain.iter().map(|it| (*it).to_owned()));
    }
    let bound = |key: &str| {
        facts
            .counts
            .get(key)
            .copied()
            .map(|it| usize::try_from(it).unwrap_or(0))
    };
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength"));
    for text in &mut all {
        let length = text.chars().count();
        if length < least {
            text.extend(std::iter::repeat_n('x', least - length));
        }
        if let Some(most) = most.filter(|most| length > *most) {
            *text = text.chars().take(most).collect();
        }
    }
    // The longest that is allowed, if that is not a novel.
    all.extend(
        most.filter(|most| *most <= 300)
            .map(|most| "m".repeat(most)),
    );
    if purpose != Purpose::Json {
        // A path cannot hold nothing, and other places cannot tell it from absence.
        all.retain(|it| !it.is_empty() && it != "." && it != "..");
    }
    all.dedup();
    all
}

/// Values of a format, and values that are none: a format is an annotation, and servers send what they have.
fn of_format(format: Option<&str>) -> &'static [&'static str] {
    match format.unwrap_or_default() {
        "date-time" => &[
            "2024-02-29T12:34:56Z",
            "2024-02-29T12:34:56.789012+02:00",
            "2024-02-29T12:34:56",
            "2024-02-29 12:34:56",
        ],
        "date" => &["2024-02-29", "29.02.2024"],
        "time" => &["12:34:56Z", "12:34"],
        "duration" => &["P1DT2H", "90"],
        "uuid" => &[
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
            "f81d4fae",
        ],
        "ipv4" => &["192.0.2.1", "192.0.2.1/24"],
        "ipv6" => &["2001:db8::1", "2001:DB8:0:0::1"],
        "ip" => &["192.0.2.1", "2001:db8::1", "localhost"],
        "uri" | "url" | "uri-reference" => &["https://example.com/a?b=c#d", "example.com", "/a"],
        "email" => &["user@example.com", "user"],
        "hostname" => &["example.com"],
        "byte" | "base64" => &["aGVsbG8=", "aGVsbG8"],
        "int64" | "int32" | "uint64" | "google-datetime" => &["12", "9007199254740993"],
        "decimal" => &["12.50"],
        _ => &[],
    }
}

/// Two texts that match a pattern, if that can be told; else a guess.
fn matching(pattern: &str, random: &mut fastrand::Rng) -> Vec<String> {
    let Ok(hir) = regex_syntax::Parser::new().parse(pattern) else {
        return vec!["plain".to_owned()];
    };
    (0..2)
        .map(|_| {
            let mut text = String::new();
            write(&hir, random, &mut text);
            text
        })
        .collect()
}

fn write(hir: &Hir, random: &mut fastrand::Rng, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            // Letters and digits where the class has them: `\S` and `[^/]` have much that no server takes.
            let of = |plain: fn(&char) -> bool| -> Vec<char> {
                let ascii = (0..128_u8).map(char::from).filter(plain);
                let holds = |it: &char| class.iter().any(|r| (r.start()..=r.end()).contains(it));
                ascii.filter(holds).collect()
            };
            let mut letters = of(char::is_ascii_alphanumeric);
            if letters.is_empty() {
                letters = of(|it| it.is_ascii_graphic() || *it == ' ');
            }
            let first = class.iter().next().map(|range| range.start());
            text.extend(random.choice(letters).or(first));
        }
        HirKind::Class(Class::Bytes(class)) => {
            text.extend(class.iter().next().map(|range| char::from(range.start())));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min.saturating_add(3));
            let most = most.min(repetition.min.saturating_add(8));
            for _ in 0..random.u32(repetition.min.max(1).min(most)..=most.max(repetition.min)) {
                write(&repetition.sub, random, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, random, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, random, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.choice(parts) {
                write(part, random, text);
            }
        }
    }
}
