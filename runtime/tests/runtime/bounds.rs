//! Bodies that are larger than anybody wants.

use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::Error;
use crate::support::api::{Json, PLAIN};
use crate::support::server::{Reply, Server, json as reply};
use crate::support::{builder, client, operation};

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
