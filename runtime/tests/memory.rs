//! What bodies without end cost: a test that is a process of its own, because it looks at the memory of the whole process.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    missing_docs
)]

pub(crate) use client_runtime as runtime;

#[path = "runtime/support/mod.rs"]
mod support;

use serde_json::Value;

use crate::support::api::{Json, PLAIN};
use crate::support::server::{Reply, Server};
use crate::support::{client, operation};

fn endless(head: &str) -> Reply {
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    // One chunk for all connections: it is not the client's memory.
    Reply::Endless(head.as_bytes().to_vec(), chunk.into())
}

#[tokio::test]
async fn two_hundred_endless_bodies_do_not_fill_the_memory() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::start([endless(head)]);
    let client = client(&server.address());
    let before = resident();
    let calls: Vec<_> = (0..200)
        .map(|_| tokio::spawn(client.clone().call(operation(PLAIN)).send::<Json<Value>>()))
        .collect();
    let mut peak = before;
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.to_string().contains("max_body"), "{error}");
        peak = peak.max(resident());
    }
    let taken = (peak - before) / 1024;
    assert!(taken < 150, "{taken} MiB");
}

/// The memory of this program, in KiB; 0 where the system does not say.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}
