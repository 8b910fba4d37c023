//! A document: a client whose files are Rust, or a refusal.
#![no_main]

use codegen::generate::{OnFault, Settings};
use codegen::render::{Banner, Groups};
use codegen::select::Selection;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(document) = fuzz::document("input", bytes) else {
        return;
    };
    let settings = Settings {
        on_fault: OnFault::LeaveOut,
        ..Settings::default()
    };
    let banner = Banner {
        command: "fuzz".to_owned(),
        source: "input".to_owned(),
    };
    let client = codegen::resolve(&document, &Selection::default(), &[], &settings)
        .and_then(|resolved| codegen::client(&resolved, &settings, &Groups::new(), &banner));
    if let Err(error) = client {
        fuzz::helps(&error);
    }
});
