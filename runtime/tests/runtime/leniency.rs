//! What does not decode, and what decodes all the same.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::json;

use crate::runtime::json::from_slice;
use crate::runtime::{Extra, Integer, Lenient, Secret, Text};

/// What `object!` makes of an object with two optional properties.
#[derive(Debug, Default)]
struct Phone {
    port: Option<u16>,
    owner: Option<Owner>,
    extra: Extra,
}

#[derive(Debug, Deserialize)]
struct Owner {
    name: String,
    age: u8,
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PhoneVisitor;
        impl<'de> Visitor<'de> for PhoneVisitor {
            type Value = Phone;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Phone, A::Error> {
                let mut phone = Phone::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "port" => match map.next_value::<Lenient<_>>()?.into_parts() {
                            Ok(port) => phone.port = port,
                            Err(raw) => drop(phone.extra.insert(key, raw)),
                        },
                        "owner" => match map.next_value::<Lenient<_>>()?.into_parts() {
                            Ok(owner) => phone.owner = owner,
                            Err(raw) => drop(phone.extra.insert(key, raw)),
                        },
                        _ => drop(
                            phone
                                .extra
                                .insert(key, map.next_value::<serde_json::Value>()?),
                        ),
                    }
                }
                Ok(phone)
            }
        }
        deserializer.deserialize_map(PhoneVisitor)
    }
}

#[test]
fn a_fine_body_is_parsed_once_and_keeps_what_is_not_listed() {
    let decoded =
        from_slice::<Phone>(b"\xEF\xBB\xBF{\"port\":7,\"owner\":null,\"new\":[1]}").unwrap();
    assert!(decoded.undecoded.is_empty());
    assert_eq!(
        (decoded.value.port, decoded.value.owner.is_none()),
        (Some(7), true)
    );
    assert_eq!(decoded.value.extra.get("new"), Some(&json!([1])));
    assert_eq!(format!("{:?}", decoded.value.extra), r#"{"new"}"#);
}

#[test]
fn one_field_of_another_type_does_not_lose_the_rest() {
    let body = br#"[{"port":"7060","owner":{"name":"Ada","age":36}},{"port":1,"owner":{"name":"secret","age":"old"}}]"#;
    let decoded = from_slice::<Vec<Phone>>(body).unwrap();
    let [first, second] = decoded.value.as_slice() else {
        panic!("two");
    };
    assert_eq!(first.extra.get("port"), Some(&json!("7060")));
    assert_eq!(first.owner.as_ref().unwrap().name, "Ada");
    assert_eq!((second.port, second.owner.is_none()), (Some(1), true));
    assert_eq!(
        second.extra.get("owner"),
        Some(&json!({"name": "secret", "age": "old"}))
    );
    let undecoded: Vec<String> = decoded.undecoded.iter().map(ToString::to_string).collect();
    assert_eq!(
        undecoded,
        [
            "`[0].port`: expected u16, found a string",
            "`[1].owner.age`: expected u8, found a string"
        ]
    );
}

#[test]
fn errors_name_place_and_expectation_and_no_value() {
    let path = |body: &str| {
        let failure = from_slice::<Vec<Owner>>(body.as_bytes()).unwrap_err();
        failure.to_string()
    };
    assert_eq!(
        path(r#"[{"name":"x","age":"secret"}]"#),
        "`[0].age`: expected u8, found a string"
    );
    assert_eq!(
        path(r#"[{"name":"x","age":300}]"#),
        "`[0].age`: expected u8"
    );
    assert_eq!(path(r#"[{"name":"x"}]"#), "`[0]`: missing field `age`");
    assert_eq!(
        path(r#"{"a":1}"#),
        "`.`: expected a sequence, found an object"
    );
    assert_eq!(path(""), "`.`: it is empty");
    assert_eq!(path("<html>secret"), "`.`: invalid JSON at line 1 column 1");
    assert_eq!(
        path("[{"),
        "`.`: the JSON ends too early, at line 1 column 2"
    );
    let failure = from_slice::<Secret>(b"12345").unwrap_err().to_string();
    assert!(!failure.contains("12345"), "{failure}");
}

#[test]
fn externally_tagged_enums_decode_at_the_second_look_too() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Unit,
        Newtype(u8),
        Struct { a: u8 },
    }
    #[derive(Deserialize)]
    struct All {
        kinds: Vec<Kind>,
        lost: Lenient<u8>,
    }
    let body = br#"{"kinds":["unit",{"newtype":1},{"struct":{"a":2}}],"lost":"x"}"#;
    let decoded = from_slice::<All>(body).unwrap();
    assert_eq!(
        decoded.value.kinds,
        [Kind::Unit, Kind::Newtype(1), Kind::Struct { a: 2 }]
    );
    assert_eq!(decoded.value.lost.into_parts(), Err(json!("x")));
    assert_eq!(decoded.undecoded.len(), 1);
}

#[test]
fn values_that_vendors_print_two_ways() {
    let texts = from_slice::<Vec<Text>>(br#"["a",7,-1,1.5,true]"#)
        .unwrap()
        .value;
    let texts: Vec<&str> = texts.iter().map(Text::as_str).collect();
    assert_eq!(texts, ["a", "7", "-1", "1.5", "true"]);
    let numbers = from_slice::<Vec<Integer>>(br#"[7,"42","-3"]"#)
        .unwrap()
        .value;
    assert_eq!(numbers, [7, 42, -3].map(Integer::from));
    for bad in [r#""x""#, "1.5", "18446744073709551615", r#""""#] {
        let failure = from_slice::<Integer>(bad.as_bytes()).unwrap_err();
        assert!(
            failure
                .reason()
                .starts_with("expected an integer, or a string of digits"),
            "{failure}"
        );
    }
}
