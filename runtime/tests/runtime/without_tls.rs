//! A build without TLS: `cargo test --package client-runtime --no-default-features without_tls`.

use serde_json::Value;

use crate::runtime::{Error, TransportKind};
use crate::support::api::{Json, PLAIN};
use crate::support::server::nobody;
use crate::support::{builder, operation};

#[tokio::test]
async fn what_it_cannot_do_is_named_and_not_tried_again() {
    let address = nobody().replace("http:", "https:");
    let client = builder(&address).build().unwrap();
    let call = client.call(operation(PLAIN)).send::<Json<Value>>();
    let error = call.await.map(drop).unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind(), TransportKind::Tls);
    assert!(
        error.to_string().contains("this build has no TLS"),
        "{error}"
    );
    assert!(!error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(error.attempts(), 1);
}
