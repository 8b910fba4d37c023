//! A stack that a value of a document's types fits into.
//!
//! A document's types can be large, and values within values go deep: in a debug build, each level of decoding keeps several
//! copies of its type. Threads of async runtimes have 2 MiB, and some programs give less. So whatever recurses with the value
//! looks how much is left, and goes on in a segment of the heap where that is not enough.

/// What the code of one level takes, without the value.
const LEVEL: usize = 64 * 1024;

/// How many copies of its value a level of a debug build has at most.
const COPIES: usize = 24;

const SEGMENT: usize = 1024 * 1024;

/// Does `work` on a level of a value of the type `T`, with room for it.
pub(crate) fn with_room<T, R>(work: impl FnOnce() -> R) -> R {
    let needed = LEVEL + COPIES * size_of::<T>();
    stacker::maybe_grow(needed, SEGMENT.max(2 * needed), work)
}
