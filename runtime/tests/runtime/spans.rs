//! The spans of a call, by OpenTelemetry's names.

use serde_json::Value;

use crate::support::api::{GET_PET, Json};
use crate::support::listener::{lines, listen};
use crate::support::server::{Server, json as reply};
use crate::support::{TOKEN, client};

#[tokio::test]
async fn one_a_call_and_one_an_attempt() {
    listen();
    let server = Server::start([reply(503, "{}"), reply(200, "{}")]);
    let mut call = client(&server.address()).call(&GET_PET);
    call.parameter::<&str>(0, "private-id");
    call.send::<Json<Value>>().await.unwrap();
    let lines = lines();
    let of =
        |name: &str| -> Vec<&String> { lines.iter().filter(|line| line.contains(name)).collect() };
    let calls = of("url.template");
    assert_eq!(calls.len(), 1, "{lines:#?}");
    for part in [
        "http.request.method=GET",
        "url.template=\"/pets/{petId}\"",
        "server.address=\"127.0.0.1\"",
        "otel.kind=\"client\"",
    ] {
        assert!(calls[0].contains(part), "{}", calls[0]);
    }
    assert_eq!(of("http.request.resend_count").len(), 2, "{lines:#?}");
    assert!(
        !of("http.response.status_code=503").is_empty()
            && !of("http.response.status_code=200").is_empty()
    );
    let ours = lines.iter().filter(|line| line.contains("client_runtime"));
    for line in ours {
        assert!(
            !line.contains(TOKEN) && !line.contains("private-id"),
            "{line}"
        );
    }
}
