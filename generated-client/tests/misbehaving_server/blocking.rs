//! The client without an async runtime.

use generated_client::blocking::Wait;
use generated_client::{CallingSettings, Client, Error, ErrorKind};

use crate::support::replies::{answer, fine, refusal, taken};
use crate::support::server::Server;
use crate::support::{self, NUMBER, TOKEN};

fn client(server: &Server) -> Client {
    support::builder(&server.address()).build().unwrap()
}

#[test]
fn reads_and_updates() {
    let server = Server::start([fine(), taken()]);
    let settings = client(&server).phone_number(NUMBER).settings();
    let read = settings
        .clone()
        .include_sip_credentials(true)
        .get()
        .wait()
        .unwrap();
    assert!(read.calling.is_some());
    assert_eq!(
        settings
            .update(CallingSettings::disabled())
            .wait()
            .unwrap()
            .success,
        Some(true)
    );
    let requests = server.requests();
    let path = format!("/{NUMBER}/settings?include_sip_credentials=true");
    assert!(requests[0].path.ends_with(&path), "{}", requests[0].path);
    assert_eq!(requests[1].method, "POST");
    assert_eq!(requests[1].text(), r#"{"calling":{"status":"DISABLED"}}"#);
    let bearer = format!("Bearer {TOKEN}");
    assert!(
        requests
            .iter()
            .all(|it| it.header("authorization") == Some(&bearer))
    );
}

#[test]
fn retries_and_fails_like_the_other() {
    let server = Server::start([answer(503, &[], ""), fine(), refusal(400, 138_000)]);
    let settings = client(&server).phone_number(NUMBER).settings();
    settings.get().wait().unwrap();
    assert_eq!(server.connections(), 2);
    let error = settings
        .update(CallingSettings::enabled())
        .wait()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CallingNotEnabled);
    let error = client(&server)
        .phone_number("../me")
        .settings()
        .get()
        .wait()
        .unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(server.connections(), 3);
}

#[test]
fn serves_several_threads() {
    let server = Server::start([fine()]);
    let client = client(&server);
    let call = || {
        client
            .phone_number(NUMBER)
            .settings()
            .get()
            .wait()
            .map(|_| ())
    };
    let ended: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(ended.iter().all(Result::is_ok), "{ended:?}");
    assert_eq!(server.connections(), 4);
}

#[test]
fn generated_operations_wait_as_well() {
    let server = Server::start([fine()]);
    let client = client(&server);
    let read = client.generated().get_phone_number_settings();
    let read = read.phone_number_id(NUMBER).send_blocking().unwrap();
    assert!(read.calling.is_some());
}
