//! Where the document has schemas, and what of the client is for the same place.

use std::collections::HashMap;
use std::rc::Rc;

use codegen::model::{BodyCodec, Model, Operation, Outcome, ResponseCodec};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::choose::Mode;
use super::described::{Described, Media, essence};
use super::instances::{Maker, Purpose};
use super::judge::Findings;
use super::report::{Contradiction, Row};
use super::schema::{EXAMPLES, Schemas};

/// How many values of a schema are tried beside the shown ones.
const VALUES: usize = 14;

/// A schema of the document in a place where it is sent or received.
pub(super) struct Place<'d> {
    pub(super) schema: Value,
    /// The same schema elsewhere has the same key.
    pub(super) key: String,
    pub(super) examples: Vec<&'d Value>,
    pub(super) validator: Option<Rc<Validator>>,
}

/// An operation in the document and in the client.
pub(super) struct Pair<'d, 'm> {
    pub(super) described: &'d Described<'d>,
    pub(super) operation: &'m Operation,
    pub(super) index: usize,
    pub(super) parameters: Vec<Place<'d>>,
    pub(super) bodies: Vec<Place<'d>>,
    pub(super) responses: Vec<Vec<Place<'d>>>,
}

pub(super) fn pairs<'d, 'm>(
    described: &'d [Described<'d>],
    model: &'m Model,
    schemas: &mut Schemas<'_>,
) -> Vec<Pair<'d, 'm>> {
    let mut all = Vec::new();
    for described in described {
        let same = |it: &&Operation| it.verb == described.method && it.path == described.path;
        let Some(index) = model.operations.iter().position(|it| same(&it)) else {
            continue;
        };
        let Some(operation) = model.operations.get(index) else {
            continue;
        };
        let parameters = described.parameters.iter();
        let responses = described.responses.iter();
        all.push(Pair {
            described,
            operation,
            index,
            parameters: parameters
                .map(|it| place(it.schema, &it.examples, schemas))
                .collect(),
            bodies: described
                .bodies
                .iter()
                .map(|it| of_media(it, schemas))
                .collect(),
            responses: responses
                .map(|(_, medias)| medias.iter().map(|it| of_media(it, schemas)).collect())
                .collect(),
        });
    }
    // References are followed by now, so that validators know what they lead to. A schema that all operations have for
    // their errors is compiled once.
    let mut known: HashMap<String, Option<Rc<Validator>>> = HashMap::new();
    for pair in &mut all {
        let responses = pair.responses.iter_mut().flatten();
        let places = pair.parameters.iter_mut().chain(&mut pair.bodies);
        for place in places.chain(responses) {
            let made = known.entry(place.key.clone()).or_insert_with(|| {
                let made = schemas.validator(&place.schema);
                made.map_err(|error| schemas.ignored.insert(error.to_string()))
                    .ok()
                    .map(Rc::new)
            });
            place.validator = made.clone();
        }
    }
    all
}

pub(super) fn of_media<'d>(media: &Media<'d>, schemas: &mut Schemas<'_>) -> Place<'d> {
    place(media.schema, &media.examples, schemas)
}

pub(super) fn place<'d>(
    schema: Option<&Value>,
    examples: &[&'d Value],
    schemas: &mut Schemas<'_>,
) -> Place<'d> {
    let schema = schema.cloned().unwrap_or_else(|| json!({}));
    Place {
        key: schema.to_string(),
        schema: schemas.translate(&schema),
        examples: examples.to_vec(),
        validator: None,
    }
}

/// The values of a place that are valid, and whether the document shows them.
pub(super) fn values<'d>(
    place: &'d Place<'d>,
    maker: &mut Maker<'d>,
    what: &str,
    row: &mut Row,
    findings: &mut Findings,
) -> Vec<(Value, bool)> {
    let Some(validator) = &place.validator else {
        return Vec::new();
    };
    let mut all: Vec<(Value, bool)> = Vec::new();
    let own = maker.examples(&place.schema);
    for example in place.examples.iter().copied().chain(own) {
        match validator.validate(example) {
            Ok(()) => all.push((example.clone(), true)),
            Err(error) => findings.contradictions.push(Contradiction {
                operation: row.operation.clone(),
                place: what.to_owned(),
                at: error.instance_path().to_string(),
                reason: error.to_string().chars().take(200).collect(),
            }),
        }
    }
    for attempt in 0..VALUES {
        let mode = mode(attempt);
        maker.chooser.fresh = 0;
        let made = maker.make(&place.schema, mode, Purpose::Json);
        if attempt > 1 && maker.chooser.fresh == 0 {
            break;
        }
        match made {
            Some(value) if validator.is_valid(&value) => {
                if !all.iter().any(|(it, _)| *it == value) {
                    all.push((value, false));
                }
            }
            _ => row.discarded += 1,
        }
    }
    all
}

pub(super) fn mode(attempt: usize) -> Mode {
    match attempt {
        0 => Mode::Least,
        1 => Mode::Most,
        _ => Mode::Varied,
    }
}

/// One valid value.
pub(super) fn valid<'d>(
    place: &'d Place<'d>,
    maker: &mut Maker<'d>,
    mode: Mode,
    purpose: Purpose,
) -> Option<Value> {
    let validator = place.validator.as_ref()?;
    for _ in 0..4 {
        let value = maker.make(&place.schema, mode, purpose);
        if let Some(value) = value.filter(|value| validator.is_valid(value)) {
            return Some(value);
        }
    }
    None
}

/// The parameters and bodies that the document has and the client does not.
pub(super) fn not_given(pair: &Pair<'_, '_>) -> Vec<String> {
    let parameters = pair.described.parameters.iter();
    let missing = parameters.filter(|it| parameter_of(pair.operation, it.place, it.name).is_none());
    let mut all: Vec<String> = missing
        .map(|it| format!("{} parameter `{}`", it.place, it.name))
        .collect();
    if !pair.described.bodies.is_empty() && pair.operation.bodies.is_empty() {
        all.push("request body".to_owned());
    }
    all
}

pub(super) fn parameter_of(operation: &Operation, place: &str, name: &str) -> Option<usize> {
    operation
        .parameters
        .iter()
        .position(|it| it.name == name && it.place.word().eq_ignore_ascii_case(place))
}

/// The form of the client's body that is sent in a media type.
pub(super) fn body_of<'m>(
    operation: &'m Operation,
    media: &Media<'_>,
) -> Option<(usize, (BodyCodec, &'m str))> {
    let bodies = operation.bodies.iter().enumerate();
    let wanted = essence(media.media_type);
    let mut found =
        bodies.filter(|(_, body)| essence(&body.media_type) == wanted || wanted.contains('*'));
    found
        .next()
        .map(|(at, body)| (at, (body.codec, body.ty.as_str())))
}

/// How a documented response is read, and its type.
pub(super) fn response_of<'m>(
    operation: &'m Operation,
    status: &str,
    media_type: &str,
) -> Option<(ResponseCodec, Option<&'m str>)> {
    let wanted = |format: &codegen::model::Format| {
        format.status.eq_ignore_ascii_case(status)
            && essence(&format.media_type) == essence(media_type)
    };
    [&operation.success, &operation.failure]
        .into_iter()
        .find_map(|outcome| match outcome {
            Outcome::Undocumented => None,
            Outcome::One { ty, codec, formats } => formats
                .iter()
                .any(wanted)
                .then_some((*codec, Some(ty.as_str()))),
            Outcome::Several { variants, .. } => {
                let variant = variants.iter().find(|it| wanted(&it.format))?;
                Some((variant.codec, variant.ty.as_deref()))
            }
        })
}

impl<'s> Maker<'s> {
    /// What the document shows as a value of a schema, or of the component that it is.
    pub(super) fn examples(&self, schema: &'s Value) -> Vec<&'s Value> {
        let own = |schema: &'s Value| schema.get(EXAMPLES).and_then(Value::as_array);
        let target = self.target(schema);
        own(schema)
            .into_iter()
            .chain(target.and_then(own))
            .flatten()
            .collect()
    }
}
