//! The program around a generated crate that decodes, encodes and calls: made of the model, so that nothing is left out that
//! the crate has.

use std::collections::BTreeMap;

use codegen::model::{BodyCodec, Model, Operation, Outcome, ResponseCodec, SchemeKind};

/// What is the same for every crate.
const SUPPORT: &str = include_str!("../../assets/fidelity.rs");

/// A program, and what its tables hold.
pub(super) struct Program {
    pub(super) source: String,
    /// The index of each type, by its name in generated code.
    pub(super) rounds: BTreeMap<String, usize>,
}

/// The program for `model`.
pub(super) fn program(model: &Model) -> Program {
    let mut rounds = BTreeMap::new();
    for ty in model.operations.iter().flat_map(types) {
        let next = rounds.len();
        rounds.entry(ty).or_insert(next);
    }
    let mut source = SUPPORT.to_owned();
    source.push_str("fn credentials(builder: ClientBuilder) -> ClientBuilder {\n    builder\n");
    for scheme in &model.api.schemes {
        let given = match scheme.kind {
            SchemeKind::Basic => "\"user\", \"password\"",
            SchemeKind::ApiKey(..) => "\"fidelity-key\"",
            _ => "\"fidelity-token\"",
        };
        source.push_str(&format!("        .{}({given})\n", scheme.method));
    }
    source.push_str("}\n\n");
    let mut order: Vec<(&String, &usize)> = rounds.iter().collect();
    order.sort_by_key(|(_, index)| **index);
    source.push_str("static ROUNDS: &[fn(&str) -> Seen] = &[\n");
    for (ty, _) in order {
        source.push_str(&format!("    round::<{}>,\n", outside(ty)));
    }
    source.push_str("];\n\nstatic CALLS: &[fn(&Client, &Task) -> Result<Calling, String>] = &[\n");
    for index in 0..model.operations.len() {
        source.push_str(&format!("    call_{index},\n"));
    }
    source.push_str("];\n");
    for (index, operation) in model.operations.iter().enumerate() {
        call(index, operation, &mut source);
    }
    Program { source, rounds }
}

/// The types of an operation that are read or written as JSON as a whole.
fn types(operation: &Operation) -> Vec<String> {
    let bodies = operation.bodies.iter();
    let bodies = bodies.filter(|body| body.codec == BodyCodec::Json);
    let mut all: Vec<String> = bodies.map(|body| body.ty.clone()).collect();
    for outcome in [&operation.success, &operation.failure] {
        match outcome {
            Outcome::One {
                ty,
                codec: ResponseCodec::Json,
                ..
            } => all.push(ty.clone()),
            Outcome::Several { variants, .. } => {
                let json = variants.iter().filter(|it| it.codec == ResponseCodec::Json);
                all.extend(json.filter_map(|it| it.ty.clone()));
            }
            _ => {}
        }
    }
    all
}

/// A type as it is named outside of the crate.
fn outside(ty: &str) -> String {
    ty.replace("crate::runtime", "client::runtime")
}

fn call(index: usize, operation: &Operation, source: &mut String) {
    let method = &operation.method;
    source.push_str(&format!(
        "\nfn call_{index}(client: &Client, task: &Task) -> Result<Calling, String> {{\n    let mut call = client.{method}();\n"
    ));
    for (at, parameter) in operation.parameters.iter().enumerate() {
        let (setter, name) = (&parameter.ident, &parameter.name);
        source.push_str(&format!(
            "    if let Some(value) = task.parameter::<{}>({at}, {name:?})? {{\n        call = call.{setter}(value);\n    }}\n",
            outside(&parameter.ty)
        ));
    }
    for (at, body) in operation.bodies.iter().enumerate() {
        let value = match body.codec {
            BodyCodec::Bytes => format!("task.bytes({at})"),
            _ => format!("task.body::<{}>({at})?", outside(&body.ty)),
        };
        source.push_str(&format!(
            "    if let Some(value) = {value} {{\n        call = call.{}(value);\n    }}\n",
            body.ident
        ));
    }
    source.push_str(&format!(
        "    Ok(Box::pin(async move {{\n        match call.send().await {{\n            Ok(response) => {{\n                \
         let mut seen = Seen::success(&response);\n                let value = response.into_inner();\n{}                \
         seen\n            }}\n            Err(runtime::Error::Server(error)) => {{\n                \
         let mut seen = Seen::failure(&error);\n                if let Some(value) = error.into_body() {{\n{}                \
         }}\n                seen\n            }}\n            Err(error) => Seen::error(&error),\n        }}\n    }}))\n}}\n",
        shown(&operation.success, ResponseCodec::Bytes),
        shown(&operation.failure, ResponseCodec::Empty),
    ));
}

/// The statements that show a `value` of an outcome.
fn shown(outcome: &Outcome, undocumented: ResponseCodec) -> String {
    let of = |codec: ResponseCodec| match codec {
        ResponseCodec::Empty => "None",
        ResponseCodec::Json | ResponseCodec::Text => "json(&value)",
        ResponseCodec::Bytes => "bytes(value).await",
        ResponseCodec::Events => "events(value).await",
        ResponseCodec::Lines => "lines(value).await",
    };
    match outcome {
        Outcome::Undocumented => format!("seen.value = {};\n", of(undocumented)),
        Outcome::One { codec, .. } => format!("seen.value = {};\n", of(*codec)),
        Outcome::Several { name, variants } => {
            let mut text = "match value {\n".to_owned();
            for variant in variants {
                let ident = &variant.ident;
                let pattern = match variant.ty {
                    Some(_) => "(value)",
                    None => "",
                };
                text.push_str(&format!(
                    "    operations::{name}::{ident}{pattern} => {{ seen.variant = Some({:?}); seen.value = {}; }}\n",
                    format!("{} {}", variant.format.status, variant.format.media_type),
                    of(variant.codec)
                ));
            }
            text.push_str("    _ => seen.variant = Some(\"another\"),\n}\n");
            text
        }
    }
}
