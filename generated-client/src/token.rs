//! Access tokens.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::errors::ConfigError;
use crate::runtime::Secret;

/// An access token. It never shows in `Debug`, and its memory is wiped on drop.
///
/// A client takes one that stays the same as it is, and those that change from a [`TokenSource`](crate::TokenSource):
///
/// ```
/// use generated_client::{AccessToken, Client, TokenSource};
///
/// // Asked before every attempt; `TokenSource::refreshing` is asked when a token was refused.
/// let tokens = TokenSource::each_attempt(async || AccessToken::from_file("/run/secrets/token"));
/// let client = Client::builder(tokens).build()?;
/// # Ok::<(), generated_client::ConfigError>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Takes `token`, without the word `Bearer`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Token`] when the token is empty, or holds what an HTTP header cannot carry: a space, a
    /// line break, a character outside of ASCII. The message does not show the token.
    pub fn new(token: impl Into<String>) -> Result<Self, ConfigError> {
        // Taken as a secret at once, so that it is wiped when it is refused, too.
        let token = Secret::new(token);
        let text = token.expose();
        if text.is_empty() {
            return Err(ConfigError::Token("it is empty"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConfigError::Token(
                "it holds a space, a line break, or a character outside of ASCII",
            ));
        }
        Ok(Self(token))
    }

    /// Reads the token from the environment variable `name`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::TokenVariable`] when the variable is not set or not text, else as [`new`](Self::new).
    pub fn from_env(name: &str) -> Result<Self, ConfigError> {
        let token = std::env::var(name).map_err(|_| ConfigError::TokenVariable(name.to_owned()))?;
        Self::new(token)
    }

    /// Reads the token from a file that holds nothing else: a secret as container platforms mount it. Spaces and line
    /// breaks around it do not count.
    ///
    /// # Errors
    ///
    /// [`ConfigError::TokenFile`] when the file cannot be read, or holds no token.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let refuse = |reason: String| ConfigError::TokenFile {
            path: path.display().to_string(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        let text = Secret::new(text);
        Self::new(text.expose().trim()).map_err(|error| refuse(error.to_string()))
    }
}

impl FromStr for AccessToken {
    type Err = ConfigError;

    /// As [`AccessToken::new`].
    fn from_str(token: &str) -> Result<Self, ConfigError> {
        Self::new(token)
    }
}

impl TryFrom<String> for AccessToken {
    type Error = ConfigError;

    /// As [`AccessToken::new`].
    fn try_from(token: String) -> Result<Self, ConfigError> {
        Self::new(token)
    }
}

impl TryFrom<&str> for AccessToken {
    type Error = ConfigError;

    /// As [`AccessToken::new`].
    fn try_from(token: &str) -> Result<Self, ConfigError> {
        Self::new(token)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken([REDACTED])")
    }
}

impl From<AccessToken> for Secret {
    fn from(token: AccessToken) -> Self {
        token.0
    }
}
