//! Dates and times in the words of RFC 3339, without a library of calendars: every such library converts from them, or
//! from [`SystemTime`].

use std::fmt;
use std::time::{Duration, SystemTime};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CalendarDate {
    /// The year.
    pub year: u16,
    /// The month, from 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// A time of day, and how far its zone is from UTC.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ClockTime {
    /// The hour, from 0 to 23.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// The second; 60 in a leap second.
    pub second: u8,
    /// The part of a second, in nanoseconds.
    pub nanosecond: u32,
    /// The minutes east of UTC; `None` when the text does not say.
    pub offset: Option<i16>,
}

/// A date and a time.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Moment {
    /// The date.
    pub date: CalendarDate,
    /// The time.
    pub time: ClockTime,
}

impl CalendarDate {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text);
        let date = rest.date()?;
        rest.0.is_empty().then_some(date)
    }

    fn is_valid(self) -> bool {
        let by = |years: u16| self.year.is_multiple_of(years);
        let leap = by(4) && (!by(100) || by(400));
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&self.day)
    }

    /// Days since 1970-01-01 (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
    fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// The reverse; `None` beyond the years of four digits.
    fn of_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Some(Self {
            year: u16::try_from(year).ok().filter(|year| *year <= 9999)?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day_of_year - (153 * shifted + 2) / 5 + 1).ok()?,
        })
    }
}

impl ClockTime {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text);
        let time = rest.time()?;
        rest.0.is_empty().then_some(time)
    }
}

impl Moment {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text);
        let date = rest.date()?;
        rest.one_of(&['T', 't', ' '])?;
        let time = rest.time()?;
        rest.0.is_empty().then_some(Self { date, time })
    }

    /// The instant; `None` when the text named no offset from UTC.
    pub fn to_system_time(self) -> Option<SystemTime> {
        let offset = i64::from(self.time.offset?) * MINUTE;
        let of_day = i64::from(self.time.hour) * HOUR
            + i64::from(self.time.minute) * MINUTE
            + i64::from(self.time.second);
        let seconds = self.date.days() * DAY + of_day - offset;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let second = if seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(whole)?
        } else {
            SystemTime::UNIX_EPOCH.checked_add(whole)?
        };
        second.checked_add(Duration::from_nanos(self.time.nanosecond.into()))
    }
}

impl From<SystemTime> for Moment {
    /// In UTC. What no year of four digits holds becomes 1970-01-01.
    fn from(time: SystemTime) -> Self {
        let (seconds, nanosecond) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (
                i64::try_from(after.as_secs()).unwrap_or_default(),
                after.subsec_nanos(),
            ),
            Err(before) => {
                let before = before.duration();
                let seconds = -i64::try_from(before.as_secs()).unwrap_or_default();
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    nanos => (seconds - 1, 1_000_000_000 - nanos),
                }
            }
        };
        let of_day = seconds.rem_euclid(DAY);
        let part = |value: i64| u8::try_from(value).unwrap_or_default();
        Self {
            date: CalendarDate::of_days(seconds.div_euclid(DAY)).unwrap_or(CalendarDate {
                year: 1970,
                month: 1,
                day: 1,
            }),
            time: ClockTime {
                hour: part(of_day / HOUR),
                minute: part(of_day % HOUR / MINUTE),
                second: part(of_day % MINUTE),
                nanosecond,
                offset: Some(0),
            },
        }
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        if self.nanosecond != 0 {
            let digits = format!("{:09}", self.nanosecond);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let offset = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

/// What of a text is still to be read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.0.chars().next().filter(|it| marks.contains(it))?;
        self.0 = self.0.get(mark.len_utf8()..)?;
        Some(mark)
    }

    fn number(&mut self, digits: usize) -> Option<u16> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        if !number.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        number.parse().ok()
    }

    /// Two digits that are at most `most`.
    fn pair(&mut self, most: u8) -> Option<u8> {
        let number = u8::try_from(self.number(2)?).ok()?;
        (number <= most).then_some(number)
    }

    fn date(&mut self) -> Option<CalendarDate> {
        let year = self.number(4)?;
        self.one_of(&['-'])?;
        let month = self.pair(12)?;
        self.one_of(&['-'])?;
        let day = self.pair(31)?;
        let date = CalendarDate { year, month, day };
        date.is_valid().then_some(date)
    }

    fn time(&mut self) -> Option<ClockTime> {
        let hour = self.pair(23)?;
        self.one_of(&[':'])?;
        let minute = self.pair(59)?;
        let second = match self.one_of(&[':']) {
            Some(_) => self.pair(60)?,
            None => 0,
        };
        let nanosecond = match self.one_of(&['.', ',']) {
            Some(_) => self.fraction()?,
            None => 0,
        };
        Some(ClockTime {
            hour,
            minute,
            second,
            nanosecond,
            offset: self.offset()?,
        })
    }

    /// Digits behind the point; what is finer than a nanosecond is left out.
    fn fraction(&mut self) -> Option<u32> {
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        let nanoseconds: String = digits.chars().chain("000000000".chars()).take(9).collect();
        (end > 0).then(|| nanoseconds.parse().ok()).flatten()
    }

    /// `Z`, `+01:00`, `+0100`, `+01`, or nothing.
    fn offset(&mut self) -> Option<Option<i16>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let mark = self.one_of(&['Z', 'z', '+', '-'])?;
        if mark.eq_ignore_ascii_case(&'Z') {
            return Some(Some(0));
        }
        let hours = i16::from(self.pair(23)?);
        let colon = self.one_of(&[':']).is_some();
        let minutes = if colon || !self.0.is_empty() {
            i16::from(self.pair(59)?)
        } else {
            0
        };
        let offset = hours * 60 + minutes;
        Some(Some(if mark == '-' { -offset } else { offset }))
    }
}
