//! A stack that the deepest nesting fits into.
//!
//! Parsers, rules, generator and comparison recurse with the document. In a debug build the deepest one that is read
//! ([`crate::tree::MAX_DEPTH`]) overflows the 2 MiB that a thread has by default.

use std::cell::Cell;

use crate::error::{Error, ErrorKind, Result};

/// In bytes.
const STACK: usize = 64 * 1024 * 1024;

thread_local! {
    /// Whether this thread has such a stack.
    static LARGE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on a stack that the deepest nesting fits into: that of this thread, or of a new one. What runs a stage after
/// the other does so within one call, so that what the first has freed is there for the second: allocators keep it for
/// the thread.
///
/// # Errors
///
/// [`ErrorKind::Budget`] when no thread can be started.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    if LARGE.get() {
        return Ok(work());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || {
                LARGE.set(true);
                work()
            })
            .map_err(|error| {
                Error::new(
                    ErrorKind::Budget,
                    format!("no thread can be started: {error}"),
                    "the system has no memory or no threads left",
                    "end other programs, then try again",
                )
            })?;
        Ok(thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
