//! `cargo xtask bump`: what it writes; beside this, what it refuses and which old names it keeps.

mod aliases;
mod refused;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use workspace_tests::commands::Run;
use workspace_tests::copy::Copy;

use crate::on;

const MANIFEST: &str = "generated-client/Cargo.toml";

/// A copy of the project, and a new revision of its document beside it.
struct Revision {
    copy: Copy,
    folder: TempDir,
}

impl Revision {
    /// The pinned document with `from` replaced by `to`.
    fn of(edits: &[(&str, &str)]) -> Self {
        let copy = Copy::new();
        // Whatever has been released meanwhile.
        set_version(&copy, "0.1.0");
        copy.write("CHANGELOG.md", CHANGELOG);
        let mut text = copy.read(&copy.pinned());
        for (from, to) in edits {
            assert!(
                text.contains(from),
                "`{from}` is not in the document: edit another place"
            );
            text = text.replacen(from, to, 1);
        }
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("new.yaml"), text).unwrap();
        Self { copy, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Edits the new revision further.
    fn revise(&self, from: &str, to: &str) {
        let file = self.file("new.yaml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "`{from}` is not in the document");
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    }

    #[track_caller]
    fn bump(&self, more: &[&str]) -> Run {
        let file = self.file("new.yaml");
        let mut arguments = vec!["--file", file.to_str().unwrap()];
        arguments.extend(more);
        on(&self.copy, "bump", &arguments)
    }

    /// Asserts that the bump ends with `status`, says each of `parts`, and leaves the tree as it was.
    #[track_caller]
    fn refused(&self, more: &[&str], parts: &[&str]) {
        let before = self.copy.contents();
        let run = self.bump(more).ends_with(1);
        run.says(parts);
        assert!(
            self.copy.contents() == before,
            "the tree has changed: {run:#?}"
        );
    }

    fn version(&self) -> String {
        let manifest = self.copy.read(MANIFEST);
        let line = manifest.lines().find(|it| it.starts_with("version"));
        line.unwrap_or_default().to_owned()
    }
}

const NEW_PROPERTY: (&str, &str) = (
    "          description: SIP server hostname\n",
    "          description: SIP server hostname\n        made_up:\n          type: string\n          description: TLS or UDP\n",
);
const NO_HOSTNAME: (&str, &str) = (
    "        hostname:\n          type: string\n          description: SIP server hostname\n",
    "",
);
const NOT_REQUIRED: (&str, &str) = ("      - app_id\n      - hostname\n", "      - app_id\n");
const OTHER_WORDS: (&str, &str) = ("description: SIP server hostname", "description: The host");

const CHANGELOG: &str = "# Changelog\n\nWords.\n\n## Unreleased\n\n### Added\n\n- By hand.\n";

/// Gives the client's package a version, in both files that state it.
fn set_version(copy: &Copy, version: &str) {
    let manifest = copy.read(MANIFEST);
    let stated = manifest.lines().find(|it| it.starts_with("version = "));
    let stated = stated.unwrap().to_owned();
    let wanted = format!("version = \"{version}\"");
    copy.edit(MANIFEST, &stated, &wanted);
    let package = "name = \"generated-client\"\n";
    copy.edit(
        "Cargo.lock",
        &format!("{package}{stated}"),
        &format!("{package}{wanted}"),
    );
}

#[test]
fn a_new_property_is_minor_and_shows_in_every_place() {
    let revision = Revision::of(&[NEW_PROPERTY]);
    let before = revision.copy.contents();
    let body = revision.file("body.md");
    let report = revision.file("report.json");
    let (body, report) = (body.to_str().unwrap(), report.to_str().unwrap());
    let run = revision
        .bump(&["--body", body, "--report", report])
        .ends_with(0);
    run.reports(&[
        "verdict    minor",
        "client     0.1.0 → 0.1.1",
        "cargo test --workspace",
    ]);
    assert_eq!(revision.version(), "version = \"0.1.1\"");
    let lock = revision.copy.read("Cargo.lock");
    assert!(lock.contains("name = \"generated-client\"\nversion = \"0.1.1\"\n"));
    let pin = revision.copy.read("spec/spec.lock");
    assert!(pin.contains("origin = \"file\""), "{pin}");
    let changelog = revision.copy.read("CHANGELOG.md");
    let entry = "- schema `SipServerInfo`, property `made_up`: property added.";
    let (released, _) = changelog.split_once(entry).unwrap();
    assert!(
        released.contains("## Unreleased\n\n## 0.1.1 - 20"),
        "{changelog}"
    );
    // Nothing that people wrote is lost.
    for line in CHANGELOG.lines() {
        assert!(changelog.lines().any(|it| it == line), "`{line}` is lost");
    }
    let outline = revision.copy.read("tests/snapshots/live/outline.snap");
    assert!(outline.contains("\ntypes::SipServerInfo.made_up: Option<String>\n"));
    let changed: Vec<String> = snapshots(&before, &revision.copy);
    let expected = [
        "live/document/schemas/SipServerInfo",
        "live/outline",
        "live/types/SipServerInfo",
        "reference/document/schemas/SipServerInfo",
    ];
    assert_eq!(changed, expected);
    let body = fs::read_to_string(body).unwrap();
    for part in [
        "**Verdict: minor** (1 minor).",
        "+ types::SipServerInfo.made_up: Option<String>",
        "| `generated-client` | 0.1.0 | 0.1.1 |",
        "`tests/snapshots/`: 4 changed, 0 new, 0 gone",
    ] {
        assert!(body.contains(part), "`{part}` is missing in:\n{body}");
    }
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(report["changes"][0]["kind"], "property-added-optional");
    // The tree is fresh, and the next bump has nothing to do.
    on(&revision.copy, "check", &[]).ends_with(0);
    revision.bump(&[]).ends_with(0).reports(&["nothing to do"]);
}

/// The snapshots that are not what they were, by name.
fn snapshots(before: &std::collections::BTreeMap<String, Vec<u8>>, copy: &Copy) -> Vec<String> {
    let after = copy.contents();
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let names = names
        .into_iter()
        .filter(|it| before.get(*it) != after.get(*it));
    let names = names.filter_map(|it| it.strip_prefix("tests/snapshots/"));
    names
        .map(|it| it.trim_end_matches(".snap").to_owned())
        .collect()
}

#[test]
fn the_verdict_raises_the_version() {
    for (edits, verdict, version) in [
        (vec![OTHER_WORDS], "patch", "0.1.1"),
        (vec![NO_HOSTNAME, NOT_REQUIRED], "major", "0.2.0"),
    ] {
        let revision = Revision::of(&edits);
        let printed = revision.bump(&["--format", "json"]).ends_with(0).json();
        assert_eq!(printed["verdict"], verdict);
        // Where nobody asked for another place, below what git ignores.
        let body = revision.copy.read("target/bump/pull-request.md");
        assert!(
            body.starts_with(&format!("**Verdict: {verdict}**")),
            "{body}"
        );
        let page = revision.copy.read("target/bump/report.html");
        assert!(page.contains(&format!("<p class=\"verdict {verdict}\">")));
        assert_eq!(printed["version"], json!({"old": "0.1.0", "new": version}));
        assert_eq!(revision.version(), format!("version = \"{version}\""));
        on(&revision.copy, "check", &[]).ends_with(0);
    }
}

#[test]
fn other_bytes_that_say_the_same_change_the_pin_alone() {
    let revision = Revision::of(&[("openapi: 3.1.0\n", "# A comment.\nopenapi: 3.1.0\n")]);
    let before = revision.copy.contents();
    revision
        .bump(&[])
        .ends_with(0)
        .reports(&["verdict    none"]);
    let after = revision.copy.contents();
    let changed = after
        .iter()
        .filter(|(path, content)| before.get(*path) != Some(content));
    let changed: Vec<&String> = changed.map(|(path, _)| path).collect();
    let pinned = revision.copy.pinned();
    let expected = [
        "spec/spec.lock",
        &pinned,
        "target/bump/pull-request.md",
        "target/bump/report.html",
    ];
    assert_eq!(changed, expected);
    on(&revision.copy, "check", &[]).ends_with(0);
}

#[test]
fn a_dry_run_writes_nothing_to_the_tree() {
    let revision = Revision::of(&[NEW_PROPERTY]);
    let before = revision.copy.state();
    let body = revision.file("body.md");
    revision
        .bump(&["--dry-run", "--body", body.to_str().unwrap()])
        .ends_with(0)
        .reports(&["nothing was written"]);
    assert!(revision.copy.state() == before);
    assert!(
        fs::read_to_string(body)
            .unwrap()
            .contains("**Verdict: minor**")
    );
}
