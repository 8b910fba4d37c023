//! An integer that some vendors print as a string.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// An integer that a server may also print as a string of digits. It is written as a number.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Integer(pub i64);

impl Integer {
    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<i64> for Integer {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<i32> for Integer {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<u32> for Integer {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl From<u16> for Integer {
    fn from(number: u16) -> Self {
        Self(number.into())
    }
}

impl From<Integer> for i64 {
    fn from(number: Integer) -> Self {
        number.0
    }
}

impl FromStr for Integer {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse().map(Self)
    }
}

impl PartialEq<i64> for Integer {
    fn eq(&self, other: &i64) -> bool {
        self.0 == *other
    }
}

impl PartialOrd<i64> for Integer {
    fn partial_cmp(&self, other: &i64) -> Option<std::cmp::Ordering> {
        self.0.partial_cmp(other)
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntegerVisitor)
    }
}

struct IntegerVisitor;

impl IntegerVisitor {
    /// serde's own message would quote the value.
    fn refuse<E: Error>() -> E {
        E::custom("not an integer, expected an integer, or a string of digits")
    }
}

impl Visitor<'_> for IntegerVisitor {
    type Value = Integer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or a string of digits")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Integer, E> {
        Ok(Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Integer, E> {
        number.try_into().map(Integer).map_err(|_| Self::refuse())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Integer, E> {
        // Up to 2^53 a float without a fraction is exactly one integer.
        if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
            return Ok(Integer(number as i64));
        }
        Err(Self::refuse())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Integer, E> {
        text.parse().map_err(|_| Self::refuse())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Integer;

    #[test]
    fn an_integer_is_read_from_digits_and_written_as_a_number() {
        for printed in ["5061", r#""5061""#, r#"" 5061 ""#, "5061.0"] {
            let read: Integer = serde_json::from_str(printed).unwrap();
            assert_eq!(read, 5061, "{printed}");
            assert_eq!(serde_json::to_string(&read).unwrap(), "5061");
        }
        for wrong in [
            r#""50x""#,
            "5061.5",
            "18446744073709551615",
            "1e300",
            "null",
            "true",
        ] {
            let error = serde_json::from_str::<Integer>(wrong)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("expected an integer, or a string of digits"),
                "{error}"
            );
            assert!(!error.contains("50x"), "{error}");
        }
    }
}
