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
use std::sync::OnceLock;
use std::sync::mpsc;

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
/// ```ignore
/// let mut events = client.watch().send().wait()?.into_inner();
/// for event in blocking::items(|| events.next()) { … }
/// ```
pub fn items<N, F, T>(next: N) -> impl Iterator<Item = T>
where
    N: FnMut() -> F,
    F: Future<Output = Option<T>>,
{
    let mut next = next;
    std::iter::from_fn(move || next().wait())
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
