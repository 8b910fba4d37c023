//! Thousands of documents that are nearly right: each ends with a client or a refusal that helps, and never with a panic.
//!
//! `SEED=7 MUTATIONS=100000 SPEC_CORPUS=… cargo test --release --package workspace-tests --test mutations -- --nocapture`
//! tries more of them; `MUTATION=4711` beside the same seed tries one again and prints it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use codegen::document::{Document, operations};
use codegen::error::Error;
use codegen::generate::{OnFault, Settings};
use codegen::overlay::{Overlay, Rules};
use codegen::render::{Banner, Groups};
use codegen::select::{Selection, select};
use codegen::standalone::{Runtime, standalone};
use serde_json::{Value, json};
use workspace_tests::documents::{answering, plain};
use workspace_tests::mutate::mutate;
use workspace_tests::random::Random;
use workspace_tests::vendor_document;

/// How many are tried when nobody says.
const MUTATIONS: u64 = 200;

/// A part of a document that is longer teaches little more, and takes long.
const MAX_LENGTH: usize = 60_000;

/// What takes longer has a cost that explodes.
const MAX_TIME: Duration = Duration::from_secs(20);

/// Documents of one path each, out of real ones.
fn pieces(random: &mut Random, documents: usize, paths: usize) -> Vec<Value> {
    let mut pieces = vec![answering(plain()), vendor_document().value().clone()];
    let Some(corpus) = std::env::var_os("SPEC_CORPUS") else {
        println!("without SPEC_CORPUS, the project's own documents alone");
        return pieces;
    };
    let mut files: Vec<PathBuf> = ["corpus", "meta"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(PathBuf::from(&corpus).join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it == "json" || it == "yaml")
        })
        .collect();
    files.sort();
    for _ in 0..documents.min(files.len()) {
        let file = files.remove(random.below(files.len()));
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let document = Document::load(&name, &std::fs::read(&file).unwrap()).unwrap();
        let all: Vec<String> = operations(document.value())
            .map(|it| it.path.to_owned())
            .collect();
        for _ in 0..paths.min(all.len()) {
            let selection = Selection {
                paths: vec![random.pick(&all).unwrap().clone()],
                ..Selection::default()
            };
            let piece = select(&document, &selection).unwrap().value().clone();
            if piece.to_string().len() <= MAX_LENGTH {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// A refusal says why, and what to do.
fn helps(error: &Error) {
    assert!(
        !error.what.is_empty() && !error.why.is_empty() && !error.remedy.is_empty(),
        "{error}"
    );
}

/// Everything that is done with a document.
fn pipeline(old: &Value, new: &Value, random: &mut Random) -> &'static str {
    let document = match Document::load("new.json", new.to_string().as_bytes()) {
        Ok(document) => document,
        Err(error) => {
            helps(&error);
            return "not loaded";
        }
    };
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let overlays: Vec<Overlay> = overlay(new, random).into_iter().collect();
    let original = Document::load("old.json", old.to_string().as_bytes()).unwrap();
    let report = codegen::diff::diff(&original, &document);
    let _ = codegen::diff::markdown(&report);
    let resolved = match codegen::resolve(&document, &Selection::default(), &overlays, &settings) {
        Ok(resolved) => resolved,
        Err(error) => {
            helps(&error);
            return "not resolved";
        }
    };
    let banner = Banner {
        command: "a test".to_owned(),
        source: "new.json".to_owned(),
    };
    let client = match codegen::client(&resolved, &settings, &Groups::new(), &banner) {
        Ok(client) => client,
        Err(error) => {
            helps(&error);
            return "not generated";
        }
    };
    let left_out: Vec<_> = resolved
        .left_out
        .iter()
        .chain(&client.left_out)
        .cloned()
        .collect();
    for (path, content) in
        standalone(&client, &left_out, "a", "new.json", &Runtime::default()).iter()
    {
        if path.starts_with("src/generated") {
            assert!(syn::parse_file(content).is_ok(), "{path} is no Rust");
        }
    }
    if left_out.is_empty() {
        "generated"
    } else {
        "generated in part"
    }
}

/// An overlay that may or may not apply.
fn overlay(document: &Value, random: &mut Random) -> Option<Overlay> {
    if !random.one_in(4) {
        return None;
    }
    let paths: Vec<&String> = document.get("paths")?.as_object()?.keys().collect();
    let path = random.pick(&paths)?.replace('\'', "");
    let action = match random.below(3) {
        0 => {
            json!({ "target": format!("$.paths['{path}']"), "update": { "get": { "summary": "s" } } })
        }
        1 => json!({ "target": "$..description", "remove": true }),
        _ => {
            json!({ "target": "$.components.schemas[?@.type == 'object']", "update": { "title": "t" } })
        }
    };
    let overlay = json!({ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": [action] });
    Overlay::load(
        "overlay.json",
        overlay.to_string().as_bytes(),
        Rules::Standard,
    )
    .ok()
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn documents_that_are_nearly_right() {
    let seed = Random::seed();
    let count = variable("MUTATIONS").unwrap_or(MUTATIONS);
    let many = usize::from(count > MUTATIONS);
    let pieces = pieces(&mut Random::new(seed), 4 + 40 * many, 6 + 40 * many);
    let only = variable("MUTATION");
    let mut outcomes = std::collections::BTreeMap::new();
    let mut found = Vec::new();
    for number in only.map_or(0..count, |it| it..it + 1) {
        let mut random = Random::new(seed ^ number.wrapping_mul(0x0100_0000_01B3));
        let old = random.pick(&pieces).unwrap();
        let mut new = old.clone();
        mutate(&mut new, random.clone().pick(&pieces).unwrap(), &mut random);
        if only.is_some() {
            println!("{new:#}");
        }
        if number % 1_000 == 0 {
            eprintln!("{number} {outcomes:?}, {} found", found.len());
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| pipeline(old, &new, &mut random)));
        let took = start.elapsed();
        match outcome {
            Ok(_) if took > MAX_TIME => found.push(format!("MUTATION={number}: takes {took:?}")),
            Ok(outcome) => *outcomes.entry(outcome).or_insert(0) += 1,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text
                    .or(panic.downcast_ref::<&str>().copied())
                    .unwrap_or("a panic");
                eprintln!("MUTATION={number}: {text:.400}");
                found.push(format!("MUTATION={number}: {text:.400}"));
            }
        }
    }
    println!("{outcomes:?}");
    assert!(found.is_empty(), "SEED={seed}:\n{}", found.join("\n"));
}
