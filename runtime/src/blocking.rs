//! Any client for programs without an async runtime: [`Wait::wait`] ends every future of it.
//!
//! ```ignore
//! use client::runtime::blocking::Wait;
//!
//! let page = client.list_pets().limit(10).send().wait()?;
//! ```
//!
//! One thread, begun at the first call, serves the connections of all clients. It must not be used inside an async
//! runtime, which would come to a standstill.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::mpsc;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

/// What `future` comes to, waited for on the calling thread.
///
/// # Panics
///
/// Inside an async runtime, and when the system has no thread left at the first call.
pub fn wait<F: Future>(future: F) -> F::Output {
    runtime().block_on(future)
}

/// [`wait`] as a method.
pub trait Wait: Future + Sized {
    /// See [`wait`].
    fn wait(self) -> Self::Output {
        wait(self)
    }
}

impl<F: Future> Wait for F {}

/// The items of a stream, one by one.
///
/// ```text
/// let events = wait(client.watch().send())?.into_inner();
/// for event in blocking::iterate(events) { … }
/// ```
pub fn iterate<S: Stream + Unpin>(mut stream: S) -> impl Iterator<Item = S::Item> {
    std::iter::from_fn(move || {
        wait(std::future::poll_fn(|context| {
            Pin::new(&mut stream).poll_next(context)
        }))
    })
}

fn runtime() -> &'static Handle {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let (sender, receiver) = mpsc::channel();
        let serve = move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                // It fails only when nobody waits for it any more.
                let _ = sender.send(runtime.handle().clone());
                runtime.block_on(std::future::pending::<()>());
            }
        };
        let thread = std::thread::Builder::new().name("client-runtime".to_owned());
        let handle = thread.spawn(serve).ok().and_then(|_| receiver.recv().ok());
        #[allow(
            clippy::expect_used,
            reason = "documented: there is no result to say it by"
        )]
        handle.expect("the system has no thread left for a blocking client")
    })
}
