//! Rules for answers: progenitor has one success type and one error type for an operation.

use serde_json::{Map, Value, json};

use super::bodies::{essence, is_json};
use super::context::{Context, Visit};
use super::names::pascal;
use super::schema::{component_name, is_any, kind, reference, reference_to};
use super::unique::Names;
use crate::error::Result;

/// Answers lack parts that openapiv3 insists on, or hold parts that progenitor stumbles over.
pub(super) fn parts(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        if !visit.operation.contains_key("responses") {
            visit.operation.insert("responses".to_owned(), json!({}));
            visit.hit(&[]);
        }
        let mut hits = Vec::new();
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        answers.retain(|status, _| {
            let known = status == "default" || class(status).is_some();
            if !known {
                hits.push(status.clone());
            }
            known
        });
        for (status, answer) in answers.iter_mut() {
            let before = answer.clone();
            if reference(answer).is_some() {
                // The body is there, only its description is not: raw bytes are what can be promised.
                *answer = json!({ "description": "", "content": { "*/*": {} } });
            }
            if let Value::Object(answer) = answer {
                answer.entry("description").or_insert_with(|| json!(""));
            }
            if *answer != before {
                hits.push(status.clone());
            }
        }
        for status in hits {
            visit.hit(&["responses", &status]);
        }
    });
    Ok(())
}

/// The first digit of a status, for `404` and `4XX` alike.
fn class(status: &str) -> Option<u8> {
    let (first, rest) = match status.as_bytes() {
        [first @ b'1'..=b'9', rest @ ..] if rest.len() == 2 => (first, rest),
        _ => return None,
    };
    let exact = rest.iter().all(u8::is_ascii_digit);
    let range = rest.iter().all(|x| matches!(x, b'X' | b'x'));
    (exact || range).then_some(first - b'0')
}

/// One media type an answer; JSON by whatever name becomes `application/json`.
pub(super) fn media_types(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut hits = Vec::new();
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        for (status, answer) in answers.iter_mut() {
            let Some(Value::Object(content)) = answer.get_mut("content") else {
                continue;
            };
            let before = content.clone();
            one_media_type(content);
            if content.is_empty() {
                if let Value::Object(answer) = answer {
                    answer.shift_remove("content");
                }
                hits.push(status.clone());
            } else if *content != before {
                hits.push(status.clone());
            }
        }
        for status in hits {
            visit.hit(&["responses", &status, "content"]);
        }
    });
    Ok(())
}

fn one_media_type(content: &mut Map<String, Value>) {
    let rank = |media: &str| match essence(media).as_str() {
        "application/json" => 0,
        other if is_json(other) => 1,
        _ => 2,
    };
    let Some(chosen) = content.keys().min_by_key(|media| rank(media)).cloned() else {
        return;
    };
    let Some(mut media) = content.get(&chosen).cloned() else {
        return;
    };
    content.clear();
    let structured = media
        .get("schema")
        .is_some_and(|schema| component_name(schema).is_some() || kind(schema) == Some("object"));
    let json = is_json(&chosen) || (essence(&chosen) == "*/*" && structured);
    let name = if json {
        "application/json".to_owned()
    } else {
        chosen
    };
    if let Value::Object(media) = &mut media {
        media.shift_remove("encoding");
        if json {
            media.entry("schema").or_insert_with(|| json!({}));
        }
    }
    content.insert(name, media);
}

/// Statuses that are neither success nor error never reach a typed answer.
pub(super) fn other_statuses(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut hits = Vec::new();
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        answers.retain(|status, _| {
            let other = matches!(class(status), Some(1 | 3 | 6..=9));
            if other {
                hits.push(status.clone());
            }
            !other
        });
        for status in hits {
            visit.hit(&["responses", &status]);
        }
    });
    Ok(())
}

/// `default` beside other answers stands for what they do not cover.
pub(super) fn defaults(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        if answers.len() < 2 {
            return;
        }
        let Some(default) = answers.shift_remove("default") else {
            return;
        };
        let succeeds = answers.keys().any(|status| class(status) == Some(2));
        if !succeeds {
            answers.insert("2XX".to_owned(), default.clone());
        }
        for range in ["4XX", "5XX"] {
            let declared = answers
                .keys()
                .any(|status| status.eq_ignore_ascii_case(range));
            if !declared {
                answers.insert(range.to_owned(), default.clone());
            }
        }
        visit.hit(&["responses", "default"]);
    });
    Ok(())
}

/// The body that an answer promises.
#[derive(Clone, PartialEq)]
enum Body {
    Typed(Value),
    Raw,
    None,
}

fn body(answer: &Value) -> Body {
    let Some(Value::Object(content)) = answer.get("content") else {
        return Body::None;
    };
    match content.iter().next() {
        Some((media, value)) if essence(media) == "application/json" => {
            Body::Typed(value.get("schema").cloned().unwrap_or_else(|| json!({})))
        }
        Some(_) => Body::Raw,
        None => Body::None,
    }
}

/// One type for all successes and one for all errors.
pub(super) fn one_type(context: &mut Context) -> Result<()> {
    let schemas = context.schemas();
    let mut names = Names::new(pascal, schemas.keys().map(String::as_str));
    context.each_operation(|visit| {
        for (classes, role) in [(&[2u8][..], "Success"), (&[4, 5][..], "Error")] {
            unify(visit, classes, role, &mut names);
        }
    });
    Ok(())
}

fn unify(visit: &mut Visit, classes: &[u8], role: &str, names: &mut Names) {
    let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
        return;
    };
    let ours = |status: &str| class(status).is_some_and(|class| classes.contains(&class));
    let mut bodies: Vec<Body> = Vec::new();
    for (_, answer) in answers.iter().filter(|(status, _)| ours(status)) {
        let body = body(answer);
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    if bodies.len() < 2 {
        return;
    }
    let types: Vec<Value> = bodies
        .iter()
        .filter_map(|body| match body {
            Body::Typed(schema) => Some(schema.clone()),
            _ => None,
        })
        .collect();
    let mut hits = Vec::new();
    let common = match types.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        several if several.iter().any(is_any) => Some(json!({})),
        several => Some(union(
            visit.operation.get("operationId"),
            role,
            several,
            names,
            visit.schemas,
        )),
    };
    let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
        return;
    };
    answers.retain(|status, answer| {
        if !ours(status) {
            return true;
        }
        let kept = match (&common, body(answer)) {
            (Some(common), Body::Typed(schema)) => {
                if schema != *common {
                    set_schema(answer, common);
                    hits.push(status.clone());
                }
                return true;
            }
            // Undeclared, it is `Error::UnexpectedResponse` with its status and unread body.
            (Some(_), _) => false,
            (None, Body::Raw) => return true,
            (None, _) => {
                if let Value::Object(answer) = answer {
                    answer.insert("content".to_owned(), json!({ "*/*": {} }));
                }
                true
            }
        };
        hits.push(status.clone());
        kept
    });
    for status in hits {
        visit.hit(&["responses", &status]);
    }
}

fn set_schema(answer: &mut Value, schema: &Value) {
    for media in answer
        .get_mut("content")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        if let Value::Object(media) = media {
            media.insert("schema".to_owned(), schema.clone());
        }
    }
}

/// A component that is one of `types`.
fn union(
    id: Option<&Value>,
    role: &str,
    types: &[Value],
    names: &mut Names,
    schemas: &mut Map<String, Value>,
) -> Value {
    let id = id.and_then(Value::as_str).unwrap_or_default();
    let mut types = types.to_vec();
    super::unions::sort(&mut types, schemas);
    // An operation's own, even where another one's is the same today: one more error must not rename its type.
    let candidates = [
        pascal(&format!("{id} {role}")),
        pascal(&format!("{id} {role} Response")),
    ];
    let name = names.claim(&candidates, &format!("{id} {role}"));
    schemas.insert(name.clone(), json!({ "oneOf": types }));
    json!({ "$ref": reference_to(&name) })
}

/// A range and a status within it are one arm in the generated code.
pub(super) fn shadowed(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        let ranges: Vec<u8> = answers
            .keys()
            .filter(|status| status.to_ascii_uppercase().ends_with("XX"))
            .filter_map(|status| class(status))
            .collect();
        let mut hits = Vec::new();
        answers.retain(|status, _| {
            let shadowed = !status.to_ascii_uppercase().ends_with("XX")
                && class(status).is_some_and(|class| ranges.contains(&class));
            if shadowed {
                hits.push(status.clone());
            }
            !shadowed
        });
        for status in hits {
            visit.hit(&["responses", &status]);
        }
    });
    Ok(())
}
