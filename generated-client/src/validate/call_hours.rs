//! Call hours: the week and the holidays.

use super::{Breach, Checked};
use crate::generated::types::{CallingSettings, HolidaySchedule, WeeklyOperatingHours};
use crate::time_of_day::TimeOfDay;

const WEEK: &str = "calling.call_hours.weekly_operating_hours";
const HOLIDAYS: &str = "calling.call_hours.holiday_schedule";

/// Entries that one day, or one date, may have.
const MAX_ENTRIES: usize = 2;
/// Holidays that a schedule may have.
const MAX_HOLIDAYS: usize = 20;

fn week(calling: &CallingSettings) -> Option<&[WeeklyOperatingHours]> {
    calling
        .call_hours
        .as_ref()?
        .weekly_operating_hours
        .as_deref()
}

fn schedule(calling: &CallingSettings) -> &[HolidaySchedule] {
    let hours = calling.call_hours.as_ref();
    hours
        .and_then(|hours| hours.holiday_schedule.as_deref())
        .unwrap_or_default()
}

/// Checks each entry, with its place.
fn each<T>(field: &str, entries: &[T], check: impl Fn(&str, &T) -> Checked) -> Checked {
    entries
        .iter()
        .enumerate()
        .try_for_each(|(index, entry)| check(&format!("{field}[{index}]"), entry))
}

fn required(field: &str, parts: [(&str, bool); 3]) -> Checked {
    match parts.iter().find(|(_, given)| !given) {
        Some((part, _)) => Err(Breach::because(
            format!("{field}.{part}"),
            format!("`{part}` is required"),
        )),
        None => Ok(()),
    }
}

fn known_times(field: &str, times: [(&str, Option<&TimeOfDay>); 2]) -> Checked {
    let wrong = times
        .iter()
        .find(|(_, time)| time.is_some_and(|time| !time.is_known()));
    match wrong {
        Some((part, _)) => Err(Breach::at(format!("{field}.{part}"))),
        None => Ok(()),
    }
}

fn in_order(field: &str, from: Option<&TimeOfDay>, to: Option<&TimeOfDay>) -> Checked {
    match (from, to) {
        (Some(from), Some(to)) if from >= to => Err(Breach::because(
            field,
            format!("`{from}` is not before `{to}`"),
        )),
        _ => Ok(()),
    }
}

/// A span of time and the day or date that it belongs to.
type Span<'a, D> = (D, &'a TimeOfDay, &'a TimeOfDay);

fn spans_of_week(calling: &CallingSettings) -> Vec<Option<Span<'_, String>>> {
    let entries = week(calling).unwrap_or_default().iter();
    entries
        .map(|entry| {
            let day = entry.day_of_week.as_ref()?;
            let (open, close) = (entry.open_time.as_ref()?, entry.close_time.as_ref()?);
            Some((day.to_string(), open, close))
        })
        .collect()
}

fn spans_of_holidays(calling: &CallingSettings) -> Vec<Option<Span<'_, String>>> {
    let entries = schedule(calling).iter();
    entries
        .map(|entry| {
            let date = entry.date.as_ref()?;
            let (start, end) = (entry.start_time.as_ref()?, entry.end_time.as_ref()?);
            Some((date.to_string(), start, end))
        })
        .collect()
}

/// At most two spans for each day or date.
fn at_most_two(field: &str, spans: &[Option<Span<'_, String>>]) -> Checked {
    for (index, span) in spans.iter().enumerate() {
        let Some((day, _, _)) = span else { continue };
        let before = spans.iter().take(index).flatten();
        if before.filter(|(other, _, _)| other == day).count() >= MAX_ENTRIES {
            return Err(Breach::because(
                format!("{field}[{index}]"),
                format!("this is one too many for {day}"),
            ));
        }
    }
    Ok(())
}

/// No two spans of a day or date have a moment in common. One that has no length has its moment.
fn disjoint(field: &str, spans: &[Option<Span<'_, String>>]) -> Checked {
    for (index, span) in spans.iter().enumerate() {
        let Some((day, from, to)) = span else {
            continue;
        };
        let mut before = spans.iter().take(index).flatten();
        if before.any(|(other, other_from, other_to)| {
            other == day
                && if from == to || other_from == other_to {
                    from <= other_to && other_from <= to
                } else {
                    from < other_to && other_from < to
                }
        }) {
            return Err(Breach::because(
                format!("{field}[{index}]"),
                format!("this one overlaps another of {day}"),
            ));
        }
    }
    Ok(())
}

pub(super) fn not_empty(calling: &CallingSettings) -> Checked {
    match week(calling) {
        Some([]) => Err(Breach::at(WEEK)),
        _ => Ok(()),
    }
}

pub(super) fn complete(calling: &CallingSettings) -> Checked {
    each(WEEK, week(calling).unwrap_or_default(), |field, entry| {
        required(
            field,
            [
                ("day_of_week", entry.day_of_week.is_some()),
                ("open_time", entry.open_time.is_some()),
                ("close_time", entry.close_time.is_some()),
            ],
        )
    })
}

pub(super) fn times(calling: &CallingSettings) -> Checked {
    each(WEEK, week(calling).unwrap_or_default(), |field, entry| {
        let (open, close) = (entry.open_time.as_ref(), entry.close_time.as_ref());
        known_times(field, [("open_time", open), ("close_time", close)])
    })
}

pub(super) fn order(calling: &CallingSettings) -> Checked {
    each(WEEK, week(calling).unwrap_or_default(), |field, entry| {
        in_order(field, entry.open_time.as_ref(), entry.close_time.as_ref())
    })
}

pub(super) fn two_a_day(calling: &CallingSettings) -> Checked {
    at_most_two(WEEK, &spans_of_week(calling))
}

pub(super) fn overlap(calling: &CallingSettings) -> Checked {
    disjoint(WEEK, &spans_of_week(calling))
}

pub(super) fn holidays(calling: &CallingSettings) -> Checked {
    match schedule(calling).len() {
        count if count > MAX_HOLIDAYS => {
            Err(Breach::because(HOLIDAYS, format!("there are {count}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn holiday_complete(calling: &CallingSettings) -> Checked {
    each(HOLIDAYS, schedule(calling), |field, entry| {
        required(
            field,
            [
                ("date", entry.date.is_some()),
                ("start_time", entry.start_time.is_some()),
                ("end_time", entry.end_time.is_some()),
            ],
        )
    })
}

pub(super) fn holiday_date(calling: &CallingSettings) -> Checked {
    each(HOLIDAYS, schedule(calling), |field, entry| {
        match &entry.date {
            Some(date) if !date.is_known() => Err(Breach::at(format!("{field}.date"))),
            _ => Ok(()),
        }
    })
}

pub(super) fn holiday_times(calling: &CallingSettings) -> Checked {
    each(HOLIDAYS, schedule(calling), |field, entry| {
        let (start, end) = (entry.start_time.as_ref(), entry.end_time.as_ref());
        known_times(field, [("start_time", start), ("end_time", end)])
    })
}

pub(super) fn holiday_order(calling: &CallingSettings) -> Checked {
    each(HOLIDAYS, schedule(calling), |field, entry| {
        in_order(field, entry.start_time.as_ref(), entry.end_time.as_ref())
    })
}

pub(super) fn two_a_date(calling: &CallingSettings) -> Checked {
    at_most_two(HOLIDAYS, &spans_of_holidays(calling))
}

pub(super) fn holiday_overlap(calling: &CallingSettings) -> Checked {
    disjoint(HOLIDAYS, &spans_of_holidays(calling))
}
