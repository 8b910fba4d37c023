//! The Rust side of the report: which change a line of the public API belongs to, and what it makes of the level.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use codegen::api::WithSources;
use codegen::diff::{self, Kind, Level};
use codegen::generate::Settings;
use codegen::revision;
use serde_json::{Value, json};

#[path = "diff-cases/edit.rs"]
#[allow(dead_code, reason = "shared with other tests, which use other parts")]
mod edit;

use edit::{Edit, base, load, set};

/// The changes of the report on two documents and their clients: kind, level, and lines of the public API.
fn with_clients(old: &Value, new: &Value) -> Vec<(&'static str, Level, Vec<String>)> {
    let (old, new) = (load(old), load(new));
    let settings = Settings::default();
    let clients = revision::clients(&old, &new, &[], &settings, WithSources::No).unwrap();
    let changes = clients.compare(&old, &new).changes.into_iter();
    changes
        .map(|it| (it.kind.id(), it.level, it.rust))
        .collect()
}

#[test]
fn the_code_raises_what_the_documents_alone_call_minor() {
    // A type without a required property has a default value; one with has none.
    let mut old = base();
    set(&mut old, "/components/schemas/Keeper/required", json!([]));
    let mut new = old.clone();
    set(
        &mut new,
        "/components/schemas/Keeper/properties/fax",
        json!({"type": "string"}),
    );
    set(
        &mut new,
        "/components/schemas/Keeper/required",
        json!(["fax"]),
    );
    let alone = diff::diff(&load(&old), &load(&new));
    assert_eq!(alone.verdict, Level::Minor, "{}", diff::text(&alone));
    let changes = with_clients(&old, &new);
    let [(kind, level, lines)] = changes.as_slice() else {
        panic!("{changes:#?}")
    };
    assert_eq!((*kind, *level), ("property-added-required", Level::Major));
    for line in [
        "- types::Keeper: struct (Clone, Debug, Default, PartialEq)",
        "+ types::Keeper: struct (Clone, Debug, PartialEq)",
        "+ types::Keeper.fax: String",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} in {lines:#?}");
    }
}

#[test]
fn what_merely_stands_at_the_same_place_is_no_cause() {
    let mut new = base();
    let operation = "/paths/~1animals~1{animalId}/delete";
    set(
        &mut new,
        &format!("{operation}/operationId"),
        json!("dropAnimal"),
    );
    set(
        &mut new,
        &format!("{operation}/security"),
        json!([{"key": []}]),
    );
    set(&mut new, &format!("{operation}/deprecated"), json!(true));
    let changes = with_clients(&base(), &new);
    let lines = |kind: &str| {
        let change = changes.iter().find(|it| it.0 == kind);
        change
            .unwrap_or_else(|| panic!("{kind}: {changes:#?}"))
            .2
            .len()
    };
    assert!(lines("operation-renamed") > 5);
    assert_eq!(lines("security-changed"), 0);
    assert_eq!(lines("operation-deprecated"), 0);
}

#[test]
fn a_type_that_is_called_otherwise_cascades_nothing() {
    let reference = |name: &str| format!("#/components/schemas/{name}");
    let (old, new) = edit::pair(
        &[],
        &[
            Edit::Rename(
                "/components/schemas/Animal".to_owned(),
                "Creature".to_owned(),
            ),
            Edit::Replace(reference("Animal"), reference("Creature")),
        ],
    );
    let changes = with_clients(old.value(), new.value());
    let kinds: Vec<&str> = changes.iter().map(|it| it.0).collect();
    assert_eq!(kinds, ["schema-renamed"], "{changes:#?}");
    let (_, level, lines) = &changes[0];
    assert_eq!(*level, Level::Major);
    // The type, the enum that is named after it, and whatever takes or gives either.
    for line in [
        "- types::Animal.food: Option<AnimalFood>",
        "+ types::Creature.food: Option<CreatureFood>",
        "+ types::CreatureFood::Dry(Dry)",
        "+ operations::GetAnimal::send(self) -> Result<Response<types::Creature>, Error<types::Problem>>",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} in {lines:#?}");
    }
}

#[test]
fn what_only_the_server_refuses_is_said_to_compile() {
    let (old, new) = edit::pair(
        &[],
        &[Edit::Push(
            "/paths/~1animals/get/parameters".to_owned(),
            json!({"name": "shelter", "in": "query", "required": true, "schema": {"type": "string"}}),
        )],
    );
    let settings = Settings::default();
    let clients = revision::clients(&old, &new, &[], &settings, WithSources::No).unwrap();
    let report = clients.compare(&old, &new);
    assert_eq!(report.verdict, Level::Major);
    let rust = report.rust.as_ref().unwrap();
    assert_eq!(
        (rust.verdict, rust.removed, rust.added),
        (Level::Minor, 0, 1)
    );
    let [change] = report.changes.as_slice() else {
        panic!("{}", diff::text(&report))
    };
    assert_eq!(change.kind.id(), "parameter-added-required");
    assert!(
        change
            .why
            .ends_with("programs compile, and fail when they run"),
        "{}",
        change.why
    );
    assert!(change.remedy.as_ref().is_some_and(|it| !it.is_empty()));
}

/// An operation whose body the document does not hold, so that no client can have it.
fn without_body() -> Edit {
    Edit::Set(
        "/paths/~1animals/get/requestBody".to_owned(),
        json!({"$ref": "#/components/requestBodies/Gone"}),
    )
}

#[test]
fn an_operation_that_drops_out_of_the_client_is_said_to() {
    let (old, new) = edit::pair(&[], &[without_body()]);
    let report = edit::compare_clients(&old, &new);
    let entries: Vec<(&str, Level)> = report
        .changes
        .iter()
        .map(|it| (it.kind.id(), it.level))
        .collect();
    let text = diff::text(&report);
    assert!(
        entries.contains(&("operation-dropped-from-client", Level::Major)),
        "{text}"
    );
    assert!(text.contains("requestBodies/Gone"), "{text}");
    let dropped = &report.changes[0];
    assert_eq!(dropped.kind, Kind::OperationDropped, "{text}");
    assert!(
        dropped
            .rust
            .contains(&"- Client::list_animals(&self) -> operations::ListAnimals".to_owned()),
        "{text}"
    );
}

#[test]
fn an_operation_that_comes_into_the_client_is_said_to() {
    let (old, new) = edit::pair(
        &[without_body()],
        &[Edit::Remove("/paths/~1animals/get/requestBody".to_owned())],
    );
    let report = edit::compare_clients(&old, &new);
    let text = diff::text(&report);
    let entered = report
        .changes
        .iter()
        .find(|it| it.kind == Kind::OperationEntered)
        .unwrap_or_else(|| panic!("{text}"));
    assert_eq!(entered.level, Level::Minor);
    assert!(
        entered
            .rust
            .contains(&"+ Client::list_animals(&self) -> operations::ListAnimals".to_owned()),
        "{text}"
    );
    assert_eq!(report.rust.as_ref().unwrap().removed, 0);
}

#[test]
fn what_the_client_lacks_is_named_so() {
    let (old, new) = edit::pair(
        &[without_body()],
        &[Edit::Push(
            "/paths/~1animals/get/parameters".to_owned(),
            json!({"name": "token", "in": "query", "schema": {"type": "string"}}),
        )],
    );
    let report = edit::compare_clients(&old, &new);
    let [change] = report.changes.as_slice() else {
        panic!("{}", diff::text(&report))
    };
    assert_eq!(change.level, Level::Patch);
    assert!(
        change
            .why
            .starts_with("the client does not have the operation: "),
        "{}",
        change.why
    );
    assert_eq!(
        change.operations,
        ["GET /animals (listAnimals) [not in the client]"]
    );
}

#[test]
fn what_breaks_programs_is_told_where_that_is_expected() {
    let (old, new) = edit::pair(
        &[],
        &[
            Edit::Remove("/components/schemas/Grain/required".to_owned()),
            Edit::Set(
                "/components/schemas/Grain/properties/fat".to_owned(),
                json!({"type": "string"}),
            ),
        ],
    );
    let report = edit::compare_clients(&old, &new);
    let found: Vec<_> = report
        .changes
        .iter()
        .map(|it| (it.kind, it.level))
        .collect();
    // Both alter `GrainBuilder::build`, and only one of them breaks it.
    let expected = [
        (Kind::PropertyBecameOptional, Level::Major),
        (Kind::PropertyAddedOptional, Level::Minor),
    ];
    assert_eq!(found, expected, "{}", diff::text(&report));
}

/// A document in which each of `paths` answers the same schema.
fn answering_all(paths: &[String]) -> Value {
    let answer = json!({ "200": { "description": "ok", "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/Shared" },
    } } } });
    let mut document = base();
    for path in paths {
        let operation = json!({ "operationId": format!("get {path}"), "responses": answer });
        document["paths"][path] = json!({ "get": operation });
    }
    if !paths.is_empty() {
        let shared = json!({ "type": "object", "properties": { "one": { "type": "string" } } });
        document["components"]["schemas"]["Shared"] = shared;
    }
    document
}

#[test]
fn what_goes_with_many_operations_is_listed_with_eight_of_them_and_counted_with_the_others() {
    let paths: Vec<String> = (0..20).map(|it| format!("/many{it}")).collect();
    let (old, new) = (load(&answering_all(&paths)), load(&answering_all(&[])));
    let report = edit::compare_clients(&old, &new);
    let removed = report.at(Level::Major);
    let removed: Vec<_> = removed.filter(|it| it.operations.len() == 1).collect();
    assert_eq!(removed.len(), 20);
    let line = "- types::Shared.one: Option<String>".to_owned();
    let listing = removed.iter().filter(|it| it.rust.contains(&line)).count();
    assert_eq!(listing, 8);
    // What the first two have in common is what belongs to the schema.
    let of_type = removed[0].rust.iter();
    let of_type = of_type.filter(|it| removed[1].rust.contains(it)).count();
    assert!(of_type > 3, "{:#?}", removed[0].rust);
    for change in &removed {
        let expected = if change.rust.contains(&line) {
            0
        } else {
            of_type
        };
        assert_eq!(change.shared, expected, "{change:#?}");
        assert_eq!(change.schemas, ["-Shared"]);
        let own = change.rust.iter().filter(|it| it.contains("GetMany"));
        assert!(own.count() > 2, "{change:#?}");
    }
    let told = format!("    and {of_type} more lines, as at many other entries");
    assert_eq!(diff::text(&report).matches(&told).count(), 12);
    assert!(diff::markdown(&report).into_string().contains(told.trim()));
    assert!(diff::html(&report).into_string().contains(told.trim()));
    let json = diff::json(&report);
    let shared = json["changes"].as_array().unwrap().iter();
    let shared: Vec<u64> = shared.filter_map(|it| it.get("shared")?.as_u64()).collect();
    assert_eq!(shared, [of_type as u64; 12]);
}
