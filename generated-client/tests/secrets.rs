//! Planted secrets, searched for in everything that a program may print or log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::error::Error;
use std::time::Duration;

use generated_client::runtime::json;
use generated_client::webhook::AppSecret;
use generated_client::{
    AccessToken, CallOptions, Client, PayloadEncryptionSettings, PhoneNumberSettingsResponse,
    Secret, SettingsUpdate, SipServerInfo, TokenSource,
};
use support::listener::{all_lines, listen, push};
use support::replies::{answer, json, taken};
use support::server::{Reply, Server, nobody};
use support::{NUMBER, TOKEN, quick, token, words};

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod support;

const PASSWORD: &str = "plantedSIPPASSWORD";
const CLIENT_KEY: &str = "plantedCLIENTKEY";
const CLOUD_KEY: &str = "plantedCLOUDKEY";
const APP_SECRET: &str = "plantedAPPSECRET";
const SECRETS: [&str; 5] = [TOKEN, PASSWORD, CLIENT_KEY, CLOUD_KEY, APP_SECRET];

/// Fails when `shown` holds a secret, as it is or as a list of bytes.
#[track_caller]
fn search(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} shows in: {shown}");
        let bytes = format!("{:?}", secret.as_bytes());
        let bytes = bytes.trim_matches(['[', ']']);
        assert!(
            !shown.contains(bytes),
            "the bytes of {secret} show in: {shown}"
        );
    }
}

/// Everything that an error shows, its sources included.
#[track_caller]
fn search_error(error: &(dyn Error + 'static)) -> String {
    let shown = words(error);
    search(&shown);
    search(&format!("{error:#?} {error:#}"));
    shown
}

fn answer_with_secrets() -> String {
    format!(
        r#"{{"calling":{{"status":"ENABLED","sip":{{"status":"ENABLED","servers":[
        {{"hostname":"sip.example","sip_user_password":"{PASSWORD}"}}]}}}},
        "payload_encryption":{{"status":"ENABLED","cloud_encryption_key":"{CLOUD_KEY}"}}}}"#
    )
}

fn update() -> PayloadEncryptionSettings {
    PayloadEncryptionSettings::enabled(CLIENT_KEY)
}

#[test]
fn the_search_finds_what_is_there() {
    for secret in SECRETS {
        let found = std::panic::catch_unwind(|| search(&format!("x{secret}x")));
        assert!(found.is_err());
        let bytes = format!("{:?}", format!("x{secret}x").into_bytes());
        assert!(std::panic::catch_unwind(|| search(&bytes)).is_err());
    }
}

#[test]
fn clients_and_requests_do_not_show_the_token() {
    let each = TokenSource::each_attempt(async || AccessToken::new(TOKEN));
    let refreshing = TokenSource::refreshing(async |_| AccessToken::new(TOKEN));
    search(&format!(
        "{each:?} {refreshing:?} {:?}",
        TokenSource::from(token())
    ));
    for source in [token().into(), each, refreshing] {
        let builder = Client::builder(source);
        search(&format!("{builder:?} {builder:#?}"));
        let client = builder.build().unwrap();
        let number = client.phone_number(NUMBER);
        let generated = client.generated();
        let read = generated
            .get_phone_number_settings()
            .phone_number_id(NUMBER);
        let write = generated.update_phone_number_settings().body(update());
        search(&format!("{client:?} {client:#?} {number:?} {number:#?}"));
        let options = CallOptions::new().header("x", TOKEN).query("y", TOKEN);
        search(&format!(
            "{:?} {generated:?} {generated:#?}",
            number.settings().options(options)
        ));
        search(&format!("{read:?} {read:#?} {write:?} {write:#?}"));
    }
    search(&format!("{:?} {:#?}", token(), token()));
    let secret = AppSecret::new(APP_SECRET);
    search(&format!("{secret:?} {secret:#?}"));
    let secret = Secret::new(PASSWORD);
    search(&format!("{secret:?} {secret:#?}"));
}

#[test]
fn types_do_not_show_their_secrets() {
    let read: PhoneNumberSettingsResponse = serde_json::from_str(&answer_with_secrets()).unwrap();
    let sip = read.calling.as_ref().unwrap().sip.clone().unwrap();
    let server: SipServerInfo = sip.servers.as_ref().unwrap()[0].clone();
    assert_eq!(
        server.sip_user_password.as_ref().unwrap().expose(),
        PASSWORD
    );
    search(&format!("{read:?} {read:#?} {sip:?} {server:?}"));
    let half_built = SipServerInfo::builder().sip_user_password(PASSWORD);
    search(&format!("{half_built:?} {half_built:#?}"));
    // What did not decode is kept, and not shown either.
    let undecoded = answer_with_secrets().replace("\"sip.example\"", "[]");
    let decoded = json::from_slice::<PhoneNumberSettingsResponse>(undecoded.as_bytes()).unwrap();
    let of_type = format!(r#"{{"sip_user_password":["{PASSWORD}"],"new":"{PASSWORD}"}}"#);
    let kept = json::from_slice::<SipServerInfo>(of_type.as_bytes()).unwrap();
    assert!(kept.value.extra.get("sip_user_password").is_some());
    search(&format!("{decoded:?} {decoded:#?} {kept:?} {kept:#?}"));
    let update = update();
    assert_eq!(
        update.client_encryption_key.as_ref().unwrap().expose(),
        CLIENT_KEY
    );
    search(&format!(
        "{update:?} {update:#?} {:?}",
        SettingsUpdate::from(update.clone())
    ));
    let half_built = PayloadEncryptionSettings::builder().client_encryption_key(CLIENT_KEY);
    search(&format!("{half_built:?} {half_built:#?}"));
}

#[test]
fn a_secret_of_another_type_is_not_quoted() {
    for value in [
        "7",
        "true",
        "[\"plantedSIPPASSWORD\"]",
        "{\"plantedSIPPASSWORD\":1}",
        "-1.5",
    ] {
        let body = format!(r#"{{"sip_user_password":{value}}}"#);
        let error = serde_json::from_str::<SipServerInfo>(&body).unwrap_err();
        search_error(&error);
    }
    let update = format!(r#"{{"payload_encryption":{{"status":"{CLIENT_KEY}"#);
    search_error(&serde_json::from_str::<SettingsUpdate>(&update).unwrap_err());
}

#[test]
fn a_refused_configuration_does_not_show_what_may_be_secret() {
    for address in [
        format!("https://user:{PASSWORD}@graph.example"),
        format!("https://{TOKEN}@graph.example/a@b"),
        format!("https://us er:{PASSWORD}@"),
        format!("user:{PASSWORD}@graph.example"),
        format!("https://graph.example/?access_token={TOKEN}"),
        format!("https://graph.example/#access_token={TOKEN}"),
        format!("http://graph.example/?access_token={TOKEN}"),
        format!("ht tp://graph.example?access_token={TOKEN}"),
    ] {
        let builder = Client::builder(token()).base_address(&address);
        search(&format!("{builder:?}"));
        search_error(&builder.build().unwrap_err());
    }
    search_error(&AccessToken::new(format!("{TOKEN}\n")).unwrap_err());
}

#[test]
fn a_webhook_does_not_show_the_app_secret_or_its_body() {
    let secret = AppSecret::new(APP_SECRET);
    search_error(&secret.verify(b"{}", "sha256=00").unwrap_err());
}

/// Everything that can come back, with the secrets in it where a server may put them.
fn replies() -> Vec<Reply> {
    let quoting = format!(
        r#"{{"error":{{"message":"Malformed access token {TOKEN}","code":190,
        "error_user_msg":"{TOKEN}","error_data":{{"details":"{TOKEN}"}}}}}}"#
    );
    let good = answer_with_secrets();
    let in_place = good.replace(
        "\"hostname\":\"sip.example\"",
        "\"port\":\"plantedSIPPASSWORD\"",
    );
    vec![
        json(200, &good),
        json(200, &good[..good.len() - 20]),
        json(200, &in_place),
        json(200, &format!("\"{PASSWORD}\"")),
        answer(204, &[], ""),
        json(401, &quoting),
        json(200, &quoting),
        json(500, &quoting),
        answer(503, &[], &format!("<html>{TOKEN}{PASSWORD}</html>")),
        answer(404, &[], &good),
        answer(302, &[("location", &nobody())], ""),
        Reply::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{good}").into_bytes()),
        Reply::Bytes(format!("{PASSWORD} garbage\r\n\r\n").into_bytes()),
        Reply::Stall(format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{good}").into_bytes()),
        taken(),
    ]
}

#[tokio::test]
async fn calls_do_not_show_or_log_a_secret() {
    listen();
    log::set_logger(&Records).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let server = Server::start(replies());
    let retry = quick().attempts(2).updates(true);
    let base = |address: &str| {
        let builder = Client::builder(token())
            .base_address(address)
            .retry(retry.clone());
        builder.timeout(Duration::from_millis(700)).build().unwrap()
    };
    let mut seen = String::new();
    for client in [base(&server.address()), base(&nobody())] {
        let settings = client
            .phone_number(NUMBER)
            .settings()
            .include_sip_credentials(true);
        for reply in replies() {
            // Read, with its second attempt; update, likewise; and both through the generated operations.
            server.play([reply.clone()]);
            match settings.get().await {
                Ok(read) => {
                    search(&format!("{read:?} {read:#?} {:?}", read.info()));
                    let places = read.undecoded().iter();
                    seen.extend(places.map(|place| format!("{place} {place:?}")));
                }
                Err(error) => seen += &search_error(&error),
            }
            match settings.update(update()).await {
                Ok(taken) => search(&format!("{taken:?}")),
                Err(error) => seen += &search_error(&error),
            }
            let generated = client.generated();
            let read = generated
                .get_phone_number_settings()
                .phone_number_id(NUMBER);
            match read.send().await {
                Ok(read) => search(&format!("{read:?}")),
                Err(error) => seen += &search_error(&error),
            }
            let write = generated
                .update_phone_number_settings()
                .phone_number_id(NUMBER);
            match write.body(update()).send().await {
                Ok(taken) => search(&format!("{taken:?}")),
                Err(error) => seen += &search_error(&error),
            }
        }
    }
    // The failures were those that were meant.
    for word in [
        "Malformed access token",
        "503",
        "302",
        "sip.servers[0]",
        "connection",
        "deadline",
    ] {
        assert!(seen.contains(word), "{word} is missing in: {seen}");
    }
    search(&seen);
    let lines = all_lines();
    // The listener heard the runtime and what is below it.
    for crate_name in ["client_runtime", "hyper_util", "reqwest"] {
        let heard = lines.iter().any(|line| line.contains(crate_name));
        assert!(heard, "nothing of {crate_name} in {} lines", lines.len());
    }
    for line in lines {
        search(&line);
    }
}

/// What is said through the crate `log`.
struct Records;

impl log::Log for Records {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        push(format!(
            "{} {} {}",
            record.level(),
            record.target(),
            record.args()
        ));
    }

    fn flush(&self) {}
}
