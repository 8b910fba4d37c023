//! The `X-Business-Use-Case-Usage` header: how much of the rate limits is used up.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Deserialize;

/// Usage of the business use case rate limits, by the id of the business (account).
///
/// An answer without the header, or with one that is not what the vendor documents, has none: limits are
/// advice, and never a reason to fail.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Usage(BTreeMap<String, Vec<UseCaseUsage>>);

/// Usage of one limit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[non_exhaustive]
pub struct UseCaseUsage {
    /// The kind of limit, such as `whatsapp_business_management`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Calls, in percent of the limit.
    #[serde(default)]
    pub call_count: u64,
    /// CPU time, in percent of the limit.
    #[serde(default)]
    pub total_cputime: u64,
    /// Elapsed time, in percent of the limit.
    #[serde(default)]
    pub total_time: u64,
    /// Minutes until calls are served again; 0 while they are.
    #[serde(default, rename = "estimated_time_to_regain_access")]
    pub minutes_to_regain_access: u64,
}

impl UseCaseUsage {
    /// The time until calls are served again.
    pub fn time_to_regain_access(&self) -> Duration {
        Duration::from_secs(self.minutes_to_regain_access.saturating_mul(60))
    }
}

impl Usage {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let values = headers.get_all("x-business-use-case-usage").iter();
        let parsed = values
            .filter_map(|value| value.to_str().ok())
            .filter_map(Self::parse);
        Self(parsed.fold(BTreeMap::new(), |mut all, usage| {
            all.extend(usage.0);
            all
        }))
    }

    /// Reads the header's value. Entries that cannot be read are skipped; `None` when nothing can.
    pub fn parse(value: &str) -> Option<Self> {
        let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(value).ok()?;
        let entries = all.into_iter().filter_map(|(id, limits)| {
            let serde_json::Value::Array(limits) = limits else {
                return None;
            };
            let limits = limits
                .into_iter()
                .filter_map(|limit| serde_json::from_value(limit).ok())
                .collect();
            Some((id, limits))
        });
        Some(Self(entries.collect()))
    }

    /// Whether the answer said nothing.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Vec::is_empty)
    }

    /// Every limit, with the id that it is counted for.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UseCaseUsage)> {
        self.0
            .iter()
            .flat_map(|(id, limits)| limits.iter().map(move |limit| (id.as_str(), limit)))
    }

    /// The longest time until calls are served again; `None` while all are.
    pub fn time_to_regain_access(&self) -> Option<Duration> {
        self.iter()
            .map(|(_, limit)| limit.time_to_regain_access())
            .max()
            .filter(|time| !time.is_zero())
    }
}
