//! Credentials, and where an operation's `security` puts them.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::{Api, Place, Scheme, SchemeKind};
use super::error::{ConfigError, CredentialError};
use super::mask::Mask;
use super::parameter;
use super::secret::Secret;
use super::style::Escape;
use super::token::TokenSource;

/// A credential for one security scheme. It shows nowhere.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    Bearer(TokenSource),
    Basic { user: String, password: Secret },
    ApiKey(Secret),
}

impl Credential {
    /// A bearer token, or a provider of them.
    pub fn bearer(token: impl Into<TokenSource>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// A user name and password.
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Kind::Basic {
            user: user.into(),
            password: password.into(),
        })
    }

    /// A key in a header, query parameter or cookie, as the scheme says.
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self(Kind::ApiKey(key.into()))
    }

    /// What is wrong with it for `scheme`.
    pub(crate) fn check(&self, scheme: &Scheme) -> Result<(), ConfigError> {
        let refuse = |reason| {
            Err(ConfigError::Credential {
                scheme: scheme.name.to_owned(),
                reason,
            })
        };
        match (&self.0, scheme.kind) {
            (
                Kind::Bearer(source),
                SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect,
            ) => match source.fixed().map(token_fault) {
                Some(Some(reason)) => refuse(reason),
                _ => Ok(()),
            },
            (Kind::Basic { user, password }, SchemeKind::Basic) => {
                let control = |text: &str| text.chars().any(char::is_control);
                match user {
                    user if user.contains(':') => refuse("the user name holds a colon"),
                    user if control(user) || control(password.expose()) => {
                        refuse("it holds a control character")
                    }
                    _ => Ok(()),
                }
            }
            (Kind::ApiKey(key), SchemeKind::ApiKey { place, .. }) => match key.expose() {
                "" => refuse("it is empty"),
                key if place == Place::Header && parameter::header("x", key).is_err() => {
                    refuse("it holds what a header cannot carry")
                }
                _ => Ok(()),
            },
            _ => refuse("the scheme asks for another kind of credential"),
        }
    }
}

/// What is wrong with a token.
pub(crate) fn token_fault(token: &Secret) -> Option<&'static str> {
    match token.expose() {
        "" => Some("it is empty"),
        text if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Some("it holds a space, a line break, or a character outside of ASCII")
        }
        _ => None,
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Bearer(_) => "Bearer([REDACTED])",
            Kind::Basic { .. } => "Basic([REDACTED])",
            Kind::ApiKey(_) => "ApiKey([REDACTED])",
        })
    }
}

/// The credentials of a client, by the name of their scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(BTreeMap<&'static str, (Scheme, Credential)>);

/// What one attempt authenticates with, on its way into the request.
#[derive(Default)]
pub(crate) struct Applied {
    pub(crate) headers: HeaderMap,
    /// Escaped names and values.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) mask: Mask,
    /// The bearer tokens, with the sources to tell when they are refused.
    tokens: Vec<(TokenSource, Secret)>,
}

impl Credentials {
    pub(crate) fn set(
        &mut self,
        api: &Api,
        scheme: &str,
        credential: Credential,
    ) -> Result<(), ConfigError> {
        let known = api.schemes.iter().find(|known| known.name == scheme);
        let known = known.ok_or_else(|| ConfigError::Credential {
            scheme: scheme.to_owned(),
            reason: "the document has no such security scheme",
        })?;
        credential.check(known)?;
        self.0.insert(known.name, (*known, credential));
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The schemes of the first alternative of `security` for which there are credentials.
    ///
    /// # Errors
    ///
    /// The schemes that would do, when there are credentials for none of the alternatives.
    pub(crate) fn choose(
        &self,
        security: &'static [&'static [&'static str]],
    ) -> Result<&'static [&'static str], CredentialError> {
        let optional = security.is_empty() || security.iter().any(|needed| needed.is_empty());
        let has_all = |needed: &&&'static [&'static str]| {
            !needed.is_empty() && needed.iter().all(|name| self.0.contains_key(name))
        };
        match security.iter().find(has_all) {
            Some(needed) => Ok(needed),
            None if optional => Ok(&[]),
            None => {
                let ways: Vec<String> = security
                    .iter()
                    .map(|needed| needed.join(" with "))
                    .collect();
                Err(CredentialError::new(format!(
                    "no credential is set for this operation: it takes {}",
                    ways.join(", or ")
                )))
            }
        }
    }

    /// Every scheme for which there is a credential.
    pub(crate) fn all(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    /// The credentials of `schemes`, ready to send. Asks token providers.
    pub(crate) async fn apply(&self, schemes: &[&'static str]) -> Result<Applied, CredentialError> {
        let mut applied = Applied::default();
        for (scheme, credential) in schemes.iter().filter_map(|name| self.0.get(name)) {
            match (&credential.0, scheme.kind) {
                (Kind::Bearer(source), _) => {
                    let token = source.token().await.map_err(CredentialError::provider)?;
                    if let Some(fault) = token_fault(&token) {
                        let message = format!("the provider's token cannot be used: {fault}");
                        return Err(CredentialError::new(message));
                    }
                    let text = Secret::new(format!("Bearer {}", token.expose()));
                    applied.header(AUTHORIZATION, &text)?;
                    applied.mask.add(token.clone());
                    applied.tokens.push((source.clone(), token));
                }
                (Kind::Basic { user, password }, _) => {
                    let pair = Secret::new(format!("{user}:{}", password.expose()));
                    let encoded = Secret::new(STANDARD.encode(pair.expose()));
                    let text = Secret::new(format!("Basic {}", encoded.expose()));
                    applied.header(AUTHORIZATION, &text)?;
                    applied.mask.add(password.clone());
                    applied.mask.add(encoded);
                }
                (Kind::ApiKey(key), SchemeKind::ApiKey { place, name }) => {
                    applied.key(place, name, key)?;
                }
                (Kind::ApiKey(_), _) => {}
            }
        }
        Ok(applied)
    }
}

impl Applied {
    fn header(&mut self, name: HeaderName, value: &Secret) -> Result<(), CredentialError> {
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|_| CredentialError::new("the credential holds what a header cannot carry"))?;
        // HTTP libraries do not show it either.
        value.set_sensitive(true);
        match self.headers.insert(name.clone(), value) {
            None => Ok(()),
            // The document combines what HTTP cannot: one of them would be lost without a word.
            Some(_) => Err(CredentialError::new(format!(
                "the operation asks for two credentials in the one header `{name}`: set the credentials of another of its \
                 alternatives, or send one of the two by `CallOptions::header`"
            ))),
        }
    }

    fn key(&mut self, place: Place, name: &str, key: &Secret) -> Result<(), CredentialError> {
        self.mask.add(key.clone());
        let component = Escape::Component.apply(key.expose());
        match place {
            Place::Header => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    CredentialError::new(format!("`{name}` is not the name of a header"))
                })?;
                self.header(name, key)?;
            }
            Place::Cookie => {
                let cookie = Escape::Cookie.apply(key.expose());
                self.mask.add(Secret::new(cookie.clone()));
                self.cookies.push((name.to_owned(), cookie));
            }
            Place::Query | Place::Path => {
                self.mask.add(Secret::new(component.clone()));
                self.query.push((Escape::Component.apply(name), component));
            }
        }
        Ok(())
    }

    /// Tells the sources of bearer tokens that they were refused; whether another token may come of it.
    pub(crate) async fn refuse(&self) -> bool {
        let mut another = false;
        for (source, token) in &self.tokens {
            another |= source.refuse(token).await;
        }
        another
    }

    /// Whether `self` has the same tokens as `other`.
    pub(crate) fn same_tokens(&self, other: &[Secret]) -> bool {
        self.tokens.iter().map(|(_, token)| token).eq(other)
    }

    pub(crate) fn tokens(&self) -> Vec<Secret> {
        self.tokens.iter().map(|(_, token)| token.clone()).collect()
    }
}
