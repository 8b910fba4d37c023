//! Takes the settings webhook: verifies the signature over the body as it came, then decodes it.
//!
//! ```text
//! WHATSAPP_APP_SECRET=… WHATSAPP_VERIFY_TOKEN=… cargo run --example webhook_endpoint -- 127.0.0.1:8080
//! ```
//!
//! It speaks just enough HTTP for a demonstration, and serves one caller at a time; in a real program the web
//! framework does that part. The vendor's first request is a `GET`, which asks whether the address is a webhook.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use generated_client::webhook::{AppSecret, Event, VerifyToken, WebhookError};

/// The largest body that is read, in bytes.
const MAX_BODY: u64 = 1024 * 1024;

/// What the vendor signs with, and what it was told to send with its first request.
struct Secrets {
    app_secret: AppSecret,
    verify_token: VerifyToken,
}

/// What matters of a request.
#[derive(Default)]
struct Request {
    method: String,
    query: String,
    signature: String,
    body: Vec<u8>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secrets = Secrets {
        app_secret: AppSecret::new(std::env::var("WHATSAPP_APP_SECRET")?),
        verify_token: VerifyToken::new(std::env::var("WHATSAPP_VERIFY_TOKEN")?),
    };
    let address = std::env::args().nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:8080"))?;
    println!("listening on http://{}", listener.local_addr()?);
    for caller in listener.incoming() {
        if let Err(error) = caller.and_then(|caller| serve(caller, &secrets)) {
            eprintln!("a caller went away: {error}");
        }
    }
    Ok(())
}

fn serve(caller: TcpStream, secrets: &Secrets) -> Result<(), Error> {
    caller.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = receive(&caller)?;
    let handled = match request.method.as_str() {
        "GET" => secrets.verify_token.challenge(&request.query),
        _ => handle(&secrets.app_secret, &request.body, &request.signature).map(|()| String::new()),
    };
    let (status, body) = match handled {
        Ok(body) => ("200 OK", body),
        Err(WebhookError::Signature) => ("401 Unauthorized", String::new()),
        Err(WebhookError::VerifyToken) => ("403 Forbidden", String::new()),
        Err(error) => {
            eprintln!("{error}");
            ("400 Bad Request", String::new())
        }
    };
    let response = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    (&caller).write_all(response.as_bytes())
}

/// What a real program does with the raw body and the value of `X-Hub-Signature-256`.
fn handle(secret: &AppSecret, body: &[u8], signature: &str) -> Result<(), WebhookError> {
    for event in secret.verify(body, signature)?.events()? {
        match event {
            Event::Settings(event) => {
                let status = event.calling.and_then(|calling| calling.status);
                let status = status.map_or_else(|| "unchanged".to_owned(), |it| it.to_string());
                println!(
                    "{} at {}: calling {status}",
                    event.phone_number_id, event.timestamp
                );
            }
            Event::Other(event) => println!("field `{}`, not of interest here", event.field),
            Event::Unreadable(event) => eprintln!("{event}"),
            _ => {}
        }
    }
    Ok(())
}

/// One request: its query, its signature and its body.
fn receive(caller: &TcpStream) -> Result<Request, Error> {
    let mut reader = BufReader::new(caller.take(MAX_BODY + 16 * 1024));
    let mut request = Request::default();
    let mut length = 0;
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    request.method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let query = target.split_once('?').map(|(_, query)| query);
    request.query = query.unwrap_or_default().to_owned();
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
            Some((name, value)) if name == "x-hub-signature-256" => {
                request.signature = value.to_owned();
            }
            Some((name, value)) if name == "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    if length > MAX_BODY {
        return Err(Error::new(ErrorKind::InvalidData, "the body is too large"));
    }
    reader.take(length).read_to_end(&mut request.body)?;
    Ok(request)
}
