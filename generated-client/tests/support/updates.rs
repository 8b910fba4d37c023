//! Every request that the client can build.

use generated_client::{
    AudioCodec, CallHoursSettings, CallIconVisibility, CallingSettings, DayOfWeek, HolidaySchedule,
    PayloadEncryptionSettings, SettingsUpdate, SipServer, SipSettings, SrtpKeyExchangeProtocol,
    StorageConfigurationSettings, UserIdentityChangeSettings, Validate, VoicemailSettings,
    WeeklyOperatingHours,
};

type Change = fn(CallingSettings) -> CallingSettings;

fn hours() -> CallHoursSettings {
    let hours = [
        WeeklyOperatingHours::new(DayOfWeek::Monday, "0900", "1200"),
        WeeklyOperatingHours::new(DayOfWeek::Monday, "1300", "1700"),
        WeeklyOperatingHours::new(DayOfWeek::Sunday, "0000", "2359"),
    ];
    CallHoursSettings::enabled("Europe/Berlin", hours)
}

/// Every choice that the façade has for calling, a group for each setting.
fn choices() -> Vec<Vec<Change>> {
    vec![
        vec![
            |it| it.with_call_icon(CallIconVisibility::Default),
            |it| it.with_call_icon(CallIconVisibility::DisableAll),
            |it| it.with_call_icon(CallIconVisibility::HideInChat),
        ],
        vec![|it| it.with_call_icon_countries(["DE", "BR"]), |it| {
            it.with_call_icon_countries::<String>([])
        }],
        vec![|it| it.with_callback_permission(true), |it| {
            it.with_callback_permission(false)
        }],
        vec![
            |it| it.with_call_hours(hours()),
            |it| {
                it.with_call_hours(hours().with_holidays([HolidaySchedule::new(
                    "2026-12-25",
                    "0000",
                    "2359",
                )]))
            },
            |it| it.with_call_hours(hours().with_holidays([])),
            |it| it.with_call_hours(CallHoursSettings::disabled()),
        ],
        vec![
            |it| it.with_sip(SipSettings::enabled(SipServer::new("sip.example"))),
            |it| {
                let server = SipServer::new("sip.example").with_port(5062);
                let server = server
                    .with_user_parameter("key", "value")
                    .with_user_parameter("", "");
                it.with_sip(SipSettings::enabled(server))
            },
            |it| it.with_sip(SipSettings::enabled_as_stored().with_webhook_delivery(true)),
            |it| it.with_sip(SipSettings::disabled()),
            |it| it.with_sip(SipSettings::deleted()),
        ],
        vec![|it| it.with_srtp(SrtpKeyExchangeProtocol::Dtls), |it| {
            it.with_srtp(SrtpKeyExchangeProtocol::Sdes)
        }],
        vec![
            |it| it.with_audio_codecs([AudioCodec::Pcma, AudioCodec::Pcmu]),
            |it| it.with_audio_codecs([]),
        ],
        vec![|it| it.with_video(true), |it| it.with_video(false)],
        vec![
            |it| it.with_voicemail(VoicemailSettings::on_reject(7)),
            |it| it.with_voicemail(VoicemailSettings::on_timeout("7", 20)),
            |it| it.with_voicemail(VoicemailSettings::on_reject(7).or_timeout(0)),
            |it| it.with_voicemail(VoicemailSettings::disabled()),
        ],
    ]
}

/// Every constructor, every choice alone, every pair of choices, and the first choices all together.
pub(crate) fn updates() -> Vec<SettingsUpdate> {
    let groups = choices();
    let bases = [
        CallingSettings::enabled(),
        CallingSettings::disabled(),
        CallingSettings::unchanged(),
    ];
    let mut calling: Vec<CallingSettings> = bases.to_vec();
    for (index, group) in groups.iter().enumerate() {
        for change in group {
            calling.push(change(CallingSettings::unchanged()));
            for other in groups[index + 1..].iter().flatten() {
                calling.push(other(change(CallingSettings::enabled())));
            }
        }
    }
    let first = groups.iter().map(|group| group[0]);
    let all_at_once = first.fold(CallingSettings::enabled(), |it, change| change(it));
    calling.push(all_at_once.with_call_hours(CallHoursSettings::disabled()));
    let storage = [
        StorageConfigurationSettings::in_country("DE"),
        StorageConfigurationSettings::in_country_disabled(),
        StorageConfigurationSettings::no_storage(),
    ];
    let retained = storage.clone().map(|it| it.with_retention_minutes(60));
    // Voicemail and call hours exclude each other.
    calling.retain(|it| it.validate().is_ok());
    let mut all: Vec<SettingsUpdate> = calling.into_iter().map(Into::into).collect();
    all.extend(storage.into_iter().chain(retained).map(Into::into));
    all.extend([
        UserIdentityChangeSettings::enabled().into(),
        UserIdentityChangeSettings::disabled().into(),
        PayloadEncryptionSettings::enabled("a2V5").into(),
        PayloadEncryptionSettings::disabled().into(),
    ]);
    all
}
