//! Redirects to another host: the token does not go there.

use generated_client::{CallingSettings, Error, PayloadEncryptionSettings};

use crate::support::replies::{answer, fine, taken};
use crate::support::server::{Reply, Server};
use crate::support::{self, TOKEN};

fn redirect(status: u16, to: &str) -> Reply {
    answer(status, &[("location", to)], "")
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::start([fine()]);
        let server = Server::start([redirect(status, &other.address_by_name())]);
        let settings = support::settings(&server.address());
        let error = settings.get().await.unwrap_err();
        assert!(matches!(error, Error::Server(_)), "{error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        let error = settings.update(CallingSettings::enabled()).await;
        assert_eq!(
            error.unwrap_err().status().map(|it| it.as_u16()),
            Some(status)
        );
        assert_eq!(other.connections(), 0, "status {status}");
        assert_eq!(server.connections(), 2, "status {status}");
    }
}

/// A client of one's own that follows redirects, as `reqwest` does by default.
fn following(server: &Server) -> generated_client::Settings {
    // The builder comes first: it chooses the cryptography that reqwest asks for.
    let builder = support::builder(&server.address()).no_retries();
    support::of(builder.http_client(reqwest::Client::new()))
}

#[tokio::test]
async fn a_client_that_follows_does_not_carry_the_token_to_another_host() {
    let other = Server::start([fine()]);
    let to = format!("{}/elsewhere", other.address_by_name());
    let server = Server::start([redirect(302, &to)]);
    following(&server).get().await.unwrap();
    assert_eq!(
        server.requests()[0].header("authorization"),
        Some(bearer().as_str())
    );
    let seen = other.requests();
    assert_eq!(seen[0].path, "/elsewhere");
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}

#[tokio::test]
async fn a_client_that_follows_does_not_carry_the_token_to_another_port() {
    let other = Server::start([fine()]);
    let server = Server::start([redirect(307, &other.address())]);
    following(&server).get().await.unwrap();
    let seen = other.requests();
    assert_eq!(seen.len(), 1);
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}

#[tokio::test]
async fn a_client_that_follows_does_not_carry_the_token_with_an_update() {
    let other = Server::start([taken()]);
    let server = Server::start([redirect(307, &other.address_by_name())]);
    let update = PayloadEncryptionSettings::disabled();
    following(&server).update(update).await.unwrap();
    let seen = other.requests();
    assert_eq!(seen[0].method, "POST");
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}

#[tokio::test]
async fn a_token_left_behind_does_not_come_back() {
    // There and back again: the way led through a foreign host, so the token is lost.
    let back = Server::start([fine()]);
    let other = Server::start([redirect(302, &back.address())]);
    let server = Server::start([redirect(302, &other.address_by_name())]);
    following(&server).get().await.unwrap();
    let seen = back.requests();
    assert_eq!(seen.len(), 1);
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}
