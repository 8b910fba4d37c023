//! The one bound on a whole call.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::runtime::{CallOptions, Client, Credential, Error, Operation, TokenSource};
use crate::support::api::{API, Json, PLAIN};
use crate::support::server::{Reply, Server, json as reply};
use crate::support::{builder, operation, quick};

const LIMIT: Duration = Duration::from_millis(300);

async fn ends_in_time(call: crate::runtime::Call) -> Error<crate::support::api::Problem> {
    let begun = Instant::now();
    let result = tokio::time::timeout(Duration::from_secs(20), call.send::<Json<Value>>());
    let error = result.await.expect("an end").unwrap_err();
    assert!(
        begun.elapsed() >= LIMIT && begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    error
}

#[tokio::test]
async fn it_covers_the_response_and_its_body_also_with_a_client_of_ones_own() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    for (sent, words) in [
        (Vec::new(), "waiting for the response"),
        (head, "reading the response"),
    ] {
        let server = Server::start([Reply::Stall(sent)]);
        let own = builder(&server.address()).timeout(LIMIT);
        let handed_in = builder(&server.address())
            .timeout(LIMIT)
            .http_client(reqwest::Client::new());
        for builder in [own, handed_in] {
            let client = builder.build().unwrap();
            let post = operation(Operation {
                method: "POST",
                ..PLAIN
            });
            let error = ends_in_time(client.call(post)).await;
            assert_eq!(
                error.to_string(),
                format!("deadline exceeded: no result within 300ms, while {words}")
            );
            assert!(error.may_have_been_applied() && error.is_retryable());
            assert_eq!(error.attempts(), 1);
        }
    }
}

#[tokio::test]
async fn it_covers_a_provider_that_hangs() {
    let server = Server::start([reply(200, "{}")]);
    let source = TokenSource::refreshing(|_| async {
        std::future::pending::<()>().await;
        Ok::<_, std::io::Error>("never")
    });
    let client = Client::builder(&API)
        .base_address(server.address())
        .credential("bearer", Credential::bearer(source))
        .timeout(LIMIT)
        .build()
        .unwrap();
    let error = ends_in_time(client.call(operation(Operation {
        method: "POST",
        ..PLAIN
    })))
    .await;
    assert!(
        error.to_string().ends_with("while waiting for a token"),
        "{error}"
    );
    assert!(!error.may_have_been_applied());
    assert_eq!((error.attempts(), server.connections()), (0, 0));
}

#[tokio::test]
async fn a_call_can_have_a_bound_of_its_own() {
    let server = Server::start([Reply::Stall(Vec::new())]);
    let client = builder(&server.address()).build().unwrap();
    let mut call = client.call(operation(PLAIN));
    call.options(CallOptions::new().timeout(LIMIT));
    ends_in_time(call).await;
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_tried_again_within_it() {
    let server = Server::start([Reply::Stall(Vec::new()), reply(200, "{}")]);
    let client = builder(&server.address())
        .attempt_timeout(LIMIT)
        .build()
        .unwrap();
    let done = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap();
    assert_eq!(done.attempts(), 2);
    // The last attempt has all the time that is left.
    let policy = quick().attempts(1);
    let client = builder(&server.address())
        .attempt_timeout(Duration::ZERO)
        .retry(policy)
        .build()
        .unwrap();
    client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_wait_beyond_it_is_not_begun() {
    let server = Server::start([reply(503, "{}")]);
    let policy = quick().first_wait(Duration::from_secs(10));
    let client = builder(&server.address())
        .timeout(Duration::from_secs(5))
        .retry(policy)
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (503, 1)
    );
    assert!(begun.elapsed() < Duration::from_secs(4));
}
