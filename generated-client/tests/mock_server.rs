//! The client against a mock server that others made of the document that it was generated from: every request is
//! taken, and whatever the mock makes up as a response is read. Runs where `MOCK` says how to start one; see
//! `support/mock.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::PathBuf;

use generated_client::{Checks, Error, Validate};
use serde_json::{Map, Value};
use support::mock::{Mock, root};
use support::updates::updates;

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod support;

/// The resolved document with the version in its paths: it has it in the address of the server, where a mock does not
/// look.
fn document() -> PathBuf {
    let text = std::fs::read_to_string(root().join("spec/resolved/live.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let versioned: Map<String, Value> = paths
        .map(|(path, item)| (format!("/v23.0{path}"), item.clone()))
        .collect();
    document["paths"] = versioned.into();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("live.json");
    std::fs::write(&file, document.to_string()).unwrap();
    file
}

fn settings(mock: &Mock) -> generated_client::Settings {
    support::of(
        support::builder(&mock.address)
            .no_retries()
            .api_version("v23.0"),
    )
}

#[tokio::test]
async fn every_request_is_taken() {
    let Some(mock) = Mock::start(&document(), &[]) else {
        return;
    };
    let settings = settings(&mock);
    settings.get().await.unwrap();
    settings
        .clone()
        .include_sip_credentials(true)
        .fields(["calling"])
        .get()
        .await
        .unwrap();
    for update in updates() {
        let body = serde_json::to_string(&update).unwrap();
        let taken = settings.update(update).await;
        assert_eq!(
            taken
                .unwrap_or_else(|error| panic!("{body}: {error}"))
                .success,
            Some(true)
        );
    }
    // The mock does refuse.
    let wrong = generated_client::CallingSettings::unchanged().with_call_icon("sideways".into());
    assert!(wrong.validate().is_err());
    let error = settings
        .clone()
        .allow_unlisted_values()
        .update(wrong.clone())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Server(_)), "{error:?}");
    assert_eq!(wrong.validate_with(Checks::allowing_unlisted()), Ok(()));
}

#[tokio::test]
async fn every_response_that_it_makes_up_is_read() {
    let Some(mock) = Mock::start(&document(), &["--dynamic"]) else {
        return;
    };
    let settings = settings(&mock);
    for _ in 0..50 {
        let read = settings
            .get()
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        // And what was read is written back, or refused with a reason, but never lost in silence.
        for update in read.updates() {
            let _ = update.validate();
        }
    }
}
