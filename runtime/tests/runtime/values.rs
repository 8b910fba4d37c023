//! Values survive: what is read is written as it came.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::runtime;
use crate::runtime::json::{from_slice, from_value};
use crate::runtime::{ClockTime, Date, DateTime, Extra, Ip, Ipv4, Ipv6, Moment, Time, Uuid};

runtime::object! {
    /// A visit.
    pub struct Visit, VisitBuilder {
        required id: i64,
        optional at: DateTime,
        optional address: Ip,
        optional_nullable note: String,
        nullable owner: String,
        optional port: u16 = "x-port",
        optional_nullable any: Value,
    }
}

runtime::object! {
    /// Marks by subject.
    pub struct Marks: Default, MarksBuilder {
        optional name: String,
    }
    rest marks: i64
}

fn again<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    let decoded = from_slice::<T>(value.to_string().as_bytes()).unwrap();
    serde_json::to_value(decoded.value).unwrap()
}

#[test]
fn a_text_of_a_format_is_written_as_it_came() {
    for text in [
        "2018-01-01T00:01:01",
        "2026-01-31T08:30:00+02:00",
        "2026-01-31 08:30:00.5Z",
        "yesterday",
        "",
    ] {
        let value = json!({"id": 1, "at": text, "address": text, "owner": null});
        assert_eq!(again::<Visit>(&value), value, "{text}");
        for format in ["date", "time", "uuid"] {
            let value = json!(text);
            let same = match format {
                "date" => again::<Date>(&value),
                "time" => again::<Time>(&value),
                _ => again::<Uuid>(&value),
            };
            assert_eq!(same, value, "{format}");
        }
    }
    assert!(from_slice::<DateTime>(b"7").is_err());
}

#[test]
fn a_date_and_time_has_an_instant() {
    let seconds = |text: &str| {
        let moment = DateTime::from(text).parse().unwrap();
        let time = moment.to_system_time()?;
        let after = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(after.as_secs_f64())
    };
    assert_eq!(seconds("2026-01-31T08:30:00Z"), Some(1_769_848_200.0));
    assert_eq!(seconds("2026-01-31T10:30:00+02:00"), Some(1_769_848_200.0));
    assert_eq!(seconds("2026-01-31t03:00:00-0530"), Some(1_769_848_200.0));
    assert_eq!(seconds("2026-01-31T08:30:00.25z"), Some(1_769_848_200.25));
    assert_eq!(seconds("2000-02-29T00:00:00Z"), Some(951_782_400.0));
    assert_eq!(
        seconds("2026-01-31T08:30:00"),
        None,
        "no offset, no instant"
    );
    for wrong in [
        "2026-02-29T00:00:00Z",
        "2026-01-31",
        "2026-01-31T24:00:00Z",
        "x",
        "2026-01-31T08:30:00Zx",
    ] {
        let error = DateTime::from(wrong).parse().unwrap_err().to_string();
        assert_eq!(error, "the text is not of the format `date-time`");
    }
    let before = SystemTime::UNIX_EPOCH - Duration::from_millis(1_500);
    assert_eq!(DateTime::from(before), "1969-12-31T23:59:58.5Z");
    assert_eq!(Moment::from(before).to_system_time(), Some(before));
}

#[test]
fn dates_times_identifiers_and_addresses_have_typed_values() {
    let date = Date::from("2024-02-29").parse().unwrap();
    assert_eq!((date.year, date.month, date.day), (2024, 2, 29));
    assert_eq!(Date::from(date), "2024-02-29");
    let time = Time::from("08:30:15.25+01:30").parse().unwrap();
    let expected = ClockTime {
        hour: 8,
        minute: 30,
        second: 15,
        nanosecond: 250_000_000,
        offset: Some(90),
    };
    assert_eq!(time, expected);
    assert_eq!(Time::from(time), "08:30:15.25+01:30");
    let id = Uuid::from("6BA7B810-9dad-11d1-80b4-00c04fd430c8");
    assert_eq!(
        Uuid::from(id.parse().unwrap()),
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    );
    assert!(Uuid::from("6ba7b810-9dad-11d1-80b4").parse().is_err());
    assert_eq!(
        Ip::from("::1").parse().unwrap(),
        "::1".parse::<IpAddr>().unwrap()
    );
    assert_eq!(Ipv4::from(Ipv4Addr::LOCALHOST), "127.0.0.1");
    assert!(Ipv6::from("127.0.0.1").parse().is_err());
    let visit = Visit::builder()
        .id(1)
        .at(SystemTime::UNIX_EPOCH)
        .address(Ipv4Addr::LOCALHOST)
        .build()
        .unwrap();
    assert_eq!(
        serde_json::to_value(visit).unwrap(),
        json!({"id": 1, "at": "1970-01-01T00:00:00Z", "address": "127.0.0.1", "owner": null})
    );
}

#[test]
fn absent_null_and_value_are_told_apart() {
    for value in [
        json!({"id": 1, "owner": null}),
        json!({"id": 1, "note": null, "owner": "a", "any": null}),
        json!({"id": 1, "note": "x", "owner": null, "any": [null]}),
    ] {
        assert_eq!(again::<Visit>(&value), value);
        // By a parsed value as well, as in a union.
        let decoded = from_value::<Visit>(&value).unwrap().value;
        assert_eq!(serde_json::to_value(decoded).unwrap(), value);
    }
    let mut visit = from_slice::<Visit>(br#"{"id":1,"note":null}"#)
        .unwrap()
        .value;
    assert!(visit.note.is_none() && visit.extra.is_null("note") && !visit.extra.is_null("any"));
    assert!(visit.extra.is_empty(), "a null is no undeclared property");
    assert_ne!(visit, Visit::builder().id(1).build().unwrap());
    assert_eq!(visit, Visit::builder().id(1).null("note").build().unwrap());
    visit.note = Some("now".to_owned());
    assert_eq!(
        serde_json::to_value(&visit).unwrap(),
        json!({"id": 1, "note": "now", "owner": null})
    );
    visit.note = None;
    assert!(visit.extra.unset_null("note"));
    assert_eq!(
        serde_json::to_value(&visit).unwrap(),
        json!({"id": 1, "owner": null})
    );
    assert_eq!(size_of::<Extra>(), 8);
}

#[test]
fn what_did_not_decode_is_written_in_its_place_until_it_gets_a_value() {
    let value = json!({"id": 1, "owner": ["a"], "x-port": "7060", "new": [1]});
    let mut visit = from_slice::<Visit>(value.to_string().as_bytes())
        .unwrap()
        .value;
    assert_eq!(
        serde_json::to_string(&visit).unwrap(),
        r#"{"id":1,"owner":["a"],"x-port":"7060","new":[1]}"#
    );
    visit.port = Some(7);
    assert_eq!(
        serde_json::to_string(&visit).unwrap(),
        r#"{"id":1,"owner":["a"],"x-port":7,"new":[1]}"#
    );
}

#[test]
fn undeclared_properties_of_another_type_or_null_do_not_cost_the_object() {
    let value = json!({"name": "Ada", "history": 1, "algebra": "A+", "music": null});
    let decoded = from_slice::<Marks>(value.to_string().as_bytes()).unwrap();
    assert_eq!(decoded.undecoded.len(), 1);
    assert_eq!(decoded.value.marks.get("history"), Some(&1));
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), value);
}
