//! Prints what each stage takes, and how fast that grows: of documents that grow in one way, and of those in `SPEC_CORPUS`.
//!
//! `cargo run --release --package workspace-tests --example cost [size]`; the size is that of the smallest document, 250
//! unless it is given, and 0 is none. Each document of the corpus is measured in a process of its own, compared with itself:
//! `cost FILE`. `cost OLD NEW` compares two revisions.
#![allow(clippy::indexing_slicing)]

use std::alloc::System;
use std::path::{Path, PathBuf};

use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::select::Selection;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use workspace_tests::cost::{Cost, SHAPES, costs, exponent, measured, seconds};

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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let size = match arguments.first().map(|it| it.parse()) {
        None => 250,
        Some(Ok(size)) => size,
        Some(Err(_)) => return document(&arguments),
    };
    if size > 0 {
        shapes(size);
    }
    documents();
}

fn shapes(size: usize) {
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
}

/// Each document of `SPEC_CORPUS`, in a process of its own, so that the peak of its memory is its own.
fn documents() {
    let Some(corpus) = workspace_tests::corpus::folder() else {
        return;
    };
    println!(
        "seconds of processor time; generate less 0.3 s as a multiple of progenitor and prettyplease alone, diff as one of generate; MB at the peak"
    );
    for folder in ["corpus", "meta"] {
        let entries = std::fs::read_dir(PathBuf::from(&corpus).join(folder))
            .into_iter()
            .flatten();
        let mut files: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
        files.retain(|it| it.is_file());
        files.sort();
        for file in files {
            let run = std::env::current_exe()
                .and_then(|program| std::process::Command::new(program).arg(&file).status());
            if !run.is_ok_and(|status| status.success()) {
                println!("{}: not measured", file.display());
            }
        }
    }
}

/// The last one of `files`: what progenitor takes of it, what this program takes, and what a comparison of the first one
/// with it takes.
fn document(files: &[String]) {
    let (Some(old), Some(file)) = (files.first(), files.last()) else {
        return;
    };
    let Ok(text) = std::fs::read_to_string(file) else {
        return println!("{file}: not read");
    };
    let name = Path::new(file).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let old = std::fs::read(old).ok();
    let old = old.and_then(|bytes| Document::load("old", &bytes).ok());
    let (Some(old), Ok(whole)) = (old, Document::load(&name, text.as_bytes())) else {
        return println!("{name}: no document");
    };
    let peak_of_loading = peak();
    let costs = measured(&old, &whole, &text, allocated);
    if std::env::var_os("STAGES").is_some() {
        for it in &costs {
            println!(
                "{:<40} {:>7.2} s {:>8.1} MB allocated",
                it.stage,
                it.seconds,
                it.allocated.1 as f64 / 1e6
            );
        }
    }
    // The comparison comes last, and takes the most.
    let peak = peak();
    let of = |stage: &str| {
        costs
            .iter()
            .find(|it| it.stage == stage)
            .map_or(0.0, |it| it.seconds)
    };
    let generate = of("load") + of("resolve") + of("client");
    let diff = of("load") * 2.0 + of("diff, clients") + of("diff, comparison");
    let (how, alone) = progenitor_alone(&whole);
    println!(
        "{name:<38} {:>5.2} MB  {how} {alone:>6.2}  generate {generate:>6.2} {:>5.2}  diff {diff:>6.2} {:>5.2}  {peak_of_loading:>5.0} {peak:>5.0} MB of {:.0}",
        text.len() as f64 / 1e6,
        (generate - 0.3) / alone,
        diff / generate,
        100.0 + text.len() as f64 / 1e4,
    );
}

/// The seconds that progenitor and prettyplease take: of the lowered document, or of its surface if they refuse that.
fn progenitor_alone(document: &Document) -> (&'static str, f64) {
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let Ok(resolved) = codegen::resolve(document, &Selection::default(), &[], &settings) else {
        return ("nothing", f64::NAN);
    };
    let resolved = codegen::generate::generate(&resolved.document, &settings)
        .map_or(resolved.document, |it| it.document);
    let resolved = std::sync::Arc::unwrap_or_clone(resolved);
    let surface = codegen::surface::of(&resolved);
    std::panic::set_hook(Box::new(|_| ()));
    for (how, value) in [("lowered", resolved), ("surface", surface)] {
        let start = seconds();
        let done = std::panic::catch_unwind(move || {
            let document = serde_json::from_value(value).ok()?;
            let mut settings = GenerationSettings::new();
            settings.with_interface(InterfaceStyle::Builder);
            let tokens = Generator::new(&settings).generate_tokens(&document).ok()?;
            Some(prettyplease::unparse(&syn::parse2(tokens).ok()?))
        });
        if matches!(done, Ok(Some(_))) {
            return (how, seconds() - start);
        }
    }
    ("refused", f64::NAN)
}

/// The most memory that this process has had, in MB; 0 where the system does not say.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() * 1024.0 / 1e6
}
