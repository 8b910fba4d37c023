//! The real documents of other vendors: those below the folder that `SPEC_CORPUS` names.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The folder; without the variable none, and a line that says so.
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SPEC_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: SPEC_CORPUS names no folder of documents");
    }
    folder
}

/// Every document in `folder` and below it, in order.
///
/// # Panics
///
/// Without a document: a test of nothing tests nothing.
pub fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry of the folder").path();
            match path.extension().and_then(|it| it.to_str()) {
                _ if path.is_dir() => pending.push(path),
                Some("yaml" | "json") => found.push(path),
                _ => {}
            }
        }
    }
    assert!(!found.is_empty(), "no document in {}", folder.display());
    found.sort();
    found
}

/// Tries each of `items` with `test`, on all processors. It panics when one of them does.
pub fn each<T: Sync>(items: &[T], test: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            test(item);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
}
