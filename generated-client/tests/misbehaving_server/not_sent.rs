//! What is refused before a connection is made, with the field and the rule.

use generated_client::{
    CallHoursSettings, CallingSettings, Client, ConfigError, DayOfWeek, Error, ErrorKind,
    HolidaySchedule, PayloadEncryptionSettings, SettingsUpdate, SipServer, SipSettings,
    WeeklyOperatingHours,
};

use crate::support::replies::{fine, taken};
use crate::support::server::Server;
use crate::support::{self, token};

#[tokio::test]
async fn a_malformed_phone_number_id_is_not_sent() {
    let server = Server::start([fine()]);
    let client = support::builder(&server.address()).build().unwrap();
    let too_long = "1".repeat(33);
    for id in [
        "", "abc", "../me", "1/2", "1 2", "1?a=b", "%31", "+49", "\u{661}", "1\n", &too_long,
    ] {
        let settings = client.phone_number(id).settings();
        for failure in [
            settings.get().await.map(|_| ()),
            settings
                .update(CallingSettings::enabled())
                .await
                .map(|_| ()),
        ] {
            let Err(Error::Invalid(invalid)) = &failure else {
                panic!("{id:?}: {failure:?}");
            };
            assert_eq!(invalid.field(), "phone_number_id", "{id:?}");
            assert!(invalid.rule().contains("digits"), "{invalid}");
            assert_eq!(failure.unwrap_err().kind(), ErrorKind::InvalidRequest);
        }
    }
    assert_eq!(server.connections(), 0);
    // The longest that is sent.
    client
        .phone_number("1".repeat(32))
        .settings()
        .get()
        .await
        .unwrap();
    assert_eq!(server.connections(), 1);
}

fn open(open: &str, close: &str) -> WeeklyOperatingHours {
    WeeklyOperatingHours::new(DayOfWeek::Monday, open, close)
}

fn hours(entries: Vec<WeeklyOperatingHours>) -> SettingsUpdate {
    let hours = CallHoursSettings::enabled("Europe/Berlin", entries);
    CallingSettings::unchanged().with_call_hours(hours).into()
}

fn holidays(days: Vec<HolidaySchedule>) -> SettingsUpdate {
    let hours = CallHoursSettings::enabled("Europe/Berlin", [open("0900", "1700")]);
    CallingSettings::unchanged()
        .with_call_hours(hours.with_holidays(days))
        .into()
}

fn servers(servers: Vec<SipServer>) -> SettingsUpdate {
    let mut sip = SipSettings::disabled();
    sip.servers = Some(servers);
    CallingSettings::unchanged().with_sip(sip).into()
}

/// `date`, all day.
fn holiday(date: &str) -> HolidaySchedule {
    HolidaySchedule::new(date, "0000", "2359")
}

fn broken() -> Vec<(SettingsUpdate, String, &'static str)> {
    let weekly = "calling.call_hours.weekly_operating_hours";
    let days = "calling.call_hours.holiday_schedule";
    let mut without_day = open("0900", "1700");
    without_day.day_of_week = None;
    let mut without_close = open("0900", "1700");
    without_close.close_time = None;
    let mut without_date = holiday("2026-12-25");
    without_date.date = None;
    let mut without_start = holiday("2026-12-25");
    without_start.start_time = None;
    let server = || SipServer::new("sip.example");
    let key = "calling.sip.servers[0].request_uri_user_params";
    let mut no_port = server();
    no_port.port = Some(65_536);
    let mut keyless = PayloadEncryptionSettings::enabled("key");
    keyless.client_encryption_key = None;
    let mut cases = vec![
        (hours(vec![]), weekly.to_owned(), "empty"),
        (
            hours(vec![
                open("0100", "0200"),
                open("0300", "0400"),
                open("0500", "0600"),
            ]),
            format!("{weekly}[2]"),
            "2",
        ),
        (
            hours(vec![open("0900", "1300"), open("1200", "1700")]),
            format!("{weekly}[1]"),
            "overlaps",
        ),
        (
            hours(vec![open("0900", "1700"), open("1000", "1100")]),
            format!("{weekly}[1]"),
            "overlaps",
        ),
        (
            hours(vec![without_day]),
            format!("{weekly}[0].day_of_week"),
            "required",
        ),
        (
            hours(vec![without_close]),
            format!("{weekly}[0].close_time"),
            "required",
        ),
        (
            holidays(vec![holiday("2026-12-25"); 21]),
            days.to_owned(),
            "20",
        ),
        (
            holidays(vec![without_date]),
            format!("{days}[0].date"),
            "required",
        ),
        (
            holidays(vec![without_start]),
            format!("{days}[0].start_time"),
            "required",
        ),
        (
            holidays(vec![HolidaySchedule::new("2026-12-25", "0000", "2400")]),
            format!("{days}[0].end_time"),
            "HHMM",
        ),
        (
            servers(vec![server(), server()]),
            "calling.sip.servers".to_owned(),
            "1",
        ),
        (
            servers(vec![SipServer::new("")]),
            "calling.sip.servers[0].hostname".to_owned(),
            "host name",
        ),
        (
            servers(vec![server().with_port(0)]),
            "calling.sip.servers[0].port".to_owned(),
            "65535",
        ),
        (
            servers(vec![no_port]),
            "calling.sip.servers[0].port".to_owned(),
            "65535",
        ),
        (
            servers(vec![server().with_user_parameter("k".repeat(129), "v")]),
            key.to_owned(),
            "128",
        ),
        (
            servers(vec![
                server().with_user_parameter("k", "\u{e9}".repeat(129)),
            ]),
            key.to_owned(),
            "128",
        ),
        (
            PayloadEncryptionSettings::enabled("").into(),
            "payload_encryption.client_encryption_key".to_owned(),
            "required",
        ),
        (
            keyless.into(),
            "payload_encryption.client_encryption_key".to_owned(),
            "required",
        ),
    ];
    for time in [
        "2400",
        "0960",
        "",
        "abcd",
        "+900",
        "09000",
        "\u{661}\u{661}",
    ] {
        cases.push((
            hours(vec![open(time, "1700")]),
            format!("{weekly}[0].open_time"),
            "HHMM",
        ));
    }
    for date in [
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "26-01-01",
        "2026/01/01",
        "2026-1-01",
        "",
        "+026-01-01",
        "2100-02-29",
    ] {
        cases.push((
            holidays(vec![holiday(date)]),
            format!("{days}[0].date"),
            "YYYY-MM-DD",
        ));
    }
    cases
}

#[tokio::test]
async fn a_broken_limit_is_not_sent_and_named() {
    let server = Server::start([taken()]);
    let settings = support::settings(&server.address());
    for (update, field, rule) in broken() {
        let shown = format!("{update:?}");
        let failure = settings.update(update).await;
        let Err(Error::Invalid(invalid)) = &failure else {
            panic!("{shown}: {failure:?}");
        };
        assert_eq!(invalid.field(), field, "{shown}");
        assert!(invalid.rule().contains(rule), "{invalid}");
        let told = failure.unwrap_err().to_string();
        assert!(told.contains(&field) && told.contains(rule), "{told}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn what_is_just_within_the_limits_is_sent() {
    let tuesday = WeeklyOperatingHours::new(DayOfWeek::Tuesday, "0900", "1700");
    let server = SipServer::new("sip.example").with_port(65_535);
    let long = "\u{e9}".repeat(128);
    let within: Vec<SettingsUpdate> = vec![
        hours(vec![open("0000", "1200"), open("1200", "2359"), tuesday]),
        holidays(
            (1..=20)
                .map(|day| holiday(&format!("2028-12-{day:02}")))
                .collect(),
        ),
        holidays(vec![holiday("2028-02-29"), holiday("2000-02-29")]),
        servers(vec![]),
        servers(vec![server.with_user_parameter(long.clone(), long)]),
        PayloadEncryptionSettings::disabled().into(),
    ];
    let count = within.len();
    let listening = Server::start([taken()]);
    let settings = support::settings(&listening.address());
    for update in within {
        settings.update(update).await.unwrap();
    }
    assert_eq!(listening.connections(), count);
}

#[test]
fn plain_http_is_refused_except_to_loopback() {
    for address in [
        "http://graph.facebook.com",
        "http://192.168.0.1:8080",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://[2001:db8::1]",
        "http://0.0.0.0",
        "http://user@127.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1:80",
        "",
        "https://",
    ] {
        let failure = Client::builder(token()).base_address(address).build();
        let Err(ConfigError::BaseAddress { .. }) = &failure else {
            panic!("{address}: {failure:?}");
        };
    }
    for address in [
        "http://127.0.0.1:1",
        "http://127.8.9.1",
        "http://localhost",
        "http://[::1]:1/",
        "https://graph.example/below",
    ] {
        Client::builder(token())
            .base_address(address)
            .build()
            .unwrap();
    }
}

#[test]
fn a_version_in_the_base_address_is_refused_with_the_fix() {
    for address in [
        "https://graph.facebook.com/v23.0",
        "https://graph.facebook.com/v23.0/",
        "https://graph.facebook.com//v26.0//",
        "http://127.0.0.1:1/below/v9.0",
    ] {
        let failure = Client::builder(token()).base_address(address).build();
        let told = failure.unwrap_err().to_string();
        assert!(
            told.contains(address) && told.contains("leave that out"),
            "{told}"
        );
        assert!(told.contains("`api_version`"), "{told}");
    }
    for address in [
        "https://graph.example/v23",
        "https://graph.example/v23.0/below",
    ] {
        Client::builder(token())
            .base_address(address)
            .build()
            .unwrap();
    }
}

#[test]
fn a_version_of_another_form_is_refused() {
    for version in [
        "",
        "23.0",
        "v23",
        "v23.",
        "v.0",
        "V23.0",
        "v23.0/..",
        "v23.0.1",
        "v2\u{663}.0",
        "latest",
    ] {
        let failure = Client::builder(token()).api_version(version).build();
        let Err(ConfigError::ApiVersion(told)) = &failure else {
            panic!("{version}: {failure:?}");
        };
        assert_eq!(told, version);
        assert!(failure.unwrap_err().to_string().contains("v23.0"));
    }
}
