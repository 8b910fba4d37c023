//! What the server says when it refuses, and the kind that a program branches on.

use generated_client::{Error, ErrorKind, ServerError};

use crate::support::replies::{answer, json, refusal};
use crate::support::server::{Reply, Server};
use crate::support::{TOKEN, TRACE, settings_once, words};

async fn refused(reply: Reply) -> ServerError {
    refusals([reply]).await.remove(0)
}

/// What a client makes of these replies, in their order.
async fn refusals(replies: impl IntoIterator<Item = Reply>) -> Vec<ServerError> {
    let replies: Vec<Reply> = replies.into_iter().collect();
    let count = replies.len();
    let server = Server::start(replies);
    let settings = settings_once(&server.address());
    let mut all = Vec::new();
    for _ in 0..count {
        match settings.get().await.unwrap_err() {
            Error::Server(error) => all.push(*error),
            other => panic!("another failure: {other:?}"),
        }
    }
    all
}

#[tokio::test]
async fn every_field_of_an_error_is_reachable() {
    let body = r#"{"error":{"message":"(#100) Invalid parameter","type":"OAuthException","code":100,
        "error_subcode":2494010,"error_user_title":"A title","error_user_msg":"A text",
        "error_data":{"messaging_product":"whatsapp","details":"Parameter value is not valid"},
        "is_transient":false,"fbtrace_id":"trace-of-the-body"}}"#;
    let error = refused(json(400, body)).await;
    assert_eq!(error.code, Some(100));
    assert_eq!(error.subcode, Some(2_494_010));
    assert_eq!(error.error_type.as_deref(), Some("OAuthException"));
    assert_eq!(error.message.as_deref(), Some("(#100) Invalid parameter"));
    assert_eq!(
        error.details.as_deref(),
        Some("Parameter value is not valid")
    );
    assert_eq!(error.user_title.as_deref(), Some("A title"));
    assert_eq!(error.user_message.as_deref(), Some("A text"));
    assert!(!error.is_transient);
    assert_eq!(error.trace_id.as_deref(), Some("trace-of-the-body"));
    assert_eq!(error.answer().trace_id(), Some(TRACE));
    assert_eq!(error.answer().status().as_u16(), 400);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let shown = error.to_string();
    for part in [
        "400",
        "100",
        "2494010",
        "Parameter value is not valid",
        "trace-of-the-body",
    ] {
        assert!(shown.contains(part), "{part} is missing in: {shown}");
    }
}

/// The kind without what varies.
fn kind(error: &ServerError) -> &'static str {
    match error.kind() {
        ErrorKind::Token => "token",
        ErrorKind::Permission => "permission",
        ErrorKind::InvalidRequest => "invalid request",
        ErrorKind::RateLimit { .. } => "rate limit",
        ErrorKind::CallingNotEnabled => "calling not enabled",
        ErrorKind::SipEnabled => "SIP enabled",
        ErrorKind::LowQuality => "low quality",
        ErrorKind::MessagingLimit => "messaging limit",
        ErrorKind::CallingPrerequisites => "prerequisites",
        ErrorKind::Temporary => "temporary",
        ErrorKind::Unknown => "unknown",
        _ => "new",
    }
}

#[tokio::test]
async fn each_known_code_has_its_kind() {
    let known: &[(&str, &[i64])] = &[
        ("invalid request", &[100]),
        ("token", &[190]),
        ("permission", &[10, 200, 201, 250, 299]),
        ("rate limit", &[4, 613, 80007, 80008, 130_429]),
        ("SIP enabled", &[131_055]),
        ("calling not enabled", &[138_000]),
        ("low quality", &[138_014]),
        ("messaging limit", &[138_015]),
        ("prerequisites", &[138_018]),
        ("unknown", &[0, -1, 300, 199, 424_242, i64::MAX]),
    ];
    for (expected, codes) in known {
        // The vendor answers most of them with the same status, so the code has to decide.
        let replies = codes.iter().map(|code| refusal(400, *code));
        for (error, code) in refusals(replies).await.iter().zip(*codes) {
            assert_eq!(kind(error), *expected, "code {code}");
            assert_eq!(error.code, Some(*code));
        }
    }
}

#[tokio::test]
async fn a_code_goes_before_the_status() {
    let statuses = [200, 400, 401, 403, 500];
    let replies = statuses.map(|status| refusal(status, 80_008));
    for (error, status) in refusals(replies).await.iter().zip(statuses) {
        assert_eq!(kind(error), "rate limit", "status {status}");
        assert_eq!(error.answer().status().as_u16(), status);
        assert_eq!(error.trace_id.as_deref(), Some(TRACE));
    }
}

#[tokio::test]
async fn calling_that_is_not_enabled_is_no_matter_of_the_token() {
    let [not_enabled, bad_token] = [refusal(401, 138_000), refusal(401, 190)];
    let errors = refusals([not_enabled, bad_token]).await;
    assert_eq!(errors[0].kind(), ErrorKind::CallingNotEnabled);
    assert_eq!(errors[1].kind(), ErrorKind::Token);
}

#[tokio::test]
async fn an_error_says_what_to_do() {
    for (code, words) in [
        (131_055, "disable SIP"),
        (
            138_000,
            "enable calling for the number first; the access token is good",
        ),
        (138_014, "until the vendor lifts it"),
        (138_015, "at least 2,000"),
        (138_018, "webhook field `calls`"),
        (190, "another access token"),
        (613, "wait"),
        (100, "correct the request"),
    ] {
        let error = refused(refusal(400, code)).await;
        assert!(error.kind().remedy().contains(words), "{code}: {error}");
        assert!(
            error
                .to_string()
                .contains(&format!("to do: {}", error.kind().remedy())),
            "{error}"
        );
        let about_calling = (131_055..=138_018).contains(&code);
        assert_eq!(error.kind().is_about_calling(), about_calling, "{code}");
    }
    assert!(
        !refused(refusal(400, 424_242))
            .await
            .to_string()
            .contains("to do")
    );
}

#[tokio::test]
async fn the_status_decides_where_there_is_no_code() {
    for (status, expected) in [
        (400, "invalid request"),
        (401, "token"),
        (403, "permission"),
        (404, "unknown"),
        (429, "rate limit"),
        (500, "temporary"),
        (502, "temporary"),
        (503, "temporary"),
    ] {
        let page = "<html><body>Sorry, something went wrong</body></html>";
        let bodies = [
            page,
            "",
            r#"{"error":{}}"#,
            r#"{"error":null}"#,
            r#"{"call"#,
            "[]",
        ];
        let replies = bodies.map(|body| answer(status, &[("content-type", "text/html")], body));
        for (error, body) in refusals(replies).await.iter().zip(bodies) {
            assert_eq!(kind(error), expected, "status {status}, body {body}");
            assert_eq!(error.answer().status().as_u16(), status);
            assert_eq!(error.trace_id.as_deref(), Some(TRACE), "{status} {body}");
            assert!(!words(error).contains("Sorry"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_error_that_calls_itself_transient_is_temporary() {
    let body = r#"{"error":{"message":"no","type":"X","code":424242,"is_transient":true}}"#;
    let error = refused(json(400, body)).await;
    assert!(error.is_transient);
    assert_eq!(error.kind(), ErrorKind::Temporary);
}

#[tokio::test]
async fn an_error_with_status_200_is_no_success() {
    let error = refused(refusal(200, 190)).await;
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!(error.answer().status().as_u16(), 200);
    assert_eq!(error.trace_id.as_deref(), Some(TRACE));
}

#[tokio::test]
async fn fields_of_another_shape_hide_nothing_else() {
    let body = r#"{"error":{"message":["no"],"type":7,"code":"190","error_subcode":"460",
        "error_data":"the details","is_transient":"yes","fbtrace_id":12}}"#;
    let error = refused(json(400, body)).await;
    assert_eq!(error.code, Some(190));
    assert_eq!(error.subcode, Some(460));
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!(error.details.as_deref(), Some("the details"));
    assert_eq!(error.trace_id.as_deref(), Some(TRACE));

    let error = refused(json(
        400,
        r#"{"error":{"code":"not a number","message":"no"}}"#,
    ))
    .await;
    assert_eq!(error.code, None);
    assert_eq!(error.message.as_deref(), Some("no"));

    let error = refused(json(400, r#"{"error":"a text","error_description":"x"}"#)).await;
    assert_eq!(error.message.as_deref(), Some("a text"));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn a_code_larger_than_a_number_holds_is_no_decoding_failure() {
    let body = r#"{"error":{"message":"no","code":99999999999999999999999}}"#;
    let error = refused(json(400, body)).await;
    assert_eq!(error.code, None);
    assert_eq!(error.message.as_deref(), Some("no"));
}

#[tokio::test]
async fn a_token_that_the_server_quotes_is_not_shown() {
    let body = format!(
        r#"{{"error":{{"message":"Malformed access token {TOKEN}","type":"OAuthException","code":190,
        "error_user_msg":"Bearer {TOKEN}","error_user_title":"{TOKEN}",
        "error_data":{{"details":"<{TOKEN}>"}},"fbtrace_id":"{TOKEN}"}}}}"#
    );
    let error = refused(json(401, &body)).await;
    let shown = words(&error);
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(shown.contains("Malformed access token"), "{shown}");
    for text in [
        &error.message,
        &error.user_message,
        &error.user_title,
        &error.details,
    ] {
        assert!(!text.as_deref().unwrap().contains(TOKEN));
    }
}
