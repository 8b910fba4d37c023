//! Security: what credentials operations ask for, and how they are sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Level;
use super::compare::{Both, Comparison, Pair};
use super::fingerprint::hash_value;
use super::kinds::Kind;
use super::places::Scope;
use super::record::Finding;
use super::side::{At, Side};

/// Ways to authenticate, each a set of schemes with the scopes that it asks for.
type Ways = BTreeSet<BTreeMap<String, BTreeSet<String>>>;

impl<'a> Comparison<'_, 'a> {
    /// Compares requirements and schemes.
    pub(in crate::diff) fn security(&mut self) {
        let pair = self.pair;
        let (before, after) = (schemes(&pair.old), schemes(&pair.new));
        let mut renamed = renamed(&before, &after);
        let retyped = retyped(pair, &before, &after, &renamed);
        renamed.extend(retyped.clone());
        self.requirements(&renamed);
        let (used, uses) = (used(&pair.old), used(&pair.new));
        let scope = |name: &str, at: (Option<&At<'_>>, Option<&At<'_>>)| {
            let pointer = |at: Option<&At<'_>>| at.map(|at| at.pointer.to_string());
            let (old, new) = (pointer(at.0), pointer(at.1));
            let owner = format!("security scheme `{name}`");
            Scope::new(owner, old.as_deref(), new.as_deref())
        };
        for (name, old) in &before {
            let partner = renamed.get(*name).map_or(*name, String::as_str);
            let Some(new) = after.get(partner) else {
                // What asked for it asks for something else now: that has been told.
                if !used.contains_key(*name) {
                    let scope = scope(name, (Some(old), None));
                    self.record.add(Finding::new(
                        Kind::SecuritySchemeRemoved,
                        &scope,
                        Some(old),
                        None,
                    ));
                }
                continue;
            };
            let mut scope = scope(partner, (Some(old), Some(new)));
            // One that is of another type as well is told as that.
            if *name != partner && retyped.as_ref().is_none_or(|(old, _)| old != name) {
                let value = |name: &str| Some(Value::String(name.to_owned()));
                let finding =
                    Finding::new(Kind::SecuritySchemeRenamed, &scope, Some(old), Some(new));
                self.record.add(finding.values(value(name), value(partner)));
            }
            if let Some(operations) = uses.get(partner) {
                scope.request = true;
                scope.operations.extend(operations);
            }
            self.texts(
                &scope,
                Both::new(old, new),
                &["description", "bearerFormat"],
            );
            self.metadata(Both::new(old, new), &[], &scope);
            self.lifecycle(
                Both::new((old, old.flag("deprecated")), (new, new.flag("deprecated"))),
                (Kind::Deprecated, Kind::Undeprecated),
                &scope,
            );
            self.scheme(Both::new(old, new), &scope);
        }
        for (name, new) in &after {
            let known = before.contains_key(name) || renamed.values().any(|it| it == name);
            if !known && !uses.contains_key(*name) {
                let scope = scope(name, (None, Some(new)));
                self.record.add(Finding::new(
                    Kind::SecuritySchemeAdded,
                    &scope,
                    None,
                    Some(new),
                ));
            }
        }
    }
}

fn schemes<'a>(side: &Side<'a>) -> BTreeMap<&'a str, At<'a>> {
    let components = side.root().get("components");
    let schemes = components.map(|at| at.children("securitySchemes"));
    schemes
        .unwrap_or_default()
        .into_iter()
        .map(|(name, at)| (name, side.resolve(&at)))
        .collect()
}

/// What decides how a scheme works.
const ESSENCE: [&str; 6] = ["type", "scheme", "in", "name", "flows", "openIdConnectUrl"];

/// How a scheme works, texts aside.
fn essence(value: &Value) -> Value {
    let members = value.as_object().into_iter().flatten();
    let members = members.filter(|(key, _)| ESSENCE.contains(&key.as_str()));
    let members = members.map(|(key, value)| (key.clone(), value.clone()));
    Value::Object(members.collect::<Map<_, _>>())
}

/// The schemes that work as one did that is gone.
fn renamed(
    before: &BTreeMap<&str, At<'_>>,
    after: &BTreeMap<&str, At<'_>>,
) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (name, old) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let partner = after.iter().find(|(other, new)| {
            !before.contains_key(*other)
                && !taken.contains(*other)
                && hash_value(&essence(old.value)) == hash_value(&essence(new.value))
        });
        if let Some((other, _)) = partner {
            taken.insert(*other);
            renamed.insert((*name).to_owned(), (*other).to_owned());
        }
    }
    renamed
}

/// The one scheme that another one has taken the place of in every requirement.
fn retyped(
    pair: &Pair<'_>,
    before: &BTreeMap<&str, At<'_>>,
    after: &BTreeMap<&str, At<'_>>,
    renamed: &BTreeMap<String, String>,
) -> Option<(String, String)> {
    let is_new = |name: &&String| {
        !before.contains_key(name.as_str()) && !renamed.values().any(|it| it == *name)
    };
    let is_gone =
        |name: &&String| !after.contains_key(name.as_str()) && !renamed.contains_key(name.as_str());
    let (used, uses) = (used(&pair.old), used(&pair.new));
    let gone: Vec<&String> = used.keys().filter(is_gone).collect();
    let come: Vec<&String> = uses.keys().filter(is_new).collect();
    let ([old], [new]) = (gone.as_slice(), come.as_slice()) else {
        return None;
    };
    let mut replaced = renamed.clone();
    replaced.insert((*old).clone(), (*new).clone());
    pair.operations
        .pairs
        .iter()
        .all(|(a, b)| {
            let at =
                |side: &Side<'_>, index: usize| side.operations.get(index).map(|it| it.pointer());
            let ways_of = |side: &Side<'_>, index, renamed: &_| {
                let at = at(side, index).and_then(|at| side.at(&at))?;
                Some(ways(effective(side, &at).as_ref(), renamed))
            };
            ways_of(&pair.old, *a, &replaced) == ways_of(&pair.new, *b, &BTreeMap::new())
        })
        .then(|| ((*old).clone(), (*new).clone()))
}

/// The schemes that operations ask for, with the numbers of those operations in this document.
fn used(side: &Side<'_>) -> BTreeMap<String, BTreeSet<usize>> {
    let mut used: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (index, operation) in side.operations.iter().enumerate() {
        let Some(at) = side.at(&operation.pointer()) else {
            continue;
        };
        for way in ways(effective(side, &at).as_ref(), &BTreeMap::new()) {
            for name in way.into_keys() {
                used.entry(name).or_default().insert(index);
            }
        }
    }
    used
}

/// The requirement of an operation: its own, or that of the document.
fn effective<'a>(side: &Side<'a>, at: &At<'a>) -> Option<At<'a>> {
    at.get("security").or_else(|| side.root().get("security"))
}

fn ways(requirement: Option<&At<'_>>, renamed: &BTreeMap<String, String>) -> Ways {
    let list = requirement.and_then(|at| at.value.as_array());
    let way = |value: &Value| {
        let schemes = value.as_object().into_iter().flatten();
        schemes
            .map(|(name, scopes)| {
                let name = renamed.get(name).unwrap_or(name).clone();
                let scopes = scopes.as_array().into_iter().flatten();
                let scopes = scopes.filter_map(Value::as_str).map(str::to_owned);
                (name, scopes.collect())
            })
            .collect()
    };
    let mut ways: Ways = list.into_iter().flatten().map(way).collect();
    if ways.is_empty() {
        // Nothing is asked for, which is a way without any scheme.
        ways.insert(BTreeMap::new());
    }
    ways
}

impl<'a> Comparison<'_, 'a> {
    fn requirements(&mut self, renamed: &BTreeMap<String, String>) {
        let pair = self.pair;
        let document = Scope::new("the document".to_owned(), Some(""), Some(""));
        for (old, new) in &pair.operations.pairs {
            let (Some(a), Some(b)) = (pair.old.operations.get(*old), pair.new.operations.get(*new))
            else {
                continue;
            };
            let (Some(a), Some(at)) = (pair.old.at(&a.pointer()), pair.new.at(&b.pointer())) else {
                continue;
            };
            let (before, after) = (effective(&pair.old, &a), effective(&pair.new, &at));
            let x = ways(before.as_ref(), renamed);
            let y = ways(after.as_ref(), &BTreeMap::new());
            if x == y {
                continue;
            }
            // One that is inherited on both sides is one change of the document.
            let inherited = a.get("security").is_none() && at.get("security").is_none();
            let mut scope = if inherited {
                document.part("security")
            } else {
                Scope::new(b.title(), Some(&a.pointer), Some(&at.pointer)).part("security")
            };
            scope.request = true;
            scope.operations.insert(*new);
            let suffices = x
                .iter()
                .all(|way| y.iter().any(|other| is_within(other, way)));
            let free = y.contains(&BTreeMap::new());
            let kind = match suffices {
                true if free || y.len() <= x.len() => Kind::SecurityRelaxed,
                true => Kind::SecurityAdded,
                false => Kind::SecurityChanged,
            };
            let value = |at: &Option<At<'_>>| at.as_ref().map(|at| at.value.clone());
            let shown = (value(&before), value(&after));
            let finding = Finding::new(kind, &scope, before.as_ref(), after.as_ref());
            let finding = finding.values(shown.0, shown.1);
            self.record.add(if kind == Kind::SecurityRelaxed && free {
                finding.judged(Level::Minor, "no credentials are needed any longer")
            } else {
                finding
            });
        }
    }
}

/// Whether one who can go `all` ways of a requirement can go this one.
fn is_within(
    way: &BTreeMap<String, BTreeSet<String>>,
    all: &BTreeMap<String, BTreeSet<String>>,
) -> bool {
    way.iter().all(|(name, scopes)| {
        all.get(name)
            .is_some_and(|granted| scopes.is_subset(granted))
    })
}

impl<'a> Comparison<'_, 'a> {
    fn scheme(&mut self, both: Both<&At<'a>>, scope: &Scope) {
        let Both { old, new } = both;
        let (before, after) = (essence(old.value), essence(new.value));
        if hash_value(&before) == hash_value(&after) {
            return;
        }
        let finding = Finding::new(Kind::SecuritySchemeChanged, scope, Some(old), Some(new));
        let told = |it: &Value| without_scope_texts(it);
        let (before, after) = (told(&before), told(&after));
        if before == after {
            return self.texts(scope, Both::new(old, new), &["flows"]);
        }
        // New flows and scopes take nothing away.
        let (mut grown, mut shrunk) = (after.clone(), before.clone());
        keep_known(&before, &mut grown);
        keep_known(&after, &mut shrunk);
        let scopes_alone = |value: &Value| without_addresses(&without_scopes(value));
        self.record.add(if !scope.is_used() {
            finding.judged(Level::Patch, "no operation asks for it")
        } else if before == grown {
            finding.judged(
                Level::Minor,
                "flows or scopes were added; the old ones still do",
            )
        } else if without_addresses(&before) == without_addresses(&after) {
            finding.judged(
                Level::Minor,
                "tokens are got from another address; what is sent to the API stays as it is",
            )
        } else if scopes_alone(&shrunk) == scopes_alone(&grown) {
            finding.judged(
                Level::Minor,
                "tokens are got by other flows or with other scopes; what is sent to the API stays as it is",
            )
        } else {
            finding
        });
    }
}

/// Removes from `new` the flows, and from flows the scopes, that `old` does not have.
fn keep_known(old: &Value, new: &mut Value) {
    let known = old.get("flows").and_then(Value::as_object);
    let Some(flows) = new.get_mut("flows").and_then(Value::as_object_mut) else {
        return;
    };
    flows.retain(|name, _| known.is_some_and(|known| known.contains_key(name)));
    for (name, flow) in flows {
        let known = known.and_then(|it| it.get(name)?.get("scopes")).cloned();
        let scopes = flow.get_mut("scopes").and_then(Value::as_object_mut);
        if let (Some(Value::Object(known)), Some(scopes)) = (known, scopes) {
            scopes.retain(|scope, _| known.contains_key(scope));
        }
    }
}

fn without_scopes(value: &Value) -> Value {
    let mut value = value.clone();
    let flows = value.get_mut("flows").and_then(Value::as_object_mut);
    for flow in flows.into_iter().flat_map(Map::values_mut) {
        if let Value::Object(flow) = flow {
            flow.remove("scopes");
        }
    }
    value
}

/// Without the addresses at which a user gets a token.
fn without_addresses(value: &Value) -> Value {
    let mut value = value.clone();
    let is_address = |key: &str| key.ends_with("Url");
    if let Value::Object(scheme) = &mut value {
        scheme.retain(|key, _| !is_address(key));
    }
    let flows = value.get_mut("flows").and_then(Value::as_object_mut);
    for flow in flows.into_iter().flat_map(Map::values_mut) {
        if let Value::Object(flow) = flow {
            flow.retain(|key, _| !is_address(key));
        }
    }
    value
}

fn without_scope_texts(value: &Value) -> Value {
    let mut value = value.clone();
    let flows = value.get_mut("flows").and_then(Value::as_object_mut);
    for (_, flow) in flows.into_iter().flatten() {
        let scopes = flow.get_mut("scopes").and_then(Value::as_object_mut);
        for (_, text) in scopes.into_iter().flatten() {
            *text = Value::Null;
        }
    }
    value
}
