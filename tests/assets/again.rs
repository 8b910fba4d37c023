//! Reads lines `{"type": …, "json": …}`, and writes for each what the type makes of the JSON.

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

fn main() {
    for line in stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let body = &line["json"];
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
