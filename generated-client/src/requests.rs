//! Constructors of the requests that programs make most.
//!
//! A type that requires a property has no default: there is one literal of it here, and the other constructors begin
//! with that.

use crate::generated::types::{
    AudioCodec, AudioSettings, CallHoursSettings, CallIconVisibility, CallIconsSettings,
    CallingSettings, DayOfWeek, FeatureStatus, HolidaySchedule, PayloadEncryptionSettings,
    SipServer, SipSettings, SrtpKeyExchangeProtocol, StorageConfigurationSettings, StorageStatus,
    UserIdentityChangeSettings, VideoSettings, VoicemailAnnouncement, VoicemailAudio,
    VoicemailSettings, VoicemailTrigger, WeeklyOperatingHours,
};
use crate::ids::MediaId;
use crate::runtime::{Extra, Secret};
use crate::time_of_day::{Date, TimeOfDay};

impl FeatureStatus {
    /// `ENABLED` or `DISABLED`.
    pub fn on(on: bool) -> Self {
        if on { Self::Enabled } else { Self::Disabled }
    }
}

impl CallingSettings {
    /// Calling is switched on; everything else stays as it is stored.
    pub fn enabled() -> Self {
        Self {
            status: Some(FeatureStatus::Enabled),
            ..Self::default()
        }
    }

    /// Calling is switched off; everything else stays as it is stored.
    pub fn disabled() -> Self {
        Self {
            status: Some(FeatureStatus::Disabled),
            ..Self::default()
        }
    }

    /// Changes nothing yet: for a request about another calling setting than whether calling is on.
    pub fn unchanged() -> Self {
        Self::default()
    }

    /// Where users see the call icon. Hiding it does not stop unsolicited calls.
    #[must_use]
    pub fn with_call_icon(mut self, visibility: CallIconVisibility) -> Self {
        self.call_icon_visibility = Some(visibility);
        self
    }

    /// In which countries users see the call icon, by ISO 3166-1 alpha-2 code. None means: everywhere.
    #[must_use]
    pub fn with_call_icon_countries<C: Into<String>>(
        mut self,
        countries: impl IntoIterator<Item = C>,
    ) -> Self {
        let countries = countries.into_iter().map(Into::into).collect();
        self.call_icons = Some(CallIconsSettings {
            restrict_to_user_countries: Some(countries),
            ..CallIconsSettings::default()
        });
        self
    }

    /// Whether users are asked for the permission to call them back.
    #[must_use]
    pub fn with_callback_permission(mut self, on: bool) -> Self {
        self.callback_permission_status = Some(FeatureStatus::on(on));
        self
    }

    /// When calls are taken. Replaces what is stored, holidays included.
    #[must_use]
    pub fn with_call_hours(mut self, hours: CallHoursSettings) -> Self {
        self.call_hours = Some(hours);
        self
    }

    /// Calls by SIP.
    #[must_use]
    pub fn with_sip(mut self, sip: SipSettings) -> Self {
        self.sip = Some(sip);
        self
    }

    /// Voicemail for calls that are not taken. Call hours have to be off while it is on.
    #[must_use]
    pub fn with_voicemail(mut self, voicemail: VoicemailSettings) -> Self {
        self.voicemail = Some(voicemail);
        self
    }

    /// How the keys of the media stream are exchanged.
    #[must_use]
    pub fn with_srtp(mut self, protocol: SrtpKeyExchangeProtocol) -> Self {
        self.srtp_key_exchange_protocol = Some(protocol);
        self
    }

    /// Codecs that calls may use beside Opus.
    #[must_use]
    pub fn with_audio_codecs(mut self, codecs: impl IntoIterator<Item = AudioCodec>) -> Self {
        self.audio = Some(AudioSettings {
            additional_codecs: Some(codecs.into_iter().collect()),
            ..AudioSettings::default()
        });
        self
    }

    /// Whether video calls are taken.
    #[must_use]
    pub fn with_video(mut self, on: bool) -> Self {
        self.video = Some(VideoSettings::of_status(FeatureStatus::on(on)));
        self
    }
}

impl VideoSettings {
    pub(crate) fn of_status(status: FeatureStatus) -> Self {
        Self {
            status,
            extra: Extra::default(),
        }
    }
}

impl CallHoursSettings {
    /// Calls are taken in these hours alone. `timezone` is an IANA name such as `Europe/Berlin`.
    pub fn enabled(
        timezone: impl Into<String>,
        hours: impl IntoIterator<Item = WeeklyOperatingHours>,
    ) -> Self {
        Self {
            status: Some(FeatureStatus::Enabled),
            timezone_id: Some(timezone.into()),
            weekly_operating_hours: Some(hours.into_iter().collect()),
            ..Self::default()
        }
    }

    /// Calls are taken at any hour.
    pub fn disabled() -> Self {
        Self {
            status: Some(FeatureStatus::Disabled),
            ..Self::default()
        }
    }

    /// Days with hours of their own, 20 at most. A request without them deletes the stored ones.
    #[must_use]
    pub fn with_holidays(mut self, holidays: impl IntoIterator<Item = HolidaySchedule>) -> Self {
        self.holiday_schedule = Some(holidays.into_iter().collect());
        self
    }
}

impl WeeklyOperatingHours {
    /// Hours on one day of the week: [times of day](TimeOfDay), pairs such as `(9, 0)`, or texts such as `"0900"`. A day has at
    /// most two entries.
    pub fn new(day: DayOfWeek, open: impl Into<TimeOfDay>, close: impl Into<TimeOfDay>) -> Self {
        Self {
            day_of_week: Some(day),
            open_time: Some(open.into()),
            close_time: Some(close.into()),
            ..Self::default()
        }
    }
}

impl HolidaySchedule {
    /// Hours on one [date](Date), such as `(2026, 12, 24)` or `"2026-12-24"`. A date has at most two entries.
    pub fn new(
        date: impl Into<Date>,
        start: impl Into<TimeOfDay>,
        end: impl Into<TimeOfDay>,
    ) -> Self {
        Self {
            date: Some(date.into()),
            start_time: Some(start.into()),
            end_time: Some(end.into()),
            ..Self::default()
        }
    }
}

impl SipSettings {
    /// Whether calls go by SIP; the rest stays as it is stored.
    pub(crate) fn of_status(status: FeatureStatus) -> Self {
        Self {
            status,
            servers: None,
            webhook_delivery: None,
            extra: Extra::default(),
        }
    }

    /// Calls go to this SIP server, in place of the one that is stored for this app.
    pub fn enabled(server: SipServer) -> Self {
        Self {
            servers: Some(vec![server]),
            ..Self::enabled_as_stored()
        }
    }

    /// Calls go to the SIP server that is stored.
    pub fn enabled_as_stored() -> Self {
        Self::of_status(FeatureStatus::Enabled)
    }

    /// Calls do not go by SIP; the server stays stored.
    pub fn disabled() -> Self {
        Self::of_status(FeatureStatus::Disabled)
    }

    /// Calls do not go by SIP, and the stored server is deleted.
    pub fn deleted() -> Self {
        Self {
            servers: Some(Vec::new()),
            ..Self::disabled()
        }
    }

    /// Whether the webhooks `call_created` and `terminate` are sent for calls by SIP.
    #[must_use]
    pub fn with_webhook_delivery(mut self, on: bool) -> Self {
        self.webhook_delivery = Some(FeatureStatus::on(on));
        self
    }
}

impl SipServer {
    /// A server by its host name, at the default port 5061.
    pub fn new(hostname: impl Into<String>) -> Self {
        Self {
            hostname: hostname.into(),
            port: None,
            request_uri_user_params: None,
            extra: Extra::default(),
        }
    }

    /// Another port.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = Some(i64::from(port));
        self
    }

    /// A parameter for the user part of the request URI; key and value have at most 128 characters.
    #[must_use]
    pub fn with_user_parameter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request_uri_user_params
            .get_or_insert_default()
            .insert(key.into(), value.into());
        self
    }
}

impl UserIdentityChangeSettings {
    /// Messages to a user whose identity has changed are held back.
    pub fn enabled() -> Self {
        Self {
            enable_identity_key_check: true,
            extra: Extra::default(),
        }
    }

    /// Messages are sent whatever the user's identity.
    pub fn disabled() -> Self {
        Self {
            enable_identity_key_check: false,
            extra: Extra::default(),
        }
    }
}

impl VoicemailSettings {
    /// Calls that are rejected reach the voicemail, which begins with this announcement: an audio/ogg file with Opus
    /// of less than 60 seconds, uploaded with `use_case=call_voicemail_announcement`.
    pub fn on_reject(announcement: impl Into<MediaId>) -> Self {
        let announcement = VoicemailAnnouncement {
            announcement_media_id: Some(announcement.into()),
            ..VoicemailAnnouncement::default()
        };
        Self {
            status: Some(FeatureStatus::Enabled),
            triggers: Some(vec![VoicemailTrigger::Reject]),
            audio: Some(VoicemailAudio {
                default: Some(announcement),
                ..VoicemailAudio::default()
            }),
            ..Self::default()
        }
    }

    /// Calls that nobody takes for this many seconds, 0 to 30, reach the voicemail. As [`on_reject`](Self::on_reject).
    pub fn on_timeout(announcement: impl Into<MediaId>, seconds: u16) -> Self {
        Self {
            triggers: Some(Vec::new()),
            ..Self::on_reject(announcement)
        }
        .or_timeout(seconds)
    }

    /// Calls that nobody takes for this many seconds, 0 to 30, reach the voicemail as well.
    #[must_use]
    pub fn or_timeout(mut self, seconds: u16) -> Self {
        let audio = self.audio.get_or_insert_default();
        audio.default.get_or_insert_default().timeout_seconds = Some(seconds.into());
        let triggers = self.triggers.get_or_insert_default();
        if !triggers.contains(&VoicemailTrigger::Timeout) {
            triggers.push(VoicemailTrigger::Timeout);
        }
        self
    }

    /// No call reaches the voicemail.
    pub fn disabled() -> Self {
        Self {
            status: Some(FeatureStatus::Disabled),
            ..Self::default()
        }
    }
}

impl PayloadEncryptionSettings {
    /// Payloads are encrypted for this public key, in base64: RSA of 2048 bits, says the vendor's document for the
    /// whole API.
    pub fn enabled(client_encryption_key: impl Into<Secret>) -> Self {
        Self::of_status(FeatureStatus::Enabled, Some(client_encryption_key.into()))
    }

    /// Payloads are not encrypted.
    pub fn disabled() -> Self {
        Self::of_status(FeatureStatus::Disabled, None)
    }

    pub(crate) fn of_status(status: FeatureStatus, key: Option<Secret>) -> Self {
        Self {
            status,
            client_encryption_key: key,
            extra: Extra::default(),
        }
    }
}

impl StorageConfigurationSettings {
    /// Message data is stored in one region.
    pub fn in_country(region: impl Into<String>) -> Self {
        Self {
            data_localization_region: Some(region.into()),
            ..Self::of_status(StorageStatus::InCountryStorageEnabled)
        }
    }

    /// Storage in one region ends.
    pub fn in_country_disabled() -> Self {
        Self::of_status(StorageStatus::InCountryStorageDisabled)
    }

    /// Message data is not stored.
    pub fn no_storage() -> Self {
        Self::of_status(StorageStatus::NoStorageEnabled)
    }

    pub(crate) fn of_status(status: StorageStatus) -> Self {
        Self {
            status,
            data_localization_region: None,
            retention_minutes: None,
            extra: Extra::default(),
        }
    }

    /// How long message data is kept, in minutes. With [`no_storage`](Self::no_storage) 60 is the one value that any
    /// source names, a third party's copy of the vendor's guide; another one is sent with a warning in the log.
    #[must_use]
    pub fn with_retention_minutes(mut self, minutes: u32) -> Self {
        self.retention_minutes = Some(i64::from(minutes));
        self
    }
}
