//! Every type of a client has a place in the document, and the words of that place.
//!
//! The real documents come from the folder that `SPEC_CORPUS` names; without it only the project's own is looked at.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::path::Path;
use std::sync::Arc;

use codegen::api::WithSources;
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::select::Selection;
use codegen::{api, resolve};
use serde_json::Value;
use workspace_tests::corpus;

fn settings() -> Settings {
    Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    }
}

fn assert_origins(name: &str, document: &Arc<Value>) {
    let api = match api::api(document, &settings(), WithSources::Yes) {
        Ok(api) => api,
        Err(error) => return eprintln!("{name}: {error}"),
    };
    let mut lost = Vec::new();
    for line in &api.outline {
        let Some(name_of_type) = line.item.strip_prefix("types::") else {
            continue;
        };
        let is_type = name_of_type.chars().all(|it| it.is_alphanumeric());
        if is_type && !api.origins.types.contains_key(name_of_type) {
            lost.push(line.to_string());
        }
    }
    assert!(lost.is_empty(), "{name}: {lost:#?} come from nowhere");
    for at in (api.origins.types.values()).chain(api.origins.fields.values()) {
        assert!(document.pointer(at).is_some(), "{name}: {at}");
    }
    for (item, source) in &api.sources {
        assert!(!source.contains(['\u{F8E0}', '\u{F8E1}']), "{name}: {item}");
    }
    for (item, at) in &api.origins.types {
        let schema = document.pointer(at).unwrap();
        let described = schema["description"].as_str().unwrap_or_default();
        let word = described
            .split(|it: char| !it.is_ascii_alphabetic())
            .max_by_key(|it| it.len());
        let source = api.sources.get(&format!("types/{item}"));
        if let (Some(word), Some(source)) = (word, source) {
            assert!(
                source.contains(word),
                "{name}: {item} does not say {described:?}: {source}"
            );
        }
    }
}

#[test]
fn of_the_project() {
    let resolved = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/resolved/live.json");
    let document = serde_json::from_slice(&std::fs::read(resolved).unwrap()).unwrap();
    assert_origins("live.json", &Arc::new(document));
}

#[test]
fn of_real_documents() {
    let Some(corpus) = corpus::folder() else {
        return;
    };
    corpus::each(&corpus::documents(&corpus), |path| {
        let name = path.display().to_string();
        let document = Document::load(&name, &std::fs::read(path).unwrap()).unwrap();
        let resolved = resolve(&document, &Selection::default(), &[], &settings());
        match resolved {
            Ok(resolved) => assert_origins(&name, &resolved.document),
            Err(error) => eprintln!("{name}: {error}"),
        }
    });
}
