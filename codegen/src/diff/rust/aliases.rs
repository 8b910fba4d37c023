//! Old names that the new client can keep, because what had them was only renamed.
//!
//! A rename is what the matching of schemas, operations and parameters has found evidence for; where two items became one,
//! or the old name is that of something else now, nothing is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::item::{Item, Owner};
use super::places::Places;
use super::renames::{self, Renames};
use crate::aliases::{Alias, TypeOf, member};
use crate::diff::compare::Pair;
use crate::diff::{Change, Kind};
use crate::model::{OpenEnum, Operation, Outcome};
use crate::outline::Line;

/// The old names of a new client.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Those that the old client keeps already, for what they stand for by now.
    pub carried: Vec<Alias>,
    /// Those of what the new document renames.
    pub renamed: Vec<Alias>,
}

impl Kept {
    /// All of them.
    pub fn all(&self) -> Vec<Alias> {
        [self.carried.clone(), self.renamed.clone()].concat()
    }
}

/// What names of the old client are called in the new one, as its aliases say.
#[derive(Debug, Default)]
pub(super) struct OldNames<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> OldNames<'a> {
    pub(super) fn new(aliases: &'a [Alias]) -> Self {
        let names = aliases.iter().map(|it| (it.old.as_str(), it.new.as_str()));
        Self(names.collect())
    }

    /// Those that a program may use in every way. The old name of a variant is a constant, and no pattern takes a constant
    /// where the value is behind a reference.
    pub(super) fn that_compile(aliases: &'a [Alias]) -> Self {
        let mut names = Self::new(aliases);
        names
            .0
            .retain(|old, _| !old.starts_with("types::") || member(old).is_none());
        names
    }

    /// The item that an old line is about by now.
    pub(super) fn item<'l>(&self, line: &'l Line) -> Cow<'l, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(&line.item);
        }
        Cow::Owned(if line.is_implementation() {
            format!("{}{}", self.path(&line.path()), self.types(&line.rest))
        } else {
            self.path(&line.item)
        })
    }

    /// A path by its new name.
    pub(super) fn path(&self, path: &str) -> String {
        let Some((module, prefix, rest)) = [
            ("types::", "types::builder::"),
            ("types::", "types::"),
            ("operations::", "operations::"),
        ]
        .into_iter()
        .find_map(|(module, prefix)| Some((module, prefix, path.strip_prefix(prefix)?))) else {
            return self.0.get(path).copied().unwrap_or(path).to_owned();
        };
        let end = rest.find(|it: char| !(it.is_alphanumeric() || it == '_'));
        let (owner, tail) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        let now = self.0.get(format!("{module}{owner}").as_str());
        let now = now
            .and_then(|now| now.strip_prefix(module))
            .unwrap_or(owner);
        let now = format!("{prefix}{now}{tail}");
        let of_member = member(&now).and_then(|_| self.0.get(now.as_str()));
        of_member.map_or(now.clone(), |it| (*it).to_owned())
    }

    /// What follows a path, with the new names of types.
    pub(super) fn types(&self, rest: &str) -> String {
        let mut text = String::new();
        for word in renames::words(rest) {
            let module = if text.ends_with("operations::") {
                "operations"
            } else {
                "types"
            };
            let now = self.0.get(format!("{module}::{word}").as_str());
            text.push_str(now.and_then(|it| it.rsplit("::").next()).unwrap_or(word));
        }
        text
    }
}

/// The old names that the new client can keep. `changes` are those of the documents.
pub(super) fn kept(
    pair: &Pair<'_>,
    changes: &[Change],
    old: &Places<'_>,
    new: &Places<'_>,
) -> Kept {
    let types = types(pair, old, new);
    let mut renamed = Vec::new();
    for (name, now) in &types {
        if name != now {
            of_type(name, now, old, new, &mut renamed);
        }
    }
    operations(pair, changes, old, new, &mut renamed);
    for (name, now) in &types {
        let shapes = (old.api.names.types.get(name), new.api.names.types.get(now));
        if let (Some(a), Some(b)) = shapes
            && let (TypeOf::Enum(a), TypeOf::Enum(b)) = (a, b)
        {
            variants(now, a, b, &mut renamed);
        }
    }
    let renamed = new.api.names.possible(renamed);
    let names = OldNames::new(&renamed);
    let carried = old.api.aliases.iter().map(|alias| {
        // A name of its own stays as it is; what belongs to an item goes with it.
        let of_member = member(&alias.old).filter(|(owner, _)| !owner.starts_with("Client"));
        let name = of_member.map_or(alias.old.clone(), |(owner, name)| {
            format!("{}::{name}", names.path(owner))
        });
        Alias {
            old: name,
            new: names.path(&alias.new),
            ..alias.clone()
        }
    });
    Kept {
        carried: new.api.names.possible(carried.collect()),
        renamed,
    }
}

/// The new name of each old type that is one type in either client.
fn types(pair: &Pair<'_>, old: &Places<'_>, new: &Places<'_>) -> BTreeMap<String, String> {
    let renames = Renames::find(pair, old, new);
    let mut now: BTreeMap<String, String> = BTreeMap::new();
    let mut takers: BTreeMap<String, usize> = BTreeMap::new();
    for name in old.api.names.types.keys() {
        let to = renames.now(name).unwrap_or(name);
        *takers.entry(to.to_owned()).or_default() += 1;
        if to == name || renames.is_certain(name) {
            now.insert(name.clone(), to.to_owned());
        }
    }
    now.retain(|_, to| takers.get(to) == Some(&1));
    now
}

fn of_type(name: &str, now: &str, old: &Places<'_>, new: &Places<'_>, found: &mut Vec<Alias>) {
    let types = (old.api.names.types.get(name), new.api.names.types.get(now));
    let (Some(a), Some(b)) = types else { return };
    if discriminant(a) != discriminant(b) {
        return;
    }
    found.push(Alias::new(
        format!("types::{name}"),
        format!("types::{now}"),
    ));
    if let (TypeOf::Object(a), TypeOf::Object(b)) = (a, b) {
        found.push(Alias::new(format!("types::{a}"), format!("types::{b}")));
    }
}

fn operations(
    pair: &Pair<'_>,
    changes: &[Change],
    old: &Places<'_>,
    new: &Places<'_>,
    found: &mut Vec<Alias>,
) {
    for a in &old.api.names.operations {
        let Some(b) = partner(pair, a, old, new) else {
            continue;
        };
        let mut keep = |path: &str, a: &str, b: &str| {
            if a != b {
                found.push(Alias::new(format!("{path}{a}"), format!("{path}{b}")));
            }
        };
        keep("Client::", &a.method, &b.method);
        keep("operations::", &a.builder, &b.builder);
        for outcomes in [(&a.success, &b.success), (&a.failure, &b.failure)] {
            if let (Outcome::Several { name: a, .. }, Outcome::Several { name: b, .. }) = outcomes {
                keep("operations::", a, b);
            }
        }
        let path = format!("operations::{}::", b.builder);
        for change in changes
            .iter()
            .filter(|it| it.kind == Kind::ParameterRenamed)
        {
            let also = change.also.iter().map(|place| &place.pointer);
            for at in std::iter::once(&change.pointer).chain(also) {
                let setters = (
                    setter(old, a, at.old.as_deref()),
                    setter(new, b, at.new.as_deref()),
                );
                if let (Some(a), Some(b)) = setters {
                    keep(&path, a, b);
                }
            }
        }
    }
}

/// What an operation of the old client is in the new one.
fn partner<'n>(
    pair: &Pair<'_>,
    operation: &Operation,
    old: &Places<'_>,
    new: &'n Places<'_>,
) -> Option<&'n Operation> {
    let at = old.api.origins.methods.get(&operation.method)?;
    let places = old.vendor(at);
    let now = places
        .iter()
        .filter_map(|place| renames::moved(pair, place));
    let methods: BTreeSet<&str> = now
        .flat_map(|place| new.names_at(&place))
        .filter_map(|owner| match owner {
            Owner::Method(name) => Some(name),
            _ => None,
        })
        .collect();
    let name = methods.first().filter(|_| methods.len() == 1)?;
    new.api
        .names
        .operations
        .iter()
        .find(|it| it.method == **name)
}

/// The setter of the parameter that is declared at `place`.
fn setter<'o>(
    places: &Places<'_>,
    operation: &'o Operation,
    place: Option<&str>,
) -> Option<&'o str> {
    let place = place?;
    let parameter = operation.parameters.iter().find(|parameter| {
        let of = places.of_item(Item {
            owner: Owner::Builder(&operation.builder),
            member: Some(&parameter.ident),
        });
        of.contains(place)
    });
    parameter.map(|it| it.ident.as_str())
}

/// The variants of one enum whose names differ although their values do not, or only in how a word is spelt.
fn variants(ty: &str, old: &OpenEnum, new: &OpenEnum, found: &mut Vec<Alias>) {
    let gone = |ident: &str, of: &OpenEnum| !of.variants.iter().any(|it| it.ident == ident);
    for a in old.variants.iter().filter(|it| gone(&it.ident, new)) {
        let same = new.variants.iter().find(|it| it.wire == a.wire);
        let come = || {
            let come = new.variants.iter().filter(|it| gone(&it.ident, old));
            let mut alike = come.filter(|it| spelling(&it.wire) == spelling(&a.wire));
            alike.next().filter(|_| alike.next().is_none())
        };
        if let Some(b) = same.or_else(come) {
            let path = |ident: &str| format!("types::{ty}::{ident}");
            found.push(Alias::new(path(&a.ident), path(&b.ident)));
        }
    }
}

/// A value without what its spelling may leave to taste: case, what stands between words, doubled letters.
fn spelling(value: &str) -> String {
    let mut letters: Vec<char> = value
        .chars()
        .filter(|it| it.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    letters.dedup_by(|a, b| a == b && a.is_alphabetic());
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{OldNames, spelling};
    use crate::aliases::Alias;

    #[test]
    fn names_are_replaced_where_they_are_names_of_types() {
        let aliases = [
            Alias::new("types::Pet", "types::Animal"),
            Alias::new("types::PetBuilder", "types::AnimalBuilder"),
            Alias::new("operations::GetPet", "operations::GetAnimal"),
            Alias::new("Client::get_pet", "Client::get_animal"),
            Alias::new(
                "operations::GetAnimal::size",
                "operations::GetAnimal::limit",
            ),
        ];
        let names = OldNames::new(&aliases);
        for (old, new) in [
            ("types::Pet", "types::Animal"),
            ("types::Pet.name", "types::Animal.name"),
            ("types::Kind::Pet", "types::Kind::Pet"),
            ("types::builder::Pet::name", "types::builder::Animal::name"),
            ("types::PetBuilder::name", "types::AnimalBuilder::name"),
            ("types::Petition", "types::Petition"),
            ("operations::GetPet::send", "operations::GetAnimal::send"),
            ("operations::GetPet::size", "operations::GetAnimal::limit"),
            ("Client::get_pet", "Client::get_animal"),
        ] {
            assert_eq!(names.path(old), new);
        }
        assert_eq!(
            names.types(
                "(self) -> Result<Response<types::Pet>, Error<operations::GetPet>>, Vec<Pet>"
            ),
            "(self) -> Result<Response<types::Animal>, Error<operations::GetAnimal>>, Vec<Animal>"
        );
    }

    #[test]
    fn a_value_is_the_same_one_in_another_spelling_of_the_same_letters() {
        assert_eq!(spelling("cancelled"), spelling("CANCELED"));
        assert_eq!(spelling("in-progress"), spelling("inprogress"));
        assert_ne!(spelling("v1"), spelling("v11"));
        assert_ne!(spelling("type_a"), spelling("type_b"));
    }
}
