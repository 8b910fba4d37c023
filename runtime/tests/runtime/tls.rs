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

/// For `localhost`, until 2120.
const CERTIFICATE: &[u8] = include_bytes!("tls_files/certificate.der");

/// For `localhost`, until 2021.
const EXPIRED: &[u8] = include_bytes!("tls_files/expired.der");

/// For `other.test`, until 2120.
const OTHER_HOST: &[u8] = include_bytes!("tls_files/other_host.der");

/// Serves a certificate that signs itself; counts connections.
fn serve(certificate: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let certificate = CertificateDer::from(certificate);
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

/// The error of a call; with a certificate, only that one is trusted.
async fn refused(address: &str, trusted: Option<&[u8]>) -> String {
    let mut builder = builder(address);
    if let Some(certificate) = trusted {
        builder = builder.http_builder(trusting(certificate));
    }
    let client = builder.build().unwrap();
    let call = client.call(operation(PLAIN)).send::<Json<Value>>();
    let error = call.await.map(drop).unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(transport.kind(), TransportKind::Certificate, "{error:?}");
    assert!(!error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(error.attempts(), 1);
    error.to_string()
}

fn trusting(certificate: &[u8]) -> reqwest::ClientBuilder {
    let certificate = reqwest::Certificate::from_der(certificate).unwrap();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([certificate])
}

/// Whether OpenSSL, or another library of the platform, is under the client; it has words of its own.
const NATIVE: bool = cfg!(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "aws-lc"))
));

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_final() {
    let (address, connections) = serve(CERTIFICATE);
    let error = refused(&address, None).await;
    let expected = match NATIVE {
        true => "certificate not trusted: self-signed certificate",
        false => "certificate not trusted: unknown issuer",
    };
    assert_eq!(error, expected);
    assert_eq!(connections.load(Ordering::Relaxed), 1);
    // Trusted, it serves.
    let builder = builder(&address).http_builder(trusting(CERTIFICATE));
    let client = builder.build().unwrap();
    let call = client.call(operation(PLAIN)).send::<Json<Value>>();
    call.await.unwrap();
}

#[tokio::test]
async fn an_expired_certificate_and_one_of_another_host_are_named_as_such() {
    for (certificate, words) in [
        (EXPIRED, ["expired"; 2]),
        (OTHER_HOST, ["not valid for name", "ostname mismatch"]),
    ] {
        let (address, _) = serve(certificate);
        let error = refused(&address, Some(certificate)).await;
        let [rustls, native] = words;
        assert!(error.starts_with("certificate not trusted: "), "{error}");
        assert!(
            error.contains(if NATIVE { native } else { rustls }),
            "{error}"
        );
    }
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
