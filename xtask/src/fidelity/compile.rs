//! The generated crate with its program, compiled, and running.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use codegen::files::Files;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::disk;

/// What the program needs beside what the crate needs, and how it is compiled.
const MORE: &str = r#"
[target.'cfg(all())'.dependencies]
tokio = { version = "1", default-features = false, features = ["net", "rt", "time"] }

[profile.dev]
debug = false
incremental = false
"#;

/// A compiled program.
pub(super) struct Compiled {
    pub(super) program: PathBuf,
    /// What the compiler says of the crate itself.
    pub(super) warnings: Vec<String>,
    pub(super) seconds: f64,
}

/// The name of the package for the document `name`.
pub(super) fn package(name: &str) -> String {
    format!("fidelity-{name}")
}

/// Writes the crate `files` with `program` to a folder `name` below `work`, and compiles it there. What crates depend on is
/// compiled once for all.
pub(super) fn compile(
    work: &Path,
    name: &str,
    mut files: Files,
    program: &str,
) -> Result<Compiled> {
    let folder = work.join(name);
    let binary = package(name);
    let manifest = files.get("Cargo.toml").unwrap_or_default();
    // One name for the program to use. The packages have names of their own: Cargo tells packages of different folders in one
    // target folder by their names alone, and would take the crate of another document for this one.
    let manifest = manifest.replacen("[lib]\n", "[lib]\nname = \"client\"\n", 1);
    let manifest =
        format!("{manifest}\n[[bin]]\nname = \"{binary}\"\npath = \"fidelity.rs\"\n{MORE}");
    files.insert("Cargo.toml", manifest);
    files.insert("fidelity.rs", program.to_owned());
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made", folder.display()))?;
    disk::recover(&folder)?;
    disk::commit(&folder, &["src"], &files)?;
    // The versions of this workspace have been downloaded already.
    let lock = folder.join("Cargo.lock");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    if !lock.exists() && own.exists() {
        std::fs::copy(own, &lock).context("Cargo.lock cannot be copied")?;
    }
    let started = Instant::now();
    let target = std::path::absolute(work.join("target"))?;
    let warnings = build(&folder, &target)?;
    Ok(Compiled {
        program: target
            .join("debug")
            .join(format!("{binary}{}", std::env::consts::EXE_SUFFIX)),
        warnings,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// Has Cargo compile it, and gives back the warnings of the library.
fn build(folder: &Path, target: &Path) -> Result<Vec<String>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        // What holds for this program does not hold for that one.
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text == "CARGO_MANIFEST_DIR" {
            cargo.env_remove(&name);
        }
    }
    let output = cargo
        .args([
            "build",
            "--quiet",
            "--no-default-features",
            "--message-format",
            "json",
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(folder)
        .stderr(Stdio::piped())
        .output()
        .context("cargo cannot be run")?;
    let mut warnings = Vec::new();
    let mut errors = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
        let shown = || text("/message/rendered").unwrap_or_default().to_owned();
        match text("/message/level") {
            Some("error") => errors.push(shown()),
            Some("warning") if text("/target/kind/0") == Some("lib") => warnings.push(shown()),
            _ => {}
        }
    }
    if !output.status.success() {
        let first: String = errors.into_iter().take(2).collect();
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("the crate does not compile:\n{first}{said}");
    }
    Ok(warnings)
}

/// What the program is asked.
#[derive(Default, Serialize)]
pub(super) struct Task {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<usize>,
    pub(super) json: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<usize>,
    pub(super) parameters: Vec<Option<String>>,
    pub(super) body: Option<(usize, String)>,
}

/// What it says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    /// `success`, `failure` (of the server), `error`, or `refused`.
    pub(super) outcome: String,
    pub(super) status: Option<u16>,
    /// Status and media type of what was decoded, where that has a type of its own.
    pub(super) variant: Option<String>,
    pub(super) value: Option<String>,
    pub(super) undecoded: Vec<String>,
    pub(super) error: String,
}

/// The running program. One that ends is begun anew.
pub(super) struct Running {
    program: PathBuf,
    address: String,
    child: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
}

impl Running {
    pub(super) fn new(program: PathBuf, address: String) -> Self {
        Self {
            program,
            address,
            child: None,
        }
    }

    /// Has it do `task`.
    pub(super) fn ask(&mut self, task: &Task) -> Result<Seen> {
        if self.child.is_none() {
            self.child = Some(self.start()?);
        }
        let Some((_, input, output)) = &mut self.child else {
            bail!("the program did not start");
        };
        let mut line = String::new();
        let answered = writeln!(input, "{}", serde_json::to_string(task)?)
            .and_then(|()| output.read_line(&mut line));
        if answered.is_ok() && !line.is_empty() {
            return Ok(serde_json::from_str(&line)?);
        }
        let (mut child, ..) = self.child.take().ok_or_else(|| anyhow!("no program"))?;
        let status = child.wait()?;
        Ok(Seen {
            outcome: "refused".to_owned(),
            error: format!("the program ended, as it does when the stack is too small: {status}"),
            ..Seen::default()
        })
    }

    fn start(&self) -> Result<(Child, ChildStdin, BufReader<ChildStdout>)> {
        let mut child = Command::new(&self.program)
            .arg(&self.address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        let input = child.stdin.take().ok_or_else(|| anyhow!("no input"))?;
        let output = child.stdout.take().ok_or_else(|| anyhow!("no output"))?;
        Ok((child, input, BufReader::new(output)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some((mut child, input, _)) = self.child.take() {
            drop(input);
            let _ = child.wait();
        }
    }
}
