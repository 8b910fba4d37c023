//! What a place is called.

use crate::upstream::names::{pascal, snake};

/// The place of an inline schema, as names for it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The usual name: `PetOwner`.
    pub(super) short: String,
    /// The name that also says what each step is, for when the short one is taken: `PetFieldOwner`.
    pub(super) long: String,
    /// How many steps it is from what the document names itself.
    pub(super) depth: usize,
}

impl Place {
    /// The place of what the document calls `name`; `kind` says what that is.
    pub(super) fn root(name: &str, kind: &str) -> Self {
        Self {
            short: pascal(name),
            long: pascal(&format!("{name}_{kind}")),
            depth: 0,
        }
    }

    /// The place that is one step further on: `word` is its name, `kind` what it is.
    pub(super) fn step(&self, word: &str, kind: &str) -> Self {
        Self {
            short: pascal(&format!("{}_{word}", self.short)),
            long: pascal(&format!("{}_{kind}_{word}", self.long)),
            depth: self.depth + 1,
        }
    }

    /// The place of a property.
    pub(super) fn field(&self, name: &str) -> Self {
        self.step(&snake(name), "field")
    }

    /// The place of the items of a list.
    pub(super) fn item(&self) -> Self {
        self.step("Item", "list")
    }

    /// The place of the values of a map; `beside` says that it has properties of its own as well.
    pub(super) fn value(&self, beside: bool) -> Self {
        self.step(if beside { "extra_Value" } else { "Value" }, "map")
    }
}
