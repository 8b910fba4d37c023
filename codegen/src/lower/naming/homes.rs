//! Where the inline types of components are described, while compositions copy them.
//!
//! A composition is written out (`compose`), and with it the properties of the components that it is made of. So that a
//! property's inline type stays one type, each carries the pointer of the place where the document describes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::claims::{has_properties, is_leaf, is_named};
use super::place::Place;
use crate::lower::schema::wrapped_name;
use crate::lower::walk;
use crate::pointer;

/// The key of the mark.
pub(in crate::lower) const HOME: &str = "x-lower-home";

/// The names of the places that marks point to.
#[derive(Default)]
pub(in crate::lower) struct Homes(BTreeMap<String, Place>);

impl Homes {
    /// Marks the inline schemas of `document`'s components that may become types.
    pub(in crate::lower) fn mark(document: &mut Value) -> Self {
        let mut homes = Self::default();
        let at = "/components/schemas";
        walk::each(at, document.pointer_mut(at), |at, schema| {
            let name = at.rsplit('/').next().unwrap_or_default();
            let place = Place::root(&pointer::unescape(name), "schema");
            homes.within(at, &place, schema);
        });
        homes
    }

    /// The place that describes `schema`, when it is marked.
    pub(super) fn of<'d>(&'d self, schema: &Value) -> Option<(&'d str, &'d Place)> {
        let home = schema.get(HOME)?.as_str()?;
        let (at, place) = self.0.get_key_value(home)?;
        Some((at, place))
    }

    fn inline(&mut self, at: &str, place: Place, schema: &mut Value) {
        let composed = ["allOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some());
        let named = is_named(schema) || (composed && wrapped_name(schema).is_none());
        self.within(at, &place, schema);
        if let (true, Value::Object(map)) = (named, schema) {
            map.insert(HOME.to_owned(), Value::String(at.to_owned()));
            self.0.insert(at.to_owned(), place);
        }
    }

    /// Those within a schema; not those in members of its unions, whose names depend on what a composition makes of them.
    fn within(&mut self, at: &str, place: &Place, schema: &mut Value) {
        let beside = has_properties(schema);
        let Value::Object(map) = schema else { return };
        let properties = pointer::join(at, "properties");
        walk::each(&properties, map.get_mut("properties"), |at, property| {
            if is_leaf(property) {
                return;
            }
            let name = at.rsplit('/').next().unwrap_or_default();
            self.inline(at, place.field(&pointer::unescape(name)), property);
        });
        if let Some(items) = map.get_mut("items") {
            self.inline(&pointer::join(at, "items"), place.item(), items);
        }
        if let Some(values @ Value::Object(_)) = map.get_mut("additionalProperties") {
            let at = pointer::join(at, "additionalProperties");
            self.inline(&at, place.value(beside), values);
        }
        if let Some(Value::Array(parts)) = map.get_mut("allOf") {
            for (index, part) in parts.iter_mut().enumerate() {
                self.within(&format!("{at}/allOf/{index}"), place, part);
            }
        }
    }
}

/// Takes the marks out again.
pub(super) fn strip(document: &mut Value) {
    walk::schemas(document, &mut |_, schema| {
        if let Some(map) = schema.as_object_mut() {
            Map::shift_remove(map, HOME);
        }
    });
}
