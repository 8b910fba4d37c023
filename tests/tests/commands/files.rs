//! Documents of several files.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use workspace_tests::commands::{Run, xtask};
use workspace_tests::read;

const API: &str = r##"
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get: { $ref: operations/list.yaml }
    trace: { operationId: tracePets, responses: { "204": { description: traced } } }
  /pets/{id}: { $ref: "paths/pet.yaml" }
  /again: { $ref: "#/paths/~1pets" }
components:
  schemas:
    Error: { type: object, properties: { reason: { type: string } } }
"##;

const LIST: &str = r##"
operationId: listPets
tags: [pets]
parameters:
  - { $ref: "../shared/parts.yaml#/limit" }
responses:
  "200":
    description: pets
    content:
      application/json:
        schema: { type: array, items: { $ref: ../schemas/pet.yaml } }
  default: { $ref: "../shared/parts.yaml#/failed" }
"##;

const PET_PATH: &str = r#"
parameters:
  - { name: id, in: path, required: true, schema: { type: string } }
options:
  operationId: petOptions
  responses: { "200": { $ref: "../shared/parts.yaml#/failed" } }
"#;

const PARTS: &str = r##"
limit: { name: limit, in: query, schema: { $ref: "#/count" } }
count: { type: integer, format: int32 }
failed:
  description: failed
  content: { application/json: { schema: { $ref: "../api.yaml#/components/schemas/Error" } } }
"##;

const PET: &str = r##"
type: object
required: [name]
properties:
  name: { type: string }
  friends: { type: array, items: { $ref: "#" } }
  owner: { $ref: "./owner.yaml#/Owner" }
"##;

const OWNER: &str = r#"
Owner:
  type: object
  properties:
    pair: { type: array, prefixItems: [{ type: string }] }
"#;

/// A folder with `files`; the crate goes into `client`.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().unwrap());
        for (path, content) in files {
            let file = place.at("spec").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn generate(&self, more: &[&str]) -> Run {
        let (document, out) = (self.at("spec/api.yaml"), self.at("client"));
        let (document, out) = (document.to_str().unwrap(), out.to_str().unwrap());
        let arguments = [
            "generate",
            "--document",
            document,
            "--out",
            out,
            "--format",
            "json",
        ];
        xtask(arguments.iter().chain(more))
    }

    fn written(&self, path: &str) -> String {
        read(&self.at("client/src/generated").join(path))
    }
}

fn whole() -> Vec<(&'static str, &'static str)> {
    vec![
        ("api.yaml", API),
        ("operations/list.yaml", LIST),
        ("paths/pet.yaml", PET_PATH),
        ("shared/parts.yaml", PARTS),
        ("schemas/pet.yaml", PET),
        ("schemas/owner.yaml", OWNER),
    ]
}

#[test]
fn references_to_files_beside_the_document_are_followed() {
    let place = Place::new(&whole());
    let report = place.generate(&[]).ends_with(0).json();
    assert_eq!(report["operations"], 5, "{report:#}");
    assert_eq!(report["left_out"], serde_json::json!([]));
    let pets = place.written("operations/pets.rs");
    for line in [
        "pub fn list_pets -> ListPets = \"listPets\"",
        "limit: types::Count = Query \"limit\" Form explode,",
        "success json Vec<types::Pet> { json \"200\" \"application/json\", }",
        "failure json types::Error { json \"default\" \"application/json\", }",
    ] {
        assert!(pets.contains(line), "{line} is not in\n{pets}");
    }
    let others = place.written("operations/untagged.rs");
    for line in [
        "\"OPTIONS\" \"/pets/{id}\"",
        "\"TRACE\" \"/pets\"",
        "id: String = Path \"id\"",
    ] {
        assert!(others.contains(line), "{line} is not in\n{others}");
    }
    // A loss in another file is told with the place in that file.
    let place = &report["losses"][0]["place"];
    assert!(
        place["file"]
            .as_str()
            .unwrap()
            .ends_with("spec/schemas/owner.yaml"),
        "{place}"
    );
    assert_eq!(
        (&place["line"], &place["column"]),
        (&Value::from(5), &Value::from(5))
    );
    assert_eq!(place["pointer"], "/Owner/properties/pair");
}

/// What leads out of the folder is never opened, and told.
#[test]
fn references_out_of_the_folder_are_not_followed() {
    let secret = TempDir::new().unwrap();
    let outside = secret.path().join("secret.yaml");
    fs::write(
        &outside,
        "type: object\nproperties: { secret: { type: string } }\n",
    )
    .unwrap();
    let absolute = outside.to_str().unwrap();
    let linked = cfg!(unix);
    let mut targets = vec![
        "../secret.yaml",
        "schemas/../../secret.yaml",
        absolute,
        "https://example.com/secret.yaml",
        "gone.yaml",
    ];
    if linked {
        targets.push("linked.yaml");
    }
    for target in targets {
        let api = format!(
            "openapi: 3.1.0\ninfo: {{ title: a, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             responses: {{ '200': {{ description: a, content: {{ application/json: {{ schema: {{ type: object, properties: {{ a: {{ $ref: '{target}' }} }} }} }} }} }} }}\n  \
             /b:\n    get: {{ $ref: '{target}' }}\n"
        );
        let place = Place::new(&[("api.yaml", &api)]);
        fs::copy(&outside, place.at("secret.yaml")).unwrap();
        link(&outside, &place.at("spec/linked.yaml"));
        let report = place.generate(&[]).ends_with(0).json();
        assert_eq!(report["operations"], 1, "{target}");
        assert!(!place.written("types.rs").contains("secret"), "{target}");
        let left_out = &report["left_out"][0];
        assert_eq!(left_out["operation"], "GET /b", "{target}: {report:#}");
        let loss = &report["losses"][0];
        for text in [&left_out["reason"], &loss["effect"]] {
            assert!(
                text.as_str().unwrap().contains(target),
                "{target}: {report:#}"
            );
        }
        for text in [&left_out["reason"], &loss["remedy"]] {
            assert!(
                text.as_str()
                    .unwrap()
                    .contains("bundle it first: `npx @redocly/cli bundle"),
                "{report:#}"
            );
        }
        assert_eq!(left_out["place"]["line"], 9, "{report:#}");
        let refused = place.generate(&["--strict"]);
        refused.ends_with(1);
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).unwrap();
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) {}

#[test]
fn a_fault_in_another_file_names_that_file() {
    let mut files = whole();
    files[5].1 = "Owner:\n  type: object\n  type: string\n";
    let place = Place::new(&files);
    place
        .generate(&[])
        .ends_with(1)
        .says(&["spec/schemas/owner.yaml:3:3", "`type` occurs twice"]);
    assert!(!place.at("client").exists());
}

#[test]
fn the_bounds_hold_for_all_files_together() {
    let place = Place::new(&whole());
    let bytes: u64 = whole().iter().map(|(_, text)| text.len() as u64).sum();
    let few = (bytes - 1).to_string();
    place
        .generate(&["--max-bytes", &few])
        .ends_with(1)
        .says(&["which it refers to", "--max-bytes"]);
    place
        .generate(&["--max-nodes", "60"])
        .ends_with(1)
        .says(&["more than 60 nodes", "--max-nodes"]);
}

/// References in a circle end.
#[test]
fn circles_of_files_end() {
    let place = Place::new(&[
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: { title: a, version: '1' }\npaths:\n  /a: { $ref: a.yaml }\n  /b: { get: { operationId: b, responses: { '200': { $ref: 'c.yaml' } } } }\n",
        ),
        ("a.yaml", "$ref: b.yaml\n"),
        ("b.yaml", "$ref: a.yaml\n"),
        (
            "c.yaml",
            "description: c\ncontent: { application/json: { schema: { $ref: '#/content/application~1json/schema' } } }\n",
        ),
    ]);
    let report = place.generate(&[]).ends_with(0).json();
    assert_eq!(report["operations"], 1, "{report:#}");
    assert_eq!(report["left_out"][0]["operation"], "every operation of /a");
}
