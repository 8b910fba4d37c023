//! A program around a generated client: each line of its input is a task in JSON, each line of its output what came of it.
//!
//! `cargo xtask fidelity` writes it beside the crate, with the tables of types and operations below.
#![allow(unused)]

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{BufRead, Write};
use std::pin::Pin;
use std::time::Duration;

use client::runtime::{self, RetryPolicy};
use client::{Client, ClientBuilder, operations, types};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a decoder may need, whatever the type.
const STACK: usize = 512 * 1024;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Task {
    /// Decode and encode the type at this index.
    round: Option<usize>,
    json: String,
    /// Call the operation at this index.
    call: Option<usize>,
    parameters: Vec<Option<String>>,
    body: Option<(usize, String)>,
}

impl Task {
    fn parameter<T: DeserializeOwned>(&self, index: usize, name: &str) -> Result<Option<T>, String> {
        let given = self.parameters.get(index).and_then(Option::as_deref);
        given.map(|text| read(text, name)).transpose()
    }

    fn body<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, String> {
        match &self.body {
            Some((at, text)) if *at == index => read(text, "body").map(Some),
            _ => Ok(None),
        }
    }

    fn bytes(&self, index: usize) -> Option<Vec<u8>> {
        match &self.body {
            Some((at, text)) if *at == index => Some(text.clone().into_bytes()),
            _ => None,
        }
    }
}

/// A value that a program could give: nothing is forgiven here.
fn read<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}: {error}"))
}

/// What came of a task.
#[derive(Default, Serialize)]
struct Seen {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    undecoded: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    error: String,
}

impl Seen {
    fn refused(error: impl ToString) -> Self {
        Self { outcome: "refused", error: error.to_string(), ..Self::default() }
    }

    fn success<T>(response: &runtime::Response<T>) -> Self {
        let undecoded = response.undecoded().iter();
        Self {
            outcome: "success",
            status: Some(response.status().as_u16()),
            undecoded: undecoded.map(ToString::to_string).collect(),
            ..Self::default()
        }
    }

    fn failure<T>(error: &runtime::ServerError<T>) -> Self {
        Self {
            outcome: "failure",
            status: Some(error.status().as_u16()),
            undecoded: error.undecoded().iter().map(ToString::to_string).collect(),
            ..Self::default()
        }
    }

    fn error<T>(error: &runtime::Error<T>) -> Self {
        Self { outcome: "error", error: error.to_string(), ..Self::default() }
    }
}

type Calling = Pin<Box<dyn Future<Output = Seen>>>;

fn json<T: Serialize>(value: &T) -> Option<String> {
    Some(serde_json::to_string(value).unwrap_or_else(|error| format!("cannot be encoded: {error}")))
}

async fn bytes(mut stream: runtime::ByteStream) -> Option<String> {
    let mut all = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(bytes) => all.extend_from_slice(&bytes),
            Err(error) => return Some(format!("cannot be read: {error}")),
        }
    }
    json(&String::from_utf8_lossy(&all))
}

async fn events<T: Serialize + DeserializeOwned + Send + 'static>(
    mut stream: runtime::EventStream<T>,
) -> Option<String> {
    match stream.next().await {
        Some(Ok(event)) => json(&event.data),
        Some(Err(error)) => Some(format!("cannot be read: {error}")),
        None => None,
    }
}

async fn lines<T: Serialize + DeserializeOwned + Send + 'static>(
    mut stream: runtime::LineStream<T>,
) -> Option<String> {
    match stream.next().await {
        Some(Ok(value)) => json(&value),
        Some(Err(error)) => Some(format!("cannot be read: {error}")),
        None => None,
    }
}

fn round<T: Serialize + DeserializeOwned>(text: &str) -> Seen {
    match runtime::json::from_slice::<T>(text.as_bytes()) {
        Ok(decoded) => Seen {
            outcome: "success",
            value: json(&decoded.value),
            undecoded: decoded.undecoded.iter().map(ToString::to_string).collect(),
            ..Seen::default()
        },
        Err(error) => Seen::refused(error),
    }
}

fn run(client: &Client, asynchronous: &tokio::runtime::Runtime, task: Task) -> Seen {
    if let Some(round) = task.round.and_then(|index| ROUNDS.get(index)) {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn(move || round(&task.json)).expect("a thread");
        return thread.join().unwrap_or_else(|_| Seen::refused("it panicked"));
    }
    match task.call.and_then(|index| CALLS.get(index)) {
        Some(call) => match call(client, &task) {
            Ok(calling) => asynchronous.block_on(calling),
            Err(error) => Seen::refused(error),
        },
        None => Seen::refused("no such task"),
    }
}

fn main() {
    let address = std::env::args().nth(1).expect("an address");
    let builder = Client::builder()
        .base_address(address)
        .retry(RetryPolicy::off())
        .timeout(Duration::from_secs(20));
    let client = credentials(builder).build().expect("a client");
    let asynchronous = tokio::runtime::Builder::new_current_thread();
    let asynchronous = { asynchronous }.enable_all().build().expect("a runtime");
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let task: Task = serde_json::from_str(&line.expect("a line")).expect("a task");
        let seen = run(&client, &asynchronous, task);
        let text = serde_json::to_string(&seen).expect("JSON");
        writeln!(out, "{text}").and_then(|()| out.flush()).expect("a reader");
    }
}

