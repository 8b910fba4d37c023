//! Whole documents of vendors, from the folder that `SPEC_CORPUS` names: `meta` and `corpus` in it.
//!
//! They are read from there and never copied. Without the variable there is nothing to test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use codegen::document::{Document, operations};
use codegen::files::Files;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::report::LeftOut;
use codegen::select::Selection;
use tempfile::TempDir;
use workspace_tests::cargo::{cargo, pin_versions, share_dependencies, target};
use workspace_tests::commands::{Run, xtask};
use workspace_tests::corpus;
use workspace_tests::odd_names;
use workspace_tests::random::Random;
use workspace_tests::random_document::merged;
use workspace_tests::told::{Count, Said, count};

/// The documents in a folder of the corpus.
fn documents(folder: &str) -> Vec<PathBuf> {
    let corpus = corpus::folder();
    let all = corpus.map(|it| (corpus::documents(&it.join(folder)), it.join(folder)));
    let (mut all, folder) = all.unwrap_or_default();
    all.retain(|it| it.parent() == Some(&folder));
    all
}

fn generate(document: &Path, out: &Path, more: &[&str]) -> Run {
    let mut arguments = vec![
        "generate",
        "--format",
        "json",
        "--document",
        document.to_str().unwrap(),
    ];
    arguments.extend(["--out", out.to_str().unwrap()]);
    arguments.extend(more);
    xtask(arguments)
}

/// Asserts that the crate at `folder` compiles without error or warning.
#[track_caller]
fn compiles(folder: &Path) {
    let manifest = folder.join("Cargo.toml");
    let mut files = Files::default();
    files.insert("Cargo.toml", std::fs::read_to_string(&manifest).unwrap());
    let shared = share_dependencies(files);
    std::fs::write(&manifest, shared.get("Cargo.toml").unwrap()).unwrap();
    pin_versions(folder);
    let mut check = cargo();
    check
        .args(["check", "--quiet", "--all-targets", "--target-dir"])
        .arg(target())
        .current_dir(folder);
    let run = Run::of(&mut check);
    assert_eq!(run.status, Some(0), "{}: {}", folder.display(), run.stderr);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn the_settings_of_the_vendors_whole_document() {
    for document in documents("meta") {
        let place = TempDir::new().unwrap();
        let out = place.path().join("client");
        let run = generate(
            &document,
            &out,
            &["--select-path", "/{Version}/{Phone-Number-ID}/settings"],
        )
        .ends_with(0);
        let report = run.json();
        assert_eq!(report["operations"], 2, "{report:#}");
        assert_eq!(report["left_out"], serde_json::json!([]), "{report:#}");
        compiles(&out);
    }
}

/// What of a document is in its client, or told; `None` for one that describes no operation.
fn counted(name: &str, document: &Path) -> Option<Count> {
    let given = Document::load(name, &std::fs::read(document).unwrap()).unwrap();
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let resolved = match codegen::resolve(&given, &Selection::default(), &[], &settings) {
        Ok(resolved) => resolved,
        Err(error) => {
            // Some documents hold nothing but what the vendor calls.
            let message = error.to_string();
            assert!(
                message.contains("no operation is left"),
                "{name}: {message}"
            );
            return None;
        }
    };
    let groups = Groups::default();
    let banner = Banner {
        command: "test".to_owned(),
        source: name.to_owned(),
    };
    let client = codegen::client(&resolved, &settings, &groups, &banner).unwrap();
    let left_out: Vec<LeftOut> = resolved
        .left_out
        .into_iter()
        .chain(client.left_out)
        .collect();
    for operation in &left_out {
        assert!(!operation.reason.is_empty(), "{name}: {operation:?}");
        assert!(operation.place.is_some(), "{name}: {operation:?}");
    }
    for loss in &client.losses {
        assert!(loss.place.line > 0, "{name}: {loss:?}");
        assert!(
            !loss.effect.is_empty() && !loss.remedy.is_empty(),
            "{name}: {loss:?}"
        );
    }
    println!(
        "{name}: {} losses, {} left out",
        client.losses.len(),
        left_out.len()
    );
    Some(count(&Said {
        document: given.value(),
        model: &client.model,
        losses: &client.losses,
        left_out: &left_out,
    }))
}

#[test]
fn everything_is_there_or_told() {
    let silent = Mutex::new(Vec::new());
    let all: Vec<PathBuf> = ["corpus", "meta"].into_iter().flat_map(documents).collect();
    corpus::each(&all, |document| {
        let name = document.file_name().unwrap().to_string_lossy().into_owned();
        let Some(count) = counted(&name, document) else {
            return;
        };
        println!("{name}: {:?}", count.seen);
        assert!(
            count.seen.contains_key("statuses"),
            "{name}: nothing was counted"
        );
        let told = count.silent.iter().map(|it| format!("{name}: {it}"));
        silent.lock().unwrap().extend(told);
    });
    let silent = silent.into_inner().unwrap();
    assert!(
        silent.is_empty(),
        "lost without a word:\n{}",
        silent.join("\n")
    );
}

#[test]
fn small_documents_compile() {
    for name in ["redocly-museum.yaml", "twilio-lookups-v2.json"] {
        for document in documents("corpus").iter().filter(|it| it.ends_with(name)) {
            let place = TempDir::new().unwrap();
            let out = place.path().join("client");
            let report = generate(document, &out, &[]).ends_with(0).json();
            assert_eq!(report["left_out"], serde_json::json!([]), "{report:#}");
            compiles(&out);
        }
    }
}

/// Twenty documents at random (`DOCUMENTS=400 SEED=7` are others), and one whose names are awkward, as one crate: each
/// operation is there and compiles, or is left out by name.
#[test]
fn random_documents_and_odd_names_compile() {
    let seed = Random::seed();
    let count = std::env::var("DOCUMENTS")
        .ok()
        .and_then(|it| it.parse().ok());
    let mut document = merged(count.unwrap_or(20), &mut Random::new(seed));
    let odd = odd_names::document();
    for part in ["/paths", "/components/schemas"] {
        let more = odd.pointer(part).unwrap().as_object().unwrap().clone();
        document
            .pointer_mut(part)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .extend(more);
    }
    let place = TempDir::new().unwrap();
    let file = place.path().join("api.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let out = place.path().join("client");
    let report = generate(&file, &out, &[]).ends_with(0).json();
    let left_out = report["left_out"].as_array().unwrap();
    for operation in left_out {
        println!("{}: {}", operation["operation"], operation["reason"]);
    }
    let written = usize::try_from(report["operations"].as_u64().unwrap()).unwrap();
    assert_eq!(
        written + left_out.len(),
        operations(&document).count(),
        "SEED={seed}"
    );
    // What cannot be said in HTTP, or has no name, is named; all else is there.
    for (operation, why) in [
        ("header0", "X Y: z"),
        ("header3", "x"),
        ("nameless", "name"),
    ] {
        let found = left_out.iter().find(|it| {
            it["operation"]
                .as_str()
                .unwrap()
                .ends_with(&format!("({operation})"))
        });
        let reason = found
            .map(|it| it["reason"].as_str().unwrap())
            .unwrap_or_default();
        assert!(reason.contains(why), "{operation}: {reason}");
    }
    println!("SEED={seed}: {written} operations");
    compiles(&out);
}
