//! How an `update` merges into its target ([Overlay 1.1, Action Object](https://spec.openapis.org/overlay/v1.1.0.html#action-object)).

use std::fmt;

use serde_json::Value;

/// What a node is, to an action.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Object,
    List,
    /// A string, a number, a boolean or null.
    Primitive,
}

/// A place where an update is of another kind than what stands there.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Clash {
    /// JSON pointer below the target.
    pub(super) pointer: String,
    pub(super) node: Kind,
    pub(super) update: Kind,
}

impl Kind {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::List,
            _ => Self::Primitive,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::Primitive => "a primitive value",
        })
    }
}

/// Applies `update` to a target: as [`merge`], and a list grows by an update of any other kind. Tells whether `node`
/// is another value now.
pub(super) fn apply(node: &mut Value, update: &Value) -> Result<bool, Clash> {
    match (node, update) {
        (Value::Array(target), update) if !update.is_array() => {
            target.push(update.clone());
            Ok(true)
        }
        (node, update) => merge(node, update),
    }
}

/// Merges `update` into `node`: objects key by key, a list grows by the elements of the update, a primitive value is
/// replaced.
fn merge(node: &mut Value, update: &Value) -> Result<bool, Clash> {
    match (node, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (key, value) in update {
                changed |= match target.get_mut(key) {
                    Some(existing) => merge(existing, value).map_err(|clash| Clash {
                        pointer: format!("/{}{}", crate::pointer::escape(key), clash.pointer),
                        ..clash
                    })?,
                    None => {
                        target.insert(key.clone(), value.clone());
                        true
                    }
                };
            }
            Ok(changed)
        }
        (Value::Array(target), Value::Array(update)) => {
            target.extend(update.iter().cloned());
            Ok(!update.is_empty())
        }
        (node, update) if Kind::of(node) == Kind::of(update) => {
            let changed = node != update;
            *node = update.clone();
            Ok(changed)
        }
        (node, update) => Err(Clash {
            pointer: String::new(),
            node: Kind::of(node),
            update: Kind::of(update),
        }),
    }
}
