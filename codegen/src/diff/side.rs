//! One of the two documents, with its references resolved.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use crate::document::{Document, Operation, operations};
use crate::pointer;

/// The longest chain of references that is followed. Only a cycle of aliases is longer.
const MAX_CHAIN: usize = 64;

/// Where a node stands, as a JSON pointer: borrowed from the reference that has led here, if one has.
pub(super) type Pointer<'a> = Cow<'a, str>;

/// A node, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: Pointer<'a>,
}

/// Up to so many members of a mapping, to look at each of them is quicker than to hash a key. Most schemas have four.
const FEW: usize = 8;

/// The member `key` of `value`.
fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let map = value.as_object()?;
    if map.len() > FEW {
        return map.get(key);
    }
    map.iter().find(|(it, _)| *it == key).map(|(_, it)| it)
}

impl<'a> At<'a> {
    /// What the member `key` of this node is.
    pub(super) fn member(&self, key: &str) -> Option<&'a Value> {
        member(self.value, key)
    }

    /// The member `key` of this node.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        Some(At {
            value: self.member(key)?,
            pointer: pointer::join(&self.pointer, key).into(),
        })
    }

    /// The members of this mapping, extensions left out.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a> {
        self.members_where(|key| !key.starts_with("x-"))
    }

    /// All members of this mapping: those of a mapping of names, where `x-` is a name like another.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a> {
        self.members_where(|_| true)
    }

    /// The members whose keys are wanted.
    pub(super) fn members_where<F: Fn(&str) -> bool>(
        &self,
        wanted: F,
    ) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a, F> {
        let at = self.pointer.clone();
        let members = self.value.as_object().into_iter().flatten();
        members
            .filter(move |(key, _)| wanted(key))
            .map(move |(key, value)| {
                let pointer = pointer::join(&at, key).into();
                (key.as_str(), At { value, pointer })
            })
    }

    /// The members of the mapping at `key`, by name.
    pub(super) fn children(&self, key: &str) -> Vec<(&'a str, At<'a>)> {
        self.get(key)
            .map(|at| at.named().collect())
            .unwrap_or_default()
    }

    /// The items of the list at `key`.
    pub(super) fn list(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.get(key) else {
            return Vec::new();
        };
        let items = list.value.as_array().into_iter().flatten();
        items
            .enumerate()
            .map(|(index, value)| At {
                value,
                pointer: format!("{}/{index}", list.pointer).into(),
            })
            .collect()
    }

    /// The text at `key`.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.member(key).and_then(Value::as_str)
    }

    /// Whether `key` is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.member(key) == Some(&Value::Bool(true))
    }
}

/// One of the two documents.
pub(super) struct Side<'a> {
    pub(super) document: &'a Document,
    pub(super) operations: Vec<Operation<'a>>,
    /// The indices of the operations, by pointer.
    operations_at: HashMap<String, usize>,
    /// The component schemas that are not mere references to another one, by pointer.
    pub(super) schemas: BTreeMap<String, At<'a>>,
    /// The schemas that each refers to, as far as they have been looked for; see [`super::reach::schemas_below`].
    pub(super) below: RefCell<HashMap<String, Rc<BTreeSet<String>>>>,
}

impl<'a> Side<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let operations: Vec<Operation<'_>> = operations(document.value()).collect();
        let places = operations.iter().enumerate();
        let mut side = Self {
            document,
            operations_at: places.map(|(index, it)| (it.pointer(), index)).collect(),
            operations,
            schemas: BTreeMap::new(),
            below: RefCell::default(),
        };
        let schemas = side
            .root()
            .get("components")
            .map(|components| components.children("schemas"));
        for (_, at) in schemas.unwrap_or_default() {
            if at.text("$ref").is_none() || !alias(at.value) || side.follow(&at).is_none() {
                side.schemas.insert(at.pointer.to_string(), at);
            }
        }
        side
    }

    /// The operation that the place is within, by its index, and what follows its pointer.
    pub(super) fn operation_of<'p>(&self, place: &'p str) -> Option<(usize, &'p str)> {
        let rest = place.strip_prefix("/paths/")?;
        let mut ends = rest.match_indices('/').map(|(at, _)| at + "/paths/".len());
        ends.next()?;
        let (pointer, rest) = place.split_at_checked(ends.next().unwrap_or(place.len()))?;
        Some((*self.operations_at.get(pointer)?, rest))
    }

    /// The whole document.
    pub(super) fn root(&self) -> At<'a> {
        At {
            value: self.document.value(),
            pointer: Cow::Borrowed(""),
        }
    }

    /// The node at `pointer`.
    pub(super) fn at(&self, pointer: &str) -> Option<At<'a>> {
        Some(At {
            value: pointer::find(self.document.value(), pointer)?,
            pointer: Cow::Owned(pointer.to_owned()),
        })
    }

    /// What `at` refers to in the end, when it is a reference that leads somewhere.
    pub(super) fn follow(&self, at: &At<'a>) -> Option<At<'a>> {
        self.follow_value(at.value)
    }

    /// The same, wherever the reference stands.
    pub(super) fn follow_value(&self, value: &'a Value) -> Option<At<'a>> {
        let mut current = self.target(member(value, "$ref")?.as_str()?)?;
        for _ in 0..MAX_CHAIN {
            match current.text("$ref") {
                Some(reference) if alias(current.value) => current = self.target(reference)?,
                _ => return Some(current),
            }
        }
        None
    }

    /// `at`, or what it refers to.
    pub(super) fn resolve(&self, at: &At<'a>) -> At<'a> {
        self.follow(at).unwrap_or_else(|| at.clone())
    }

    fn target(&self, reference: &'a str) -> Option<At<'a>> {
        let fragment = reference.strip_prefix('#')?;
        match pointer::find(self.document.value(), fragment) {
            Some(value) => Some(At {
                value,
                pointer: Cow::Borrowed(fragment),
            }),
            None => self.at(&pointer::percent_decoded(fragment)),
        }
    }
}

/// Whether a component is another name of what it refers to: nothing but text stands beside the reference.
fn alias(value: &Value) -> bool {
    value.as_object().is_some_and(|map| {
        map.keys().all(|key| {
            matches!(key.as_str(), "$ref" | "description" | "summary") || key.starts_with("x-")
        })
    })
}
