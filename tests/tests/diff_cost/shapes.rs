//! Documents of any size, each in two revisions.

use serde_json::{Map, Value, json};

/// A shape: its name, its smaller size, and the document of a size; `true` for the new revision.
pub(crate) type Shape = (&'static str, usize, fn(usize, bool) -> Value);

pub(crate) const SHAPES: [Shape; 17] = [
    ("operations", 50, operations),
    ("operations, all of them others", 50, other_operations),
    ("texts of operations with long bodies", 20, texts),
    ("lines of a description", 5_000, description),
    ("members of a union", 50, union),
    ("members of a union, written out", 50, union_written_out),
    ("values of an enum", 3_000, values),
    ("properties", 200, properties),
    ("properties, all of them replaced", 100, replaced_properties),
    ("objects within objects, all of which come", 8, nested),
    ("schemas", 80, schemas),
    ("schemas, all of them renamed", 60, renamed_schemas),
    ("schemas, most of which nothing uses", 200, unused_schemas),
    ("schemas that refer to the next one", 60, chain),
    ("schemas that are composed of the one before", 40, composed),
    ("schemas, all of them others", 60, other_schemas),
    ("schemas, all of them removed", 80, removed_schemas),
];

fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Cost", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn answering(schema: &Value) -> Value {
    json!({ "200": { "description": "ok", "content": { "application/json": { "schema": schema } } } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// One operation that answers all of the schemas.
fn reaching(schemas: Map<String, Value>) -> Value {
    let properties: Map<String, Value> = schemas
        .keys()
        .map(|name| (name.clone(), reference(name)))
        .collect();
    let all = json!({ "type": "object", "properties": properties });
    document(
        json!({ "/all": { "get": { "operationId": "all", "responses": answering(&all) } } }),
        Value::Object(schemas),
    )
}

fn one(schema: Value) -> Value {
    reaching(Map::from_iter([("One".to_owned(), schema)]))
}

fn object(index: usize) -> Value {
    json!({ "type": "object", "required": ["id"], "properties": {
        "id": { "type": "string" }, format!("field{index}"): { "type": "integer" }, "name": { "type": "string", "description": format!("Name {index}.") } } })
}

fn operations(size: usize, new: bool) -> Value {
    let paths: Map<String, Value> = (0..size)
        .map(|index| {
            let id = format!("get{index}");
            let item = json!({ "get": { "operationId": id, "summary": if new && index % 2 == 0 { "now" } else { "was" },
                "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string" } }],
                "responses": answering(&reference("Thing")) } });
            (format!("/things/{index}"), item)
        })
        .collect();
    document(Value::Object(paths), json!({ "Thing": object(0) }))
}

/// Each has a body that is written out, and of each the summary alone changes.
fn texts(size: usize, new: bool) -> Value {
    let paths: Map<String, Value> = (0..size)
        .map(|index| {
            let properties = (0..40).map(|field| {
                let text = format!("What field {field} of operation {index} says of itself.");
                let schema = json!({ "type": "string", "description": text });
                (format!("field{field}"), schema)
            });
            let schema = json!({ "type": "object", "properties": properties.collect::<Map<_, _>>() });
            let summary = format!("Operation {index}, as it {}", if new { "is" } else { "was" });
            let item = json!({ "get": { "operationId": format!("get{index}"), "summary": summary, "responses": answering(&schema) } });
            (format!("/things/{index}"), item)
        })
        .collect();
    document(Value::Object(paths), json!({}))
}

/// Built alike, each with a path and an id of its own.
fn other_operations(size: usize, new: bool) -> Value {
    let paths: Map<String, Value> = (0..size)
        .map(|index| {
            let word = letters(index + if new { size } else { 0 });
            let item = json!({ "get": { "operationId": format!("get{word}"), "responses": answering(&reference("Thing")) } });
            (format!("/{word}"), item)
        })
        .collect();
    document(Value::Object(paths), json!({ "Thing": object(0) }))
}

/// A word that is unlike that of another number.
fn letters(number: usize) -> String {
    let digest = |turn: usize| number.wrapping_mul(2_654_435_761).rotate_left(7) >> (5 * turn);
    (0..6)
        .map(|turn| char::from(b'a' + (digest(turn) % 26) as u8))
        .collect()
}

fn description(size: usize, new: bool) -> Value {
    let lines: String = (0..size)
        .map(|index| {
            format!(
                "Line {index} {}\n",
                if new && index % 2 == 0 { "now" } else { "was" }
            )
        })
        .collect();
    one(
        json!({ "type": "object", "description": lines, "properties": { "a": { "type": "string" } } }),
    )
}

fn union(size: usize, new: bool) -> Value {
    let mut schemas: Map<String, Value> = (0..size)
        .map(|index| (format!("Member{index}x"), object(index)))
        .collect();
    let members: Vec<Value> = schemas
        .keys()
        .skip(usize::from(new))
        .map(|name| reference(name))
        .collect();
    schemas.insert("Union".to_owned(), json!({ "oneOf": members }));
    reaching(schemas)
}

fn union_written_out(size: usize, new: bool) -> Value {
    let members: Vec<Value> = (usize::from(new)..size).map(object).collect();
    one(json!({ "oneOf": members }))
}

fn values(size: usize, new: bool) -> Value {
    let values: Vec<String> = (0..size)
        .map(|index| {
            format!(
                "value{}",
                if new && index % 2 == 0 {
                    index + size
                } else {
                    index
                }
            )
        })
        .collect();
    one(json!({ "type": "string", "enum": values }))
}

fn properties(size: usize, new: bool) -> Value {
    let properties: Map<String, Value> = (usize::from(new)..size)
        .map(|index| {
            (
                format!("field{index}"),
                json!({ "type": "string", "maxLength": 9 + usize::from(new) }),
            )
        })
        .collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn replaced_properties(size: usize, new: bool) -> Value {
    let word = if new { "come" } else { "gone" };
    let properties: Map<String, Value> = (0..size)
        .map(|index| (format!("{word}{index}"), json!({ "type": "string" })))
        .collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn nested(size: usize, new: bool) -> Value {
    let mut schema = json!({ "type": "string" });
    for _ in 0..size {
        schema = json!({ "type": "object", "properties": { "a": schema } });
    }
    one(if new {
        schema
    } else {
        json!({ "type": "object", "properties": {} })
    })
}

fn schemas(size: usize, new: bool) -> Value {
    reaching(
        (0..size)
            .map(|index| {
                (
                    format!("Schema{index}x"),
                    object(index + usize::from(new && index == 0)),
                )
            })
            .collect(),
    )
}

fn renamed_schemas(size: usize, new: bool) -> Value {
    let word = if new { "Thing" } else { "Schema" };
    let schemas: Map<String, Value> = (0..size)
        .map(|index| (format!("{word}{index}x"), object(index)))
        .collect();
    reaching(schemas)
}

/// Each with a name and properties of its own, and enough of them to be known by.
fn other_schemas(size: usize, new: bool) -> Value {
    let schemas = (0..size).map(|index| {
        let index = index + if new { size } else { 0 };
        let property = |it: usize| (format!("field{index}of{it}"), json!({ "type": "string" }));
        let properties: Map<String, Value> = (0..9).map(property).collect();
        let schema = json!({ "type": "object", "properties": properties });
        (format!("{}x", letters(index)), schema)
    });
    reaching(schemas.collect())
}

fn removed_schemas(size: usize, new: bool) -> Value {
    let schemas =
        (0..if new { 1 } else { size }).map(|index| (format!("Schema{index}x"), object(index)));
    reaching(schemas.collect())
}

/// Nothing uses four of five, and one in ten changes.
fn unused_schemas(size: usize, new: bool) -> Value {
    let schema = |index: usize| {
        let mut schema = object(index);
        if index.is_multiple_of(10) {
            schema["title"] = json!(if new { "now" } else { "was" });
        }
        (format!("Schema{index}x"), schema)
    };
    let mut document = reaching((0..size / 5).map(schema).collect());
    if let Some(known) = document["components"]["schemas"].as_object_mut() {
        known.extend((size / 5..size).map(schema));
    }
    document
}

fn chain(size: usize, new: bool) -> Value {
    let schemas = (0..size).map(|index| {
        let mut schema = object(if new { index + 1 } else { index });
        if let (Some(properties), true) = (schema.get_mut("properties"), index + 1 < size) {
            properties.as_object_mut().unwrap().insert(
                "next".to_owned(),
                reference(&format!("Schema{}x", index + 1)),
            );
        }
        (format!("Schema{index}x"), schema)
    });
    reaching(schemas.collect())
}

fn composed(size: usize, new: bool) -> Value {
    let schemas = (0..size).map(|index| {
        let mut own = object(index);
        own["description"] = json!(if new { "now" } else { "was" });
        let schema = match index.checked_sub(1) {
            Some(before) => json!({ "allOf": [reference(&format!("Schema{before}x")), own] }),
            None => own,
        };
        (format!("Schema{index}x"), schema)
    });
    reaching(schemas.collect())
}
