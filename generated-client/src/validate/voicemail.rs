//! Voicemail, which is generally available since 2026-06-25.

use super::{Breach, Checked};
use crate::generated::types::{
    CallingSettings, FeatureStatus, VoicemailAnnouncement, VoicemailSettings, VoicemailTrigger,
};

const TRIGGERS: &str = "calling.voicemail.triggers";
const ANNOUNCEMENT: &str = "calling.voicemail.audio.default.announcement_media_id";
const TIMEOUT: &str = "calling.voicemail.audio.default.timeout_seconds";

/// The longest time after which the voicemail may take a call, in seconds.
const MAX_TIMEOUT: i64 = 30;

fn enabled(calling: &CallingSettings) -> Option<&VoicemailSettings> {
    let voicemail = calling.voicemail.as_ref();
    voicemail.filter(|it| it.status == Some(FeatureStatus::Enabled))
}

fn announcement_of(voicemail: &VoicemailSettings) -> Option<&VoicemailAnnouncement> {
    voicemail.audio.as_ref()?.default.as_ref()
}

pub(super) fn triggers(calling: &CallingSettings) -> Checked {
    let given = |it: &VoicemailSettings| it.triggers.as_ref().is_some_and(|all| !all.is_empty());
    match enabled(calling) {
        Some(voicemail) if !given(voicemail) => Err(Breach::at(TRIGGERS)),
        _ => Ok(()),
    }
}

pub(super) fn announcement(calling: &CallingSettings) -> Checked {
    let Some(voicemail) = enabled(calling) else {
        return Ok(());
    };
    let id = announcement_of(voicemail).and_then(|it| it.announcement_media_id.as_ref());
    if id.is_none_or(|id| id.as_str().is_empty()) {
        return Err(Breach::at(ANNOUNCEMENT));
    }
    Ok(())
}

pub(super) fn timeout(calling: &CallingSettings) -> Checked {
    let voicemail = calling.voicemail.as_ref();
    let seconds = voicemail
        .and_then(announcement_of)
        .and_then(|it| it.timeout_seconds);
    match seconds {
        Some(seconds) if !(0..=MAX_TIMEOUT).contains(&seconds.get()) => {
            Err(Breach::because(TIMEOUT, format!("it is {seconds}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn timeout_of_trigger(calling: &CallingSettings) -> Checked {
    let Some(voicemail) = &calling.voicemail else {
        return Ok(());
    };
    let triggers = voicemail.triggers.as_deref().unwrap_or_default();
    let seconds = announcement_of(voicemail).and_then(|it| it.timeout_seconds);
    if triggers.contains(&VoicemailTrigger::Timeout) && seconds.is_none() {
        return Err(Breach::at(TIMEOUT));
    }
    Ok(())
}

pub(super) fn call_hours(calling: &CallingSettings) -> Checked {
    let status = calling
        .call_hours
        .as_ref()
        .and_then(|it| it.status.as_ref());
    if enabled(calling).is_some() && status == Some(&FeatureStatus::Enabled) {
        return Err(Breach::at("calling.call_hours.status"));
    }
    Ok(())
}
