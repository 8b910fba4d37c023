//! The version that really served a call.

use generated_client::{ClientBuilder, ConfigError, Error};

use crate::support::listener::{lines, listen};
use crate::support::replies::{answer, refusal};
use crate::support::server::{Reply, Server};
use crate::support::{self, NUMBER};

fn served_by(version: &str) -> Reply {
    answer(200, &[("facebook-api-version", version)], "{}")
}

/// A client that asks for v23.0, whatever version the document has.
fn asking(server: &Server) -> ClientBuilder {
    support::builder(&server.address()).api_version("v23.0")
}

#[tokio::test]
async fn another_version_is_reachable_and_logged_once() {
    listen();
    let server = Server::start([served_by("v24.0")]);
    let client = asking(&server).build().unwrap();
    // Clones and the numbers made from them share what was said.
    for client in [client.clone(), client] {
        for _ in 0..2 {
            let read = client.phone_number(NUMBER).settings().get().await.unwrap();
            assert!(read.info().served_by_other_version());
            assert_eq!(read.info().served_version(), Some("v24.0"));
        }
    }
    assert_eq!(server.connections(), 4);
    let lines = lines();
    let warnings: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("WARN"))
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].contains("v23.0") && warnings[0].contains("v24.0"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn the_version_asked_for_is_not_worth_a_word() {
    listen();
    let server = Server::start([served_by("v23.0"), answer(200, &[], "{}")]);
    let settings = support::of(asking(&server));
    let read = settings.get().await.unwrap();
    assert!(!read.info().served_by_other_version());
    assert_eq!(read.info().served_version(), Some("v23.0"));
    let read = settings.get().await.unwrap();
    assert!(!read.info().served_by_other_version());
    assert_eq!(read.info().served_version(), None);
    let lines = lines();
    assert!(!lines.is_empty());
    assert!(
        !lines.iter().any(|line| line.starts_with("WARN")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_configured_version_is_asked_for_and_compared() {
    let server = Server::start([served_by("v25.0")]);
    let builder = support::builder(&server.address()).api_version("v25.0");
    let read = support::of(builder).get().await.unwrap();
    assert!(!read.info().served_by_other_version());
    assert_eq!(
        server.requests()[0].path,
        format!("/v25.0/{NUMBER}/settings")
    );
}

#[tokio::test]
async fn a_call_may_ask_for_a_version_of_its_own() {
    let server = Server::start([served_by("v26.0"), served_by("v23.0")]);
    let client = asking(&server).build().unwrap();
    let settings = client.phone_number(NUMBER).settings();
    let read = settings.clone().api_version("v26.0").get().await.unwrap();
    assert!(!read.info().served_by_other_version());
    // The next call is the client's again.
    settings.get().await.unwrap();
    let paths: Vec<_> = server.requests().iter().map(|it| it.path.clone()).collect();
    let path = |version: &str| format!("/{version}/{NUMBER}/settings");
    assert_eq!(paths, [path("v26.0"), path("v23.0")]);
    let error = settings.api_version("26").get().await.unwrap_err();
    assert!(
        matches!(&error, Error::Config(ConfigError::ApiVersion(it)) if it == "26"),
        "{error:?}"
    );
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn the_user_agent_names_the_crate_behind_the_program() {
    let server = Server::start([served_by("v23.0")]);
    support::of(asking(&server)).get().await.unwrap();
    support::of(asking(&server).user_agent("my-app/1.0 (test)"))
        .get()
        .await
        .unwrap();
    // Whatever HTTP client sends it.
    let http = reqwest::Client::builder()
        .user_agent("other")
        .build()
        .unwrap();
    support::of(asking(&server).http_client(http))
        .get()
        .await
        .unwrap();
    let own = concat!("generated-client/", env!("CARGO_PKG_VERSION"));
    let seen: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.header("user-agent").unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        seen,
        [
            own.to_owned(),
            format!("my-app/1.0 (test) {own}"),
            own.to_owned()
        ]
    );
    for wrong in ["two\nlines", "\u{e9}"] {
        let failure = asking(&server).user_agent(wrong).build();
        assert!(
            matches!(failure, Err(ConfigError::UserAgent(_))),
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_has_the_served_version_too() {
    let Reply::Bytes(bytes) = refusal(400, 100) else {
        panic!("a refusal is made of bytes");
    };
    let text = String::from_utf8(bytes).unwrap();
    let text = text.replacen("\r\n", "\r\nfacebook-api-version: v24.0\r\n", 1);
    let server = Server::start([Reply::Bytes(text.into_bytes())]);
    let error = support::of(asking(&server)).get().await.unwrap_err();
    assert!(error.answer().unwrap().served_by_other_version());
}
