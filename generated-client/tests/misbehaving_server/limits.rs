//! Rate limits: how much is used up, and how long to wait.

use std::time::Duration;

use generated_client::{Answer, Error, ErrorKind, PhoneNumberSettingsResponse};

use crate::support::replies::answer;
use crate::support::server::Server;
use crate::support::settings_once;

const USAGE: &str = "x-business-use-case-usage";

/// Two ids, one of them with two types; one limit is reached for 7 minutes.
const TWO_IDS: &str = r#"{"1111":[{"type":"whatsapp_business_management","call_count":95,"total_cputime":20,"total_time":30,"estimated_time_to_regain_access":0},{"type":"whatsapp_business_messaging","call_count":100,"total_cputime":0,"total_time":1,"estimated_time_to_regain_access":7}],"2222":[{"type":"whatsapp_business_management","call_count":3,"total_cputime":4,"total_time":5,"estimated_time_to_regain_access":0}]}"#;

async fn answered(headers: &[(&str, &str)]) -> Answer<PhoneNumberSettingsResponse> {
    let server = Server::start([answer(200, headers, "{}")]);
    settings_once(&server.address()).get().await.unwrap()
}

async fn refused(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
    let server = Server::start([answer(status, headers, body)]);
    settings_once(&server.address()).get().await.unwrap_err()
}

fn regain(error: &Error) -> Option<Duration> {
    match error.kind() {
        ErrorKind::RateLimit { regain_access } => regain_access,
        other => panic!("another kind: {other:?}"),
    }
}

#[tokio::test]
async fn several_ids_and_types_are_reachable_from_an_answer() {
    let read = answered(&[(USAGE, TWO_IDS)]).await;
    let usage = read.info().usage();
    let all: Vec<_> = usage
        .iter()
        .map(|(id, limit)| {
            (
                id,
                limit.kind.as_str(),
                limit.call_count,
                limit.total_cputime,
                limit.total_time,
            )
        })
        .collect();
    let expected = [
        ("1111", "whatsapp_business_management", 95.0, 20.0, 30.0),
        ("1111", "whatsapp_business_messaging", 100.0, 0.0, 1.0),
        ("2222", "whatsapp_business_management", 3.0, 4.0, 5.0),
    ];
    assert_eq!(all, expected);
    assert!(!usage.is_empty());
}

#[tokio::test]
async fn the_time_to_regain_access_is_in_minutes() {
    let read = answered(&[(USAGE, TWO_IDS)]).await;
    let seven_minutes = Some(Duration::from_secs(7 * 60));
    assert_eq!(read.info().usage().time_to_regain_access(), seven_minutes);
    let error = refused(429, &[(USAGE, TWO_IDS)], r#"{"error":{"code":80008}}"#).await;
    assert_eq!(regain(&error), seven_minutes);
    assert_eq!(error.retry_after(), seven_minutes);
    assert_eq!(error.answer().unwrap().usage().iter().count(), 3);
}

#[tokio::test]
async fn retry_after_is_in_seconds_and_goes_before() {
    let headers = [("retry-after", "17"), (USAGE, TWO_IDS)];
    let error = refused(429, &headers, "").await;
    assert_eq!(regain(&error), Some(Duration::from_secs(17)));
    assert_eq!(
        error.answer().unwrap().retry_after(),
        Some(Duration::from_secs(17))
    );
}

#[tokio::test]
async fn a_rate_limit_without_a_time_has_none() {
    let error = refused(429, &[], "").await;
    assert_eq!(regain(&error), None);
    assert_eq!(error.retry_after(), None);
    assert!(error.answer().unwrap().usage().is_empty());
}

#[tokio::test]
async fn a_retry_after_that_is_no_time_is_ignored() {
    for value in ["soon", "", "-1", "1.5"] {
        let error = refused(429, &[("retry-after", value)], "").await;
        assert_eq!(regain(&error), None, "{value}");
    }
}

#[tokio::test]
async fn a_retry_after_may_be_a_date() {
    let headers = [
        ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ("retry-after", "Wed, 21 Oct 2026 07:29:30 GMT"),
    ];
    let error = refused(429, &headers, "").await;
    assert_eq!(regain(&error), Some(Duration::from_secs(90)));
}

#[tokio::test]
async fn a_malformed_usage_header_is_ignored() {
    let negative = r#"{"1":[{"call_count":-1}]}"#;
    let values = [
        "",
        "{",
        "nonsense",
        "[]",
        "7",
        r#"{"1":7}"#,
        r#"{"1":[7]}"#,
        negative,
    ];
    let server = Server::start(values.map(|value| answer(200, &[(USAGE, value)], "{}")));
    let settings = settings_once(&server.address());
    for value in values {
        let read = settings.get().await.unwrap();
        assert!(read.info().usage().is_empty(), "{value}");
        assert_eq!(read.info().usage().time_to_regain_access(), None, "{value}");
    }
}

#[tokio::test]
async fn a_malformed_entry_hides_no_other() {
    let value = r#"{"1":"junk","2":[{"type":"a","call_count":7.5},"junk",{"type":"b","call_count":[],"estimated_time_to_regain_access":2}]}"#;
    let read = answered(&[(USAGE, value)]).await;
    let kinds: Vec<_> = read
        .info()
        .usage()
        .iter()
        .map(|(id, limit)| (id, limit.kind.as_str()))
        .collect();
    assert_eq!(kinds, [("2", "a"), ("2", "b")]);
    let two_minutes = Some(Duration::from_secs(120));
    assert_eq!(read.info().usage().time_to_regain_access(), two_minutes);
}

#[tokio::test]
async fn an_absurd_time_is_no_panic() {
    let value = r#"{"1":[{"type":"a","estimated_time_to_regain_access":18446744073709551615}]}"#;
    let error = refused(429, &[(USAGE, value)], "").await;
    assert!(regain(&error).is_some());
    let error = refused(429, &[("retry-after", "18446744073709551615")], "").await;
    assert!(regain(&error).is_some());
}
