//! Which credential goes where, and where none goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::mock::{Mock, Reply};
use crate::runtime::{
    Client, ConfigError, Credential, Error, Operation, Server as ApiServer, Token, TokenRequest,
    TokenSource,
};
use crate::support::api::{API, Json, PLAIN};
use crate::support::server::{Server, json as reply, response};
use crate::support::{TOKEN, client, operation, quick};

const SECURITY: &[&[&str]] = &[
    &["bearer"],
    &["basic"],
    &["header_key", "query_key"],
    &["cookie_key", "header_key"],
];

fn with(security: &'static [&'static [&'static str]]) -> &'static Operation {
    operation(Operation { security, ..PLAIN })
}

/// Authorization, API key header, query, cookie of a call with these credentials.
async fn sent(
    security: &'static [&'static [&'static str]],
    credentials: &[(&str, Credential)],
) -> Result<[Option<String>; 4], String> {
    let mock = Mock::new();
    let operation = with(security);
    mock.on(operation).reply(Reply::json(200, &json!({})));
    let mut builder = Client::builder(&API).mock(&mock);
    for (scheme, credential) in credentials {
        builder = builder.credential(scheme, credential.clone());
    }
    let call = builder.build().unwrap().call(operation);
    let result = call.send::<Json<Value>>().await;
    result.map_err(|error| error.to_string())?;
    let request = &mock.requests()[0];
    let header = |name| request.header(name).map(str::to_owned);
    let query = (!request.query().is_empty()).then(|| request.query().to_owned());
    Ok([
        header("authorization"),
        header("x-api-key"),
        query,
        header("cookie"),
    ])
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn by_scheme_and_as_the_operation_combines_them() {
    let bearer = ("bearer", Credential::bearer("t"));
    let basic = ("basic", Credential::basic("Aladdin", "open sesame"));
    let header = ("header_key", Credential::api_key("h k"));
    let query = ("query_key", Credential::api_key("q&k"));
    let cookie = ("cookie_key", Credential::api_key("c;k"));
    let encoded = some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    let all = [
        bearer.clone(),
        basic.clone(),
        header.clone(),
        query.clone(),
        cookie.clone(),
    ];
    assert_eq!(
        sent(SECURITY, &all).await,
        Ok([some("Bearer t"), None, None, None])
    );
    assert_eq!(
        sent(SECURITY, &[basic]).await,
        Ok([encoded, None, None, None])
    );
    let both = [header.clone(), query.clone()];
    let expected = [None, some("h k"), some("api_key=q%26k"), None];
    assert_eq!(sent(SECURITY, &both).await, Ok(expected));
    let both = [header.clone(), cookie];
    let expected = [None, some("h k"), None, some("session=c%3Bk")];
    assert_eq!(sent(SECURITY, &both).await, Ok(expected));
    // None that the operation does not ask for; an empty alternative makes them optional.
    assert_eq!(sent(&[], &all).await, Ok([None, None, None, None]));
    assert_eq!(
        sent(&[&[], &["bearer"]], &[]).await,
        Ok([None, None, None, None])
    );
    assert_eq!(
        sent(&[&[], &["bearer"]], &[bearer]).await,
        Ok([some("Bearer t"), None, None, None])
    );
    // Two credentials that would be one header.
    let two = [
        ("bearer", Credential::bearer("t")),
        ("basic", Credential::basic("a", "b")),
    ];
    let refused = sent(&[&["bearer", "basic"]], &two).await.unwrap_err();
    assert!(
        refused.contains("two credentials in the one header `authorization`"),
        "{refused}"
    );
    let refused = sent(SECURITY, &[header]).await.unwrap_err();
    let expected = "no credential is set for this operation: it takes bearer, or basic, or header_key with query_key, or cookie_key with header_key";
    assert_eq!(refused, expected);
}

#[test]
fn what_cannot_be_sent_is_refused_at_once_and_not_shown() {
    let cases = [
        ("bearer", Credential::bearer("")),
        ("bearer", Credential::bearer("sec ret")),
        ("bearer", Credential::bearer("secret\r\nx: y")),
        ("bearer", Credential::api_key("secret")),
        ("basic", Credential::basic("a:b", "secret")),
        ("header_key", Credential::api_key("secret\n")),
        ("query_key", Credential::api_key("")),
        ("nothing", Credential::api_key("secret")),
    ];
    for (scheme, credential) in cases {
        let builder = Client::builder(&API).credential(scheme, credential);
        assert!(!format!("{builder:?}").contains("secret"));
        let error = builder.build().unwrap_err();
        assert!(matches!(error, ConfigError::Credential { .. }), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains(scheme) && !shown.contains("secret"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn one_refresh_serves_all_who_wait() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let source = TokenSource::refreshing(move |_: TokenRequest| {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<_, std::io::Error>(format!("token-{number}"))
        }
    });
    let server = Server::start([reply(200, "{}")]);
    let client = Client::builder(&API)
        .base_address(server.address())
        .credential("bearer", Credential::bearer(source))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let call = client.call(with(SECURITY));
            tokio::spawn(call.send::<Json<Value>>())
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let all = server.requests();
    assert!(
        all.iter()
            .all(|it| it.header("authorization") == Some("Bearer token-0"))
    );
}

/// A client whose provider counts up, and the requests that it caused.
fn refreshing(server: &Server) -> Client {
    let source = TokenSource::refreshing(|request: TokenRequest| async move {
        let next = match request.refused().map(|token| token.expose().to_owned()) {
            None => "old",
            Some(token) if token == "old" => "new",
            Some(_) => return Err("the vault is sealed"),
        };
        Ok(Token::new(next))
    });
    Client::builder(&API)
        .base_address(server.address())
        .credential("bearer", Credential::bearer(source))
        .retry(quick())
        .build()
        .unwrap()
}

fn tokens(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| it.header("authorization").unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let server = Server::start([reply(401, "{}"), reply(200, "{}"), reply(200, "{}")]);
    let client = refreshing(&server);
    for _ in 0..2 {
        client
            .call(with(SECURITY))
            .send::<Json<Value>>()
            .await
            .unwrap();
    }
    assert_eq!(tokens(&server), ["Bearer old", "Bearer new", "Bearer new"]);
    // Refused again: the second refusal is the result; the next call hears of a provider that fails.
    server.play([reply(401, r#"{"message":"no"}"#)]);
    let error = client
        .call(with(SECURITY))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 1)
    );
    let error = client
        .call(with(SECURITY))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
    assert_eq!(error.to_string(), "no access token: the vault is sealed");
    assert_eq!((error.attempts(), error.is_retryable()), (0, true));
    // A fixed token is not tried twice.
    server.play([reply(401, "{}"), reply(200, "{}")]);
    let call = crate::support::client(&server.address()).call(with(SECURITY));
    call.send::<Json<Value>>().await.unwrap_err();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_token_that_expires_is_asked_for_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let source = TokenSource::refreshing(move |_| {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        async move {
            Ok::<_, std::io::Error>(Token::new(format!("t{number}")).expires_in(Duration::ZERO))
        }
    });
    let mock = Mock::new();
    mock.on(&PLAIN).reply(Reply::json(200, &json!({})));
    let client = Client::builder(&API)
        .mock(&mock)
        .credential("oauth", Credential::bearer(source))
        .build()
        .unwrap();
    for _ in 0..2 {
        client
            .call(with(&[&["oauth"]]))
            .send::<Json<Value>>()
            .await
            .unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn no_credential_follows_a_redirect() {
    let other = Server::start([reply(200, "{}")]);
    let moved = |status| {
        response(
            status,
            &[("location", &format!("{}/plain", other.address_by_name()))],
            "",
        )
    };
    let server = Server::start([moved(302), moved(307), moved(308)]);
    let client = client(&server.address());
    for _ in 0..3 {
        let error = client
            .call(&PLAIN_STATIC)
            .send::<Json<Value>>()
            .await
            .unwrap_err();
        assert!(error.status().unwrap().is_redirection());
    }
    assert_eq!((server.connections(), other.connections()), (3, 0));
}

static PLAIN_STATIC: Operation = PLAIN;

#[tokio::test]
async fn servers_and_their_variables() {
    let address = |builder: crate::runtime::ClientBuilder| {
        builder
            .build()
            .map(|client| client.base_address().to_owned())
            .map_err(|error| error.to_string())
    };
    let builder = || Client::builder(&API).credential("bearer", Credential::bearer(TOKEN));
    assert_eq!(address(builder()).unwrap(), "https://eu.pets.example/v1");
    assert_eq!(
        address(builder().server_variable("region", "us")).unwrap(),
        "https://us.pets.example/v1"
    );
    let refused = address(builder().server_variable("region", "xx")).unwrap_err();
    assert_eq!(
        refused,
        "the server variable `region` cannot be `xx`: the document allows `eu`, `us`"
    );
    assert!(
        address(builder().server_variable("nothing", "us"))
            .unwrap_err()
            .contains("no variable `nothing`")
    );
    assert!(
        address(builder().server(1))
            .unwrap_err()
            .contains("it is relative")
    );
    assert!(
        address(builder().server(7))
            .unwrap_err()
            .contains("none with index 7")
    );
    let bad = [
        "",
        "pets.example",
        "https://",
        "https://u:p@pets.example",
        "https://pets.example?key=1",
        "ftp://pets.example",
        "http://pets.example",
        "https://pets..example",
        "https://pets example",
        "https://pets.example:99999",
        "https://[::1",
    ];
    for bad in bad {
        let error = builder().base_address(bad).build().unwrap_err();
        assert!(
            matches!(error, ConfigError::Address { .. }),
            "{bad}: {error}"
        );
        assert!(
            !error.to_string().contains("u:p") && !error.to_string().contains("key=1"),
            "{error}"
        );
    }
    // Without credentials nothing is shown to the network.
    Client::builder(&API)
        .base_address("http://pets.example")
        .build()
        .unwrap();
}

#[tokio::test]
async fn an_operation_with_a_server_of_its_own_goes_there_unless_the_user_names_an_address() {
    const FILES: &[ApiServer] = &[ApiServer {
        url: "https://files.pets.example/up",
        description: "",
        variables: &[],
    }];
    let operation = operation(Operation {
        servers: FILES,
        ..PLAIN
    });
    let server = Server::start([reply(200, "{}")]);
    client(&server.address())
        .call(operation)
        .send::<Json<Value>>()
        .await
        .unwrap();
    assert_eq!(server.requests()[0].path, "/plain");
    // Without one it does not fall back to another host: plain http would show the token.
    const OPEN: &[ApiServer] = &[ApiServer {
        url: "http://files.pets.example/up",
        description: "",
        variables: &[],
    }];
    let operation = crate::support::operation(Operation {
        servers: OPEN,
        ..PLAIN
    });
    let builder = Client::builder(&API).credential("bearer", Credential::bearer(TOKEN));
    let error = builder
        .build()
        .unwrap()
        .call(operation)
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    let words = error.to_string();
    assert!(
        words.starts_with("invalid request: `server` of `plain` cannot be used"),
        "{words}"
    );
}
