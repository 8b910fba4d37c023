//! The rules that give every inline type a name of its own.
//!
//! typify names an inline type after the place it stands at, numbers what it cannot name, and when a name is taken,
//! silently uses the type that has it. So whether an operation is described before or after another one decides what its
//! types are called. Here each inline schema that becomes a named Rust type is made a component before the generator
//! runs, and its name says where it stands: `ListPetsQueryFilter`, `CreatePetBody`, `GetPetResponse200`, `PetOwner`.
//! Neither the order of the document nor what else is in it has a say.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::context::Context;
use super::schema::reference_to;
use super::unique::Names;
use crate::error::Result;
use crate::upstream::OF_TYPES;
use crate::upstream::names::pascal;

mod claims;
pub(super) mod homes;
mod place;
mod unions;

use claims::{Claim, Claims, Named};
use homes::HOME;

/// Makes components of the inline types in parameters, bodies and responses that operations share.
pub(super) fn shared_types(context: &mut Context) -> Result<()> {
    let mut claims = Claims::new(&context.document, &context.homes);
    claims.shared();
    let Claims { found, alike, .. } = claims;
    make(context, found, alike);
    Ok(())
}

/// Makes components of all other inline types.
pub(super) fn inline_types(context: &mut Context) -> Result<()> {
    let mut claims = Claims::new(&context.document, &context.homes);
    claims.all();
    let Claims { found, alike, .. } = claims;
    make(context, found, alike);
    homes::strip(&mut context.document);
    Ok(())
}

/// Names what was `found`, makes components of it, and refers to them; also from what is `alike`.
fn make(context: &mut Context, mut found: Vec<Claim>, alike: Vec<(String, Named)>) {
    let mut names = Names::new(pascal, OF_TYPES);
    let schemas = context.document.pointer("/components/schemas");
    for name in schemas
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
    {
        names.take(name);
    }
    // What stands closer to a name of the document's own has the better claim to a short one.
    found.sort_by(|a, b| (a.place.depth, &a.at).cmp(&(b.place.depth, &b.at)));
    let mut named: Vec<(String, String, Role)> = Vec::new();
    let mut by_place = BTreeMap::new();
    for Claim { at, place } in found {
        let name = rust_name(&names.claim(&[place.short, place.long], &at));
        by_place.insert(at.clone(), name.clone());
        named.push((at, name, Role::Component));
    }
    for (at, same) in alike {
        let name = match same {
            Named::Component(name) => Some(name),
            Named::Claim(other) => by_place.get(&other).cloned(),
        };
        named.extend(name.map(|name| (at, name, Role::Reference)));
    }
    // Inner ones first: an outer one takes its references to them along.
    named.sort_by(|(a, ..), (b, ..)| (b.len(), a).cmp(&(a.len(), b)));
    let mut made = Map::new();
    for (at, name, role) in &named {
        let Some(slot) = context.document.pointer_mut(at) else {
            continue;
        };
        let mut component = slot.take();
        *slot = refer(at, &mut component, name);
        if *role == Role::Component {
            made.insert(name.clone(), component);
        }
    }
    context
        .hits
        .extend(named.into_iter().map(|(at, ..)| at).rev());
    if !made.is_empty() {
        made.sort_keys();
        let mut schemas = context.take_schemas();
        schemas.extend(made);
        context.set_schemas(schemas);
    }
}

/// The type that a component called `name` becomes, as a name that becomes itself: `TA` is `Ta`.
fn rust_name(name: &str) -> String {
    pascal(&pascal(name))
}

/// Whether the schema at a place becomes the component, or is the same as one.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Role {
    Component,
    Reference,
}

/// What stands where the component was taken from. What says something of the place, and not of the type, stays there.
fn refer(at: &str, component: &mut Value, name: &str) -> Value {
    let part = json!({ "$ref": reference_to(name) });
    let Value::Object(component) = component else {
        return part;
    };
    component.shift_remove(HOME);
    let mut outer = Map::new();
    for key in ["nullable", "deprecated", "readOnly", "writeOnly"] {
        outer.extend(component.shift_remove_entry(key));
    }
    // A field is described as well as its type.
    let mut tokens = at.rsplit('/');
    if let (true, Some(text)) = (
        tokens.nth(1) == Some("properties"),
        component.get("description"),
    ) {
        outer.insert("description".to_owned(), text.clone());
    }
    if outer.is_empty() {
        return part;
    }
    outer.insert("allOf".to_owned(), json!([part]));
    Value::Object(outer)
}
