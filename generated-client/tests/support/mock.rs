//! A mock server that others wrote: [Prism](https://github.com/stoplightio/prism), made from a document.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The mock, serving one document until it is dropped.
pub(crate) struct Mock {
    process: Child,
    pub(crate) address: String,
}

impl Mock {
    /// `None`, and a word about it, where `MOCK` does not say how to start one: from the root of the workspace,
    ///
    /// ```text
    /// npm ci --prefix .ci/mock --ignore-scripts
    /// MOCK='node .ci/mock/node_modules/.bin/prism' cargo test …
    /// ```
    ///
    /// A request that the document does not allow is answered with its error. `options` are Prism's own.
    pub(crate) fn start(document: &Path, options: &[&str]) -> Option<Self> {
        let Ok(command) = std::env::var("MOCK") else {
            println!("skipped: MOCK does not say how to start a mock server (see .ci/mock)");
            return None;
        };
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.expect("a free port").port().to_string();
        let mut words = command.split_whitespace();
        let mut process = Command::new(words.next().expect("a command in MOCK"))
            .args(words)
            .args([
                "mock",
                "--errors",
                "--port",
                &port,
                "--verboseLevel",
                "silent",
            ])
            .args(options)
            .arg(document)
            .current_dir(root())
            .stdout(Stdio::null())
            .spawn()
            .expect("a mock server that starts");
        let begun = Instant::now();
        while TcpStream::connect(format!("127.0.0.1:{port}")).is_err() {
            let ended = process.try_wait().expect("the state of the mock server");
            assert!(ended.is_none(), "the mock server ended: {ended:?}");
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "the mock server does not listen"
            );
            sleep(Duration::from_millis(100));
        }
        Some(Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The workspace.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
