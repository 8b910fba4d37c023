//! Reads lines `{"type": …, "json": …}`, and writes for each what the type makes of the JSON; with `"send": address` it
//! sends the JSON as an update to that server, and reads the settings where there is none.

use std::fmt::Debug;
use std::io::{BufRead, stdin};

use reference_client::types::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn again<T: DeserializeOwned + Serialize + Debug>(body: &Value) -> Value {
    match serde_json::from_str::<T>(&body.to_string()) {
        Ok(value) => json!({ "value": value, "debug": format!("{value:?}") }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

/// What the client makes of a call.
async fn send(address: &str, body: &Value) -> Value {
    let client = reference_client::Client::builder()
        .bearer("token".to_owned())
        .base_address(format!("{address}/v23.0"))
        .build()
        .expect("a client");
    if body.is_null() {
        let request = client
            .get_phone_number_settings()
            .phone_number_id("106540352242922")
            .include_sip_credentials(true)
            .content_type("application/json");
        return match request.send().await {
            Ok(read) => json!({ "value": read.into_inner() }),
            Err(error) => json!({ "error": error.to_string() }),
        };
    }
    let update: SettingsUpdate = serde_json::from_value(body.clone()).expect("an update");
    let request = client.update_phone_number_settings();
    match request.phone_number_id("106540352242922").body(update).send().await {
        Ok(taken) => json!({ "value": taken.into_inner() }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for line in stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let body = &line["json"];
        if let Some(address) = line["send"].as_str() {
            println!("{}", runtime.block_on(send(address, body)));
            continue;
        }
        let result = match line["type"].as_str().expect("a type") {
            "PhoneNumberSettingsResponse" => again::<PhoneNumberSettingsResponse>(body),
            "SettingsUpdate" => again::<SettingsUpdate>(body),
            "SettingsUpdateResult" => again::<SettingsUpdateResult>(body),
            "SipServerInfo" => again::<SipServerInfo>(body),
            other => json!({ "error": format!("no type for {other}") }),
        };
        println!("{result}");
    }
}
