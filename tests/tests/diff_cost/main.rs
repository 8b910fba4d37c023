//! What a comparison costs grows with the documents, not with their squares, and is little beside the two clients.
//!
//! Each shape is compared in two sizes. Counted are allocations and their bytes, which are the same on every machine;
//! `--nocapture` prints the exponents of their growth. `cargo run --release --package workspace-tests --example cost` measures
//! processor time, in which loops show that allocate nothing.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]

use std::alloc::System;
use std::sync::{Mutex, MutexGuard, PoisonError};

use codegen::api::WithSources;
use codegen::diff;
use codegen::document::Document;
use codegen::render::{Banner, Groups};
use codegen::revision::clients;
use codegen::select::Selection;
use serde_json::Value;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use workspace_tests::corpus;
use workspace_tests::cost::settings;

mod shapes;

use shapes::SHAPES;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The exponent from which on a shape is refused: 1 is linear, and sorting is a little more.
const MOST: f64 = 1.4;
/// The larger size, in smaller ones.
const FACTOR: usize = 4;

/// Allocations are counted for the whole process, so one test waits for the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Allocations, and their bytes, since the start of the process.
fn allocated() -> [usize; 2] {
    let stats = ALLOCATOR.stats();
    [
        stats.allocations + stats.reallocations,
        stats.bytes_allocated,
    ]
}

fn load(value: &Value) -> Document {
    Document::load("cost.json", value.to_string().as_bytes()).unwrap()
}

/// What a comparison and its report take of a shape.
fn cost(shape: fn(usize, bool) -> Value, size: usize) -> [usize; 2] {
    let (old, new) = (load(&shape(size, false)), load(&shape(size, true)));
    let before = allocated();
    let report = diff::diff(&old, &new);
    assert!(!diff::text(&report).is_empty());
    let after = allocated();
    [after[0] - before[0], after[1] - before[1]]
}

#[test]
fn grows_with_the_document() {
    let _alone = alone();
    let mut steep = Vec::new();
    for (name, size, shape) in SHAPES {
        let (small, large) = (cost(shape, size), cost(shape, size * FACTOR));
        for (index, what) in ["allocations", "bytes"].into_iter().enumerate() {
            let exponent = (large[index] as f64 / small[index] as f64).log(FACTOR as f64);
            eprintln!(
                "{exponent:.2} {name}, {what}: {}, {}",
                small[index], large[index]
            );
            if exponent > MOST {
                steep.push(format!("{name}, {what}: {exponent:.2}"));
            }
        }
    }
    assert!(steep.is_empty(), "{steep:#?}");
}

/// The most that a comparison may take, in what generating the client of the larger document takes: two of them, and half of
/// one to compare.
const OF_GENERATE: f64 = 2.5;
/// The same where all of something is another one: each of them is an entry of the report.
const OF_GENERATE_ANEW: f64 = 3.0;

#[test]
fn a_comparison_takes_little_beside_its_two_clients() {
    let _alone = alone();
    let shapes = SHAPES.map(|(name, size, shape)| {
        let text = |new: bool| shape(size * 2, new).to_string();
        (name.to_owned(), text(false), text(true))
    });
    let mut wrong = Vec::new();
    for (name, old, new) in shapes.into_iter().chain(revisions()) {
        let generate = generating(&old).max(generating(&new));
        let times = comparing(&old, &new) as f64 / generate as f64;
        let most = if name.contains("all of them") {
            OF_GENERATE_ANEW
        } else {
            OF_GENERATE
        };
        println!("{times:.2} {name}");
        if times > most {
            wrong.push(format!("{times:.2} {name}, at most {most}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "bytes, in those that a client takes:\n{}",
        wrong.join("\n")
    );
}

/// Revisions of real documents, by their texts.
fn revisions() -> Vec<(String, String, String)> {
    let Some(folder) = corpus::folder() else {
        return Vec::new();
    };
    let pairs = ["adyen-checkout-v71", "qdrant-api"].map(|name| {
        let text = |revision: &str| {
            let pattern = ["yaml", "json"].map(|it| format!("corpus/pairs/{name}.{revision}.{it}"));
            let mut texts = pattern
                .iter()
                .map(|it| std::fs::read_to_string(folder.join(it)));
            texts.find_map(Result::ok).unwrap()
        };
        (name.to_owned(), text("old"), text("new"))
    });
    pairs.into()
}

/// The bytes that `work` allocates: small allocations, of which a comparison makes many, are the cheap ones.
fn bytes(work: impl FnOnce()) -> usize {
    let [_, before] = allocated();
    work();
    let [_, after] = allocated();
    after - before
}

fn generating(text: &str) -> usize {
    bytes(|| {
        let document = Document::load("api.json", text.as_bytes()).unwrap();
        let settings = settings();
        let resolved = codegen::resolve(&document, &Selection::default(), &[], &settings).unwrap();
        let banner = Banner {
            command: "a test".to_owned(),
            source: "api.json".to_owned(),
        };
        drop(codegen::client(&resolved, &settings, &Groups::new(), &banner).unwrap());
    })
}

fn comparing(old: &str, new: &str) -> usize {
    bytes(|| {
        let load = |text: &str| Document::load("api.json", text.as_bytes()).unwrap();
        let (old, new) = (load(old), load(new));
        let clients = clients(&old, &new, &[], &settings(), WithSources::No).unwrap();
        drop(diff::text(&clients.compare(&old, &new)));
    })
}
