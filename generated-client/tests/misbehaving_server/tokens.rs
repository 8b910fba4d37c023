//! Where the token comes from, and where it goes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use generated_client::{
    AccessToken, Client, ConfigError, Error, ErrorKind, Settings, TokenError, TokenSource,
};

use crate::support::replies::{answer, fine, refusal};
use crate::support::server::Server;
use crate::support::{self, TOKEN};

fn sent(server: &Server) -> Vec<Option<String>> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| it.header("authorization").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn the_token_is_sent_as_a_bearer_and_nowhere_else() {
    let server = Server::start([fine()]);
    support::settings(&server.address()).get().await.unwrap();
    assert_eq!(sent(&server), [Some(format!("Bearer {TOKEN}"))]);
    let request = &server.requests()[0];
    assert!(!request.path.contains(TOKEN) && !request.text().contains(TOKEN));
    let headers = request
        .headers
        .iter()
        .filter(|(_, value)| value.contains(TOKEN));
    assert_eq!(headers.count(), 1);
}

fn settings(server: &Server, tokens: TokenSource) -> Settings {
    let builder = Client::builder(tokens).base_address(server.address());
    support::of(builder.retry(support::quick()))
}

#[tokio::test]
async fn a_source_rotates_the_token_from_attempt_to_attempt() {
    let server = Server::start([answer(503, &[], ""), fine()]);
    let calls = AtomicUsize::new(0);
    let rotating = TokenSource::each_attempt(move || {
        let token = format!("token-{}", calls.fetch_add(1, Ordering::Relaxed));
        async { AccessToken::new(token) }
    });
    let settings = settings(&server, rotating);
    settings.get().await.unwrap();
    settings.get().await.unwrap();
    let expected = ["Bearer token-0", "Bearer token-1", "Bearer token-2"];
    assert_eq!(sent(&server), expected.map(|it| Some(it.to_owned())));
}

/// A source that is asked for another token when one was refused.
fn refreshing() -> TokenSource {
    let calls = AtomicUsize::new(0);
    TokenSource::refreshing(move |_| {
        let token = format!("token-{}", calls.fetch_add(1, Ordering::Relaxed));
        async { AccessToken::new(token) }
    })
}

#[tokio::test]
async fn a_refused_token_is_asked_for_again() {
    // The code says that the token is refused, whatever the status.
    for status in [401, 400] {
        let server = Server::start([refusal(status, 190), fine()]);
        let settings = settings(&server, refreshing());
        settings.get().await.unwrap();
        settings.get().await.unwrap();
        let expected = ["Bearer token-0", "Bearer token-1", "Bearer token-1"];
        assert_eq!(sent(&server), expected.map(|it| Some(it.to_owned())));
    }
    // Calling that is not enabled comes with 401, and the token is good.
    let server = Server::start([refusal(401, 138_000), fine()]);
    let error = settings(&server, refreshing()).get().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CallingNotEnabled);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_source_that_fails_sends_nothing() {
    let server = Server::start([fine()]);
    let failing = TokenSource::each_attempt(async || Err::<AccessToken, _>("the vault is sealed"));
    let error = settings(&server, failing).get().await.unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!(error.attempts(), 0);
    assert!(error.to_string().contains("the vault is sealed"), "{error}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_source_that_hangs_does_not_hold_the_call_beyond_its_time() {
    let server = Server::start([fine()]);
    let hanging =
        TokenSource::each_attempt(std::future::pending::<Result<AccessToken, TokenError>>);
    let builder = Client::builder(hanging).base_address(server.address());
    let settings = support::of(builder.timeout(Duration::from_millis(50)));
    let error = settings.get().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.to_string().contains("token"), "{error}");
    assert_eq!((error.attempts(), server.connections()), (0, 0));
}

#[tokio::test]
async fn an_expired_token_is_told_apart_from_a_missing_permission() {
    let server = Server::start([refusal(401, 190), refusal(403, 10)]);
    let settings = support::settings(&server.address());
    assert_eq!(settings.get().await.unwrap_err().kind(), ErrorKind::Token);
    assert_eq!(
        settings.get().await.unwrap_err().kind(),
        ErrorKind::Permission
    );
}

#[test]
fn a_token_that_no_header_carries_is_refused_and_not_shown() {
    for bad in [
        "",
        " ",
        "tok en",
        "token\n",
        "token\r\nx: y",
        "tok\u{e9}n",
        "\u{0}",
        "tab\tbed",
    ] {
        let error = AccessToken::new(bad).unwrap_err();
        assert!(matches!(error, ConfigError::Token(_)), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(bad.trim().is_empty() || !shown.contains(bad), "{shown}");
    }
}

#[test]
fn a_text_that_no_header_carries_is_no_source() {
    let error = Client::builder("tok en").build().unwrap_err();
    assert!(matches!(error, ConfigError::Token(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("tok en"), "{error}");
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let error = AccessToken::from_env("NO_SUCH_VARIABLE_IS_SET").unwrap_err();
    assert!(
        error.to_string().contains("NO_SUCH_VARIABLE_IS_SET"),
        "{error}"
    );
}

#[test]
fn a_token_comes_from_a_string_or_a_file() {
    let token: AccessToken = TOKEN.parse().unwrap();
    assert_eq!(AccessToken::try_from(TOKEN).unwrap(), token);
    assert_eq!(AccessToken::try_from(TOKEN.to_owned()).unwrap(), token);
    let folder = std::env::temp_dir().join(format!("token-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("token");
    // An editor ends the file with a line break.
    std::fs::write(&file, format!("{TOKEN}\n")).unwrap();
    assert_eq!(AccessToken::from_file(&file).unwrap(), token);
    for wrong in ["", "\n", &format!("{TOKEN} {TOKEN}")] {
        std::fs::write(&file, wrong).unwrap();
        let error = AccessToken::from_file(&file).unwrap_err();
        assert!(matches!(error, ConfigError::TokenFile { .. }), "{error:?}");
        let told = format!("{error} {error:?}");
        assert!(told.contains("token") && !told.contains(TOKEN), "{told}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let error = AccessToken::from_file(&file).unwrap_err().to_string();
    assert!(error.contains(&file.display().to_string()), "{error}");
}
