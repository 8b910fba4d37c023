//! Bodies that are larger than anybody wants.

use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::Error;
use crate::support::api::{Json, PLAIN};
use crate::support::server::{Reply, Server, json as reply};
use crate::support::{builder, client, operation};

fn endless(head: &str) -> Reply {
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    Reply::Endless(head.as_bytes().to_vec(), chunk)
}

#[tokio::test]
async fn an_announced_length_beyond_the_bound_is_not_read() {
    // It sends the head alone: whoever reads the body waits for it.
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 2147483648\r\n\r\n".to_vec();
    let server = Server::start([Reply::Stall(head)]);
    let client = builder(&server.address())
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let error = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .ends_with("it is larger than the client's `max_body`"),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);
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

#[tokio::test]
async fn the_bound_is_a_setting_and_holds_for_failures_too() {
    let large = json!({"text": "x".repeat(2 * 1024 * 1024)}).to_string();
    let server = Server::start([reply(200, &large), reply(200, &large), reply(400, &large)]);
    let small = client(&server.address());
    let big = builder(&server.address())
        .max_body(4 * 1024 * 1024)
        .build()
        .unwrap();
    small
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    big.call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap();
    let error = small
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server refused: HTTP 400 Bad Request"
    );
}
