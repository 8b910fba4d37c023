//! Documents that grow in one way at a time, and what each stage takes of them.

use std::sync::LazyLock;
use std::time::Instant;

use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::select::Selection;
use serde_json::{Map, Value, json};

use crate::documents::{answering, operation};

/// A way in which a document grows.
pub type Shape = (&'static str, fn(usize) -> Value);

/// Every way that has cost more than it should.
pub const SHAPES: [Shape; 11] = [
    ("operations", operations),
    ("operations that cannot be generated", faulty),
    ("schemas", schemas),
    ("properties of a schema", properties),
    ("parameters of an operation", parameters),
    ("lines of a description", lines),
    ("values of an enum", values),
    ("members of a union", members),
    ("members that are told apart by shape", shapes),
    ("compositions", compositions),
    ("schemas that compose each other", composed),
];

fn operations(count: usize) -> Value {
    let mut document = answering(object("name"));
    for number in 0..count {
        document["paths"][format!("/things/{number}")] =
            json!({ "get": operation(&format!("getThing{number}")) });
    }
    document
}

/// One operation in ten has a schema that typify panics at.
fn faulty(count: usize) -> Value {
    let mut document = operations(count);
    for number in (0..count).step_by(10) {
        let schema = json!({ "type": "integer", "enum": [1.5, "a", {}], "not": { "enum": [{}] } });
        let operation = &mut document["paths"][format!("/things/{number}")]["get"];
        operation["responses"]["200"]["content"]["application/json"]["schema"] = schema;
    }
    document
}

fn object(property: &str) -> Value {
    json!({ "type": "object", "properties": { property: { "type": "string" } }, "required": [property] })
}

fn with_schemas(schemas: Map<String, Value>) -> Value {
    let references: Map<String, Value> = schemas
        .keys()
        .map(|name| {
            (
                name.to_lowercase(),
                json!({ "$ref": format!("#/components/schemas/{name}") }),
            )
        })
        .collect();
    let mut document = answering(json!({ "type": "object", "properties": references }));
    for (name, schema) in schemas {
        document["components"]["schemas"][name] = schema;
    }
    document
}

fn schemas(count: usize) -> Value {
    let schema = |number: usize| (format!("Schema{number}"), object(&format!("field{number}")));
    with_schemas((0..count).map(schema).collect())
}

fn properties(count: usize) -> Value {
    let property = |number: usize| (format!("field{number}"), json!({ "type": "string" }));
    let properties: Map<String, Value> = (0..count).map(property).collect();
    answering(json!({ "type": "object", "properties": properties }))
}

fn parameters(count: usize) -> Value {
    let mut document = answering(object("name"));
    let parameter = |number: usize| json!({ "name": format!("p{number}"), "in": "query", "schema": { "type": "string" } });
    document["paths"]["/things"]["get"]["parameters"] = (0..count).map(parameter).collect();
    document
}

fn lines(count: usize) -> Value {
    let text: String = (0..count)
        .map(|number| format!("- Line *{number}* of `a_b`.\n"))
        .collect();
    let mut thing = object("name");
    thing["description"] = json!(text);
    answering(thing)
}

fn values(count: usize) -> Value {
    let values: Vec<String> = (0..count).map(|number| format!("VALUE_{number}")).collect();
    let mut thing = object("name");
    thing["properties"]["kind"] = json!({ "type": "string", "enum": values });
    answering(thing)
}

fn members(count: usize) -> Value {
    let member = |number: usize| {
        let mut schema = object("kind");
        schema["properties"]["kind"] =
            json!({ "type": "string", "enum": [format!("kind{number}")] });
        schema["properties"][format!("field{number}")] = json!({ "type": "string" });
        (format!("Member{number}"), schema)
    };
    union((0..count).map(member).collect())
}

fn shapes(count: usize) -> Value {
    union(
        (0..count)
            .map(|number| (format!("Member{number}"), object(&format!("field{number}"))))
            .collect(),
    )
}

fn union(schemas: Map<String, Value>) -> Value {
    let references = schemas
        .keys()
        .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    let references: Vec<Value> = references.collect();
    let mut document = with_schemas(schemas);
    document["components"]["schemas"]["Thing"] =
        json!({ "type": "object", "properties": { "it": { "oneOf": references } } });
    document
}

/// Each schema is the one before it and a property.
fn compositions(count: usize) -> Value {
    let schema = |number: usize| {
        let own = object(&format!("field{number}"));
        let schema = match number.checked_sub(1) {
            // A chain grows with the square of its length by itself: each type has all fields before it.
            Some(before) if !number.is_multiple_of(8) => {
                json!({ "allOf": [{ "$ref": format!("#/components/schemas/Schema{before}") }, own] })
            }
            _ => own,
        };
        (format!("Schema{number}"), schema)
    };
    with_schemas((0..count).map(schema).collect())
}

/// Each schema of a group of eight composes all those before it in the group.
fn composed(count: usize) -> Value {
    let schema = |number: usize| {
        let before = (number - number % 8)..number;
        let mut parts: Vec<Value> = before
            .map(|it| json!({ "$ref": format!("#/components/schemas/Schema{it}") }))
            .collect();
        parts.push(object(&format!("field{number}")));
        (format!("Schema{number}"), json!({ "allOf": parts }))
    };
    with_schemas((0..count).map(schema).collect())
}

/// What one stage took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The stage.
    pub stage: &'static str,
    /// Allocations, and bytes that they had.
    pub allocated: (usize, usize),
    /// Seconds of processor time, where the system tells it; else of the clock.
    pub seconds: f64,
}

/// Those of the commands that read any document.
pub fn settings() -> Settings {
    Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    }
}

/// Runs every stage on `document`, and tells what each takes. `allocated` counts since the start of the process.
pub fn costs(document: &Value, allocated: fn() -> (usize, usize)) -> Vec<Cost> {
    let text = document.to_string();
    let whole = Document::load("api.json", text.as_bytes()).expect("a document");
    measured(&whole, &whole, &text, allocated)
}

/// The same, of a document that has been read from `text`, and of a comparison of `old` with it.
pub fn measured(
    old: &Document,
    whole: &Document,
    text: &str,
    allocated: fn() -> (usize, usize),
) -> Vec<Cost> {
    let mut costs = Vec::new();
    let mut stage = |stage: &'static str, work: &mut dyn FnMut()| {
        let (before, start) = (allocated(), seconds());
        work();
        let after = allocated();
        costs.push(Cost {
            stage,
            allocated: (after.0 - before.0, after.1 - before.1),
            seconds: seconds() - start,
        });
    };
    let settings = settings();
    let banner = Banner {
        command: "a test".to_owned(),
        source: "api.json".to_owned(),
    };
    stage("load", &mut || {
        drop(Document::load(whole.name(), text.as_bytes()))
    });
    let mut resolved = None;
    stage("resolve", &mut || {
        resolved = codegen::resolve(whole, &Selection::default(), &[], &settings).ok();
    });
    let Some(resolved) = resolved else {
        return costs;
    };
    stage("generate", &mut || {
        drop(codegen::generate::generate(&resolved.document, &settings))
    });
    stage("client", &mut || {
        drop(codegen::client(
            &resolved,
            &settings,
            &Groups::new(),
            &banner,
        ))
    });
    stage("diff, documents", &mut || {
        drop(codegen::diff::diff(old, whole))
    });
    let mut clients = None;
    stage("diff, clients", &mut || {
        let sources = codegen::api::WithSources::No;
        clients = codegen::revision::clients(old, whole, &[], &settings, sources).ok();
    });
    if let Some(clients) = clients {
        stage("diff, comparison", &mut || {
            drop(codegen::diff::text(&clients.compare(old, whole)))
        });
    }
    costs
}

/// The processor time of this process and all its threads so far, in seconds: hundredths of them, as Linux counts it
/// (`proc_pid_stat(5)`). Elsewhere, the time since the first call.
pub fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in parentheses, may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    match ticks
        .filter_map(|it| it.parse::<f64>().ok())
        .collect::<Vec<_>>()[..]
    {
        [user, system] => (user + system) / 100.0,
        _ => START.elapsed().as_secs_f64(),
    }
}

/// The exponent of the growth, from what is taken of a document, of one twice as large, and of one four times as large. What
/// is taken of each whatever its size does not count.
pub fn exponent(of: [f64; 3]) -> f64 {
    let [once, twice, four_times] = of;
    ((four_times - twice).max(1.0) / (twice - once).max(1.0)).log2()
}
