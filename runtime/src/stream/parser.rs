//! Chunks to frames: the format of server-sent events as the HTML standard defines it, and lines.

use std::time::Duration;

/// A piece of a stream.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Frame {
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) data: String,
}

/// Cuts a stream into frames.
pub(crate) trait Parser {
    /// Takes bytes in.
    fn push(&mut self, bytes: &[u8]);
    /// The next whole frame.
    fn next(&mut self) -> Option<Frame>;
    /// The frame that the end of the stream completes.
    fn finish(&mut self) -> Option<Frame>;
    /// The bytes that wait for the rest of their frame.
    fn held(&self) -> usize;
    /// What a new connection is told of the last event.
    fn last_id(&self) -> Option<String> {
        None
    }
    /// The time that the server asks to wait before a new connection.
    fn retry(&self) -> Option<Duration> {
        None
    }
    /// Forgets what a broken connection left half done.
    fn restart(&mut self);
}

/// Bytes with what was read of them.
#[derive(Debug, Default)]
struct Buffer {
    bytes: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where no end of a line was found.
    searched: usize,
}

impl Buffer {
    fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next line without its end: LF, CRLF, or a lone CR where `lone_cr` says so.
    fn line(&mut self, lone_cr: bool) -> Option<String> {
        let rest = self.bytes.get(self.searched..)?;
        let is_end = |byte: &u8| *byte == b'\n' || (lone_cr && *byte == b'\r');
        let Some(found) = rest.iter().position(is_end) else {
            self.searched = self.bytes.len();
            return None;
        };
        let end = self.searched + found;
        let mut next = end + 1;
        if self.bytes.get(end) == Some(&b'\r') {
            match self.bytes.get(next) {
                Some(b'\n') => next += 1,
                Some(_) => {}
                // Whether a line feed follows says the next chunk.
                None => {
                    self.searched = end;
                    return None;
                }
            }
        }
        let line = self.bytes.get(self.start..end).unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let line = line.strip_suffix('\r').unwrap_or(&line).to_owned();
        self.start = next;
        self.searched = next;
        Some(line)
    }

    fn rest(&mut self) -> String {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        let text = String::from_utf8_lossy(rest).into_owned();
        self.clear();
        text
    }

    fn clear(&mut self) {
        *self = Self::default();
    }

    fn held(&self) -> usize {
        self.bytes.len() - self.start
    }
}

/// `text/event-stream`.
#[derive(Debug, Default)]
pub(crate) struct Events {
    buffer: Buffer,
    begun: bool,
    name: Option<String>,
    data: String,
    has_data: bool,
    id: Option<String>,
    /// The id of the last event that was given out.
    last_id: Option<String>,
    retry: Option<Duration>,
}

impl Events {
    fn field(&mut self, line: &str) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.name = Some(value.to_owned()),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => {
                if let Ok(milliseconds) = value.parse() {
                    self.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            // A comment, or a field of another time.
            _ => {}
        }
    }

    fn dispatch(&mut self) -> Option<Frame> {
        self.last_id.clone_from(&self.id);
        let name = self.name.take().filter(|name| !name.is_empty());
        let has_data = std::mem::take(&mut self.has_data);
        let data = std::mem::take(&mut self.data);
        has_data.then(|| Frame {
            name,
            id: self.id.clone(),
            data,
        })
    }
}

impl Parser for Events {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    fn next(&mut self) -> Option<Frame> {
        while let Some(line) = self.buffer.line(true) {
            let begun = std::mem::replace(&mut self.begun, true);
            let line = match line.strip_prefix('\u{FEFF}') {
                Some(rest) if !begun => rest,
                _ => &line,
            };
            if !line.is_empty() {
                self.field(line);
            } else if let Some(frame) = self.dispatch() {
                return Some(frame);
            }
        }
        None
    }

    /// What no empty line ended is dropped, as the standard says; but many servers leave the last one out.
    fn finish(&mut self) -> Option<Frame> {
        let rest = self.buffer.rest();
        for line in rest.split(['\n', '\r']).filter(|line| !line.is_empty()) {
            self.field(line);
        }
        self.dispatch()
    }

    fn held(&self) -> usize {
        self.buffer.held() + self.data.len()
    }

    fn last_id(&self) -> Option<String> {
        self.last_id.clone().filter(|id| !id.is_empty())
    }

    fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn restart(&mut self) {
        let kept = (self.last_id.take(), self.retry);
        *self = Self {
            id: kept.0.clone(),
            last_id: kept.0,
            retry: kept.1,
            ..Self::default()
        };
    }
}

/// Lines that are not empty.
#[derive(Debug, Default)]
pub(crate) struct Lines(Buffer);

impl Lines {
    fn frame(line: &str) -> Option<Frame> {
        let line = line.trim();
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
        (!line.is_empty()).then(|| Frame {
            data: line.to_owned(),
            ..Frame::default()
        })
    }
}

impl Parser for Lines {
    fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    fn next(&mut self) -> Option<Frame> {
        while let Some(line) = self.0.line(false) {
            if let Some(frame) = Self::frame(&line) {
                return Some(frame);
            }
        }
        None
    }

    fn finish(&mut self) -> Option<Frame> {
        Self::frame(&self.0.rest())
    }

    fn held(&self) -> usize {
        self.0.held()
    }

    fn restart(&mut self) {
        self.0.clear();
    }
}
