//! Entries that a reviewer has accepted, so that they no longer fail a check.
//!
//! ```toml
//! [[accepted]]
//! fingerprint = "0123456789ab"
//! reason = "nobody uses the field"
//! until = 2027-01-31
//! ```

use serde::{Deserialize, Serialize};

use super::{Level, Report};
use crate::config::Date;
use crate::error::{Error, ErrorKind, Result};

/// A file of accepted entries.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The entries.
    #[serde(default)]
    pub accepted: Vec<Acceptance>,
}

/// That one entry is accepted.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The entry's fingerprint.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is; after that it counts again.
    #[serde(serialize_with = "date")]
    pub until: Date,
}

fn date<S: serde::Serializer>(date: &Date, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

impl Accepted {
    /// Reads the file `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when it is not such a file.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let parsed: Self = toml::from_str(text).map_err(|error| {
            let (line, column) = position(text, error.span().map_or(0, |span| span.start));
            Error::new(
                ErrorKind::Config,
                format!("{name} is not a file of accepted entries: {}", error.message()),
                "each entry has a fingerprint, a reason, and the last day on which it is accepted",
                "write `[[accepted]]` with `fingerprint = \"…\"`, `reason = \"…\"`, `until = 2027-01-31`",
            )
            .at(crate::error::Location {
                file: name.to_owned(),
                line,
                column,
                pointer: String::new(),
            })
        })?;
        for it in &parsed.accepted {
            if it.reason.trim().is_empty() {
                return Err(Error::new(
                    ErrorKind::Config,
                    format!("{name} accepts `{}` without a reason", it.fingerprint),
                    "without one nobody can tell later whether it still holds",
                    "write the reason",
                ));
            }
        }
        Ok(parsed)
    }
}

/// Line and column, counted from 1, of the byte at `offset`.
fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

/// What a file of accepted entries holds that is no longer of use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leftover {
    /// No entry has this fingerprint.
    pub gone: Vec<Acceptance>,
    /// Its last day is over.
    pub expired: Vec<Acceptance>,
}

impl Report {
    /// Marks the entries that are accepted on the day `today`, and gives what is accepted in vain.
    pub fn accept(&mut self, accepted: &Accepted, today: Date) -> Leftover {
        let day = |date: Date| (date.year, date.month, date.day);
        let mut leftover = Leftover::default();
        for it in &accepted.accepted {
            let changes = self.changes.iter_mut();
            let change = changes
                .into_iter()
                .find(|change| change.fingerprint == it.fingerprint);
            match change {
                None => leftover.gone.push(it.clone()),
                Some(_) if day(it.until) < day(today) => leftover.expired.push(it.clone()),
                Some(change) => change.accepted = Some(it.clone()),
            }
        }
        leftover
    }

    /// The highest level among the entries that are not accepted.
    pub fn open_verdict(&self) -> Level {
        let open = self
            .changes
            .iter()
            .filter(|change| change.accepted.is_none());
        open.map(|change| change.level).max().unwrap_or(Level::None)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Accepted, Level};
    use crate::config::parse_date;
    use crate::document::Document;

    fn document(paths: &str) -> Document {
        let text = format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "A", "version": "1"}}, "paths": {{{paths}}}}}"#
        );
        Document::load("a.json", text.as_bytes()).unwrap()
    }

    #[test]
    fn an_entry_is_accepted_for_a_while() {
        let operation = r#""/a": {"get": {"operationId": "a", "responses": {}}}"#;
        let mut report = super::super::diff(&document(operation), &document(""));
        let fingerprint = report.changes.first().unwrap().fingerprint.clone();
        let text = format!(
            "[[accepted]]\nfingerprint = \"{fingerprint}\"\nreason = \"unused\"\nuntil = 2026-12-31\n\
             [[accepted]]\nfingerprint = \"0\"\nreason = \"old\"\nuntil = 2026-12-31\n"
        );
        let accepted = Accepted::parse("accepted.toml", &text).unwrap();
        let today = |text: &str| parse_date(text).unwrap();
        assert_eq!(report.open_verdict(), Level::Major);
        let leftover = report.accept(&accepted, today("2027-01-01"));
        assert_eq!((leftover.gone.len(), leftover.expired.len()), (1, 1));
        assert_eq!(report.open_verdict(), Level::Major);
        let leftover = report.accept(&accepted, today("2026-12-31"));
        assert_eq!((leftover.gone.len(), leftover.expired.len()), (1, 0));
        assert_eq!(report.open_verdict(), Level::None);
        assert_eq!(report.verdict, Level::Major);
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_its_place() {
        let error = Accepted::parse("a.toml", "\n[[accepted]]\nfingerprint = 1\n").unwrap_err();
        assert!(error.to_string().contains("at:  a.toml:3:15"), "{error}");
        let text = "[[accepted]]\nfingerprint = \"a\"\nreason = \" \"\nuntil = 2026-12-31\n";
        let error = Accepted::parse("a.toml", text).unwrap_err();
        assert!(error.to_string().contains("without a reason"), "{error}");
    }
}
