//! Panics of the generator as values, without their text on standard error.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// `Some` while this thread runs [`catch`]: where the hook leaves the panic's message and place.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs `work`; a panic becomes its message and place.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
    // One hook for the process, which passes on whatever does not happen inside `catch`.
    HOOK.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            let ours = CAUGHT.with_borrow_mut(|caught| {
                caught.as_mut().map(|text| *text = describe(info)).is_some()
            });
            if !ours {
                previous(info);
            }
        }));
    });
    CAUGHT.set(Some(String::new()));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    let text = CAUGHT.take().unwrap_or_default();
    outcome.map_err(|_| text)
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("no message");
    // `todo!` and `assert!` print whole syntax trees; the first line says what it is about.
    let message = message.lines().next().unwrap_or_default();
    match info.location() {
        // The crate and the file: the directories before them are this machine's own.
        Some(location) => {
            let parts: Vec<&str> = location.file().split(['/', '\\']).collect();
            let from = parts.len().saturating_sub(3);
            format!(
                "{message} ({}:{})",
                parts.get(from..).unwrap_or_default().join("/"),
                location.line()
            )
        }
        None => message.to_owned(),
    }
}
