//! What is said about the document as a whole: versions, texts, tags, servers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Level;
use super::compare::{Both, Comparison};
use super::fingerprint::{hash_of, hash_value};
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::side::At;
use crate::model::api::server_name;

impl<'a> Comparison<'_, 'a> {
    /// Compares the heads of two documents.
    pub(in crate::diff) fn head(&mut self) {
        let pair = self.pair;
        let (old, new) = (pair.old.root(), pair.new.root());
        let scope = Scope::new("the document".to_owned(), Some(""), Some(""));
        self.version(
            Both::new(old.get("openapi"), new.get("openapi")),
            Kind::OpenapiVersionChanged,
            &scope,
        );
        self.texts(&scope, Both::new(&old, &new), &["externalDocs"]);
        self.metadata(Both::new(&old, &new), &["jsonSchemaDialect"], &scope);
        if let (Some(a), Some(b)) = (old.get("info"), new.get("info")) {
            self.version(
                Both::new(a.get("version"), b.get("version")),
                Kind::ApiVersionChanged,
                &scope,
            );
            let keys: BTreeSet<&str> = a.members().chain(b.members()).map(|(key, _)| key).collect();
            let texts: Vec<&str> = keys.into_iter().filter(|key| *key != "version").collect();
            self.texts(&scope, Both::new(&a, &b), &texts);
            self.metadata(Both::new(&a, &b), &[], &scope);
        }
        self.tags(Both::new(&old, &new), &scope);
        if pair.base_moved.is_none() {
            self.servers(Both::new(&old, &new), &scope);
        }
    }

    fn version(&mut self, both: Both<Option<At<'_>>>, kind: Kind, scope: &Scope) {
        let Both { old, new } = both;
        if old.as_ref().map(|at| at.value) != new.as_ref().map(|at| at.value) {
            self.record
                .add(Finding::new(kind, scope, old.as_ref(), new.as_ref()));
        }
    }

    /// Compares the descriptions of tags. A tag that is described several times has not changed as long as one
    /// of its descriptions stays.
    fn tags(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let (before, after) = (by_name(old), by_name(new));
        let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for name in names {
            let of = |tags: &BTreeMap<&str, Vec<At<'a>>>| -> BTreeSet<u64> {
                let all = tags.get(name).into_iter().flatten();
                all.map(|at| hash_value(at.value)).collect()
            };
            if of(&before).is_disjoint(&of(&after)) {
                let first = |tags: &BTreeMap<&str, Vec<At<'a>>>| {
                    tags.get(name).and_then(|all| all.first()).cloned()
                };
                self.record
                    .text(scope, first(&before).as_ref(), first(&after).as_ref());
            }
        }
    }
}

fn by_name<'a>(root: &At<'a>) -> BTreeMap<&'a str, Vec<At<'a>>> {
    let mut tags: BTreeMap<&str, Vec<At<'a>>> = BTreeMap::new();
    for at in root.list("tags") {
        tags.entry(at.text("name").unwrap_or_default())
            .or_default()
            .push(at);
    }
    tags
}

impl<'a> Comparison<'_, 'a> {
    /// Compares the addresses at a node, their order and repetitions aside.
    pub(in crate::diff) fn servers(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let set = |at: &At<'_>| -> BTreeMap<u64, Value> {
            let servers = at.list("servers").into_iter();
            servers
                .map(|server| {
                    let variables = server.children("variables").into_iter();
                    let variables: BTreeSet<(&str, u64)> = variables
                        .map(|(name, variable)| (name, hash_variable(&variable)))
                        .collect();
                    let hash = hash_of(&(server.text("url"), variables));
                    (hash, server.value.clone())
                })
                .collect()
        };
        let (before, after) = (set(old), set(new));
        if before.keys().eq(after.keys()) {
            return self.server_texts(Both::new(old, new), scope);
        }
        let (a, b) = (old.get("servers"), new.get("servers"));
        let scope = scope.part("servers");
        // An operation's own servers take no values from the caller.
        let lost: Vec<&str> = variables(old)
            .difference(&variables(new))
            .copied()
            .collect();
        if !scope.is_used() && !lost.is_empty() {
            let finding = Finding::new(Kind::ServerVariableRemoved, &scope, a.as_ref(), b.as_ref());
            return self.record.add(finding);
        }
        let finding = Finding::new(Kind::ServersChanged, &scope, a.as_ref(), b.as_ref());
        self.record.add(if scope.is_used() {
            let why = "the document serves this operation at other addresses than before";
            finding.judged(Level::Minor, why)
        } else {
            finding
        });
    }
}

/// The variables of the addresses at a node.
fn variables<'a>(at: &At<'a>) -> BTreeSet<&'a str> {
    let servers = at.list("servers");
    let names = servers.iter().flat_map(|it| it.children("variables"));
    names.map(|(name, _)| name).collect()
}

/// The variant that the client has for a server.
fn variant(at: &At<'_>) -> String {
    let text = |key: &str| at.text(key).unwrap_or_default();
    server_name(text("description").trim(), text("url"))
}

/// What a variable of an address may be; the order of its values, and its description, say nothing.
fn hash_variable(at: &At<'_>) -> u64 {
    let values: BTreeSet<u64> = at
        .list("enum")
        .iter()
        .map(|it| hash_value(it.value))
        .collect();
    hash_of(&(at.text("default"), values))
}

impl<'a> Comparison<'_, 'a> {
    /// Compares the descriptions of the same servers.
    fn server_texts(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        for a in old.list("servers") {
            let same: Vec<_> = new
                .list("servers")
                .into_iter()
                .filter(|b| a.value.get("url") == b.value.get("url"))
                .collect();
            let text = |at: &At<'_>| at.text("description").map(str::to_owned);
            if let Some(b) = same.first()
                && !same.iter().any(|b| text(b) == text(&a))
            {
                // A server of the client goes by a short description.
                if !scope.is_used() && variant(&a) != variant(b) {
                    let value = |at: &At<'_>| text(at).map(Value::String);
                    let finding = Finding::new(Kind::ServersChanged, scope, Some(&a), Some(b));
                    self.record.add(finding.values(value(&a), value(b)));
                    continue;
                }
                self.texts(scope, Both::new(&a, b), &["description"]);
            }
            if let Some(b) = same.first() {
                self.metadata(Both::new(&a, b), &["name"], scope);
                for (name, variable) in a.children("variables") {
                    let other = b.children("variables").into_iter();
                    if let Some((_, other)) = other.into_iter().find(|(key, _)| *key == name) {
                        self.texts(scope, Both::new(&variable, &other), &["description"]);
                        self.metadata(Both::new(&variable, &other), &[], scope);
                    }
                }
            }
        }
    }
}
