//! Everything that the client can build, judged by a validator that others wrote.
//!
//! Runs where `VALIDATOR` is the command that starts it, from the root of the workspace:
//!
//! ```text
//! npm ci --prefix .ci/validator
//! VALIDATOR='node .ci/validator/validate.mjs' cargo test -p generated-client --test independent_validator
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use generated_client::{CallingSettings, Error};
use serde_json::{Value, json};
use support::NUMBER;
use support::updates::updates;

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod support;

/// The workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The validator, serving one document until it is dropped.
struct Validator {
    process: Child,
    address: String,
}

impl Validator {
    /// `None`, and a word about it, where no validator is named.
    fn start(document: &str, base_path: &str, options: &[&str]) -> Option<Self> {
        let Ok(command) = std::env::var("VALIDATOR") else {
            println!(
                "skipped: VALIDATOR does not say how to start a validator (see .ci/validator)"
            );
            return None;
        };
        let mut words = command.split_whitespace();
        let mut process = Command::new(words.next().expect("a command in VALIDATOR"))
            .args(words)
            .args([document, base_path])
            .args(options)
            .current_dir(root())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a validator that starts");
        let mut address = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        assert!(
            address.starts_with("http://127.0.0.1:"),
            "no address, but: {address}"
        );
        Some(Self { process, address })
    }

    fn live() -> Option<Self> {
        Self::start("spec/resolved/live.json", "/v23.0", &["--closed"])
    }

    /// The status of a raw `POST` of the settings.
    async fn post(&self, body: &Value) -> u16 {
        let address = format!("{}/v23.0/{NUMBER}/settings", self.address);
        let http = reqwest::Client::new();
        let request = http.post(address).bearer_auth("token").json(body);
        request.send().await.unwrap().status().as_u16()
    }

    /// The status of a raw `GET` of what stands behind the version.
    async fn get(&self, rest: &str, token: Option<&str>) -> u16 {
        let mut request = reqwest::Client::new().get(format!("{}/v23.0/{rest}", self.address));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap().status().as_u16()
    }
}

impl Drop for Validator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the validator has against a request.
fn objections(error: &Error) -> String {
    match error {
        Error::Server(error) => error.details.clone().unwrap_or_default(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn no_request_of_the_client_is_refused() {
    let Some(validator) = Validator::live() else {
        return;
    };
    let settings = support::settings_once(&validator.address);
    for credentials in [false, true] {
        let read = settings
            .clone()
            .include_sip_credentials(credentials)
            .get()
            .await;
        // The validator's example answer decodes, too.
        let read = read.unwrap_or_else(|error| panic!("{}", objections(&error)));
        assert!(read.calling.is_some() && read.storage_configuration.is_some());
    }
    let updates = updates();
    assert!(updates.len() > 200, "{}", updates.len());
    for update in updates {
        let body = serde_json::to_string(&update).unwrap();
        let taken = settings.update(update).await;
        let taken = taken.unwrap_or_else(|error| panic!("{body}: {}", objections(&error)));
        assert_eq!(taken.success, Some(true));
    }
}

#[tokio::test]
async fn the_validator_refuses_what_is_wrong() {
    let Some(validator) = Validator::live() else {
        return;
    };
    let calling = json!({"status": "ENABLED"});
    let identity = json!({"enable_identity_key_check": true});
    for (what, body) in [
        (
            "two features",
            json!({"calling": calling, "user_identity_change": identity}),
        ),
        ("an unknown feature", json!({"voicemail": calling})),
        ("no feature", json!({})),
        ("a misspelt field", json!({"calling": {"statu": "ENABLED"}})),
        (
            "a value of the reference page",
            json!({"calling": {"status": "enabled"}}),
        ),
        (
            "a field that is missing",
            json!({"storage_configuration": {}}),
        ),
        (
            "another type",
            json!({"calling": {"sip": {"status": "ENABLED", "servers": {}}}}),
        ),
        ("no object", json!([])),
    ] {
        assert_eq!(validator.post(&body).await, 400, "{what} is let through");
    }
    assert_eq!(validator.post(&json!({"calling": calling})).await, 200);
    let path = format!("{NUMBER}/settings");
    assert_eq!(validator.get(&path, Some("token")).await, 200);
    assert_eq!(validator.get(&path, None).await, 401);
    for rest in [
        "?include_sip_credentials=yes",
        "?include_sip_credential=true",
    ] {
        assert_eq!(
            validator.get(&format!("{path}{rest}"), Some("token")).await,
            400,
            "{rest}"
        );
    }
    assert_eq!(
        validator
            .get(&format!("{NUMBER}/setting"), Some("token"))
            .await,
        404
    );
}

/// The vendor's own request examples.
fn examples(document: &str) -> Vec<(String, Value)> {
    let file = root().join(document);
    let text = std::fs::read_to_string(file).unwrap();
    let document: Value = serde_saphyr::from_str(&text).unwrap();
    let operation = &document["paths"]["/{Version}/{Phone-Number-ID}/settings"]["post"];
    let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
    let examples = examples.as_object().unwrap().iter();
    examples
        .map(|(name, example)| (name.clone(), example["value"].clone()))
        .collect()
}

/// The vendor's document as it stands: what the page shows is allowed, and what the live server wants is not,
/// which is why the client is generated from the document with its overlays.
#[tokio::test]
async fn the_vendors_document_allows_its_own_examples_and_not_what_the_live_server_wants() {
    let document = "spec/vendor/settings-api.v23.0.openapi.yaml";
    let Some(validator) = Validator::start(document, "/", &[]) else {
        return;
    };
    let examples = examples(document);
    assert_eq!(examples.len(), 7);
    for (name, body) in examples {
        assert_eq!(validator.post(&body).await, 200, "{name}");
    }
    let settings = support::settings_once(&validator.address);
    let error = settings
        .update(CallingSettings::enabled())
        .await
        .unwrap_err();
    assert!(
        objections(&error).contains("/requestBody/calling/status"),
        "{error}"
    );
}
