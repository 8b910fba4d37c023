//! Values of enums: in a request, one that is not listed is most often a spelling mistake.

use super::{Breach, Checked};
use crate::generated::types::{
    CallingSettings, PayloadEncryptionSettings, StorageConfigurationSettings,
    UserIdentityChangeSettings,
};
use crate::runtime::Extra;

/// The value that stands in responses only, for what was never configured.
const NOT_SET: &[&str] = &["NOT_SET"];
/// The same, of the storage configuration.
const DEFAULT: &[&str] = &["DEFAULT"];

/// Checks one value of an open enum, given its listed values.
fn value(field: &str, value: &str, listed: &[&str], responses_only: &[&str]) -> Checked {
    if responses_only.contains(&value) {
        let detail = format!("`{value}` stands in responses only");
        return Err(Breach::because(field, detail));
    }
    if listed.contains(&value) {
        return Ok(());
    }
    let allowed: Vec<String> = listed
        .iter()
        .filter(|it| !responses_only.contains(it))
        .map(|it| format!("`{it}`"))
        .collect();
    Err(Breach::because(
        field,
        format!(
            "`{}` is none of {}; send it all the same with `allow_unlisted_values`",
            value.escape_debug(),
            allowed.join(", ")
        ),
    ))
}

/// Properties that the document does not name: most often one is misspelt.
fn named(field: &str, extra: &Extra) -> Checked {
    match extra.iter().next() {
        None => Ok(()),
        Some((name, _)) => Err(Breach::because(
            format!("{field}.{}", name.escape_debug()),
            "no request has this property; send it all the same with `allow_unlisted_values`",
        )),
    }
}

/// The objects of the calling settings, each with what it holds beside its properties.
fn extras(calling: &CallingSettings) -> Vec<(String, &Extra)> {
    let mut all = vec![("calling".to_owned(), &calling.extra)];
    let mut add = |field: &str, extra| all.push((format!("calling.{field}"), extra));
    if let Some(audio) = &calling.audio {
        add("audio", &audio.extra);
    }
    if let Some(icons) = &calling.call_icons {
        add("call_icons", &icons.extra);
    }
    if let Some(video) = &calling.video {
        add("video", &video.extra);
    }
    if let Some(hours) = &calling.call_hours {
        add("call_hours", &hours.extra);
        let week = hours.weekly_operating_hours.iter().flatten();
        for (index, entry) in week.enumerate() {
            add(
                &format!("call_hours.weekly_operating_hours[{index}]"),
                &entry.extra,
            );
        }
        for (index, entry) in hours.holiday_schedule.iter().flatten().enumerate() {
            add(
                &format!("call_hours.holiday_schedule[{index}]"),
                &entry.extra,
            );
        }
    }
    if let Some(sip) = &calling.sip {
        add("sip", &sip.extra);
        for (index, server) in sip.servers.iter().flatten().enumerate() {
            add(&format!("sip.servers[{index}]"), &server.extra);
        }
    }
    if let Some(voicemail) = &calling.voicemail {
        add("voicemail", &voicemail.extra);
        if let Some(audio) = &voicemail.audio {
            add("voicemail.audio", &audio.extra);
            if let Some(announcement) = &audio.default {
                add("voicemail.audio.default", &announcement.extra);
            }
        }
    }
    all
}

macro_rules! values {
    ($($field:expr => $value:expr, $enumeration:ident;)*) => {
        $(if let Some(given) = $value {
            let listed = crate::generated::types::$enumeration::LISTED;
            value($field, given.as_str(), listed, NOT_SET)?;
        })*
    };
}

pub(super) fn calling(calling: &CallingSettings) -> Checked {
    for (field, extra) in extras(calling) {
        named(&field, extra)?;
    }
    let hours = calling.call_hours.as_ref();
    let sip = calling.sip.as_ref();
    let voicemail = calling.voicemail.as_ref();
    values! {
        "calling.status" => &calling.status, FeatureStatus;
        "calling.call_icon_visibility" => &calling.call_icon_visibility, CallIconVisibility;
        "calling.callback_permission_status" => &calling.callback_permission_status, FeatureStatus;
        "calling.srtp_key_exchange_protocol" => &calling.srtp_key_exchange_protocol, SrtpKeyExchangeProtocol;
        "calling.video.status" => calling.video.as_ref().map(|it| &it.status), FeatureStatus;
        "calling.sip.status" => sip.map(|it| &it.status), FeatureStatus;
        "calling.sip.webhook_delivery" => sip.and_then(|it| it.webhook_delivery.as_ref()), FeatureStatus;
        "calling.call_hours.status" => hours.and_then(|it| it.status.as_ref()), FeatureStatus;
        "calling.voicemail.status" => voicemail.and_then(|it| it.status.as_ref()), FeatureStatus;
    }
    let audio = calling.audio.as_ref();
    let codecs = audio.and_then(|it| it.additional_codecs.as_deref());
    for (index, codec) in codecs.unwrap_or_default().iter().enumerate() {
        let field = format!("calling.audio.additional_codecs[{index}]");
        values! { &field => Some(codec), AudioCodec; }
    }
    let triggers = voicemail.and_then(|it| it.triggers.as_deref());
    for (index, trigger) in triggers.unwrap_or_default().iter().enumerate() {
        let field = format!("calling.voicemail.triggers[{index}]");
        values! { &field => Some(trigger), VoicemailTrigger; }
    }
    let week = hours.and_then(|it| it.weekly_operating_hours.as_deref());
    for (index, entry) in week.unwrap_or_default().iter().enumerate() {
        let field = format!("calling.call_hours.weekly_operating_hours[{index}].day_of_week");
        values! { &field => &entry.day_of_week, DayOfWeek; }
    }
    Ok(())
}

pub(super) fn identity(identity: &UserIdentityChangeSettings) -> Checked {
    named("user_identity_change", &identity.extra)
}

pub(super) fn encryption(encryption: &PayloadEncryptionSettings) -> Checked {
    named("payload_encryption", &encryption.extra)?;
    values! { "payload_encryption.status" => Some(&encryption.status), FeatureStatus; }
    Ok(())
}

pub(super) fn storage(storage: &StorageConfigurationSettings) -> Checked {
    named("storage_configuration", &storage.extra)?;
    let listed = crate::generated::types::StorageStatus::LISTED;
    let field = "storage_configuration.status";
    value(field, storage.status.as_str(), listed, DEFAULT)
}
