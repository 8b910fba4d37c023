//! What a document costs grows with its size: an exponent of 1 is one that doubles with it, 2 one that quadruples.
//!
//! Counted are allocations and their bytes, which are the same on every machine. `cargo run --release --package
//! workspace-tests --example cost` prints the whole table, larger, with times.
#![allow(clippy::unwrap_used)]

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use workspace_tests::cost::{SHAPES, costs, exponent};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most that the exponent may be: noise and fixed costs included.
const MOST: f64 = 1.4;

fn allocated() -> (usize, usize) {
    let stats = ALLOCATOR.stats();
    (
        stats.allocations + stats.reallocations,
        stats.bytes_allocated,
    )
}

/// The stages, in the order in which they are measured, and the sizes of the smallest document for which their costs show.
const SIZE: usize = 32;

#[test]
fn no_stage_grows_faster_than_its_document() {
    let mut wrong = Vec::new();
    for (name, shape) in SHAPES {
        let measured = [1, 2, 4].map(|factor| costs(&shape(SIZE * factor), allocated));
        let [first, ..] = &measured;
        for (index, stage) in first.iter().enumerate() {
            let all = measured
                .each_ref()
                .map(|costs| costs.get(index).unwrap().allocated);
            for (what, counts) in [
                ("allocations", all.map(|it| it.0 as f64)),
                ("bytes", all.map(|it| it.1 as f64)),
            ] {
                let exponent = exponent(counts);
                println!("{exponent:.2} {name}, {}, {what} {counts:?}", stage.stage);
                if exponent > MOST {
                    wrong.push(format!("{exponent:.2} {name}, {}, {what}", stage.stage));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "exponents above {MOST}:\n{}",
        wrong.join("\n")
    );
}
