//! What an operation is called with, and what it is sent back.

use codegen::model::{BodyCodec, ResponseCodec};
use serde_json::{Value, json};

use super::choose::Mode;
use super::compare::difference;
use super::compile::Seen;
use super::described::{Described, Media, essence, is_json};
use super::instances::{Maker, Purpose};
use super::places::{Pair, Place, body_of, mode, parameter_of, response_of, valid};
use super::server::Response;
use super::wire::Arguments;

/// How many calls of an operation.
const CALLS: usize = 8;

/// Arguments to try: what is required, everything, and what was not tried yet.
pub(super) fn arguments<'d>(pair: &'d Pair<'d, '_>, maker: &mut Maker<'d>) -> Vec<Arguments> {
    let mut all = Vec::new();
    for attempt in 0..CALLS {
        maker.chooser.fresh = 0;
        let mode = mode(attempt);
        let mut made = Arguments::default();
        let mut complete = true;
        for (index, (parameter, place)) in pair
            .described
            .parameters
            .iter()
            .zip(&pair.parameters)
            .enumerate()
        {
            let wanted = match mode {
                Mode::Least => parameter.required,
                _ => true,
            };
            if !wanted || parameter_of(pair.operation, parameter.place, parameter.name).is_none() {
                continue;
            }
            let purpose = match (parameter.media_type, parameter.place) {
                (_, "header" | "cookie") => Purpose::Header,
                (Some(media_type), _) if is_json(media_type) => Purpose::Json,
                _ => Purpose::Text,
            };
            let value = valid(place, maker, mode, purpose);
            let value =
                value.filter(|value| has_form(value, parameter.style, parameter.media_type));
            match value {
                Some(value) if parameter.place != "path" || !is_nothing(&value) => {
                    made.parameters.push((index, value));
                }
                _ => complete &= !parameter.required,
            }
        }
        let wanted = pair.described.body_required || mode != Mode::Least;
        if wanted && !pair.operation.bodies.is_empty() {
            made.body = body(pair, maker, mode, attempt);
            complete &= made.body.is_some() || !pair.described.body_required;
        }
        if attempt > 1 && maker.chooser.fresh == 0 {
            break;
        }
        if complete {
            all.push(made);
        }
    }
    all
}

pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Whether OpenAPI says how a value is written: of what is nested it does so for `deepObject` alone, and there of objects; how
/// a value holds its own separator it says nowhere.
pub(super) fn has_form(value: &Value, style: &str, media_type: Option<&str>) -> bool {
    let separator = match style {
        "spaceDelimited" => " ",
        "pipeDelimited" => "|",
        _ => "\0",
    };
    let flat = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => !text.contains(separator),
        _ => true,
    };
    media_type.is_some()
        || match value {
            Value::Array(items) => style != "deepObject" && items.iter().all(flat),
            Value::Object(entries) => style == "deepObject" || entries.values().all(flat),
            _ => style != "deepObject",
        }
}

pub(super) fn body<'d>(
    pair: &'d Pair<'d, '_>,
    maker: &mut Maker<'d>,
    mode: Mode,
    attempt: usize,
) -> Option<(usize, Value)> {
    let bodies = pair.described.bodies.iter().zip(&pair.bodies).enumerate();
    let usable: Vec<_> = bodies
        .filter_map(|(index, (media, place))| Some((index, place, body_of(pair.operation, media)?)))
        .collect();
    let (index, place, (_, (codec, _))) = usable.get(attempt.checked_rem(usable.len())?)?;
    let value = match codec {
        BodyCodec::Json => valid(place, maker, mode, Purpose::Json)?,
        BodyCodec::Form | BodyCodec::Multipart => valid(place, maker, mode, Purpose::Text)?,
        BodyCodec::Text => json!("some text, Grüße"),
        BodyCodec::Bytes => json!("some bytes"),
    };
    Some((*index, value))
}

/// A documented response, and what a call has to make of it.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) name: String,
    pub(super) response: Response,
    pub(super) success: bool,
    pub(super) value: Option<String>,
}

impl Reply {
    pub(super) fn empty() -> Self {
        Self {
            name: String::new(),
            response: Response {
                status: 200,
                ..Response::default()
            },
            success: true,
            value: None,
        }
    }

    /// In what the call's end is not this response.
    pub(super) fn differs(&self, seen: &Seen) -> Option<String> {
        let wanted = if self.success { "success" } else { "failure" };
        if seen.outcome != wanted || seen.status != Some(self.response.status) {
            let status = seen
                .status
                .map_or_else(String::new, |it| format!(" with status {it}"));
            return Some(format!(
                "a {wanted} became a {}{status} {}",
                seen.outcome, seen.error
            ));
        }
        differs(seen, self.value.as_deref())
    }
}

/// In what a decoded value is not the given one.
pub(super) fn differs(seen: &Seen, value: Option<&str>) -> Option<String> {
    if seen.outcome == "refused" {
        return Some(format!("refused: {}", seen.error));
    }
    if let Some(first) = seen.undecoded.first() {
        return Some(format!("not decoded: {first}"));
    }
    match (value, &seen.value) {
        (None, None) => None,
        (Some(was), Some(is)) => {
            let it = difference(was, is)?;
            Some(format!("{}: was {}, is {}", it.at, it.was, it.is))
        }
        (was, is) => Some(format!(
            "was {}, is {}",
            was.unwrap_or("nothing"),
            is.as_deref().unwrap_or("nothing")
        )),
    }
}

/// The responses of one status that the client is asked to read.
pub(super) fn replies<'d>(
    pair: &'d Pair<'d, '_>,
    status: &str,
    medias: &'d [Media<'d>],
    places: &'d [Place<'d>],
    maker: &mut Maker<'d>,
) -> Vec<Reply> {
    let documented = pair
        .described
        .responses
        .iter()
        .any(|(it, _)| it.starts_with('2'));
    let (code, success) = match status {
        "DEFAULT" if documented => (599, false),
        "DEFAULT" => (200, true),
        range if range.ends_with("XX") => {
            let first = range.bytes().next().unwrap_or(b'5');
            (
                u16::from(first.saturating_sub(b'0')) * 100 + 50,
                first == b'2',
            )
        }
        exact => (exact.parse().unwrap_or(0), exact.starts_with('2')),
    };
    // 1xx is no end of a call, 304 has no body, and HEAD has none whatever the document says.
    if !(200..=599).contains(&code) || pair.described.method == "HEAD" {
        return Vec::new();
    }
    let reply = |media_type: Option<&str>, body: Vec<u8>, value: Option<String>| Reply {
        name: format!(
            "response {status} {}",
            media_type.unwrap_or("without a body")
        ),
        response: Response {
            status: code,
            media_type: media_type.map(str::to_owned),
            body,
        },
        success,
        value,
    };
    if medias.is_empty() || matches!(code, 204 | 205 | 304) {
        return vec![reply(None, Vec::new(), None)];
    }
    let mut all = Vec::new();
    for (media, place) in medias.iter().zip(places) {
        let Some((codec, _)) = response_of(pair.operation, status, media.media_type) else {
            continue;
        };
        let sent = match essence(media.media_type) {
            it if it.contains('*') && codec == ResponseCodec::Json => "application/json".to_owned(),
            it if it.contains('*') => it.replace('*', "plain"),
            _ => media.media_type.to_owned(),
        };
        for mode in [Mode::Least, Mode::Most] {
            let (body, value) = match codec {
                ResponseCodec::Empty => continue,
                ResponseCodec::Text | ResponseCodec::Bytes => {
                    let text = "some text, Grüße";
                    (text.to_owned(), json!(text).to_string())
                }
                _ => match valid(place, maker, mode, Purpose::Json) {
                    Some(value) => framed(codec, &value),
                    None => continue,
                },
            };
            all.push(reply(Some(&sent), body.into_bytes(), Some(value)));
        }
    }
    all
}

/// A value as the codec has it on the wire, and as JSON.
pub(super) fn framed(codec: ResponseCodec, value: &Value) -> (String, String) {
    let json = value.to_string();
    let body = match (codec, value) {
        (ResponseCodec::Events, Value::String(text)) => {
            let lines: Vec<String> = text.lines().map(|line| format!("data: {line}\n")).collect();
            format!("{}\n", lines.concat())
        }
        (ResponseCodec::Events, _) => format!("data: {json}\n\n"),
        (ResponseCodec::Lines, _) => format!("{json}\n"),
        _ => json.clone(),
    };
    (body, json)
}

impl Arguments {
    /// For people.
    pub(super) fn shown(&self, operation: &Described<'_>) -> String {
        let parameters = self.parameters.iter().filter_map(|(index, value)| {
            let parameter = operation.parameters.get(*index)?;
            Some(format!("{}={value}", parameter.name))
        });
        let body = self.body.iter().map(|(_, value)| format!("body={value}"));
        parameters.chain(body).collect::<Vec<_>>().join(" ")
    }
}
