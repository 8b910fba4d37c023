//! Where in the vendor's document a generated item comes from.
//!
//! An item's origin is a place in the *resolved* document. The lowering moves things: it merges an `allOf` into one
//! schema, makes components of inline schemas, takes a prefix from each path. So the way to a place is walked in the
//! vendor's document, through references and compositions, as far as it leads.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::item::{Item, Owner};
use crate::api::Api;
use crate::diff::side::{At, Side};
use crate::outline::Line;
use crate::upstream::names::snake;
use crate::{pointer, references};

mod walk;

/// How many components that are not the vendor's may stand for one another in a row.
const MAX_MADE: usize = 8;

/// The places of one client's items in the vendor's document.
pub(super) struct Places<'a> {
    pub(super) side: &'a Side<'a>,
    pub(super) api: &'a Api,
    /// Where the resolved document refers to a component, by the component's pointer.
    references: BTreeMap<String, Vec<String>>,
    /// Where the vendor's document refers to each component, found when it is first asked for: few causes need it.
    users: OnceCell<BTreeMap<String, Vec<String>>>,
    /// The types of builders.
    builders: BTreeMap<&'a str, &'a str>,
    /// The builder that comes from a place of the resolved document.
    builders_at: BTreeMap<&'a str, &'a str>,
    /// The spelling of fields on the wire, by `Type.field`.
    wires: BTreeMap<&'a str, &'a str>,
    /// What comes from each place, whole types and operations only.
    names: BTreeMap<String, Vec<Owner<'a>>>,
    /// The places of each type.
    types: BTreeMap<&'a str, BTreeSet<String>>,
    /// The places of fields, by `Type.field`, as far as they have been looked for.
    members: RefCell<HashMap<String, Option<BTreeSet<String>>>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(side: &'a Side<'a>, api: &'a Api) -> Self {
        let wires = api.outline.iter().filter_map(|line| {
            let field = line.item.strip_prefix("types::")?;
            Some((field, line.wire.as_deref()?))
        });
        let mut places = Self {
            users: OnceCell::new(),
            wires: wires.collect(),
            builders: api.names.builders().collect(),
            // Of two, the first by name.
            builders_at: api
                .origins
                .builders
                .iter()
                .rev()
                .map(|(name, at)| (at.as_str(), name.as_str()))
                .collect(),
            side,
            references: referring(&api.skeleton),
            api,
            names: BTreeMap::new(),
            types: BTreeMap::new(),
            members: RefCell::default(),
        };
        let origins = &api.origins;
        let types = origins
            .types
            .iter()
            .map(|(name, at)| (Owner::Type(name), at));
        let builders = origins
            .builders
            .iter()
            .map(|(name, at)| (Owner::Builder(name), at));
        let methods = origins
            .methods
            .iter()
            .map(|(name, at)| (Owner::Method(name), at));
        for (owner, at) in types.chain(builders).chain(methods) {
            let found = places.vendor(at);
            for place in &found {
                let owners = places.names.entry(place.clone()).or_default();
                owners.push(owner);
            }
            if let Owner::Type(name) = owner {
                places.types.insert(name, found);
            }
        }
        places
    }

    /// Where the vendor's document refers to the component at `pointer`.
    pub(super) fn users(&self, pointer: &str) -> &[String] {
        let read = || referring(self.side.document.value());
        let users = self.users.get_or_init(read).get(pointer);
        users.map_or(&[], Vec::as_slice)
    }

    /// What a line is about.
    pub(super) fn item<'l>(&'l self, line: &'l Line) -> Item<'l> {
        // An old name belongs to what it stands for.
        let item = Item::parse(line.alias_of.as_ref().unwrap_or(&line.item));
        let known = |name: &str| self.api.origins.types.contains_key(name);
        if let Owner::Type(name) = item.owner
            && let Some(of) = self.builders.get(name)
        {
            return Item {
                owner: Owner::Type(of),
                member: None,
            };
        }
        match item.owner {
            // `impl From<Name> for String` belongs to `Name`.
            Owner::Type(name) if !known(name) => {
                let words = line
                    .item
                    .split(|it: char| !(it.is_alphanumeric() || it == '_'));
                match words.into_iter().find(|word| known(word)) {
                    Some(name) => Item {
                        owner: Owner::Type(name),
                        member: None,
                    },
                    None => item,
                }
            }
            _ => item,
        }
    }

    /// The places that the item's owner stands for, in the vendor's document.
    pub(super) fn of_owner(&self, line: &Line) -> BTreeSet<String> {
        self.of_name(self.item(line).owner)
    }

    /// The operation that an inline type stands in, which may be far from the parameter or body that it is written in.
    pub(super) fn operation(&self, line: &Line) -> BTreeSet<String> {
        let Owner::Type(name) = self.item(line).owner else {
            return BTreeSet::new();
        };
        let origin = self.api.origins.types.get(name);
        origin.map_or_else(BTreeSet::new, |at| self.operations_of(at, MAX_MADE))
    }

    fn operations_of(&self, resolved: &str, left: usize) -> BTreeSet<String> {
        let tokens: Vec<&str> = resolved.split('/').skip(1).collect();
        match tokens.as_slice() {
            ["paths", path, method, ..] => self.vendor(&format!("/paths/{path}/{method}")),
            ["components", kind, name, ..] if left > 0 => {
                let at = format!("/components/{kind}/{name}");
                if self.side.at(&at).is_some() {
                    return BTreeSet::new();
                }
                let users = self.references.get(&at).into_iter().flatten();
                users
                    .flat_map(|user| self.operations_of(user, left - 1))
                    .collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The places of whatever has the name of a line's owner in this client.
    pub(super) fn of_name(&self, owner: Owner<'_>) -> BTreeSet<String> {
        self.of_item(Item {
            owner,
            member: None,
        })
    }

    /// The places of the types, by name.
    pub(super) fn types(&self) -> impl Iterator<Item = (&'a str, &BTreeSet<String>)> {
        self.types.iter().map(|(name, places)| (*name, places))
    }

    /// The builder that comes from a place of the resolved document.
    pub(super) fn builder_at(&self, resolved: &str) -> Option<&'a str> {
        self.builders_at.get(resolved).copied()
    }

    /// The types, builders and methods that come from a place.
    pub(super) fn names_at(&self, place: &str) -> Vec<Owner<'a>> {
        self.names.get(place).cloned().unwrap_or_default()
    }

    /// The places that an item stands for, in the vendor's document.
    pub(super) fn of(&self, line: &Line) -> BTreeSet<String> {
        self.of_item(self.item(line))
    }

    pub(super) fn of_item(&self, Item { owner, member }: Item<'_>) -> BTreeSet<String> {
        let origins = &self.api.origins;
        match (owner, member) {
            (Owner::Type(name), member) => {
                let Some(at) = origins.types.get(name) else {
                    return BTreeSet::new();
                };
                let whole = || self.types.get(name).cloned().unwrap_or_default();
                member
                    .and_then(|member| self.member(name, at, member))
                    .unwrap_or_else(whole)
            }
            (Owner::Builder(name), member) => {
                let Some(at) = origins.builders.get(name) else {
                    return BTreeSet::new();
                };
                member
                    .and_then(|member| self.input(at, member))
                    .unwrap_or_else(|| self.vendor(at))
            }
            (Owner::Method(name), _) => match origins.methods.get(name) {
                Some(at) => self.vendor(at),
                None => BTreeSet::new(),
            },
            (Owner::Credential(method), _) => self.credential(method),
            (Owner::Servers, _) => BTreeSet::from(["/servers".to_owned()]),
            (Owner::Client, _) => BTreeSet::new(),
        }
    }

    /// The places of a security scheme: where it is declared, and where it is asked for.
    fn credential(&self, method: &str) -> BTreeSet<String> {
        let schemes = &self.api.names.schemes;
        let Some(scheme) = schemes.iter().find(|it| it.method == method) else {
            return BTreeSet::new();
        };
        let asks = |at: &At<'a>| {
            let alternatives = at.value.as_array().into_iter().flatten();
            alternatives
                .filter_map(Value::as_object)
                .any(|it| it.contains_key(&scheme.name))
        };
        let operations = self.side.operations.iter();
        let operations = operations.filter_map(|it| self.side.at(&it.pointer()));
        let asked = operations
            .chain([self.side.root()])
            .filter_map(|at| at.get("security"))
            .filter(asks)
            .map(|at| at.pointer.into_owned());
        let declared = pointer::join("/components/securitySchemes", &scheme.name);
        asked.chain([declared]).collect()
    }

    /// The place of a type's field, which is that of its setter as well.
    fn member(&self, name: &str, at: &str, member: &str) -> Option<BTreeSet<String>> {
        let key = format!("{name}.{member}");
        if let Some(known) = self.members.borrow().get(&key) {
            return known.clone();
        }
        let found = self.find_member(&key, at, member);
        self.members.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_member(&self, key: &str, at: &str, member: &str) -> Option<BTreeSet<String>> {
        let wire = self.wires.get(key).copied().unwrap_or(member);
        let property = pointer::join(&format!("{at}/properties"), wire);
        pointer::find(&self.api.skeleton, &property)?;
        let mut places = self.vendor(&property);
        if let Some(own) = self.api.origins.fields.get(key) {
            places.extend(self.vendor(own));
        }
        Some(places)
    }

    /// The place of what a setter of an operation's builder takes, or of what `send` gives.
    fn input(&self, operation: &str, member: &str) -> Option<BTreeSet<String>> {
        let part = match member {
            "body" | "body_map" => "requestBody",
            "send" => "responses",
            _ => return self.parameter(operation, member),
        };
        let at = pointer::join(operation, part);
        pointer::find(&self.api.skeleton, &at)?;
        let mut places = self.vendor(&at);
        // A body or an answer may be shared by operations, and stand elsewhere.
        for place in places.clone() {
            let Some(node) = self.side.at(&place) else {
                continue;
            };
            let parts = node.members().map(|(_, part)| part).chain([node.clone()]);
            places.extend(
                parts
                    .filter_map(|part| self.side.follow(&part))
                    .map(|it| it.pointer.into_owned()),
            );
        }
        Some(places)
    }

    fn parameter(&self, operation: &str, member: &str) -> Option<BTreeSet<String>> {
        let list = pointer::find(&self.api.skeleton, operation)?.get("parameters")?;
        let named = |value: &Value| {
            value
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| {
                    snake(name).trim_end_matches('_') == member.trim_end_matches('_')
                })
        };
        let index = list.as_array()?.iter().position(named)?;
        Some(self.vendor(&format!("{operation}/parameters/{index}")))
    }
}

/// Where `document` refers to each of its places.
fn referring(document: &Value) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    references::each(document, "", &mut |at, target| {
        if let Some(target) = target.strip_prefix('#') {
            let places = found.entry(target.to_owned()).or_default();
            places.push(at.to_owned());
        }
    });
    found
}
