//! Plain `http` is for loopback alone, so a proxy that the environment names must not see the token either.

use std::process::Command;

use crate::support::replies::fine;
use crate::support::server::Server;
use crate::support::{self, TOKEN};

const SERVER: &str = "TEST_SERVER_ADDRESS";

#[test]
fn a_proxy_of_the_environment_does_not_see_a_request_to_loopback() {
    let proxy = Server::start([fine()]);
    let server = Server::start([fine()]);
    // A program cannot change its own environment safely, so a second one makes the call.
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args([
        "--exact",
        "proxy::reads_from_the_address_of_the_environment",
    ]);
    program.env(SERVER, server.address());
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        program.env(name, proxy.address_by_name());
    }
    for name in ["no_proxy", "NO_PROXY", "REQUEST_METHOD"] {
        program.env_remove(name);
    }
    let output = program.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen = format!("{:?}", proxy.requests());
    assert!(!seen.contains(TOKEN), "the proxy saw the token: {seen}");
    assert_eq!(server.requests().len(), 1);
}

/// The second program: does nothing unless it is told where.
#[tokio::test]
async fn reads_from_the_address_of_the_environment() {
    if let Ok(address) = std::env::var(SERVER) {
        support::settings_once(&address).get().await.unwrap();
    }
}
