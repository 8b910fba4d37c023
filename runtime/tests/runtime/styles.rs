//! Parameters on the wire, by style.

use serde::Serialize;
use serde_json::{Value, json};

use crate::runtime::mock::{Mock, Reply};
use crate::runtime::{CallOptions, Operation, Parameter, Place, Style};
use crate::support::api::{Json, PLAIN, parameter, required};
use crate::support::{mocked, operation};

const OPEN: Parameter = parameter("v", Place::Query, Style::Form, true);

/// What is sent for `value`: path and query, or the value of the header `v` or of the cookies.
async fn sent<T: Serialize>(parameter: Parameter, value: T) -> Result<String, String> {
    let path = match parameter.place {
        Place::Path => "/at/{v}/end",
        _ => "/at",
    };
    let operation = operation(Operation {
        path,
        parameters: vec![parameter].leak(),
        ..PLAIN
    });
    let mock = Mock::new();
    mock.on(operation).reply(Reply::json(200, &json!({})));
    let mut call = mocked(&mock).call(operation);
    call.parameter::<T>(0, value);
    let result = call.send::<Json<Value>>().await;
    result.map_err(|error| error.to_string())?;
    let request = &mock.requests()[0];
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    Ok(match parameter.place {
        Place::Path => request.path().to_owned(),
        Place::Query => request.query().to_owned(),
        Place::Header => header("v"),
        Place::Cookie => header("cookie"),
    })
}

fn list() -> Value {
    json!(["blue", "a,b c"])
}

fn object() -> Value {
    json!({"A": 100, "B": "x y"})
}

#[tokio::test]
async fn paths() {
    use Style::{Label, Matrix, Simple};
    let cases = [
        (Simple, false, json!("a/b?c"), "a%2Fb%3Fc"),
        (Simple, false, list(), "blue,a%2Cb%20c"),
        (Simple, true, list(), "blue,a%2Cb%20c"),
        (Simple, false, object(), "A,100,B,x%20y"),
        (Simple, true, object(), "A=100,B=x%20y"),
        (Label, false, json!("blue"), ".blue"),
        (Label, false, list(), ".blue,a%2Cb%20c"),
        (Label, true, list(), ".blue.a%2Cb%20c"),
        (Label, true, object(), ".A=100.B=x%20y"),
        (Matrix, false, json!("blue"), ";v=blue"),
        (Matrix, false, json!(""), ";v"),
        (Matrix, false, list(), ";v=blue,a%2Cb%20c"),
        (Matrix, true, list(), ";v=blue;v=a%2Cb%20c"),
        (Matrix, true, object(), ";A=100;B=x%20y"),
        (Simple, false, json!(true), "true"),
        (Simple, false, json!(-12.5), "-12.5"),
        (Simple, false, json!("..."), "..."),
        (Simple, false, json!("\u{e4}"), "%C3%A4"),
    ];
    for (style, explode, value, expected) in cases {
        let path = sent(
            required(parameter("v", Place::Path, style, explode)),
            value.clone(),
        )
        .await;
        assert_eq!(
            path,
            Ok(format!("/at/{expected}/end")),
            "{style:?} {explode} {value}"
        );
    }
}

#[tokio::test]
async fn a_value_cannot_make_another_path() {
    let parameter = required(parameter("v", Place::Path, Style::Simple, false));
    for value in [".", "..", "%2e", "%2E%2e"] {
        let path = sent(parameter, value).await;
        match value.starts_with('.') {
            true => assert!(path.unwrap_err().contains("another path"), "{value}"),
            // A percent sign is escaped, so these are values like any other.
            false => assert!(path.unwrap().contains("%252"), "{value}"),
        }
    }
    for empty in [json!(""), json!([]), json!({})] {
        let refused = sent(parameter, empty).await.unwrap_err();
        assert!(
            refused.starts_with("invalid request: `v` is empty"),
            "{refused}"
        );
    }
    assert!(
        sent(parameter, json!(null))
            .await
            .unwrap_err()
            .ends_with("`v` is required")
    );
}

#[tokio::test]
async fn queries() {
    use Style::{DeepObject, Form, PipeDelimited, SpaceDelimited};
    let nested = json!({"a": {"b": [1, 2], "c": null}, "d": [{"e": true}, {"e": false}]});
    let deep = "v%5Ba%5D%5Bb%5D%5B%5D=1&v%5Ba%5D%5Bb%5D%5B%5D=2&v%5Bd%5D%5B0%5D%5Be%5D=true&v%5Bd%5D%5B1%5D%5Be%5D=false";
    let cases = [
        (Form, true, json!("a&b=c#d+e"), "v=a%26b%3Dc%23d%2Be"),
        (Form, true, json!(""), "v="),
        (Form, true, list(), "v=blue&v=a%2Cb%20c"),
        (Form, false, list(), "v=blue,a%2Cb%20c"),
        (Form, true, object(), "A=100&B=x%20y"),
        (Form, false, object(), "v=A,100,B,x%20y"),
        (Form, true, json!([]), ""),
        (Form, true, json!(null), ""),
        (Form, true, json!({"a": null, "b": 1}), "b=1"),
        (
            Form,
            true,
            json!({"a": [1, 2], "b": {"c": 3}}),
            "a=1&a=2&b%5Bc%5D=3",
        ),
        (SpaceDelimited, false, list(), "v=blue%20a%2Cb%20c"),
        (PipeDelimited, false, list(), "v=blue%7Ca%2Cb%20c"),
        (DeepObject, true, object(), "v%5BA%5D=100&v%5BB%5D=x%20y"),
        (DeepObject, true, list(), "v%5B%5D=blue&v%5B%5D=a%2Cb%20c"),
        (DeepObject, true, nested, deep),
    ];
    for (style, explode, value, expected) in cases {
        let query = sent(parameter("v", Place::Query, style, explode), value.clone()).await;
        assert_eq!(
            query.as_deref(),
            Ok(expected),
            "{style:?} {explode} {value}"
        );
    }
    let nested = sent(parameter("v", Place::Query, Form, false), json!([[1]])).await;
    assert!(nested.unwrap_err().contains("`v` its style has no form"));
}

#[tokio::test]
async fn numbers_have_the_digits_that_they_were_given() {
    assert_eq!(sent(OPEN, 37.7749_f32).await.as_deref(), Ok("v=37.7749"));
    assert_eq!(sent(OPEN, 0.1_f64).await.as_deref(), Ok("v=0.1"));
    assert_eq!(sent(OPEN, u64::MAX).await, Ok(format!("v={}", u64::MAX)));
    assert_eq!(sent(OPEN, i128::MIN).await, Ok(format!("v={}", i128::MIN)));
    assert!(
        sent(OPEN, f64::NAN)
            .await
            .unwrap_err()
            .contains("not a number")
    );
}

#[tokio::test]
async fn reserved_characters_stay_where_the_document_allows_them() {
    let open = Parameter {
        allow_reserved: true,
        ..OPEN
    };
    let query = sent(open, "a/b:c?d=e,f&g#h+i j").await;
    assert_eq!(query.as_deref(), Ok("v=a/b:c?d=e,f%26g%23h%2Bi%20j"));
}

#[tokio::test]
async fn an_empty_list_that_is_required_is_there() {
    assert_eq!(sent(required(OPEN), json!([])).await.as_deref(), Ok("v="));
}

#[tokio::test]
async fn json_in_a_parameter() {
    let json = Parameter { json: true, ..OPEN };
    let query = sent(json, json!({"a": [1, "x"]})).await;
    assert_eq!(query.as_deref(), Ok("v=%7B%22a%22%3A%5B1%2C%22x%22%5D%7D"));
}

#[tokio::test]
async fn headers() {
    let header = |explode| parameter("v", Place::Header, Style::Simple, explode);
    assert_eq!(
        sent(header(false), list()).await.as_deref(),
        Ok("blue,a,b c")
    );
    assert_eq!(
        sent(header(false), object()).await.as_deref(),
        Ok("A,100,B,x y")
    );
    assert_eq!(
        sent(header(true), object()).await.as_deref(),
        Ok("A=100,B=x y")
    );
    for bad in ["a\r\nx: y", "\u{0}", "\u{e4}"] {
        let refused = sent(header(false), bad).await.unwrap_err();
        assert!(
            refused.starts_with("invalid request: `v` holds what a header"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn cookies() {
    let cookie = |explode| parameter("v", Place::Cookie, Style::Form, explode);
    assert_eq!(
        sent(cookie(true), "abc==/+").await.as_deref(),
        Ok("v=abc==/+")
    );
    assert_eq!(
        sent(cookie(true), "a; b=c").await.as_deref(),
        Ok("v=a%3B%20b=c")
    );
    assert_eq!(
        sent(cookie(false), json!(["a", "b"])).await.as_deref(),
        Ok("v=a,b")
    );
    assert_eq!(
        sent(cookie(true), object()).await.as_deref(),
        Ok("A=100; B=x%20y")
    );
}

#[tokio::test]
async fn the_options_of_a_call_add_headers_and_parameters() {
    let mock = Mock::new();
    let operation = operation(PLAIN);
    mock.on(operation).reply(Reply::json(200, &json!({})));
    let mut call = mocked(&mock).call(operation);
    call.options(
        CallOptions::new()
            .header("X-Trace", "7")
            .query("beta", "a b"),
    );
    call.send::<Json<Value>>().await.unwrap();
    let request = &mock.requests()[0];
    assert_eq!(
        (request.query(), request.header("x-trace")),
        ("beta=a%20b", Some("7"))
    );
    let mut call = mocked(&mock).call(operation);
    call.options(CallOptions::new().header("bad name", "7"));
    let error = call.send::<Json<Value>>().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`bad name` is not the name of a header"),
        "{error}"
    );
}
