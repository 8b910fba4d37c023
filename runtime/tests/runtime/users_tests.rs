//! What users write in their own tests, and in programs without an async runtime.

use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::runtime::blocking::Wait;
use crate::runtime::mock::{Mock, Reply};
use crate::runtime::{
    DecodeError, Error, InvalidRequest, Operation, Response, ServerError, TransportError,
    TransportKind,
};
use crate::support::api::{ADD_PET, GET_PET, Json, Pet, Problem};
use crate::support::server::{Server, json as reply};
use crate::support::{client, mocked};

#[tokio::test]
async fn a_mock_serves_by_operation_and_records() {
    let mock = Mock::new();
    mock.on(&GET_PET)
        .reply(Reply::status(503))
        .reply(Reply::json(200, &json!({"name": "Rex"})));
    mock.on(&ADD_PET).reply_with(|request| {
        let mut pet: Pet = request.json().unwrap();
        pet.name.push('!');
        Reply::json(200, &pet)
    });
    let client = mocked(&mock);
    let mut call = client.call(&GET_PET);
    call.parameter::<u8>(0, 7);
    let pet = call.send::<Json<Pet>>().await.unwrap();
    assert_eq!((pet.name.as_str(), pet.attempts()), ("Rex", 2));
    let mut call = client.call(&ADD_PET);
    call.body::<Pet>(0, Pet { name: "Ada".into() });
    assert_eq!(call.send::<Json<Pet>>().await.unwrap().name, "Ada!");
    assert_eq!(mock.requests().len(), 3);
    let recorded = &mock.requests_of(&GET_PET)[0];
    assert_eq!(
        (recorded.method().as_str(), recorded.path()),
        ("GET", "/pets/7")
    );
    assert!(recorded.header("authorization").is_some());
    assert_eq!(format!("{recorded:?}"), "GET /pets/7");
    // Failures below HTTP, and operations without a response.
    mock.on(&GET_PET)
        .reply(Reply::failure(TransportKind::Connect, "refused"));
    let unknown = client.call(&OTHER).send::<Json<Value>>().await.unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "request failed: the mock has no response for `other`"
    );
    assert_eq!(unknown.attempts(), 1);
}

static OTHER: Operation = Operation {
    id: "other",
    ..crate::support::api::PLAIN
};

#[test]
fn responses_and_errors_can_be_made() {
    let response = Response::new(StatusCode::OK, HeaderMap::new(), Pet { name: "Rex".into() });
    assert_eq!(response.name, "Rex");
    let problem = Problem {
        message: "no".into(),
    };
    let errors: Vec<Error<Problem>> = vec![
        Error::Server(Box::new(ServerError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Some(problem),
        ))),
        Error::Transport(Box::new(TransportError::new(
            TransportKind::Connect,
            "refused",
        ))),
        Error::Timeout(Box::new(TransportError::new(TransportKind::Deadline, "1s"))),
        Error::Decode(Box::new(DecodeError::new(
            StatusCode::OK,
            "a.b",
            "expected a string",
        ))),
        Error::Invalid(InvalidRequest::new("limit", "is too large")),
    ];
    let retryable: Vec<bool> = errors.iter().map(Error::is_retryable).collect();
    assert_eq!(retryable, [true, true, true, false, false]);
    assert_eq!(errors[0].body().unwrap().message, "no");
}

#[test]
fn a_program_without_a_runtime() {
    let server = Server::start([reply(200, r#"{"name":"Rex"}"#)]);
    let client = client(&server.address());
    let calls: Vec<_> = (0..4)
        .map(|number| {
            let mut call = client.call(&GET_PET);
            call.parameter::<u8>(0, number);
            std::thread::spawn(move || call.send::<Json<Pet>>().wait().unwrap().name.clone())
        })
        .collect();
    for call in calls {
        assert_eq!(call.join().unwrap(), "Rex");
    }
}
