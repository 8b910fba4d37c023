//! What `cargo xtask bump` refuses: the tree stays as it was.

use std::fs;

use workspace_tests::copy::Copy;

use super::{MANIFEST, NEW_PROPERTY, Revision};
use crate::on;

const OVERLAY: &str = "spec/overlays/10-vendor-bugs.yaml";

/// Something that is done to a file of the copy.
type Tamper = fn(&Copy, &str);

/// What the vendor's own repair of two bugs would look like.
const REPAIRED: [(&str, &str); 2] = [
    ("        password:\n", "        sip_user_password:\n"),
    (
        "        app_id:\n          type: string\n",
        "        app_id:\n          type: integer\n",
    ),
];

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
