//! A phone number and its settings.

use std::future::Future;
use std::time::Duration;

use crate::answer::{Answer, AnswerInfo};
use crate::client::Client;
use crate::confirmed::{self, Doubt};
use crate::errors::{Error, InvalidRequest, ServerError, TransportError, UnreadableAnswer};
use crate::generated::types::{
    ErrorResponse, PhoneNumberSettingsResponse, SettingsUpdate, SettingsUpdateResult,
};
use crate::generated::{self, ResponseValue};
use crate::runtime;
use crate::transport::Record;
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
        self.call(Purpose::Read, |client| async move {
            let mut request = client
                .get_phone_number_settings()
                .phone_number_id(self.number.id.as_str());
            if self.include_sip_credentials {
                request = request.include_sip_credentials(true);
            }
            if let Some(fields) = &self.fields {
                request = request.fields(fields.as_str());
            }
            request.send().await
        })
        .await
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
        self.call(Purpose::Update, |client| {
            let update = update.clone();
            async move {
                client
                    .update_phone_number_settings()
                    .phone_number_id(self.number.id.as_str())
                    .body(update)
                    .send()
                    .await
            }
        })
        .await
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

    /// One call, with its retries.
    async fn call<T, Send, Sent>(&self, purpose: Purpose, send: Send) -> Result<Answer<T>, Error>
    where
        Send: Fn(generated::Client) -> Sent,
        Sent: Future<Output = Result<ResponseValue<T>, generated::Error<ErrorResponse>>>,
    {
        let client = &self.number.client;
        let generated = match &self.api_version {
            Some(version) => client.generated_for(version)?,
            None => client.generated.clone(),
        };
        let mut waits = client.retry.waits();
        let mut left = client.retry.total();
        loop {
            let error = match attempt(&generated, purpose, &send).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let wait = waits
                .next()
                .filter(|_| client.retry.retries(&error, purpose == Purpose::Update));
            let Some(wait) =
                wait.map(|wait| wait.max(error.retry_after().unwrap_or(Duration::ZERO)))
            else {
                return Err(error);
            };
            let Some(rest) = left.checked_sub(wait) else {
                return Err(error);
            };
            left = rest;
            tracing::debug!(wait_ms = wait.as_millis(), error = %error, "retry");
            tokio::time::sleep(wait).await;
        }
    }
}

/// What a call is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Purpose {
    Read,
    Update,
}

async fn attempt<T, Send, Sent>(
    client: &generated::Client,
    purpose: Purpose,
    send: &Send,
) -> Result<Answer<T>, Error>
where
    Send: Fn(generated::Client) -> Sent,
    Sent: Future<Output = Result<ResponseValue<T>, generated::Error<ErrorResponse>>>,
{
    let mut exchange = client.clone();
    exchange.inner = exchange.inner.for_one_exchange();
    let outcome = send(exchange.clone()).await;
    let record = exchange.inner.take_record();
    judge(outcome, record, purpose)
}

/// The façade's view of an exchange: what the record knows goes before what the generated code made of it.
fn judge<T>(
    outcome: Result<ResponseValue<T>, generated::Error<ErrorResponse>>,
    record: Record,
    purpose: Purpose,
) -> Result<Answer<T>, Error> {
    use runtime::Error as Generated;
    if let Some(error) = record.token_error {
        return Err(Error::Token(error));
    }
    if let Some(error) = record.server_error {
        return Err(Error::Server(Box::new(error)));
    }
    let unreadable = |answer, path: &str, reason: &str| {
        Error::Decode(Box::new(UnreadableAnswer {
            answer,
            path: path.to_owned(),
            reason: reason.to_owned(),
        }))
    };
    match (outcome, record.answer) {
        (_, Some(answer)) if record.too_large && answer.status().is_success() => {
            Err(unreadable(answer, ".", "it is larger than 4 MiB"))
        }
        (Ok(response), Some(answer)) => {
            let body = record.body.unwrap_or_default();
            let doubt = match purpose {
                Purpose::Read => confirmed::settings(&body),
                Purpose::Update => confirmed::update(&body),
            };
            match doubt {
                Ok(()) => Ok(Answer::new(response.into_inner(), answer)),
                Err(Doubt::Refused) => Err(Error::Server(Box::new(ServerError::refused(&answer)))),
                Err(Doubt::Foreign(path, reason)) => Err(unreadable(answer, path, reason)),
            }
        }
        (
            Err(Generated::CommunicationError(error) | Generated::ResponseBodyError(error)),
            answer,
        ) => Err(transport(error, answer)),
        (Err(Generated::InvalidResponsePayload(error)), Some(answer))
            if answer.status().is_success() =>
        {
            Err(unreadable(answer, error.path(), error.reason()))
        }
        // An error answer without an error in it: a proxy's page, or nothing at all.
        (Err(Generated::UnexpectedResponse(_)), Some(answer)) if answer.status().is_success() => {
            Err(unreadable(
                answer,
                ".",
                "the API documents no answer with this status",
            ))
        }
        (Err(_), Some(answer)) => Err(Error::Server(Box::new(ServerError::from_status(&answer)))),
        (Err(error), None) => Err(Error::Invalid(InvalidRequest::new(
            "request",
            error.to_string(),
        ))),
        (Ok(_), None) => Err(Error::Invalid(InvalidRequest::new(
            "request",
            "was not sent",
        ))),
    }
}

fn transport(error: reqwest::Error, answer: Option<AnswerInfo>) -> Error {
    let timeout = error.is_timeout();
    // The address holds the phone number's identifier, which is nobody's business in a log.
    let error = Box::new(TransportError {
        source: error.without_url(),
        answer,
    });
    if timeout {
        Error::Timeout(error)
    } else {
        Error::Transport(error)
    }
}
