//! Two documents, with a zero byte between them: a report in each form, and none where they are the same.
#![no_main]

use codegen::diff;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (first, second) = fuzz::two(bytes);
    let Some(old) = fuzz::document("old", first) else {
        return;
    };
    assert!(diff::diff(&old, &old).changes.is_empty());
    let Some(new) = fuzz::document("new", second) else {
        return;
    };
    let report = diff::diff(&old, &new);
    let _ = (
        diff::text(&report),
        diff::markdown(&report),
        diff::html(&report),
        diff::json(&report),
    );
});
