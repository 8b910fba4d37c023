//! The members of a union, and what tells them apart.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use syn::ItemEnum;

use super::types::{UNKNOWN, variant_type};
use super::{Member, MemberKind, Shape, Type, Union};
use crate::lower::schema::{component_name, kind, literal, resolved, wrapped_name};
use crate::origins::docs;
use crate::upstream::names::pascal;

type Schemas = Map<String, Value>;

/// Unions within unions are looked through so far, for the values of a tag.
const DEPTH: usize = 4;

/// The union of an enum that typify wrote for `schema`; `None` when its variants are not the schema's members.
pub(super) fn read(
    item: &ItemEnum,
    schema: &Value,
    schemas: &Schemas,
    document: &Value,
) -> Option<Union> {
    let members = resolved(schema, schemas).get("oneOf")?.as_array()?;
    if members.len() != item.variants.len() {
        return None;
    }
    let discriminator = resolved(schema, schemas).get("discriminator");
    let (tag, tags) = tag_of(members, discriminator, schemas);
    let types: Vec<String> = item.variants.iter().map(variant_type).collect();
    let idents = idents(item, &types);
    let mut result = Vec::new();
    for (index, (variant, member)) in item.variants.iter().zip(members).enumerate() {
        let ty = types.get(index)?.clone();
        let tags = tags.get(index).map(Vec::as_slice).unwrap_or_default();
        result.push(Member {
            ident: idents.get(index)?.clone(),
            docs: docs(&variant.attrs, document),
            tags: tags.iter().map(literal).collect(),
            tags_are_texts: tags.iter().all(Value::is_string),
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

/// typify's names of the variants; where it only counts them, what their types are.
fn idents(item: &ItemEnum, types: &[String]) -> Vec<String> {
    let given: Vec<String> = item
        .variants
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let counts = |name: &String| {
        let number = name.strip_prefix("Variant");
        number.is_some_and(|it| !it.is_empty() && it.bytes().all(|digit| digit.is_ascii_digit()))
    };
    if !given.iter().any(counts) {
        return given;
    }
    let words: Vec<String> = types.iter().map(|ty| word(ty)).collect();
    let own = |word: &String| words.iter().filter(|other| *other == word).count() == 1;
    if words.iter().all(own) { words } else { given }
}

/// A type as a word: `PetList` for `Vec<Pet>`.
fn word(ty: &str) -> String {
    let within = |start: &str| {
        let inner = ty.strip_prefix(start)?.strip_suffix('>')?;
        Some(word(inner))
    };
    if let Some(inner) = within("Vec<") {
        return format!("{inner}List");
    }
    if let Some(inner) = within("BTreeMap<String, ") {
        return format!("{inner}Map");
    }
    if let Some(inner) = within("Box<").or_else(|| within("Option<")) {
        return inner;
    }
    match ty {
        "f64" => "Number".to_owned(),
        "bool" => "Boolean".to_owned(),
        "String" => ty.to_owned(),
        _ if ty.starts_with("::serde_json::Map") => "Object".to_owned(),
        _ if ty.starts_with(['i', 'u']) && ty.len() <= 3 => "Integer".to_owned(),
        _ => pascal(ty.rsplit("::").next().unwrap_or(ty)),
    }
}

/// Members that are unions themselves are asked how well they fit.
pub(super) fn nest(types: &mut BTreeMap<String, Type>) {
    let unions: Vec<String> = types
        .values()
        .filter(|ty| matches!(ty.shape, Shape::Union(_)))
        .map(|ty| ty.name.clone())
        .collect();
    for ty in types.values_mut() {
        let Shape::Union(union) = &mut ty.shape else {
            continue;
        };
        for member in &mut union.members {
            let inner = member.ty.strip_prefix("Box<");
            let inner = inner.and_then(|it| it.strip_suffix('>'));
            let name = inner.unwrap_or(&member.ty).to_owned();
            if member.kind == MemberKind::Any && unions.contains(&name) {
                member.kind = MemberKind::Union;
            }
        }
    }
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

/// The property that tells the members apart, and the values of each. Two members may have a value in common: then what
/// fits best decides between them.
fn tag_of(
    members: &[Value],
    discriminator: Option<&Value>,
    schemas: &Schemas,
) -> (Option<String>, Vec<Vec<Value>>) {
    let named = discriminator
        .and_then(|it| it.get("propertyName"))
        .and_then(Value::as_str);
    if let (Some(tag), Some(discriminator)) = (named, discriminator) {
        let values = named_values(members, tag, discriminator, schemas);
        if values.iter().any(|it| !it.is_empty()) {
            return (Some(tag.to_owned()), values);
        }
    }
    let mut candidates: Vec<(usize, String, Vec<Vec<Value>>)> = Vec::new();
    for tag in constant_properties(members, schemas) {
        let values: Vec<Vec<Value>> = members
            .iter()
            .map(|member| required_values(member, &tag, schemas))
            .collect();
        let structured = |index: usize| {
            members
                .get(index)
                .is_some_and(|it| is_structured(it, schemas))
        };
        let mut told = values
            .iter()
            .enumerate()
            .filter(|(index, _)| structured(*index));
        let first = told.next().map(|(_, values)| values);
        let all = values
            .iter()
            .enumerate()
            .all(|(index, values)| structured(index) != values.is_empty());
        // A property with the same values everywhere tells nothing.
        if all && told.any(|(_, values)| Some(values) != first) {
            let flat: Vec<&Value> = values.iter().flatten().collect();
            let repeated = flat
                .iter()
                .enumerate()
                .filter(|(at, value)| flat.get(..*at).is_some_and(|before| before.contains(value)));
            candidates.push((repeated.count(), tag, values));
        }
    }
    match candidates
        .into_iter()
        .min_by_key(|(repeated, ..)| *repeated)
    {
        Some((_, tag, values)) => (Some(tag), values),
        None => (None, Vec::new()),
    }
}

/// Whether a member is an object, or a union that may hold one.
fn is_structured(member: &Value, schemas: &Schemas) -> bool {
    let target = resolved(member, schemas);
    kind(target) == Some("object") || target.get("oneOf").is_some()
}

/// The required properties of the members that allow listed values only.
fn constant_properties(members: &[Value], schemas: &Schemas) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in members {
        let target = resolved(member, schemas);
        let required = target.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !listed(target, name, schemas).is_empty() && !names.iter().any(|it| it == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
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

/// The values of the tag that name a member of a union without a discriminator: those of a required property.
fn required_values(member: &Value, tag: &str, schemas: &Schemas) -> Vec<Value> {
    own_values(member, tag, schemas, DEPTH, &|target| {
        let required = target.get("required").and_then(Value::as_array);
        required.is_some_and(|names| names.iter().any(|name| name == tag))
    })
}

/// The values that a member lists for the tag itself; for a union, those of all its members.
fn own_values(
    member: &Value,
    tag: &str,
    schemas: &Schemas,
    depth: usize,
    counts: &dyn Fn(&Value) -> bool,
) -> Vec<Value> {
    let target = resolved(member, schemas);
    if kind(target) == Some("object") {
        return if counts(target) {
            listed(target, tag, schemas)
        } else {
            Vec::new()
        };
    }
    let inner = target.get("oneOf").and_then(Value::as_array);
    let (Some(inner), Some(depth)) = (inner, depth.checked_sub(1)) else {
        return Vec::new();
    };
    let mut values: Vec<Value> = Vec::new();
    for member in inner {
        let of_member = own_values(member, tag, schemas, depth, counts);
        if of_member.is_empty() {
            return Vec::new();
        }
        values.extend(of_member);
    }
    values.dedup();
    values
}

/// The values of the tag that name each member by a discriminator: those of the mapping, else those that the member lists
/// itself. The component's name is one only where no member lists any: it must not go over the wire where a document says
/// something else.
fn named_values(
    members: &[Value],
    tag: &str,
    discriminator: &Value,
    schemas: &Schemas,
) -> Vec<Vec<Value>> {
    let own: Vec<Vec<Value>> = members
        .iter()
        .map(|member| own_values(member, tag, schemas, DEPTH, &|_| true))
        .collect();
    let by_name = own.iter().all(Vec::is_empty);
    members
        .iter()
        .zip(own)
        .map(|(member, own)| {
            let name = component_name(member).or_else(|| wrapped_name(member));
            let mapped = mapped(name, discriminator);
            match (mapped.is_empty(), own.is_empty(), name) {
                (false, ..) => mapped,
                (true, false, _) => own,
                (true, true, Some(name)) if by_name && is_structured(member, schemas) => {
                    vec![Value::String(name.to_owned())]
                }
                _ => Vec::new(),
            }
        })
        .collect()
}

/// The values that a mapping has for the component `name`.
fn mapped(name: Option<&str>, discriminator: &Value) -> Vec<Value> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| {
            let target = target.as_str().unwrap_or_default();
            let last = target.rsplit('/').next().unwrap_or(target);
            name.is_some_and(|name| last == name || pascal(last) == pascal(name))
        })
        .map(|(value, _)| Value::String(value.clone()))
        .collect()
}
