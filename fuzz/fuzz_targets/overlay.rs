//! A document and an overlay, with a zero byte between them.
#![no_main]

use codegen::overlay::{self, Overlay, Rules};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (first, second) = fuzz::two(bytes);
    let Some(document) = fuzz::document("input", first) else {
        return;
    };
    match Overlay::load("overlay", second, Rules::Standard) {
        Ok(overlay) => {
            if let Err(error) = overlay::apply(&document, &[overlay]) {
                fuzz::helps(&error);
            }
        }
        Err(error) => fuzz::helps(&error),
    }
});
