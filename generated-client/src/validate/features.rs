//! Encryption and storage.

use super::{Breach, Checked, RETENTION};
use crate::errors::InvalidRequest;
use crate::generated::types::{
    FeatureStatus, PayloadEncryptionSettings, StorageConfigurationSettings, StorageStatus,
};

/// The one value that is named for storage that is off, by a third party's copy of the vendor's guide "Local storage"
/// of December 2025, in minutes. The guide itself does not say.
const RETENTION_WITHOUT_STORAGE: i64 = 60;

pub(super) fn key(encryption: &PayloadEncryptionSettings) -> Checked {
    let key = encryption.client_encryption_key.as_ref();
    let given = key.is_some_and(|key| !key.expose().is_empty());
    if encryption.status == FeatureStatus::Enabled && !given {
        return Err(Breach::at("payload_encryption.client_encryption_key"));
    }
    Ok(())
}

pub(super) fn region(storage: &StorageConfigurationSettings) -> Checked {
    let off = storage.status == StorageStatus::InCountryStorageDisabled;
    if off && storage.data_localization_region.is_some() {
        return Err(Breach::at("storage_configuration.data_localization_region"));
    }
    Ok(())
}

pub(super) fn retention(storage: &StorageConfigurationSettings) -> Vec<InvalidRequest> {
    let minutes = storage.retention_minutes;
    let off = storage.status == StorageStatus::NoStorageEnabled;
    if off && minutes.is_some_and(|it| it != RETENTION_WITHOUT_STORAGE) {
        return vec![InvalidRequest::new(RETENTION.0, RETENTION.1)];
    }
    Vec::new()
}
