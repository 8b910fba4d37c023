//! Where in the documents something is compared, and what depends on it.

use std::collections::BTreeSet;
use std::fmt::Write;

/// One step from an owner to a part of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// A part that is named as it stands: "request body", "answer 200".
    Part(String),
    Property(String),
    Items,
    Values,
    Branch(String),
}

/// What is compared: whose it is, where in it, and who is concerned.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// How the owner is called: "schema `Pet`", an operation's title.
    owner: String,
    /// The owner's places in both documents.
    pub(super) old_owner: Option<String>,
    pub(super) new_owner: Option<String>,
    trail: Vec<Step>,
    /// Whether the client sends it.
    pub(super) request: bool,
    /// Whether the client reads it.
    pub(super) answer: bool,
    /// Why the client has nothing of it, although an operation names it.
    pub(super) unseen: Option<String>,
    /// The operations that are concerned, by their numbers.
    pub(super) operations: BTreeSet<usize>,
}

impl Scope {
    pub(super) fn new(owner: String, old: Option<&str>, new: Option<&str>) -> Self {
        Self {
            owner,
            old_owner: old.map(str::to_owned),
            new_owner: new.map(str::to_owned),
            ..Self::default()
        }
    }

    /// A part of this one.
    pub(super) fn step(&self, step: Step) -> Self {
        let mut scope = self.clone();
        scope.trail.push(step);
        scope
    }

    /// A part of this one, by its name.
    pub(super) fn part(&self, name: impl Into<String>) -> Self {
        self.step(Step::Part(name.into()))
    }

    /// The same, as something that the client sends.
    pub(super) fn sent(mut self) -> Self {
        self.request = true;
        self.answer = false;
        self
    }

    /// The same, as something that the client reads.
    pub(super) fn read(mut self) -> Self {
        self.request = false;
        self.answer = true;
        self
    }

    /// The same, for another owner: a shared component.
    pub(super) fn owned_by(&self, owner: String, old: &str, new: &str) -> Self {
        Self {
            owner,
            old_owner: Some(old.to_owned()),
            new_owner: Some(new.to_owned()),
            trail: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether any operation has to do with it.
    pub(super) fn is_used(&self) -> bool {
        self.request || self.answer
    }

    /// The owner as a whole.
    pub(super) fn whole(&self) -> Self {
        Self {
            trail: Vec::new(),
            ..self.clone()
        }
    }

    /// How the place is called: "schema `Pet`, property `owner.name`".
    pub(super) fn subject(&self) -> String {
        let mut subject = self.owner.clone();
        let mut path = String::new();
        for step in &self.trail {
            match step {
                Step::Property(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                    continue;
                }
                Step::Items => {
                    path.push_str("[]");
                    continue;
                }
                Step::Values => {
                    path.push_str("{}");
                    continue;
                }
                Step::Part(_) | Step::Branch(_) => say(&mut subject, &mut path),
            }
            match step {
                Step::Part(name) => append(&mut subject, name),
                Step::Branch(name) => append(&mut subject, &format!("branch {name}")),
                _ => {}
            }
        }
        say(&mut subject, &mut path);
        subject
    }
}

fn append(subject: &mut String, part: &str) {
    if !subject.is_empty() {
        subject.push_str(", ");
    }
    subject.push_str(part);
}

/// Puts the path of properties that has been collected behind the subject.
fn say(subject: &mut String, path: &mut String) {
    if path.is_empty() {
        return;
    }
    let kind = match path.as_str() {
        "[]" => "items",
        "{}" => "values",
        _ => "property",
    };
    let mut part = kind.to_owned();
    if kind == "property" {
        // Writing to a string does not fail.
        let _ = write!(part, " `{path}`");
    }
    append(subject, &part);
    path.clear();
}
