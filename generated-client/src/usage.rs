//! The `X-Business-Use-Case-Usage` header: how much of the rate limits is used up.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;

/// Usage of the business use case rate limits, by the id of the business (account).
///
/// A response without the header, or with one that is not what the vendor documents, has none: limits are
/// advice, and never a reason to fail. A part that cannot be read costs nothing but itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage(BTreeMap<String, Vec<UseCaseUsage>>);

/// Usage of one limit.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UseCaseUsage {
    /// The kind of limit, such as `whatsapp_business_management`.
    pub kind: String,
    /// Calls, in percent of the limit.
    pub call_count: f64,
    /// CPU time, in percent of the limit.
    pub total_cputime: f64,
    /// Elapsed time, in percent of the limit.
    pub total_time: f64,
    /// Minutes until calls are served again; 0 while they are.
    pub minutes_to_regain_access: f64,
}

impl UseCaseUsage {
    /// The time until calls are served again.
    pub fn time_to_regain_access(&self) -> Duration {
        let seconds = self.minutes_to_regain_access * 60.0;
        // No time for what is no number of minutes; the longest for what no duration can hold.
        if seconds > 0.0 {
            Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX)
        } else {
            Duration::ZERO
        }
    }

    /// The highest of the three percentages: at 100 calls are no longer served.
    pub fn percent(&self) -> f64 {
        self.call_count.max(self.total_cputime).max(self.total_time)
    }

    /// Reads one entry, each part by itself; `None` when nothing of it can be read.
    fn read(entry: &Value) -> Option<Self> {
        let entry = entry.as_object()?;
        let number = |key: &str| {
            let number = match entry.get(key)? {
                Value::String(text) => text.trim().trim_end_matches('%').trim_end().parse().ok(),
                value => value.as_f64(),
            };
            number.filter(|it: &f64| it.is_finite() && *it >= 0.0)
        };
        let kind = entry.get("type").and_then(Value::as_str);
        let numbers = [
            "call_count",
            "total_cputime",
            "total_time",
            "estimated_time_to_regain_access",
        ]
        .map(number);
        if kind.is_none() && numbers.iter().all(Option::is_none) {
            return None;
        }
        let [
            call_count,
            total_cputime,
            total_time,
            minutes_to_regain_access,
        ] = numbers.map(Option::unwrap_or_default);
        Some(Self {
            kind: kind.unwrap_or_default().to_owned(),
            call_count,
            total_cputime,
            total_time,
            minutes_to_regain_access,
        })
    }
}

impl Usage {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let values = headers.get_all("x-business-use-case-usage").iter();
        let parsed = values
            .filter_map(|value| value.to_str().ok())
            .filter_map(Self::parse);
        Self(parsed.fold(BTreeMap::new(), |mut all, usage| {
            for (id, limits) in usage.0 {
                all.entry(id).or_insert_with(Vec::new).extend(limits);
            }
            all
        }))
    }

    /// Reads the header's value. What cannot be read of it is skipped; `None` when nothing can.
    pub fn parse(value: &str) -> Option<Self> {
        let all: BTreeMap<String, Value> = serde_json::from_str(value).ok()?;
        let entries = all.into_iter().filter_map(|(id, limits)| {
            let limits = match &limits {
                Value::Array(limits) => limits.iter().filter_map(UseCaseUsage::read).collect(),
                // One limit, without the list around it.
                one => vec![UseCaseUsage::read(one)?],
            };
            Some((id, limits))
        });
        Some(Self(entries.collect()))
    }

    /// Whether the response said nothing.
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, HeaderValue};

    use super::Usage;

    #[test]
    fn one_bad_part_costs_nothing_but_itself() {
        let text = r#"{
            "1": [
                {"type": "whatsapp_business_management", "call_count": 12.5, "total_cputime": "7", "total_time": null,
                 "estimated_time_to_regain_access": 1.5},
                "not an entry",
                {"type": 7, "call_count": -1, "estimated_time_to_regain_access": "2"},
                {"call_count": -1}
            ],
            "2": "nothing",
            "3": {"call_count": "40%"}
        }"#;
        let usage = Usage::parse(text).unwrap();
        let limits: Vec<_> = usage.iter().collect();
        assert_eq!(limits.len(), 3);
        let (id, first) = limits[0];
        assert_eq!(
            (id, first.kind.as_str()),
            ("1", "whatsapp_business_management")
        );
        assert_eq!(
            (first.call_count, first.total_cputime, first.total_time),
            (12.5, 7.0, 0.0)
        );
        assert_eq!(first.time_to_regain_access(), Duration::from_secs(90));
        assert_eq!(
            (limits[1].1.call_count, limits[1].1.kind.as_str()),
            (0.0, "")
        );
        assert_eq!((limits[2].0, limits[2].1.percent()), ("3", 40.0));
        assert_eq!(
            usage.time_to_regain_access(),
            Some(Duration::from_secs(120))
        );
    }

    #[test]
    fn several_headers_add_up() {
        let mut headers = HeaderMap::new();
        let one = r#"{"1": [{"type": "a"}]}"#;
        let other = r#"{"1": [{"type": "b", "estimated_time_to_regain_access": 3}]}"#;
        for value in [one, "no JSON", other] {
            headers.append("x-business-use-case-usage", HeaderValue::from_static(value));
        }
        let usage = Usage::from_headers(&headers);
        let kinds: Vec<_> = usage.iter().map(|(_, limit)| limit.kind.as_str()).collect();
        assert_eq!(kinds, ["a", "b"]);
        assert_eq!(
            usage.time_to_regain_access(),
            Some(Duration::from_secs(180))
        );
    }

    #[test]
    fn no_number_is_too_large() {
        let usage = Usage::parse(r#"{"1": [{"estimated_time_to_regain_access": 1e300}]}"#).unwrap();
        assert_eq!(usage.time_to_regain_access(), Some(Duration::MAX));
    }
}
