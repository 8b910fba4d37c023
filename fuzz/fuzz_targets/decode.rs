//! Any bytes as what the server sends: settings, or a webhook's body.
#![no_main]

use generated_client::generated::types::{PhoneNumberSettingsResponse, SettingsUpdate};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(settings) = serde_json::from_slice::<PhoneNumberSettingsResponse>(bytes) {
        let _ = format!("{settings:?}");
        assert!(serde_json::to_value(&settings).is_ok());
    }
    if let Ok(update) = serde_json::from_slice::<SettingsUpdate>(bytes) {
        assert!(serde_json::to_value(&update).is_ok());
    }
});
