//! The table that is checked in: a line for each document, in which other documents stay as they are.

use std::collections::BTreeMap;

use super::report::{Counts, Report};

/// What stands above, below and between the lines.
const HEAD: &str = "# How well clients do what their documents say

Written by `cargo xtask fidelity --corpus DIR --table FILE`, which replaces the lines of the documents that it tries.
Instances are values of a document's own schemas and its examples, decoded and encoded; requests are what a server reads by
the document; responses come back from calls. Right of all, each. A contradiction is an example that is none by the
document's own schema.

| Document | Operations | Generated | Losses | Warnings | Instances | Requests | Responses | Contradictions |
|---|---|---|---|---|---|---|---|---|
";
const TOOK: &str = "
## What it took

On one machine, with others at work on it; in a debug build.

| Document | Lines | Generating, s | Generating, MiB | Compiling, s |
|---|---|---|---|---|
";
const LEFT_OUT: &str = "
## Left out
";

/// The lines of each part, by document.
#[derive(Default)]
struct Parts {
    right: BTreeMap<String, String>,
    took: BTreeMap<String, String>,
    left_out: BTreeMap<String, Vec<String>>,
}

/// `before`, a table or nothing, with the lines of `reports`.
pub(super) fn table(before: &str, reports: &[Report]) -> String {
    let mut parts = read(before);
    for it in reports {
        let name = it.document.clone();
        parts.right.insert(name.clone(), right(it));
        parts.took.insert(name.clone(), took(it));
        let operations = it.left_out.iter().map(ToString::to_string);
        let error = it.error.iter().filter_map(|it| it.lines().next());
        let lines = operations.chain(error.map(str::to_owned));
        let lines = lines.map(|line| format!("- {name}: {line}")).collect();
        parts.left_out.insert(name, lines);
    }
    let left_out: Vec<&str> = parts
        .left_out
        .values()
        .flatten()
        .map(String::as_str)
        .collect();
    let left_out = match left_out.as_slice() {
        [] => "\nNothing.\n".to_owned(),
        lines => format!("\n{}\n", lines.join("\n")),
    };
    let lines = |lines: &BTreeMap<String, String>| -> String {
        lines.values().map(|line| format!("{line}\n")).collect()
    };
    [
        HEAD,
        &lines(&parts.right),
        TOOK,
        &lines(&parts.took),
        LEFT_OUT,
        &left_out,
    ]
    .concat()
}

fn read(table: &str) -> Parts {
    let mut parts = Parts::default();
    let mut took = false;
    for line in table.lines() {
        took |= line.starts_with("## What it took");
        if let Some(rest) = line.strip_prefix("- ") {
            let name = rest.split(": ").next().unwrap_or_default();
            let lines = parts.left_out.entry(name.to_owned()).or_default();
            lines.push(line.to_owned());
        }
        let name = line
            .strip_prefix("| ")
            .and_then(|rest| rest.split(" |").next());
        let Some(name) = name.filter(|name| *name != "Document") else {
            continue;
        };
        let lines = if took {
            &mut parts.took
        } else {
            &mut parts.right
        };
        lines.insert(name.to_owned(), line.to_owned());
    }
    parts
}

fn right(it: &Report) -> String {
    if it.error.is_some() {
        return format!(
            "| {} | {} | no client | | | | | | |",
            it.document, it.operations
        );
    }
    let [instances, requests, responses] =
        [it.instances, it.requests, it.responses].map(Counts::text);
    format!(
        "| {} | {} | {} | {} | {} | {instances} | {requests} | {responses} | {} |",
        it.document,
        it.operations,
        it.generated,
        it.losses.len(),
        it.warnings,
        it.contradictions.len()
    )
}

fn took(it: &Report) -> String {
    let mebibytes = it.generate_mebibytes;
    let mebibytes = mebibytes.map_or_else(String::new, |it| it.to_string());
    format!(
        "| {} | {} | {:.1} | {mebibytes} | {:.0} |",
        it.document, it.lines, it.generate_seconds, it.compile_seconds
    )
}

#[cfg(test)]
mod tests {
    use super::{Report, table};

    #[test]
    fn documents_that_were_not_tried_stay() {
        let report = |document: &str, operations| Report {
            document: document.to_owned(),
            operations,
            ..Report::default()
        };
        let no_client = Report {
            error: Some("no operation is left\nand why".to_owned()),
            ..report("c.yaml", 0)
        };
        let first = table("", &[report("b.yaml", 1), report("a.yaml", 2), no_client]);
        let again = table(&first, &[report("b.yaml", 3)]);
        let expected = first.replace("| b.yaml | 1 |", "| b.yaml | 3 |");
        assert_ne!(first, expected);
        assert_eq!(again, expected);
        assert!(
            again.contains("- c.yaml: no operation is left\n"),
            "{again}"
        );
    }
}
