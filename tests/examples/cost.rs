//! Prints what each stage takes, and how fast that grows: of documents that grow in one way, and of those in `SPEC_CORPUS`.
//!
//! `cargo run --release --package workspace-tests --example cost [size]`; the size is that of the smallest document, 250
//! unless it is given.
#![allow(clippy::indexing_slicing)]

use std::alloc::System;
use std::path::PathBuf;

use codegen::document::Document;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use workspace_tests::cost::{Cost, SHAPES, costs, exponent, measured};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn allocated() -> (usize, usize) {
    let stats = ALLOCATOR.stats();
    (
        stats.allocations + stats.reallocations,
        stats.bytes_allocated,
    )
}

fn main() {
    let size = std::env::args()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(250);
    println!(
        "exponents of time, allocations, bytes; seconds and MB of {size}, {}, {}",
        size * 2,
        size * 4
    );
    for (name, shape) in SHAPES {
        let measured = [1, 2, 4].map(|factor| costs(&shape(size * factor), allocated));
        let [first, ..] = &measured;
        for (index, stage) in first.iter().enumerate() {
            let all = measured.each_ref().map(|costs| costs[index]);
            let of = |of: fn(&Cost) -> f64| exponent(all.each_ref().map(of));
            println!(
                "{:>5.2} {:>5.2} {:>5.2}  {:<60} {:>7.3} {:>7.3} {:>7.3} {:>6.0}",
                of(|it| it.seconds * 1e6),
                of(|it| it.allocated.0 as f64),
                of(|it| it.allocated.1 as f64),
                format!("{name}, {}", stage.stage),
                all[0].seconds,
                all[1].seconds,
                all[2].seconds,
                all[2].allocated.1 as f64 / 1e6,
            );
        }
    }
    let Some(corpus) = std::env::var_os("SPEC_CORPUS") else {
        println!("skipped: SPEC_CORPUS names no folder of documents");
        return;
    };
    for folder in ["corpus", "meta"] {
        let entries = std::fs::read_dir(PathBuf::from(&corpus).join(folder))
            .into_iter()
            .flatten();
        let mut files: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
        files.sort();
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let Ok(document) = Document::load(&name, text.as_bytes()) else {
                continue;
            };
            for cost in measured(&document, &text, allocated) {
                println!(
                    "{name:<38} {:<16} {:>9.3} {:>9.1}  {:.2} s/MB",
                    cost.stage,
                    cost.seconds,
                    cost.allocated.1 as f64 / 1e6,
                    cost.seconds / (text.len() as f64 / 1e6),
                );
            }
        }
    }
}
