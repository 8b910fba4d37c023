//! A command that is killed, at each point at which it can leave something half-done: the same command, run again, ends as
//! if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::config::sha256;
use tempfile::TempDir;
use workspace_tests::commands::{Run, command, xtask};
use workspace_tests::copy::{Copy, contents};
use workspace_tests::documents::{answering, plain};

use crate::on;

type Contents = BTreeMap<String, Vec<u8>>;

/// What a run that was ended at a point exits with: there is no cleaning up.
const ENDED: i32 = 99;

/// Ends the command at its first point, its second, and so on; `again` is what the next run of it leaves, and `whole` what
/// one run without interruption does. Gives the number of points.
fn killed_everywhere(
    fresh: impl Fn() -> TempDir,
    arguments: impl Fn(&Path) -> Vec<String>,
    whole: &Contents,
) -> usize {
    for point in 1.. {
        let folder = fresh();
        let run = Run::of(
            command()
                .args(arguments(folder.path()))
                .env("XTASK_END_AT_POINT", point.to_string()),
        );
        if run.status != Some(ENDED) {
            run.ends_with(0);
            return point - 1;
        }
        let again = xtask(arguments(folder.path())).ends_with(0);
        let found = contents(folder.path());
        let differ: Vec<&String> = whole
            .keys()
            .chain(found.keys())
            .filter(|it| whole.get(*it) != found.get(*it))
            .collect();
        assert!(
            differ.is_empty(),
            "killed at point {point}: {differ:?} differ; the next run: {again:#?}"
        );
    }
    0
}

/// A copy of the project in which some files have to be written, some to be removed, and its next document.
fn project() -> TempDir {
    let copy = Copy::new();
    copy.append("generated-client/src/generated/mod.rs", "// tampered with");
    copy.write("tests/snapshots/live/types/Gone.snap", "gone\n");
    copy.remove("spec/departures.md");
    copy.into_folder()
}

#[test]
fn regen() {
    let arguments = |root: &Path| {
        ["regen", "--root", root.to_str().unwrap()]
            .map(str::to_owned)
            .to_vec()
    };
    let whole = project();
    xtask(arguments(whole.path())).ends_with(0);
    let points = killed_everywhere(project, arguments, &contents(whole.path()));
    println!("{points} points");
    assert!(points > 10, "{points}");
}

/// A whole project around a small document, so that a bump of it takes a moment, and its next document.
fn small_project() -> Copy {
    let copy = Copy::new();
    let document = answering(plain()).to_string();
    let pinned = copy.pinned();
    let lock = copy.lock();
    copy.write(&pinned, &document);
    copy.edit(
        "spec/spec.lock",
        &lock.document.sha256,
        &sha256(document.as_bytes()),
    );
    copy.edit(
        "spec/spec.lock",
        &format!("title = \"{}\"", lock.api.title),
        "title = \"Things\"",
    );
    copy.edit(
        "spec/spec.lock",
        &format!("version = \"{}\"", lock.api.version),
        "version = \"1\"",
    );
    copy.write(
        "spec/codegen.toml",
        "profile = \"live\"\n[select]\npaths = [\"/things\"]\n\
         [profiles.live]\noverlays = []\n[profiles.reference]\noverlays = []\n",
    );
    on(&copy, "regen", &[]).ends_with(0);
    let next = document.replace("\"name\"", "\"made_up\":{\"type\":\"string\"},\"name\"");
    assert_ne!(next, document);
    copy.write("next.json", &next);
    copy
}

#[test]
fn bump() {
    let model = small_project();
    let fresh = || model.again().into_folder();
    let arguments = |root: &Path| {
        let file = root.join("next.json");
        [
            "bump",
            "--root",
            root.to_str().unwrap(),
            "--file",
            file.to_str().unwrap(),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let whole = fresh();
    xtask(arguments(whole.path())).ends_with(0);
    let whole = contents(whole.path());
    let points = killed_everywhere(fresh, arguments, &whole);
    println!("{points} points");
    assert!(points > 34, "{points}");
    let changelog = String::from_utf8_lossy(&whole["CHANGELOG.md"]);
    assert_eq!(changelog.matches("made_up").count(), 1, "{changelog}");
}

#[test]
fn generate() {
    let fresh = || {
        let folder = TempDir::new().unwrap();
        fs::write(
            folder.path().join("api.json"),
            answering(plain()).to_string(),
        )
        .unwrap();
        folder
    };
    let arguments = |folder: &Path| {
        let (document, out) = (folder.join("api.json"), folder.join("client"));
        [
            "generate",
            "--document",
            document.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let whole = fresh();
    xtask(arguments(whole.path())).ends_with(0);
    let whole = contents(whole.path());
    let points = killed_everywhere(fresh, arguments, &whole);
    println!("{points} points");
    assert!(points > 10, "{points}");
}

/// What only reads does not repair, and does not take half of a change for the project either.
#[test]
fn what_only_reads_names_the_command_that_finishes() {
    let folder = project();
    let root = folder.path().to_str().unwrap();
    // The journal is in place, and little else.
    let run = Run::of(
        command()
            .args(["regen", "--root", root])
            .env("XTASK_END_AT_POINT", "9"),
    );
    assert_eq!(run.status, Some(ENDED));
    for name in ["check", "status"] {
        let before = contents(folder.path());
        let run = xtask([name, "--root", root]).ends_with(1);
        run.says(&[
            "an earlier run was interrupted",
            "fix: run `cargo xtask regen`",
        ]);
        assert!(contents(folder.path()) == before);
    }
    xtask(["regen", "--root", root])
        .ends_with(0)
        .says(&["finished what an earlier run was interrupted in"]);
    xtask(["check", "--root", root]).ends_with(0);
}

/// A journal that came with a folder from elsewhere renames nothing outside.
#[test]
fn a_forged_journal_is_refused() {
    for (target, new, old) in [
        (
            "../victim",
            ".xtask-staging/new/../victim",
            ".xtask-staging/old/../victim",
        ),
        ("/tmp/victim", "/tmp/other", "null"),
        (
            "spec/codegen.toml",
            "Cargo.lock",
            ".xtask-staging/old/spec/codegen.toml",
        ),
    ] {
        let copy = Copy::new();
        let old = if old == "null" {
            old.to_owned()
        } else {
            format!("{old:?}")
        };
        let journal =
            format!(r#"{{"swaps": [{{"target": {target:?}, "new": {new:?}, "old": {old}}}]}}"#);
        copy.write(".xtask-staging/journal.json", &journal);
        let before = copy.contents();
        on(&copy, "regen", &[])
            .ends_with(1)
            .says(&["is not a journal of this program"]);
        assert!(copy.contents() == before);
    }
}
