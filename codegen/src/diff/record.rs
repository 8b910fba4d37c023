//! What has been found, and how it becomes a report: merged, judged, grouped, in order.

use std::cmp::Reverse;

use serde_json::Value;

use super::compare::Pair;
use super::fingerprint::hash_of;
use super::identity::{Documents, Fingerprints, Identity};
use super::kinds::{Facts, Kind};
use super::places::Scope;
use super::side::At;
use super::{Change, Level, Place, Pointers, Report, Values};

mod carried;
mod firsts;
mod texts;

use carried::Carried;
use firsts::Firsts;

/// Something that differs.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    kind: Kind,
    scope: Scope,
    pointer: Pointers,
    before: Option<Value>,
    after: Option<Value>,
    judged: Option<(Level, String)>,
    also: Vec<(String, Pointers)>,
    carried: Carried,
}

impl Finding {
    /// A change of this kind, from what stands at `old` to what stands at `new`.
    pub(super) fn new(
        kind: Kind,
        scope: &Scope,
        old: Option<&At<'_>>,
        new: Option<&At<'_>>,
    ) -> Self {
        Self {
            kind,
            scope: scope.clone(),
            pointer: Pointers {
                old: old.map(|at| at.pointer.to_string()),
                new: new.map(|at| at.pointer.to_string()),
            },
            before: old.map(|at| at.value.clone()),
            after: new.map(|at| at.value.clone()),
            judged: None,
            also: Vec::new(),
            carried: Carried::default(),
        }
    }

    /// The same, told by other values than the whole nodes.
    pub(super) fn values(mut self, before: Option<Value>, after: Option<Value>) -> Self {
        self.before = before;
        self.after = after;
        self
    }

    /// The same, at further places.
    pub(super) fn also(mut self, places: Vec<(String, Pointers)>) -> Self {
        self.also = places;
        self
    }

    /// Whether the other one is of the same kind, with the same values.
    fn tells_the_same_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.before == other.before && self.after == other.after
    }

    /// The same, at another level than its kind has, and why.
    pub(super) fn judged(mut self, level: Level, why: impl Into<String>) -> Self {
        self.judged = Some((level, why.into()));
        self
    }
}

/// A text, an example or an extension that differs.
struct Text {
    kind: Kind,
    scope: Scope,
    pointer: Pointers,
    before: Option<Value>,
    after: Option<Value>,
}

/// Everything that has been found.
#[derive(Default)]
pub(super) struct Record {
    findings: Vec<Finding>,
    texts: Vec<Text>,
}

impl Record {
    pub(super) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A text that differs.
    pub(super) fn text(&mut self, scope: &Scope, old: Option<&At<'_>>, new: Option<&At<'_>>) {
        self.tell(Kind::DocumentationChanged, scope, old, new);
    }

    /// An extension, or something else of which no client is made, that differs.
    pub(super) fn metadata(&mut self, scope: &Scope, old: Option<&At<'_>>, new: Option<&At<'_>>) {
        self.tell(Kind::MetadataChanged, scope, old, new);
    }

    fn tell(&mut self, kind: Kind, scope: &Scope, old: Option<&At<'_>>, new: Option<&At<'_>>) {
        self.texts.push(Text {
            kind,
            scope: scope.clone(),
            pointer: Pointers {
                old: old.map(|at| at.pointer.to_string()),
                new: new.map(|at| at.pointer.to_string()),
            },
            before: old.map(|at| at.value.clone()),
            after: new.map(|at| at.value.clone()),
        });
    }

    /// What has been found, without its report: kinds, subjects and places.
    pub(super) fn findings(self) -> Vec<(Kind, String, Pointers)> {
        let mut findings = merge(self.findings);
        findings.extend(texts::findings(self.texts));
        let summary = |it: Finding| (it.kind, it.scope.subject(), it.pointer);
        findings.into_iter().map(summary).collect()
    }

    /// The report.
    pub(super) fn report(self, pair: &Pair<'_>) -> Report {
        let findings = merge(self.findings).into_iter();
        let mut findings: Vec<Finding> = findings.map(|it| carried::with(pair, it)).collect();
        findings.extend(carried::orphans(pair, &findings));
        findings.extend(texts::findings(self.texts));
        for finding in &mut findings {
            note_lacking(pair, finding);
        }
        let mut judged: Vec<Judged> = findings.into_iter().map(judge).collect();
        judged.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut fingerprints = Fingerprints::default();
        let changes: Vec<Change> = group(judged)
            .into_iter()
            .map(|judged| change(pair, &mut fingerprints, judged))
            .collect();
        Report {
            values: Values {
                old: pair.old.document.shared(),
                new: pair.new.document.shared(),
            },
            documents: Documents {
                old: Identity::of(pair.old.document),
                new: Identity::of(pair.new.document),
            },
            verdict: changes
                .iter()
                .map(|change| change.level)
                .max()
                .unwrap_or(Level::None),
            changes,
            rust: None,
        }
    }
}

/// A finding with its level.
struct Judged {
    kind: Kind,
    level: Level,
    why: String,
    subject: String,
    finding: Finding,
}

impl Judged {
    fn order(&self) -> impl Ord + use<'_> {
        let pointer = &self.finding.pointer;
        (Reverse(self.level), &self.subject, self.kind.id(), pointer)
    }
}

/// A change of operations that neither client has is no change of the client.
fn note_lacking(pair: &Pair<'_>, finding: &mut Finding) {
    let scope = &mut finding.scope;
    let reasons: Vec<Option<&str>> = scope
        .operations
        .iter()
        .map(|it| pair.lacking(*it))
        .collect();
    if let (Some(Some(reason)), true) = (reasons.first(), reasons.iter().all(Option::is_some)) {
        let what = if reasons.len() == 1 {
            "the client does not have the operation"
        } else {
            "the client has none of the operations"
        };
        scope.unseen = Some(format!("{what}: {reason}"));
    }
}

/// What is shared by several operations is found at each of them, and is one finding.
fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged = Firsts::default();
    for finding in findings {
        let same =
            |other: &Finding| other.tells_the_same_as(&finding) && other.pointer == finding.pointer;
        let hash = hash_of(&(
            finding.kind,
            &finding.pointer,
            &finding.before,
            &finding.after,
        ));
        if let Some(first) = merged.find(hash, same) {
            absorb(&mut first.scope, &finding.scope);
            // The worse judgement holds for all.
            let worse = match (&first.judged, &finding.judged) {
                (Some((a, _)), Some((b, _))) => b > a,
                (Some(_), None) => true,
                (None, _) => false,
            };
            if worse {
                first.judged = finding.judged;
            }
        } else {
            merged.add(hash, finding);
        }
    }
    merged.into_all()
}

fn absorb(scope: &mut Scope, other: &Scope) {
    scope.request |= other.request;
    scope.answer |= other.answer;
    scope.operations.extend(&other.operations);
    if other.unseen.is_none() {
        scope.unseen = None;
    }
}

fn judge(finding: Finding) -> Judged {
    let (level, why) = level(&finding.kind.facts(), &finding);
    Judged {
        kind: finding.kind,
        level,
        why,
        subject: finding.scope.subject(),
        finding,
    }
}

/// The level of a finding, and why.
fn level(kind: &Facts, finding: &Finding) -> (Level, String) {
    let scope = &finding.scope;
    if let Some(unseen) = &scope.unseen {
        return (Level::Patch, unseen.clone());
    }
    if let Some((level, why)) = &finding.judged {
        return (*level, why.clone());
    }
    let why = kind.why;
    match (scope.request, scope.answer) {
        _ if kind.request == kind.response => (kind.request, why.to_owned()),
        (true, true) => {
            let (as_what, other, level) = if kind.request > kind.response {
                ("a request", "response", kind.response)
            } else {
                ("a response", "request", kind.request)
            };
            let level = level.name();
            let why = format!("{why} (judged as {as_what}; as {other} it is {level})");
            (kind.request.max(kind.response), why)
        }
        (true, false) => (kind.request, format!("{why} (it is sent only)")),
        (false, true) => (kind.response, format!("{why} (it is read only)")),
        (false, false) => (kind.request.max(kind.response), why.to_owned()),
    }
}

/// The very same change at several places is one change, where its kind allows it.
fn group(all: Vec<Judged>) -> Vec<Judged> {
    let mut grouped = Firsts::default();
    for judged in all {
        let finding = &judged.finding;
        if !(judged.kind.facts().grouped || is_swap(finding)) {
            grouped.push(judged);
            continue;
        }
        let hash = hash_of(&(judged.kind, &finding.before, &finding.after));
        let same = |other: &Judged| other.finding.tells_the_same_as(finding);
        if let Some(first) = grouped.find(hash, same) {
            let scope = &mut first.finding.scope;
            scope.operations.extend(&finding.scope.operations);
            scope.request |= finding.scope.request;
            scope.answer |= finding.scope.answer;
            let place = (judged.subject, judged.finding.pointer);
            first.finding.also.push(place);
        } else {
            grouped.add(hash, judged);
        }
    }
    grouped.into_all()
}

/// Whether one component was put in the place of another one: one decision, at however many places.
fn is_swap(finding: &Finding) -> bool {
    let refers = |value: &Option<Value>| {
        let map = value.as_ref().and_then(Value::as_object);
        map.is_some_and(|map| map.len() == 1 && map.contains_key("$ref"))
    };
    finding.kind == Kind::TypeChanged && refers(&finding.before) && refers(&finding.after)
}

fn change(pair: &Pair<'_>, fingerprints: &mut Fingerprints, judged: Judged) -> Change {
    let Judged {
        kind,
        level,
        why,
        subject,
        finding,
    } = judged;
    let title = |number: &usize| {
        let title = pair.title(*number)?;
        Some(match pair.lacking(*number) {
            Some(_) => format!("{title} [not in the client]"),
            None => title,
        })
    };
    let operations = finding.scope.operations.iter().filter_map(title).collect();
    let place = place(pair, subject, finding.pointer.clone());
    let further = finding.also.iter().cloned();
    Change {
        fingerprint: fingerprints.next(
            kind,
            &place.subject,
            finding.before.as_ref(),
            finding.after.as_ref(),
        ),
        accepted: None,
        level,
        kind,
        subject: place.subject,
        pointer: place.pointer,
        old_location: place.old_location,
        new_location: place.new_location,
        also: further
            .map(|(subject, pointer)| self::place(pair, subject, pointer))
            .collect(),
        schemas: carried::names(pair, &finding),
        sent: finding.scope.request,
        read: finding.scope.answer,
        operations,
        rust: Vec::new(),
        items: Vec::new(),
        shared: 0,
        remedy: (level == Level::Major).then(|| kind.facts().remedy.to_owned()),
        why,
        before: finding.before,
        after: finding.after,
    }
}

/// A place in both documents, with its lines.
pub(super) fn place(pair: &Pair<'_>, subject: String, pointer: Pointers) -> Place {
    Place {
        subject,
        old_location: pointer
            .old
            .as_deref()
            .map(|at| pair.old.document.locate(at)),
        new_location: pointer
            .new
            .as_deref()
            .map(|at| pair.new.document.locate(at)),
        pointer,
    }
}
