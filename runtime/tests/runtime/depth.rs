//! Deep and large values in a thread with little stack.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::runtime;
use crate::runtime::json::{from_slice, from_value};

/// What a thread of a frugal program has.
const STACK: usize = 512 * 1024;

/// As deep as serde_json reads.
const DEEPEST: usize = 120;

runtime::object! {
    pub struct Node: Default, NodeBuilder {
        optional name: String,
        optional child: Box<Node>,
        optional either: Box<Either>,
        optional list: List,
    }
    rest others: Node
}

runtime::union! {
    pub enum Either else Unknown {
        Node(Box<Node>) object + from of Node,
        List(Vec<Either>) list + from,
        Number(i64) integer + from,
    }
}

runtime::newtype! {
    pub struct List(Vec<List>);
}

// 16 KiB in itself, with copies of that on the stack in a debug build.
runtime::object! {
    pub struct Wide, WideBuilder {
        required numbers: Numbers,
        optional more: Numbers,
        optional next: Box<Wide>,
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbers([i64; 1024]);

impl Serialize for Numbers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0[0])
    }
}

impl<'de> serde::Deserialize<'de> for Numbers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(|number| Self([number; 1024]))
    }
}

fn in_a_small_thread(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    thread.unwrap().join().unwrap();
}

fn nested(depth: usize, outer: impl Fn(Value) -> Value, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| outer(inner))
}

/// Both ways of decoding, and what programs do with a value.
fn survives<T>(value: Value)
where
    T: DeserializeOwned + Serialize + Clone + std::fmt::Debug + PartialEq + 'static,
{
    in_a_small_thread(move || {
        let decoded: Box<T> = Box::new(from_slice(value.to_string().as_bytes()).unwrap().value);
        let again: Box<T> = Box::new(from_value(&value).unwrap().value);
        assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
        assert!(decoded.clone() == again);
        assert!(!format!("{decoded:?}").is_empty());
    });
}

#[test]
fn what_is_nested_deeply_fits_a_small_stack() {
    for key in ["child", "either", "other"] {
        survives::<Node>(nested(
            DEEPEST,
            |inner| json!({ key: inner }),
            json!({"name": "a"}),
        ));
    }
    survives::<Either>(nested(DEEPEST, |inner| json!([inner]), json!(1)));
    survives::<List>(nested(DEEPEST, |inner| json!([inner]), json!([])));
}

#[test]
fn what_is_large_fits_a_small_stack() {
    in_a_small_thread(|| {
        let value = nested(
            DEEPEST,
            |inner| json!({"numbers": 1, "next": inner}),
            json!({"numbers": 1}),
        );
        let mut decoded: Box<Wide> =
            Box::new(from_slice(value.to_string().as_bytes()).unwrap().value);
        assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
        let mut depth = 0;
        while let Some(next) = decoded.next.take() {
            decoded = next;
            depth += 1;
        }
        assert_eq!(depth, DEEPEST);
    });
}

#[test]
fn what_is_nested_without_end_is_an_error() {
    let hostile =
        |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    for body in [
        hostile(r#"{"child":"#, "}"),
        hostile("[", "]"),
        hostile(r#"{"x":["#, "]}"),
    ] {
        in_a_small_thread(move || {
            assert!(from_slice::<Node>(body.as_bytes()).is_err());
            assert!(from_slice::<Either>(body.as_bytes()).is_err());
            assert!(from_slice::<List>(body.as_bytes()).is_err());
            assert!(from_slice::<Value>(body.as_bytes()).is_err());
        });
    }
}
