//! Read, change, write back: from what the server answers to what it takes.
//!
//! A conversion drops what the server alone may set: `NOT_SET` and `DEFAULT`, passwords, restrictions, addresses. What it
//! keeps is checked like any other request before it is sent.

use crate::errors::InvalidRequest;
use crate::generated::types::{
    AudioSettings, AudioSettingsResponse, CallHoursSettings, CallIconVisibility, CallingSettings,
    CallingSettingsResponse, FeatureStatus, PayloadEncryptionSettings,
    PayloadEncryptionSettingsResponse, PhoneNumberSettingsResponse, SettingsUpdate, SipServer,
    SipServerInfo, SipSettings, SipSettingsResponse, StorageConfigurationSettings,
    StorageConfigurationSettingsResponse, StorageStatus, VideoSettings, VoicemailSettings,
};

/// `None` for what was never configured.
fn set(status: Option<FeatureStatus>) -> Option<FeatureStatus> {
    status.filter(|it| *it != FeatureStatus::NotSet)
}

impl PhoneNumberSettingsResponse {
    /// The updates that write these settings back, or to another number: one for each feature that is configured.
    ///
    /// Encryption is among them only where it is disabled, because the server does not give the key away.
    pub fn updates(&self) -> Vec<SettingsUpdate> {
        let calling = self.calling.clone().map(CallingSettings::from);
        let calling = calling.filter(|it| *it != CallingSettings::default());
        let encryption = self.payload_encryption.clone();
        let encryption = encryption.and_then(|it| PayloadEncryptionSettings::try_from(it).ok());
        let storage = self.storage_configuration.clone();
        let storage = storage.and_then(|it| StorageConfigurationSettings::try_from(it).ok());
        [
            calling.map(Into::into),
            encryption.map(Into::into),
            storage.map(Into::into),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl From<CallingSettingsResponse> for CallingSettings {
    /// What a request can set of these settings. See [`SipSettings`] for the servers.
    fn from(stored: CallingSettingsResponse) -> Self {
        let visibility = stored.call_icon_visibility;
        Self {
            status: set(stored.status),
            call_icon_visibility: visibility.filter(|it| *it != CallIconVisibility::NotSet),
            call_icons: stored.call_icons,
            callback_permission_status: set(stored.callback_permission_status),
            srtp_key_exchange_protocol: stored.srtp_key_exchange_protocol,
            call_hours: stored.call_hours.and_then(call_hours),
            sip: stored.sip.and_then(sip),
            video: stored
                .video
                .and_then(|video| set(video.status))
                .map(VideoSettings::of_status),
            audio: stored.audio.map(AudioSettings::from),
            voicemail: stored.voicemail.and_then(voicemail),
            ..Self::default()
        }
    }
}

impl From<AudioSettingsResponse> for AudioSettings {
    fn from(stored: AudioSettingsResponse) -> Self {
        Self {
            additional_codecs: stored.additional_codecs,
            ..Self::default()
        }
    }
}

impl From<SipServerInfo> for SipServer {
    /// Host name and port. The app is the one of the access token, the vendor makes a new password, and the
    /// parameters of the request URI are in no response: set them again. Without a host name the request is refused.
    fn from(stored: SipServerInfo) -> Self {
        let mut server = Self::new(stored.hostname.unwrap_or_default());
        server.port = stored.port.map(Into::into);
        server
    }
}

impl TryFrom<SipSettingsResponse> for SipSettings {
    type Error = InvalidRequest;

    /// One server is the server of this app. Of several only one can be, so they are left out, and stay as stored.
    fn try_from(stored: SipSettingsResponse) -> Result<Self, InvalidRequest> {
        sip(stored).ok_or_else(|| never_configured("calling.sip.status"))
    }
}

impl TryFrom<StorageConfigurationSettingsResponse> for StorageConfigurationSettings {
    type Error = InvalidRequest;

    fn try_from(stored: StorageConfigurationSettingsResponse) -> Result<Self, InvalidRequest> {
        let status = stored.status.filter(|it| *it != StorageStatus::Default);
        let status = status.ok_or_else(|| never_configured("storage_configuration.status"))?;
        let mut storage = Self::of_status(status);
        storage.data_localization_region = stored.data_localization_region;
        storage.retention_minutes = stored.retention_minutes.map(Into::into);
        Ok(storage)
    }
}

impl TryFrom<PayloadEncryptionSettingsResponse> for PayloadEncryptionSettings {
    type Error = InvalidRequest;

    fn try_from(stored: PayloadEncryptionSettingsResponse) -> Result<Self, InvalidRequest> {
        match set(stored.status) {
            Some(FeatureStatus::Enabled) => Err(InvalidRequest::new(
                "payload_encryption.client_encryption_key",
                "is in no response: build the request with `PayloadEncryptionSettings::enabled`",
            )),
            Some(status) => Ok(Self::of_status(status, None)),
            None => Err(never_configured("payload_encryption.status")),
        }
    }
}

fn never_configured(field: &str) -> InvalidRequest {
    InvalidRequest::new(
        field,
        "was never configured, so there is nothing to write back",
    )
}

fn call_hours(mut stored: CallHoursSettings) -> Option<CallHoursSettings> {
    stored.status = set(stored.status);
    // No entries at all is a response's way to say that there are none; a request must not say so.
    let week = stored.weekly_operating_hours.take();
    stored.weekly_operating_hours = week.filter(|entries| !entries.is_empty());
    Some(stored).filter(|it| *it != CallHoursSettings::default())
}

fn sip(stored: SipSettingsResponse) -> Option<SipSettings> {
    let mut sip = SipSettings::of_status(set(stored.status)?);
    sip.webhook_delivery = set(stored.webhook_delivery);
    let servers = stored.servers.unwrap_or_default();
    if let [server] = servers.as_slice() {
        sip.servers = Some(vec![server.clone().into()]);
    }
    Some(sip)
}

fn voicemail(mut stored: VoicemailSettings) -> Option<VoicemailSettings> {
    stored.status = set(stored.status);
    Some(stored).filter(|it| *it != VoicemailSettings::default())
}
