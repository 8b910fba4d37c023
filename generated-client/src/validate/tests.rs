//! Every rule has a request that it refuses and one that it lets pass.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Checks, RETENTION, RULES, Validate};
use crate::generated::types::SettingsUpdate;

/// A request, and the field that is named when it is refused.
type Refused = (Value, &'static str);

/// A rule by its field and the beginning of its words, with requests that break it, and some that just do not.
type Case = (&'static str, &'static str, Vec<Refused>, Vec<Value>);

fn week(entries: Value) -> Value {
    json!({ "calling": { "call_hours": { "status": "ENABLED", "weekly_operating_hours": entries } } })
}

fn monday(open: &str, close: &str) -> Value {
    json!({ "day_of_week": "MONDAY", "open_time": open, "close_time": close })
}

fn holidays(entries: Value) -> Value {
    json!({ "calling": { "call_hours": { "holiday_schedule": entries } } })
}

fn christmas(start: &str, end: &str) -> Value {
    json!({ "date": "2026-12-25", "start_time": start, "end_time": end })
}

fn servers(entries: Value) -> Value {
    json!({ "calling": { "sip": { "status": "ENABLED", "servers": entries } } })
}

fn server(key: &str, value: Value) -> Value {
    let mut server = json!({ "hostname": "sip.example" });
    server[key] = value;
    servers(json!([server]))
}

fn voicemail(changes: Value) -> Value {
    let mut voicemail = json!({
        "status": "ENABLED",
        "triggers": ["REJECT"],
        "audio": { "default": { "announcement_media_id": 7 } },
    });
    for (key, value) in changes.as_object().unwrap() {
        voicemail[key] = value.clone();
    }
    json!({ "calling": { "voicemail": voicemail } })
}

fn audio(announcement: Value) -> Value {
    json!({ "audio": { "default": announcement } })
}

const WEEK: &str = "calling.call_hours.weekly_operating_hours";
const WEEK_0: &str = "calling.call_hours.weekly_operating_hours[0]";
const WEEK_1: &str = "calling.call_hours.weekly_operating_hours[1]";
const WEEK_2: &str = "calling.call_hours.weekly_operating_hours[2]";
const HOLIDAYS: &str = "calling.call_hours.holiday_schedule";
const TIMEOUT: &str = "calling.voicemail.audio.default.timeout_seconds";

fn values() -> Vec<Case> {
    let statuses = |value: &str| {
        let one = |body: Value, field| (body, field);
        vec![
            one(json!({ "calling": { "status": value } }), "calling.status"),
            one(
                json!({ "calling": { "call_icon_visibility": value } }),
                "calling.call_icon_visibility",
            ),
            one(
                json!({ "calling": { "callback_permission_status": value } }),
                "calling.callback_permission_status",
            ),
            one(
                json!({ "calling": { "video": { "status": value } } }),
                "calling.video.status",
            ),
            one(
                json!({ "calling": { "sip": { "status": value } } }),
                "calling.sip.status",
            ),
            one(
                json!({ "calling": { "sip": { "status": "ENABLED", "webhook_delivery": value } } }),
                "calling.sip.webhook_delivery",
            ),
            one(
                json!({ "calling": { "call_hours": { "status": value } } }),
                "calling.call_hours.status",
            ),
            one(
                json!({ "calling": { "voicemail": { "status": value } } }),
                "calling.voicemail.status",
            ),
        ]
    };
    let mut refused = statuses("NOT_SET");
    refused.extend(statuses("PAUSED"));
    refused.extend(statuses(""));
    refused.extend([
        (
            json!({ "calling": { "srtp_key_exchange_protocol": "DTLS-SRTP" } }),
            "calling.srtp_key_exchange_protocol",
        ),
        (
            json!({ "calling": { "audio": { "additional_codecs": ["PCMA", "G729"] } } }),
            "calling.audio.additional_codecs[1]",
        ),
        (
            json!({ "calling": { "voicemail": { "triggers": ["BUSY"] } } }),
            "calling.voicemail.triggers[0]",
        ),
        (
            week(json!([{ "day_of_week": "FUNDAY", "open_time": "0900", "close_time": "1000" }])),
            "calling.call_hours.weekly_operating_hours[0].day_of_week",
        ),
    ]);
    let hours = |body: Value| json!({ "calling": { "call_hours": body } });
    refused.extend([
        (
            json!({ "calling": { "stauts": "ENABLED" } }),
            "calling.stauts",
        ),
        (
            json!({ "calling": { "audio": { "codecs": [] } } }),
            "calling.audio.codecs",
        ),
        (
            json!({ "calling": { "call_icons": { "countries": [] } } }),
            "calling.call_icons.countries",
        ),
        (
            json!({ "calling": { "video": { "status": "ENABLED", "on": true } } }),
            "calling.video.on",
        ),
        (
            hours(json!({ "stauts": "ENABLED" })),
            "calling.call_hours.stauts",
        ),
        (
            hours(json!({ "weekly_operating_hours": [
                { "day_of_week": "MONDAY", "open_time": "0900", "close_time": "1000", "day": "MONDAY" },
            ] })),
            "calling.call_hours.weekly_operating_hours[0].day",
        ),
        (
            hours(json!({ "holiday_schedule": [
                christmas("0900", "1000"),
                { "date": "2026-12-26", "start_time": "0900", "end_time": "1000", "day": "MONDAY" },
            ] })),
            "calling.call_hours.holiday_schedule[1].day",
        ),
        (
            json!({ "calling": { "sip": { "status": "ENABLED", "server": [] } } }),
            "calling.sip.server",
        ),
        (server("prot", json!(1)), "calling.sip.servers[0].prot"),
        (
            voicemail(json!({ "trigger": [] })),
            "calling.voicemail.trigger",
        ),
        (
            voicemail(json!({ "status": "DISABLED", "audio": { "defualt": {} } })),
            "calling.voicemail.audio.defualt",
        ),
        (
            voicemail(json!({ "status": "DISABLED", "audio": { "default": { "announcement": 7 } } })),
            "calling.voicemail.audio.default.announcement",
        ),
    ]);
    let passing = vec![
        json!({ "calling": { "status": "ENABLED", "call_icon_visibility": "HIDE_IN_CHAT" } }),
        // Read in any case, and written as it is listed.
        json!({ "calling": { "status": "disabled", "srtp_key_exchange_protocol": "sdes" } }),
        json!({ "calling": { "sip": { "status": "ENABLED", "webhook_delivery": "DISABLED" } } }),
        json!({ "calling": {} }),
    ];
    vec![
        ("calling", "has only properties", refused, passing),
        (
            "user_identity_change",
            "has only properties",
            vec![(
                json!({ "user_identity_change": { "enable_identity_key_check": true, "enabled": true } }),
                "user_identity_change.enabled",
            )],
            vec![json!({ "user_identity_change": { "enable_identity_key_check": false } })],
        ),
        (
            "payload_encryption",
            "has only properties",
            vec![
                (
                    json!({ "payload_encryption": { "status": "DISABLED", "key": "x" } }),
                    "payload_encryption.key",
                ),
                (
                    json!({ "payload_encryption": { "status": "NOT_SET" } }),
                    "payload_encryption.status",
                ),
            ],
            vec![json!({ "payload_encryption": { "status": "DISABLED" } })],
        ),
        (
            "storage_configuration",
            "has only properties",
            vec![
                (
                    json!({ "storage_configuration": { "status": "NO_STORAGE_ENABLED", "region": "IN" } }),
                    "storage_configuration.region",
                ),
                (
                    json!({ "storage_configuration": { "status": "DEFAULT" } }),
                    "storage_configuration.status",
                ),
                (
                    json!({ "storage_configuration": { "status": "ENABLED" } }),
                    "storage_configuration.status",
                ),
            ],
            vec![json!({ "storage_configuration": { "status": "NO_STORAGE_ENABLED" } })],
        ),
    ]
}

fn weekly() -> Vec<Case> {
    let two = json!([monday("0900", "1200"), monday("1300", "1700")]);
    vec![
        (
            WEEK,
            "must not be empty",
            vec![(week(json!([])), WEEK)],
            vec![week(two.clone())],
        ),
        (
            "calling.call_hours.weekly_operating_hours[]",
            "has to have `day_of_week`",
            vec![
                (
                    week(json!([{ "day_of_week": "MONDAY", "open_time": "0900" }])),
                    "calling.call_hours.weekly_operating_hours[0].close_time",
                ),
                (
                    week(json!([{ "open_time": "0900", "close_time": "1000" }])),
                    "calling.call_hours.weekly_operating_hours[0].day_of_week",
                ),
            ],
            vec![week(two.clone())],
        ),
        (
            "calling.call_hours.weekly_operating_hours[]",
            "has to have times",
            ["2400", "0960", "9", "noon", ""]
                .map(|time| {
                    let entry = json!([monday("0900", "1000"), monday(time, "2359")]);
                    (
                        week(entry),
                        "calling.call_hours.weekly_operating_hours[1].open_time",
                    )
                })
                .to_vec(),
            vec![
                week(json!([monday("0000", "2359")])),
                week(json!([monday("09:00", "10:00")])),
            ],
        ),
        (
            "calling.call_hours.weekly_operating_hours[]",
            "has to open before",
            vec![
                (week(json!([monday("1700", "0900")])), WEEK_0),
                (week(json!([monday("0900", "0900")])), WEEK_0),
            ],
            vec![week(json!([monday("0900", "0901")]))],
        ),
        (
            WEEK,
            "has at most 2 entries",
            vec![(
                week(json!([
                    monday("0100", "0200"),
                    monday("0300", "0400"),
                    monday("0500", "0600")
                ])),
                WEEK_2,
            )],
            vec![week(two)],
        ),
        (
            WEEK,
            "has no entries of one day",
            vec![
                (
                    week(json!([monday("0900", "1300"), monday("1259", "1700")])),
                    WEEK_1,
                ),
                (
                    week(json!([monday("0900", "1700"), monday("1000", "1100")])),
                    WEEK_1,
                ),
                (
                    week(json!([monday("1000", "1100"), monday("0900", "1700")])),
                    WEEK_1,
                ),
                (
                    week(json!([monday("0900", "1700"), monday("0900", "1700")])),
                    WEEK_1,
                ),
            ],
            vec![
                week(json!([monday("0900", "1300"), monday("1300", "1700")])),
                week(json!([monday("0900", "1300"),
                    { "day_of_week": "TUESDAY", "open_time": "0900", "close_time": "1300" }])),
            ],
        ),
    ]
}

fn holiday() -> Vec<Case> {
    let many = |count: usize| {
        let day = |day| json!({ "date": format!("2026-12-{day:02}"), "start_time": "0000", "end_time": "2359" });
        holidays((1..=count).map(day).collect())
    };
    let dated =
        |date: &str| holidays(json!([{ "date": date, "start_time": "0000", "end_time": "2359" }]));
    vec![
        (
            HOLIDAYS,
            "has at most 20",
            vec![(many(21), HOLIDAYS)],
            vec![many(20), many(0)],
        ),
        (
            "calling.call_hours.holiday_schedule[]",
            "has to have `date`",
            vec![(
                holidays(json!([{ "date": "2026-12-25", "end_time": "2359" }])),
                "calling.call_hours.holiday_schedule[0].start_time",
            )],
            vec![holidays(json!([christmas("0000", "2359")]))],
        ),
        (
            "calling.call_hours.holiday_schedule[].date",
            "has to be a day",
            ["2026-02-29", "25.12.2026", "2026-1-1", ""]
                .map(|date| (dated(date), "calling.call_hours.holiday_schedule[0].date"))
                .to_vec(),
            vec![dated("2028-02-29")],
        ),
        (
            "calling.call_hours.holiday_schedule[]",
            "has to have times",
            vec![(
                holidays(json!([christmas("0900", "24:00")])),
                "calling.call_hours.holiday_schedule[0].end_time",
            )],
            vec![holidays(json!([christmas("9:00", "2359")]))],
        ),
        (
            "calling.call_hours.holiday_schedule[]",
            "has to start before",
            vec![(
                holidays(json!([christmas("1200", "1200")])),
                "calling.call_hours.holiday_schedule[0]",
            )],
            vec![holidays(json!([christmas("1200", "1201")]))],
        ),
        (
            HOLIDAYS,
            "has at most 2 entries",
            vec![(
                holidays(json!([
                    christmas("0100", "0200"),
                    christmas("0300", "0400"),
                    christmas("0500", "0600")
                ])),
                "calling.call_hours.holiday_schedule[2]",
            )],
            vec![holidays(json!([
                christmas("0100", "0200"),
                christmas("0300", "0400")
            ]))],
        ),
        (
            HOLIDAYS,
            "has no entries for one date",
            vec![(
                holidays(json!([
                    christmas("0100", "0300"),
                    christmas("0200", "0400")
                ])),
                "calling.call_hours.holiday_schedule[1]",
            )],
            vec![holidays(json!([
                christmas("0100", "0200"),
                christmas("0200", "0400")
            ]))],
        ),
    ]
}

fn sip() -> Vec<Case> {
    let hostname = "calling.sip.servers[0].hostname";
    let parameters = "calling.sip.servers[0].request_uri_user_params";
    let [just, long] = [128, 129].map(|count| "\u{e9}".repeat(count));
    let longest = format!("{}.example", "a".repeat(63));
    vec![
        (
            "calling.sip.servers",
            "has at most 1",
            vec![(
                servers(json!([{ "hostname": "a.example" }, { "hostname": "b.example" }])),
                "calling.sip.servers",
            )],
            vec![
                servers(json!([{ "hostname": "a.example" }])),
                servers(json!([])),
            ],
        ),
        (
            "calling.sip.servers[].hostname",
            "has to be a host name",
            [
                "",
                "https://sip.example",
                "sip.example:5061",
                "sip.example/x",
                "sip example",
                "-a.example",
                "a..example",
                ".example",
                "sip.example.",
                "s\u{ef}p.example",
                &format!("{}.example", "a".repeat(64)),
                &"a.".repeat(130),
            ]
            .map(|name| (server("hostname", json!(name)), hostname))
            .to_vec(),
            [
                "sip.example",
                "SIP-1.example",
                "localhost",
                "203.0.113.7",
                &longest,
            ]
            .map(|name| server("hostname", json!(name)))
            .to_vec(),
        ),
        (
            "calling.sip.servers[].port",
            "has to be from 1",
            [0, -1, 65_536]
                .map(|port| (server("port", json!(port)), "calling.sip.servers[0].port"))
                .to_vec(),
            [1, 65_535].map(|port| server("port", json!(port))).to_vec(),
        ),
        (
            "calling.sip.servers[].request_uri_user_params",
            "has keys and values",
            vec![
                (
                    server("request_uri_user_params", json!({ "key": &long })),
                    parameters,
                ),
                (
                    server("request_uri_user_params", json!({ &long: "value" })),
                    parameters,
                ),
            ],
            vec![server("request_uri_user_params", json!({ &just: &just }))],
        ),
    ]
}

fn other_features() -> Vec<Case> {
    let timed = |seconds: Value| {
        let mut changes = audio(json!({ "announcement_media_id": 7, "timeout_seconds": seconds }));
        changes["triggers"] = json!(["TIMEOUT", "REJECT"]);
        voicemail(changes)
    };
    let with_hours = |hours: &str, voicemail: &str| {
        json!({ "calling": {
            "call_hours": { "status": hours },
            "voicemail": { "status": voicemail, "triggers": ["REJECT"], "audio": { "default": { "announcement_media_id": "7" } } },
        } })
    };
    let storage = |status: &str, region: Option<&str>| json!({ "storage_configuration": { "status": status, "data_localization_region": region } });
    vec![
        (
            "calling.voicemail.triggers",
            "must not be empty",
            vec![
                (
                    voicemail(json!({ "triggers": [] })),
                    "calling.voicemail.triggers",
                ),
                (
                    voicemail(json!({ "triggers": null })),
                    "calling.voicemail.triggers",
                ),
            ],
            vec![
                voicemail(json!({})),
                voicemail(json!({ "status": "DISABLED", "triggers": [] })),
            ],
        ),
        (
            "calling.voicemail.audio.default.announcement_media_id",
            "is required",
            [
                json!({ "audio": null }),
                audio(json!({ "timeout_seconds": 3 })),
                audio(json!({ "announcement_media_id": "" })),
            ]
            .map(|changes| {
                (
                    voicemail(changes),
                    "calling.voicemail.audio.default.announcement_media_id",
                )
            })
            .to_vec(),
            vec![
                voicemail(json!({})),
                voicemail(json!({ "status": "DISABLED", "audio": null })),
            ],
        ),
        (
            TIMEOUT,
            "has to be from 0",
            vec![(timed(json!(31)), TIMEOUT), (timed(json!(-1)), TIMEOUT)],
            vec![timed(json!(0)), timed(json!(30)), timed(json!("30"))],
        ),
        (
            TIMEOUT,
            "is required with the trigger",
            vec![(voicemail(json!({ "triggers": ["TIMEOUT"] })), TIMEOUT)],
            vec![
                timed(json!(15)),
                voicemail(json!({ "triggers": ["REJECT"] })),
            ],
        ),
        (
            "calling.call_hours.status",
            "must not be `ENABLED`",
            vec![(
                with_hours("ENABLED", "ENABLED"),
                "calling.call_hours.status",
            )],
            vec![
                with_hours("DISABLED", "ENABLED"),
                with_hours("ENABLED", "DISABLED"),
            ],
        ),
        (
            "payload_encryption.client_encryption_key",
            "is required",
            vec![
                (
                    json!({ "payload_encryption": { "status": "ENABLED" } }),
                    "payload_encryption.client_encryption_key",
                ),
                (
                    json!({ "payload_encryption": { "status": "ENABLED", "client_encryption_key": "" } }),
                    "payload_encryption.client_encryption_key",
                ),
            ],
            vec![
                json!({ "payload_encryption": { "status": "ENABLED", "client_encryption_key": "a2V5" } }),
            ],
        ),
        (
            "storage_configuration.data_localization_region",
            "must be left out",
            vec![(
                storage("IN_COUNTRY_STORAGE_DISABLED", Some("IN")),
                "storage_configuration.data_localization_region",
            )],
            vec![
                storage("IN_COUNTRY_STORAGE_DISABLED", None),
                storage("IN_COUNTRY_STORAGE_ENABLED", Some("IN")),
            ],
        ),
    ]
}

fn cases() -> Vec<Case> {
    [values(), weekly(), holiday(), sip(), other_features()].concat()
}

fn update(body: &Value) -> SettingsUpdate {
    serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{body}: {error}"))
}

#[test]
fn every_rule_refuses_one_request_and_lets_another_pass() {
    let mut covered = BTreeSet::new();
    for (field, words, refused, passing) in cases() {
        let rules: Vec<usize> = (0..RULES.len())
            .filter(|index| RULES[*index].field == field && RULES[*index].rule.starts_with(words))
            .collect();
        let [index] = rules.as_slice() else {
            panic!("`{field}` {words}: {} rules", rules.len());
        };
        covered.insert(*index);
        assert!(!refused.is_empty() && !passing.is_empty(), "{field}");
        for (body, place) in refused {
            let error = update(&body).validate().unwrap_err();
            assert_eq!(error.field(), place, "{body}: {error}");
            assert!(
                error.rule().starts_with(RULES[*index].rule),
                "{body}: {error}"
            );
        }
        for body in passing {
            assert_eq!(update(&body).validate(), Ok(()), "{body}");
        }
    }
    let missing: Vec<&str> = (0..RULES.len())
        .filter(|index| !covered.contains(index))
        .map(|index| RULES[index].rule)
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn the_documentation_lists_these_rules_and_no_others() {
    let documented: BTreeSet<(String, String)> = include_str!("../limits.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|row| {
            let (field, rest) = row.split_once("` | ").unwrap();
            (
                field.to_owned(),
                rest.split(" | ").next().unwrap().to_owned(),
            )
        })
        .collect();
    let rules = Checks::rules().chain([RETENTION]);
    let checked: BTreeSet<(String, String)> = rules
        .map(|(field, rule)| (field.to_owned(), rule.to_owned()))
        .collect();
    assert_eq!(documented, checked);
}

#[test]
fn a_value_that_is_not_listed_is_sent_when_asked_for() {
    let mut asked = 0;
    for (_, _, refused, _) in values() {
        for (body, _) in refused {
            assert_eq!(
                update(&body).validate_with(Checks::allowing_unlisted()),
                Ok(()),
                "{body}"
            );
            asked += 1;
        }
    }
    assert!(asked > 20);
    // The other rules hold all the same.
    let two = servers(json!([{ "hostname": "a.example" }, { "hostname": "b.example" }]));
    assert!(
        update(&two)
            .validate_with(Checks::allowing_unlisted())
            .is_err()
    );
    // The message tells what is allowed, and how to send it anyway.
    let error = update(&json!({ "calling": { "status": "ENABELD" } }))
        .validate()
        .unwrap_err();
    let told = error.to_string();
    for words in [
        "`ENABELD`",
        "`ENABLED`, `DISABLED`;",
        "`allow_unlisted_values`",
    ] {
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn a_retention_that_no_source_names_is_a_warning() {
    let storage = |status: &str, minutes: Value| {
        update(
            &json!({ "storage_configuration": { "status": status, "retention_minutes": minutes } }),
        )
    };
    let warned = storage("NO_STORAGE_ENABLED", json!(30));
    assert_eq!(warned.validate(), Ok(()));
    assert_eq!(
        warned.warnings()[0].field(),
        "storage_configuration.retention_minutes"
    );
    assert!(warned.warnings()[0].rule().contains("third party"));
    for fine in [
        storage("NO_STORAGE_ENABLED", json!(60)),
        storage("NO_STORAGE_ENABLED", Value::Null),
        storage("IN_COUNTRY_STORAGE_ENABLED", json!(30)),
    ] {
        assert_eq!(fine.warnings(), []);
    }
}
