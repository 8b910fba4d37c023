//! The runtime against a server that does what it should not.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

pub(crate) use client_runtime as runtime;

mod basics;
mod bodies;
mod bounds;
mod credentials;
mod deadlines;
mod declared;
mod depth;
mod failures;
mod judged;
mod leniency;
mod retries;
mod secrets;
mod spans;
mod streams;
mod styles;
mod support;
#[cfg(any(feature = "rustls", feature = "aws-lc", feature = "native-tls"))]
mod tls;
mod unions;
mod users_tests;
mod values;
#[cfg(not(any(feature = "rustls", feature = "aws-lc", feature = "native-tls")))]
mod without_tls;
