//! Constructors of the requests that programs make most.

use crate::generated::types::{
    AudioCodec, AudioSettings, CallHoursSettings, CallIconVisibility, CallIconsSettings,
    CallingSettings, DayOfWeek, FeatureStatus, HolidaySchedule, PayloadEncryptionSettings,
    SipServer, SipSettings, SrtpKeyExchangeProtocol, StorageConfigurationSettings, StorageStatus,
    UserIdentityChangeSettings, VideoSettings, WeeklyOperatingHours,
};
use crate::runtime::Secret;

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

    /// Whether users see the call icon.
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
        });
        self
    }

    /// Whether video calls are taken.
    #[must_use]
    pub fn with_video(mut self, on: bool) -> Self {
        self.video = Some(VideoSettings {
            status: FeatureStatus::on(on),
        });
        self
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
    /// Hours on one day of the week, as `HHMM` on a 24-hour clock. A day has at most two entries.
    pub fn new(day: DayOfWeek, open: impl Into<String>, close: impl Into<String>) -> Self {
        Self {
            day_of_week: Some(day),
            open_time: Some(open.into()),
            close_time: Some(close.into()),
        }
    }
}

impl HolidaySchedule {
    /// Hours on one date: `YYYY-MM-DD`, and `HHMM` on a 24-hour clock.
    pub fn new(date: impl Into<String>, start: impl Into<String>, end: impl Into<String>) -> Self {
        Self {
            date: Some(date.into()),
            start_time: Some(start.into()),
            end_time: Some(end.into()),
        }
    }
}

impl SipSettings {
    /// Calls go to this SIP server, in place of the one that is stored for this app.
    pub fn enabled(server: SipServer) -> Self {
        Self {
            status: FeatureStatus::Enabled,
            servers: Some(vec![server]),
        }
    }

    /// Calls do not go by SIP; the server stays stored.
    pub fn disabled() -> Self {
        Self {
            status: FeatureStatus::Disabled,
            servers: None,
        }
    }

    /// Calls do not go by SIP, and the stored server is deleted.
    pub fn deleted() -> Self {
        Self {
            status: FeatureStatus::Disabled,
            servers: Some(Vec::new()),
        }
    }
}

impl SipServer {
    /// A server by its host name, at the default port 5061.
    pub fn new(hostname: impl Into<String>) -> Self {
        Self {
            hostname: hostname.into(),
            port: None,
            request_uri_user_params: None,
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
        }
    }

    /// Messages are sent whatever the user's identity.
    pub fn disabled() -> Self {
        Self {
            enable_identity_key_check: false,
        }
    }
}

impl PayloadEncryptionSettings {
    /// Payloads are encrypted for this public key, in base64.
    pub fn enabled(client_encryption_key: impl Into<Secret>) -> Self {
        Self {
            status: FeatureStatus::Enabled,
            client_encryption_key: Some(client_encryption_key.into()),
        }
    }

    /// Payloads are not encrypted.
    pub fn disabled() -> Self {
        Self {
            status: FeatureStatus::Disabled,
            client_encryption_key: None,
        }
    }
}

impl StorageConfigurationSettings {
    /// Message data is stored in one region.
    pub fn in_country(region: impl Into<String>) -> Self {
        Self {
            status: StorageStatus::InCountryStorageEnabled,
            data_localization_region: Some(region.into()),
            retention_minutes: None,
        }
    }

    /// Storage in one region ends.
    pub fn in_country_disabled() -> Self {
        Self {
            status: StorageStatus::InCountryStorageDisabled,
            data_localization_region: None,
            retention_minutes: None,
        }
    }

    /// Message data is not stored.
    pub fn no_storage() -> Self {
        Self {
            status: StorageStatus::NoStorageEnabled,
            data_localization_region: None,
            retention_minutes: None,
        }
    }

    /// How long message data is kept, in minutes.
    #[must_use]
    pub fn with_retention_minutes(mut self, minutes: u32) -> Self {
        self.retention_minutes = Some(i64::from(minutes));
        self
    }
}
