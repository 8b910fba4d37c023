//! openapi-core, another implementation than ours, which reads a request by a document. The tests of other crates of the
//! workspace have it from here.
//!
//! It is there where `WIRE_READER` is the command that starts it, from the root of the workspace:
//!
//! ```text
//! python3 -m venv target/wire && target/wire/bin/pip install -r .ci/wire/requirements.txt
//! WIRE_READER='target/wire/bin/python .ci/wire/read.py' cargo test …
//! ```

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A request for the reader.
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a [u8],
    /// Scheme and host of the server that it was meant for, as the document has it.
    pub(crate) origin: &'a str,
}

impl Sent<'_> {
    /// As the reader takes it.
    pub(crate) fn line(&self) -> String {
        let Self {
            method,
            target,
            headers,
            body,
            origin,
        } = self;
        let body = base64(body);
        json!({ "method": method, "target": target, "headers": headers, "body": body, "origin": origin })
            .to_string()
    }
}

/// The reader of one document.
pub(crate) struct Reader {
    process: Child,
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
}

impl Reader {
    /// `None`, and a word about it, where `WIRE_READER` does not say how to start one.
    pub(crate) fn start(document: &Path) -> Option<Self> {
        let Ok(command) = std::env::var("WIRE_READER") else {
            println!("skipped: WIRE_READER does not say how to start a reader (see .ci/wire)");
            return None;
        };
        let mut words = command.split_whitespace();
        let mut process = Command::new(words.next().expect("a command in WIRE_READER"))
            .args(words)
            .arg(document)
            .current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".."))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a reader that starts");
        Some(Self {
            to: process.stdin.take().unwrap(),
            from: BufReader::new(process.stdout.take().unwrap()).lines(),
            process,
        })
    }

    /// What a request means.
    pub(crate) fn read(&mut self, sent: &Sent<'_>) -> Value {
        writeln!(self.to, "{}", sent.line()).expect("a reader that runs");
        let read = self.from.next().expect("a reader that answers").unwrap();
        serde_json::from_str(&read).unwrap()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
