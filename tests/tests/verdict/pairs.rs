//! What is tried: the single changes, chains of renames, and the real pairs.

use std::path::Path;

use codegen::aliases::Alias;
use codegen::api::WithSources;
use codegen::diff::{Level, Report};
use codegen::document::Document;
use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::select::Selection;
use codegen::{Client, client_with_aliases, resolve, revision};

use crate::cases;
use crate::edit::{self, Edit};

/// Two revisions, and what is said of them.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) report: Report,
    pub(crate) old: Client,
    pub(crate) new: Client,
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

pub(crate) fn small_pairs() -> Vec<Pair> {
    let pair = |case: &cases::Case| {
        let (old, new) = edit::pair(&case.from, &case.edits);
        pairs(&case.name, &old, &new)
    };
    cases::cases().iter().flat_map(pair).collect()
}

/// Two revisions in a row, of which the first one renames something: the second one meets a client with old names.
pub(crate) fn chains() -> Vec<Pair> {
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
pub(crate) fn real_pairs() -> Vec<Pair> {
    let Some(corpus) = workspace_tests::corpus::folder() else {
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
