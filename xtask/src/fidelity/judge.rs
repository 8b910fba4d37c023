//! What is tried with a client, and whether what came of it is what the document says.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use codegen::model::{BodyCodec, Model, Operation, ResponseCodec};
use codegen::report::LeftOut;
use serde_json::Value;

use super::calls::{Reply, arguments, differs, replies};
use super::compile::{Running, Seen, Task};
use super::described::Described;
use super::instances::Maker;
use super::places::{Pair, body_of, not_given, pairs, parameter_of, response_of, values};
use super::report::{Contradiction, Counts, Failure, Kind, Row};
use super::schema::Schemas;
use super::server::{Response, Server};
use super::wire::{self, Arguments};

/// The path of the server's address.
pub(super) const BASE: &str = "/fidelity-base";

/// Everything that is needed to judge.
pub(super) struct Judge<'a> {
    pub(super) document: &'a Value,
    pub(super) model: &'a Model,
    pub(super) rounds: &'a BTreeMap<String, usize>,
    pub(super) running: Running,
    pub(super) server: Server,
    pub(super) seed: u64,
}

/// What was found.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) rows: Vec<Row>,
    pub(super) failures: Vec<Failure>,
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) ignored: BTreeSet<String>,
}

impl Judge<'_> {
    pub(super) fn judge(mut self, described: &[Described<'_>]) -> Result<Findings> {
        let mut schemas = Schemas::new(self.document);
        let pairs = pairs(described, self.model, &mut schemas);
        let mut findings = Findings {
            ignored: std::mem::take(&mut schemas.ignored),
            ..Findings::default()
        };
        let mut maker = Maker::new(schemas.definitions(), self.seed);
        let mut done = BTreeSet::new();
        for pair in &pairs {
            let mut row = Row {
                operation: format!("{} {}", pair.described.method, pair.described.path),
                ..Row::default()
            };
            self.rounds_of(pair, &mut maker, &mut done, &mut row, &mut findings)?;
            self.calls_of(pair, &mut maker, &mut row, &mut findings)?;
            findings.rows.push(row);
        }
        Ok(findings)
    }

    /// Every value of a body or response that is JSON: decoded and encoded again.
    fn rounds_of<'d>(
        &mut self,
        pair: &'d Pair<'d, '_>,
        maker: &mut Maker<'d>,
        done: &mut BTreeSet<(String, usize)>,
        row: &mut Row,
        findings: &mut Findings,
    ) -> Result<()> {
        let bodies = pair.described.bodies.iter().zip(&pair.bodies);
        let bodies = bodies.map(|(media, place)| {
            let ty = body_of(pair.operation, media).filter(|(_, it)| it.0 == BodyCodec::Json);
            ("request body".to_owned(), ty.map(|(_, it)| it.1), place)
        });
        let responses = pair.described.responses.iter().zip(&pair.responses);
        let responses = responses.flat_map(|((status, medias), places)| {
            medias.iter().zip(places).map(move |(media, place)| {
                let ty = response_of(pair.operation, status, media.media_type);
                let ty = ty.filter(|(codec, _)| *codec == ResponseCodec::Json);
                (
                    format!("response {status}"),
                    ty.and_then(|(_, ty)| ty),
                    place,
                )
            })
        });
        let all: Vec<_> = bodies.chain(responses).collect();
        for (what, ty, place) in all {
            let Some(index) = ty.and_then(|ty| self.rounds.get(ty).copied()) else {
                continue;
            };
            if !done.insert((place.key.clone(), index)) {
                continue;
            }
            for (value, shown) in values(place, maker, &what, row, findings) {
                let text = value.to_string();
                let task = Task {
                    round: Some(index),
                    json: text.clone(),
                    ..Task::default()
                };
                let seen = self.running.ask(&task)?;
                let reason = differs(&seen, Some(&text));
                row.instances.count(reason.is_none());
                if let Some(reason) = reason {
                    let what = if shown {
                        format!("{what}, example")
                    } else {
                        what.clone()
                    };
                    findings.fail(row, Kind::Instance, what, reason, &text);
                }
            }
        }
        Ok(())
    }

    /// Calls of the operation: what is sent, and what comes back.
    fn calls_of<'d>(
        &mut self,
        pair: &'d Pair<'d, '_>,
        maker: &mut Maker<'d>,
        row: &mut Row,
        findings: &mut Findings,
    ) -> Result<()> {
        for name in not_given(pair) {
            let reason = "it cannot be given".to_owned();
            row.requests.count(false);
            findings.fail(row, Kind::Request, name, reason, "");
        }
        let mut answers = Vec::new();
        for ((status, medias), places) in pair.described.responses.iter().zip(&pair.responses) {
            answers.extend(replies(pair, status, medias, places, maker));
        }
        let plain = answers.iter().find(|it| it.success).cloned();
        let plain = plain.unwrap_or_else(Reply::empty);
        let mut least: Option<Arguments> = None;
        for arguments in arguments(pair, maker) {
            let reason = self.request(pair, &arguments, &plain)?;
            row.requests.count(reason.is_none());
            match reason {
                Some(reason) => {
                    let shown = arguments.shown(pair.described);
                    findings.fail(row, Kind::Request, "request".to_owned(), reason, &shown);
                }
                None => least = least.or(Some(arguments)),
            }
        }
        let Some(least) = least else { return Ok(()) };
        for reply in answers {
            let seen = self.call(pair, &least, &reply.response)?;
            let reason = reply.differs(&seen);
            row.responses.count(reason.is_none());
            if let Some(reason) = reason {
                let shown = String::from_utf8_lossy(&reply.response.body).into_owned();
                findings.fail(row, Kind::Response, reply.name, reason, &shown);
            }
        }
        Ok(())
    }

    fn call(
        &mut self,
        pair: &Pair<'_, '_>,
        arguments: &Arguments,
        response: &Response,
    ) -> Result<Seen> {
        self.server.prepare(response.clone());
        let mut task = Task {
            call: Some(pair.index),
            parameters: vec![None; pair.operation.parameters.len()],
            ..Task::default()
        };
        for (index, value) in &arguments.parameters {
            let given = pair.described.parameters.get(*index);
            let at = given.and_then(|given| parameter_of(pair.operation, given.place, given.name));
            if let Some(slot) = at.and_then(|at| task.parameters.get_mut(at)) {
                *slot = Some(value.to_string());
            }
        }
        if let Some((index, value)) = &arguments.body
            && let Some(media) = pair.described.bodies.get(*index)
            && let Some((at, (codec, _))) = body_of(pair.operation, media)
        {
            let text = match (codec, value) {
                (BodyCodec::Bytes, Value::String(text)) => text.clone(),
                (_, value) => value.to_string(),
            };
            task.body = Some((at, text));
        }
        self.running.ask(&task)
    }

    /// In what a request is not what the document says; `None` when it is.
    fn request(
        &mut self,
        pair: &Pair<'_, '_>,
        arguments: &Arguments,
        reply: &Reply,
    ) -> Result<Option<String>> {
        let seen = self.call(pair, arguments, &reply.response)?;
        let requests = self.server.requests();
        let Some(request) = requests.first() else {
            return Ok(Some(format!("nothing was sent: {}", seen.error)));
        };
        let wrong = wire::wrong(pair.described, arguments, request, BASE);
        Ok(wrong.into_iter().next())
    }
}

impl Findings {
    /// Names the operations that the client does not have and that nothing says to be left out.
    pub(super) fn missing(
        &mut self,
        described: &[Described<'_>],
        model: &Model,
        left_out: &[LeftOut],
    ) {
        for it in described {
            let name = format!("{} {}", it.method, it.path);
            let said = left_out.iter().any(|out| {
                out.operation == name || out.operation.starts_with(&format!("{name} ("))
            });
            let same = |of: &Operation| of.verb == it.method && of.path == it.path;
            if !said && !model.operations.iter().any(same) {
                let row = Row {
                    operation: name,
                    ..Row::default()
                };
                let reason = "it is neither generated nor said to be left out".to_owned();
                self.fail(&row, Kind::Request, "operation".to_owned(), reason, "");
            }
        }
    }

    fn fail(&mut self, row: &Row, kind: Kind, place: String, reason: String, value: &str) {
        let end = value
            .char_indices()
            .nth(300)
            .map_or(value.len(), |(at, _)| at);
        self.failures.push(Failure {
            kind,
            operation: row.operation.clone(),
            place,
            reason,
            value: value.get(..end).unwrap_or_default().to_owned(),
        });
    }
}

impl Counts {
    fn count(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }
}
