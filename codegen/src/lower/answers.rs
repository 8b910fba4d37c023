//! The rule for responses.

use serde_json::{Value, json};

use super::context::{Context, Effect};
use super::references;
use super::schema::reference;
use crate::error::Result;

/// Responses lack parts that OpenAPI insists on, or refer to nothing.
pub(super) fn parts(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        if !visit.operation.contains_key("responses") {
            visit.operation.insert("responses".to_owned(), json!({}));
            visit.hit(&[]);
        }
        let mut hits = Vec::new();
        let mut lost = Vec::new();
        let Some(Value::Object(answers)) = visit.operation.get_mut("responses") else {
            return;
        };
        answers.retain(|status, answer| {
            let known = status == "default" || class(status).is_some();
            if !known {
                hits.push(status.clone());
                let what = format!("the response `{status}` is not read, because it is no status");
                lost.push((answer.clone(), Effect::here(what)));
            }
            known
        });
        for (status, answer) in answers.iter_mut() {
            let before = answer.clone();
            if let Some(target) = reference(answer) {
                let what = format!("the response {status} is given as bytes, because the document does not hold `{target}`");
                let effect = Effect::here(what).remedy(references::remedy(target));
                lost.push((answer.clone(), effect));
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
        for (answer, effect) in lost {
            visit.lose(Some(&answer), &[], effect);
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
