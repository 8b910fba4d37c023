//! `operation!`: an operation as the document describes it, and the type of a call of it.

/// Writes an operation: the method of `Client`, and the type of its calls.
///
/// ```text
/// operation! {
///     /// Gets a pet.
///     pub fn get_pet -> GetPet = "getPet"
///     "GET" "/pets/{petId}"
///     parameters {
///         /// The pet's number.
///         pet_id: i64 = Path "petId" Simple required,
///     }
///     body required {
///         body: types::Pet = json "application/json",
///     }
///     success json types::Pet { json "200" "application/json", }
///     failure outcome GetPetFailure { json "404" "application/problem+json", empty "default" "", }
///     security [["bearerAuth"]]
///     servers []
/// }
/// ```
///
/// A stream that ends with an event, or a line, of its own says so: `events "200" "text/event-stream" until "[DONE]",`.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_operation {
    (
        $(#[$meta:meta])*
        pub fn $method:ident -> $builder:ident = $id:literal
        $verb:literal $path:literal
        parameters {
            $(
                $(#[$parameter_meta:meta])*
                $parameter:ident: $parameter_ty:ty = $place:ident $name:literal $style:ident $($flag:ident)*,
            )*
        }
        $(
            body $body_required:ident {
                $(
                    $body:ident: $body_ty:ty = $codec:ident $media_type:literal
                        $([$($property:literal { $($encoding:tt)* })*])?,
                )*
            }
        )?
        success $success_read:ident $success_ty:ty {
            $($success_codec:ident $success_status:literal $success_media:literal $(until $success_end:literal)?,)*
        }
        failure $failure_read:ident $failure_ty:ty {
            $($failure_codec:ident $failure_status:literal $failure_media:literal $(until $failure_end:literal)?,)*
        }
        security [$([$($scheme:literal),*]),*]
        servers [$($server:literal { $($variable:literal = $value:literal),* }),*]
    ) => {
        #[doc = ::std::concat!("A call of [`Client::", ::std::stringify!($method), "`].")]
        #[derive(Debug)]
        #[must_use = "a call does nothing until `send`"]
        pub struct $builder {
            call: crate::runtime::Call,
        }

        impl Client {
            $(#[$meta])*
            #[doc = ""]
            #[doc = ::std::concat!("Sends `", $verb, " ", $path, "`.")]
            pub fn $method(&self) -> $builder {
                $builder { call: self.runtime().call(&$builder::OPERATION) }
            }
        }

        const _: () = {
            #[allow(non_camel_case_types, dead_code)]
            enum ParameterAt { $($parameter,)* }
            #[allow(non_camel_case_types, dead_code)]
            enum BodyAt { $($($body,)*)? }

            impl $builder {
                /// The operation as the document describes it.
                pub const OPERATION: crate::runtime::Operation = crate::runtime::Operation {
                    id: $id,
                    method: $verb,
                    path: $path,
                    parameters: &[
                        $(
                            crate::runtime::Parameter::new(
                                $name,
                                crate::runtime::Place::$place,
                                crate::runtime::Style::$style,
                            )$(.$flag())*,
                        )*
                    ],
                    body: &[
                        $($(
                            crate::runtime::BodyFormat::$codec($media_type)
                                $(.encoding(&[$(crate::runtime::PartEncoding::new($property)$($encoding)*),*]))?,
                        )*)?
                    ],
                    body_required: crate::runtime::body_required!($($body_required)?),
                    responses: &[
                        $(crate::runtime::ResponseFormat::$success_codec($success_status, $success_media)$(.until($success_end))?,)*
                        $(crate::runtime::ResponseFormat::$failure_codec($failure_status, $failure_media)$(.until($failure_end))?,)*
                    ],
                    security: &[$(&[$($scheme),*]),*],
                    servers: &[$(
                        crate::runtime::Server {
                            url: $server,
                            description: "",
                            variables: &[$(
                                crate::runtime::ServerVariable { name: $variable, default: $value, values: &[] },
                            )*],
                        },
                    )*],
                };

                $(
                    $(#[$parameter_meta])*
                    pub fn $parameter(mut self, value: impl ::std::convert::TryInto<$parameter_ty, Error: ::std::fmt::Display>) -> Self {
                        self.call.parameter::<$parameter_ty>(ParameterAt::$parameter as usize, value);
                        self
                    }
                )*
                $($(
                    crate::runtime::body_setter!($codec $body $body_ty, BodyAt);
                )*)?

                /// What holds for this call alone: deadline, retries, headers and query parameters of your own.
                pub fn options(mut self, options: crate::runtime::CallOptions) -> Self {
                    self.call.options(options);
                    self
                }

                /// Sends the request.
                ///
                /// # Errors
                ///
                /// What keeps it from being sent, what keeps a response from coming, and every response that is a failure.
                pub async fn send(
                    self,
                ) -> ::std::result::Result<
                    crate::runtime::Response<<Self as crate::runtime::Responses>::Success>,
                    crate::runtime::Error<<Self as crate::runtime::Responses>::Failure>,
                > {
                    self.call.send::<Self>().await
                }

                /// [`send`](Self::send) for programs without an async runtime.
                ///
                /// # Errors
                ///
                /// What `send` refuses.
                #[cfg(feature = "blocking")]
                pub fn send_blocking(
                    self,
                ) -> ::std::result::Result<
                    crate::runtime::Response<<Self as crate::runtime::Responses>::Success>,
                    crate::runtime::Error<<Self as crate::runtime::Responses>::Failure>,
                > {
                    crate::runtime::blocking::wait(self.call.send::<Self>())
                }

                /// Sends the request, and gives the response as it comes, whatever its status.
                ///
                /// # Errors
                ///
                /// What keeps the request from being sent, or a response from coming.
                pub async fn send_raw(
                    self,
                ) -> ::std::result::Result<crate::runtime::RawResponse, crate::runtime::Error> {
                    self.call.send_raw().await
                }
            }

            impl crate::runtime::Described for $builder {
                const OPERATION: crate::runtime::Operation = $builder::OPERATION;
            }

            impl crate::runtime::Responses for $builder {
                type Success = $success_ty;
                type Failure = $failure_ty;
                fn success(
                    index: usize,
                    received: crate::runtime::Received,
                ) -> ::std::result::Result<$success_ty, crate::runtime::DecodeFailure> {
                    crate::runtime::received!($success_read $success_ty, index, received)
                }
                fn failure(
                    index: usize,
                    received: crate::runtime::Received,
                ) -> ::std::result::Result<$failure_ty, crate::runtime::DecodeFailure> {
                    let successes: &[&str] = &[$($success_status),*];
                    let failures: &[&str] = &[$($failure_status),*];
                    let index = crate::runtime::failure_index(index, successes.len(), failures.len());
                    crate::runtime::received!($failure_read $failure_ty, index, received)
                }
            }
        };
    };
}

/// Writes the enum of what a call ends in, where the document has a type for each status or media type.
///
/// ```text
/// outcome! {
///     /// What a success of [`Client::get_pet`] is.
///     pub enum GetPetSuccess {
///         Ok(types::Pet) json,
///         NoContent empty,
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_outcome {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($variant:ident $(($ty:ty))? $codec:ident,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[allow(missing_docs)]
                $variant $(($ty))?,
            )*
        }

        impl crate::runtime::Outcome for $name {
            fn from_received(
                index: usize,
                received: crate::runtime::Received,
            ) -> ::std::result::Result<Self, crate::runtime::DecodeFailure> {
                enum At { $($variant,)* }
                $(
                    if index == At::$variant as usize {
                        return crate::runtime::outcome_variant!($codec $name $variant received $(($ty))?);
                    }
                )*
                ::std::result::Result::Err(crate::runtime::Undecoded::new(".", "the document has no response with this status"))
            }
        }
    };
}

/// One variant of an outcome.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_outcome_variant {
    (empty $name:ident $variant:ident $received:ident) => {{
        $received.empty();
        ::std::result::Result::Ok($name::$variant)
    }};
    (bytes $name:ident $variant:ident $received:ident ($ty:ty)) => {
        ::std::result::Result::Ok($name::$variant($received.bytes()))
    };
    (events $name:ident $variant:ident $received:ident ($ty:ty)) => {
        ::std::result::Result::Ok($name::$variant($received.events()))
    };
    (lines $name:ident $variant:ident $received:ident ($ty:ty)) => {
        ::std::result::Result::Ok($name::$variant($received.lines()))
    };
    ($codec:ident $name:ident $variant:ident $received:ident ($ty:ty)) => {
        $received.$codec().map($name::$variant)
    };
}

/// A response's body as its type.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_received {
    (outcome $ty:ty, $index:ident, $received:ident) => {
        <$ty as crate::runtime::Outcome>::from_received($index, $received)
    };
    (json $ty:ty, $index:ident, $received:ident) => {{
        let _ = $index;
        $received.json()
    }};
    (text $ty:ty, $index:ident, $received:ident) => {{
        let _ = $index;
        $received.text()
    }};
    // The others cannot fail.
    ($codec:ident $ty:ty, $index:ident, $received:ident) => {{
        let _ = $index;
        ::std::result::Result::Ok($received.$codec())
    }};
}

/// Whether a body has to be given.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_body_required {
    () => {
        false
    };
    (optional) => {
        false
    };
    (required) => {
        true
    };
}

/// The setter of a form of the body.
#[doc(hidden)]
#[macro_export]
#[allow(clippy::crate_in_macro_def)]
macro_rules! __client_runtime_body_setter {
    (bytes $body:ident $ty:ty, $at:ident) => {
        /// The request's body.
        pub fn $body(mut self, value: impl ::std::convert::Into<$ty>) -> Self {
            self.call.body_bytes($at::$body as usize, value);
            self
        }
    };
    ($codec:ident $body:ident $ty:ty, $at:ident) => {
        /// The request's body.
        pub fn $body(
            mut self,
            value: impl ::std::convert::TryInto<$ty, Error: ::std::fmt::Display>,
        ) -> Self {
            self.call.body::<$ty>($at::$body as usize, value);
            self
        }
    };
}

#[doc(hidden)]
pub use __client_runtime_body_required as body_required;
#[doc(hidden)]
pub use __client_runtime_body_setter as body_setter;
#[doc(hidden)]
pub use __client_runtime_operation as operation;
#[doc(hidden)]
pub use __client_runtime_outcome as outcome;
#[doc(hidden)]
pub use __client_runtime_outcome_variant as outcome_variant;
#[doc(hidden)]
pub use __client_runtime_received as received;
