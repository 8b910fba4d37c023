//! `cargo xtask bump` on real revisions: what a pull request's `tests/snapshots` shows.
//!
//! The documents are those of the folder that `SPEC_CORPUS` names, `meta` in it; without it these tests say so and pass.

use std::path::{Path, PathBuf};

use codegen::config::sha256;
use codegen::document::Document;
use workspace_tests::copy::{Copy, contents};

use crate::on;

const SETTINGS: &str = "/{Version}/{Phone-Number-ID}/settings";
const ADD_NUMBERS: &str = "/{Version}/{Business-ID}/add_phone_numbers";
/// The sha256 of the transcribed document, which the second test is about.
const TRANSCRIPTION: &str = "87ea6db3f487019dff21f89764301881a05918385d31a884842462622c9be925";

/// A revision of the vendor's whole document.
fn whole(day: &str) -> Option<PathBuf> {
    let corpus = workspace_tests::corpus::folder()?;
    let name = format!("meta/business-messaging-api_v23.0.{day}.yaml");
    Some(Path::new(&corpus).join(name))
}

/// A copy of the project that has always been about some paths of `document`, without overlays. `title` is the one that
/// the next document has.
fn pinned(document: &Path, paths: &[&str], title: &str) -> Copy {
    let copy = Copy::new();
    let bytes = std::fs::read(document).unwrap();
    copy.remove(&copy.pinned());
    copy.write("spec/vendor/api.yaml", std::str::from_utf8(&bytes).unwrap());
    copy.write(
        "spec/codegen.toml",
        &format!(
            "profile = \"live\"\n\n[select]\npaths = {paths:?}\n\n[generator]\nbase-path = \"/{{Version}}\"\n\n\
             [profiles.live]\noverlays = []\n"
        ),
    );
    copy.write(
        "spec/spec.lock",
        &format!(
            "[document]\nfile = \"vendor/api.yaml\"\norigin = \"file\"\nurl = \"https://vendor.example/api.yaml\"\n\
             sha256 = \"{}\"\nretrieved = 2025-11-03\n\n[api]\ntitle = \"{title}\"\nversion = \"v23.0\"\n\
             released = 2025-05-29\nend-of-life = 2027-10-08\n\n[generator]\nprogenitor = \"\"\n",
            sha256(&bytes)
        ),
    );
    on(&copy, "regen", &[]).ends_with(0);
    copy
}

fn title(document: &Path) -> String {
    let bytes = std::fs::read(document).unwrap();
    let document = Document::load("api.yaml", &bytes).unwrap();
    let title = document.value().pointer("/info/title");
    title.and_then(|it| it.as_str()).unwrap().to_owned()
}

/// Bumps the copy to `document`, and gives what that does to the snapshots: `~ changed`, `+ new`, `- gone`.
fn snapshots(copy: &Copy, document: &Path) -> Vec<String> {
    let folder = copy.at("tests/snapshots/live");
    let before = contents(&folder);
    on(copy, "bump", &["--file", document.to_str().unwrap()]).ends_with(0);
    on(copy, "check", &[]).ends_with(0);
    let after = contents(&folder);
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    let told = |path: &&String| {
        let name = path.trim_end_matches(".snap");
        match (before.get(*path), after.get(*path)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(_), Some(_)) => Some(format!("~ {name}")),
            (None, _) => Some(format!("+ {name}")),
            (_, None) => Some(format!("- {name}")),
        }
    };
    paths.iter().filter_map(told).collect()
}

#[test]
fn from_one_revision_of_the_whole_document_to_the_next() {
    let (Some(old), Some(new)) = (whole("2025-11-03"), whole("2025-11-07")) else {
        return;
    };
    let copy = pinned(&old, &[ADD_NUMBERS, SETTINGS], &title(&new));
    // The vendor takes one number instead of a list: request and answer have other properties, the record of one number
    // and its status are gone with the list. The operation's own text is another one. The settings are the same in both
    // revisions, and none of their snapshots shows.
    let expected = [
        "~ document/operations/add_phone_numbers",
        "~ document/schemas/AddPhoneNumbersRequest",
        "~ document/schemas/AddPhoneNumbersResponse",
        "- document/schemas/PhoneNumberRecord",
        "- document/schemas/PhoneNumberRecordStatus",
        "~ operations/AddPhoneNumbers",
        "~ outline",
        "~ types/AddPhoneNumbersRequest",
        "~ types/AddPhoneNumbersResponse",
        "- types/PhoneNumberRecord",
        "- types/PhoneNumberRecordStatus",
    ];
    assert_eq!(snapshots(&copy, &new), expected);
}

#[test]
fn from_the_older_settings_to_the_reference_pages_document() {
    let Some(old) = whole("2025-11-07") else {
        return;
    };
    let project = Copy::new();
    if project.lock().document.sha256 != TRANSCRIPTION {
        println!("skipped: another document than the transcribed one is pinned by now");
        return;
    }
    let new = project.at(&project.pinned());
    let copy = pinned(&old, &[SETTINGS], &title(&new));
    let outline = copy.read("tests/snapshots/live/outline.snap");
    // The reference page's calling settings have three properties more, two of them with a schema of their own; each has
    // an enum. Enums and inline responses are components of their own, and some of those that stay have another text. Title and description of the API, and the texts of both operations, are others, of which the Rust method
    // that reads says what its parameter does.
    let expected = [
        "~ client",
        "~ document/operations/get_phone_number_settings",
        "~ document/operations/update_phone_number_settings",
        "~ document/rest",
        "~ document/schemas/CallingSettings",
        "~ document/schemas/CallingSettingsCallIconVisibility",
        "+ document/schemas/CallingSettingsSrtpKeyExchangeProtocol",
        "~ document/schemas/CallingSettingsStatus",
        "+ document/schemas/SipSettings",
        "+ document/schemas/SipSettingsStatus",
        "~ document/schemas/UpdatePhoneNumberSettingsResponse200",
        "+ document/schemas/VideoSettings",
        "+ document/schemas/VideoSettingsStatus",
        "~ operations/GetPhoneNumberSettings",
        "~ outline",
        "~ types/CallingSettings",
        "+ types/CallingSettingsSrtpKeyExchangeProtocol",
        "+ types/SipSettings",
        "+ types/SipSettingsStatus",
        "+ types/VideoSettings",
        "+ types/VideoSettingsStatus",
    ];
    assert_eq!(snapshots(&copy, &new), expected);
    // What the outline says of it is about these, line by line, and nothing goes but the server's name, which the older
    // revision's description of it gives.
    let now = copy.read("tests/snapshots/live/outline.snap");
    for line in outline.lines().filter(|it| !it.starts_with("Server::")) {
        assert!(now.lines().any(|it| it == line), "{line} has gone");
    }
    for line in now
        .lines()
        .filter(|it| !outline.lines().any(|old| old == *it))
    {
        let about = [
            "Server::",
            "sip",
            "video",
            "srtp_key_exchange_protocol",
            "Sip",
            "Video",
            "Srtp",
        ];
        assert!(about.iter().any(|part| line.contains(part)), "{line}");
    }
}
