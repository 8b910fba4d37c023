//! What the tests share: a server on loopback that does exactly what a test tells it, and clients for it.

use std::time::Duration;

use generated_client::{AccessToken, Client, ClientBuilder, RetryPolicy, Settings};

#[path = "../../../runtime/tests/runtime/support/listener.rs"]
pub(crate) mod listener;
pub(crate) mod mock;
pub(crate) mod replies;
#[path = "../../../runtime/tests/runtime/support/server.rs"]
pub(crate) mod server;
pub(crate) mod updates;

/// The token that the tests send. Long and odd enough to be found wherever it leaks.
pub(crate) const TOKEN: &str = "EAAplantedTOKEN0123456789zZ";

/// The phone number that the tests ask for.
pub(crate) const NUMBER: &str = "106540352242922";

/// The trace that answers carry in their header.
pub(crate) const TRACE: &str = "trace-of-the-header";

pub(crate) fn token() -> AccessToken {
    AccessToken::new(TOKEN).unwrap()
}

/// A client for `address` that retries without losing time.
pub(crate) fn builder(address: &str) -> ClientBuilder {
    Client::builder(token())
        .base_address(address)
        .retry(quick())
}

/// The default policy with short waits.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::from_millis(1))
}

/// The settings of [`NUMBER`], with retries.
pub(crate) fn settings(address: &str) -> Settings {
    of(builder(address))
}

/// The settings of [`NUMBER`], one attempt a call.
pub(crate) fn settings_once(address: &str) -> Settings {
    of(builder(address).no_retries())
}

/// The settings of [`NUMBER`] through the client that `builder` makes.
pub(crate) fn of(builder: ClientBuilder) -> Settings {
    builder.build().unwrap().phone_number(NUMBER).settings()
}

/// What a user can read of an error: how it prints, and how each of its sources does.
pub(crate) fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(|error| format!("{error}\n{error:?}\n")).collect()
}
