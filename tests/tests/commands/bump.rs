//! `cargo xtask bump`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use workspace_tests::commands::Run;
use workspace_tests::copy::Copy;

use crate::on;

const OVERLAY: &str = "spec/overlays/10-vendor-bugs.yaml";
const MANIFEST: &str = "generated-client/Cargo.toml";

/// Something that is done to a file of the copy.
type Tamper = fn(&Copy, &str);

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

/// What the vendor's own repair of two bugs would look like.
const REPAIRED: [(&str, &str); 2] = [
    ("        password:\n", "        sip_user_password:\n"),
    (
        "        app_id:\n          type: string\n",
        "        app_id:\n          type: integer\n",
    ),
];

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

#[test]
fn overlays_that_are_no_longer_needed_are_named_and_stop_it() {
    let revision = Revision::of(&REPAIRED);
    revision.refused(
        &[],
        &[
            "$.components.schemas.SipServerInfo.properties.password",
            "$.components.schemas.SipServerInfo[?@.app_id && !@.sip_user_password]",
            "10-vendor-bugs.yaml:",
            "42-preferences-reference.yaml:",
            "3 overlay actions no longer do what they were written for",
            "does: ",
            "remove when: ",
            "run `cargo xtask bump` again",
        ],
    );
    // The overlays mended: the two actions go that the repair has made superfluous. They no longer fit the old document,
    // which does not matter.
    let overlay = revision.copy.read(OVERLAY);
    let actions: Vec<&str> = overlay.split("\n- target: ").collect();
    let kept: Vec<&str> = actions
        .into_iter()
        .filter(|it| {
            !it.starts_with("$.components.schemas.SipServerInfo.properties.password")
                && !it.starts_with("$.components.schemas.SipServerInfo[?@.app_id")
        })
        .collect();
    revision.copy.write(OVERLAY, &kept.join("\n- target: "));
    let target = "$.components.schemas.SipServerInfo.properties.";
    revision.copy.edit(
        "spec/overlays/42-preferences-reference.yaml",
        &format!("{target}password"),
        &format!("{target}sip_user_password"),
    );
    revision.bump(&[]).ends_with(0);
    on(&revision.copy, "check", &[]).ends_with(0);
}

/// The line of the document that states the version.
fn next() -> String {
    format!("  version: {}", Copy::new().lock().api.version)
}

#[test]
fn what_is_not_the_api_or_not_its_version_is_refused() {
    let title = (
        "title: WhatsApp Cloud API - Settings API",
        "title: Another API",
    );
    Revision::of(&[title]).refused(&[], &["`Another API`", "new.yaml:3:"]);
    let revision = Revision::of(&[(&next(), "  version: v99.0")]);
    revision.refused(&[], &["`v99.0`", "--released and --end-of-life"]);
    let old = revision.copy.lock();
    let before = revision.copy.pinned();
    let dates = ["--released", "2025-10-08", "--end-of-life", "2028-02-18"];
    revision
        .bump(&dates)
        .ends_with(0)
        .reports(&[&format!("git grep --fixed-strings '{}'", old.api.version)]);
    assert!(!revision.copy.at(&before).exists());
    let moved = revision.copy.pinned();
    assert_eq!(moved, before.replace(&old.api.version, "v99.0"));
    assert!(revision.copy.at(&moved).exists());
    let new = revision.copy.lock();
    assert_eq!(
        new.document.url,
        old.document.url.replace(&old.api.version, "v99.0")
    );
    assert_eq!(new.api.version, "v99.0");
    assert_eq!(new.api.end_of_life.to_string(), "2028-02-18");
    on(&revision.copy, "check", &[]).ends_with(0);
}

#[test]
fn what_is_typed_wrong_is_a_matter_of_usage() {
    let revision = Revision::of(&[NEW_PROPERTY]);
    for wrong in [
        ["--released", "2026-02-30"],
        ["--end-of-life", "tomorrow"],
        ["--timeout", "0"],
    ] {
        revision.bump(&wrong).ends_with(2).says(&["--help"]);
    }
    on(&revision.copy, "bump", &["--file", "not-there.yaml"])
        .ends_with(1)
        .says(&["not-there.yaml cannot be read"]);
}

#[test]
fn a_tree_that_does_not_belong_together_is_refused() {
    let revision = Revision::of(&[NEW_PROPERTY]);
    revision.copy.append(&revision.copy.pinned(), "# by hand");
    revision.refused(&[], &["spec.lock pins", "git checkout"]);
    let stale: [(&str, Tamper); 4] = [
        ("generated-client/src/generated/types/sip.rs", |copy, it| {
            copy.append(it, "// by hand")
        }),
        ("spec/resolved/reference.json", |copy, it| {
            copy.edit(it, "\"3.0.3\"", "\"3.0.4\"")
        }),
        ("spec/resolved/live.json", |copy, it| {
            copy.write(it, "no JSON")
        }),
        ("tests/snapshots/live/types/Stranger.snap", |copy, it| {
            copy.write(it, "")
        }),
    ];
    for (file, tamper) in stale {
        let revision = Revision::of(&[NEW_PROPERTY]);
        tamper(&revision.copy, file);
        revision.refused(&[], &["the tree is stale", "cargo xtask regen"]);
    }
}

/// The vendor serves the settings at another path, which selection and overlays have to name before the bump.
#[test]
fn a_selected_path_may_move() {
    let (old, new) = (
        "{Phone-Number-ID}/settings",
        "{Phone-Number-ID}/configuration",
    );
    let revision = Revision::of(&[(old, new)]);
    revision.refused(&[], &[old, "new.yaml"]);
    for path in revision.copy.contents().into_keys() {
        if path == "spec/codegen.toml" || path.starts_with("spec/overlays/") {
            let text = revision.copy.read(&path);
            revision.copy.write(&path, &text.replace(old, new));
        }
    }
    let run = revision.bump(&["--format", "json"]).ends_with(0);
    let printed = run.json();
    // The methods stay, so a program does not see that they call another address.
    assert_eq!(printed["verdict"], "minor", "{run:#?}");
    assert_eq!(printed["report"]["changes"][0]["kind"], "operation-moved");
    on(&revision.copy, "check", &[]).ends_with(0);
}

/// The new file cannot be put in its place, which shows when the others have been put in theirs.
#[test]
fn a_failure_in_the_middle_takes_back_what_was_written() {
    let revision = Revision::of(&[(&next(), "  version: v99.0")]);
    let (pin, pinned) = (revision.copy.lock(), revision.copy.pinned());
    let moved = format!("vendor/{}/settings.yaml", pin.api.version);
    revision
        .copy
        .write(&format!("spec/{moved}"), &revision.copy.read(&pinned));
    revision.copy.remove(&pinned);
    revision
        .copy
        .edit("spec/spec.lock", &pin.document.file, &moved);
    revision
        .copy
        .write("spec/vendor/v99.0", "a file where a folder should be");
    let body = revision.file("body.md");
    fs::write(&body, "of an earlier run").unwrap();
    revision.refused(
        &[
            "--released",
            "2025-10-08",
            "--end-of-life",
            "2028-02-18",
            "--body",
            body.to_str().unwrap(),
        ],
        &["v99.0/settings.yaml"],
    );
    assert_eq!(fs::read_to_string(body).unwrap(), "of an earlier run");
}

#[test]
fn whatever_fails_the_tree_stays() {
    let revision = Revision::of(&[NEW_PROPERTY]);
    revision.copy.write("CHANGELOG.md", "# Changelog\n");
    revision.refused(&[], &["CHANGELOG.md", "## Unreleased"]);
    let revision = Revision::of(&[NEW_PROPERTY]);
    revision.copy.write(MANIFEST, "not = [toml");
    revision.refused(&[], &[MANIFEST]);
    let revision = Revision::of(&[NEW_PROPERTY]);
    revision.refused(&["--body", "/nowhere/at/all.md"], &["/nowhere/at/all.md"]);
    revision.refused(
        &["--report", "report.docx"],
        &["report.docx", ".html, .md, .json"],
    );
    let revision = Revision::of(&[("paths:\n", "paths: []\nold-paths:\n")]);
    revision.refused(&[], &["new.yaml:"]);
    let revision = Revision::of(&[("/{Version}/{Phone-Number-ID}/settings:", "/elsewhere:")]);
    revision.refused(&[], &["/{Version}/{Phone-Number-ID}/settings"]);
}

/// The operation that reads, by other names.
const READS: &str = "operationId: getPhoneNumberSettings\n";
const FINDS: &str = "operationId: findPhoneNumberSettings\n";
const LOOKS: &str = "operationId: lookUpPhoneNumberSettings\n";

const ALIASES: &str = "spec/aliases.toml";
const ALIASES_RS: &str = "generated-client/src/generated/aliases.rs";

#[test]
fn old_names_of_what_was_renamed_stay_until_the_next_major_version() {
    let revision = Revision::of(&[(READS, FINDS)]);
    let run = revision.bump(&[]).ends_with(0);
    run.reports(&[
        "verdict    minor",
        "client     0.1.0 → 0.1.1",
        "old names  2 of what was renamed stay",
    ]);
    let aliases = revision.copy.read(ALIASES);
    let entry = "[[alias]]\nold = \"Client::get_phone_number_settings\"\nnew = \"Client::find_phone_number_settings\"\nsince = \"0.1.1\"\n";
    assert!(aliases.contains(entry), "{aliases}");
    let code = revision.copy.read(ALIASES_RS);
    for part in [
        "#[deprecated(since = \"0.1.1\", note = \"renamed to `operations::FindPhoneNumberSettings`\")]",
        "pub type GetPhoneNumberSettings = crate::generated::operations::FindPhoneNumberSettings;",
        "pub fn get_phone_number_settings(&self) -> operations::FindPhoneNumberSettings {",
    ] {
        assert!(code.contains(part), "`{part}` is missing in:\n{code}");
    }
    let body = revision.copy.read("target/bump/pull-request.md");
    for part in [
        "**Verdict: minor**",
        "Old names that stay",
        "- `Client::get_phone_number_settings`: now `Client::find_phone_number_settings`",
        "programs compile: the client keeps",
    ] {
        assert!(body.contains(part), "`{part}` is missing in:\n{body}");
    }
    let changelog = revision.copy.read("CHANGELOG.md");
    let entry = "### Deprecated\n\n- `Client::get_phone_number_settings`: use `Client::find_phone_number_settings`; the old name goes with the next major version.\n";
    assert!(changelog.contains(entry), "{changelog}");
    on(&revision.copy, "check", &[]).ends_with(0);
    on(&revision.copy, "aliases", &[])
        .ends_with(0)
        .reports(&["Client::get_phone_number_settings = Client::find_phone_number_settings (deprecated since 0.1.1)"]);

    // Renamed once more: both old names stand for the newest one.
    revision.revise(FINDS, LOOKS);
    revision
        .bump(&[])
        .ends_with(0)
        .reports(&["verdict    minor"]);
    let aliases = revision.copy.read(ALIASES);
    for (old, since) in [("get", "0.1.1"), ("find", "0.1.2")] {
        let entry = format!(
            "old = \"Client::{old}_phone_number_settings\"\nnew = \"Client::look_up_phone_number_settings\"\nsince = \"{since}\"\n"
        );
        assert!(aliases.contains(&entry), "{aliases}");
    }
    on(&revision.copy, "check", &[]).ends_with(0);

    // A command removes one; a wrong name removes none.
    on(&revision.copy, "aliases", &["--remove", "Client::never"])
        .ends_with(1)
        .says(&["no old name `Client::never`", "cargo xtask aliases"]);
    on(
        &revision.copy,
        "aliases",
        &["--remove", "Client::get_phone_number_settings"],
    )
    .ends_with(0)
    .reports(&[
        "removed  Client::get_phone_number_settings",
        "raise the version",
    ]);
    assert!(!revision.copy.read(ALIASES).contains("Client::get_"));
    on(&revision.copy, "check", &[]).ends_with(0);

    // A major version takes the rest away.
    revision.revise(NO_HOSTNAME.0, NO_HOSTNAME.1);
    revision.revise(NOT_REQUIRED.0, NOT_REQUIRED.1);
    let report = revision.file("report.json");
    let run = revision
        .bump(&["--report", report.to_str().unwrap()])
        .ends_with(0);
    run.reports(&["verdict    major", "client     0.1.2 → 0.2.0"]);
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let removed = changes
        .iter()
        .find(|it| it["kind"] == "alias-removed")
        .unwrap();
    assert_eq!(removed["level"], "major");
    assert!(
        removed["rust"]
            .to_string()
            .contains("- Client::find_phone_number_settings = "),
        "{removed}"
    );
    for gone in [ALIASES, ALIASES_RS] {
        assert!(!revision.copy.at(gone).exists(), "{gone} is still there");
    }
    on(&revision.copy, "check", &[]).ends_with(0);
}

#[test]
fn an_old_name_for_what_is_not_there_is_refused_with_its_line() {
    let copy = Copy::new();
    for (old, new, what) in [
        (
            "Client::get",
            "Client::never",
            "`Client::never`, which the client does not have",
        ),
        (
            "Client::update_phone_number_settings",
            "Client::get_phone_number_settings",
            "the client has another",
        ),
        ("types::a b", "types::SipSettings", "cannot stand for"),
    ] {
        copy.write(
            ALIASES,
            &format!(
                "# By hand.\n\n[[alias]]\nold = \"{old}\"\nnew = \"{new}\"\nsince = \"0.1.0\"\n"
            ),
        );
        on(&copy, "regen", &[]).ends_with(1).says(&[
            what,
            "spec/aliases.toml:4:7",
            "cargo xtask aliases --remove",
        ]);
    }
}
