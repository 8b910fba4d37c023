//! Another document in the place of the pinned one: what is refused, and what the lock says of what is not.

use codegen::adopt::{Adoption, adopt};
use codegen::config::{Date, Lock, Origin, sha256};
use codegen::error::{ErrorKind, Result};
use workspace_tests::documents::refused;

const LOCK: &str = r#"
[document]
file = "vendor/things.v1.0.yaml"
origin = "transcribed"
url = "https://example.com/v1.0/things.v1.0.yaml"
sha256 = "00"
retrieved = 2026-01-01

[api]
title = "Things"
version = "v1.0"
released = 2025-01-01
end-of-life = 2027-01-01

[generator]
progenitor = "0.15.1"
"#;

fn lock() -> Lock {
    Lock::parse("spec/spec.lock", LOCK).unwrap()
}

fn day(year: u16) -> Date {
    Date {
        year,
        month: 6,
        day: 30,
    }
}

fn about() -> Adoption {
    Adoption {
        origin: Origin::File,
        url: None,
        retrieved: day(2026),
        released: None,
        end_of_life: None,
    }
}

fn with_dates() -> Adoption {
    Adoption {
        released: Some(day(2026)),
        end_of_life: Some(day(2028)),
        ..about()
    }
}

/// A document with these lines about itself.
fn document(info: &str) -> String {
    format!("openapi: 3.1.0\ninfo:\n{info}paths: {{}}\n")
}

fn adopted(info: &str, about: &Adoption) -> Result<Lock> {
    adopt(&lock(), "new.yaml", document(info).as_bytes(), about)
}

#[test]
fn a_revision_of_the_pinned_version_keeps_all_but_its_pin() {
    let info = "  title: Things\n  version: v1.0\n";
    let mut expected = lock();
    expected.document.origin = Origin::File;
    expected.document.sha256 = sha256(document(info).as_bytes());
    expected.document.retrieved = day(2026);
    assert_eq!(adopted(info, &about()).unwrap(), expected);

    // What the vendor has said of the version since.
    let dated = adopted(
        info,
        &Adoption {
            end_of_life: Some(day(2029)),
            ..about()
        },
    );
    expected.api.end_of_life = day(2029);
    assert_eq!(dated.unwrap(), expected);
}

#[test]
fn file_and_address_move_with_the_version() {
    let moved = adopted("  title: Things\n  version: v2.0\n", &with_dates()).unwrap();
    assert_eq!(moved.document.file, "vendor/things.v2.0.yaml");
    assert_eq!(
        moved.document.url,
        "https://example.com/v2.0/things.v2.0.yaml"
    );
    assert_eq!(moved.api.version, "v2.0");
    assert_eq!(
        (moved.api.released, moved.api.end_of_life),
        (day(2026), day(2028))
    );
    assert_eq!(moved.generator, lock().generator);

    let elsewhere = Adoption {
        url: Some("https://example.org/things".to_owned()),
        ..with_dates()
    };
    let moved = adopted("  title: Things\n  version: v2.0\n", &elsewhere).unwrap();
    assert_eq!(moved.document.url, "https://example.org/things");

    // A lock that says no version names no part of the file.
    let mut unversioned = lock();
    unversioned.api.version = String::new();
    let bytes = document("  title: Things\n  version: v2.0\n");
    let moved = adopt(&unversioned, "new.yaml", bytes.as_bytes(), &with_dates()).unwrap();
    assert_eq!(moved.document.file, "vendor/things.v1.0.yaml");
}

#[test]
fn a_document_that_does_not_say_its_version_is_of_the_pinned_one() {
    let same = adopted("  title: Things\n", &about()).unwrap();
    assert_eq!(same.api, lock().api);
}

#[test]
fn another_title() {
    refused(
        adopted("  title: Pets\n  version: v1.0\n", &about()),
        ErrorKind::OtherApi,
        "new.yaml:3:3 (#/info/title)",
        &[
            "describes `Pets`",
            "pins `Things`",
            "set `title` in spec/spec.lock",
        ],
    );
    refused(
        adopted("  version: v1.0\n", &about()),
        ErrorKind::OtherApi,
        "new.yaml:2:1 (#/info/title)",
        &["describes ``"],
    );
}

#[test]
fn another_version_without_its_dates() {
    let one_of_two = Adoption {
        released: Some(day(2026)),
        ..about()
    };
    for about in [about(), one_of_two] {
        refused(
            adopted("  title: Things\n  version: v2.0\n", &about),
            ErrorKind::OtherApi,
            "new.yaml:4:3 (#/info/version)",
            &["`v2.0`", "pins v1.0", "--released and --end-of-life"],
        );
    }
}

/// The version becomes part of a path, and the document is not ours.
#[test]
fn a_version_that_would_lead_elsewhere() {
    for version in ["../../v2", "v2/..", "v 2", "''", ".", "\"v2\\n\""] {
        refused(
            adopted(
                &format!("  title: Things\n  version: {version}\n"),
                &with_dates(),
            ),
            ErrorKind::OtherApi,
            "new.yaml:4:3 (#/info/version)",
            &["the document's version is", "letters, digits"],
        );
    }
    refused(
        adopted("  title: Things\n  version: 2.0\n", &with_dates()),
        ErrorKind::OtherApi,
        "new.yaml:4:3 (#/info/version)",
        &["`2.0`, not a text", "in quotes"],
    );
}

#[test]
fn what_is_no_openapi_document() {
    let page = b"<!doctype html><title>Sign in</title>";
    let result = adopt(&lock(), "new.yaml", page, &about());
    assert!(result.is_err());
    refused(
        adopt(
            &lock(),
            "new.yaml",
            b"openapi: 3.1.0\ninfo: {title: \xff}\n",
            &about(),
        ),
        ErrorKind::Syntax,
        "new.yaml:2:15",
        &["not UTF-8"],
    );
}
