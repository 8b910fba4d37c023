//! How an `update` merges into its target ([Overlay 1.0, Action Object](https://spec.openapis.org/overlay/v1.0.0.html#action-object)).

use serde_json::Value;

/// Merges `update` into `node`: mappings key by key, an array grows by the update (by its elements if it is
/// an array itself), anything else is replaced. Tells whether `node` is another value now.
pub(super) fn merge(node: &mut Value, update: &Value) -> bool {
    match (node, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (key, value) in update {
                changed |= match target.get_mut(key) {
                    Some(existing) => merge(existing, value),
                    None => {
                        target.insert(key.clone(), value.clone());
                        true
                    }
                };
            }
            changed
        }
        (Value::Array(target), Value::Array(update)) => {
            target.extend(update.iter().cloned());
            !update.is_empty()
        }
        (Value::Array(target), update) => {
            target.push(update.clone());
            true
        }
        (node, update) => {
            let changed = node != update;
            *node = update.clone();
            changed
        }
    }
}
