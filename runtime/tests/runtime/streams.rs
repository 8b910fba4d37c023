//! Bodies that arrive over time.

use serde::Deserialize;

use crate::runtime::blocking::{iterate, wait};
use crate::runtime::mock::{Mock, Reply as Mocked};
use crate::runtime::{
    ByteStream, DecodeFailure, Error, EventStream, LineStream, NoBody, Operation, Received,
    ResponseCodec, ResponseFormat, Responses, StatusPattern,
};
use crate::support::api::PLAIN;
use crate::support::server::{Reply, Server};
use crate::support::{builder, client, mocked, operation};

#[derive(Debug, Deserialize, PartialEq)]
struct Tick {
    n: u32,
}

macro_rules! streams {
    ($($name:ident: $type:ty = $method:ident;)*) => {
        $(struct $name;

        impl Responses for $name {
            type Success = $type;
            type Failure = NoBody;

            fn success(_: usize, received: Received) -> Result<$type, DecodeFailure> {
                Ok(received.$method())
            }

            fn failure(_: usize, _: Received) -> Result<NoBody, DecodeFailure> {
                Err(DecodeFailure::new(".", "none"))
            }
        })*
    };
}

streams! {
    Ticks: EventStream<Tick> = events;
    Words: EventStream<String> = events;
    Rows: LineStream<Tick> = lines;
    Raw: ByteStream = bytes;
}

fn streaming(media_type: &'static str, codec: ResponseCodec) -> &'static Operation {
    operation(Operation {
        responses: vec![ResponseFormat {
            status: StatusPattern::Exactly(200),
            media_type,
            codec,
            stream_end: "[DONE]",
        }]
        .leak(),
        ..PLAIN
    })
}

fn events() -> &'static Operation {
    streaming("text/event-stream", ResponseCodec::Events)
}

/// A response in chunks; without the last one it breaks off.
fn chunked(chunks: &[&str], whole: bool) -> Reply {
    let mut bytes =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec();
    for chunk in chunks {
        bytes.extend_from_slice(format!("{:x}\r\n{chunk}\r\n", chunk.len()).as_bytes());
    }
    if whole {
        bytes.extend_from_slice(b"0\r\n\r\n");
    }
    Reply::Bytes(bytes)
}

#[tokio::test]
async fn events_are_decoded_until_the_sentinel() {
    let chunks = [
        "\u{feff}: a comment\n\nevent: tick\r\nid: 1\r\nda",
        "ta: {\"n\":\r\ndata: 1}\r",
        "\n\r\ndata: {\"n\":2}\n\ndata:oops\n\n",
        "data: [DONE]\n\ndata: {\"n\":3}\n\n",
    ];
    let server = Server::start([chunked(&chunks, true)]);
    let mut ticks = client(&server.address())
        .call(events())
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    let first = ticks.next().await.unwrap().unwrap();
    assert_eq!(
        (first.n, first.name.as_deref(), first.id.as_deref()),
        (1, Some("tick"), Some("1"))
    );
    let second = ticks.next().await.unwrap().unwrap();
    assert_eq!(
        (second.n, second.name.as_deref(), second.id.as_deref()),
        (2, None, Some("1"))
    );
    // One that does not decode is an error of that one alone.
    let error = ticks.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error, Error::Decode(_)) && !error.to_string().contains("oops"),
        "{error}"
    );
    assert!(ticks.next().await.is_none() && ticks.next().await.is_none());
}

#[tokio::test]
async fn data_can_be_plain_text_and_the_last_event_can_lack_its_end() {
    let server = Server::start([chunked(
        &["data: a\rdata: b\r\rdata: {}\n\ndata: last"],
        true,
    )]);
    let mut words = client(&server.address())
        .call(events())
        .send::<Words>()
        .await
        .unwrap()
        .into_inner();
    let mut all = Vec::new();
    while let Some(word) = words.next().await {
        all.push(word.unwrap().data);
    }
    assert_eq!(all, ["a\nb", "{}", "last"]);
}

#[tokio::test]
async fn a_broken_stream_is_continued_after_the_last_event() {
    let server = Server::start([
        chunked(
            &["retry: 1\nid: 7\ndata: {\"n\":1}\n\ndata: {\"n\":99"],
            false,
        ),
        chunked(&["id: 8\ndata: {\"n\":2}\n\ndata: [DONE]\n\n"], true),
    ]);
    let mut ticks = client(&server.address())
        .call(events())
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    let mut all = Vec::new();
    while let Some(tick) = ticks.next().await {
        all.push(tick.unwrap().n);
    }
    assert_eq!(all, [1, 2]);
    let ids: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.header("last-event-id").map(str::to_owned))
        .collect();
    assert_eq!(ids, [None, Some("7".to_owned())]);
    // A server that breaks off again and again is given up.
    server.play([
        chunked(&["retry: 1\nid: 7\ndata: {\"n\":1}\n\n"], false),
        chunked(&[": nothing\n\n"], false),
    ]);
    let mut ticks = client(&server.address())
        .call(events())
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    ticks.next().await.unwrap().unwrap();
    assert!(matches!(
        ticks.next().await.unwrap(),
        Err(Error::Transport(_))
    ));
    assert_eq!(server.connections(), 4);
    // Without an id nothing can be continued, and an update is not sent twice.
    server.play([chunked(&["data: {\"n\":1}\n\n"], false)]);
    let mut ticks = client(&server.address())
        .call(events())
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    ticks.next().await.unwrap().unwrap();
    let error = ticks.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(ticks.next().await.is_none());
    let post = operation(Operation {
        method: "POST",
        ..*events()
    });
    server.play([chunked(&["id: 1\ndata: {\"n\":1}\n\n"], false)]);
    let mut ticks = client(&server.address())
        .call(post)
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    ticks.next().await.unwrap().unwrap();
    assert!(
        ticks
            .next()
            .await
            .unwrap()
            .unwrap_err()
            .may_have_been_applied()
    );
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_stream_that_is_kept_open_ends_with_204() {
    let server = Server::start([
        chunked(&["retry: 1\nid: 1\ndata: {\"n\":1}\n\n"], true),
        chunked(&["id: 2\ndata: {\"n\":2}\n\n"], true),
        Reply::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    ]);
    let ticks = client(&server.address())
        .call(events())
        .send::<Ticks>()
        .await
        .unwrap()
        .into_inner();
    let mut ticks = ticks.keep_open();
    let mut all = Vec::new();
    while let Some(tick) = ticks.next().await {
        all.push(tick.unwrap().n);
    }
    assert_eq!((all, server.connections()), (vec![1, 2], 3));
}

#[test]
fn a_program_without_a_runtime_iterates() {
    let server = Server::start([chunked(
        &["data: a\n\n", "data: b\n\ndata: [DONE]\n\n"],
        true,
    )]);
    let call = client(&server.address()).call(events());
    let words = wait(call.send::<Words>()).unwrap().into_inner();
    let all: Vec<_> = iterate(words).map(|word| word.unwrap().data).collect();
    assert_eq!(all, ["a", "b"]);
}

#[tokio::test]
async fn lines() {
    let operation = streaming("application/x-ndjson", ResponseCodec::JsonLines);
    let server = Server::start([chunked(
        &["{\"n\":1}\r\n\n{\"n", "\":2}\n[]\n{\"n\":3}"],
        true,
    )]);
    let mut rows = client(&server.address())
        .call(operation)
        .send::<Rows>()
        .await
        .unwrap()
        .into_inner();
    let mut all = Vec::new();
    while let Some(row) = rows.next().await {
        all.push(row.ok().map(|row| row.n));
    }
    assert_eq!(all, [Some(1), Some(2), None, Some(3)]);
}

#[tokio::test]
async fn bytes_are_a_stream_without_a_bound() {
    let operation = streaming("application/octet-stream", ResponseCodec::Bytes);
    let body = vec![7_u8; 3 * 1024 * 1024];
    let mock = Mock::new();
    mock.on(operation)
        .reply(Mocked::status(200).body("application/octet-stream", body.clone()));
    let download = mocked(&mock)
        .call(operation)
        .send::<Raw>()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(download.length(), Some(body.len() as u64));
    let path = std::env::temp_dir().join(format!("client-runtime-download-{}", std::process::id()));
    assert_eq!(download.save(&path).await.unwrap(), body.len() as u64);
    assert!(std::fs::read(&path).unwrap() == body);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_download_that_breaks_leaves_nothing_and_keeps_what_was_there() {
    let operation = streaming("application/octet-stream", ResponseCodec::Bytes);
    let folder = std::env::temp_dir().join(format!("client-runtime-broken-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("download");
    let names = || -> Vec<_> {
        let entries = std::fs::read_dir(&folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    };
    for before in [None, Some("old")] {
        if let Some(text) = before {
            std::fs::write(&path, text).unwrap();
        }
        let server = Server::start([chunked(&["half"], false)]);
        let call = client(&server.address()).call(operation).send::<Raw>();
        call.await
            .unwrap()
            .into_inner()
            .save(&path)
            .await
            .unwrap_err();
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), before);
        assert_eq!(names().len(), before.iter().count());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_success_is_one_where_the_document_describes_failures_alone() {
    let operation = operation(Operation {
        responses: FAILURES,
        ..PLAIN
    });
    let mock = Mock::new();
    mock.on(operation)
        .reply(Mocked::status(201).body("text/plain", "made"));
    let made = mocked(&mock)
        .call(operation)
        .send::<Raw>()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(&made.collect(100).await.unwrap()[..], b"made");
}

const FAILURES: &[ResponseFormat] = &[crate::support::api::answers(
    StatusPattern::Exactly(404),
    "application/json",
    ResponseCodec::Json,
)];

#[tokio::test]
async fn an_event_beyond_the_bound_and_a_silent_stream_end_it() {
    let server = Server::start([chunked(&["data: ", &"x".repeat(3000)], true)]);
    let client = builder(&server.address()).max_body(1000).build().unwrap();
    let mut words = client
        .call(events())
        .send::<Words>()
        .await
        .unwrap()
        .into_inner();
    let error = words.next().await.unwrap().unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("a piece of the stream is larger than 1000 bytes"),
        "{error}"
    );
    assert!(words.next().await.is_none());
    let Reply::Bytes(bytes) = chunked(&["data: 1\n\n"], false) else {
        panic!("bytes");
    };
    let server = Server::start([Reply::Stall(bytes)]);
    let client = builder(&server.address())
        .idle_timeout(std::time::Duration::from_millis(50))
        .build()
        .unwrap();
    let mut words = client
        .call(events())
        .send::<Words>()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(words.next().await.unwrap().unwrap().data, "1");
    let error = words.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}
