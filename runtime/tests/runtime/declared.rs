//! Operations as generated code declares them, from the macro to the wire.

use crate::runtime;
use crate::runtime::mock::{Mock, Reply};

runtime::client! {
    /// Client for clocks.
    "Clocks" "1"
    credentials {}
}

runtime::object! {
    pub struct Tick, TickBuilder {
        required n: i64,
    }
}

runtime::operation! {
    pub fn ticks -> Ticks = "ticks"
    "GET" "/ticks"
    parameters {}
    success events crate::runtime::EventStream<Tick> { events "200" "text/event-stream" until "[DONE]", }
    failure empty () {}
    security []
    servers []
}

runtime::operation! {
    pub fn rows -> Rows = "rows"
    "GET" "/rows"
    parameters {}
    success lines crate::runtime::LineStream<Tick> { lines "200" "application/x-ndjson" until "[DONE]", }
    failure empty () {}
    security []
    servers []
}

runtime::operation! {
    pub fn last -> Last = "last"
    "GET" "/last"
    parameters {}
    success json Tick { json "200" "application/json", }
    failure json Tick { json "404" "application/json", }
    security []
    servers []
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder()
        .base_address("http://127.0.0.1:1")
        .mock(mock);
    builder.build().unwrap()
}

#[tokio::test]
async fn a_stream_ends_where_the_document_says() {
    let mock = Mock::new();
    mock.of::<Ticks>()
        .reply(Reply::events([r#"{"n":1}"#, "[DONE]", r#"{"n":2}"#]));
    let mut ticks = client(&mock).ticks().send().await.unwrap().into_inner();
    assert_eq!(ticks.next().await.unwrap().unwrap().n, 1);
    assert!(ticks.next().await.is_none());
    let lines = "{\"n\":1}\n[DONE]\n{\"n\":2}\n";
    mock.of::<Rows>()
        .reply(Reply::status(200).body("application/x-ndjson", lines));
    let mut rows = client(&mock).rows().send().await.unwrap().into_inner();
    assert_eq!(rows.next().await.unwrap().unwrap().n, 1);
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_mock_responds_with_the_types_of_the_operation() {
    let mock = Mock::new();
    let tick = |n: i64| Tick::builder().n(n).build().unwrap();
    mock.of::<Last>()
        .responds(200, &tick(7))
        .fails(404, &tick(8));
    let client = client(&mock);
    assert_eq!(client.last().send().await.unwrap().n, 7);
    let error = client.last().send().await.unwrap_err();
    assert_eq!(error.body().map(|it| it.n), Some(8));
}
