//! Certificates that nobody trusts, and servers that do not encrypt.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde_json::Value;

use crate::runtime::{Error, TransportKind};
use crate::support::api::{Json, PLAIN};
use crate::support::server::{Server, json as reply};
use crate::support::{builder, operation};

/// Serves a certificate that signs itself; counts connections.
fn serve() -> (String, Arc<AtomicUsize>) {
    let certificate = CertificateDer::from(include_bytes!("tls_files/certificate.der").as_slice());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("tls_files/key.der").as_slice());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![certificate], key.into())
    .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counter.fetch_add(1, Ordering::Relaxed);
            let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::Stream::new(&mut session, &mut stream);
            let mut head = [0; 1024];
            if stream.read(&mut head).is_ok() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            }
        }
    });
    (address, connections)
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_final() {
    let (address, connections) = serve();
    let client = builder(&address).build().unwrap();
    let error = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "certificate not trusted: unknown issuer");
    assert!(!error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(
        (error.attempts(), connections.load(Ordering::Relaxed)),
        (1, 1)
    );
    // Trusted, it serves.
    let certificate =
        reqwest::Certificate::from_der(include_bytes!("tls_files/certificate.der")).unwrap();
    let http = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([certificate]);
    let client = builder(&address).http_builder(http).build().unwrap();
    client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_final() {
    let server = Server::start([reply(200, "{}")]);
    let address = server.address().replace("http:", "https:");
    let client = builder(&address).build().unwrap();
    let error = client
        .call(operation(PLAIN))
        .send::<Json<Value>>()
        .await
        .unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind(), TransportKind::Tls, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(error.attempts(), 1);
}
