//! Bodies on the wire, by codec.

use serde::Serialize;
use serde_json::{Value, json};

use crate::runtime::mock::{Mock, Recorded, Reply};
use crate::runtime::{Body, BodyCodec, BodyFormat, File, Operation, PartEncoding, Style};
use crate::support::api::{Json, PLAIN, body};
use crate::support::server::{Server, json as reply};
use crate::support::{client, mocked, operation};

fn posting(format: BodyFormat) -> &'static Operation {
    operation(Operation {
        method: "POST",
        body: vec![format].leak(),
        ..PLAIN
    })
}

async fn sent<T: Serialize>(format: BodyFormat, value: T) -> Result<Recorded, String> {
    let operation = posting(format);
    let mock = Mock::new();
    mock.on(operation).reply(Reply::json(200, &json!({})));
    let mut call = mocked(&mock).call(operation);
    call.body::<T>(0, value);
    let result = call.send::<Json<Value>>().await;
    result.map_err(|error| error.to_string())?;
    Ok(mock.requests().remove(0))
}

fn text(request: &Recorded) -> String {
    String::from_utf8_lossy(request.body()).into_owned()
}

const fn encoding(
    property: &'static str,
    style: Option<Style>,
    content_type: &'static str,
) -> PartEncoding {
    PartEncoding {
        property,
        content_type,
        style,
        explode: None,
        allow_reserved: false,
    }
}

#[tokio::test]
async fn the_media_type_is_the_documents() {
    for media_type in [
        "application/merge-patch+json",
        "application/vnd.api+json",
        "application/json-patch+json",
    ] {
        let request = sent(body(media_type, BodyCodec::Json), json!([1]))
            .await
            .unwrap();
        assert_eq!(request.header("content-type"), Some(media_type));
        assert_eq!(text(&request), "[1]");
    }
    let request = sent(body("text/plain", BodyCodec::Text), "a \"b\"")
        .await
        .unwrap();
    assert_eq!(text(&request), "a \"b\"");
}

#[tokio::test]
async fn a_body_that_is_optional_can_be_absent() {
    let operation = posting(body("application/json", BodyCodec::Json));
    let server = Server::start([reply(200, "{}")]);
    client(&server.address())
        .call(operation)
        .send::<Json<Value>>()
        .await
        .unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.text(), "");
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn forms() {
    const FORM: BodyFormat = BodyFormat {
        encoding: &[
            encoding("metadata", Some(Style::DeepObject), ""),
            encoding("expand", Some(Style::DeepObject), ""),
            encoding("ids", Some(Style::SpaceDelimited), ""),
        ],
        ..body("application/x-www-form-urlencoded", BodyCodec::Form)
    };
    // In the order of the alphabet, which is the map's unless another crate asks for the document's.
    let value = json!({
        "absent": null,
        "expand": ["a", "b"],
        "ids": [3, 4],
        "list": [1, 2],
        "metadata": {"deep": {"er": 1}, "key": "v"},
        "name": "a b&c=d",
        "plain": {"x": [1]},
    });
    let request = sent(FORM, value).await.unwrap();
    let expected = [
        "expand%5B%5D=a&expand%5B%5D=b",
        "ids=3+4",
        "list=1&list=2",
        "metadata%5Bdeep%5D%5Ber%5D=1&metadata%5Bkey%5D=v",
        "name=a+b%26c%3Dd",
        "plain=%7B%22x%22%3A%5B1%5D%7D",
    ];
    assert_eq!(text(&request), expected.join("&"));
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let refused = sent(FORM, json!([1])).await.unwrap_err();
    assert!(refused.contains("`body` is not an object"), "{refused}");
}

#[derive(Serialize)]
struct Upload {
    purpose: &'static str,
    tags: Vec<&'static str>,
    about: Value,
    count: u32,
    note: Option<String>,
    file: File,
}

const UPLOAD: BodyFormat = BodyFormat {
    encoding: &[encoding("count", None, "application/json")],
    ..body("multipart/form-data", BodyCodec::Multipart)
};

fn upload(file: File) -> Upload {
    Upload {
        purpose: "test",
        tags: vec!["a", "b"],
        about: json!({"x": 1}),
        count: 3,
        note: None,
        file,
    }
}

#[tokio::test]
async fn multipart_from_disk() {
    let path = std::env::temp_dir().join(format!("client-runtime-{}.bin", std::process::id()));
    let content: Vec<u8> = (0..300_000_u32)
        .map(|index| index.to_le_bytes()[0])
        .collect();
    std::fs::write(&path, &content).unwrap();
    let operation = posting(UPLOAD);
    // The first attempt fails: the file is read again for the second.
    let server = Server::start([reply(429, "{}"), reply(200, "{}")]);
    let mut call = client(&server.address()).call(operation);
    call.body::<Upload>(
        0,
        upload(
            File::from_path(&path)
                .named("a \"b\".png")
                .media_type("image/png"),
        ),
    );
    call.send::<Json<Value>>().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(server.requests().len(), 2);
    for request in server.requests() {
        let media_type = request.header("content-type").unwrap();
        let boundary = media_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        assert_eq!(
            request.header("content-length"),
            Some(request.body.len().to_string().as_str())
        );
        let before = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ntest\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\na\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nb\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"about\"\r\nContent-Type: application/json\r\n\r\n{{\"x\":1}}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"count\"\r\nContent-Type: application/json\r\n\r\n3\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        let mut expected = before.into_bytes();
        expected.extend_from_slice(&content);
        expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        assert!(
            request.body == expected,
            "{}",
            String::from_utf8_lossy(&request.body[..900])
        );
    }
}

#[tokio::test]
async fn a_file_from_memory_and_one_that_is_not_there() {
    let request = sent(UPLOAD, upload("content".into())).await.unwrap();
    assert!(text(&request).contains("name=\"file\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\ncontent\r\n"));
    let missing = std::path::Path::new("/nowhere/at/all.bin");
    let refused = sent(UPLOAD, upload(missing.into())).await.unwrap_err();
    assert!(
        refused
            .starts_with("invalid request: `body` the file `/nowhere/at/all.bin` cannot be read"),
        "{refused}"
    );
    // JSON has no files.
    let refused = sent(
        body("application/json", BodyCodec::Json),
        upload("x".into()),
    )
    .await
    .unwrap_err();
    assert!(
        refused.contains("a file can only be sent in a multipart body"),
        "{refused}"
    );
}

#[tokio::test]
async fn bytes_as_they_are() {
    let format = body("application/octet-stream", BodyCodec::Bytes);
    let operation = posting(format);
    let server = Server::start([reply(429, "{}"), reply(200, "{}")]);
    let mut call = client(&server.address()).call(operation);
    call.body_bytes(0, vec![0_u8, 255]);
    call.send::<Json<Value>>().await.unwrap();
    let bodies: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(bodies, [vec![0, 255], vec![0, 255]]);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    struct Chunks(u8);
    impl futures_core::Stream for Chunks {
        type Item = Result<Vec<u8>, std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            self.0 += 1;
            std::task::Poll::Ready((self.0 < 4).then(|| Ok(vec![self.0; 3])))
        }
    }
    let operation = posting(body("application/octet-stream", BodyCodec::Bytes));
    let server = Server::start([reply(429, "{}"), reply(200, "{}")]);
    let mut call = client(&server.address()).call(operation);
    call.body_bytes(0, Body::stream(Chunks(0)));
    let error = call.send::<Json<Value>>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
    assert_eq!(server.requests().len(), 1);
    assert_eq!(server.requests()[0].body, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
}
