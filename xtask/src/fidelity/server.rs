//! A server on the loopback that keeps each request as it came, and sends what it was told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

/// What is sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) media_type: Option<String>,
    pub(super) body: Vec<u8>,
}

/// What came.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The values of a header.
    pub(super) fn header<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        let named = move |(it, _): &&(String, String)| it.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .filter(named)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct State {
    response: Response,
    requests: Vec<Request>,
}

/// A running server; it ends with the process.
pub(super) struct Server {
    state: Arc<Mutex<State>>,
    /// `http://127.0.0.1:PORT`.
    pub(super) address: String,
}

impl Server {
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A connection that breaks is seen by the client.
                std::thread::spawn(move || serve(&stream, &shared).ok());
            }
        });
        Ok(Self { state, address })
    }

    /// Sends `response` from now on, and forgets what came so far.
    pub(super) fn prepare(&self, response: Response) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.response = response;
        state.requests.clear();
    }

    /// What came since.
    pub(super) fn requests(&self) -> Vec<Request> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.requests)
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader)? {
        let is_head = request.method == "HEAD";
        let response = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.requests.push(request);
            state.response.clone()
        };
        let mut text = format!("HTTP/1.1 {} Response\r\n", response.status).into_bytes();
        if let Some(media_type) = &response.media_type {
            text.extend(format!("Content-Type: {media_type}\r\n").bytes());
        }
        let bodiless = matches!(response.status, 204 | 304);
        if !bodiless {
            text.extend(format!("Content-Length: {}\r\n", response.body.len()).bytes());
        }
        text.extend(b"\r\n");
        if !bodiless && !is_head {
            text.extend(&response.body);
        }
        let mut out = stream;
        out.write_all(&text)?;
    }
    Ok(())
}

/// The next request; `None` at the end of the connection.
fn read(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<Request>> {
    let Some(first) = line(reader)?.filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let mut request = Request {
        method: words.next().unwrap_or_default().to_owned(),
        target: words.next().unwrap_or_default().to_owned(),
        ..Request::default()
    };
    while let Some(header) = line(reader)?.filter(|it| !it.is_empty()) {
        let (name, value) = header.split_once(':').unwrap_or((&header, ""));
        let value = value.trim_matches([' ', '\t']);
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    let length = request.header("content-length").next();
    let length: Option<u64> = length.and_then(|it| it.parse().ok());
    if let Some(length) = length {
        reader.take(length).read_to_end(&mut request.body)?;
    } else if request.header("transfer-encoding").next().is_some() {
        chunks(reader, &mut request.body)?;
    }
    Ok(Some(request))
}

fn chunks(reader: &mut BufReader<&TcpStream>, body: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        let size = line(reader)?.unwrap_or_default();
        let size = u64::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
        let size = size.map_err(|error| std::io::Error::other(error.to_string()))?;
        reader.by_ref().take(size).read_to_end(body)?;
        line(reader)?;
        if size == 0 {
            return Ok(());
        }
    }
}

fn line(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
