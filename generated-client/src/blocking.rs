//! The same client for programs without an async runtime.
//!
//! ```no_run
//! use generated_client::{AccessToken, blocking::Client};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(generated_client::Client::builder(AccessToken::from_env("WHATSAPP_TOKEN")?).build()?)?;
//! let settings = client.phone_number("106540352242922").settings().get()?;
//! println!("{:?}", settings.calling);
//! # Ok(())
//! # }
//! ```

use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::answer::Answer;
use crate::errors::{ConfigError, Error};
use crate::generated::types::{PhoneNumberSettingsResponse, SettingsUpdate, SettingsUpdateResult};

/// A blocking client. It must not be used inside an async runtime.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Runtime>,
}

impl Client {
    /// Wraps `client`, with a runtime of its own on the calling thread.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Http`] when the system gives no resources for it.
    pub fn new(client: crate::Client) -> Result<Self, ConfigError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| ConfigError::Http(error.to_string()))?;
        Ok(Self {
            client,
            runtime: Arc::new(runtime),
        })
    }

    /// See [`crate::Client::phone_number`].
    pub fn phone_number(&self, id: impl Into<String>) -> PhoneNumber {
        PhoneNumber {
            number: self.client.phone_number(id),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

/// A business phone number.
#[derive(Clone, Debug)]
pub struct PhoneNumber {
    number: crate::PhoneNumber,
    runtime: Arc<Runtime>,
}

impl PhoneNumber {
    /// See [`crate::PhoneNumber::settings`].
    pub fn settings(&self) -> Settings {
        Settings {
            settings: self.number.settings(),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

/// The settings of a phone number.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `get` or `update`"]
pub struct Settings {
    settings: crate::Settings,
    runtime: Arc<Runtime>,
}

impl Settings {
    /// See [`crate::Settings::include_sip_credentials`].
    pub fn include_sip_credentials(mut self, include: bool) -> Self {
        self.settings = self.settings.include_sip_credentials(include);
        self
    }

    /// See [`crate::Settings::api_version`].
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.settings = self.settings.api_version(version);
        self
    }

    /// See [`crate::Settings::fields`].
    pub fn fields<F: AsRef<str>>(mut self, names: impl IntoIterator<Item = F>) -> Self {
        self.settings = self.settings.fields(names);
        self
    }

    /// See [`crate::Settings::allow_unlisted_values`].
    pub fn allow_unlisted_values(mut self) -> Self {
        self.settings = self.settings.allow_unlisted_values();
        self
    }

    /// See [`crate::Settings::get`].
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn get(&self) -> Result<Answer<PhoneNumberSettingsResponse>, Error> {
        self.runtime.block_on(self.settings.get())
    }

    /// See [`crate::Settings::update`].
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn update(
        &self,
        update: impl Into<SettingsUpdate>,
    ) -> Result<Answer<SettingsUpdateResult>, Error> {
        self.runtime.block_on(self.settings.update(update))
    }
}
