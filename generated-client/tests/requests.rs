//! Any request: how it is encoded, that it decodes to itself, and that the document allows it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use generated_client::{
    AudioCodec, AudioSettings, CallHoursSettings, CallIconVisibility, CallIconsSettings,
    CallingSettings, Date, DayOfWeek, FeatureStatus, HolidaySchedule, Integer, MediaId,
    PayloadEncryptionSettings, Secret, SettingsUpdate, SipServer, SipSettings,
    SrtpKeyExchangeProtocol, StorageConfigurationSettings, StorageStatus, TimeOfDay,
    UserIdentityChangeSettings, VoicemailAnnouncement, VoicemailAudio, VoicemailSettings,
    VoicemailTrigger, WeeklyOperatingHours,
};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any characters, control characters and those outside of the basic plane included.
fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..6).prop_map(String::from_iter)
}

/// A value of an open enum: listed, listed in another case, or, unless `listed_only`, any text.
fn open_enum<T>(listed: &'static [&'static str], listed_only: bool) -> BoxedStrategy<T>
where
    T: for<'a> From<&'a str> + std::fmt::Debug + 'static,
{
    let known = prop::sample::select(listed);
    let lower = prop::sample::select(listed).prop_map(str::to_lowercase);
    let known = prop_oneof![known.prop_map(str::to_owned), lower];
    let words = if listed_only {
        known.boxed()
    } else {
        prop_oneof![known, text()].boxed()
    };
    words.prop_map(|word| T::from(word.as_str())).boxed()
}

fn status(listed: bool) -> BoxedStrategy<FeatureStatus> {
    open_enum(FeatureStatus::LISTED, listed)
}

/// A time as the server may print it, or any text.
fn time_of_day() -> impl Strategy<Value = TimeOfDay> {
    let digits = (0..24_u8, 0..60_u8);
    let printed = digits.prop_map(|(hour, minute)| format!("{hour}:{minute:02}"));
    prop_oneof![printed, text()].prop_map(TimeOfDay::from)
}

fn call_hours(listed: bool) -> impl Strategy<Value = CallHoursSettings> {
    let day = open_enum::<DayOfWeek>(DayOfWeek::LISTED, listed);
    let time = || of(time_of_day());
    let weekly = (of(day), time(), time()).prop_map(|(day, open, close)| {
        let mut entry = WeeklyOperatingHours::default();
        (entry.day_of_week, entry.open_time, entry.close_time) = (day, open, close);
        entry
    });
    let day = (1_u16..=9999, 1..=12_u8, 1..=28_u8);
    let day = day.prop_map(|(year, month, day)| Date::new(year, month, day).unwrap());
    let date = if listed {
        day.boxed()
    } else {
        prop_oneof![day, text().prop_map(Date::from)].boxed()
    };
    let holiday = (of(date), time(), time()).prop_map(|(date, start, end)| {
        let mut entry = HolidaySchedule::default();
        (entry.date, entry.start_time, entry.end_time) = (date, start, end);
        entry
    });
    let parts = (
        of(status(listed)),
        of(text()),
        of(vec(weekly, 0..3)),
        of(vec(holiday, 0..3)),
    );
    parts.prop_map(|(status, timezone, weekly, holidays)| {
        let mut hours = CallHoursSettings::default();
        (hours.status, hours.timezone_id) = (status, timezone);
        (hours.weekly_operating_hours, hours.holiday_schedule) = (weekly, holidays);
        hours
    })
}

fn sip(listed: bool) -> impl Strategy<Value = SipSettings> {
    let params = of(btree_map(text(), text(), 0..4));
    let server = (text(), of(any::<i64>()), params).prop_map(|(hostname, port, params)| {
        let mut server = SipServer::new(hostname);
        (server.port, server.request_uri_user_params) = (port, params);
        server
    });
    (status(listed), of(vec(server, 0..3))).prop_map(|(status, servers)| {
        let mut sip = SipSettings::disabled();
        (sip.status, sip.servers) = (status, servers);
        sip
    })
}

fn voicemail(listed: bool) -> impl Strategy<Value = VoicemailSettings> {
    let number = any::<u64>().prop_map(MediaId::from);
    let media = if listed {
        number.boxed()
    } else {
        prop_oneof![number, text().prop_map(MediaId::from)].boxed()
    };
    let seconds = any::<i64>().prop_map(Integer::from);
    let announcement = (of(media), of(seconds)).prop_map(|(media, seconds)| {
        let mut announcement = VoicemailAnnouncement::default();
        (
            announcement.announcement_media_id,
            announcement.timeout_seconds,
        ) = (media, seconds);
        announcement
    });
    let audio = of(announcement).prop_map(|announcement| {
        let mut audio = VoicemailAudio::default();
        audio.default = announcement;
        audio
    });
    let trigger = open_enum::<VoicemailTrigger>(VoicemailTrigger::LISTED, listed);
    (of(status(listed)), of(vec(trigger, 0..3)), of(audio)).prop_map(|(status, triggers, audio)| {
        let mut voicemail = VoicemailSettings::default();
        (voicemail.status, voicemail.triggers, voicemail.audio) = (status, triggers, audio);
        voicemail
    })
}

fn calling(listed: bool) -> impl Strategy<Value = CallingSettings> {
    let codec = open_enum::<AudioCodec>(AudioCodec::LISTED, listed);
    let audio = of(vec(codec, 0..3)).prop_map(|codecs| {
        let mut audio = AudioSettings::default();
        audio.additional_codecs = codecs;
        audio
    });
    let icons = of(vec(text(), 0..3)).prop_map(|countries| {
        let mut icons = CallIconsSettings::default();
        icons.restrict_to_user_countries = countries;
        icons
    });
    let video = status(listed).prop_map(|status| {
        let mut video = CallingSettings::unchanged().with_video(true).video.unwrap();
        video.status = status;
        video
    });
    let icon = open_enum::<CallIconVisibility>(CallIconVisibility::LISTED, listed);
    let srtp = open_enum::<SrtpKeyExchangeProtocol>(SrtpKeyExchangeProtocol::LISTED, listed);
    let first = (
        of(audio),
        of(call_hours(listed)),
        of(icon),
        of(icons),
        of(status(listed)),
    );
    let second = (
        of(sip(listed)),
        of(srtp),
        of(status(listed)),
        of(video),
        of(voicemail(listed)),
    );
    (first, second).prop_map(|(first, second)| {
        let mut calling = CallingSettings::unchanged();
        (calling.audio, calling.call_hours) = (first.0, first.1);
        (calling.call_icon_visibility, calling.call_icons) = (first.2, first.3);
        (calling.callback_permission_status, calling.sip) = (first.4, second.0);
        (calling.srtp_key_exchange_protocol, calling.status) = (second.1, second.2);
        (calling.video, calling.voicemail) = (second.3, second.4);
        calling
    })
}

fn update(listed: bool) -> impl Strategy<Value = SettingsUpdate> {
    let encryption = (of(text()), status(listed)).prop_map(|(key, status)| {
        let mut encryption = PayloadEncryptionSettings::disabled();
        encryption.client_encryption_key = key.map(Secret::from);
        encryption.status = status;
        encryption
    });
    let storage = open_enum::<StorageStatus>(StorageStatus::LISTED, listed);
    let storage = (storage, of(text()), of(any::<i64>())).prop_map(|(status, region, minutes)| {
        let builder = StorageConfigurationSettings::builder();
        let mut storage = builder.status(status).build().unwrap();
        (storage.data_localization_region, storage.retention_minutes) = (region, minutes);
        storage
    });
    let identity = any::<bool>().prop_map(|on| {
        let mut identity = UserIdentityChangeSettings::disabled();
        identity.enable_identity_key_check = on;
        identity
    });
    prop_oneof![
        4 => calling(listed).prop_map(SettingsUpdate::from),
        1 => encryption.prop_map(SettingsUpdate::from),
        1 => storage.prop_map(SettingsUpdate::from),
        1 => identity.prop_map(SettingsUpdate::from),
    ]
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The validator of request bodies, from the document that the client was generated from.
fn schema() -> jsonschema::Validator {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/resolved/live.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut components = document["components"].clone();
    // An object takes no property that it does not list, so that a misspelt one shows.
    for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
        if schema["type"] == "object" && schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
    let schema = json!({
        "$ref": "#/components/schemas/SettingsUpdate",
        "components": components,
    });
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft4);
    options.build(&schema).unwrap()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_request_decodes_to_itself(update in update(false)) {
        let text = serde_json::to_string(&update).unwrap();
        let decoded: SettingsUpdate = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&decoded, &update);
        prop_assert_eq!(serde_json::to_string(&decoded).unwrap(), text);
    }

    #[test]
    fn a_request_has_exactly_one_feature(update in update(false)) {
        let value = serde_json::to_value(&update).unwrap();
        let keys: Vec<_> = value.as_object().unwrap().keys().collect();
        prop_assert_eq!(keys.len(), 1);
    }

    #[test]
    fn a_second_feature_does_not_decode(one in update(false), other in update(false)) {
        let mut body = serde_json::to_value(&one).unwrap();
        let more = serde_json::to_value(&other).unwrap();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let decoded = serde_json::from_value::<SettingsUpdate>(body.clone());
        prop_assert_eq!(decoded.is_ok(), body.as_object().unwrap().len() == 1);
    }

    #[test]
    fn what_is_not_set_is_not_sent(calling in calling(false)) {
        let text = serde_json::to_string(&SettingsUpdate::from(calling)).unwrap();
        prop_assert!(!text.contains(":null"), "{text}");
    }
}

#[test]
fn the_document_allows_every_request_of_listed_values() {
    let schema = schema();
    let mut runner = proptest::test_runner::TestRunner::new(cases(256));
    let property = |update: SettingsUpdate| {
        let body = serde_json::to_value(&update).unwrap();
        let errors: Vec<String> = schema.iter_errors(&body).map(|it| it.to_string()).collect();
        prop_assert!(errors.is_empty(), "{body}: {errors:?}");
        Ok(())
    };
    runner.run(&update(true), property).unwrap();
}

#[test]
fn the_document_does_not_allow_everything() {
    let schema = schema();
    assert!(schema.is_valid(&json!({"calling": {"status": "ENABLED"}})));
    for wrong in [
        json!({}),
        json!({"calling": {"status": "ENABLED"}, "storage_configuration": {"status": "DEFAULT"}}),
        json!({"voicemail": {"status": "ENABLED"}}),
        json!({"calling": {"status": "SOMETIMES"}}),
        json!({"calling": {"statu": "ENABLED"}}),
        json!({"calling": {"sip": {"servers": []}}}),
    ] {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn a_builder_takes_values_and_says_what_is_missing() {
    let builder = CallingSettings::builder().status(FeatureStatus::Enabled);
    assert_eq!(builder.build(), CallingSettings::enabled());
    let missing = SipServer::builder().port(5061).build().unwrap_err();
    assert_eq!(missing.property(), "hostname");
    // A property that is newer than this crate.
    let calling = CallingSettings::builder().extra_field("new", true).build();
    let text = serde_json::to_string(&SettingsUpdate::from(calling)).unwrap();
    assert_eq!(text, r#"{"calling":{"new":true}}"#);
}

#[test]
fn an_empty_list_of_servers_is_sent() {
    let update: SettingsUpdate = CallingSettings::unchanged()
        .with_sip(SipSettings::deleted())
        .into();
    let text = serde_json::to_string(&update).unwrap();
    assert_eq!(
        text,
        r#"{"calling":{"sip":{"servers":[],"status":"DISABLED"}}}"#
    );
}

#[test]
fn parameters_stand_in_one_order() {
    let server = |keys: [&str; 3]| {
        let mut server = SipServer::new("sip.example");
        for key in keys {
            server = server.with_user_parameter(key, "x");
        }
        serde_json::to_string(&server).unwrap()
    };
    assert_eq!(server(["a", "b", "c"]), server(["c", "b", "a"]));
    assert!(server(["c", "b", "a"]).contains(r#"{"a":"x","b":"x","c":"x"}"#));
}

#[test]
fn an_unknown_value_is_sent_as_it_is_and_a_known_one_as_the_server_writes_it() {
    let sent = |word: &str| {
        let icon = CallIconVisibility::from(word);
        serde_json::to_value(CallingSettings::unchanged().with_call_icon(icon)).unwrap()
    };
    assert_eq!(
        sent("Some_new Value"),
        json!({"call_icon_visibility": "Some_new Value"})
    );
    assert_eq!(
        sent("disable_all"),
        json!({"call_icon_visibility": "DISABLE_ALL"})
    );
}
