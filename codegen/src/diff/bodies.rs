//! Request bodies, answers, and the media types of both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Level;
use super::compare::{Both, Comparison, Pair};
use super::fingerprint::{Detail, hash_value};
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::side::{At, Side};
use crate::pointer;
use crate::upstream::media::preference;

mod headers;

impl<'a> Comparison<'_, 'a> {
    /// Compares the request bodies of two operations.
    pub(in crate::diff) fn request_body(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let scope = scope.part("request body").sent();
        let body = |side: &Side<'a>, at: &At<'a>| at.get("requestBody").map(|at| side.resolve(&at));
        let (old, new) = match (body(&pair.old, old), body(&pair.new, new)) {
            (Some(old), Some(new)) => (old, new),
            (None, None) => return,
            (Some(old), None) => {
                let finding = Finding::new(Kind::RequestBodyRemoved, &scope, Some(&old), None);
                return self.record.add(finding);
            }
            (None, Some(new)) => {
                let kind = if new.flag("required") {
                    Kind::RequestBodyAddedRequired
                } else {
                    Kind::RequestBodyAddedOptional
                };
                return self
                    .record
                    .add(Finding::new(kind, &scope, None, Some(&new)));
            }
        };
        let scope = shared(&scope, "request body", &old, &new);
        if old.flag("required") != new.flag("required") {
            let kind = if new.flag("required") {
                Kind::RequestBodyBecameRequired
            } else {
                Kind::RequestBodyBecameOptional
            };
            let told = Both::new(old.flag("required"), new.flag("required"));
            let told = told.told("required", "optional");
            let finding = Finding::new(kind, &scope, Some(&old), Some(&new));
            self.record.add(finding.values(told.old, told.new));
        }
        self.texts(&scope, Both::new(&old, &new), &["description"]);
        self.metadata(Both::new(&old, &new), &[], &scope);
        self.content(Both::new(&old, &new), &scope);
    }
}

/// A component that both sides refer to is its own owner, however many operations use it.
fn shared(scope: &Scope, what: &str, old: &At<'_>, new: &At<'_>) -> Scope {
    if old.pointer.starts_with("/components/") && new.pointer.starts_with("/components/") {
        let name = pointer::last(&new.pointer);
        scope.owned_by(
            format!("shared {what} `{name}`"),
            &old.pointer,
            &new.pointer,
        )
    } else {
        scope.clone()
    }
}

impl<'a> Comparison<'_, 'a> {
    /// Compares the answers of two operations.
    pub(in crate::diff) fn responses(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let scope = scope.clone().read();
        let before = by_status(&pair.old, old);
        let after = by_status(&pair.new, new);
        let old_print = |at: &At<'a>| pair.old_print(at, Detail::Form);
        let new_print = |at: &At<'a>| pair.new_print(at, Detail::Form);
        let (old_types, new_types) = (types(&before, &old_print), types(&after, &new_print));
        let judge =
            |finding: Finding, status: &str, others: &BTreeMap<bool, BTreeSet<u64>>, own: u64| {
                let kept = others.get(&is_success(status)).cloned().unwrap_or_default();
                // One without a type beside others is a case of its own: the client tells them apart by status. Where
                // there is no other, a call ends without a value as before.
                if kept.contains(&own) || (own == 0 && kept.is_empty()) {
                    finding
                } else if is_success(status) {
                    finding.judged(
                        Level::Major,
                        "the method's success type is made of other types now",
                    )
                } else {
                    finding.judged(
                        Level::Major,
                        "the method's error type is made of other types now",
                    )
                }
            };
        let moved = moved(pair, &before, &after);
        for (status, now) in &moved {
            let (Some(a), Some(b)) = (before.get(*status), after.get(*now)) else {
                continue;
            };
            let scope = scope.part(format!("response {now}"));
            let finding = Finding::new(Kind::ResponseStatusChanged, &scope, Some(a), Some(b));
            let shown = |status: &str| Some(Value::String(status.to_owned()));
            self.record.add(finding.values(shown(status), shown(now)));
            self.response(Both::new(a, b), &scope);
        }
        let is_moved = |status: &String| {
            moved
                .iter()
                .any(|(old, new)| old == status || new == status)
        };
        for (status, a) in before.iter().filter(|(status, _)| !is_moved(status)) {
            let scope = scope.part(format!("response {status}"));
            match after.get(status) {
                Some(b) => self.response(Both::new(a, b), &scope),
                None => {
                    let finding = Finding::new(Kind::ResponseRemoved, &scope, Some(a), None);
                    self.record
                        .add(judge(finding, status, &new_types, body(a, &old_print)));
                }
            }
        }
        for (status, b) in &after {
            if !before.contains_key(status) && !is_moved(status) {
                let scope = scope.part(format!("response {status}"));
                let finding = Finding::new(Kind::ResponseAdded, &scope, None, Some(b));
                self.record
                    .add(judge(finding, status, &old_types, body(b, &new_print)));
            }
        }
    }
}

/// Responses that come with another status of the same class now, or with `default`, and are otherwise the same.
fn moved<'m, 'a>(
    pair: &Pair<'a>,
    before: &'m BTreeMap<String, At<'a>>,
    after: &'m BTreeMap<String, At<'a>>,
) -> Vec<(&'m str, &'m str)> {
    // With several of a class, nobody can say which one became which.
    let alone = |side: &'m BTreeMap<String, At<'a>>, other: &BTreeMap<String, At<'a>>| {
        let mut classes: BTreeMap<&str, Vec<(&'m str, At<'a>)>> = BTreeMap::new();
        for (status, at) in side
            .iter()
            .filter(|(status, _)| !other.contains_key(*status))
        {
            let class = status.get(..1).unwrap_or_default();
            classes.entry(class).or_default().push((status, at.clone()));
        }
        classes.retain(|_, members| members.len() == 1);
        classes
    };
    let (gone, come) = (alone(before, after), alone(after, before));
    let both = gone.iter().filter_map(|(class, olds)| {
        // An error of one class may have become that of every class, or the other way round.
        let other = match (*class, gone.len(), come.len()) {
            ("d", 1, 1) => come.keys().next().filter(|it| **it != "2")?,
            ("2", ..) => class,
            (_, 1, 1) if come.contains_key("d") => &"d",
            _ => class,
        };
        let ([(old, a)], [(new, b)]) = (olds.as_slice(), come.get(other)?.as_slice()) else {
            return None;
        };
        same_type(pair, a, b).then_some((*old, *new))
    });
    both.collect()
}

/// Whether two responses hold the same type, whatever has become of it.
fn same_type<'a>(pair: &Pair<'a>, old: &At<'a>, new: &At<'a>) -> bool {
    let schema = |at: &At<'a>| chosen(&media(at)).and_then(|(_, at)| at.get("schema"));
    match (schema(old), schema(new)) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let targets = (pair.old.follow(&a), pair.new.follow(&b));
            matches!(targets, (Some(x), Some(y)) if pair.schemas.same(&x.pointer, &y.pointer))
                || pair.alike(&a, &b, Detail::Form)
        }
        _ => false,
    }
}

fn by_status<'a>(side: &Side<'a>, at: &At<'a>) -> BTreeMap<String, At<'a>> {
    let answers = at.children("responses").into_iter();
    answers
        .filter(|(status, _)| !status.starts_with("x-"))
        .map(|(status, answer)| {
            let range = status.ends_with("XX") || status.ends_with("xx");
            let status = if range {
                status.to_uppercase()
            } else {
                status.to_owned()
            };
            (status, side.resolve(&answer))
        })
        .collect()
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The types of successes and of errors, as hashes.
fn types<'a>(
    answers: &BTreeMap<String, At<'a>>,
    print: &dyn Fn(&At<'a>) -> u64,
) -> BTreeMap<bool, BTreeSet<u64>> {
    let mut types: BTreeMap<bool, BTreeSet<u64>> = BTreeMap::new();
    for (status, at) in answers {
        let class = types.entry(is_success(status)).or_default();
        class.insert(body(at, print));
    }
    types
}

/// The type of an answer, as a hash; 0 when it has none.
fn body<'a>(at: &At<'a>, print: &dyn Fn(&At<'a>) -> u64) -> u64 {
    let media = media(at);
    let schema = chosen(&media).and_then(|(_, at)| at.get("schema"));
    schema.map(|at| print(&at)).unwrap_or_default()
}

impl<'a> Comparison<'_, 'a> {
    fn response(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let scope = shared(scope, "response", old, new);
        self.texts(&scope, Both::new(old, new), &["description"]);
        self.metadata(Both::new(old, new), &["links"], &scope);
        self.headers(Both::new(old, new), &scope);
        self.content(Both::new(old, new), &scope);
    }
}

/// The media types at a node, in lower case and without a charset, since JSON has only one.
fn media<'a>(at: &At<'a>) -> BTreeMap<String, At<'a>> {
    let content = at.children("content").into_iter();
    content
        .map(|(name, at)| {
            let parts = name.split(';').map(|part| part.trim().to_lowercase());
            let parts: Vec<String> = parts.filter(|it| !it.starts_with("charset=")).collect();
            (parts.join("; "), at)
        })
        .collect()
}

/// The media type that the client uses.
fn chosen<'m, 'a>(media: &'m BTreeMap<String, At<'a>>) -> Option<(&'m String, &'m At<'a>)> {
    media.iter().min_by_key(|(name, _)| preference(name))
}

impl<'a> Comparison<'_, 'a> {
    /// Compares what is sent or answered, media type by media type.
    pub(in crate::diff) fn content(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let pair = self.pair;
        let (before, after) = (media(old), media(new));
        let (used, uses) = (chosen(&before), chosen(&after));
        let schema = |used: Option<(&String, &At<'a>)>| used.and_then(|(_, at)| at.get("schema"));
        // Another media type with the same type of value costs a caller nothing.
        let same = match (schema(used), schema(uses)) {
            (Some(a), Some(b)) => pair.alike(&a, &b, Detail::Form),
            (None, None) => true,
            _ => false,
        };
        let judge = |finding: Finding, name: &String, used: Option<(&String, &At<'a>)>| {
            if used.is_some_and(|(used, _)| used == name) && !same {
                finding.judged(
                    Level::Major,
                    "the client uses another media type, with another type",
                )
            } else {
                finding
            }
        };
        let replaced = replaced(&before, &after);
        for (name, a) in &before {
            let scope = place(scope, name, &before);
            match (after.get(name), &replaced) {
                (Some(b), _) => self.media_type(Both::new(a, b), &scope),
                (None, Some((_, (now, b)))) => {
                    let shown = |name: &str| Some(Value::String(name.to_owned()));
                    let scope = scope.part(format!("media type `{now}`"));
                    let finding = Finding::new(Kind::MediaTypeChanged, &scope, Some(a), Some(b));
                    let finding = finding.values(shown(name), shown(now));
                    self.record.add(judge(finding, name, used));
                    if same {
                        self.media_type(Both::new(a, b), &scope);
                    }
                }
                (None, None) => {
                    let scope = scope.part(format!("media type `{name}`"));
                    let finding = Finding::new(Kind::MediaTypeRemoved, &scope, Some(a), None);
                    self.record.add(judge(finding, name, used));
                }
            }
        }
        for (name, b) in after.iter().filter(|_| replaced.is_none()) {
            if !before.contains_key(name) {
                let scope = scope.part(format!("media type `{name}`"));
                let finding = Finding::new(Kind::MediaTypeAdded, &scope, None, Some(b));
                self.record.add(judge(finding, name, uses));
            }
        }
    }
}

/// A media type by its name.
type Media<'m, 'a> = (&'m String, &'m At<'a>);

/// The one media type that came for the one that went. With several, nobody can say which one became which.
fn replaced<'m, 'a>(
    before: &'m BTreeMap<String, At<'a>>,
    after: &'m BTreeMap<String, At<'a>>,
) -> Option<(Media<'m, 'a>, Media<'m, 'a>)> {
    let mut gone = before.iter().filter(|(name, _)| !after.contains_key(*name));
    let mut come = after.iter().filter(|(name, _)| !before.contains_key(*name));
    match (gone.next(), gone.next(), come.next(), come.next()) {
        (Some(old), None, Some(new), None) => Some((old, new)),
        _ => None,
    }
}

/// A media type is named only where there are several.
fn place(scope: &Scope, name: &str, media: &BTreeMap<String, At<'_>>) -> Scope {
    if media.len() > 1 {
        scope.part(name)
    } else {
        scope.clone()
    }
}

impl<'a> Comparison<'_, 'a> {
    fn media_type(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        self.examples(Both::new(old, new), scope);
        self.metadata(Both::new(old, new), &[], scope);
        let (a, b) = (old.get("encoding"), new.get("encoding"));
        if encodings(old) != encodings(new) {
            self.record.add(Finding::new(
                Kind::EncodingChanged,
                scope,
                a.as_ref(),
                b.as_ref(),
            ));
        }
        match (old.get("schema"), new.get("schema")) {
            (Some(a), Some(b)) => self.schema(Both::new(&a, &b), scope),
            (None, None) => {}
            (a, b) => self.record.add(Finding::new(
                Kind::TypeChanged,
                scope,
                a.as_ref(),
                b.as_ref(),
            )),
        }
    }
}

/// How the parts of a form are written. A part of which nothing is said is written as if it were not named.
fn encodings(at: &At<'_>) -> BTreeMap<String, u64> {
    let said = at.children("encoding").into_iter();
    said.filter(|(_, at)| at.value.as_object().is_none_or(|it| !it.is_empty()))
        .map(|(name, at)| (name.to_owned(), hash_value(at.value)))
        .collect()
}
