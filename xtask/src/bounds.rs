//! How much is read, and how much memory is taken, before a command gives up with a message.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::output;

/// The bounds of a run.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Refuse a file, or a download, of more than this many bytes
    #[arg(long, global = true, value_name = "BYTES", default_value_t = 64 * 1024 * 1024)]
    pub(crate) max_bytes: u64,
    /// Refuse a document of more than this many nodes
    #[arg(long, global = true, value_name = "NODES", default_value_t = codegen::tree::MAX_NODES)]
    pub(crate) max_nodes: usize,
    /// Give up when the process takes more than this many MiB of memory (on Linux)
    #[arg(long, global = true, value_name = "MIB", default_value_t = 4096)]
    pub(crate) max_memory: u64,
}

static BOUNDS: OnceLock<Bounds> = OnceLock::new();

impl Bounds {
    /// Makes them hold for this process.
    pub(crate) fn impose(self) {
        BOUNDS.get_or_init(|| self);
        codegen::tree::allow_nodes(self.max_nodes);
        memory::watch(self.max_memory);
    }
}

pub(crate) fn max_bytes() -> u64 {
    BOUNDS.get().map_or(u64::MAX, |it| it.max_bytes)
}

/// A whole file, unless it is longer than what is read. A pipe is read to its end, a device is not.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    let context = || format!("{} cannot be read", path.display());
    let file = File::open(path).with_context(context)?;
    let about = file.metadata().with_context(context)?;
    if is_device(&about) {
        bail!(
            "{} is a device, and may have no end\n  fix: name a file",
            path.display()
        );
    }
    let bound = max_bytes();
    if about.len() > bound {
        bail!("{}", too_long(&path.display().to_string(), bound));
    }
    let mut bytes = Vec::new();
    file.take(bound.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(context)?;
    if bytes.len() as u64 > bound {
        bail!("{}", too_long(&path.display().to_string(), bound));
    }
    Ok(bytes)
}

/// The same, as text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).with_context(|| format!("{} is not UTF-8 text", path.display()))
}

pub(crate) fn too_long(what: &str, bound: u64) -> String {
    format!(
        "{what} has more than {bound} bytes\n  why: hardly any OpenAPI document is as long\n  fix: look at what it is, and raise the bound with --max-bytes"
    )
}

#[cfg(unix)]
fn is_device(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_char_device() || about.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: &std::fs::Metadata) -> bool {
    false
}

/// A document within the other bounds can still take more memory than there is, and then the process would end without a
/// word. Everything is written all or nothing, so that it may end at any time.
mod memory {
    use std::fs;
    use std::time::Duration;

    /// How often is looked, and so how much can be taken in between: at a gigabyte a second, ten megabytes.
    const INTERVAL: Duration = Duration::from_millis(10);

    const MIB: u64 = 1024 * 1024;

    /// What is taken at once may double what there is; so much of the address space is left free for it.
    const SHARE: u64 = 3;

    /// Ends the process with a message when it takes more than `mebibytes`, or most of the address space that it may have.
    pub(super) fn watch(mebibytes: u64) {
        // Where the system does not tell, nothing is watched.
        if taken().is_none() {
            return;
        }
        let allowed = address_space().map(|bytes| bytes / MIB);
        let watching = std::thread::Builder::new().stack_size(64 * 1024);
        // Without a thread there is no message at the end, and nothing else is missing.
        let _ = watching.spawn(move || {
            loop {
                std::thread::sleep(INTERVAL);
                let Some((address, resident)) = taken() else {
                    return;
                };
                if resident > mebibytes {
                    give_up(
                        &format!("{mebibytes} MiB of memory"),
                        "raise the bound with --max-memory",
                    );
                }
                if let Some(allowed) = allowed.filter(|it| address > it / (SHARE + 1) * SHARE) {
                    give_up(
                        &format!(
                            "most of the {allowed} MiB of address space that this process may have"
                        ),
                        "allow more (`ulimit -v`)",
                    );
                }
            }
        });
    }

    fn give_up(bound: &str, fix: &str) -> ! {
        super::output::failure(&anyhow::anyhow!(
            "this takes more than {bound}\n  why: the document is larger than what can be worked on; nothing was written\n  fix: leave out what is not needed (`--select-path`, `--select-tag`), or {fix}"
        ));
        std::process::exit(1)
    }

    /// The address space and the memory that the process has, in MiB.
    fn taken() -> Option<(u64, u64)> {
        let text = fs::read_to_string("/proc/self/status").ok()?;
        let of = |name: &str| -> Option<u64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
            Some(kibibytes / 1024)
        };
        Some((of("VmSize:")?, of("VmRSS:")?))
    }

    /// The most address space that the process may have, in bytes, if that is bounded.
    fn address_space() -> Option<u64> {
        let text = fs::read_to_string("/proc/self/limits").ok()?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("Max address space"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}
