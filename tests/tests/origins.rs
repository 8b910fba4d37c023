//! Generating with origins changes nothing but comments, and gives every type a place.
//!
//! The real documents come from the folder that `SPEC_CORPUS` names; without it only the project's own is looked at.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::path::{Path, PathBuf};

use codegen::api::WithSources;
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::outline::{Line, outline};
use codegen::select::Selection;
use codegen::{api, generate, refine, resolve};
use serde_json::Value;

/// The outline, with whatever could not be generated left out.
fn plain(document: &Value, settings: &Settings) -> Option<Vec<Line>> {
    let generated = generate::generate(document, settings).ok()?;
    Some(outline(
        &refine::refine(generated.file, &generated.document).ok()?.0,
    ))
}

fn settings() -> Settings {
    Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    }
}

fn assert_marks_change_nothing(name: &str, document: &Value) {
    let plain = plain(document, &settings());
    let Some(plain) = plain else {
        assert!(
            api::api(document, &settings(), WithSources::Yes).is_err(),
            "{name}"
        );
        return;
    };
    let marked = api::api(document, &settings(), WithSources::Yes)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(marked.outline, plain, "{name}");
    let mut lost = Vec::new();
    for line in &marked.outline {
        let Some(name_of_type) = line.item.strip_prefix("types::") else {
            continue;
        };
        let is_type = name_of_type.chars().all(|it| it.is_alphanumeric());
        if is_type && !marked.origins.types.contains_key(name_of_type) {
            lost.push(line.to_string());
        }
    }
    assert!(lost.is_empty(), "{name}: {lost:#?} come from nowhere");
    for at in (marked.origins.types.values()).chain(marked.origins.fields.values()) {
        assert!(document.pointer(at).is_some(), "{name}: {at}");
    }
    for (item, source) in &marked.sources {
        assert!(!source.contains(['\u{F8E0}', '\u{F8E1}']), "{name}: {item}");
    }
}

/// The documents below `folder`.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path.extension().and_then(|it| it.to_str());
        match extension {
            _ if path.is_dir() => found.extend(documents(&path)),
            Some("yaml" | "json") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

#[test]
fn of_the_project() {
    let resolved = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/resolved/live.json");
    let document = serde_json::from_slice(&std::fs::read(resolved).unwrap()).unwrap();
    assert_marks_change_nothing("live.json", &document);
}

#[test]
fn of_real_documents() {
    let Some(corpus) = std::env::var_os("SPEC_CORPUS") else {
        eprintln!("skipped: SPEC_CORPUS names no folder of documents");
        return;
    };
    for path in documents(Path::new(&corpus)) {
        let name = path.display().to_string();
        let document = Document::load(&name, &std::fs::read(&path).unwrap()).unwrap();
        let resolved = resolve(&document, &Selection::default(), &[], &settings());
        match resolved {
            Ok(resolved) => assert_marks_change_nothing(&name, &resolved.document),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}
