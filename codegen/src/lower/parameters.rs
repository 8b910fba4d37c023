//! Rules for parameters: which there are.

use serde_json::{Map, Value, json};

use super::base_path::parameters_of;
use super::context::{Context, Effect};
use super::references::unheld;
use super::schema::{note, reference};
use super::wire_names::fault;
use crate::error::Result;
use crate::upstream::is_ignored_header;

/// The keyword of a header parameter that is sent, although OpenAPI says that it SHALL be ignored.
pub(super) const SENT: &str = "x-sent";

pub(super) fn text<'v>(parameter: &'v Value, key: &str) -> &'v str {
    parameter
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub(super) fn required(parameter: &Value) -> bool {
    parameter.get("required") == Some(&Value::Bool(true))
}

/// Shows each parameter of each operation to `change`: what is answered takes its place, and a change counts.
/// `Err` drops the parameter when it is optional and leaves the operation out when it is required.
fn each(
    context: &mut Context,
    mut change: impl FnMut(Value, &Map<String, Value>) -> std::result::Result<Vec<Value>, String>,
) {
    context.each_operation(|visit| {
        let mut kept = Vec::new();
        for (index, parameter) in visit.take_parameters().into_iter().enumerate() {
            let at = index.to_string();
            let before = parameter.clone();
            match change(parameter, visit.schemas) {
                Ok(parameters) => {
                    if parameters.as_slice() != std::slice::from_ref(&before) {
                        visit.hit(&["parameters", &at]);
                    }
                    kept.extend(parameters);
                }
                Err(reason) => {
                    if required(&before) {
                        let name = text(&before, "name").to_owned();
                        let place = text(&before, "in").to_owned();
                        visit.leave_out(format!(
                            "the required {place} parameter `{name}` {reason} ({}/parameters/{index})",
                            visit.pointer
                        ));
                    } else {
                        visit.hit(&["parameters", &at]);
                    }
                }
            }
        }
        visit.set_parameters(kept);
    });
}

/// Header parameters that the HTTP client or the credentials set.
pub(super) fn ignored_headers(context: &mut Context) -> Result<()> {
    each(context, |parameter, _| {
        let sent = parameter.get(SENT) == Some(&Value::Bool(true));
        let ignored = !sent
            && text(&parameter, "in") == "header"
            && is_ignored_header(text(&parameter, "name"));
        Ok(if ignored { Vec::new() } else { vec![parameter] })
    });
    Ok(())
}

/// What is no parameter at all: a reference that leads nowhere, an unknown place, no name or one that HTTP cannot send.
pub(super) fn malformed(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let mut kept = Vec::new();
        for (index, parameter) in visit.take_parameters().into_iter().enumerate() {
            if let Some(target) = reference(&parameter) {
                let at = format!("{}/parameters/{index}", visit.pointer);
                visit.leave_out(unheld("a parameter", target, &at));
            }
            match fault(&parameter) {
                None => kept.push(parameter),
                // The server would refuse the request without it.
                Some(fault) if required(&parameter) => visit.leave_out(format!(
                    "a required parameter {fault} ({}/parameters/{index})",
                    visit.pointer
                )),
                Some(fault) => {
                    let what = format!("an optional parameter is not sent, because it {fault}");
                    visit.lose(Some(&parameter), &[], Effect::here(what));
                    visit.hit(&["parameters", &index.to_string()]);
                }
            }
        }
        visit.set_parameters(kept);
    });
    Ok(())
}

/// Path parameters that the template names without a declaration, and the other way round.
pub(super) fn path_templates(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let names = parameters_of(visit.path);
        if !well_formed(visit.path) {
            visit.leave_out(format!(
                "the path template `{}` is not well formed ({})",
                visit.path, visit.pointer
            ));
            return;
        }
        let mut changed = false;
        let mut parameters = visit.take_parameters();
        parameters.retain(|parameter| {
            let own = text(parameter, "name");
            let kept = text(parameter, "in") != "path" || names.iter().any(|name| name == own);
            if !kept {
                let what = format!(
                    "the path parameter `{own}` is not sent, because the path has no place for it"
                );
                visit.lose(Some(parameter), &[], Effect::here(what));
                changed = true;
            }
            kept
        });
        for parameter in &mut parameters {
            if text(parameter, "in") == "path" && !required(parameter) {
                set(parameter, "required", json!(true));
                changed = true;
            }
        }
        for name in &names {
            let declared = parameters.iter().any(|parameter| {
                text(parameter, "in") == "path" && text(parameter, "name") == name
            });
            if !declared {
                parameters.push(json!({
                    "name": name, "in": "path", "required": true, "schema": { "type": "string" }
                }));
                changed = true;
            }
        }
        visit.set_parameters(parameters);
        if changed {
            visit.hit(&["parameters"]);
        }
    });
    Ok(())
}

/// What progenitor's template parser takes: a slash first, braces in pairs around a name without slash, no
/// name twice.
fn well_formed(path: &str) -> bool {
    let names = parameters_of(path);
    let braces =
        path.matches('{').count() == names.len() && path.matches('}').count() == names.len();
    let sound = names
        .iter()
        .all(|name| !name.is_empty() && !name.contains(['/', '{']));
    path.starts_with('/') && braces && sound
}

pub(super) fn set(parameter: &mut Value, key: &str, value: Value) {
    if let Value::Object(parameter) = parameter {
        parameter.insert(key.to_owned(), value);
    }
}

/// What an inline schema says about its parameter; progenitor documents the parameter's own description only.
pub(super) fn descriptions(context: &mut Context) -> Result<()> {
    each(context, |mut parameter, _| {
        let described = parameter
            .get_mut("schema")
            .and_then(Value::as_object_mut)
            .and_then(|schema| schema.shift_remove("description"));
        if let (Some(Value::String(text)), Value::Object(parameter)) = (described, &mut parameter) {
            note(parameter, &text);
        }
        Ok(vec![parameter])
    });
    Ok(())
}
