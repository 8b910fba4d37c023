//! What every request goes through: the token, the bound on answers, and the record of what came back.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{AUTHORIZATION, HeaderValue, InvalidHeaderValue, USER_AGENT};
use serde_json::Value;

use crate::answer::AnswerInfo;
use crate::errors::ServerError;
use crate::generated;
use crate::token::{AccessToken, TokenError, TokenProvider};

/// The largest answer that is read, in bytes. Settings take some ten thousand.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// What some gateways put before UTF-8; JSON knows no such thing.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What the generated client carries for its hooks.
#[derive(Clone)]
pub struct Transport {
    tokens: Arc<dyn TokenProvider>,
    version: Arc<str>,
    user_agent: HeaderValue,
    warned: Arc<AtomicBool>,
    record: Arc<Mutex<Record>>,
}

/// What one exchange left behind, for errors that the generated code cannot express.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) answer: Option<AnswerInfo>,
    /// The error that the body describes, whatever the status.
    pub(crate) server_error: Option<ServerError>,
    pub(crate) token_error: Option<TokenError>,
    pub(crate) too_large: bool,
    /// The body of a success, as far as it is JSON.
    pub(crate) body: Option<Value>,
}

impl Transport {
    pub(crate) fn new(
        tokens: Arc<dyn TokenProvider>,
        version: &str,
        user_agent: HeaderValue,
    ) -> Self {
        Self {
            tokens,
            version: version.into(),
            user_agent,
            warned: Arc::default(),
            record: Arc::default(),
        }
    }

    /// The same transport with a record of its own, for one exchange.
    pub(crate) fn for_one_exchange(&self) -> Self {
        Self {
            record: Arc::default(),
            ..self.clone()
        }
    }

    /// The same transport for another API version.
    pub(crate) fn for_version(&self, version: &str) -> Self {
        Self {
            version: version.into(),
            ..self.clone()
        }
    }

    pub(crate) fn take_record(&self) -> Record {
        std::mem::take(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn record(&self, change: impl FnOnce(&mut Record)) {
        change(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The server answers calls to an expired version with another one, and says so in a header alone.
    fn compare_versions(&self, answer: &AnswerInfo) {
        if answer.served_by_other_version() && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                requested = &*self.version,
                served = answer.served_version(),
                "the server answers with another API version than the one asked for; it may have expired"
            );
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl ClientHooks<Transport> for generated::Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        let transport = self.inner();
        let token = match transport.tokens.token().await {
            Ok(token) => token,
            Err(error) => {
                let text = error.to_string();
                transport.record(|record| record.token_error = Some(error));
                return Err(progenitor_client::Error::Custom(format!(
                    "no access token: {text}"
                )));
            }
        };
        request.headers_mut().insert(AUTHORIZATION, bearer(&token)?);
        let user_agent = transport.user_agent.clone();
        request.headers_mut().insert(USER_AGENT, user_agent);
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let transport = self.inner();
        let sent = request.headers().get(AUTHORIZATION).cloned();
        tracing::debug!(operation = info.operation_id, method = %request.method(), "request");
        let response = self.client().execute(request).await?;
        let answer = AnswerInfo::new(response.status(), response.headers(), &transport.version);
        tracing::debug!(
            operation = info.operation_id,
            status = answer.status().as_u16(),
            "answer"
        );
        transport.compare_versions(&answer);
        transport.record(|record| record.answer = Some(answer.clone()));
        let (head, mut body) = read(response, transport).await?;
        if body.starts_with(BYTE_ORDER_MARK) {
            body.drain(..BYTE_ORDER_MARK.len());
        }
        if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
            if value.get("error").is_some() {
                hide(&mut value, sent.as_ref());
                let error = ServerError::from_body(&value, &answer);
                transport.record(|record| record.server_error = error);
                // The generated operations decode and show this body, too.
                body = value.to_string().into_bytes();
            }
            transport.record(|record| record.body = Some(value));
        }
        Ok(head.map(|()| body).into())
    }
}

/// The whole body, up to the bound: what is beyond it is not read.
async fn read(
    mut response: reqwest::Response,
    transport: &Transport,
) -> reqwest::Result<(http::Response<()>, Vec<u8>)> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER {
            transport.record(|record| record.too_large = true);
            body.clear();
            break;
        }
        body.extend_from_slice(&chunk);
    }
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.headers_mut() = response.headers().clone();
    *head.version_mut() = response.version();
    Ok((head, body))
}

/// The header, marked so that HTTP libraries do not show it either.
fn bearer(token: &AccessToken) -> Result<HeaderValue, InvalidHeaderValue> {
    let text = crate::runtime::Secret::new(format!("Bearer {}", token.expose()));
    let mut value = HeaderValue::from_str(text.expose())?;
    value.set_sensitive(true);
    Ok(value)
}

/// The server quotes malformed tokens in its messages; errors must not.
fn hide(body: &mut Value, sent: Option<&HeaderValue>) {
    let token = sent
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return;
    };
    match body {
        Value::String(text) if text.contains(token) => *text = text.replace(token, "[REDACTED]"),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, sent)),
        Value::Object(map) => map.values_mut().for_each(|item| hide(item, sent)),
        _ => {}
    }
}
