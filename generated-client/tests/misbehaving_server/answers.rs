//! Answers that are late, broken off, or not what the API documents: what was known of them is kept.

use std::time::Duration;

use generated_client::{CallingSettings, Error, ErrorKind};

use crate::support::replies::{answer, json, taken};
use crate::support::server::{Reply, Server, nobody};
use crate::support::{self, TRACE, settings_once, words};

async fn read(reply: Reply) -> Error {
    let server = Server::start([reply]);
    let failure = settings_once(&server.address()).get().await.unwrap_err();
    assert_eq!(server.connections(), 1);
    failure
}

/// An answer that cannot be read: status, trace, place; no word of the body.
async fn unreadable(reply: Reply, status: u16) -> generated_client::UnreadableAnswer {
    let error = read(reply).await;
    assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
    assert_eq!(error.answer().and_then(|it| it.trace_id()), Some(TRACE));
    let Error::Decode(unreadable) = error else {
        panic!("another failure: {error:?}");
    };
    *unreadable
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let server = Server::start([Reply::Stall(Vec::new())]);
    let builder = support::builder(&server.address()).no_retries();
    let settings = support::of(builder.timeout(Duration::from_millis(100)));
    let error = settings.get().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Temporary);
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn an_answer_that_stalls_is_a_timeout_with_its_status() {
    let head = format!("HTTP/1.1 200 OK\r\nx-fb-trace-id: {TRACE}\r\ncontent-length: 50\r\n\r\n{{");
    let server = Server::start([Reply::Stall(head.into_bytes())]);
    let builder = support::builder(&server.address()).no_retries();
    let settings = support::of(builder.timeout(Duration::from_secs(1)));
    let error = settings.get().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.answer().and_then(|it| it.trace_id()), Some(TRACE));
}

#[tokio::test]
async fn a_refused_connection_says_that_nothing_was_sent() {
    let error = settings_once(&nobody()).get().await.unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("another failure: {error:?}");
    };
    assert!(transport.is_connect());
    assert_eq!(error.kind(), ErrorKind::Temporary);
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn an_answer_cut_off_in_its_body_keeps_status_and_trace() {
    let cut = format!(
        "HTTP/1.1 200 OK\r\nx-fb-trace-id: {TRACE}\r\ncontent-length: 500\r\n\r\n{{\"calling\":{{"
    );
    let error = read(Reply::Bytes(cut.into_bytes())).await;
    let Error::Transport(transport) = &error else {
        panic!("another failure: {error:?}");
    };
    assert!(!transport.is_connect());
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.answer().and_then(|it| it.trace_id()), Some(TRACE));
}

#[tokio::test]
async fn bytes_that_are_not_http_are_a_broken_connection() {
    let error = read(Reply::Bytes(
        b"\x00\xff\x16 nothing like HTTP\r\n\r\n".to_vec(),
    ))
    .await;
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Temporary);
}

#[tokio::test]
async fn a_connection_closed_without_a_word_is_a_broken_connection() {
    let error = read(Reply::Bytes(Vec::new())).await;
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let error = read(Reply::Hangup).await;
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn an_empty_body_keeps_status_and_trace() {
    let failure = unreadable(answer(200, &[], ""), 200).await;
    assert_eq!(failure.path(), ".");
    assert!(failure.reason().contains("empty"), "{failure}");
}

#[tokio::test]
async fn no_content_keeps_status_and_trace() {
    let failure = unreadable(answer(204, &[], ""), 204).await;
    assert!(failure.to_string().contains("204"), "{failure}");
}

#[tokio::test]
async fn an_update_answered_without_content_is_not_taken_for_a_success() {
    let server = Server::start([answer(204, &[], "")]);
    let settings = settings_once(&server.address());
    let error = settings.update(CallingSettings::enabled()).await;
    let error = error.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(204));
    assert_eq!(error.answer().and_then(|it| it.trace_id()), Some(TRACE));
}

#[tokio::test]
async fn truncated_json_is_not_quoted() {
    let failure = unreadable(json(200, r#"{"calling":{"status":"SECRETWORD"#), 200).await;
    assert_eq!(failure.path(), ".");
    let shown = words(&failure);
    assert!(!shown.contains("SECRETWORD"), "{shown}");
    assert!(shown.contains("too early"), "{shown}");
}

#[tokio::test]
async fn text_in_place_of_json_is_not_quoted() {
    let page = "<html><body>Sorry, something went wrong</body></html>";
    let failure = unreadable(answer(200, &[("content-type", "text/html")], page), 200).await;
    let shown = words(&failure);
    assert!(!shown.contains("Sorry"), "{shown}");
}

#[tokio::test]
async fn bytes_that_are_not_text_are_not_quoted() {
    let mut reply =
        format!("HTTP/1.1 200 OK\r\nx-fb-trace-id: {TRACE}\r\ncontent-length: 4\r\n\r\n");
    reply.push_str("\u{0}\u{1}\u{7f}~");
    let failure = unreadable(Reply::Bytes(reply.into_bytes()), 200).await;
    assert_eq!(failure.path(), ".");
}

#[tokio::test]
async fn a_value_of_another_type_costs_nothing_but_itself() {
    let body = r#"{"calling":{"sip":{"status":"ENABLED","servers":[
        {"hostname":"sip.example"},{"hostname":"sip.example","port":"PLANTED, expected PLANTED"}]}}}"#;
    let server = Server::start([json(200, body)]);
    let read = settings_once(&server.address()).get().await.unwrap();
    let [place] = read.undecoded() else {
        panic!("another number of places: {:?}", read.undecoded());
    };
    assert_eq!(place.path(), "calling.sip.servers[1].port");
    assert!(place.reason().contains("expected"), "{place}");
    let shown = format!("{place} {read:?}");
    assert!(!shown.contains("PLANTED"), "{shown}");
    // The rest is there, and so is the value as it came.
    let sip = read.calling.as_ref().unwrap().sip.as_ref().unwrap();
    let server = &sip.servers.as_ref().unwrap()[1];
    assert_eq!(server.hostname.as_deref(), Some("sip.example"));
    assert_eq!(server.port, None);
    assert_eq!(
        server.extra.get("port").unwrap(),
        "PLANTED, expected PLANTED"
    );
}

#[tokio::test]
async fn a_value_of_another_type_that_has_to_be_there_is_named_by_its_place_alone() {
    // Nothing of an update's response can be made of it.
    let server = Server::start([json(200, r#"{"success":"PLANTED"}"#)]);
    let settings = settings_once(&server.address());
    let error = settings
        .update(CallingSettings::enabled())
        .await
        .unwrap_err();
    let Error::Decode(failure) = &error else {
        panic!("another failure: {error:?}");
    };
    assert_eq!(failure.path(), "success");
    assert!(failure.reason().contains("expected"), "{failure}");
    assert!(!words(&error).contains("PLANTED"), "{error}");
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn a_property_that_the_document_does_not_name_is_reachable() {
    let server = Server::start([json(
        200,
        r#"{"calling":{"status":"ENABLED","new":7},"more":1}"#,
    )]);
    let read = settings_once(&server.address()).get().await.unwrap();
    assert_eq!(read.extra.get("more").unwrap(), 1);
    assert_eq!(read.calling.as_ref().unwrap().extra.get("new").unwrap(), 7);
    assert!(read.undecoded().is_empty());
}

#[tokio::test]
async fn values_that_are_no_object_are_refused() {
    for body in ["null", "[]", "7", "\"ENABLED\"", "true", "{}{}"] {
        let failure = unreadable(json(200, body), 200).await;
        assert_eq!(failure.path(), ".", "{body}");
    }
}

#[tokio::test]
async fn an_update_that_was_refused_without_an_error_is_one() {
    let server = Server::start([json(200, r#"{"success":false}"#)]);
    let settings = support::settings(&server.address());
    let error = settings
        .update(CallingSettings::enabled())
        .await
        .unwrap_err();
    let Error::Server(refused) = &error else {
        panic!("another failure: {error:?}");
    };
    assert!(
        refused.to_string().contains("`success` is false"),
        "{refused}"
    );
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(server.connections(), 1, "an update is not sent again");
}

#[tokio::test]
async fn an_update_that_nobody_confirms_is_an_error() {
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"success":"true"}"#,
        r#"{"success":null}"#,
        r#"{"calling":{"status":"ENABLED"}}"#,
        "<html></html>",
    ] {
        let server = Server::start([json(200, body)]);
        let settings = support::settings(&server.address());
        let error = settings
            .update(CallingSettings::enabled())
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
        assert_eq!(server.connections(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_foreign_object_is_not_taken_for_settings() {
    for body in [
        r#"{"success":true}"#,
        r#"{"data":[]}"#,
        r#"{"status":"ok"}"#,
        "[]",
    ] {
        let failure = unreadable(json(200, body), 200).await;
        assert_eq!(failure.path(), ".", "{body}");
    }
    for body in [
        "{}",
        r#"{"id":"106540352242922"}"#,
        r#"{"storage_configuration":{}}"#,
    ] {
        let server = Server::start([json(200, body)]);
        settings_once(&server.address()).get().await.unwrap();
    }
}

#[tokio::test]
async fn another_status_of_success_is_one_if_the_body_says_so() {
    for status in [201, 202] {
        let server = Server::start([
            json(status, r#"{"success":true}"#),
            json(status, r#"{"calling":{"status":"ENABLED"}}"#),
            json(status, r#"{"success":false}"#),
            json(status, "{}"),
        ]);
        let settings = settings_once(&server.address());
        let taken = settings.update(CallingSettings::enabled()).await.unwrap();
        assert_eq!(taken.info().status().as_u16(), status);
        assert!(settings.get().await.unwrap().calling.is_some());
        for _ in 0..2 {
            let error = settings
                .update(CallingSettings::enabled())
                .await
                .unwrap_err();
            assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let marked = |body: &str| json(200, &format!("\u{feff}{body}"));
    let refusal = r#"{"error":{"code":190}}"#;
    let server = Server::start([
        marked(r#"{"calling":{"status":"ENABLED"}}"#),
        marked(r#"{"success":true}"#),
        marked(refusal),
    ]);
    let settings = settings_once(&server.address());
    assert!(settings.get().await.unwrap().calling.is_some());
    settings.update(CallingSettings::enabled()).await.unwrap();
    assert_eq!(settings.get().await.unwrap_err().kind(), ErrorKind::Token);
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let head = format!("HTTP/1.1 200 OK\r\nx-fb-trace-id: {TRACE}\r\n\r\n");
    let server = Server::start([Reply::Endless(head.into_bytes(), [b' '; 64 * 1024].into())]);
    let settings = settings_once(&server.address());
    let error = settings.get().await.unwrap_err();
    assert!(error.to_string().contains("`max_body`"), "{error}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.answer().and_then(|it| it.trace_id()), Some(TRACE));
    // Beyond the bound only what the buffers of the system hold.
    assert!(server.written() > 1024 * 1024);
    assert!(server.written() < 64 * 1024 * 1024, "{}", server.written());
}

#[tokio::test]
async fn an_answer_just_within_the_bound_is_read() {
    let body = format!(
        "{{\"calling\":{{\"status\":\"ENABLED\"}}}}{}",
        " ".repeat(1024 * 1000)
    );
    let server = Server::start([json(200, &body)]);
    let settings = settings_once(&server.address());
    assert!(settings.get().await.unwrap().calling.is_some());
    // The bound is a setting.
    let builder = support::builder(&server.address()).no_retries();
    let error = support::of(builder.max_body(1024 * 1000)).get().await;
    assert!(matches!(error, Err(Error::Decode(_))), "{error:?}");
}

#[tokio::test]
async fn an_error_page_without_end_is_still_a_failure_of_the_server() {
    let head = format!("HTTP/1.1 503 No\r\nx-fb-trace-id: {TRACE}\r\n\r\n");
    let error = read(Reply::Endless(head.into_bytes(), [b' '; 64 * 1024].into())).await;
    assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
    assert_eq!(error.kind(), ErrorKind::Temporary, "{error:?}");
}

#[tokio::test]
async fn what_was_never_configured_decodes() {
    let body = r#"{"calling":{"status":"NOT_SET","call_icon_visibility":"NOT_SET",
        "callback_permission_status":"NOT_SET"},"storage_configuration":{"status":"DEFAULT"}}"#;
    let server = Server::start([json(200, body), taken()]);
    let settings = settings_once(&server.address());
    let read = settings.get().await.unwrap();
    let calling = read.calling.as_ref().unwrap();
    assert_eq!(calling.status.as_ref().unwrap().as_str(), "NOT_SET");
    assert_eq!(read.info().trace_id(), Some(TRACE));
    assert_eq!(read.info().status().as_u16(), 200);
    let update = settings.update(CallingSettings::enabled()).await.unwrap();
    assert_eq!(update.success, Some(true));
}
