//! Identifiers that the vendor prints as strings and as numbers.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::runtime::Text;

/// An identifier: a text, whatever way the server printed it.
macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(Text);

        impl $name {
            /// Takes the identifier.
            pub fn new(id: impl Into<String>) -> Self {
                Self(Text::new(id))
            }

            /// The identifier.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id.into())
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(id.into())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Text::deserialize(deserializer).map(Self)
            }
        }
    };
}

identifier! {
    /// Identifier of a Meta app. The server prints it as a string or as a number; it is written as a string.
    AppId
}

identifier! {
    /// Identifier of an uploaded media file. The server prints it as a string or as a number; it is sent as a number,
    /// unless it is none.
    MediaId
}

impl Serialize for AppId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for MediaId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only what comes back as the same digits: a number has no leading zero.
        match self.as_str().parse::<u64>() {
            Ok(number) if number.to_string() == self.as_str() => serializer.serialize_u64(number),
            _ => self.0.serialize(serializer),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::{AppId, MediaId};

    #[test]
    fn an_identifier_is_read_in_both_forms_and_written_in_one() {
        for (printed, app, media) in [
            (json!("12345"), json!("12345"), json!(12345)),
            (json!(12345), json!("12345"), json!(12345)),
            (json!("0123"), json!("0123"), json!("0123")),
            (json!("a-1"), json!("a-1"), json!("a-1")),
            (
                json!(u64::MAX),
                json!(u64::MAX.to_string()),
                json!(u64::MAX),
            ),
        ] {
            let id: AppId = serde_json::from_value(printed.clone()).unwrap();
            assert_eq!(serde_json::to_value(&id).unwrap(), app);
            let id: MediaId = serde_json::from_value(printed).unwrap();
            assert_eq!(serde_json::to_value(&id).unwrap(), media);
        }
        assert_eq!(AppId::from(7), "7");
        assert_eq!(AppId::from("7").to_string(), "7");
        assert!(serde_json::from_value::<AppId>(Value::Null).is_err());
    }
}
