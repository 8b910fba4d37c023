//! The members of a union, and what tells them apart.

use serde_json::{Map, Value};
use syn::ItemEnum;

use super::types::{UNKNOWN, docs, variant_type};
use super::{Member, MemberKind, Union};
use crate::lower::names::pascal;
use crate::lower::schema::{component_name, kind, literal, resolved, wrapped_name};

type Schemas = Map<String, Value>;

/// The union of an enum that typify wrote for `schema`; `None` when its variants are not the schema's members.
pub(super) fn read(item: &ItemEnum, schema: &Value, schemas: &Schemas) -> Option<Union> {
    let members = resolved(schema, schemas).get("oneOf")?.as_array()?;
    if members.len() != item.variants.len() {
        return None;
    }
    let discriminator = resolved(schema, schemas).get("discriminator");
    let (tag, tags) = tag_of(members, discriminator, schemas);
    let types: Vec<String> = item.variants.iter().map(variant_type).collect();
    let mut result = Vec::new();
    for (index, (variant, member)) in item.variants.iter().zip(members).enumerate() {
        let ty = types.get(index)?.clone();
        result.push(Member {
            ident: variant.ident.to_string(),
            docs: docs(&variant.attrs),
            tags: tags.get(index).into_iter().flatten().map(literal).collect(),
            kind: member_kind(member, schemas),
            converts: types.iter().filter(|other| **other == ty).count() == 1,
            ty,
        });
    }
    let unknown = UNKNOWN
        .iter()
        .find(|name| result.iter().all(|member| member.ident != **name))?;
    Some(Union {
        tag,
        members: result,
        unknown: (*unknown).to_owned(),
    })
}

fn member_kind(member: &Value, schemas: &Schemas) -> MemberKind {
    let target = resolved(member, schemas);
    match kind(target) {
        Some("object") => MemberKind::Object,
        Some("array") => MemberKind::List,
        Some("string") => MemberKind::String,
        Some("integer") => MemberKind::Integer,
        Some("number") => MemberKind::Number,
        Some("boolean") => MemberKind::Boolean,
        _ => MemberKind::Any,
    }
}

/// The property that tells the members apart, and the values of each.
fn tag_of(
    members: &[Value],
    discriminator: Option<&Value>,
    schemas: &Schemas,
) -> (Option<String>, Vec<Vec<Value>>) {
    let named = discriminator
        .and_then(|it| it.get("propertyName"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let candidates = named
        .iter()
        .cloned()
        .chain(constant_properties(members.first(), schemas));
    for tag in candidates {
        let of_discriminator = named.as_deref() == Some(&tag);
        let mut all: Vec<Vec<Value>> = Vec::new();
        for member in members {
            let values = tag_values(
                member,
                &tag,
                discriminator.filter(|_| of_discriminator),
                schemas,
            );
            let repeated = values
                .iter()
                .any(|value| all.iter().flatten().any(|seen| seen == value));
            if values.is_empty() || repeated {
                break;
            }
            all.push(values);
        }
        if all.len() == members.len() && members.len() > 1 {
            return (Some(tag), all);
        }
    }
    (None, Vec::new())
}

/// The required properties of `member` that allow listed values only.
fn constant_properties(member: Option<&Value>, schemas: &Schemas) -> Vec<String> {
    let Some(target) = member.map(|member| resolved(member, schemas)) else {
        return Vec::new();
    };
    let required = target.get("required").and_then(Value::as_array);
    required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| !listed(target, name, schemas).is_empty())
        .map(str::to_owned)
        .collect()
}

/// The values that the property `tag` of an object allows, where it lists them.
fn listed(target: &Value, tag: &str, schemas: &Schemas) -> Vec<Value> {
    let Some(property) = target.get("properties").and_then(|it| it.get(tag)) else {
        return Vec::new();
    };
    resolved(property, schemas)
        .get("enum")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}

/// The values of the tag that name a member: those of the mapping, else those that the member's own property lists, else
/// the component's name. Without a discriminator, only a required property counts.
fn tag_values(
    member: &Value,
    tag: &str,
    discriminator: Option<&Value>,
    schemas: &Schemas,
) -> Vec<Value> {
    let target = resolved(member, schemas);
    if kind(target) != Some("object") {
        return Vec::new();
    }
    let own = listed(target, tag, schemas);
    let Some(discriminator) = discriminator else {
        let required = target.get("required").and_then(Value::as_array);
        let required = required.is_some_and(|names| names.iter().any(|name| name == tag));
        return if required { own } else { Vec::new() };
    };
    let name = component_name(member).or_else(|| wrapped_name(member));
    let mapped: Vec<Value> = discriminator
        .get("mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, target)| {
            let target = target.as_str().unwrap_or_default();
            let last = target.rsplit('/').next().unwrap_or(target);
            name.is_some_and(|name| last == name || pascal(last) == pascal(name))
        })
        .map(|(value, _)| Value::String(value.clone()))
        .collect();
    if !mapped.is_empty() {
        return mapped;
    }
    if !own.is_empty() {
        return own;
    }
    name.map(|name| Value::String(name.to_owned()))
        .into_iter()
        .collect()
}
