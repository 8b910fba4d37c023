//! Rules for operations as a whole: their names, tags and servers.

use serde_json::{Value, json};

use super::context::Context;
use super::unique::Names;
use crate::error::Result;
use crate::upstream::OF_CLIENTS;
use crate::upstream::names::{pascal, snake};

/// Operations without `operationId` get one from their method and path.
pub(super) fn missing_ids(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let id = visit.operation.get("operationId").and_then(Value::as_str);
        if id.is_none_or(|id| !id.chars().any(char::is_alphanumeric)) {
            let id = snake(&format!("{} {}", visit.method, visit.path));
            visit.operation.insert("operationId".to_owned(), json!(id));
            visit.hit(&[]);
        }
    });
    Ok(())
}

/// Operation names that collide as Rust names, with each other or with what the client has itself. Of those that have one
/// name, the first path keeps it.
pub(super) fn colliding_ids(context: &mut Context) -> Result<()> {
    // The builder of an operation is a type, its method a function: both names have to be free, and the
    // type's name is the coarser of the two.
    let key: fn(&str) -> String = |name| pascal(&snake(name));
    let mut names = Names::new(key, OF_CLIENTS);
    context.each_operation(|visit| {
        let id = visit.operation.get("operationId").and_then(Value::as_str);
        let Some(id) = id.map(str::to_owned) else {
            return;
        };
        let candidates = if OF_CLIENTS.contains(&snake(&id).as_str()) {
            vec![format!("{id}_operation")]
        } else {
            vec![id.clone()]
        };
        let longer = [
            format!("{id}_{}", visit.method),
            snake(&format!("{id} {} {}", visit.method, visit.path)),
        ];
        let candidates = [candidates, longer.to_vec()].concat();
        let name = names.claim(&candidates, &visit.pointer);
        if name != id {
            visit
                .operation
                .insert("operationId".to_owned(), json!(name));
            visit.hit(&["operationId"]);
        }
    });
    Ok(())
}

/// One tag an operation.
pub(super) fn tags(context: &mut Context) -> Result<()> {
    context.each_operation(|visit| {
        let several = match visit.operation.get_mut("tags") {
            Some(Value::Array(tags)) if tags.len() > 1 => {
                tags.truncate(1);
                true
            }
            _ => false,
        };
        if several {
            visit.hit(&["tags"]);
        }
    });
    Ok(())
}
