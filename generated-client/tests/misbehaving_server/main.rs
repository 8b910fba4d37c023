//! The client against a real server on loopback that misbehaves on purpose.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod support;

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod limits;
mod not_sent;
mod proxy;
mod redirects;
mod refusals;
mod retries;
mod tokens;
mod versions;
