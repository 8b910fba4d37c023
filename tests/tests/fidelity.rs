//! The table of how well clients do what their documents say, for documents that are quick; `cargo xtask fidelity --corpus`
//! writes all of it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use workspace_tests::cargo::scratch;
use workspace_tests::{read, root};

/// Small documents that have between them references, unions, dates, maps, forms, streams, styles and credentials.
const QUICK: [&str; 3] = [
    "oai-uspto.yaml",
    "redocly-museum.yaml",
    "scalar-galaxy.yaml",
];

#[test]
fn the_checked_in_table_is_true_of_the_quick_documents() {
    let Some(corpus) = workspace_tests::corpus::folder() else {
        return;
    };
    let work = scratch("fidelity");
    let table = work.join("table.md");
    std::fs::create_dir_all(&work).unwrap();
    let mut arguments: Vec<OsString> = vec!["xtask".into(), "fidelity".into()];
    for name in QUICK {
        let document = Path::new(&corpus).join("corpus").join(name);
        arguments.extend(["--document".into(), document.into_os_string()]);
    }
    arguments.extend(["--work".into(), work.into_os_string()]);
    arguments.extend(["--table".into(), table.clone().into_os_string()]);
    assert_eq!(xtask::run_with(arguments), ExitCode::SUCCESS);
    let checked_in = read(&root().join("tests/fidelity.md"));
    let found = read(&table);
    // Times and sizes, in the second table, are those of a machine.
    let (rows, _) = found.split_once("## What it took").unwrap();
    for name in QUICK {
        let row = |text: &str| -> String {
            let start = format!("| {name} |");
            text.lines()
                .find(|line| line.starts_with(&start))
                .unwrap_or_default()
                .to_owned()
        };
        assert!(!row(rows).is_empty(), "{rows}");
        assert_eq!(
            row(rows),
            row(&checked_in),
            "tests/fidelity.md: write it with `cargo xtask fidelity --corpus \"$SPEC_CORPUS\" --table tests/fidelity.md`"
        );
    }
}
