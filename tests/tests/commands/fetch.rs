//! `cargo xtask fetch`, against a server on this machine that can misbehave.
//!
//! The command runs itself through Cargo with the feature `fetch`, as it does for a user: the first test compiles it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use workspace_tests::commands::Run;
use workspace_tests::copy::Copy;

use crate::on;

/// What the server sends for every request, given the path; the connection is closed after it.
type Answer = Box<dyn Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send>;

/// A server on a port of its own, and its address. It ends with the test program.
fn server(answer: Answer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            // A client that has gone is what some tests are about.
            let _ = answer(&path, &mut stream);
        }
    });
    address
}

/// A server that answers every request with `status`, `headers` and `body`.
fn answering(status: &'static str, headers: &'static str, body: Vec<u8>) -> String {
    server(Box::new(move |_, stream| {
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        stream.write_all(&body)
    }))
}

/// The pinned document with another description.
fn revised(copy: &Copy) -> Vec<u8> {
    let text = copy.read(&copy.pinned());
    text.replacen("configure various features", "configure many features", 1)
        .into_bytes()
}

#[track_caller]
fn fetch(copy: &Copy, address: &str, more: &[&str]) -> Run {
    let url = format!("{address}/document.yaml");
    let mut arguments = vec!["--url", url.as_str()];
    arguments.extend(more);
    on(copy, "fetch", &arguments)
}

/// Asserts that what the server at `address` sends is refused with each of `parts`, and the tree kept.
#[track_caller]
fn refused(address: &str, more: &[&str], parts: &[&str]) {
    let copy = Copy::new();
    let before = copy.state();
    let run = fetch(&copy, address, more).ends_with(1);
    run.says(parts);
    run.says(&["fix: "]);
    assert!(copy.state() == before, "the tree has changed: {run:#?}");
}

#[test]
fn a_new_document_is_pinned() {
    let copy = Copy::new();
    let before = copy.contents();
    let revised = revised(&copy);
    let address = answering("200 OK", "", revised.clone());
    let run = fetch(&copy, &address, &["--format", "json"]).ends_with(0);
    let printed = run.json();
    assert_eq!(printed["changed"], true);
    assert_eq!(printed["lock"]["document"]["origin"], "fetched");
    // Nothing that is for people, in a pipe.
    assert_eq!(run.stderr, "");
    let after = copy.contents();
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, content)| before.get(*path) != Some(content))
        .map(|(path, _)| path)
        .collect();
    let vendor = copy.pinned();
    assert_eq!(changed, ["spec/spec.lock", vendor.as_str()]);
    assert_eq!(after[&vendor], revised);
    let pin = copy.read("spec/spec.lock");
    assert!(
        pin.contains(&format!("url = \"{address}/document.yaml\"")),
        "{pin}"
    );
    // What is left to do is said, and can be done.
    on(&copy, "check", &[]).ends_with(4);
    on(&copy, "regen", &[]).ends_with(0);
    on(&copy, "check", &[]).ends_with(0);
}

#[test]
fn bump_downloads_too() {
    let copy = Copy::new();
    let address = answering("200 OK", "", revised(&copy));
    let url = format!("{address}/document.yaml");
    let run = on(&copy, "bump", &["--url", &url]).ends_with(0);
    run.reports(&["verdict    patch", "client     "]);
    on(&copy, "check", &[]).ends_with(0);
}

#[test]
fn a_file_needs_no_network() {
    let copy = Copy::new();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("document.yaml");
    std::fs::write(&file, revised(&copy)).unwrap();
    on(&copy, "fetch", &["--file", file.to_str().unwrap()]).ends_with(0);
    assert!(copy.read("spec/spec.lock").contains("origin = \"file\""));
    assert!(
        copy.read(&copy.pinned())
            .contains("configure many features")
    );
}

#[test]
fn a_file_of_the_pinned_bytes_changes_nothing() {
    let copy = Copy::new();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("document.yaml");
    std::fs::copy(copy.at(&copy.pinned()), &file).unwrap();
    let before = copy.contents();
    let run = on(&copy, "fetch", &["--file", file.to_str().unwrap()]).ends_with(0);
    run.reports(&["is unchanged"]);
    assert!(
        copy.contents() == before,
        "where it comes from is known already"
    );
    // It brings back one that is lost, and nothing is too long to be looked at.
    copy.remove(&copy.pinned());
    on(&copy, "fetch", &["--file", file.to_str().unwrap()]).ends_with(0);
    assert!(copy.contents() == before);
    on(&copy, "fetch", &["--file", "/dev/zero"])
        .ends_with(1)
        .says(&["/dev/zero is a device"]);
}

#[test]
fn a_new_place_that_is_taken_is_refused() {
    let copy = Copy::new();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("document.yaml");
    let pin = copy.lock();
    let text = copy.read(&copy.pinned());
    let version = format!("  version: {}", pin.api.version);
    assert!(text.contains(&version));
    std::fs::write(&file, text.replacen(&version, "  version: v99.0", 1)).unwrap();
    let place = copy.pinned().replace(&pin.api.version, "v99.0");
    copy.write(&place, "somebody's");
    let before = copy.contents();
    let file = file.to_str().unwrap();
    let dates = ["--released", "2026-01-01", "--end-of-life", "2028-01-01"];
    for command in ["fetch", "bump"] {
        let arguments: Vec<&str> = ["--file", file].into_iter().chain(dates).collect();
        on(&copy, command, &arguments).ends_with(1).says(&[
            &place,
            "is there already",
            "fix: move it away",
        ]);
        assert!(copy.contents() == before);
    }
}

#[test]
fn an_unchanged_document_becomes_the_fetched_one() {
    let copy = Copy::new();
    let pinned = copy.read(&copy.pinned());
    let address = answering("200 OK", "", pinned.clone().into_bytes());
    fetch(&copy, &address, &[])
        .ends_with(0)
        .reports(&["is unchanged"]);
    assert_eq!(copy.read(&copy.pinned()), pinned);
    assert!(copy.read("spec/spec.lock").contains("origin = \"fetched\""));
}

#[test]
fn redirects_lead_to_the_same_site_only() {
    let copy = Copy::new();
    let document = revised(&copy);
    let near = server(Box::new(move |path, stream| {
        if path == "/document.yaml" {
            return stream.write_all(
                b"HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
        let length = document.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        stream.write_all(&document)
    }));
    fetch(&copy, &near, &[]).ends_with(0);
    let far = answering(
        "301 Moved",
        "Location: https://elsewhere.example/x\r\n",
        vec![],
    );
    refused(&far, &[], &["https://elsewhere.example/x", "another site"]);
    let near_but_other_port = answering("301 Moved", "Location: http://127.0.0.1:9/x\r\n", vec![]);
    refused(&near_but_other_port, &[], &["another site"]);
    let circle = answering("302 Found", "Location: /document.yaml\r\n", vec![]);
    refused(&circle, &[], &["more than 5 redirects"]);
}

#[test]
fn what_is_cut_off_or_slow_is_refused() {
    let cut = server(Box::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nopenapi: 3.1.0\n")
    }));
    refused(&cut, &[], &["/document.yaml"]);
    let chunked = server(Box::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nopenapi: ")
    }));
    refused(&chunked, &[], &["/document.yaml"]);
    let slow = server(Box::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")?;
        loop {
            stream.write_all(b"#")?;
            thread::sleep(Duration::from_millis(50));
        }
    }));
    refused(&slow, &["--timeout", "1"], &["--timeout raises the bound"]);
    let silent = server(Box::new(|_, _| {
        thread::sleep(Duration::from_secs(30));
        Ok(())
    }));
    refused(
        &silent,
        &["--timeout", "1"],
        &["--timeout raises the bound"],
    );
}

/// Half a document is often one, too: only a stated length tells that it is half.
#[test]
fn an_answer_of_unknown_length_is_refused() {
    let half = Copy::new();
    let half = half.read(&half.pinned());
    let half = half.split_once("\npaths:\n").unwrap().0.to_owned() + "\npaths: {}\n";
    let address = server(Box::new(move |_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        stream.write_all(half.as_bytes())
    }));
    refused(&address, &[], &["does not say how long", "--file"]);
}

#[test]
fn what_is_too_big_is_refused() {
    let announced = answering("200 OK", "", vec![b'#'; 5_000]);
    refused(
        &announced,
        &["--max-bytes", "4000"],
        &["more than 4000 bytes"],
    );
    let endless = server(Box::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        loop {
            stream.write_all(b"1000\r\n")?;
            stream.write_all(&[b'#'; 4096])?;
            stream.write_all(b"\r\n")?;
        }
    }));
    refused(
        &endless,
        &["--max-bytes", "100000"],
        &["more than 100000 bytes"],
    );
}

#[test]
fn what_is_no_document_of_this_api_is_refused() {
    for (status, body, part) in [
        ("404 Not Found", "no such page", "status 404"),
        ("500 Oops", "", "status 500"),
        (
            "200 OK",
            "<!DOCTYPE html><title>Log in</title>",
            "HTML page",
        ),
        ("200 OK", "{\"error\": {\"code\": 190}}", "document.yaml"),
        ("200 OK", "", "document.yaml"),
        (
            "200 OK",
            "openapi: 3.1.0\ninfo: {title: Other, version: v1}\npaths: {}\n",
            "`Other`",
        ),
    ] {
        let address = answering(status, "", body.as_bytes().to_vec());
        refused(&address, &[], &[part]);
    }
}

#[test]
fn only_https_is_spoken_and_only_to_replace_what_is_pinned() {
    let copy = Copy::new();
    for url in [
        "http://vendor.example/a.yaml",
        "ftp://127.0.0.1/a",
        "no address",
    ] {
        on(&copy, "fetch", &["--url", url])
            .ends_with(1)
            .says(&["fix: "]);
    }
    copy.append(&copy.pinned(), "# by hand");
    let before = copy.state();
    let address = answering("200 OK", "", vec![]);
    fetch(&copy, &address, &[])
        .ends_with(1)
        .says(&["spec.lock pins", "git checkout"]);
    assert!(copy.state() == before);
}
