//! Any text as a doc comment, which is the same when it is read once more.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let written = codegen::text::rustdoc(text);
    assert!(!written.contains('\r'));
    let _ = codegen::text::rustdoc(&written);
});
