//! `cargo xtask generate`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use workspace_tests::commands::{Run, xtask};
use workspace_tests::copy::{contents, state};
use workspace_tests::documents::{answering, operation, plain};

/// A folder with the document `api.json`; the crate goes into `client`.
struct Place(TempDir);

impl Place {
    fn new(document: &Value) -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::write(place.at("api.json"), document.to_string()).unwrap();
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    #[track_caller]
    fn generate(&self, more: &[&str]) -> Run {
        let (document, out) = (self.at("api.json"), self.at("client"));
        let arguments = [
            "generate",
            "--document",
            document.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        xtask(arguments.iter().chain(more))
    }

    /// What is there beside the document.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// `GET /things`, and `POST /things` with a body that the document does not hold.
fn with_upload() -> Value {
    let mut document = answering(plain());
    let mut upload = operation("upload");
    upload["requestBody"] = json!({ "$ref": "#/components/requestBodies/Gone" });
    document["paths"]["/things"]["post"] = upload;
    document
}

#[test]
fn a_crate_with_a_report_of_what_was_left_out() {
    let place = Place::new(&with_upload());
    let text = place.generate(&[]).ends_with(0);
    text.reports(&[
        "1 operation written to",
        "left out: POST /things (upload): ",
        "#/components/requestBodies/Gone",
    ]);
    let files = contents(&place.at("client"));
    for file in [
        "Cargo.toml",
        "README.md",
        "openapi.resolved.json",
        "src/lib.rs",
        "src/runtime/mod.rs",
        "src/generated/mod.rs",
    ] {
        assert!(files.contains_key(file), "{file} is missing");
    }
    let readme = workspace_tests::read(&place.at("client/README.md"));
    assert!(readme.contains("POST /things (upload)"), "{readme}");
    // The machine's folders are nobody's business.
    let folder = place.0.path().to_str().unwrap();
    for (file, content) in &files {
        assert!(!String::from_utf8_lossy(content).contains(folder), "{file}");
    }
    let object = place.generate(&["--format", "json"]).ends_with(0).json();
    assert_eq!(object["operations"], 1);
    assert_eq!(object["left_out"][0]["operation"], "POST /things (upload)");
    assert_eq!(object["left_out"][0]["pointer"], "/paths/~1things/post");
}

/// A response that is there as CSV as well.
fn with_csv() -> Value {
    let mut document = answering(plain());
    document["paths"]["/things"]["get"]["responses"]["200"]["content"]["text/csv"] = json!({});
    document
}

#[test]
fn what_is_lost_is_told() {
    let place = Place::new(&with_csv());
    let told = place.generate(&[]).ends_with(0);
    told.reports(&["1 operation written to"]);
    assert!(
        told.stderr.contains("note: 1 loss: what the document says"),
        "{}",
        told.stderr
    );
    assert!(
        told.stderr
            .contains("the response 200 is not asked for as `text/csv`"),
        "{}",
        told.stderr
    );
    assert!(told.stderr.contains("api.json:1:"), "{}", told.stderr);
    let object = place.generate(&["--format", "json"]).ends_with(0).json();
    assert_eq!(object["losses"][0]["rule"], "response-media-types");
    assert_eq!(
        object["losses"][0]["operations"][0],
        "GET /things (listThings)"
    );
    assert_eq!(object["losses"][0]["place"]["line"], 1);
    assert_eq!(object["written"], true);
}

#[test]
fn strict_writes_nothing_when_something_is_lost_or_left_out() {
    for (document, says) in [
        (with_csv(), "1 loss, "),
        (with_upload(), "1 operation left out"),
    ] {
        let place = Place::new(&document);
        place
            .generate(&["--strict"])
            .ends_with(1)
            .says(&[says, "why: ", "fix: "]);
        assert_eq!(place.names(), ["api.json"]);
        let object = place
            .generate(&["--strict", "--format", "json"])
            .ends_with(1)
            .json();
        assert_eq!(object["written"], false);
        assert_eq!(place.names(), ["api.json"]);
    }
    let place = Place::new(&answering(plain()));
    place.generate(&["--strict"]).ends_with(0);
    assert_eq!(place.names(), ["api.json", "client"]);
}

#[test]
fn somebody_elses_folder_is_refused_and_left_as_it_is() {
    for (name, content) in [
        ("notes.txt", "mine"),
        ("Cargo.toml", "[package]\nname = \"mine\"\n"),
        (".git/HEAD", "ref"),
    ] {
        let place = Place::new(&answering(plain()));
        let file = place.at("client").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
        let before = state(place.0.path());
        place
            .generate(&[])
            .ends_with(1)
            .says(&["is not empty", "why: ", "fix: ", "--out"]);
        assert_eq!(state(place.0.path()), before, "{name}");
    }
    // A file is no folder.
    let place = Place::new(&answering(plain()));
    fs::write(place.at("client"), "mine").unwrap();
    place.generate(&[]).ends_with(1).says(&["client"]);
    assert_eq!(fs::read_to_string(place.at("client")).unwrap(), "mine");
}

#[test]
fn an_empty_folder_is_taken() {
    let place = Place::new(&answering(plain()));
    fs::create_dir(place.at("client")).unwrap();
    place.generate(&[]).ends_with(0);
    assert!(place.at("client/src/lib.rs").is_file());
}

#[test]
fn its_own_folder_is_written_again() {
    let place = Place::new(&with_upload());
    place.generate(&["--name", "first"]).ends_with(0);
    let first = contents(&place.at("client"));
    let types =
        |place: &Place| workspace_tests::read(&place.at("client/src/generated/types/things.rs"));
    assert!(types(&place).contains("struct Thing,") || types(&place).contains("struct Thing:"));

    // The same again changes nothing.
    let before = state(&place.at("client"));
    place.generate(&["--name", "first"]).ends_with(0);
    assert_eq!(state(&place.at("client")), before);

    // Another document.
    let mut other = answering(plain());
    other["components"]["schemas"] = json!({ "Other": plain() });
    let reference = json!({ "$ref": "#/components/schemas/Other" });
    other["paths"]["/things"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] =
        reference;
    fs::write(place.at("api.json"), other.to_string()).unwrap();
    place.generate(&["--name", "first"]).ends_with(0);
    assert!(!types(&place).contains("struct Thing") && types(&place).contains("struct Other"));
    // Another tag: a file of the earlier run does not stay behind.
    other["paths"]["/things"]["get"]["tags"] = json!(["Others"]);
    fs::write(place.at("api.json"), other.to_string()).unwrap();
    place.generate(&["--name", "first"]).ends_with(0);
    assert!(!place.at("client/src/generated/types/things.rs").exists());
    assert!(place.at("client/src/generated/types/others.rs").is_file());

    // And back.
    fs::write(place.at("api.json"), with_upload().to_string()).unwrap();
    place.generate(&["--name", "first"]).ends_with(0);
    assert_eq!(contents(&place.at("client")), first);
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let mut nothing = with_upload();
    nothing["paths"]["/things"]
        .as_object_mut()
        .unwrap()
        .shift_remove("get");
    for (document, more, says) in [
        (json!({ "openapi": "3.1.0" }), &[][..], "`info` is missing"),
        (json!({ "swagger": "2.0" }), &[], "Swagger 2.0"),
        (nothing, &[], "no operation is left"),
        (
            answering(plain()),
            &["--select-path", "/thing"],
            "`/things`",
        ),
        (answering(plain()), &["--select-tag", "things"], "`Things`"),
        (
            answering(plain()),
            &["--select-operation", "listThing"],
            "`listThings`",
        ),
        (
            answering(plain()),
            &["--overlay", "/nowhere/o.yaml"],
            "/nowhere/o.yaml cannot be read",
        ),
        (answering(plain()), &["--base-path", "/v1"], "/v1"),
    ] {
        let place = Place::new(&document);
        let run = place.generate(more).ends_with(1);
        run.says(&[says]);
        assert_eq!(run.stdout, "");
        assert_eq!(place.names(), ["api.json"], "{says}");
    }
    let place = Place::new(&answering(plain()));
    fs::remove_file(place.at("api.json")).unwrap();
    place
        .generate(&[])
        .ends_with(1)
        .says(&["api.json cannot be read"]);
    assert_eq!(place.names(), [""; 0]);
}

#[test]
fn a_failure_leaves_an_earlier_crate_as_it_was() {
    let place = Place::new(&answering(plain()));
    place.generate(&[]).ends_with(0);
    let before = state(&place.at("client"));
    fs::write(place.at("api.json"), "{").unwrap();
    place
        .generate(&[])
        .ends_with(1)
        .says(&["api.json:1:1", "invalid JSON"]);
    assert_eq!(state(&place.at("client")), before);
}

#[test]
fn overlays_are_applied_in_their_order_and_need_not_say_why() {
    let place = Place::new(&answering(plain()));
    let action = |title: &str| {
        json!({ "overlay": "1.0.0", "info": { "title": "o", "version": "1" }, "actions": [
            { "target": "$.components.schemas.Thing", "update": { "description": title } }
        ] })
    };
    fs::write(place.at("one.json"), action("one").to_string()).unwrap();
    fs::write(place.at("two.json"), action("two").to_string()).unwrap();
    let [one, two] =
        ["one.json", "two.json"].map(|name| place.at(name).to_str().unwrap().to_owned());
    place
        .generate(&["--overlay", &one, "--overlay", &two])
        .ends_with(0);
    let thing = workspace_tests::read(&place.at("client/src/generated/types/things.rs"));
    assert!(
        thing.contains("/// two") && !thing.contains("/// one"),
        "{thing}"
    );
    // By its specification an action may change nothing, or match nothing; the latter is told.
    place
        .generate(&["--overlay", &one, "--overlay", &one])
        .ends_with(0);
    let gone = json!({ "overlay": "1.1.0", "info": { "title": "o", "version": "1" }, "actions": [
        { "target": "$.paths.*.*", "update": { "x-safe": true } },
        { "target": "$.gone", "remove": true },
    ] });
    fs::write(place.at("one.json"), gone.to_string()).unwrap();
    let run = place.generate(&["--overlay", &one]).ends_with(0);
    run.reports(&[
        "without effect: ",
        "one.json, action 2: the target `$.gone` matches nothing",
    ]);
    assert!(!run.stdout.contains("action 1"), "{}", run.stdout);
}

/// One fault beside the operations does not cost any of them, and is told with its place.
#[test]
fn a_fault_at_the_root_costs_no_operation() {
    let mut document = answering(plain());
    document["info"]["license"] = json!({});
    document["externalDocs"] = json!({});
    document["servers"] = json!([{}, { "url": "https://{host}", "variables": { "host": {} } }]);
    document["security"] = json!(null);
    document["paths"]["/nothing"] = json!(null);
    let place = Place::new(&document);
    let run = place.generate(&[]).ends_with(0);
    run.reports(&["1 operation written"]);
    for pointer in ["/info/license", "/externalDocs", "/servers/0", "/servers/1"] {
        let line = run
            .stdout
            .lines()
            .find(|it| it.ends_with(&format!("(#{pointer})")));
        let line = line.unwrap_or_default();
        assert!(
            line.starts_with("incomplete, and ignored or completed: ")
                && line.contains("api.json:1:"),
            "{pointer}: {line}"
        );
    }
}
