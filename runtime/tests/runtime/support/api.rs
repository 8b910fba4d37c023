//! A small document, as generated code would describe it.

use serde::{Deserialize, Serialize};

use crate::runtime::{
    Api, BodyCodec, BodyFormat, DecodeFailure, Operation, Parameter, Place, Received,
    ResponseCodec, ResponseFormat, Responses, Scheme, SchemeKind, Server, ServerVariable,
    StatusPattern, Style,
};

pub(crate) const API: Api = Api {
    title: "Pets",
    version: "1.0",
    servers: &[
        Server {
            url: "https://{region}.pets.example/v1",
            description: "",
            variables: &[ServerVariable {
                name: "region",
                default: "eu",
                values: &["eu", "us"],
            }],
        },
        Server {
            url: "/relative",
            description: "",
            variables: &[],
        },
    ],
    schemes: &[
        scheme("bearer", SchemeKind::Bearer),
        scheme("basic", SchemeKind::Basic),
        scheme("oauth", SchemeKind::OAuth2),
        scheme("header_key", key(Place::Header, "X-Api-Key")),
        scheme("query_key", key(Place::Query, "api_key")),
        scheme("cookie_key", key(Place::Cookie, "session")),
    ],
    user_agent: "pets-client/0.1",
};

const fn scheme(name: &'static str, kind: SchemeKind) -> Scheme {
    Scheme { name, kind }
}

const fn key(place: Place, name: &'static str) -> SchemeKind {
    SchemeKind::ApiKey { place, name }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Pet {
    pub(crate) name: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Problem {
    pub(crate) message: String,
}

pub(crate) const fn parameter(
    name: &'static str,
    place: Place,
    style: Style,
    explode: bool,
) -> Parameter {
    Parameter {
        name,
        place,
        style,
        explode,
        required: false,
        allow_reserved: false,
        json: false,
    }
}

pub(crate) const fn required(parameter: Parameter) -> Parameter {
    Parameter {
        required: true,
        ..parameter
    }
}

pub(crate) const fn body(media_type: &'static str, codec: BodyCodec) -> BodyFormat {
    BodyFormat {
        media_type,
        codec,
        encoding: &[],
    }
}

pub(crate) const fn answers(
    status: StatusPattern,
    media_type: &'static str,
    codec: ResponseCodec,
) -> ResponseFormat {
    ResponseFormat {
        status,
        media_type,
        codec,
        stream_end: "",
    }
}

const JSON: &[ResponseFormat] = &[
    answers(
        StatusPattern::Exactly(200),
        "application/json",
        ResponseCodec::Json,
    ),
    answers(
        StatusPattern::Default,
        "application/json",
        ResponseCodec::Json,
    ),
];

/// An operation without anything, for tests to change.
pub(crate) const PLAIN: Operation = Operation {
    id: "plain",
    method: "GET",
    path: "/plain",
    parameters: &[],
    body: &[],
    body_required: false,
    responses: JSON,
    security: &[&["bearer"]],
    servers: &[],
};

pub(crate) static GET_PET: Operation = Operation {
    id: "getPet",
    path: "/pets/{petId}",
    parameters: &[
        required(parameter("petId", Place::Path, Style::Simple, false)),
        parameter("fields", Place::Query, Style::Form, false),
    ],
    ..PLAIN
};

pub(crate) static ADD_PET: Operation = Operation {
    id: "addPet",
    method: "POST",
    path: "/pets",
    body: &[body("application/json", BodyCodec::Json)],
    body_required: true,
    ..PLAIN
};

/// What `operation!` would write for JSON on success and on failure.
pub(crate) struct Json<T>(std::marker::PhantomData<T>);

impl<T: serde::de::DeserializeOwned> Responses for Json<T> {
    type Success = T;
    type Failure = Problem;

    fn success(_: usize, received: Received) -> Result<T, DecodeFailure> {
        received.json()
    }

    fn failure(_: usize, received: Received) -> Result<Problem, DecodeFailure> {
        received.json()
    }
}
