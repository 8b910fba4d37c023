//! A phone number and its settings.

use crate::answer::Answer;
use crate::client::{Client, Versioned};
use crate::confirmed::{self, Doubt};
use crate::errors::{Error, InvalidRequest, Sent, ServerError, UnreadableAnswer};
use crate::generated::types::{PhoneNumberSettingsResponse, SettingsUpdate, SettingsUpdateResult};
use crate::runtime::CallOptions;
use crate::validate::{Checks, Validate};

/// The longest identifier that is sent, in digits. The vendor's have 15 to 17.
const MAX_ID: usize = 32;

/// A business phone number.
#[derive(Clone, Debug)]
pub struct PhoneNumber {
    client: Client,
    id: String,
}

impl PhoneNumber {
    pub(crate) fn new(client: Client, id: String) -> Self {
        Self { client, id }
    }

    /// The identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The settings of this number.
    pub fn settings(&self) -> Settings {
        Settings {
            number: self.clone(),
            include_sip_credentials: false,
            api_version: None,
            fields: None,
            options: CallOptions::new(),
            checks: Checks::default(),
        }
    }
}

/// The settings of a phone number: read them with [`get`](Self::get), change one feature with
/// [`update`](Self::update).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `get` or `update`"]
pub struct Settings {
    number: PhoneNumber,
    include_sip_credentials: bool,
    api_version: Option<String>,
    fields: Option<String>,
    options: CallOptions,
    checks: Checks,
}

impl Settings {
    /// The API version of these calls, such as `v26.0`, in place of the client's.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Whether [`get`](Self::get) asks for the SIP passwords. The token needs a further permission for it.
    pub fn include_sip_credentials(mut self, include: bool) -> Self {
        self.include_sip_credentials = include;
        self
    }

    /// Which settings [`get`](Self::get) asks for, by their names at the top of the response, such as `calling`. All of
    /// them without it.
    pub fn fields<F: AsRef<str>>(mut self, names: impl IntoIterator<Item = F>) -> Self {
        let mut fields = String::new();
        for name in names {
            if !fields.is_empty() {
                fields.push(',');
            }
            fields.push_str(name.as_ref());
        }
        self.fields = Some(fields);
        self
    }

    /// What these calls do differently from their client: deadline, retries, headers and query parameters of your own.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// [`update`](Self::update) sends values that this crate does not list, and those that stand in responses only.
    pub fn allow_unlisted_values(mut self) -> Self {
        self.checks = Checks::allowing_unlisted();
        self
    }

    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// See [`Error`]; what is retried says [`RetryPolicy`](crate::RetryPolicy).
    pub async fn get(&self) -> Result<Answer<PhoneNumberSettingsResponse>, Error> {
        self.check_id()?;
        let Versioned { generated, version } = self.operations()?;
        let mut call = generated
            .get_phone_number_settings()
            .phone_number_id(self.number.id.as_str())
            .options(self.options.clone());
        if self.include_sip_credentials {
            call = call.include_sip_credentials(true);
        }
        if let Some(fields) = &self.fields {
            call = call.fields(fields.as_str());
        }
        let response = call.send().await;
        let answer = Answer::new(
            response.map_err(|error| Error::of(error, &version))?,
            &version,
        );
        match confirmed::settings(raw(&answer), &answer) {
            Ok(()) => Ok(answer),
            Err(doubt) => Err(doubtful(&answer, doubt, false)),
        }
    }

    /// Changes one feature. The request is checked against the limits that the vendor states before anything
    /// is sent. A change may take up to 7 days to reach every phone, says the vendor.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when a limit is broken, else see [`Error`]; what is retried says
    /// [`RetryPolicy`](crate::RetryPolicy).
    pub async fn update(
        &self,
        update: impl Into<SettingsUpdate>,
    ) -> Result<Answer<SettingsUpdateResult>, Error> {
        let update = update.into();
        self.check_id()?;
        update.validate_with(self.checks)?;
        for warning in update.warnings() {
            tracing::warn!(field = warning.field(), "{}", warning.rule());
        }
        let Versioned { generated, version } = self.operations()?;
        let call = generated
            .update_phone_number_settings()
            .phone_number_id(self.number.id.as_str())
            .options(self.options.clone())
            .body(update);
        let response = call.send().await;
        let answer = Answer::new(
            response.map_err(|error| Error::of(error, &version))?,
            &version,
        );
        match confirmed::update(&answer) {
            Ok(()) => Ok(answer),
            Err(doubt) => Err(doubtful(&answer, doubt, true)),
        }
    }

    fn operations(&self) -> Result<Versioned, Error> {
        Ok(self.number.client.at(self.api_version.as_deref())?)
    }

    fn check_id(&self) -> Result<(), InvalidRequest> {
        let id = &self.number.id;
        if id.is_empty() || id.len() > MAX_ID || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidRequest::new(
                "phone_number_id",
                format!("has to be 1 to {MAX_ID} digits"),
            ));
        }
        Ok(())
    }
}

/// The body as it came.
fn raw<T>(answer: &Answer<T>) -> &[u8] {
    answer.response().raw().map_or(&[], |raw| raw)
}

/// The error of a success that says something else.
fn doubtful<T>(answer: &Answer<T>, doubt: Doubt, update: bool) -> Error {
    let info = answer.info();
    match doubt {
        Doubt::Refused => Error::Server(Box::new(ServerError::refused(info, answer.attempts()))),
        Doubt::Foreign(path, reason) => Error::Decode(Box::new(UnreadableAnswer {
            answer: info.clone(),
            path: path.to_owned(),
            reason: reason.to_owned(),
            sent: Sent {
                attempts: answer.attempts(),
                applied: update,
                retryable: false,
            },
        })),
    }
}
