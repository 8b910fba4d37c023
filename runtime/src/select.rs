//! Which documented response one is that arrived.

use http::StatusCode;

use super::api::{ResponseCodec, ResponseFormat, StatusPattern};

/// The index of the documented response for this status and media type.
///
/// An exact status goes before a class, a class before `default`; among those of one status the media type decides, and
/// where it fits none, the first.
pub(crate) fn select(
    formats: &[ResponseFormat],
    status: StatusCode,
    content_type: Option<&str>,
) -> Option<usize> {
    let code = status.as_u16();
    let class = u8::try_from(code / 100).unwrap_or_default();
    let of = |pattern: StatusPattern| -> Option<usize> {
        let matching = || {
            formats
                .iter()
                .enumerate()
                .filter(move |(_, format)| format.status == pattern)
        };
        let by_type = content_type.and_then(|arrived| {
            let best = matching()
                .map(|(index, format)| (fit(format, arrived), index))
                .filter(|(fit, _)| *fit > 0)
                // The first of those that fit best.
                .max_by_key(|(fit, index)| (*fit, std::cmp::Reverse(*index)));
            best.map(|(_, index)| index)
        });
        by_type.or_else(|| matching().next().map(|(index, _)| index))
    };
    of(StatusPattern::Exactly(code))
        .or_else(|| of(StatusPattern::Class(class)))
        .or_else(|| of(StatusPattern::Default))
        .or_else(|| empty_success(formats, status))
        .or_else(|| undocumented_success(formats, status))
}

/// Where a document describes failures alone, every status of success is one: an index beyond the table, whose body is a
/// stream of bytes.
fn undocumented_success(formats: &[ResponseFormat], status: StatusCode) -> Option<usize> {
    let documents_none = !formats.iter().any(|format| match format.status {
        StatusPattern::Exactly(code) => (200..300).contains(&code),
        StatusPattern::Class(class) => class == 2,
        StatusPattern::Default => true,
    });
    (status.is_success() && documents_none).then_some(formats.len())
}

/// A success without a documented body stands for every status of success.
fn empty_success(formats: &[ResponseFormat], status: StatusCode) -> Option<usize> {
    let is_success = |format: &ResponseFormat| match format.status {
        StatusPattern::Exactly(code) => (200..300).contains(&code),
        StatusPattern::Class(class) => class == 2,
        StatusPattern::Default => false,
    };
    let empty =
        |format: &ResponseFormat| is_success(format) && format.codec == ResponseCodec::Empty;
    match status.is_success() {
        true => formats.iter().position(empty),
        false => None,
    }
}

/// How well a documented response fits the media type that arrived: 0 not at all.
fn fit(format: &ResponseFormat, arrived: &str) -> u8 {
    let (documented, arrived) = (essence(format.media_type), essence(arrived));
    if documented.is_empty() {
        return 0;
    }
    if documented.eq_ignore_ascii_case(arrived) {
        return 4;
    }
    if is_json(documented) && is_json(arrived) {
        return 3;
    }
    match documented.split_once('/') {
        Some(("*", "*")) => 1,
        Some((kind, "*")) if starts_with(arrived, kind) => 2,
        _ => 0,
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

fn is_json(essence: &str) -> bool {
    let suffix = essence.rsplit('+').next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json")
        || (suffix.len() < essence.len() && suffix.eq_ignore_ascii_case("json"))
}

fn starts_with(arrived: &str, kind: &str) -> bool {
    let arrived = arrived.split('/').next().unwrap_or_default();
    arrived.eq_ignore_ascii_case(kind)
}
