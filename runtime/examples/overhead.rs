//! Processor time a call, against bare reqwest and `serde_json::from_slice` of the same response, in one run.
//!
//! ```sh
//! cargo run --release --package client-runtime --example overhead
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    missing_docs
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use client_runtime::{
    Api, Client, DecodeFailure, NoBody, Operation, Received, ResponseCodec, ResponseFormat,
    Responses, StatusPattern,
};
use serde::Deserialize;

static API: Api = Api {
    title: "Overhead",
    version: "1",
    servers: &[],
    schemes: &[],
    user_agent: "overhead",
};

static READ: Operation = Operation {
    id: "read",
    method: "GET",
    path: "/read",
    parameters: &[],
    body: &[],
    body_required: false,
    responses: &[ResponseFormat {
        status: StatusPattern::Exactly(200),
        media_type: "application/json",
        codec: ResponseCodec::Json,
        stream_end: "",
    }],
    security: &[],
    servers: &[],
};

#[derive(Deserialize)]
struct Item {
    id: u64,
    name: String,
    tags: Vec<String>,
}

struct Items;

impl Responses for Items {
    type Success = Vec<Item>;
    type Failure = NoBody;

    fn success(_: usize, received: Received) -> Result<Vec<Item>, DecodeFailure> {
        received.json()
    }

    fn failure(_: usize, _: Received) -> Result<NoBody, DecodeFailure> {
        Err(DecodeFailure::new(".", "none"))
    }
}

fn serve(items: usize) -> String {
    let item =
        |id: usize| format!(r#"{{"id":{id},"name":"item number {id}","tags":["a","b","c"]}}"#);
    let body: Vec<String> = (0..items).map(item).collect();
    let body = format!("[{}]", body.join(","));
    let length = body.len();
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let response = response.clone();
            std::thread::spawn(move || {
                let mut head = [0; 4096];
                while stream.read(&mut head).is_ok_and(|length| length > 0) {
                    if stream.write_all(response.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

/// The processor time of this thread so far.
fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat
        .split_whitespace()
        .next()
        .and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The least processor time a call, ours and bare reqwest's, of a server that has just been started: in turns, so that what
/// else the machine does is in neither.
async fn measure(items: usize, rounds: u32, calls: u32) -> (Duration, Duration) {
    let address = serve(items);
    let client = Client::builder(&API)
        .base_address(address.as_str())
        .build()
        .unwrap();
    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{address}/read");
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        let begun = used();
        for _ in 0..calls {
            let items = client.call(&READ).send::<Items>().await.unwrap();
            assert_eq!(
                items[1].id + items[1].tags.len() as u64,
                4,
                "{}",
                items[1].name
            );
        }
        ours = ours.min(used() - begun);
        let begun = used();
        for _ in 0..calls {
            let bytes = bare.get(&url).send().await.unwrap().bytes().await.unwrap();
            let items: Vec<Item> = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(items[1].id, 1);
        }
        theirs = theirs.min(used() - begun);
    }
    (ours / calls, theirs / calls)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let mut worst = 0.0_f64;
    for items in [10, 100, 1000] {
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        // A server's threads stay where the system put them, and waking one of another processor costs as much as a call: with
        // several servers, both clients have one that is near.
        for _ in 0..10 {
            let measured = measure(items, 4, 100).await;
            ours = ours.min(measured.0);
            theirs = theirs.min(measured.1);
        }
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        worst = worst.max(ratio);
        println!("{items:5} items: {ours:?} a call, bare reqwest {theirs:?}: ratio {ratio:.2}");
    }
    match worst <= 1.25 {
        true => std::process::ExitCode::SUCCESS,
        false => std::process::ExitCode::FAILURE,
    }
}
