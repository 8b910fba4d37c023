//! Where a type is used: said of types that the document does not describe, whose own name says nothing more.

use std::collections::BTreeMap;

use super::{Model, Operation, Outcome, Shape};

/// Describes each type without a description by the first place that has it.
pub(super) fn describe(model: &mut Model) {
    let mut places = Places::default();
    for operation in &model.operations {
        places.of_operation(operation);
    }
    for ty in model.types.values() {
        let name = &ty.name;
        match &ty.shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    places.add(
                        &field.ty,
                        format!("The property `{}` of `{name}`.", field.wire),
                    );
                }
                if let Some((_, rest)) = &object.rest {
                    places.add(rest, format!("The other properties of `{name}`."));
                }
            }
            Shape::Union(union) => {
                for member in &union.members {
                    places.add(&member.ty, format!("A member of the union `{name}`."));
                }
            }
            Shape::Keyed(members) => {
                for member in members {
                    places.add(
                        &member.ty,
                        format!("The value of `{}` in `{name}`.", member.wire),
                    );
                }
            }
            Shape::Newtype(inner) => places.add(inner, format!("The content of `{name}`.")),
            Shape::Enum(_) | Shape::Other(_) => {}
        }
    }
    for ty in model.types.values_mut() {
        // typify gives a type without a description its name.
        let undescribed = ty.docs.is_empty() || ty.docs == format!("`{}`", ty.name);
        if let (true, Some(place)) = (undescribed, places.0.remove(&ty.name)) {
            ty.docs = place;
        }
    }
}

/// The first place of each type.
#[derive(Default)]
struct Places(BTreeMap<String, String>);

impl Places {
    fn of_operation(&mut self, operation: &Operation) {
        let call = format!("`{} {}`", operation.verb, operation.path);
        for parameter in &operation.parameters {
            let place = format!("The parameter `{}` of {call}.", parameter.name);
            self.add(&parameter.ty, place);
        }
        for body in &operation.bodies {
            self.add(&body.ty, format!("The body of {call}."));
        }
        for outcome in [&operation.success, &operation.failure] {
            match outcome {
                Outcome::Undocumented => {}
                Outcome::One { ty, formats, .. } => {
                    let status = formats.first().map_or("", |it| it.status.as_str());
                    self.add(ty, format!("The response {status} of {call}."));
                }
                Outcome::Several { variants, .. } => {
                    for it in variants {
                        let place = format!("The response {} of {call}.", it.format.status);
                        self.add(it.ty.as_deref().unwrap_or_default(), place);
                    }
                }
            }
        }
    }

    /// Every name in the type `ty`; those of no type of the document are not asked for.
    fn add(&mut self, ty: &str, place: String) {
        let is_part = |it: char| !it.is_alphanumeric() && it != '_';
        for name in ty.split(is_part).filter(|name| !name.is_empty()) {
            self.0
                .entry(name.to_owned())
                .or_insert_with(|| place.clone());
        }
    }
}
