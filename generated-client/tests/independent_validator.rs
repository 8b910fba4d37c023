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

use generated_client::{
    AudioCodec, CallHoursSettings, CallIconVisibility, CallingSettings, DayOfWeek, Error,
    HolidaySchedule, PayloadEncryptionSettings, SettingsUpdate, SipServer, SipSettings,
    SrtpKeyExchangeProtocol, StorageConfigurationSettings, UserIdentityChangeSettings,
    VoicemailSettings, WeeklyOperatingHours,
};
use serde_json::{Value, json};
use support::NUMBER;

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

type Change = fn(CallingSettings) -> CallingSettings;

fn hours() -> CallHoursSettings {
    let hours = [
        WeeklyOperatingHours::new(DayOfWeek::Monday, "0900", "1200"),
        WeeklyOperatingHours::new(DayOfWeek::Monday, "1300", "1700"),
        WeeklyOperatingHours::new(DayOfWeek::Sunday, "0000", "2359"),
    ];
    CallHoursSettings::enabled("Europe/Berlin", hours)
}

/// Every choice that the façade has for calling, a group for each setting.
fn choices() -> Vec<Vec<Change>> {
    vec![
        vec![|it| it.with_call_icon(CallIconVisibility::Default), |it| {
            it.with_call_icon(CallIconVisibility::DisableAll)
        }],
        vec![|it| it.with_call_icon_countries(["DE", "BR"]), |it| {
            it.with_call_icon_countries::<String>([])
        }],
        vec![|it| it.with_callback_permission(true), |it| {
            it.with_callback_permission(false)
        }],
        vec![
            |it| it.with_call_hours(hours()),
            |it| {
                it.with_call_hours(hours().with_holidays([HolidaySchedule::new(
                    "2026-12-25",
                    "0000",
                    "2359",
                )]))
            },
            |it| it.with_call_hours(hours().with_holidays([])),
            |it| it.with_call_hours(CallHoursSettings::disabled()),
        ],
        vec![
            |it| it.with_sip(SipSettings::enabled(SipServer::new("sip.example"))),
            |it| {
                let server = SipServer::new("sip.example").with_port(5062);
                let server = server
                    .with_user_parameter("key", "value")
                    .with_user_parameter("", "");
                it.with_sip(SipSettings::enabled(server))
            },
            |it| it.with_sip(SipSettings::disabled()),
            |it| it.with_sip(SipSettings::deleted()),
        ],
        vec![|it| it.with_srtp(SrtpKeyExchangeProtocol::Dtls), |it| {
            it.with_srtp(SrtpKeyExchangeProtocol::Sdes)
        }],
        vec![
            |it| it.with_audio_codecs([AudioCodec::Pcma, AudioCodec::Pcmu]),
            |it| it.with_audio_codecs([]),
        ],
        vec![|it| it.with_video(true), |it| it.with_video(false)],
        vec![|mut it| {
            let body = json!({"status": "ENABLED", "triggers": ["REJECT", "TIMEOUT"], "audio":
                {"default": {"announcement_media_id": "7", "timeout_seconds": 20}}});
            let voicemail: VoicemailSettings = serde_json::from_value(body).unwrap();
            it.voicemail = Some(voicemail);
            it
        }],
    ]
}

/// Every constructor, every choice alone, every pair of choices, and the first choices all together.
fn updates() -> Vec<SettingsUpdate> {
    let groups = choices();
    let bases = [
        CallingSettings::enabled(),
        CallingSettings::disabled(),
        CallingSettings::unchanged(),
    ];
    let mut calling: Vec<CallingSettings> = bases.to_vec();
    for (index, group) in groups.iter().enumerate() {
        for change in group {
            calling.push(change(CallingSettings::unchanged()));
            for other in groups[index + 1..].iter().flatten() {
                calling.push(other(change(CallingSettings::enabled())));
            }
        }
    }
    let first = groups.iter().map(|group| group[0]);
    calling.push(first.fold(CallingSettings::enabled(), |it, change| change(it)));
    let storage = [
        StorageConfigurationSettings::in_country("DE"),
        StorageConfigurationSettings::in_country_disabled(),
        StorageConfigurationSettings::no_storage(),
    ];
    let retained = storage.clone().map(|it| it.with_retention_minutes(60));
    let mut all: Vec<SettingsUpdate> = calling.into_iter().map(Into::into).collect();
    all.extend(storage.into_iter().chain(retained).map(Into::into));
    all.extend([
        UserIdentityChangeSettings::enabled().into(),
        UserIdentityChangeSettings::disabled().into(),
        PayloadEncryptionSettings::enabled("a2V5").into(),
        PayloadEncryptionSettings::disabled().into(),
    ]);
    all
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
