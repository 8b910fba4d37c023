//! What is tried again, and what is not.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::runtime::{CallOptions, Error, Operation, RetryPolicy, TransportKind};
use crate::support::api::{Json, PLAIN};
use crate::support::server::{Reply, Server, json as reply, nobody, response};
use crate::support::{builder, client, operation, quick};

fn reading() -> &'static Operation {
    operation(PLAIN)
}

fn updating() -> &'static Operation {
    operation(Operation {
        method: "POST",
        ..PLAIN
    })
}

fn cut_off() -> Reply {
    Reply::Bytes(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
            .to_vec(),
    )
}

/// Failures after which the server may have done its work.
fn perhaps_applied() -> Vec<(&'static str, Reply)> {
    vec![
        ("500", reply(500, "{}")),
        ("502", reply(502, "{}")),
        ("503", reply(503, "{}")),
        ("504", reply(504, "{}")),
        ("408", reply(408, "{}")),
        ("cut off", cut_off()),
        ("closed without a response", Reply::Bytes(Vec::new())),
        ("garbage", Reply::Bytes(b"garbage\r\n\r\n".to_vec())),
    ]
}

fn final_failures() -> Vec<(&'static str, Reply)> {
    vec![
        ("400", reply(400, "{}")),
        ("401", reply(401, "{}")),
        ("404", reply(404, "{}")),
        ("501", reply(501, "{}")),
        ("505", reply(505, "{}")),
        ("302", response(302, &[("location", "/")], "")),
        ("undecodable", reply(200, "[")),
    ]
}

#[tokio::test]
async fn the_table() {
    let server = Server::start([reply(200, "{}")]);
    let client = client(&server.address());
    let eager = quick().updates(true);
    for (what, first) in perhaps_applied() {
        for (operation, options, expected) in [
            (reading(), CallOptions::new(), (true, 2)),
            (updating(), CallOptions::new(), (false, 1)),
            (
                updating(),
                CallOptions::new().retry(eager.clone()),
                (true, 2),
            ),
            (
                reading(),
                CallOptions::new().retry(RetryPolicy::off()),
                (false, 1),
            ),
        ] {
            server.play([first.clone(), reply(200, "{}")]);
            let mut call = client.call(operation);
            call.options(options);
            let result = call.send::<Json<Value>>().await;
            assert_eq!(
                (result.is_ok(), server.connections()),
                expected,
                "{what} {}",
                operation.method
            );
            if let Err(error) = result {
                assert!(error.is_retryable(), "{what}: {error}");
                assert_eq!(
                    error.may_have_been_applied(),
                    operation.method == "POST",
                    "{what}: {error}"
                );
            }
        }
    }
    for (what, first) in final_failures() {
        for operation in [reading(), updating()] {
            server.play([first.clone(), reply(200, "{}")]);
            let mut call = client.call(operation);
            call.options(CallOptions::new().retry(eager.clone()));
            let error = call.send::<Json<Value>>().await.unwrap_err();
            assert_eq!(server.connections(), 1, "{what}");
            assert!(
                what.starts_with('5') || !error.may_have_been_applied() || what == "undecodable",
                "{what}"
            );
            assert!(!error.is_retryable(), "{what}");
        }
    }
}

#[tokio::test]
async fn a_refusal_for_the_rate_and_no_connection_were_not_applied() {
    let server = Server::start([reply(429, "{}"), reply(429, "{}"), reply(200, "{}")]);
    let done = client(&server.address())
        .call(updating())
        .send::<Json<Value>>()
        .await
        .unwrap();
    assert_eq!((done.attempts(), server.connections()), (3, 3));
    let error = client(&nobody())
        .call(updating())
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(error.is_retryable() && !error.may_have_been_applied());
    let Error::Transport(transport) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind(), TransportKind::Connect);
    // An update that may have been applied at first stays so.
    let server = Server::start([reply(503, "{}"), reply(429, "{}"), reply(400, "{}")]);
    let mut call = client(&server.address()).call(updating());
    call.options(CallOptions::new().retry(quick().updates(true)));
    let error = call.send::<Json<Value>>().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (400, 3)
    );
    assert!(error.may_have_been_applied());
}

#[tokio::test]
async fn a_storm_is_not_made_worse() {
    let server = Server::start([reply(503, "{}")]);
    let client = builder(&server.address())
        .retry(
            RetryPolicy::default()
                .attempts(5)
                .first_wait(Duration::from_millis(5)),
        )
        .build()
        .unwrap();
    for _ in 0..2 {
        let calls: Vec<_> = (0..200)
            .map(|_| tokio::spawn(client.clone().call(reading()).send::<Json<Value>>()))
            .collect();
        for call in calls {
            call.await.unwrap().unwrap_err();
        }
    }
    let requests = server.requests().len();
    assert!(
        (400..=450).contains(&requests),
        "{requests} requests of 400 calls"
    );
    // Calls that succeed fill the budget again.
    server.play([reply(200, "{}")]);
    for _ in 0..4 {
        client.call(reading()).send::<Json<Value>>().await.unwrap();
    }
    server.play([reply(503, "{}"), reply(200, "{}")]);
    client.call(reading()).send::<Json<Value>>().await.unwrap();
}

#[tokio::test]
async fn those_who_wait_as_asked_do_not_come_back_together() {
    let server = Server::start([response(429, &[("retry-after", "1")], "")]);
    let client = builder(&server.address())
        .retry(quick().attempts(2))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..40)
        .map(|_| tokio::spawn(client.clone().call(reading()).send::<Json<Value>>()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap_err();
    }
    let mut times: Vec<_> = server.requests().into_iter().map(|it| it.at).collect();
    times.sort();
    assert_eq!(times.len(), 80);
    let second = &times[40..];
    assert!(second[0] - times[0] >= Duration::from_secs(1));
    assert!(
        second[39] - second[0] >= Duration::from_millis(250),
        "{:?}",
        second[39] - second[0]
    );
}

#[tokio::test]
async fn a_date_is_a_time_to_wait_too() {
    let in_an_hour = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
    let server = Server::start([response(503, &[("retry-after", &in_an_hour)], "")]);
    let error = client(&server.address())
        .call(reading())
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    // Beyond the time that is left: returned at once.
    assert_eq!(server.connections(), 1);
    let wait = error.retry_after().unwrap();
    assert!((3590..=3601).contains(&wait.as_secs()), "{wait:?}");
    // By the server's own clock.
    let dates = [
        ("date", "Tue, 01 Jan 2030 00:00:00 GMT"),
        ("retry-after", "Tue, 01 Jan 2030 00:00:02 GMT"),
    ];
    let server = Server::start([response(503, &dates, "")]);
    let call = builder(&server.address())
        .no_retries()
        .build()
        .unwrap()
        .call(reading());
    let error = call.send::<Json<Value>>().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    for odd in ["soon", "-1", "18446744073709551615", ""] {
        let server = Server::start([response(503, &[("retry-after", odd)], "")]);
        let call = builder(&server.address())
            .retry(quick().attempts(2))
            .build()
            .unwrap()
            .call(reading());
        let error = call.send::<Json<Value>>().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 503, "{odd}");
    }
}

#[tokio::test]
async fn attempts_and_waits_are_bounded() {
    for (attempts, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let server = Server::start([reply(503, "{}")]);
        let call = builder(&server.address())
            .retry(quick().attempts(attempts))
            .build()
            .unwrap()
            .call(reading());
        let error = call.send::<Json<Value>>().await.unwrap_err();
        assert_eq!(
            (server.connections(), error.attempts()),
            (expected, expected as u32)
        );
    }
    let policy = quick()
        .attempts(50)
        .first_wait(Duration::from_millis(40))
        .total_wait(Duration::from_millis(100));
    let server = Server::start([reply(503, "{}")]);
    let call = builder(&server.address())
        .retry(policy)
        .build()
        .unwrap()
        .call(reading());
    call.send::<Json<Value>>().await.unwrap_err();
    assert!(server.connections() <= 3, "{}", server.connections());
}
