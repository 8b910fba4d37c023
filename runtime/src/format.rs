//! Texts of a format: kept as they came, with typed access.
//!
//! Servers print dates without a zone, identifiers that are no UUIDs and addresses that are none. None of that may cost a
//! response, and what is read has to be written back unchanged. So a value of a format is its text; whoever needs the
//! meaning asks for it by [`Formatted::parse`].

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Deref;
use std::str::FromStr;
use std::time::SystemTime;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

mod moment;
mod uuid;

pub use self::moment::{CalendarDate, ClockTime, Moment};

/// What a text of a format means.
pub trait Format {
    /// The typed value.
    type Value;
    /// The format's name in a document.
    const NAME: &'static str;

    /// The value of `text`; `None` when it is not of the format.
    fn parse(text: &str) -> Option<Self::Value>;

    /// The text of a value.
    fn print(value: &Self::Value) -> String;
}

/// A text of the format `F`. Any string decodes, and is written as it came; equality, order and hash are those of the text.
pub struct Formatted<F> {
    text: Box<str>,
    format: PhantomData<fn() -> F>,
}

impl<F> Formatted<F> {
    /// Takes `text` as it is.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self {
            text: text.into(),
            format: PhantomData,
        }
    }

    /// The text as it came, or as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<F: Format> Formatted<F> {
    /// The text of a typed value.
    pub fn of(value: &F::Value) -> Self {
        Self::new(F::print(value))
    }

    /// What the text means.
    ///
    /// # Errors
    ///
    /// When the text is not of the format. Other libraries' types can be parsed from [`as_str`](Self::as_str).
    pub fn parse(&self) -> Result<F::Value, NotOfFormat> {
        F::parse(&self.text).ok_or(NotOfFormat { format: F::NAME })
    }
}

/// A text is not of its format. It does not show the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotOfFormat {
    format: &'static str,
}

impl fmt::Display for NotOfFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text is not of the format `{}`", self.format)
    }
}

impl std::error::Error for NotOfFormat {}

impl<F> Clone for Formatted<F> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<F> PartialEq for Formatted<F> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<F> Eq for Formatted<F> {}

impl<F> PartialEq<str> for Formatted<F> {
    fn eq(&self, other: &str) -> bool {
        *self.text == *other
    }
}

impl<F> PartialEq<&str> for Formatted<F> {
    fn eq(&self, other: &&str) -> bool {
        *self.text == **other
    }
}

impl<F> PartialOrd for Formatted<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F> Ord for Formatted<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<F> Hash for Formatted<F> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<F> fmt::Debug for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<F> fmt::Display for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<F> Deref for Formatted<F> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<F> AsRef<str> for Formatted<F> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<F> From<&str> for Formatted<F> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<F> From<String> for Formatted<F> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<F> From<Formatted<F>> for String {
    fn from(value: Formatted<F>) -> Self {
        value.text.into()
    }
}

impl<F> FromStr for Formatted<F> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl<F> Serialize for Formatted<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, F> Deserialize<'de> for Formatted<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<str>::deserialize(deserializer).map(Self::new)
    }
}

macro_rules! formats {
    ($($(#[$meta:meta])* $alias:ident = $format:ident $name:literal $value:ty: $parse:expr, $print:expr;)*) => {
        $(
            $(#[$meta])*
            pub type $alias = Formatted<$format>;

            #[doc = concat!("The format `", $name, "`.")]
            #[derive(Clone, Copy, Debug)]
            pub enum $format {}

            impl Format for $format {
                type Value = $value;
                const NAME: &'static str = $name;

                fn parse(text: &str) -> Option<$value> {
                    $parse(text)
                }

                fn print(value: &$value) -> String {
                    $print(value)
                }
            }

            impl From<$value> for Formatted<$format> {
                fn from(value: $value) -> Self {
                    Self::of(&value)
                }
            }
        )*
    };
}

formats! {
    /// A date and a time, as RFC 3339 prints them.
    DateTime = DateTimeFormat "date-time" Moment: Moment::parse, Moment::to_string;
    /// A date, such as `2026-01-31`.
    Date = DateFormat "date" CalendarDate: CalendarDate::parse, CalendarDate::to_string;
    /// A time of day, such as `08:30:00Z`.
    Time = TimeFormat "time" ClockTime: ClockTime::parse, ClockTime::to_string;
    /// A UUID; its value is the number of 128 bits.
    Uuid = UuidFormat "uuid" u128: uuid::parse, uuid::print;
    /// An IP address.
    Ip = IpFormat "ip" IpAddr: from_text, IpAddr::to_string;
    /// An IP address of version 4.
    Ipv4 = Ipv4Format "ipv4" Ipv4Addr: from_text, Ipv4Addr::to_string;
    /// An IP address of version 6.
    Ipv6 = Ipv6Format "ipv6" Ipv6Addr: from_text, Ipv6Addr::to_string;
}

fn from_text<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

impl From<SystemTime> for DateTime {
    /// In UTC.
    fn from(time: SystemTime) -> Self {
        Self::of(&Moment::from(time))
    }
}

impl From<Ipv4Addr> for Ip {
    fn from(address: Ipv4Addr) -> Self {
        Self::of(&address.into())
    }
}

impl From<Ipv6Addr> for Ip {
    fn from(address: Ipv6Addr) -> Self {
        Self::of(&address.into())
    }
}
