//! Unions: which member a value is, and what is sent of one.

use serde_json::{Value, json};

use crate::runtime;
use crate::runtime::Extra;
use crate::runtime::json::from_slice;

runtime::object! {
    pub struct Text, TextBuilder {
        required text: String,
        optional role: Role,
    }
}

runtime::object! {
    pub struct Picture, PictureBuilder {
        required url: String,
        optional width: i64,
    }
}

runtime::object! {
    pub struct Message, MessageBuilder {
        required content: String,
        optional role: Role,
        optional r#type: String = "type",
    }
}

runtime::object! {
    pub struct Sent, SentBuilder {
        required id: String,
        required content: String,
        required role: Role,
        required r#type: String = "type",
    }
}

runtime::open_enum! {
    pub enum Role else Unknown {
        User = "user",
    }
}

// Members whose tag they do not have themselves.
runtime::union! {
    pub enum Part by "type" else Unknown {
        Text(Text) object + from = ["text", "input_text"],
        Picture(Picture) object + from = ["picture"],
    }
}

runtime::union! {
    pub enum Numbered by "version" else Unknown {
        Text(Text) object + from = raw ["1", "2"],
        Picture(Picture) object + from = raw ["true"],
    }
}

// One value for two members.
runtime::union! {
    pub enum Item by "type" else Unknown {
        Message(Message) object + from = ["message"],
        Sent(Sent) object + from = ["message"],
        Picture(Picture) object + from,
    }
}

runtime::union! {
    pub enum Inner else Unknown {
        Text(Text) object + from,
        Flag(bool) boolean + from,
    }
}

// A union within one, between other members.
runtime::union! {
    pub enum Outer else Unknown {
        Inner(Box<Inner>) union + from of Inner,
        Picture(Picture) object + from,
        Texts(Vec<String>) list + from,
    }
}

runtime::object! {
    pub struct Envelope: Default, EnvelopeBuilder {
        optional part: Part,
        optional parts: Vec<Part>,
    }
    rest others: Part
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    let decoded = from_slice::<T>(value.to_string().as_bytes()).unwrap();
    assert!(decoded.undecoded.is_empty(), "{:?}", decoded.undecoded);
    decoded.value
}

fn written<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn a_tag_names_the_member_by_any_of_its_values_and_in_any_case() {
    for tag in ["text", "input_text", "TEXT"] {
        let value = json!({"type": tag, "text": "a"});
        assert!(matches!(read(&value), Part::Text(_)), "{tag}");
        assert_eq!(written(&read::<Part>(&value)), value);
    }
    let text = Text::builder().text("a").build().unwrap();
    assert_eq!(
        written(&Part::from(text)),
        json!({"type": "text", "text": "a"})
    );
}

#[test]
fn tags_are_numbers_and_booleans_too_and_are_sent_as_such() {
    for (value, is_text) in [
        (json!({"version": 1, "text": "a"}), true),
        (json!({"version": 2, "text": "a"}), true),
        (json!({"version": true, "url": "u"}), false),
    ] {
        let read: Numbered = read(&value);
        assert_eq!(matches!(read, Numbered::Text(_)), is_text, "{value}");
        assert_eq!(written(&read), value);
    }
    let text = Text::builder().text("a").build().unwrap();
    assert_eq!(
        written(&Numbered::from(text)),
        json!({"version": 1, "text": "a"})
    );
    let picture = Picture::builder().url("u").build().unwrap();
    assert_eq!(
        written(&Numbered::from(picture)),
        json!({"version": true, "url": "u"})
    );
}

#[test]
fn what_no_member_takes_is_kept_as_it_came() {
    for value in [
        json!({"type": "sound", "text": "a"}),
        json!({"type": "text"}),
        json!([{"type": "text", "text": "a"}]),
        json!([]),
        json!("text"),
    ] {
        let read: Part = read(&value);
        assert!(
            matches!(&read, Part::Unknown(kept) if *kept == value),
            "{value}"
        );
        assert_eq!(written(&read), value);
    }
}

#[test]
fn of_members_with_one_tag_the_one_that_fits_best_is_taken() {
    let sent = json!({"type": "message", "id": "1", "content": "a", "role": "user"});
    assert!(matches!(read(&sent), Item::Sent(_)));
    let message = json!({"type": "message", "content": "a", "role": "assistant"});
    match read(&message) {
        Item::Message(it) => assert_eq!(
            (it.content.as_str(), it.role.unwrap().as_str()),
            ("a", "assistant")
        ),
        other => panic!("{other:?}"),
    }
    // The type of the union says nothing of pictures' tags.
    assert!(matches!(
        read(&json!({"type": "other", "url": "u"})),
        Item::Picture(_)
    ));
    // Without a tag, what is required decides.
    assert!(matches!(read(&json!({"content": "a"})), Item::Message(_)));
}

#[test]
fn a_union_within_one_does_not_hide_the_members_beside_it() {
    assert!(matches!(read(&json!({"url": "u"})), Outer::Picture(_)));
    assert!(matches!(
        read(&json!({"url": "u", "width": "wide"})),
        Outer::Picture(_)
    ));
    assert!(matches!(read(&json!(["a"])), Outer::Texts(_)));
    match read(&json!(true)) {
        Outer::Inner(inner) => {
            assert_eq!(*inner, Inner::Flag(true));
            assert_eq!(Outer::from(Inner::Flag(true)), Outer::from(inner));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(read(&json!({"new": 1})), Outer::Unknown(_)));
}

#[test]
fn what_a_member_does_not_know_is_kept_and_can_be_sent() {
    let value = json!({
        "part": {"type": "text", "text": "a", "new": {"x": [1]}},
        "parts": [{"type": "picture", "url": "u", "width": "wide"}, {"type": "later"}],
        "cover": {"type": "picture", "url": "u", "alt": null},
        "empty": [],
    });
    let envelope: Envelope = from_slice(value.to_string().as_bytes()).unwrap().value;
    assert_eq!(written(&envelope), value);
    let Some(Part::Text(text)) = &envelope.part else {
        panic!("{envelope:?}")
    };
    assert_eq!(text.extra.get("new"), Some(&json!({"x": [1]})));
    let text = Text::builder()
        .text("a")
        .extra_field("mood", "good")
        .build()
        .unwrap();
    assert_eq!(text.extra, Extra::from_iter([("mood", "good")]));
    assert_eq!(
        written(&Part::from(text)),
        json!({"type": "text", "text": "a", "mood": "good"})
    );
}

#[test]
fn a_list_is_no_object_but_an_empty_one_costs_nothing() {
    assert!(from_slice::<Text>(br#"["a"]"#).is_err());
    assert!(from_slice::<Envelope>(br#"["a"]"#).is_err());
    assert_eq!(read::<Envelope>(&json!([])), Envelope::default());
    assert_eq!(
        read::<Envelope>(&json!({"parts": []})).parts,
        Some(Vec::new())
    );
}
