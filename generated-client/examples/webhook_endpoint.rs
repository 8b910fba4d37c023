//! Takes the settings webhook: verifies the signature over the body as it came, then decodes it.
//!
//! ```text
//! WHATSAPP_APP_SECRET=… cargo run --example webhook_endpoint -- 127.0.0.1:8080
//! ```
//!
//! It speaks just enough HTTP for a demonstration, and serves one caller at a time; in a real program the web
//! framework does that part. The vendor also sends a `GET` to verify the address once, which is not shown.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use generated_client::webhook::{AppSecret, WebhookError};

/// The largest body that is read, in bytes.
const MAX_BODY: u64 = 1024 * 1024;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = AppSecret::new(std::env::var("WHATSAPP_APP_SECRET")?);
    let address = std::env::args().nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:8080"))?;
    println!("listening on http://{}", listener.local_addr()?);
    for caller in listener.incoming() {
        if let Err(error) = caller.and_then(|caller| serve(caller, &secret)) {
            eprintln!("a caller went away: {error}");
        }
    }
    Ok(())
}

fn serve(caller: TcpStream, secret: &AppSecret) -> Result<(), Error> {
    caller.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (signature, body) = receive(&caller)?;
    let status = match handle(secret, &body, &signature) {
        Ok(()) => "200 OK",
        Err(WebhookError::Signature) => "401 Unauthorized",
        Err(error) => {
            eprintln!("{error}");
            "400 Bad Request"
        }
    };
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    (&caller).write_all(answer.as_bytes())
}

/// What a real program does with the raw body and the value of `X-Hub-Signature-256`.
fn handle(secret: &AppSecret, body: &[u8], signature: &str) -> Result<(), WebhookError> {
    for event in secret.verify(body, signature)?.settings_events()? {
        let status = event.calling.and_then(|calling| calling.status);
        let status = status.map_or_else(|| "unchanged".to_owned(), |status| status.to_string());
        println!(
            "{} at {}: calling {status}",
            event.phone_number_id, event.timestamp
        );
    }
    Ok(())
}

/// The signature and the body of one request.
fn receive(caller: &TcpStream) -> Result<(String, Vec<u8>), Error> {
    let mut reader = BufReader::new(caller.take(MAX_BODY + 16 * 1024));
    let (mut signature, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        match line
            .split_once(':')
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        {
            Some((name, value)) if name == "x-hub-signature-256" => signature = value.to_owned(),
            Some((name, value)) if name == "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    if length > MAX_BODY {
        return Err(Error::new(ErrorKind::InvalidData, "the body is too large"));
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    Ok((signature, body))
}
