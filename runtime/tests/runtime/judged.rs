//! What goes over the wire, read by openapi-core as the document describes it: another implementation than ours.

use serde_json::{Value, json};

use crate::runtime::mock::{Mock, Recorded, Reply};
use crate::runtime::{BodyCodec, BodyFormat, Operation, Parameter, PartEncoding, Place, Style};
use crate::support::api::{Json, PLAIN, body, parameter, required};
use crate::support::reader::{Reader, Sent};
use crate::support::{mocked, operation};

/// One operation, with one value to send.
struct Case {
    /// The path item's one operation.
    document: Value,
    operation: &'static Operation,
    value: Value,
    /// Where the reader finds it.
    place: &'static str,
}

fn list(items: &str) -> Value {
    json!({"type": "array", "items": {"type": items}})
}

fn object() -> Value {
    json!({"type": "object", "properties": {"A": {"type": "integer"}, "B": {"type": "string"}}})
}

fn words(style: Style) -> &'static str {
    match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::DeepObject => "deepObject",
    }
}

/// A case of a parameter; its number makes the path its own.
fn of_parameter(
    number: usize,
    at: Place,
    style: Style,
    explode: bool,
    schema: &Value,
    value: Value,
) -> Case {
    let (place, found) = match at {
        Place::Path => ("path", "path"),
        Place::Query => ("query", "query"),
        Place::Header => ("header", "header"),
        Place::Cookie => ("cookie", "cookie"),
    };
    let described: Parameter = required(parameter("v", at, style, explode));
    let path = match at {
        Place::Path => format!("/case{number}/{{v}}"),
        _ => format!("/case{number}"),
    };
    Case {
        document: json!({"get": {
            "parameters": [{
                "name": "v", "in": place, "required": true,
                "style": words(style), "explode": explode, "schema": schema,
            }],
            "responses": {"200": {"description": ""}},
        }}),
        operation: operation(Operation {
            path: path.leak(),
            parameters: vec![described].leak(),
            ..PLAIN
        }),
        value,
        place: found,
    }
}

fn of_body(number: usize, format: BodyFormat, schema: &Value, value: Value) -> Case {
    let encoding: serde_json::Map<String, Value> = format
        .encoding
        .iter()
        .map(|part| {
            let mut said = json!({});
            if let Some(style) = part.style {
                said["style"] = json!(words(style));
                said["explode"] = json!(part.explode.unwrap_or(true));
            }
            if !part.content_type.is_empty() {
                said["contentType"] = json!(part.content_type);
            }
            (part.property.to_owned(), said)
        })
        .collect();
    let mut media = json!({"schema": schema});
    if !encoding.is_empty() {
        media["encoding"] = Value::Object(encoding);
    }
    Case {
        document: json!({"post": {
            "requestBody": {"required": true, "content": {format.media_type: media}},
            "responses": {"200": {"description": ""}},
        }}),
        operation: operation(Operation {
            method: "POST",
            path: format!("/case{number}").leak(),
            body: vec![format].leak(),
            body_required: true,
            ..PLAIN
        }),
        value,
        place: "body",
    }
}

/// What the reader can read: it splits lists after it has unescaped them (so no commas in values, and no style
/// `spaceDelimited`), knows no styles of paths but `simple`, and leaves cookies as they are.
fn parameters() -> Vec<Case> {
    use Place::{Cookie, Header, Path, Query};
    use Style::{DeepObject, Form, PipeDelimited, Simple};
    let text = json!({"type": "string"});
    let odd = json!("x y&z=1+2%41;?#[]@!$'()*~");
    // A cookie stays escaped there.
    let space = |at| if at == Cookie { "x" } else { "x y" };
    let pair = |at| json!({"A": 100, "B": space(at)});
    let words = |at| json!(["blue", space(at)]);
    let mut all = Vec::new();
    for (at, style, explodes) in [
        (Path, Simple, [false, true].as_slice()),
        (Query, Form, &[false, true]),
        (Header, Simple, &[false, true]),
        (Cookie, Form, &[false]),
    ] {
        for explode in explodes {
            all.push((at, style, *explode, list("string"), words(at)));
            all.push((at, style, *explode, json!({"type": "integer"}), json!(-7)));
            all.push((at, style, *explode, json!({"type": "boolean"}), json!(true)));
            // An object that is exploded into a query or cookies loses its name, and the reader does not look for it.
            if !(*explode && matches!(at, Query | Cookie)) {
                all.push((at, style, *explode, object(), pair(at)));
            }
        }
    }
    all.push((Query, Form, true, text.clone(), odd.clone()));
    all.push((Query, PipeDelimited, false, list("string"), words(Query)));
    all.push((Query, DeepObject, true, object(), pair(Query)));
    all.push((
        Path,
        Simple,
        false,
        text.clone(),
        json!("x y&z=1+2%41#[]@!$'()*~"),
    ));
    all.push((Header, Simple, false, text, odd));
    all.into_iter()
        .enumerate()
        .map(|(number, (at, style, explode, schema, value))| {
            of_parameter(number, at, style, explode, &schema, value)
        })
        .collect()
}

fn bodies(first: usize) -> Vec<Case> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const DEEP: &[PartEncoding] = &[PartEncoding {
        property: "meta",
        content_type: "",
        style: Some(Style::DeepObject),
        explode: Some(true),
        allow_reserved: false,
    }];
    let form = json!({"type": "object", "properties": {
        "name": {"type": "string"}, "count": {"type": "integer"}, "tags": list("string"),
    }});
    let value = || json!({"count": 3, "name": "x y&z=1+2%41", "tags": ["a", "b c"]});
    let deep = json!({"type": "object", "properties": {"meta": object()}});
    let with = |encoding| BodyFormat {
        encoding,
        ..body(FORM, BodyCodec::Form)
    };
    let cases = [
        (
            body("application/json", BodyCodec::Json),
            form.clone(),
            value(),
        ),
        (
            body("application/vnd.api+json", BodyCodec::Json),
            form.clone(),
            value(),
        ),
        (
            body("text/plain", BodyCodec::Text),
            json!({"type": "string"}),
            json!("a \"b\"\n\u{e4}"),
        ),
        (with(&[]), form, value()),
        (with(DEEP), deep, json!({"meta": {"A": 1, "B": "x y"}})),
        // The reader leaves every part a string.
        (
            body("multipart/form-data", BodyCodec::Multipart),
            json!({"type": "object", "properties": {"name": {"type": "string"}, "tags": list("string")}}),
            json!({"name": "x y&z=1+2%41", "tags": ["a", "b c"]}),
        ),
    ];
    cases
        .into_iter()
        .enumerate()
        .map(|(number, (format, schema, value))| of_body(first + number, format, &schema, value))
        .collect()
}

async fn record(case: &Case) -> Recorded {
    let mock = Mock::new();
    mock.on(case.operation).reply(Reply::json(200, &json!({})));
    let mut call = mocked(&mock).call(case.operation);
    match case.place {
        "body" => call.body::<Value>(0, case.value.clone()),
        _ => call.parameter::<Value>(0, case.value.clone()),
    }
    call.send::<Json<Value>>().await.unwrap();
    mock.requests().remove(0)
}

/// What the reader makes of a request, and the request as it got it.
fn read(reader: &mut Reader, request: &Recorded) -> (String, Value) {
    let target = match request.query() {
        "" => request.path().to_owned(),
        query => format!("{}?{query}", request.path()),
    };
    let headers = request.headers().iter();
    let sent = Sent {
        method: request.method().as_str(),
        target: &target,
        headers: headers
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect(),
        body: request.body(),
        origin: "http://127.0.0.1",
    };
    (sent.line(), reader.read(&sent))
}

#[tokio::test]
async fn another_implementation_reads_what_was_meant() {
    let mut cases = parameters();
    cases.extend(bodies(cases.len()));
    let paths: serde_json::Map<String, Value> = cases
        .iter()
        .map(|case| (case.operation.path.to_owned(), case.document.clone()))
        .collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Wire", "version": "1"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": paths,
    });
    let file =
        std::env::temp_dir().join(format!("client-runtime-wire-{}.json", std::process::id()));
    std::fs::write(&file, document.to_string()).unwrap();
    let reader = Reader::start(&file);
    let Some(mut reader) = reader else {
        std::fs::remove_file(&file).unwrap();
        return;
    };
    let mut wrong = Vec::new();
    for case in &cases {
        let (sent, read) = read(&mut reader, &record(case).await);
        let found = match case.place {
            "body" => &read["body"],
            place => &read[place]["v"],
        };
        if read["errors"] != json!([]) || *found != case.value {
            wrong.push(format!(
                "{} meant {}\n  sent {sent}\n  read {read}",
                case.document, case.value
            ));
        }
    }
    std::fs::remove_file(&file).unwrap();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    println!("{} requests were read as they were meant", cases.len());
}
