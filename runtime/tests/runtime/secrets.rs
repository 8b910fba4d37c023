//! What a server quotes, and what nothing shows.

use serde::Serialize;
use serde_json::{Value, json};

use crate::runtime::{BodyCodec, Client, Credential, Operation, Secret};
use crate::support::api::{API, Json, PLAIN, body};
use crate::support::server::{Server, json as reply, response};
use crate::support::{TOKEN, client, operation, quick, words};

const PASSWORD: &str = "correct horse";

#[derive(Serialize)]
struct Login {
    user: &'static str,
    password: Secret,
}

fn login() -> &'static Operation {
    operation(Operation {
        method: "POST",
        body: &const { [body("application/json", BodyCodec::Json)] },
        ..PLAIN
    })
}

/// The error of a server that says `said` of a login, as people and programs see it.
async fn heard(said: Value) -> String {
    let server = Server::start([reply(400, &said.to_string())]);
    let mut call = client(&server.address()).call(login());
    let password = Secret::new(PASSWORD);
    call.body::<Login>(
        0,
        Login {
            user: "ada",
            password,
        },
    );
    let error = call.send::<Json<Value>>().await.unwrap_err();
    assert_eq!(
        server.requests()[0].text(),
        format!(r#"{{"user":"ada","password":"{PASSWORD}"}}"#)
    );
    let raw = match &error {
        crate::runtime::Error::Server(error) => String::from_utf8_lossy(error.raw()).into_owned(),
        _ => panic!("{error:?}"),
    };
    format!("{}\n{:?}\n{raw}", words(&error), error.body())
}

#[tokio::test]
async fn what_the_server_quotes_is_masked() {
    let piece = &TOKEN[5..13];
    let escaped: String = PASSWORD
        .chars()
        .map(|it| format!("\\u{:04x}", u32::from(it)))
        .collect();
    let escaped: Value = serde_json::from_str(&format!("\"bad {escaped}\"")).unwrap();
    let cases = [
        json!({"message": format!("invalid token {TOKEN}")}),
        json!({"message": format!("invalid token ...{piece}...")}),
        json!({"message": format!("bad password '{PASSWORD}'!")}),
        json!({"message": escaped}),
        json!({"message": "bad password 'correct'"}),
        json!({"message": "x", "deep": [{TOKEN: {"a": format!("{PASSWORD}{TOKEN}")}}]}),
    ];
    for said in cases {
        let heard = heard(said.clone()).await;
        assert!(
            !heard.contains(piece) && !heard.contains("correct horse"),
            "{heard}"
        );
        if !said["message"].as_str().unwrap().contains("'correct'") && said["message"] != "x" {
            assert!(heard.contains("[REDACTED]"), "{heard}");
        }
    }
    // What is not a secret stays.
    assert!(
        heard(json!({"message": "no such user ada"}))
            .await
            .contains("no such user ada")
    );
}

#[tokio::test]
async fn headers_and_bodies_show_nowhere() {
    let quoting = [
        (
            "www-authenticate",
            "Bearer error=\"EAAplantedTOKEN0123456789zZ\"",
        ),
        ("content-type", "text/html"),
    ];
    let page = format!("<html>{TOKEN} and a raw body</html>");
    for status in [200, 401, 500] {
        let server = Server::start([response(status, &quoting, &page)]);
        let client = client(&server.address());
        let error = client
            .call(login())
            .send::<Json<Value>>()
            .await
            .unwrap_err();
        let shown = words(&error);
        assert!(
            !shown.contains(TOKEN) && !shown.contains("raw body") && !shown.contains("www-auth"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn every_kind_of_credential_is_masked() {
    let key = "key-0123456789abcdef";
    let credentials = [
        (
            "basic",
            Credential::basic("ada", "s3cr3t-pass"),
            "QWRhOnMzY3IzdC1wYXNz".to_owned(),
        ),
        (
            "basic",
            Credential::basic("ada", "s3cr3t-pass"),
            "s3cr3t-pass".to_owned(),
        ),
        ("header_key", Credential::api_key(key), key.to_owned()),
        ("query_key", Credential::api_key(key), key.to_owned()),
        ("cookie_key", Credential::api_key(key), key.to_owned()),
    ];
    for (scheme, credential, quoted) in credentials {
        let quoted = if quoted.starts_with("QWR") {
            "YWRhOnMzY3IzdC1wYXNz".to_owned()
        } else {
            quoted
        };
        let server = Server::start([reply(
            403,
            &json!({"message": format!("not {quoted}!")}).to_string(),
        )]);
        let client = Client::builder(&API)
            .base_address(server.address())
            .credential(scheme, credential)
            .retry(quick())
            .build()
            .unwrap();
        let security: &'static [&'static [&'static str]] =
            Box::leak(Box::new([&*vec![scheme].leak()]));
        let call = client.call(operation(Operation { security, ..PLAIN }));
        let error = call.send::<Json<Value>>().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the server refused: HTTP 403 Forbidden: not [REDACTED]!",
            "{scheme}"
        );
        assert!(!format!("{client:?}").contains(&quoted));
    }
}
