//! Tokens, and where they come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::secret::Secret;

/// What a token provider may fail with. Its words are shown to users: they must not hold a token.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, TokenError>> + Send>>;

/// A token, and how long it is good for.
#[derive(Clone, Debug)]
pub struct Token {
    secret: Secret,
    expires: Option<Instant>,
}

impl Token {
    /// A token that is used until it is refused.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secret: secret.into(),
            expires: None,
        }
    }

    /// The token is not used after this time (`expires_in` of OAuth 2); leave some seconds for the way.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires = Instant::now().checked_add(time);
        self
    }

    fn is_fresh(&self) -> bool {
        self.expires.is_none_or(|end| Instant::now() < end)
    }
}

impl<T: Into<Secret>> From<T> for Token {
    fn from(secret: T) -> Self {
        Self::new(secret)
    }
}

/// Why a provider is asked.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    refused: Option<Secret>,
}

impl TokenRequest {
    /// The token that the server refused, if there was one: do not return it again.
    pub fn refused(&self) -> Option<&Secret> {
        self.refused.as_ref()
    }
}

/// A source of bearer tokens: a token, or a provider of them.
#[derive(Clone)]
pub struct TokenSource(Source);

#[derive(Clone)]
enum Source {
    Fixed(Secret),
    /// Asked before every attempt.
    EachAttempt(Arc<dyn Fn() -> Boxed<Token> + Send + Sync>),
    /// Asked when there is no token, when it has expired, and when it was refused.
    Refreshing(Arc<Refreshing>),
}

struct Refreshing {
    provide: Box<dyn Fn(TokenRequest) -> Boxed<Token> + Send + Sync>,
    /// Held while the provider is asked, so that one refresh serves all who wait.
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    refused: Option<Secret>,
}

impl TokenSource {
    /// A provider that is asked for a token when there is none, when it has expired and when the server refused it. One
    /// request serves all callers that wait for it.
    pub fn refreshing<P, F, T, E>(provide: P) -> Self
    where
        P: Fn(TokenRequest) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Token>,
        E: Into<TokenError>,
    {
        let provide = move |request| -> Boxed<Token> {
            let token = provide(request);
            Box::pin(async move { token.await.map(Into::into).map_err(Into::into) })
        };
        Self(Source::Refreshing(Arc::new(Refreshing {
            provide: Box::new(provide),
            held: Mutex::default(),
        })))
    }

    /// A provider that is asked before every attempt, and keeps its tokens itself.
    pub fn each_attempt<P, F, T, E>(provide: P) -> Self
    where
        P: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Token>,
        E: Into<TokenError>,
    {
        Self(Source::EachAttempt(Arc::new(move || {
            let token = provide();
            Box::pin(async move { token.await.map(Into::into).map_err(Into::into) })
        })))
    }

    /// The token of a source that has only one.
    pub(crate) fn fixed(&self) -> Option<&Secret> {
        match &self.0 {
            Source::Fixed(secret) => Some(secret),
            _ => None,
        }
    }

    /// The token for the next attempt.
    pub(crate) async fn token(&self) -> Result<Secret, TokenError> {
        match &self.0 {
            Source::Fixed(secret) => Ok(secret.clone()),
            Source::EachAttempt(provide) => Ok(provide().await?.secret),
            Source::Refreshing(source) => source.token().await,
        }
    }

    /// Says that the server refused `token`; whether another one may come of it.
    pub(crate) async fn refuse(&self, token: &Secret) -> bool {
        match &self.0 {
            Source::Fixed(_) => false,
            Source::EachAttempt(_) => false,
            Source::Refreshing(source) => {
                let mut held = source.held.lock().await;
                if held
                    .token
                    .as_ref()
                    .is_some_and(|held| held.secret == *token)
                {
                    held.token = None;
                    held.refused = Some(token.clone());
                }
                true
            }
        }
    }
}

impl Refreshing {
    async fn token(&self) -> Result<Secret, TokenError> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| token.is_fresh()) {
            return Ok(token.secret.clone());
        }
        let request = TokenRequest {
            refused: held.refused.clone(),
        };
        let token = (self.provide)(request).await?;
        let secret = token.secret.clone();
        held.token = Some(token);
        held.refused = None;
        Ok(secret)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::Fixed(_) => "TokenSource([REDACTED])",
            Source::EachAttempt(_) | Source::Refreshing(_) => "TokenSource(provider)",
        })
    }
}

impl<T: Into<Secret>> From<T> for TokenSource {
    fn from(token: T) -> Self {
        Self(Source::Fixed(token.into()))
    }
}
