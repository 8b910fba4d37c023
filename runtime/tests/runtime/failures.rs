//! Which documented response one is, and what an error says.

use serde_json::{Value, json};

use crate::runtime::mock::{Mock, Reply as Mocked};
use crate::runtime::{
    Credential, DecodeFailure, Error, NoBody, Operation, Received, ResponseCodec, ResponseFormat,
    Responses, StatusPattern, TokenRequest, TokenSource,
};
use crate::support::api::{Json, PLAIN, answers};
use crate::support::server::{Reply, Server, json as reply, nobody, response};
use crate::support::{client, mocked, operation, words};

const FORMATS: &[ResponseFormat] = &[
    answers(
        StatusPattern::Exactly(200),
        "application/json",
        ResponseCodec::Json,
    ),
    answers(
        StatusPattern::Exactly(200),
        "text/event-stream",
        ResponseCodec::Events,
    ),
    answers(
        StatusPattern::Exactly(202),
        "application/vnd.api+json",
        ResponseCodec::Json,
    ),
    answers(StatusPattern::Exactly(204), "", ResponseCodec::Empty),
    answers(
        StatusPattern::Exactly(404),
        "application/json",
        ResponseCodec::Json,
    ),
    answers(
        StatusPattern::Class(4),
        "application/problem+json",
        ResponseCodec::Json,
    ),
    answers(StatusPattern::Default, "text/plain", ResponseCodec::Text),
];

/// Which index was decoded.
struct Index;

impl Responses for Index {
    type Success = usize;
    type Failure = usize;

    fn success(index: usize, _: Received) -> Result<usize, DecodeFailure> {
        Ok(index)
    }

    fn failure(index: usize, _: Received) -> Result<usize, DecodeFailure> {
        Ok(index)
    }
}

#[tokio::test]
async fn responses_are_told_apart_by_status_and_media_type() {
    let operation = operation(Operation {
        responses: FORMATS,
        ..PLAIN
    });
    let cases = [
        (200, "application/json; charset=utf-8", Ok(0)),
        (200, "text/event-stream", Ok(1)),
        (200, "text/javascript", Ok(0)),
        (200, "", Ok(0)),
        (202, "application/json", Ok(2)),
        (204, "", Ok(3)),
        (404, "application/json", Err(4)),
        (422, "application/json", Err(5)),
        (500, "text/plain", Err(6)),
        (500, "text/html", Err(6)),
        // `default` stands for a success that is not listed as well.
        (201, "text/plain", Ok(6)),
    ];
    for (status, media_type, expected) in cases {
        let mock = Mock::new();
        let answer = Mocked::status(status).body(media_type, "{}");
        mock.on(operation).reply(answer);
        let result = mocked(&mock).call(operation).send::<Index>().await;
        let index = result
            .map(|it| *it)
            .map_err(|error| error.body().copied().unwrap());
        assert_eq!(index, expected, "{status} {media_type}");
    }
}

const EMPTY: &[ResponseFormat] = &[answers(
    StatusPattern::Exactly(204),
    "",
    ResponseCodec::Empty,
)];

struct Nothing;

impl Responses for Nothing {
    type Success = ();
    type Failure = NoBody;

    fn success(_: usize, received: Received) -> Result<(), DecodeFailure> {
        received.empty();
        Ok(())
    }

    fn failure(_: usize, _: Received) -> Result<NoBody, DecodeFailure> {
        Err(DecodeFailure::new(".", "the document describes no failure"))
    }
}

#[tokio::test]
async fn a_success_without_a_body() {
    let operation = operation(Operation {
        responses: EMPTY,
        ..PLAIN
    });
    let server = Server::start([response(204, &[], "")]);
    client(&server.address())
        .call(operation)
        .send::<Nothing>()
        .await
        .unwrap();
    // Another status of success is one, too, where there is nothing to decode.
    let server = Server::start([reply(200, r#"{"a":1}"#)]);
    client(&server.address())
        .call(operation)
        .send::<Nothing>()
        .await
        .unwrap();
    let server = Server::start([reply(409, r#"{"title":"taken"}"#)]);
    let error = client(&server.address())
        .call(operation)
        .send::<Nothing>()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server refused: HTTP 409 Conflict: taken"
    );
    let Error::Server(error) = error else {
        panic!("{error:?}");
    };
    assert!(!error.is_documented());
    assert_eq!(&error.raw()[..], br#"{"title":"taken"}"#);
}

#[tokio::test]
async fn the_first_line_names_the_cause_and_nothing_repeats_it() {
    let html = response(
        502,
        &[("content-type", "text/html")],
        "<html>raw body</html>",
    );
    let odd = reply(200, r#"{"name":["raw body"]}"#);
    let undocumented = reply(404, r#"{"errors":[{"detail":"raw words"}]}"#);
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let cases = [
        (html, "the server refused: HTTP 502 Bad Gateway"),
        (
            odd,
            "the response (HTTP 200) cannot be decoded at `name`: expected a string, found a list",
        ),
        (
            undocumented,
            "the server refused: HTTP 404 Not Found: raw words",
        ),
        (Reply::Bytes(cut), "connection interrupted: "),
        (Reply::Bytes(Vec::new()), "connection interrupted: "),
        (
            Reply::Bytes(b"garbage\r\n\r\n".to_vec()),
            "invalid HTTP response: ",
        ),
    ];
    let post = operation(Operation {
        method: "POST",
        ..PLAIN
    });
    for (first, expected) in cases {
        let server = Server::start([first]);
        let error = client(&server.address())
            .call(post)
            .send::<Json<crate::support::api::Pet>>()
            .await
            .unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        check_chain(&error);
        assert!(!words(&error).contains("raw body"), "{}", words(&error));
    }
    let error = client(&nobody())
        .call(post)
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("connection failed: Connection refused"),
        "{error}"
    );
    check_chain(&error);
    assert!(!words(&error).contains("127.0.0.1"), "{error}");
}

/// No line of the chain stands in another.
fn check_chain(error: &(dyn std::error::Error + 'static)) {
    let chain: Vec<String> = std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect();
    for (index, line) in chain.iter().enumerate() {
        let others = chain
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        assert!(
            others
                .into_iter()
                .all(|(_, other)| !other.contains(line.as_str())),
            "{chain:#?}"
        );
    }
}

#[tokio::test]
async fn the_response_as_it_came_is_within_reach() {
    let server = Server::start([response(200, &[("x-rate", "7")], r#"{"a":1}"#)]);
    let client = client(&server.address());
    let done = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap();
    assert_eq!(done.headers()["x-rate"], "7");
    assert_eq!(&done.raw().unwrap()[..], br#"{"a":1}"#);
    let raw = client.call(operation(PLAIN)).send_raw().await.unwrap();
    assert_eq!(raw.status(), 200);
    assert_eq!(&raw.bytes().await.unwrap()[..], br#"{"a":1}"#);
    // What is refused for its credential asks the provider there, too.
    server.play([reply(401, "{}"), reply(200, "fine")]);
    let source = TokenSource::refreshing(|request: TokenRequest| async move {
        Ok::<_, std::io::Error>(request.refused().map_or("old", |_| "new"))
    });
    let refreshing =
        crate::support::builder(&server.address()).credential("bearer", Credential::bearer(source));
    let raw = refreshing
        .build()
        .unwrap()
        .call(operation(PLAIN))
        .send_raw()
        .await
        .unwrap();
    assert_eq!((raw.status().as_u16(), raw.attempts()), (200, 2));
    // A status is no error there; it is tried again all the same.
    server.play([reply(503, "{}"), reply(404, "no")]);
    let raw = client.call(operation(PLAIN)).send_raw().await.unwrap();
    assert_eq!((raw.status().as_u16(), raw.attempts()), (404, 2));
}

#[tokio::test]
async fn a_path_that_the_document_does_not_have() {
    let server = Server::start([reply(503, "{}"), reply(200, r#"{"a":1}"#)]);
    let client = client(&server.address());
    let call = client
        .request("PUT", "/beta/x%2Fy?z=1")
        .query("q", "a b")
        .json(&json!({"b": 2}));
    let call = call
        .options(crate::runtime::CallOptions::new().retry(crate::support::quick().updates(true)));
    let done = call.send_json::<Value>().await.unwrap();
    assert_eq!((&done["a"], done.attempts()), (&json!(1), 2));
    let request = &server.requests()[1];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("PUT", "/beta/x%2Fy?z=1&q=a%20b")
    );
    assert_eq!(
        (request.text().as_str(), request.header("content-type")),
        (r#"{"b":2}"#, Some("application/json"))
    );
    assert!(request.header("authorization").is_some());
    server.play([reply(400, r#"{"message":"no"}"#)]);
    let error = client
        .request("GET", "/beta")
        .schemes(["basic"])
        .send_json::<Value>()
        .await
        .unwrap_err();
    assert_eq!(error.body().unwrap()["message"], "no");
    assert_eq!(server.requests()[0].header("authorization"), None);
}
