//! A server that answers each connection with the bytes that a script names, and remembers what it was sent. The tests of
//! other crates of the workspace have it from here.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Makes a response, with its head, of a request.
pub(crate) type Make = dyn Fn(&Received) -> Vec<u8> + Send + Sync;

/// What the server does with one connection.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Reads the request, writes these bytes, and closes.
    Bytes(Vec<u8>),
    /// Reads the request, writes these bytes, and then nothing more, without closing.
    Stall(Vec<u8>),
    /// Reads the request, then writes these bytes again and again for as long as the client takes them.
    Endless(Vec<u8>, Arc<[u8]>),
    /// Reads the request, writes the bytes that are made of it, and closes.
    Made(Arc<Make>),
    /// Closes before the request is read.
    Hangup,
}

/// A response with a length, a trace and `Connection: close`.
pub(crate) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // A response without content has no length either.
    if status != 204 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("connection: close\r\n\r\n");
    Reply::Bytes((head + body).into_bytes())
}

/// A response in JSON.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    response(status, &[("content-type", "application/json")], body)
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

impl Received {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Seen {
    script: Vec<Reply>,
    connections: usize,
    requests: Vec<Received>,
    written: usize,
}

/// The server. It serves until the test program ends.
pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// Responds to the first connection with the first reply of `script`, and so on; the last one is repeated.
    pub(crate) fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut seen = shared.lock().unwrap();
                let index = seen.connections.min(seen.script.len() - 1);
                let reply = seen.script[index].clone();
                seen.connections += 1;
                drop(seen);
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, reply, &shared));
            }
        });
        let server = Self { port, seen };
        server.play(script);
        server
    }

    /// Begins another script, and forgets what was seen: for tables of cases, since a client is slow to make.
    pub(crate) fn play(&self, script: impl IntoIterator<Item = Reply>) {
        *self.seen.lock().unwrap() = Seen {
            script: script.into_iter().collect(),
            ..Seen::default()
        };
    }

    /// The address by number.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The same address by name: another host as far as HTTP is concerned.
    pub(crate) fn address_by_name(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// The bytes of responses that were written.
    pub(crate) fn written(&self) -> usize {
        self.seen.lock().unwrap().written
    }
}

/// An address where nothing listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn serve(stream: TcpStream, reply: Reply, seen: &Mutex<Seen>) {
    if matches!(reply, Reply::Hangup) {
        return;
    }
    // A client that went away is no failure of the server: the test sees it on its own side.
    let Some(request) = receive(&stream) else {
        return;
    };
    seen.lock().unwrap().requests.push(request.clone());
    let mut stream = stream;
    let mut write = |bytes: &[u8]| {
        let written = stream.write_all(bytes).is_ok();
        seen.lock().unwrap().written += bytes.len();
        written
    };
    match reply {
        Reply::Bytes(bytes) => {
            write(&bytes);
        }
        Reply::Made(make) => {
            write(&make(&request));
        }
        Reply::Stall(bytes) => {
            write(&bytes);
            thread::sleep(Duration::from_secs(60));
        }
        Reply::Endless(head, chunk) => {
            if write(&head) {
                while write(&chunk) {}
            }
        }
        Reply::Hangup => {}
    }
    // What the client still sends is read, or closing would take back what was written.
    let _ = stream.shutdown(Shutdown::Write);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

fn receive(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let body = receive_body(&mut reader, &headers)?;
    Some(Received {
        method,
        path,
        headers,
        body,
        at: Instant::now(),
    })
}

/// By length, or in chunks.
fn receive_body(reader: &mut impl BufRead, headers: &[(String, String)]) -> Option<Vec<u8>> {
    let header = |name: &str| {
        let mut headers = headers.iter();
        headers
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    if header("transfer-encoding") != Some("chunked") {
        let length = header("content-length").map_or(0, |value| value.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        return Some(body);
    }
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(&chunk[..length]);
    }
}
