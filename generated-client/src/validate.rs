//! The limits that the vendor's guides state, checked before anything is sent.
//!
//! Only stated limits are checked: what the vendor does not say, its server decides. Sources: the guides
//! [Configure call settings](https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings)
//! (2026-03-23) and
//! [SIP](https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip) (2025-12-15),
//! and the reference page of the Settings API, v23.0.

use crate::errors::InvalidRequest;
use crate::generated::types::{
    CallHoursSettings, CallingSettings, DayOfWeek, FeatureStatus, HolidaySchedule,
    PayloadEncryptionSettings, SettingsUpdate, SipServer, SipSettings, WeeklyOperatingHours,
};

/// Entries that one day of the week may have.
const MAX_ENTRIES_A_DAY: usize = 2;
/// Holidays that a schedule may have.
const MAX_HOLIDAYS: usize = 20;
/// Characters of a key or value of the SIP request URI's parameters.
const MAX_PARAMETER: usize = 128;
/// SIP servers of one number and app.
const MAX_SERVERS: usize = 1;

/// A request that can be checked before it is sent.
pub trait Validate {
    /// Checks every limit that the vendor states.
    ///
    /// # Errors
    ///
    /// The first limit that is broken: the field, by its place in the request, and the rule.
    fn validate(&self) -> Result<(), InvalidRequest>;
}

type Checked = Result<(), InvalidRequest>;

impl Validate for SettingsUpdate {
    fn validate(&self) -> Checked {
        match self {
            Self::Calling(calling) => calling.validate(),
            Self::PayloadEncryption(encryption) => encryption.validate(),
            Self::UserIdentityChange(_) | Self::StorageConfiguration(_) => Ok(()),
        }
    }
}

impl Validate for CallingSettings {
    fn validate(&self) -> Checked {
        if let Some(hours) = &self.call_hours {
            call_hours(hours)?;
        }
        self.sip.as_ref().map_or(Ok(()), sip)
    }
}

impl Validate for PayloadEncryptionSettings {
    fn validate(&self) -> Checked {
        let key = self
            .client_encryption_key
            .as_ref()
            .is_some_and(|key| !key.expose().is_empty());
        if self.status == FeatureStatus::Enabled && !key {
            let field = "payload_encryption.client_encryption_key";
            return Err(InvalidRequest::new(
                field,
                "is required when encryption is enabled",
            ));
        }
        Ok(())
    }
}

fn call_hours(hours: &CallHoursSettings) -> Checked {
    let weekly = "calling.call_hours.weekly_operating_hours";
    if let Some(entries) = &hours.weekly_operating_hours {
        if entries.is_empty() {
            return Err(InvalidRequest::new(
                weekly,
                "must not be empty; leave it out to keep what is stored",
            ));
        }
        for (index, entry) in entries.iter().enumerate() {
            weekly_entry(&format!("{weekly}[{index}]"), entry)?;
        }
        days(weekly, entries)?;
    }
    let holidays = hours.holiday_schedule.as_deref().unwrap_or_default();
    let field = "calling.call_hours.holiday_schedule";
    if holidays.len() > MAX_HOLIDAYS {
        let rule = format!(
            "may have at most {MAX_HOLIDAYS} entries, and has {}",
            holidays.len()
        );
        return Err(InvalidRequest::new(field, rule));
    }
    holidays
        .iter()
        .enumerate()
        .try_for_each(|(index, holiday)| holiday_entry(&format!("{field}[{index}]"), holiday))
}

fn weekly_entry(field: &str, entry: &WeeklyOperatingHours) -> Checked {
    required(&format!("{field}.day_of_week"), entry.day_of_week.as_ref())?;
    time(&format!("{field}.open_time"), entry.open_time.as_deref())?;
    time(&format!("{field}.close_time"), entry.close_time.as_deref())
}

fn holiday_entry(field: &str, holiday: &HolidaySchedule) -> Checked {
    let date_field = format!("{field}.date");
    let date = required(&date_field, holiday.date.as_deref())?;
    if !is_date(date) {
        return Err(InvalidRequest::new(
            date_field,
            "has to be a date of the form `YYYY-MM-DD`",
        ));
    }
    time(
        &format!("{field}.start_time"),
        holiday.start_time.as_deref(),
    )?;
    time(&format!("{field}.end_time"), holiday.end_time.as_deref())
}

/// At most two entries a day, and no two that overlap.
fn days(field: &str, entries: &[WeeklyOperatingHours]) -> Checked {
    let mut seen: Vec<(&DayOfWeek, &str, &str)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let (Some(day), Some(open), Some(close)) =
            (&entry.day_of_week, &entry.open_time, &entry.close_time)
        else {
            continue;
        };
        let same_day: Vec<_> = seen.iter().filter(|(other, _, _)| *other == day).collect();
        let field = format!("{field}[{index}]");
        if same_day.len() >= MAX_ENTRIES_A_DAY {
            return Err(InvalidRequest::new(
                field,
                format!("is one entry too many: {day} may have {MAX_ENTRIES_A_DAY}"),
            ));
        }
        // Times of one form compare as text; whether a span may cross midnight, the guide does not say.
        if same_day.iter().any(|(_, other_open, other_close)| {
            open.as_str() < *other_close && *other_open < close.as_str()
        }) {
            return Err(InvalidRequest::new(
                field,
                format!("overlaps another entry of {day}"),
            ));
        }
        seen.push((day, open, close));
    }
    Ok(())
}

fn sip(sip: &SipSettings) -> Checked {
    let field = "calling.sip.servers";
    let servers = sip.servers.as_deref().unwrap_or_default();
    if servers.len() > MAX_SERVERS {
        let rule =
            format!("may have at most {MAX_SERVERS} entry, since a number has one server an app");
        return Err(InvalidRequest::new(field, rule));
    }
    servers
        .iter()
        .enumerate()
        .try_for_each(|(index, server)| sip_server(&format!("{field}[{index}]"), server))
}

fn sip_server(field: &str, server: &SipServer) -> Checked {
    if server.hostname.is_empty() {
        return Err(InvalidRequest::new(
            format!("{field}.hostname"),
            "must not be empty",
        ));
    }
    if server
        .port
        .is_some_and(|port| !(1..=65_535).contains(&port))
    {
        return Err(InvalidRequest::new(
            format!("{field}.port"),
            "has to be from 1 to 65535",
        ));
    }
    for (key, value) in server.request_uri_user_params.iter().flatten() {
        for (what, text) in [("key", key), ("value", value)] {
            if text.chars().count() > MAX_PARAMETER {
                let rule = format!("has a {what} of more than {MAX_PARAMETER} characters");
                return Err(InvalidRequest::new(
                    format!("{field}.request_uri_user_params"),
                    rule,
                ));
            }
        }
    }
    Ok(())
}

fn required<T>(field: &str, value: Option<T>) -> Result<T, InvalidRequest> {
    value.ok_or_else(|| InvalidRequest::new(field, "is required"))
}

/// `HHMM`, on a 24-hour clock.
fn time(field: &str, value: Option<&str>) -> Checked {
    let text = required(field, value)?;
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .and_then(|digits| digits.parse::<u8>().ok())
    };
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match (number(0, 2), number(2, 4)) {
        (Some(0..=23), Some(0..=59)) if digits => Ok(()),
        _ => Err(InvalidRequest::new(
            field,
            "has to be a time of the form `HHMM`, from `0000` to `2359`",
        )),
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let separated = bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|it| it.parse::<u16>().ok())
    };
    match (number(0, 4), number(5, 7), number(8, 10)) {
        (Some(year), Some(month), Some(day)) => {
            separated && day >= 1 && day <= days_of(year, month)
        }
        _ => false,
    }
}

fn days_of(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        _ => 0,
    }
}
