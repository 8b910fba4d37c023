//! What the README of a stand-alone crate promises: its programs compile as they stand, call a server with the credentials
//! of the document, send a file and read a stream. What they sent is read by openapi-core, another implementation than
//! ours, by the vendor's document.
//!
//! The documents are those of the folder that `SPEC_CORPUS` names; `reader` says where the reader comes from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answers;
mod crates;
#[path = "../../../runtime/tests/runtime/support/reader.rs"]
#[allow(dead_code, reason = "shared with the tests of the runtime")]
mod reader;
#[path = "../../../runtime/tests/runtime/support/server.rs"]
#[allow(dead_code, reason = "shared with the tests of the runtime")]
mod server;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use answers::Api;
use crates::{Program, Section};
use reader::{Reader, Sent, base64};
use serde_json::Value;
use server::{Received, Reply, Server};
use workspace_tests::commands::Run;

/// Their documents have between them bearer, basic and API keys, OAuth 2, forms with files, streams of lines and of bytes; and
/// what their READMEs have to show.
const DOCUMENTS: [(&str, &[Section]); 6] = [
    (
        "meta/business-messaging-api_v23.0.2025-11-07.yaml",
        &[Section::FirstCall, Section::Files],
    ),
    (
        "corpus/stoplight-petstore.yaml",
        &[Section::FirstCall, Section::Files],
    ),
    (
        "corpus/redocly-museum.yaml",
        &[Section::FirstCall, Section::Streams],
    ),
    (
        "corpus/qdrant-api.json",
        &[Section::FirstCall, Section::Files, Section::Streams],
    ),
    (
        "corpus/ollama-api.yaml",
        &[Section::FirstCall, Section::Streams],
    ),
    ("corpus/sendgrid-mail-v3.json", &[Section::FirstCall]),
];

/// What the programs find in their environment.
const CREDENTIALS: [(&str, &str); 3] = [
    ("API_TOKEN", "planted-token-0123456789"),
    ("API_KEY", "planted-key-0123456789"),
    ("PASSWORD", "planted-password-0123456789"),
];

/// What they send as a file.
const PICTURE: &str = "a picture, as far as a server knows";

/// Runs `program` against a server that speaks for `api`; what it printed, and what it sent.
fn run(binary: &Path, program: &Program, api: &Arc<Api>) -> (String, Received) {
    let spoken = Arc::clone(api);
    let server = Server::start([Reply::Made(Arc::new(move |request| {
        spoken.answer(&request.method, &request.path)
    }))]);
    let mut command = Command::new(binary);
    command
        .arg(&program.name)
        .env(
            "ADDRESS",
            format!("{}{}", server.address(), api.base_path()),
        )
        .envs(CREDENTIALS)
        .current_dir(binary.parent().unwrap());
    let run = Run::of(&mut command);
    let name = &program.name;
    assert_eq!(run.status, Some(0), "{name}: {run:#?}\n{}", program.code);
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1, "{name}: {requests:#?}");
    (run.stdout, requests.remove(0))
}

/// What `program` has to print of the response.
fn printed(program: &Program, stdout: &str) {
    let name = &program.name;
    let lines: Vec<&str> = stdout.lines().collect();
    match program.section {
        Section::FirstCall => assert!(!lines.is_empty(), "{name}"),
        Section::Files => assert!(lines[0].starts_with('2'), "{name}: {stdout}"),
        // Pieces as they came, or a value each line.
        Section::Streams => {
            let bytes = |line: &&str| line.strip_suffix(" bytes")?.parse::<usize>().ok();
            let pieces: Option<Vec<usize>> = lines.iter().map(bytes).collect();
            match pieces {
                Some(pieces) => assert_eq!(
                    pieces.iter().sum::<usize>(),
                    answers::BYTES.len(),
                    "{name}: {stdout}"
                ),
                None => assert_eq!(lines.len(), answers::LINES, "{name}: {stdout}"),
            }
        }
    }
}

/// Every text, number and boolean within `value`.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => object.values().for_each(|it| leaves(it, found)),
        Value::Array(list) => list.iter().for_each(|it| leaves(it, found)),
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Null => {}
        other => {
            found.insert(other.to_string());
        }
    }
}

/// What is wrong with a request: what the reader refuses, what it read that the program does not say, and the reverse.
fn compared(program: &Program, api: &Api, request: &Received, reader: &mut Reader) -> Vec<String> {
    let (origin, target) = api.meant(&request.method, &request.path);
    // The host is the test's own.
    let headers = request.headers.iter().filter(|(name, _)| name != "host");
    let read = reader.read(&Sent {
        method: &request.method,
        target: &target,
        headers: headers
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        body: &request.body,
        origin: &origin,
    });
    let mut wrong = Vec::new();
    for error in read["errors"].as_array().unwrap() {
        wrong.push(format!("refused: {error}"));
    }
    let mut found = BTreeSet::new();
    for place in ["path", "query", "cookie", "body"] {
        leaves(&read[place], &mut found);
    }
    // Some documents describe headers that every request has.
    for (name, value) in read["header"].as_object().into_iter().flatten() {
        let every = ["authorization", "user-agent", "accept"];
        let name = name.to_lowercase();
        if request.header(&name).is_some() && !every.contains(&name.as_str()) {
            leaves(value, &mut found);
        }
    }
    let given = program.literals();
    // Among what was read are the document's defaults.
    let raw = format!("{} {}", request.path, request.text());
    let said = |value: &String| {
        // Names of enum variants are those of their values.
        let code = program.code.to_lowercase();
        !raw.contains(value.as_str())
            || given.contains(value)
            || value == PICTURE
            || code.contains(&value.to_lowercase())
    };
    for value in found.iter().filter(|it| !said(it)) {
        wrong.push(format!("read {value:?}, which the program does not say"));
    }
    for value in given.iter().filter(|it| !found.contains(*it)) {
        wrong.push(format!("{value:?} was given, and not read"));
    }
    if program.section == Section::Files && !found.contains(PICTURE) {
        wrong.push("the file was not read".to_owned());
    }
    for (variable, value) in CREDENTIALS {
        if program.code.contains(&format!("var(\"{variable}\")")) {
            let mut sent = read["security"].to_string();
            // The reader knows no OAuth 2; the document means `Authorization: Bearer` by it.
            if sent.contains("null") {
                let header = request.header("authorization").unwrap_or_default();
                sent = header
                    .strip_prefix("Bearer ")
                    .unwrap_or_default()
                    .to_owned();
            }
            if !sent.contains(&as_read(variable, value)) {
                wrong.push(format!("{variable} was given, and not read: {sent}"));
            }
        }
    }
    wrong
        .iter()
        .map(|it| format!("{}: {it}\n  read {read}", program.name))
        .collect()
}

/// The credential as the reader shows it: it leaves Basic encoded.
fn as_read(variable: &str, value: &str) -> String {
    match variable {
        "PASSWORD" => base64(format!("user:{value}").as_bytes()),
        _ => value.to_owned(),
    }
}

#[test]
fn programs_of_readmes_do_what_the_documents_say() {
    let Some(corpus) = workspace_tests::corpus::folder() else {
        return;
    };
    let clients = DOCUMENTS.map(|(document, sections)| {
        let client = crates::generate(&corpus.join(document));
        let shown: Vec<Section> = client.programs.iter().map(|it| it.section).collect();
        assert_eq!(shown, sections, "{document}");
        client
    });
    let binary = crates::compile(&clients);
    std::fs::write(binary.with_file_name("picture.png"), PICTURE).unwrap();
    let mut wrong = Vec::new();
    for client in &clients {
        let without = Run::of(Command::new(&binary).arg(client.mock()));
        assert_eq!(without.status, Some(0), "{}: {without:#?}", client.mock());
        let api = Arc::new(Api::of(&client.document));
        let mut reader = Reader::start(&client.document);
        for program in &client.programs {
            let (stdout, request) = run(&binary, program, &api);
            printed(program, &stdout);
            println!("{}: {} {}", program.name, request.method, request.path);
            if let Some(reader) = &mut reader {
                wrong.extend(compared(program, &api, &request, reader));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
