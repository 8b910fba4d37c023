//! The single changes of `*.yaml`, read.

use std::path::Path;

use codegen::tree::Tree;
use serde_json::Value;

use crate::edit::Edit;

const FILES: [&str; 12] = [
    "operations",
    "parameters",
    "bodies",
    "properties",
    "types",
    "unions",
    "values",
    "keywords",
    "metadata",
    "credentials",
    "document",
    "kinds",
];

/// One change, and what is to be said of it.
pub(crate) struct Case {
    pub(crate) name: String,
    /// What the small document is edited to before it is the old one.
    pub(crate) from: Vec<Edit>,
    pub(crate) edits: Vec<Edit>,
    /// The kinds of the entries, in the report's order; none where nothing has changed.
    pub(crate) kinds: Vec<String>,
    pub(crate) level: String,
    /// The level once it is known what becomes of the client, where that is another one.
    pub(crate) client: String,
}

pub(crate) fn cases() -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff-cases");
    let mut cases = Vec::new();
    for file in FILES {
        let bytes = std::fs::read(directory.join(file).with_extension("yaml")).unwrap();
        let tree = Tree::parse(file, &bytes).unwrap_or_else(|error| panic!("{error}"));
        let list = tree.value().get("cases").and_then(Value::as_array).unwrap();
        cases.extend(list.iter().map(case));
    }
    cases
}

fn case(value: &Value) -> Case {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let list = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let kinds = list("kinds").map(|it| it.as_str().unwrap().to_owned());
    Case {
        name: text("name").unwrap(),
        from: list("from").map(edit).collect(),
        edits: list("edits").map(edit).collect(),
        kinds: text("kind").into_iter().chain(kinds).collect(),
        level: text("level").unwrap(),
        client: text("client").or_else(|| text("level")).unwrap(),
    }
}

fn edit(value: &Value) -> Edit {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let other = || value.get("value").cloned().unwrap();
    let name = || text("value").unwrap();
    text("set")
        .map(|at| Edit::Set(at, other()))
        .or_else(|| text("push").map(|at| Edit::Push(at, other())))
        .or_else(|| text("remove").map(Edit::Remove))
        .or_else(|| text("rename").map(|at| Edit::Rename(at, name())))
        .or_else(|| text("replace").map(|old| Edit::Replace(old, name())))
        .unwrap_or_else(|| panic!("no edit: {value}"))
}
