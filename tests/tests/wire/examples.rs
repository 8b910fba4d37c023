//! The named examples of the document, in both profiles: each decodes, and loses nothing when it is encoded again.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use codegen::render::Banner;
use generated_client::{
    ErrorResponse, PhoneNumberSettingsResponse, SettingsUpdate, SettingsUpdateResult,
};
use serde_json::{Value, json};
use workspace_tests::cargo::{
    cargo, pin_versions, scratch, share_dependencies, target, write_crate,
};
use workspace_tests::commands::Run;
use workspace_tests::examples::{Example, of_profile};

use crate::again;
use crate::mock::Mock;

/// The examples of the page: two answers to a GET, seven requests, one answer to a POST.
#[track_caller]
fn complete(examples: &[Example]) {
    // A response is an example of each of its statuses.
    let mut distinct: Vec<&Example> = Vec::new();
    for example in examples {
        let same = |it: &&&Example| it.schema == example.schema && it.value == example.value;
        if distinct.iter().find(same).is_none() {
            distinct.push(example);
        }
    }
    let examples = distinct;
    let count = |schema: &str| examples.iter().filter(|it| it.schema == schema).count();
    assert_eq!(count("PhoneNumberSettingsResponse"), 2, "{examples:#?}");
    assert_eq!(count("SettingsUpdate"), 7, "{examples:#?}");
    assert_eq!(count("SettingsUpdateResult"), 1, "{examples:#?}");
    assert_eq!(examples.len(), 10, "{examples:#?}");
}

#[test]
fn of_the_live_profile() {
    let mut examples = of_profile("live");
    // The other statuses of success have copies of them.
    examples.retain(|it| {
        !it.pointer.contains("/responses/201/") && !it.pointer.contains("/responses/202/")
    });
    complete(&examples);
    for Example {
        pointer,
        schema,
        value,
    } in examples
    {
        let encoded = match schema.as_str() {
            "PhoneNumberSettingsResponse" => again::<PhoneNumberSettingsResponse>(&value),
            "SettingsUpdate" => again::<SettingsUpdate>(&value),
            "SettingsUpdateResult" => again::<SettingsUpdateResult>(&value),
            "ErrorResponse" => again::<ErrorResponse>(&value),
            other => panic!("{pointer}: no type for {other}"),
        };
        assert_eq!(encoded, Ok(value), "{pointer}");
    }
}

/// The client of the profile `reference` as a crate of its own, with a program that decodes and encodes.
fn reference_program() -> PathBuf {
    let config = workspace_tests::config();
    let settings = config.generator;
    let document = workspace_tests::vendor_document();
    let overlays = workspace_tests::overlays("reference");
    let resolved = codegen::resolve(&document, &config.select, &overlays, &settings).unwrap();
    let banner = Banner {
        command: "cargo xtask generate".to_owned(),
        source: "the reference profile".to_owned(),
    };
    let client = codegen::client(&resolved, &settings, &config.modules, &banner).unwrap();
    let mut files = codegen::standalone::standalone(
        &client,
        &[],
        "reference-client",
        "reference",
        &workspace_tests::runtime(),
    );
    files.insert("src/main.rs", include_str!("../../assets/again.rs"));
    let mut files = share_dependencies(files);
    let manifest = files.get("Cargo.toml").unwrap().to_owned();
    // The same features as the programs of READMEs have it with, so that it is compiled once.
    let tokio =
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n\n[profile.";
    files.insert("Cargo.toml", manifest.replacen("\n[profile.", tokio, 1));
    let folder = scratch("reference-client");
    write_crate(&folder, &files);
    pin_versions(&folder);
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--target-dir"])
        .arg(target())
        .current_dir(&folder);
    let run = Run::of(&mut build);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    target()
        .join("debug")
        .join(format!("reference-client{}", std::env::consts::EXE_SUFFIX))
}

/// What the program makes of each (type, body): the encoded value and its `Debug` text, or the error.
fn through(program: &PathBuf, bodies: &[(String, Value)]) -> Vec<Value> {
    let lines = bodies
        .iter()
        .map(|(schema, body)| json!({ "type": schema, "json": body }));
    run(program, lines)
}

/// What the program makes of each line.
fn run(program: &PathBuf, lines: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Beside the reading, because neither end may wait for the other.
    let lines: Vec<Value> = lines.into_iter().collect();
    let writer = std::thread::spawn(move || {
        lines
            .iter()
            .for_each(|line| writeln!(input, "{line}").unwrap());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every update that the contract knows: each feature with every choice of its properties.
fn contract_updates() -> Vec<Value> {
    let with = |base: &Value, key: &str, choices: &[Value]| -> Vec<Value> {
        let mut all = vec![base.clone()];
        for choice in choices {
            let mut body = base.clone();
            body[key] = choice.clone();
            all.push(body);
        }
        all
    };
    let statuses = [
        json!({ "status": "enabled" }),
        json!({ "status": "disabled" }),
    ];
    let mut calling = statuses.to_vec();
    for (key, choices) in [
        (
            "call_icon_visibility",
            vec![json!("visible"), json!("hidden")],
        ),
        ("video", statuses.to_vec()),
        ("sip", statuses.to_vec()),
        (
            "srtp_key_exchange_protocol",
            vec![json!("DTLS-SRTP"), json!("SDES-SRTP")],
        ),
    ] {
        calling = calling
            .iter()
            .flat_map(|base| with(base, key, &choices))
            .collect();
    }
    let mut updates: Vec<Value> = calling.iter().map(|it| json!({ "calling": it })).collect();
    for on in [true, false] {
        updates.push(json!({ "user_identity_change": { "enabled": on } }));
        for storage in with(
            &json!({ "enabled": on }),
            "region",
            &[json!("us"), json!("")],
        ) {
            updates.push(json!({ "storage_configuration": storage }));
        }
    }
    for status in &statuses {
        for encryption in with(
            status,
            "client_encryption_key",
            &[json!("LS0tLS1CRUdJTg==")],
        ) {
            updates.push(json!({ "payload_encryption": encryption }));
        }
    }
    updates
}

/// The schema of an update in the vendor's document, untouched: OpenAPI 3.1 schemas are JSON Schema 2020-12.
fn contract_of_an_update() -> jsonschema::Validator {
    let document = workspace_tests::vendor_document();
    let document = document.value();
    let path = "/paths/~1{Version}~1{Phone-Number-ID}~1settings/post/requestBody/content";
    let content = document.pointer(path).unwrap();
    let mut schema = content["application/json"]["schema"].clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The status of a request that no client would send.
fn status(address: &str, method: &str, headers: &str, body: &str) -> u16 {
    let host = address.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let length = body.len();
    let request = format!(
        "{method} /v23.0/1/settings HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer token\r\n{headers}\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    std::io::Read::read_to_string(&mut stream, &mut response).unwrap();
    response.split(' ').nth(1).unwrap().parse().unwrap()
}

/// The vendor's document as it stands, as a mock server that others wrote: it takes every request of the contract's
/// client, `Content-Type` of a `GET` included, and what it makes up as responses decodes.
fn against_a_mock_server(program: &PathBuf) {
    let document = workspace_tests::root().join("spec/vendor/settings-api.v23.0.openapi.yaml");
    let Some(mock) = Mock::start(&document, &[]) else {
        return;
    };
    let send = |body: Value| json!({ "send": mock.address, "json": body });
    let requests: Vec<Value> = [Value::Null]
        .into_iter()
        .chain(contract_updates())
        .collect();
    let results = run(program, requests.iter().cloned().map(send));
    for (request, result) in requests.iter().zip(results) {
        assert!(result["error"].is_null(), "{request}: {result}");
    }
    // It does refuse: the live server's spelling, for one, and a GET without the header.
    let json = "Content-Type: application/json\r\n";
    let live = r#"{"calling":{"status":"ENABLED"}}"#;
    for (method, headers, body) in [("POST", json, live), ("GET", "", "")] {
        let status = status(&mock.address, method, headers, body);
        assert!((400..500).contains(&status), "{method}: {status}");
    }
    assert_eq!(status(&mock.address, "GET", json, ""), 200);
    drop(mock);
    let Some(mock) = Mock::start(&document, &["--dynamic"]) else {
        return;
    };
    let reads = (0..50).map(|_| json!({ "send": mock.address, "json": null }));
    for result in run(program, reads) {
        assert!(result["error"].is_null(), "{result}");
    }
}

#[test]
fn of_the_reference_profile() {
    let program = reference_program();
    let examples = of_profile("reference");
    complete(&examples);
    let mut bodies: Vec<(String, Value)> = examples
        .iter()
        .map(|it| (it.schema.clone(), it.value.clone()))
        .collect();
    // The contract's own spelling of the password, which only this profile has, is a secret too.
    let planted = "Pl4nt3d-s3cr3t";
    let server = json!({ "app_id": "1", "hostname": "sip.example.com", "password": planted });
    bodies.push(("SipServerInfo".to_owned(), server));
    let encoded = through(&program, &bodies);
    assert_eq!(encoded.len(), bodies.len());
    for ((schema, body), result) in bodies.iter().zip(&encoded) {
        assert_eq!(result["value"], *body, "{schema}: {result}");
        assert!(
            !result["debug"].as_str().unwrap().contains(planted),
            "{result}"
        );
    }

    // What the contract's types encode is what the vendor's document, as it stands, allows.
    let updates: Vec<(String, Value)> = contract_updates()
        .into_iter()
        .map(|body| ("SettingsUpdate".to_owned(), body))
        .collect();
    let contract = contract_of_an_update();
    for ((_, body), result) in updates.iter().zip(through(&program, &updates)) {
        assert_eq!(result["value"], *body, "{result}");
        let errors: Vec<String> = contract
            .iter_errors(&result["value"])
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{body}: {errors:?}");
    }
    // The validator does refuse.
    for wrong in [
        json!({ "calling": { "status": "ENABLED" } }),
        json!({ "user_identity_change": { "enable_identity_key_check": true } }),
        json!({}),
    ] {
        assert!(!contract.is_valid(&wrong), "{wrong}");
    }

    // And what the union refuses, it refuses here too.
    let two =
        json!({ "calling": { "status": "enabled" }, "user_identity_change": { "enabled": true } });
    for (body, found) in [
        (two, "`calling`, `user_identity_change`"),
        (json!({}), "none"),
        (json!({ "x": 1 }), "`x`"),
    ] {
        let result = through(&program, &[("SettingsUpdate".to_owned(), body)]).remove(0);
        let error = result["error"].as_str().unwrap();
        assert!(
            error.contains("`payload_encryption`") && error.contains(&format!("found {found}")),
            "{error}"
        );
    }

    against_a_mock_server(&program);

    // What was compiled is what the pipeline wrote, not what an earlier run left.
    let written = fs::read_to_string(scratch("reference-client/openapi.resolved.json")).unwrap();
    let checked_in =
        workspace_tests::read(&workspace_tests::root().join("spec/resolved/reference.json"));
    assert_eq!(written, checked_in);
}
