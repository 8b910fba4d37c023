//! A bounded download: in bytes, in time, and in where redirects lead.

use std::io::{IsTerminal, Read, Write, stderr};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use ureq::Agent;
use ureq::http::{Response, header};
use url::{Host, Url};

const MAX_REDIRECTS: usize = 5;
const CONNECT: Duration = Duration::from_secs(10);
const USER_AGENT: &str = concat!("cargo-xtask-fetch/", env!("CARGO_PKG_VERSION"));

/// The bytes at `address`: at most `max_bytes`, within `seconds` for everything together.
///
/// Only HTTPS is spoken, but for this machine itself; redirects are followed to the same host, port and scheme (or to
/// HTTPS on its own port), because the address is what spec.lock vouches for.
pub(super) fn download(address: &str, max_bytes: u64, seconds: u64) -> Result<Vec<u8>> {
    let agent: Agent = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(Duration::from_secs(seconds)))
        .user_agent(USER_AGENT)
        .build()
        .into();
    let start = std::time::Instant::now();
    let left = || Duration::from_secs(seconds).saturating_sub(start.elapsed());
    let mut url = allowed(address)?;
    for _ in 0..=MAX_REDIRECTS {
        let response = agent
            .get(url.as_str())
            .config()
            // The bound is one for all requests together.
            .timeout_global(Some(left().max(Duration::from_millis(1))))
            .build()
            .call()
            .map_err(|error| failed(&url, seconds, &error.to_string()))?;
        let status = response.status();
        if status.is_redirection() {
            url = redirected(&url, &response)?;
            continue;
        }
        if !status.is_success() {
            bail!(
                "{url} answered with status {status}\n  why: there is no document to pin\n  fix: look for the document's new address on the vendor's page, and give it with --url"
            );
        }
        return body(&url, response, max_bytes, seconds);
    }
    bail!(
        "{address} leads through more than {MAX_REDIRECTS} redirects\n  fix: give the last address with --url"
    )
}

/// The address, if it may be asked at all.
fn allowed(address: &str) -> Result<Url> {
    let url = Url::parse(address)
        .with_context(|| format!("`{address}` is not an address\n  fix: give one with --url"))?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !secure {
        bail!(
            "{url} is not an HTTPS address\n  why: whoever stands in between could change the document\n  fix: give an https:// address with --url"
        );
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Where a redirect leads, if it may.
fn redirected<B>(from: &Url, response: &Response<B>) -> Result<Url> {
    let status = response.status();
    let to = response
        .headers()
        .get(header::LOCATION)
        .and_then(|it| it.to_str().ok())
        .and_then(|it| from.join(it).ok())
        .ok_or_else(|| anyhow!("{from} answered with status {status} and no address to go to"))?;
    let upgraded = to.scheme() == "https" && to.port().is_none() && from.port().is_none();
    let same =
        to.scheme() == from.scheme() && to.port_or_known_default() == from.port_or_known_default();
    if to.host() != from.host() || !(same || upgraded) {
        bail!(
            "{from} redirects to {to}, which is another site\n  why: spec.lock vouches for the first address only\n  fix: if that is where the vendor publishes it now, give the address with --url"
        );
    }
    allowed(to.as_str())
}

fn body(
    url: &Url,
    response: Response<ureq::Body>,
    max_bytes: u64,
    seconds: u64,
) -> Result<Vec<u8>> {
    let announced = response
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.parse::<u64>().ok());
    if announced.is_some_and(|size| size > max_bytes) {
        bail!("{}", too_big(url, max_bytes));
    }
    let chunked = response
        .headers()
        .get(header::TRANSFER_ENCODING)
        .is_some_and(|it| it.as_bytes().ends_with(b"chunked"));
    if announced.is_none() && !chunked {
        bail!(
            "{url} does not say how long its answer is\n  why: a document that is cut off may still read as one\n  fix: download it otherwise, look at its end, and give the file with --file"
        );
    }
    let mut reader = response.into_body().into_reader();
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let progress = Progress::new(announced);
    loop {
        let count = reader
            .read(&mut buffer)
            .map_err(|error| failed(url, seconds, &error.to_string()))?;
        if count == 0 {
            break;
        }
        bytes.extend(buffer.iter().take(count));
        if bytes.len() as u64 > max_bytes {
            bail!("{}", too_big(url, max_bytes));
        }
        progress.show(bytes.len());
    }
    progress.clear();
    if let Some(size) = announced.filter(|size| *size != bytes.len() as u64) {
        bail!(
            "{url} was cut off: {} of {size} bytes came\n  fix: try again",
            bytes.len()
        );
    }
    Ok(bytes)
}

fn too_big(url: &Url, max_bytes: u64) -> String {
    format!(
        "{url} answers with more than {max_bytes} bytes\n  why: hardly any OpenAPI document is as long\n  fix: look at what it is, and raise the bound with --max-bytes"
    )
}

fn failed(url: &Url, seconds: u64, error: &str) -> anyhow::Error {
    anyhow!(
        "{url} could not be downloaded: {error}\n  fix: try again; --timeout raises the bound, which is {seconds} s now"
    )
}

/// How far the download is, for people at a terminal.
struct Progress {
    total: Option<u64>,
    shown: bool,
}

impl Progress {
    fn new(total: Option<u64>) -> Self {
        Self {
            total,
            shown: stderr().is_terminal(),
        }
    }

    fn show(&self, bytes: usize) {
        if !self.shown {
            return;
        }
        let bytes = bytes / 1024;
        // Progress that cannot be shown is no failure.
        let _ = match self.total {
            Some(total) => write!(stderr(), "\r{bytes} of {} KiB", total / 1024),
            None => write!(stderr(), "\r{bytes} KiB"),
        };
        let _ = stderr().flush();
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r{:40}\r", "");
        }
    }
}
