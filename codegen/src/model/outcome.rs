//! What a call ends in: one type, or an enum of several told apart by status and media type.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::{outcome_name, typed};
use super::tokens::without_option;
use super::{Format, Outcome, OutcomeVariant, ResponseCodec};
use crate::error::Result;
use crate::surface;
use crate::upstream::names::pascal;
use crate::wire::Response;

/// The reason phrases of HTTP (RFC 9110 and the IANA registry), as variants.
const REASONS: [(&str, &str); 42] = [
    ("200", "Ok"),
    ("201", "Created"),
    ("202", "Accepted"),
    ("203", "NonAuthoritative"),
    ("204", "NoContent"),
    ("205", "ResetContent"),
    ("206", "PartialContent"),
    ("207", "MultiStatus"),
    ("300", "MultipleChoices"),
    ("301", "MovedPermanently"),
    ("302", "Found"),
    ("303", "SeeOther"),
    ("304", "NotModified"),
    ("307", "TemporaryRedirect"),
    ("308", "PermanentRedirect"),
    ("400", "BadRequest"),
    ("401", "Unauthorized"),
    ("402", "PaymentRequired"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("405", "MethodNotAllowed"),
    ("406", "NotAcceptable"),
    ("408", "RequestTimeout"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("411", "LengthRequired"),
    ("412", "PreconditionFailed"),
    ("413", "ContentTooLarge"),
    ("415", "UnsupportedMediaType"),
    ("422", "UnprocessableContent"),
    ("423", "Locked"),
    ("428", "PreconditionRequired"),
    ("429", "TooManyRequests"),
    ("500", "InternalServerError"),
    ("501", "NotImplemented"),
    ("502", "BadGateway"),
    ("503", "ServiceUnavailable"),
    ("504", "GatewayTimeout"),
    ("2XX", "Success"),
    ("4XX", "ClientError"),
    ("5XX", "ServerError"),
    ("default", "Default"),
];

/// A response with its type.
#[derive(Clone)]
struct Typed {
    ty: Option<String>,
    codec: ResponseCodec,
    format: Format,
}

/// What a success and a failure of an operation are. `default` is a failure, and a success as well where no other is
/// documented.
pub(super) fn read(
    builder: &str,
    responses: &[Response],
    types: &BTreeMap<String, String>,
) -> Result<(Outcome, Outcome)> {
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    let documented = responses.iter().any(|it| it.status.starts_with('2'));
    for (index, response) in responses.iter().enumerate() {
        let given = || typed(types, &surface::response(index));
        let ty = match response.codec {
            ResponseCodec::Empty => None,
            ResponseCodec::Text => Some("String".to_owned()),
            ResponseCodec::Bytes => Some("crate::runtime::ByteStream".to_owned()),
            ResponseCodec::Json => Some(given()?.clone()),
            ResponseCodec::Events => Some(stream("EventStream", given()?)),
            ResponseCodec::Lines => Some(stream("LineStream", given()?)),
        };
        let typed = Typed {
            ty,
            codec: response.codec,
            format: Format {
                status: response.status.clone(),
                media_type: response.media_type.clone(),
                stream_end: response.stream_end.clone(),
            },
        };
        let is_default = response.status == "default";
        if response.status.starts_with('2') || (is_default && !documented) {
            successes.push(typed.clone());
        }
        if !response.status.starts_with('2') {
            failures.push(typed);
        }
    }
    Ok((
        outcome(outcome_name(builder, "Success"), successes),
        outcome(outcome_name(builder, "Failure"), failures),
    ))
}

fn stream(kind: &str, ty: &str) -> String {
    format!("crate::runtime::{kind}<{}>", without_option(ty).0)
}

fn outcome(name: String, mut responses: Vec<Typed>) -> Outcome {
    responses.sort_by(|a, b| {
        (rank(&a.format.status), &a.format).cmp(&(rank(&b.format.status), &b.format))
    });
    let Some(first) = responses.first().cloned() else {
        return Outcome::Undocumented;
    };
    let alike = responses
        .iter()
        .all(|it| it.ty == first.ty && it.codec == first.codec);
    if alike {
        return Outcome::One {
            ty: first.ty.unwrap_or_else(|| "()".to_owned()),
            codec: first.codec,
            formats: responses.into_iter().map(|it| it.format).collect(),
        };
    }
    let mut taken = BTreeSet::new();
    let variants = responses
        .iter()
        .map(|response| {
            let status = &response.format.status;
            let repeated = responses
                .iter()
                .filter(|other| other.format.status == *status)
                .count()
                > 1;
            let mut ident = reason(status);
            if repeated {
                ident.push_str(&pascal(response.codec.word()));
            }
            while !taken.insert(ident.clone()) {
                ident.push('_');
            }
            OutcomeVariant {
                ident,
                ty: response.ty.clone(),
                codec: response.codec,
                format: response.format.clone(),
            }
        })
        .collect();
    Outcome::Several { name, variants }
}

/// Statuses before ranges, ranges before `default`.
fn rank(status: &str) -> u8 {
    match status {
        "default" => 2,
        status if status.ends_with("XX") => 1,
        _ => 0,
    }
}

fn reason(status: &str) -> String {
    let known = REASONS.iter().find(|(code, _)| *code == status);
    known.map_or_else(
        || format!("Status{}", pascal(status)),
        |(_, name)| (*name).to_owned(),
    )
}
