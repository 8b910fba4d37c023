//! A call from end to end.

use crate::runtime::Error;
use crate::support::api::{ADD_PET, GET_PET, Json, Pet};
use crate::support::server::{Server, json};
use crate::support::{TOKEN, client};

#[tokio::test]
async fn a_read_with_parameters() {
    let server = Server::start([json(200, r#"{"name":"Rex"}"#)]);
    let mut call = client(&server.address()).call(&GET_PET);
    call.parameter::<&str>(0, "a/b");
    call.parameter::<Vec<&str>>(1, vec!["name", "tag,x"]);
    let pet = call.send::<Json<Pet>>().await.unwrap();
    assert_eq!(pet.name, "Rex");
    assert_eq!(pet.attempts(), 1);
    let request = &server.requests()[0];
    assert_eq!(request.path, "/pets/a%2Fb?fields=name,tag%2Cx");
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("pets-client/0.1"));
}

#[tokio::test]
async fn an_update_with_a_body() {
    let server = Server::start([json(200, r#"{"name":"Rex"}"#)]);
    let mut call = client(&server.address()).call(&ADD_PET);
    let pet = Pet { name: "Rex".into() };
    call.body::<Pet>(0, pet.clone());
    let added = call.send::<Json<Pet>>().await.unwrap();
    assert_eq!(*added, pet);
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/pets")
    );
    assert_eq!(request.text(), r#"{"name":"Rex"}"#);
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_documented_failure_has_its_body() {
    let server = Server::start([json(404, r#"{"message":"no such pet"}"#)]);
    let mut call = client(&server.address()).call(&GET_PET);
    call.parameter::<u32>(0, 7_u32);
    let error = call.send::<Json<Pet>>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.body().unwrap().message, "no such pet");
    assert_eq!(
        error.to_string(),
        "the server refused: HTTP 404 Not Found: no such pet"
    );
    assert!(!error.is_retryable() && !error.may_have_been_applied());
}

#[tokio::test]
async fn what_is_missing_or_invalid_is_named_and_nothing_is_sent() {
    let server = Server::start([json(200, "{}")]);
    let client = client(&server.address());
    let call = client.call(&GET_PET);
    let error = call.send::<Json<Pet>>().await.unwrap_err();
    assert_eq!(error.to_string(), "invalid request: `petId` is required");
    let error = client.call(&ADD_PET).send::<Json<Pet>>().await.unwrap_err();
    assert_eq!(error.to_string(), "invalid request: `body` is required");
    struct Never;
    impl TryFrom<Never> for Pet {
        type Error = &'static str;
        fn try_from(_: Never) -> Result<Self, Self::Error> {
            Err("no name")
        }
    }
    let mut call = client.call(&ADD_PET);
    call.body::<Pet>(0, Never);
    let error = call.send::<Json<Pet>>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request: `body` is invalid: no name"
    );
    assert!(matches!(error, Error::Invalid(_)));
    assert_eq!(server.connections(), 0);
}
