//! `client!`: the client of a document, and its builder.

/// Writes a document's client: its servers, and a method of the builder for each of its security schemes.
///
/// ```text
/// client! {
///     /// Client for the pet store.
///     "Pets" "1.0.0"
///     servers {
///         /// The production server.
///         Production = "https://{region}.pets.example" { "region" = "eu" ["eu", "us"], },
///     }
///     credentials {
///         /// The token that the store gives out.
///         bearer(Bearer) = "bearerAuth",
///         api_key(ApiKey Header "X-Key") = "key",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_client {
    (
        $(#[$meta:meta])*
        $title:literal $version:literal
        $(servers {
            $(
                $(#[$server_meta:meta])*
                $server:ident = $url:literal {
                    $($variable:literal = $default:literal [$($value:literal),*],)*
                },
            )+
        })?
        credentials {
            $(
                $(#[$scheme_meta:meta])*
                $credential:ident($kind:ident $($place:ident $key:literal)?) = $scheme:literal,
            )*
        }
    ) => {
        $(
            /// The servers of the document; the first one is the default.
            #[derive(Clone, Copy, Debug, Eq, PartialEq)]
            #[non_exhaustive]
            pub enum Server {
                $(
                    $(#[$server_meta])*
                    #[doc = ""]
                    #[doc = ::std::concat!("`", $url, "`")]
                    $server,
                )+
            }

            impl ClientBuilder {
                /// The server that is called. Variables of its address are set by
                /// [`server_variable`](Self::server_variable).
                pub fn server(self, server: Server) -> Self {
                    Self { runtime: self.runtime.server(server as usize) }
                }
            }
        )?

        /// What the document says of the API as a whole.
        pub static API: crate::runtime::Api = crate::runtime::Api {
            title: $title,
            version: $version,
            servers: &[$($(
                crate::runtime::Server {
                    url: $url,
                    description: "",
                    variables: &[$(
                        crate::runtime::ServerVariable {
                            name: $variable, default: $default, values: &[$($value),*],
                        },
                    )*],
                },
            )+)?],
            schemes: &[$(
                crate::runtime::Scheme {
                    name: $scheme,
                    kind: crate::runtime::scheme_kind!($kind $($place $key)?),
                },
            )*],
            user_agent: ::std::concat!(::std::env!("CARGO_PKG_NAME"), "/", ::std::env!("CARGO_PKG_VERSION")),
        };

        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct Client {
            runtime: crate::runtime::Client,
        }

        impl Client {
            /// Begins a client.
            pub fn builder() -> ClientBuilder {
                ClientBuilder { runtime: crate::runtime::Client::builder(&API) }
            }

            /// The client without the document's operations, for requests that the document does not have: they have the
            /// same credentials, deadline, retries and errors.
            pub fn runtime(&self) -> &crate::runtime::Client {
                &self.runtime
            }
        }

        impl ::std::convert::From<crate::runtime::Client> for Client {
            fn from(runtime: crate::runtime::Client) -> Self {
                Self { runtime }
            }
        }

        /// Configures a [`Client`].
        #[derive(Debug)]
        #[must_use = "a builder does nothing until `build`"]
        pub struct ClientBuilder {
            runtime: crate::runtime::ClientBuilder,
        }

        impl ClientBuilder {
            $(crate::runtime::credential! { $(#[$scheme_meta])* $credential $kind $scheme })*

            crate::runtime::client_settings!();

            /// The client.
            ///
            /// # Errors
            ///
            /// A part of the configuration that cannot work; nothing is sent to find out.
            pub fn build(self) -> ::std::result::Result<Client, crate::runtime::ConfigError> {
                ::std::result::Result::Ok(Client { runtime: self.runtime.build()? })
            }
        }
    };
}

/// What a security scheme asks for.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_scheme_kind {
    (ApiKey $place:ident $key:literal) => {
        crate::runtime::SchemeKind::ApiKey {
            place: crate::runtime::Place::$place,
            name: $key,
        }
    };
    ($kind:ident) => {
        crate::runtime::SchemeKind::$kind
    };
}

/// The method of a builder that takes the credential of a security scheme.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_credential {
    ($(#[$meta:meta])* $method:ident Basic $scheme:literal) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = "A user name and a password."]
        pub fn $method(
            self,
            user: impl ::std::convert::Into<::std::string::String>,
            password: impl ::std::convert::Into<crate::runtime::Secret>,
        ) -> Self {
            let credential = crate::runtime::Credential::basic(user, password);
            Self { runtime: self.runtime.credential($scheme, credential) }
        }
    };
    ($(#[$meta:meta])* $method:ident ApiKey $scheme:literal) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = "A key."]
        pub fn $method(self, key: impl ::std::convert::Into<crate::runtime::Secret>) -> Self {
            let credential = crate::runtime::Credential::api_key(key);
            Self { runtime: self.runtime.credential($scheme, credential) }
        }
    };
    ($(#[$meta:meta])* $method:ident $kind:ident $scheme:literal) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = "A token, or a [`TokenSource`](crate::runtime::TokenSource) that provides one."]
        pub fn $method(self, token: impl ::std::convert::Into<crate::runtime::TokenSource>) -> Self {
            let credential = crate::runtime::Credential::bearer(token);
            Self { runtime: self.runtime.credential($scheme, credential) }
        }
    };
}

/// What every builder has, whatever its document says.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_client_settings {
    () => {
        /// The value of a variable in the server's address.
        pub fn server_variable(
            self,
            name: impl ::std::convert::Into<::std::string::String>,
            value: impl ::std::convert::Into<::std::string::String>,
        ) -> Self {
            Self {
                runtime: self.runtime.server_variable(name, value),
            }
        }

        /// An address in place of the document's servers. Plain `http` is for loopback alone, since credentials travel with
        /// requests.
        pub fn base_address(
            self,
            address: impl ::std::convert::Into<::std::string::String>,
        ) -> Self {
            Self {
                runtime: self.runtime.base_address(address),
            }
        }

        /// The time for a whole call: credentials, attempts, waits, and the body of the response.
        pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
            Self {
                runtime: self.runtime.timeout(timeout),
            }
        }

        /// The time to connect.
        pub fn connect_timeout(self, timeout: ::std::time::Duration) -> Self {
            Self {
                runtime: self.runtime.connect_timeout(timeout),
            }
        }

        /// How calls are retried.
        pub fn retry(self, retry: crate::runtime::RetryPolicy) -> Self {
            Self {
                runtime: self.runtime.retry(retry),
            }
        }

        /// The largest body that is read into memory, in bytes. Streams have no bound.
        pub fn max_body(self, bytes: usize) -> Self {
            Self {
                runtime: self.runtime.max_body(bytes),
            }
        }

        /// A header of every request.
        pub fn default_header(self, name: &str, value: &str) -> Self {
            Self {
                runtime: self.runtime.default_header(name, value),
            }
        }

        /// What the `User-Agent` header begins with; the crate's own name and version follow.
        pub fn user_agent(self, name: &str) -> Self {
            Self {
                runtime: self.runtime.user_agent(name),
            }
        }

        /// An HTTP client of your own, for proxies and certificates.
        pub fn http_client(self, client: ::reqwest::Client) -> Self {
            Self {
                runtime: self.runtime.http_client(client),
            }
        }

        /// Sees every request and response.
        pub fn hooks(self, hooks: ::std::sync::Arc<dyn crate::runtime::Hooks>) -> Self {
            Self {
                runtime: self.runtime.hooks(hooks),
            }
        }

        /// Responses without a server, for tests.
        #[cfg(feature = "mock")]
        pub fn mock(self, mock: &crate::runtime::mock::Mock) -> Self {
            Self {
                runtime: self.runtime.mock(mock),
            }
        }
    };
}

#[doc(hidden)]
pub use __client_runtime_client as client;
#[doc(hidden)]
pub use __client_runtime_client_settings as client_settings;
#[doc(hidden)]
pub use __client_runtime_credential as credential;
#[doc(hidden)]
pub use __client_runtime_scheme_kind as scheme_kind;
