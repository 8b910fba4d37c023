//! Times of day and dates, as the vendor prints them and as it wants them.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A time of day: an hour and a minute, on a 24-hour clock.
///
/// The server prints it as `"0400"`, `"04:00"` or the number `400`; it is sent as `"0400"`. A value that is no
/// time is kept as it came, so that it fails no response; a request that holds one is refused before it is sent.
///
/// ```
/// use generated_client::TimeOfDay;
///
/// let time = TimeOfDay::new(9, 30).ok_or("no such time")?;
/// assert_eq!(time, TimeOfDay::from("09:30"));
/// assert_eq!(time.to_string(), "0930");
/// assert_eq!((time.hour(), time.minute()), (Some(9), Some(30)));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TimeOfDay(Read<Clock>);

/// A date.
///
/// It is printed and sent as `"2026-12-24"`. A value that is no date is kept as it came, so that it fails no
/// response; a request that holds one is refused before it is sent.
///
/// ```
/// use generated_client::Date;
///
/// let date = Date::new(2026, 12, 24).ok_or("no such day")?;
/// assert_eq!(date.to_string(), "2026-12-24");
/// assert_eq!((date.year(), date.month(), date.day()), (Some(2026), Some(12), Some(24)));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(Read<Day>);

/// A value as it was understood, or the text that was not.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Read<T> {
    Value(T),
    Text(Box<str>),
}

/// Hour and minute.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Clock {
    hour: u8,
    minute: u8,
}

/// Year, month and day.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// Why a text is no time or no date.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not {expected}")]
pub struct NotATime {
    expected: &'static str,
}

impl TimeOfDay {
    /// The time `hour`:`minute`, from 0:00 to 23:59; `None` for any other.
    pub const fn new(hour: u8, minute: u8) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(Read::Value(Clock { hour, minute })))
        } else {
            None
        }
    }

    /// The hour, 0 to 23; `None` for a value of the server that is no time.
    pub fn hour(&self) -> Option<u8> {
        self.0.value().map(|clock| clock.hour)
    }

    /// The minute, 0 to 59; `None` for a value of the server that is no time.
    pub fn minute(&self) -> Option<u8> {
        self.0.value().map(|clock| clock.minute)
    }

    /// Whether this is a time, and not what a server printed in the place of one.
    pub fn is_known(&self) -> bool {
        self.0.value().is_some()
    }

    fn of_number(number: u64) -> Self {
        let clock = u16::try_from(number).ok().and_then(Clock::of_number);
        Self(Read::of(clock, &number.to_string()))
    }
}

impl Date {
    /// The day `day` of `month` in `year`, in the Gregorian calendar; `None` when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        Day { year, month, day }
            .checked()
            .map(|day| Self(Read::Value(day)))
    }

    /// The year; `None` for a value of the server that is no date.
    pub fn year(&self) -> Option<u16> {
        self.0.value().map(|day| day.year)
    }

    /// The month, 1 to 12; `None` for a value of the server that is no date.
    pub fn month(&self) -> Option<u8> {
        self.0.value().map(|day| day.month)
    }

    /// The day of the month, from 1; `None` for a value of the server that is no date.
    pub fn day(&self) -> Option<u8> {
        self.0.value().map(|day| day.day)
    }

    /// Whether this is a date, and not what a server printed in the place of one.
    pub fn is_known(&self) -> bool {
        self.0.value().is_some()
    }
}

impl<T: Copy> Read<T> {
    fn of(value: Option<T>, text: &str) -> Self {
        value.map_or_else(|| Self::Text(text.into()), Self::Value)
    }

    fn value(&self) -> Option<T> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Text(_) => None,
        }
    }
}

impl Clock {
    /// `0400`, `04:00` or `400`; seconds are allowed if they are none.
    fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.split(':').collect::<Vec<_>>().as_slice() {
            [digits] if (3..=4).contains(&digits.len()) => number(digits).and_then(Self::of_number),
            [hour, minute] | [hour, minute, "00"] if minute.len() == 2 && hour.len() <= 2 => {
                Self::checked(number(hour)?, number(minute)?)
            }
            _ => None,
        }
    }

    fn of_number(number: u16) -> Option<Self> {
        Self::checked(number / 100, number % 100)
    }

    fn checked(hour: u16, minute: u16) -> Option<Self> {
        let hour = u8::try_from(hour).ok().filter(|it| *it < 24)?;
        let minute = u8::try_from(minute).ok().filter(|it| *it < 60)?;
        Some(Self { hour, minute })
    }
}

impl Day {
    fn of_text(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let small = |text: &str| number(text).and_then(|it| u8::try_from(it).ok());
        let (year, month, day) = (number(year)?, small(month)?, small(day)?);
        Self { year, month, day }.checked()
    }

    fn checked(self) -> Option<Self> {
        let year = self.year;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => 0,
        };
        (year <= 9999 && (1..=days).contains(&self.day)).then_some(self)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.hour, self.minute)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Digits alone; not `+1`.
fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

impl From<(u8, u8)> for TimeOfDay {
    /// Hour and minute. A pair that is no time is kept, and refused before it is sent.
    fn from((hour, minute): (u8, u8)) -> Self {
        Self::new(hour, minute).unwrap_or_else(|| format!("{hour:02}{minute:02}").into())
    }
}

impl From<(u16, u8, u8)> for Date {
    /// Year, month and day. What is no day is kept, and refused before it is sent.
    fn from((year, month, day): (u16, u8, u8)) -> Self {
        Self::new(year, month, day)
            .unwrap_or_else(|| format!("{year:04}-{month:02}-{day:02}").into())
    }
}

/// What both types do alike.
macro_rules! printed {
    ($name:ident, $value:ident, $expected:literal) => {
        impl fmt::Display for $name {
            /// As the server wants it.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Read::Value(value) => f.pad(&value.to_string()),
                    Read::Text(text) => f.pad(text),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl From<&str> for $name {
            /// Reads it as the server prints it; what is none is kept, and refused before it is sent.
            fn from(text: &str) -> Self {
                Self(Read::of($value::of_text(text), text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl FromStr for $name {
            type Err = NotATime;

            fn from_str(text: &str) -> Result<Self, NotATime> {
                let read = Self::from(text);
                if read.is_known() {
                    Ok(read)
                } else {
                    Err(NotATime {
                        expected: $expected,
                    })
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Printed;

                impl Visitor<'_> for Printed {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        Ok(text.into())
                    }

                    fn visit_u64<E: Error>(self, number: u64) -> Result<$name, E> {
                        Ok($name::of_number(number))
                    }

                    fn visit_i64<E: Error>(self, number: i64) -> Result<$name, E> {
                        Ok($name::from(number.to_string()))
                    }

                    fn visit_f64<E: Error>(self, number: f64) -> Result<$name, E> {
                        Ok($name::from(number.to_string()))
                    }
                }

                deserializer.deserialize_any(Printed)
            }
        }
    };
}

printed!(TimeOfDay, Clock, "a time of day such as `0930`");
printed!(Date, Day, "a date such as `2026-12-24`");

impl Date {
    fn of_number(number: u64) -> Self {
        number.to_string().into()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Date, TimeOfDay};

    #[test]
    fn a_time_is_read_in_every_form_and_written_in_one() {
        for (printed, written) in [
            (r#""0400""#, "0400"),
            (r#""04:00""#, "0400"),
            (r#""4:00""#, "0400"),
            (r#""04:00:00""#, "0400"),
            ("400", "0400"),
            (r#""400""#, "0400"),
            ("0", "0000"),
            ("5", "0005"),
            ("2359", "2359"),
            (r#""23:59""#, "2359"),
            ("930.0", "0930"),
        ] {
            let time: TimeOfDay = serde_json::from_str(printed).unwrap();
            assert!(time.is_known(), "{printed}");
            assert_eq!(serde_json::to_value(&time).unwrap(), written, "{printed}");
        }
    }

    #[test]
    fn what_is_no_time_is_kept_as_it_came() {
        for (printed, kept) in [
            (r#""2400""#, "2400"),
            (r#""0960""#, "0960"),
            (r#""9""#, "9"),
            (r#""noon""#, "noon"),
            (r#""04:00:30""#, "04:00:30"),
            (r#""+400""#, "+400"),
            (r#""""#, ""),
            ("2460", "2460"),
            ("70000", "70000"),
            ("-1", "-1"),
        ] {
            let time: TimeOfDay = serde_json::from_str(printed).unwrap();
            assert_eq!((time.hour(), time.minute()), (None, None), "{printed}");
            assert_eq!(serde_json::to_value(&time).unwrap(), kept);
            assert!(kept.parse::<TimeOfDay>().is_err());
        }
        assert!(serde_json::from_str::<TimeOfDay>("[4, 0]").is_err());
        assert_eq!(TimeOfDay::new(24, 0), None);
        assert_eq!(TimeOfDay::new(0, 60), None);
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        for text in ["2026-12-24", "2024-02-29", "2000-02-29", "0001-01-01"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            let (year, month, day) = (date.year().unwrap(), date.month().unwrap(), date.day());
            assert_eq!(Date::new(year, month, day.unwrap()), Some(date));
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-1-1",
            "24.12.2026",
            "2026-12-24T00:00",
            "",
            "+026-12-24",
        ] {
            let date: Date = serde_json::from_value(text.into()).unwrap();
            assert!(!date.is_known(), "{text}");
            assert_eq!(serde_json::to_value(&date).unwrap(), text);
            assert!(text.parse::<Date>().is_err());
        }
    }

    #[test]
    fn numbers_make_times_and_dates() {
        assert_eq!(TimeOfDay::from((9, 30)), TimeOfDay::from("0930"));
        assert_eq!(Date::from((2026, 12, 24)), Date::from("2026-12-24"));
        for (hour, minute) in [(24, 0), (9, 60), (25, 99), (200, 200)] {
            let wrong = TimeOfDay::from((hour, minute));
            assert!(!wrong.is_known(), "{wrong}");
        }
        assert!(!Date::from((2026, 2, 29)).is_known());
    }

    #[test]
    fn times_and_dates_compare_by_what_they_mean() {
        let time = |text: &str| TimeOfDay::from(text);
        assert!(time("0959") < time("10:00"));
        assert_eq!(time("0930"), time("09:30"));
        assert!(Date::from("2026-02-01") < Date::from("2026-11-30"));
    }
}
