//! Ten thousand calls, two hundred at once, against a server that fails one in five in every way it knows; then a storm
//! of calls against one that serves nobody. Exits with 1 when a bound does not hold.
//!
//! ```sh
//! cargo run --release --package client-runtime --example soak -- [calls]
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client_runtime::{
    Api, Client, Credential, DecodeFailure, Error, Operation, Received, ResponseCodec,
    ResponseFormat, Responses, RetryPolicy, Scheme, SchemeKind, StatusPattern,
};
use serde_json::Value;

const DEADLINE: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 200;

static API: Api = Api {
    title: "Soak",
    version: "1",
    servers: &[],
    schemes: &[Scheme {
        name: "bearer",
        kind: SchemeKind::Bearer,
    }],
    user_agent: "soak",
};

static READ: Operation = Operation {
    id: "read",
    method: "GET",
    path: "/read",
    parameters: &[],
    body: &[],
    body_required: false,
    responses: &[ResponseFormat {
        status: StatusPattern::Default,
        media_type: "application/json",
        codec: ResponseCodec::Json,
        stream_end: "",
    }],
    security: &[&["bearer"]],
    servers: &[],
};

static UPDATE: Operation = Operation {
    id: "update",
    method: "POST",
    path: "/update",
    ..READ
};

struct Json;

impl Responses for Json {
    type Success = Value;
    type Failure = Value;

    fn success(_: usize, received: Received) -> Result<Value, DecodeFailure> {
        received.json()
    }

    fn failure(_: usize, received: Received) -> Result<Value, DecodeFailure> {
        received.json()
    }
}

/// The ways to fail, by number; anything else is fine.
fn fault(stream: &mut TcpStream, number: usize) -> std::io::Result<bool> {
    let json = |status: &str, more: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{more}\r\n{body}"
        )
    };
    let text = match number {
        0 => json("503 x", "", "{}"),
        1 => json("500 x", "", r#"{"message":"broken"}"#),
        2 => json("429 x", "retry-after: 0\r\n", "{}"),
        3 => json("400 x", "", r#"{"message":"no"}"#),
        4 => json("200 x", "", "[1,"),
        5 => "HTTP/1.1 502 x\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"
            .to_owned(),
        6 => "HTTP/1.1 200 x\r\ncontent-length: 100\r\n\r\n{".to_owned(),
        7 => "garbage\r\n\r\n".to_owned(),
        8 => String::new(),
        9 => "HTTP/1.1 200 x\r\ncontent-length: 2147483648\r\n\r\n{".to_owned(),
        10 => {
            std::thread::sleep(DEADLINE + Duration::from_secs(1));
            return Ok(false);
        }
        11 => {
            // As much as the client takes.
            stream.write_all(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n")?;
            let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
            while stream.write_all(&chunk).is_ok() {}
            return Ok(false);
        }
        _ => {
            stream.write_all(json("200 x", "", r#"{"fine":true}"#).as_bytes())?;
            return Ok(true);
        }
    };
    stream.write_all(text.as_bytes())?;
    Ok(number < 6)
}

/// Serves in a process of its own, so that the memory of this one is the client's.
struct Served {
    process: std::process::Child,
    address: String,
}

impl Served {
    fn start(what: &str) -> Self {
        let mut process = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--serve", what])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut address).unwrap();
        Self {
            process,
            address: address.trim().to_owned(),
        }
    }

    /// The requests so far.
    async fn requests(&self) -> usize {
        let call = client(&self.address, RetryPolicy::off()).request("GET", "/count");
        let bytes = call.send().await.unwrap().bytes().await.unwrap();
        String::from_utf8_lossy(&bytes).parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is ended; `choose` gives the fault of each request.
fn serve(choose: fn(usize) -> usize) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().map_while(Result::ok) {
        let counter = Arc::clone(&requests);
        // Small stacks: there are hundreds of them.
        let thread = std::thread::Builder::new().stack_size(128 * 1024);
        let _ = thread.spawn(move || connection(stream, &counter, choose));
    }
}

fn connection(stream: TcpStream, counter: &AtomicUsize, choose: fn(usize) -> usize) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream;
    loop {
        let mut length = 0;
        let mut line = String::new();
        let mut counted = false;
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            counted |= line.starts_with("GET /count ");
            if line == "\r\n" {
                break;
            }
        }
        std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink()).ok()?;
        if counted {
            let count = counter.load(Ordering::Relaxed).to_string();
            let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n", count.len());
            stream.write_all((head + &count).as_bytes()).ok()?;
            continue;
        }
        let number = counter.fetch_add(1, Ordering::Relaxed);
        if !fault(&mut stream, choose(number)).ok()? {
            return None;
        }
    }
}

/// One in five fails; the ways take turns, the slow one rarely.
fn one_in_five(number: usize) -> usize {
    match number % 5 {
        0 if number.is_multiple_of(500) => 10,
        0 => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11][number / 5 % 11],
        _ => usize::MAX,
    }
}

fn client(address: &str, policy: RetryPolicy) -> Client {
    Client::builder(&API)
        .base_address(address)
        .credential("bearer", Credential::bearer("soak"))
        .timeout(DEADLINE)
        .attempt_timeout(Duration::from_secs(1))
        .retry(policy)
        .build()
        .unwrap()
}

fn kind(result: &Result<Value, Error<Value>>) -> String {
    match result {
        Ok(_) => "fine".to_owned(),
        Err(Error::Server(error)) => format!("server {}", error.status().as_u16()),
        Err(Error::Decode(error)) => format!("decode: {}", error.reason()),
        Err(Error::Timeout(_)) => "timeout".to_owned(),
        Err(Error::Transport(error)) => format!("transport {:?}", error.kind()),
        Err(error) => format!("{error:?}"),
    }
}

/// `VmRSS` or `VmHWM` in MiB.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    number.unwrap_or_default() / 1024
}

#[derive(Default)]
struct Sums {
    by_kind: BTreeMap<String, usize>,
    longest: Duration,
}

/// As many callers as there are calls at once: a task for each call would stay until it is asked for its result, and be
/// taken for memory of the client.
async fn many(client: &Client, calls: usize) -> Sums {
    let begun = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..AT_ONCE)
        .map(|_| tokio::spawn(caller(client.clone(), Arc::clone(&begun), calls)))
        .collect();
    let mut sums = Sums::default();
    for caller in callers {
        let some = caller.await.unwrap();
        for (kind, count) in some.by_kind {
            *sums.by_kind.entry(kind).or_default() += count;
        }
        sums.longest = sums.longest.max(some.longest);
    }
    sums
}

/// Calls until `calls` have begun.
async fn caller(client: Client, begun: Arc<AtomicUsize>, calls: usize) -> Sums {
    let mut sums = Sums::default();
    loop {
        let number = begun.fetch_add(1, Ordering::Relaxed);
        if number >= calls {
            return sums;
        }
        let call = client.call(if number.is_multiple_of(4) {
            &UPDATE
        } else {
            &READ
        });
        let started = Instant::now();
        let result = call
            .send::<Json>()
            .await
            .map(|response| response.into_inner());
        sums.longest = sums.longest.max(started.elapsed());
        *sums.by_kind.entry(kind(&result)).or_default() += 1;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    match std::env::args().nth(2).as_deref() {
        Some("faults") => serve(one_in_five),
        Some("storm") => serve(|_| 0),
        _ => {}
    }
    let calls = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let mut ok = true;
    let mut check = |what: &str, holds: bool| {
        println!("{} {what}", if holds { "ok    " } else { "FAILED" });
        ok &= holds;
    };

    let before = memory("VmRSS");
    let served = Served::start("faults");
    let policy = RetryPolicy::default().first_wait(Duration::from_millis(20));
    let steady = client(&served.address, policy.clone());
    let sums = many(&steady, calls).await;
    drop(steady);
    let requests = served.requests().await;
    drop(served);
    println!("{calls} calls, {AT_ONCE} at once, one request in five fails:");
    for (kind, count) in &sums.by_kind {
        println!("  {count:6} {kind}");
    }
    #[allow(clippy::cast_precision_loss)]
    let each = requests as f64 / calls as f64;
    let peak = memory("VmHWM");
    let after = memory("VmRSS");
    println!(
        "  {each:.2} requests a call; longest {:?} of {DEADLINE:?}",
        sums.longest
    );
    println!("  memory: {before} MiB before, {peak} at the peak, {after} after");
    check(
        "every call ends within its deadline (and a second)",
        sums.longest < DEADLINE + Duration::from_secs(1),
    );
    check("at most 1.5 requests a call", each <= 1.5);
    check(
        "most calls succeed",
        sums.by_kind
            .get("fine")
            .is_some_and(|fine| fine * 10 > calls * 8),
    );
    check("the peak is below 150 MiB", peak < 150);

    let served = Served::start("storm");
    let storm = client(&served.address, policy.attempts(3));
    let begun = Instant::now();
    many(&storm, AT_ONCE).await;
    #[allow(clippy::cast_precision_loss)]
    let each = served.requests().await as f64 / AT_ONCE as f64;
    println!(
        "{AT_ONCE} callers at once, only 503: {each:.2} requests a call in {:?}",
        begun.elapsed()
    );
    check("a storm is at most 1.5 requests a call", each <= 1.5);
    match ok {
        true => std::process::ExitCode::SUCCESS,
        false => std::process::ExitCode::FAILURE,
    }
}
