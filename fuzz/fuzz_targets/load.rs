//! Any bytes: a document with the place of each node, or a refusal.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(document) = fuzz::document("input", bytes) {
        let place = document.locate("/paths");
        assert!(place.line > 0);
    }
});
