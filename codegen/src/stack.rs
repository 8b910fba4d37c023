//! A stack that the deepest nesting fits into.
//!
//! Parsers, rules, generator and comparison recurse with the document. In a debug build the deepest one that is read
//! ([`crate::tree::MAX_DEPTH`]) overflows the 2 MiB that a thread has by default.

use crate::error::{Error, ErrorKind, Result};

/// In bytes.
const STACK: usize = 64 * 1024 * 1024;

/// Runs `work` on a stack that the deepest nesting fits into.
pub(crate) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
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
