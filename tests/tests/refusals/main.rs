//! Each refusal of the pipeline's stage table: by its kind, and by what a person reads.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod adopt;
mod generate;
mod load;
mod losses;
mod lower;
mod overlay;
mod recheck;
mod select;
