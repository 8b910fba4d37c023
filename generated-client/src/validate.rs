//! The limits that the vendor states, checked before anything is sent.
//!
//! `RULES` is the one table of them: the documentation of this crate prints the same rules, made from the
//! overlays, and a test compares the two. What the vendor does not say, its server decides.

use crate::errors::InvalidRequest;
use crate::generated::types::{
    CallingSettings, PayloadEncryptionSettings, SettingsUpdate, StorageConfigurationSettings,
    UserIdentityChangeSettings,
};

mod call_hours;
mod features;
mod sip;
mod values;
mod voicemail;

/// A request that can be checked before it is sent.
pub trait Validate {
    /// Checks every limit that the vendor states.
    ///
    /// # Errors
    ///
    /// The first limit that is broken: the field, by its place in the request, and the rule.
    fn validate(&self) -> Result<(), InvalidRequest> {
        self.validate_with(Checks::default())
    }

    /// Checks every limit but those that `checks` leaves out.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest>;

    /// What the vendor may refuse, as far as anybody knows; the request is sent all the same.
    fn warnings(&self) -> Vec<InvalidRequest> {
        Vec::new()
    }
}

/// Which limits are checked. By default all of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Checks {
    /// Properties and values that the document does not list may be sent, and those that stand in responses only: for
    /// what is newer than this crate.
    pub allow_unlisted: bool,
}

impl Checks {
    /// All of them, but values that are not listed may be sent.
    pub fn allowing_unlisted() -> Self {
        Self {
            allow_unlisted: true,
        }
    }

    /// Every rule, as the field where it holds and what holds there. The documentation of this crate says for each who
    /// says so.
    pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
        RULES.iter().map(|rule| (rule.field, rule.rule))
    }
}

/// One limit: where it holds, in the words of the overlays, and how it is checked.
struct Rule {
    /// The field, such as `calling.call_hours.holiday_schedule`.
    field: &'static str,
    /// What holds there, in one sentence that begins with a verb.
    rule: &'static str,
    check: Check,
}

/// How a rule is checked: the place that breaks it, and what is wrong there if that is not the rule itself.
type Checked = Result<(), Breach>;

#[derive(Clone, Copy)]
enum Check {
    Calling(fn(&CallingSettings) -> Checked),
    /// Left out by [`Checks::allow_unlisted`].
    CallingValues(fn(&CallingSettings) -> Checked),
    IdentityValues(fn(&UserIdentityChangeSettings) -> Checked),
    Encryption(fn(&PayloadEncryptionSettings) -> Checked),
    EncryptionValues(fn(&PayloadEncryptionSettings) -> Checked),
    Storage(fn(&StorageConfigurationSettings) -> Checked),
    StorageValues(fn(&StorageConfigurationSettings) -> Checked),
}

/// A place that breaks a rule.
#[derive(Debug)]
struct Breach {
    field: String,
    detail: String,
}

impl Breach {
    fn at(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            detail: String::new(),
        }
    }

    fn because(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            detail: detail.into(),
        }
    }
}

macro_rules! rules {
    ($($kind:ident $check:path, $field:literal, $rule:literal;)*) => {
        &[$(Rule { field: $field, rule: $rule, check: Check::$kind($check) }),*]
    };
}

/// The rules, in the order in which they are checked.
#[rustfmt::skip]
const RULES: &[Rule] = rules! {
    CallingValues values::calling, "calling", "has only properties and values that a request may have: listed ones, and not `NOT_SET`";
    Calling call_hours::not_empty, "calling.call_hours.weekly_operating_hours", "must not be empty; leave it out to keep what is stored";
    Calling call_hours::complete, "calling.call_hours.weekly_operating_hours[]", "has to have `day_of_week`, `open_time` and `close_time`";
    Calling call_hours::times, "calling.call_hours.weekly_operating_hours[]", "has to have times of day, `HHMM` from `0000` to `2359`";
    Calling call_hours::order, "calling.call_hours.weekly_operating_hours[]", "has to open before it closes";
    Calling call_hours::two_a_day, "calling.call_hours.weekly_operating_hours", "has at most 2 entries a day";
    Calling call_hours::overlap, "calling.call_hours.weekly_operating_hours", "has no entries of one day that overlap; they may touch";
    Calling call_hours::holidays, "calling.call_hours.holiday_schedule", "has at most 20 entries";
    Calling call_hours::holiday_complete, "calling.call_hours.holiday_schedule[]", "has to have `date`, `start_time` and `end_time`";
    Calling call_hours::holiday_date, "calling.call_hours.holiday_schedule[].date", "has to be a day of the calendar, `YYYY-MM-DD`";
    Calling call_hours::holiday_times, "calling.call_hours.holiday_schedule[]", "has to have times of day, `HHMM` from `0000` to `2359`";
    Calling call_hours::holiday_order, "calling.call_hours.holiday_schedule[]", "has to start before it ends";
    Calling call_hours::two_a_date, "calling.call_hours.holiday_schedule", "has at most 2 entries for one date";
    Calling call_hours::holiday_overlap, "calling.call_hours.holiday_schedule", "has no entries for one date that overlap; they may touch";
    Calling sip::one_server, "calling.sip.servers", "has at most 1 entry, the server of this app";
    Calling sip::hostname, "calling.sip.servers[].hostname", "has to be a host name such as `sip.example.com`, without scheme, port or path";
    Calling sip::port, "calling.sip.servers[].port", "has to be from 1 to 65535";
    Calling sip::parameters, "calling.sip.servers[].request_uri_user_params", "has keys and values of at most 128 characters";
    Calling voicemail::triggers, "calling.voicemail.triggers", "must not be empty while the voicemail is enabled";
    Calling voicemail::announcement, "calling.voicemail.audio.default.announcement_media_id", "is required while the voicemail is enabled";
    Calling voicemail::timeout, "calling.voicemail.audio.default.timeout_seconds", "has to be from 0 to 30";
    Calling voicemail::timeout_of_trigger, "calling.voicemail.audio.default.timeout_seconds", "is required with the trigger `TIMEOUT`, which the vendor switches off without it";
    Calling voicemail::call_hours, "calling.call_hours.status", "must not be `ENABLED` while the voicemail is enabled";
    IdentityValues values::identity, "user_identity_change", "has only properties that a request may have";
    EncryptionValues values::encryption, "payload_encryption", "has only properties and values that a request may have: listed ones, and not `NOT_SET`";
    Encryption features::key, "payload_encryption.client_encryption_key", "is required when encryption is enabled";
    StorageValues values::storage, "storage_configuration", "has only properties and values that a request may have: listed ones, and not `DEFAULT`";
    Storage features::region, "storage_configuration.data_localization_region", "must be left out with `IN_COUNTRY_STORAGE_DISABLED`";
};

/// What is told, and sent all the same. Field and rule, like those of `RULES`.
const RETENTION: (&str, &str) = (
    "storage_configuration.retention_minutes",
    "is 60 with `NO_STORAGE_ENABLED` in the one source that names a value, so another one may be refused (a warning: the source is a third party's copy)",
);

/// A feature, as the rules look at it.
#[derive(Clone, Copy)]
enum Feature<'a> {
    Calling(&'a CallingSettings),
    Identity(&'a UserIdentityChangeSettings),
    Encryption(&'a PayloadEncryptionSettings),
    Storage(&'a StorageConfigurationSettings),
}

fn check(feature: Feature<'_>, checks: Checks) -> Result<(), InvalidRequest> {
    for rule in RULES {
        let checked = match (rule.check, feature) {
            (
                Check::CallingValues(_)
                | Check::IdentityValues(_)
                | Check::EncryptionValues(_)
                | Check::StorageValues(_),
                _,
            ) if checks.allow_unlisted => Ok(()),
            (Check::Calling(check) | Check::CallingValues(check), Feature::Calling(it)) => {
                check(it)
            }
            (Check::IdentityValues(check), Feature::Identity(it)) => check(it),
            (
                Check::Encryption(check) | Check::EncryptionValues(check),
                Feature::Encryption(it),
            ) => check(it),
            (Check::Storage(check) | Check::StorageValues(check), Feature::Storage(it)) => {
                check(it)
            }
            _ => Ok(()),
        };
        checked.map_err(|breach| {
            let rule = match breach.detail.as_str() {
                "" => rule.rule.to_owned(),
                detail => format!("{}: {detail}", rule.rule),
            };
            InvalidRequest::new(breach.field, rule)
        })?;
    }
    Ok(())
}

impl Validate for SettingsUpdate {
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest> {
        match self {
            Self::Calling(it) => it.validate_with(checks),
            Self::PayloadEncryption(it) => it.validate_with(checks),
            Self::StorageConfiguration(it) => it.validate_with(checks),
            Self::UserIdentityChange(it) => it.validate_with(checks),
        }
    }

    fn warnings(&self) -> Vec<InvalidRequest> {
        match self {
            Self::StorageConfiguration(it) => it.warnings(),
            _ => Vec::new(),
        }
    }
}

impl Validate for CallingSettings {
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest> {
        check(Feature::Calling(self), checks)
    }
}

impl Validate for UserIdentityChangeSettings {
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest> {
        check(Feature::Identity(self), checks)
    }
}

impl Validate for PayloadEncryptionSettings {
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest> {
        check(Feature::Encryption(self), checks)
    }
}

impl Validate for StorageConfigurationSettings {
    fn validate_with(&self, checks: Checks) -> Result<(), InvalidRequest> {
        check(Feature::Storage(self), checks)
    }

    fn warnings(&self) -> Vec<InvalidRequest> {
        features::retention(self)
    }
}

#[cfg(test)]
mod tests;
