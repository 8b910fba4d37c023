//! What is tried again, how often, and what is not.

use std::time::Duration;

use generated_client::{CallOptions, CallingSettings, Error, ErrorKind, RetryPolicy, Settings};

use crate::support::listener::{lines, listen};
use crate::support::replies::{answer, fine, json, refusal, taken};
use crate::support::server::{Reply, Server, nobody};
use crate::support::{self, quick};

fn page(status: u16) -> Reply {
    answer(status, &[("content-type", "text/html")], "<html>no</html>")
}

fn cut_off() -> Reply {
    Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{".to_vec())
}

fn transient() -> Reply {
    json(
        400,
        r#"{"error":{"message":"later","code":424242,"is_transient":true}}"#,
    )
}

fn with(server: &Server, retry: RetryPolicy) -> Settings {
    support::of(support::builder(&server.address()).retry(retry))
}

/// One server and client for a table of cases.
struct Table {
    server: Server,
    settings: Settings,
}

impl Table {
    fn new(retry: RetryPolicy) -> Self {
        let server = Server::start([fine()]);
        let settings = with(&server, retry);
        Self { server, settings }
    }

    /// Whether a read ends well, and the requests it takes, where `first` comes before a fine answer.
    async fn read(&self, first: Reply) -> (bool, usize) {
        self.server.play([first, fine()]);
        let ended_well = self.settings.get().await.is_ok();
        (ended_well, self.server.connections())
    }

    /// The same for an update.
    async fn update(&self, first: Reply) -> (bool, usize) {
        self.server.play([first, taken()]);
        let update = self.settings.update(CallingSettings::enabled()).await;
        (update.is_ok(), self.server.connections())
    }
}

/// Failures after which the server may have done its work.
fn perhaps_applied() -> Vec<(&'static str, Reply)> {
    vec![
        ("500", page(500)),
        ("502", page(502)),
        ("503", page(503)),
        ("504", page(504)),
        ("500 with code 2", refusal(500, 2)),
        ("400 with code 1", refusal(400, 1)),
        ("200 with code 2", refusal(200, 2)),
        ("is_transient", transient()),
        ("cut off", cut_off()),
        ("closed without an answer", Reply::Bytes(Vec::new())),
        ("garbage", Reply::Bytes(b"garbage\r\n\r\n".to_vec())),
    ]
}

/// Refusals for the rate of the calls: nothing was done.
fn rate_limits() -> Vec<(&'static str, Reply)> {
    vec![
        ("429", page(429)),
        ("code 4", refusal(400, 4)),
        ("code 80007", refusal(400, 80_007)),
        ("code 80008", refusal(403, 80_008)),
        ("code 130429", refusal(400, 130_429)),
    ]
}

/// Failures that trying again does not mend.
fn final_failures() -> Vec<(&'static str, Reply)> {
    vec![
        ("400", page(400)),
        ("401", page(401)),
        ("403", page(403)),
        ("404", page(404)),
        ("code 100", refusal(400, 100)),
        ("code 190", refusal(401, 190)),
        ("code 10", refusal(403, 10)),
        ("code 138000", refusal(400, 138_000)),
        ("unknown code", refusal(400, 424_242)),
        ("undecodable", json(200, "[7]")),
        ("204", answer(204, &[], "")),
    ]
}

#[tokio::test]
async fn reads_are_tried_again() {
    let table = Table::new(quick());
    for (what, first) in perhaps_applied().into_iter().chain(rate_limits()) {
        assert_eq!(table.read(first).await, (true, 2), "{what}");
    }
}

#[tokio::test]
async fn reads_are_tried_again_after_a_timeout() {
    let server = Server::start([Reply::Stall(Vec::new()), fine()]);
    let builder = support::builder(&server.address()).attempt_timeout(Duration::from_millis(500));
    support::of(builder).get().await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn final_failures_are_final() {
    let table = Table::new(quick().updates(true));
    for (what, first) in final_failures() {
        assert_eq!(table.read(first.clone()).await, (false, 1), "{what}");
        assert_eq!(table.update(first).await, (false, 1), "{what}");
    }
}

#[tokio::test]
async fn updates_that_may_have_been_applied_are_not_sent_twice() {
    let table = Table::new(quick());
    for (what, first) in perhaps_applied() {
        assert_eq!(table.update(first).await, (false, 1), "{what}");
    }
    let server = Server::start([Reply::Stall(Vec::new()), taken()]);
    let builder = support::builder(&server.address()).timeout(Duration::from_millis(200));
    let failure = support::of(builder)
        .update(CallingSettings::enabled())
        .await;
    assert!(matches!(failure, Err(Error::Timeout(_))), "{failure:?}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn updates_refused_for_their_rate_are_tried_again() {
    let table = Table::new(quick());
    for (what, first) in rate_limits() {
        assert_eq!(table.update(first).await, (true, 2), "{what}");
    }
}

#[tokio::test]
async fn updates_are_tried_like_reads_where_one_asks_for_it() {
    let table = Table::new(quick().updates(true));
    for (what, first) in perhaps_applied() {
        assert_eq!(table.update(first).await, (true, 2), "{what}");
    }
}

#[tokio::test]
async fn a_retried_update_carries_the_same_body() {
    let server = Server::start([page(429), page(429), taken()]);
    let update = CallingSettings::enabled().with_video(true);
    with(&server, quick()).update(update).await.unwrap();
    let bodies: Vec<String> = server.requests().into_iter().map(|it| it.text()).collect();
    assert_eq!(bodies.len(), 3);
    assert_eq!(
        bodies[0],
        r#"{"calling":{"status":"ENABLED","video":{"status":"ENABLED"}}}"#
    );
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_for_reads_and_updates() {
    // Nothing listens, so attempts cannot be counted there; the error and the log of the client have them.
    listen();
    let settings = support::settings(&nobody());
    let error = settings.get().await.unwrap_err();
    assert_eq!((error.attempts(), attempts()), (3, 3));
    let update = settings.update(CallingSettings::enabled()).await;
    let error = update.unwrap_err();
    assert_eq!((error.attempts(), attempts()), (3, 6));
    assert!(!error.may_have_been_applied());
}

fn attempts() -> usize {
    let sent = |line: &&String| line.contains("http.request.resend_count=");
    lines().iter().filter(sent).count()
}

#[tokio::test]
async fn an_error_says_whether_the_update_may_have_been_applied() {
    let table = Table::new(RetryPolicy::off());
    let failures = perhaps_applied().into_iter().map(|it| (it, true));
    let refusals = rate_limits().into_iter().map(|it| (it, false));
    for ((what, reply), applied) in failures.chain(refusals) {
        table.server.play([reply]);
        let update = table.settings.update(CallingSettings::enabled()).await;
        let error = update.unwrap_err();
        assert_eq!(error.may_have_been_applied(), applied, "{what}: {error:?}");
        assert!(error.is_retryable(), "{what}: {error:?}");
        let error = table.settings.get().await.unwrap_err();
        assert!(!error.may_have_been_applied(), "{what}: {error:?}");
    }
    table.server.play([refusal(400, 100)]);
    let update = table.settings.update(CallingSettings::enabled()).await;
    let error = update.unwrap_err();
    assert!(
        !error.may_have_been_applied() && !error.is_retryable(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_call_may_have_a_policy_and_a_deadline_of_its_own() {
    let server = Server::start([page(503)]);
    let settings = with(&server, quick());
    let options = CallOptions::new()
        .retry(RetryPolicy::off())
        .query("debug", "all");
    settings.clone().options(options).get().await.unwrap_err();
    assert_eq!(server.connections(), 1);
    assert!(server.requests()[0].path.ends_with("/settings?debug=all"));
    server.play([Reply::Stall(Vec::new())]);
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = settings.options(options).get().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn switched_off_means_one_request() {
    let table = Table::new(RetryPolicy::off().updates(true));
    let failures = perhaps_applied().into_iter().chain(rate_limits());
    for (what, first) in failures {
        assert_eq!(table.read(first.clone()).await, (false, 1), "{what}");
        assert_eq!(table.update(first).await, (false, 1), "{what}");
    }
    let server = Server::start([page(503), fine()]);
    let builder = support::builder(&server.address()).no_retries();
    support::of(builder).get().await.unwrap_err();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn attempts_are_bounded_in_number() {
    for (attempts, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let server = Server::start([page(503)]);
        let error = with(&server, quick().attempts(attempts))
            .get()
            .await
            .unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
        assert_eq!(server.connections(), expected, "{attempts} attempts");
    }
}

#[tokio::test]
async fn attempts_are_bounded_in_time() {
    let server = Server::start([page(503)]);
    let policy = RetryPolicy::default()
        .attempts(50)
        .first_wait(Duration::from_millis(40))
        .total_wait(Duration::from_millis(100));
    with(&server, policy).get().await.unwrap_err();
    // Waits of at least 40 ms: a third does not fit.
    assert!(server.connections() <= 3, "{}", server.connections());
}

#[tokio::test]
async fn the_last_failure_is_the_one_that_is_told() {
    let server = Server::start([page(503), page(502), refusal(400, 190)]);
    let error = with(&server, quick()).get().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let wait = answer(429, &[("retry-after", "1")], "");
    let unavailable = answer(503, &[("retry-after", "1")], "");
    let server = Server::start([wait, unavailable, fine()]);
    with(&server, quick()).get().await.unwrap();
    let times: Vec<_> = server.requests().into_iter().map(|it| it.at).collect();
    assert_eq!(times.len(), 3);
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_secs(1), "{times:?}");
    }
}

#[tokio::test]
async fn a_wait_beyond_the_time_allowed_is_not_begun() {
    let usage = r#"{"1":[{"type":"a","estimated_time_to_regain_access":5}]}"#;
    let far = [
        answer(429, &[("retry-after", "3600")], ""),
        answer(503, &[("retry-after", "3600")], ""),
        answer(429, &[("x-business-use-case-usage", usage)], ""),
        answer(429, &[("retry-after", "18446744073709551615")], ""),
    ];
    for first in far {
        let server = Server::start([first, fine()]);
        let call = async { with(&server, quick()).get().await };
        // The guard is far from both: an answer at once, and five minutes.
        let ended = tokio::time::timeout(Duration::from_secs(20), call).await;
        ended.expect("an answer at once").unwrap_err();
        assert_eq!(server.connections(), 1);
    }
}
