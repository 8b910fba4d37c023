//! What the tests share: a server on loopback that does exactly what a test tells it, and a document for it.

pub(crate) mod api;
pub(crate) mod listener;
pub(crate) mod reader;
pub(crate) mod server;

use std::time::Duration;

use crate::runtime::mock::Mock;
use crate::runtime::{Client, ClientBuilder, Credential, Operation, RetryPolicy};

/// The token that the tests send. Long and odd enough to be found wherever it leaks.
pub(crate) const TOKEN: &str = "EAAplantedTOKEN0123456789zZ";

/// A client for `address` that retries without losing time.
pub(crate) fn builder(address: &str) -> ClientBuilder {
    Client::builder(&api::API)
        .base_address(address)
        .credential("bearer", Credential::bearer(TOKEN))
        .retry(quick())
}

pub(crate) fn client(address: &str) -> Client {
    builder(address).build().unwrap()
}

/// The default policy with short waits.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::from_millis(1))
}

/// What a user can read of an error: how it prints, and how each of its sources does.
pub(crate) fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(|error| format!("{error}\n{error:?}\n")).collect()
}

/// A client that `mock` serves.
pub(crate) fn mocked(mock: &Mock) -> Client {
    Client::builder(&api::API)
        .credential("bearer", Credential::bearer(TOKEN))
        .retry(quick())
        .mock(mock)
        .build()
        .unwrap()
}

/// An operation that lives as long as the test program.
pub(crate) fn operation(operation: Operation) -> &'static Operation {
    Box::leak(Box::new(operation))
}
