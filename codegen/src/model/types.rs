//! The types of a client, from what typify wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use syn::{Fields, Item, ItemEnum, ItemStruct};

use super::tokens::{short, without_option};
use super::{Field, KeyedMember, Object, OpenEnum, Presence, Shape, Type, Variant};
use crate::lower::schema::{is_any, resolved};
use crate::model::unions;
use crate::origins::{self, docs};
use crate::refine::ALSO_NAMED;
use crate::refine::syntax::{
    all_newtype, all_unit, derives_trait, owner, serde_has, serde_value, wire_name,
};
use crate::upstream::names::pascal;

/// Names for the variant that holds what the document does not list, the first free one of which is taken.
pub(super) const UNKNOWN: [&str; 4] = [
    "Unknown",
    "UnknownValue",
    "NotListed",
    "ValueThatIsNotListed",
];

/// The types of `items` (the content of typify's module), by name. What belongs to no type is dropped: the runtime has it.
pub(super) fn read(items: Vec<Item>, document: &Value) -> BTreeMap<String, Type> {
    let mut defined: BTreeMap<String, Item> = BTreeMap::new();
    let mut rest: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for item in items {
        let Some(name) = owner(&item) else { continue };
        match item {
            Item::Struct(_) | Item::Enum(_) | Item::Type(_) => {
                defined.insert(name, item);
            }
            item => rest.entry(name).or_default().push(item),
        }
    }
    let taken: BTreeSet<String> = defined.keys().cloned().collect();
    let schemas = by_rust_name(document);
    let mut types = BTreeMap::new();
    for (name, item) in defined {
        let others = rest.remove(&name).unwrap_or_default();
        let schema = schemas.get(&name).copied();
        let ty = match &item {
            Item::Struct(of) => structure(of, schema, document, &taken),
            Item::Enum(of) => enumeration(of, schema, document),
            _ => None,
        };
        let docs = match &item {
            Item::Struct(item) => docs(&item.attrs, document),
            Item::Enum(item) => docs(&item.attrs, document),
            Item::Type(item) => docs(&item.attrs, document),
            _ => String::new(),
        };
        let shape = ty.unwrap_or_else(|| {
            let mut items = vec![item];
            items.extend(others);
            origins::describe(&mut items, document);
            Shape::Other(items)
        });
        types.insert(name.clone(), Type { name, docs, shape });
    }
    constants(&mut types);
    unions::nest(&mut types);
    types
}

/// Required properties with one listed value need not be given.
fn constants(types: &mut BTreeMap<String, Type>) {
    let constants: BTreeSet<String> = types
        .values()
        .filter(|ty| matches!(&ty.shape, Shape::Enum(open) if open.variants.len() == 1))
        .map(|ty| ty.name.clone())
        .collect();
    for ty in types.values_mut() {
        let Shape::Object(object) = &mut ty.shape else {
            continue;
        };
        for field in &mut object.fields {
            if field.presence == Presence::Required && constants.contains(&field.ty) {
                field.presence = Presence::Constant;
            }
        }
    }
}

/// The component schemas by the name that typify gives to their type.
fn by_rust_name(document: &Value) -> BTreeMap<String, &Value> {
    document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, schema)| (pascal(name), schema))
        .collect()
}

fn structure(
    item: &ItemStruct,
    schema: Option<&Value>,
    document: &Value,
    taken: &BTreeSet<String>,
) -> Option<Shape> {
    match &item.fields {
        Fields::Named(_) => object(item, schema, document, taken).map(Shape::Object),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let transparent = serde_has(&item.attrs, &["transparent"]);
            let field = fields.unnamed.first()?;
            transparent.then(|| Shape::Newtype(short(&field.ty)))
        }
        _ => None,
    }
}

fn object(
    item: &ItemStruct,
    schema: Option<&Value>,
    document: &Value,
    taken: &BTreeSet<String>,
) -> Option<Object> {
    let empty = Map::new();
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).unwrap_or(&empty);
    let properties = schema.and_then(|schema| schema.get("properties"));
    let mut object = Object {
        builder: free(format!("{}Builder", item.ident), taken),
        fields: Vec::new(),
        rest: None,
    };
    for field in &item.fields {
        let ident = field.ident.as_ref()?;
        let ty = short(&field.ty);
        if serde_has(&field.attrs, &["flatten"]) {
            let value = ty
                .strip_prefix("BTreeMap<String, ")
                .and_then(|rest| rest.strip_suffix('>'))
                .or_else(|| {
                    ty.starts_with("::serde_json::Map<")
                        .then_some("::serde_json::Value")
                })?;
            object.rest = Some((field_name(&ident.to_string()), value.to_owned()));
            continue;
        }
        let skipped = serde_value(&field.attrs, "skip_serializing_if");
        let (inner, option) = without_option(&ty);
        let wire = wire_name(&field.attrs, ident);
        let property = properties.and_then(|properties| properties.get(&wire));
        let nullable = property.is_some_and(|property| may_be_null(property, schemas));
        let presence = match (skipped.as_deref(), option) {
            (Some(_), true) if nullable => Presence::OptionalNullable,
            (Some(_), true) => Presence::Optional,
            (None, true) => Presence::Nullable,
            (None, false) => Presence::Required,
            // A list or map that is left out when it is empty: *lower* makes them optional, so that an empty one can be sent.
            (Some(_), false) => return None,
        };
        let also = property
            .and_then(|property| property.get(ALSO_NAMED)?.as_array())
            .into_iter()
            .flatten();
        object.fields.push(Field {
            ident: field_name(&ident.to_string()),
            also: also
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            wire,
            docs: docs(&field.attrs, document),
            ty: inner,
            presence,
        });
    }
    Some(object)
}

/// Whether `null` is a value of `schema`.
fn may_be_null(schema: &Value, schemas: &Map<String, Value>) -> bool {
    let nullable = |it: &Value| it.get("nullable") == Some(&Value::Bool(true));
    let target = resolved(schema, schemas);
    nullable(schema) || nullable(target) || is_any(target)
}

/// `extra` is the field of the undeclared properties, the others are methods of every builder.
fn field_name(ident: &str) -> String {
    match ident {
        "extra" | "build" | "finish" | "extra_field" | "null" => format!("{ident}_"),
        _ => ident.to_owned(),
    }
}

pub(super) fn free(name: String, taken: &BTreeSet<String>) -> String {
    if taken.contains(&name) {
        free(format!("{name}_"), taken)
    } else {
        name
    }
}

fn enumeration(item: &ItemEnum, schema: Option<&Value>, document: &Value) -> Option<Shape> {
    if item.variants.is_empty() {
        return None;
    }
    let tagged = serde_has(&item.attrs, &["tag", "content"]);
    let untagged = serde_has(&item.attrs, &["untagged"]);
    if all_unit(item) && derives_trait(&item.attrs, "Deserialize") && !tagged && !untagged {
        return Some(Shape::Enum(open_enum(item, document)));
    }
    if !all_newtype(item) || tagged {
        return None;
    }
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    if untagged {
        return unions::read(item, schema?, schemas, document).map(Shape::Union);
    }
    let types: Vec<String> = item.variants.iter().map(variant_type).collect();
    let members = item
        .variants
        .iter()
        .zip(&types)
        .map(|(variant, ty)| KeyedMember {
            ident: variant.ident.to_string(),
            docs: docs(&variant.attrs, document),
            ty: ty.clone(),
            wire: wire_name(&variant.attrs, &variant.ident),
            converts: types.iter().filter(|other| *other == ty).count() == 1,
        });
    Some(Shape::Keyed(members.collect()))
}

/// The type of a variant with one unnamed value.
pub(super) fn variant_type(variant: &syn::Variant) -> String {
    variant
        .fields
        .iter()
        .map(|field| short(&field.ty))
        .collect()
}

/// The name of a variant, which typify begins with a small letter for `+1` and `-1`.
fn variant_name(variant: &syn::Variant, item: &ItemEnum) -> String {
    let given = variant.ident.to_string();
    let mut letters = given.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let name: String = first.chain(letters).collect();
    if name == given {
        return given;
    }
    let others = item.variants.iter().map(|other| other.ident.to_string());
    free(name, &others.collect())
}

fn open_enum(item: &ItemEnum, document: &Value) -> OpenEnum {
    let variants: Vec<Variant> = item
        .variants
        .iter()
        .map(|variant| Variant {
            ident: variant_name(variant, item),
            wire: wire_name(&variant.attrs, &variant.ident),
            docs: docs(&variant.attrs, document),
        })
        .collect();
    let unknown = UNKNOWN
        .iter()
        .find(|name| variants.iter().all(|variant| variant.ident != **name));
    OpenEnum {
        unknown: unknown.copied().unwrap_or("Unknown_").to_owned(),
        variants,
    }
}
