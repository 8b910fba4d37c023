//! The verdict, proven on code: a program that uses every public item of the old client compiles against the new one
//! exactly when the verdict on the Rust API is not `major`.
//!
//! The pairs are the single changes of `diff-cases`, and the real pairs below the folder that `SPEC_CORPUS` names; where
//! something was only renamed, each once more with the old names as aliases. All clients are modules of one crate, and all programs modules of another, so that the compiler runs a few times and not
//! hundreds of times.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says on standard error that it was skipped"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use codegen::aliases::Alias;
use codegen::api::WithSources;
use codegen::diff::{Kind, Level, Report};
use codegen::document::Document;
use codegen::files::Files;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::select::Selection;
use codegen::standalone::standalone;
use codegen::{Client, client_with_aliases, resolve, revision};
use workspace_tests::cargo::{
    cargo, pin_versions, scratch, share_dependencies, target, write_crate,
};
use workspace_tests::commands::Run;

#[path = "../diff-cases/cases.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod cases;
#[path = "../diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;
mod program;

use edit::Edit;

/// Whether the server alone can make a change of this kind `major`: programs compile, and fail when they run.
fn on_the_wire(kind: Kind) -> bool {
    let (sent, read) = kind.facts().floor;
    sent.max(read) == Level::Major
}

/// Two revisions, and what is said of them.
struct Pair {
    name: String,
    report: Report,
    old: Client,
    new: Client,
}

fn settings() -> Settings {
    Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    }
}

fn client(document: &Document, aliases: &[Alias]) -> Client {
    let resolved = resolve(document, &Selection::default(), &[], &settings()).unwrap();
    let banner = Banner {
        command: "a test".to_owned(),
        source: "a document".to_owned(),
    };
    client_with_aliases(&resolved, &settings(), &Groups::new(), &banner, aliases).unwrap()
}

/// The pair, and where something was only renamed the pair with the old names.
fn pairs(name: &str, old: &Document, new: &Document) -> Vec<Pair> {
    let clients = revision::clients(old, new, &[], &settings(), WithSources::No).unwrap();
    let mut pairs = vec![Pair {
        name: name.to_owned(),
        report: clients.compare(old, new),
        old: client(old, &[]),
        new: client(new, &[]),
    }];
    let clients = clients.with_aliases(old, new).unwrap();
    if !clients.new.aliases.is_empty() {
        pairs.push(Pair {
            name: format!("{name}, with old names"),
            report: clients.compare(old, new),
            old: client(old, &[]),
            new: client(new, &clients.new.aliases),
        });
    }
    pairs
}

fn small_pairs() -> Vec<Pair> {
    let pair = |case: &cases::Case| {
        let (old, new) = edit::pair(&case.from, &case.edits);
        pairs(&case.name, &old, &new)
    };
    cases::cases().iter().flat_map(pair).collect()
}

/// Two revisions in a row, of which the first one renames something: the second one meets a client with old names.
fn chains() -> Vec<Pair> {
    let rename = |from: &str, to: &str| {
        let at = format!("/components/schemas/{from}");
        vec![
            Edit::Rename(at.clone(), to.to_owned()),
            Edit::Replace(format!("#{at}"), format!("#/components/schemas/{to}")),
        ]
    };
    let operation = |to: &str| {
        let at = "/paths/~1animals/get/operationId".to_owned();
        vec![Edit::Set(at, to.into())]
    };
    let first = [rename("Keeper", "Caretaker"), operation("findAnimals")].concat();
    let another = serde_json::json!({"type": "object", "properties": {"name": {"type": "string"}}});
    let chains = [
        ("the same once more", vec![], Level::None),
        (
            "renamed twice",
            rename("Caretaker", "Guardian"),
            Level::Minor,
        ),
        (
            "an operation renamed twice",
            operation("searchAnimals"),
            Level::Minor,
        ),
        (
            "renamed, and back",
            [rename("Caretaker", "Keeper"), operation("listAnimals")].concat(),
            Level::Minor,
        ),
        (
            "what was renamed goes",
            vec![Edit::Remove(
                "/components/schemas/Animal/properties/keeper".to_owned(),
            )],
            Level::Major,
        ),
        (
            "the old name is taken",
            vec![
                Edit::Set("/components/schemas/Keeper".to_owned(), another),
                Edit::Set(
                    "/components/schemas/Animal/properties/owner".to_owned(),
                    serde_json::json!({"$ref": "#/components/schemas/Keeper"}),
                ),
            ],
            Level::Major,
        ),
    ];
    let chain = |(name, second, level): (&str, Vec<Edit>, Level)| {
        let (before, old) = edit::pair(&[], &first);
        let (_, new) = edit::pair(&[], &[first.clone(), second].concat());
        let clients = |old, new| revision::clients(old, new, &[], &settings(), WithSources::No);
        let begun = clients(&before, &old)
            .unwrap()
            .with_aliases(&before, &old)
            .unwrap();
        assert_eq!(begun.compare(&before, &old).verdict, Level::Minor);
        let mut clients = clients(&old, &new).unwrap();
        clients.old = begun.new;
        let clients = clients.with_aliases(&old, &new).unwrap();
        let report = clients.compare(&old, &new);
        assert_eq!(
            report.verdict,
            level,
            "{name}: {}",
            codegen::diff::text(&report)
        );
        Pair {
            name: name.to_owned(),
            report,
            old: client(&old, &clients.old.aliases),
            new: client(&new, &clients.new.aliases),
        }
    };
    chains.into_iter().map(chain).collect()
}

/// The real pairs: `name.old.yaml` and `name.new.yaml`.
fn real_pairs() -> Vec<Pair> {
    let Some(corpus) = std::env::var_os("SPEC_CORPUS") else {
        eprintln!("skipped: SPEC_CORPUS names no folder of documents");
        return Vec::new();
    };
    let corpus = Path::new(&corpus);
    let folder = corpus.join("corpus/pairs");
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".old."))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{} holds no pairs", folder.display());
    let load = |name: &str| {
        let bytes = std::fs::read(corpus.join(name)).unwrap();
        Document::load(name, &bytes).unwrap()
    };
    let mut files: Vec<[String; 2]> = names
        .iter()
        .map(|name| [name, &name.replace(".old.", ".new.")].map(|it| format!("corpus/pairs/{it}")))
        .collect();
    // The vendor's own whole document.
    files.push(
        ["03", "07"].map(|day| format!("meta/business-messaging-api_v23.0.2025-11-{day}.yaml")),
    );
    files
        .iter()
        .flat_map(|[old, new]| pairs(old, &load(old), &load(new)))
        .collect()
}

/// The crate of all clients, and where each stands in it.
#[derive(Default)]
struct Clients {
    modules: BTreeMap<String, String>,
    files: Files,
    dependencies: BTreeSet<String>,
}

impl Clients {
    /// The path of a client. Equal clients are one module.
    fn add(&mut self, client: &Client) -> String {
        let code: String = client
            .files
            .iter()
            .map(|(path, content)| format!("{path}\n{content}"))
            .collect();
        let next = format!("client{}", self.modules.len());
        let name = self.modules.entry(code).or_insert_with(|| next.clone());
        if *name == next {
            let files = standalone(
                client,
                &[],
                "clients",
                "a document",
                &workspace_tests::runtime(),
            );
            for (path, content) in files.iter() {
                if let Some(path) = path.strip_prefix("src/generated/") {
                    let content = content.replace("crate::generated", &format!("crate::{name}"));
                    self.files.insert(&format!("src/{name}/{path}"), content);
                } else if path.starts_with("src/runtime") {
                    self.files.insert(path, content);
                }
            }
            let manifest = files.get("Cargo.toml").unwrap();
            let (_, list) = manifest.split_once("[dependencies]\n").unwrap();
            let list = list
                .lines()
                .take_while(|line| !line.starts_with('['))
                .filter(|line| !line.starts_with('#'));
            self.dependencies.extend(list.map(str::to_owned));
        }
        format!("clients::{name}")
    }

    fn dependencies(&self) -> String {
        let lines: Vec<&str> = self.dependencies.iter().map(String::as_str).collect();
        lines.join("\n")
    }

    /// The crate itself, for the test `name`.
    fn files(mut self, name: &str) -> Files {
        let modules = self.modules.values();
        let list: String = modules
            .map(|name| format!("#[rustfmt::skip]\npub mod {name};\n"))
            .collect();
        self.files.insert(
            "src/lib.rs",
            format!("#[allow(dead_code, unused_imports, unused_macros)]\npub mod runtime;\n{list}"),
        );
        let manifest = manifest(&format!("clients-{name}"), &self.dependencies());
        self.files.insert("Cargo.toml", manifest);
        self.files
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
    )
}

/// Compiles programs, and gives the names of those that do not compile, each with its first error.
fn failing(
    name: &str,
    folder: &Path,
    dependencies: &str,
    programs: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    // Cargo tells packages of different workspaces in one target folder apart by their names alone.
    let package = format!("programs-{name}");
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    // Names are resolved before types are checked: while one program names what is not there, the types of the others
    // are not looked at.
    loop {
        let left = programs
            .iter()
            .filter(|(name, _)| !failed.contains_key(*name));
        let mut files = Files::default();
        let mut list = String::new();
        for (name, text) in left {
            list.push_str(&format!("mod {name};\n"));
            files.insert(&format!("src/{name}.rs"), text.clone());
        }
        files.insert("src/lib.rs", list);
        files.insert(
            "Cargo.toml",
            manifest(
                &package,
                &format!("clients = {{ package = \"clients-{name}\", path = \"../clients\" }}\n{dependencies}"),
            ),
        );
        write_crate(&folder.join("programs"), &files);
        let mut check = cargo();
        check
            .args([
                "check",
                "--quiet",
                "--message-format",
                "json",
                "--target-dir",
            ])
            .arg(target())
            .args(["--package", &package])
            .current_dir(folder);
        let run = Run::of(&mut check);
        if run.status == Some(0) {
            return failed;
        }
        let before = failed.len();
        for line in run.stdout.lines() {
            let message: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(error) = message
                .get("message")
                .filter(|it| it.get("level").and_then(serde_json::Value::as_str) == Some("error"))
            else {
                continue;
            };
            let spans = error.get("spans").and_then(serde_json::Value::as_array);
            for span in spans.into_iter().flatten() {
                let file = span.get("file_name").and_then(serde_json::Value::as_str);
                let name = file.and_then(|it| Path::new(it).file_stem()?.to_str());
                let rendered = error.get("rendered").and_then(serde_json::Value::as_str);
                if let Some(name) = name.filter(|it| programs.contains_key(*it)) {
                    let rendered = rendered.unwrap_or_default().to_owned();
                    failed.entry(name.to_owned()).or_insert(rendered);
                }
            }
        }
        assert!(failed.len() > before, "{}\n{}", run.stdout, run.stderr);
    }
}

/// Asserts of all pairs that programs for the old client compile against the new one when the verdict says so, and only
/// then.
fn prove(name: &str, pairs: &[Pair]) {
    let mut clients = Clients::default();
    let mut on_old = BTreeMap::new();
    let mut on_new = BTreeMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        let uses = program::uses(&pair.old.model);
        assert_covers(pair, &uses);
        let (old, new) = (clients.add(&pair.old), clients.add(&pair.new));
        // Equal programs are one.
        let program = program::program(&uses, &old);
        if !on_old.values().any(|other| *other == program) {
            on_old.insert(format!("old{index}"), program);
        }
        on_new.insert(format!("new{index}"), program::program(&uses, &new));
    }
    let folder = scratch(name);
    let dependencies = clients.dependencies();
    write_workspace(name, &folder, clients);
    // A program that does not even compile against the client it was written for would prove nothing.
    let broken = failing(name, &folder, &dependencies, &on_old);
    assert!(broken.is_empty(), "{broken:#?} in {}", folder.display());
    let failed = failing(name, &folder, &dependencies, &on_new);
    let mut wrong = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let verdict = pair.report.rust.as_ref().unwrap().verdict;
        let compiles = !failed.contains_key(&format!("new{index}"));
        if compiles != (verdict < Level::Major) {
            wrong.push(format!(
                "{}: {}, compiles: {compiles}",
                pair.name,
                verdict.name()
            ));
        }
        let wire = pair.report.at(Level::Major);
        let wire = wire.filter(|change| on_the_wire(change.kind)).count();
        // Beyond what compiles, only the server makes a change major.
        if compiles && pair.report.verdict == Level::Major && wire == 0 {
            wrong.push(format!("{}: major, and compiles", pair.name));
        }
        if !compiles && pair.report.verdict < Level::Major {
            wrong.push(format!("{}: not major, and does not compile", pair.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?} in {}", folder.display());
    eprintln!(
        "{name}: {} pairs, {} of them compile",
        pairs.len(),
        pairs.len() - failed.len()
    );
}

/// Asserts that the program uses every item of the old client's outline.
fn assert_covers(pair: &Pair, uses: &program::Uses) {
    let outline = codegen::outline::outline(&pair.old.model);
    let used: BTreeSet<String> = uses.keys().map(|item| short(item)).collect();
    for line in outline {
        // Imports are named by everything else; `error` is the same in every client.
        let skipped = line.item.contains("use ") || line.item.starts_with("types::error::");
        assert!(
            skipped || used.contains(&short(&line.item)),
            "{}: the program does not use {line}",
            pair.name
        );
    }
}

/// A path without spaces and without what the outline shortens.
fn short(item: &str) -> String {
    item.replace(' ', "")
        .replace("::std::convert::", "")
        .replace("std::convert::", "")
        .replace("std::fmt::", "")
        .replace("std::str::", "")
        .replace("serde::", "")
        .replace("::std::fmt::", "")
        .replace("::std::string::", "")
        .replace("::std::default::", "")
        .replace("crate::runtime::", "")
        .replace("clients::runtime::", "")
        .replace("::std::vec::", "")
        .replace("::std::option::", "")
}

fn write_workspace(name: &str, folder: &Path, clients: Clients) {
    let mut root = Files::default();
    root.insert(
        "Cargo.toml",
        manifest(name, &clients.dependencies())
            + "\n[workspace]\nmembers = [\"clients\", \"programs\"]\n",
    );
    root.insert("src/lib.rs", "");
    write_crate(folder, &share_dependencies(root));
    write_crate(&folder.join("clients"), &clients.files(name));
    pin_versions(folder);
}

#[test]
fn of_single_changes() {
    let pairs = [small_pairs(), chains()];
    prove("verdict", &pairs.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn of_real_pairs() {
    let pairs = real_pairs();
    if !pairs.is_empty() {
        prove("verdict-of-real-pairs", &pairs);
    }
}
