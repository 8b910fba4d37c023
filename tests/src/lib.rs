//! What the tests of the whole workspace share: the project as a value, copies of it, and the commands.
//!
//! A helper that cannot do its work panics, which fails the test that asked for it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::config::{Config, Lock};
use codegen::document::Document;
use codegen::files::Files;
use codegen::overlay::{Overlay, Rules};
use codegen::project::Sources;
use codegen::standalone::Runtime;

pub mod cargo;
pub mod commands;
pub mod copy;
pub mod corpus;
pub mod cost;
pub mod documents;
pub mod examples;
pub mod mutate;
pub mod odd_names;
pub mod random;
pub mod random_document;
pub mod told;

/// The workspace.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("a workspace").to_owned()
}

/// What the pipeline reads of the project at `root`.
pub fn sources(root: &Path) -> Sources {
    let text = |path: &str| read(&root.join(path));
    let config = text("spec/codegen.toml");
    let lock = text("spec/spec.lock");
    let parsed = Config::parse("spec/codegen.toml", &config).unwrap();
    let pinned = Lock::parse("spec/spec.lock", &lock).unwrap().document.file;
    let overlays: BTreeMap<String, Vec<u8>> = parsed
        .profiles
        .values()
        .flat_map(|profile| profile.overlays.clone())
        .map(|name| {
            let content = text(&format!("spec/{name}")).into_bytes();
            (name, content)
        })
        .collect();
    Sources {
        document: text(&format!("spec/{pinned}")).into_bytes(),
        cargo_lock: text("Cargo.lock"),
        aliases: std::fs::read_to_string(root.join(codegen::aliases::FILE)).unwrap_or_default(),
        config,
        lock,
        overlays,
    }
}

/// The source of the runtime, which every stand-alone crate has a copy of.
pub fn runtime() -> Runtime {
    let folder = root().join("runtime");
    let mut files = Files::default();
    for (path, content) in copy::contents(&folder.join("src")) {
        files.insert(&path, String::from_utf8(content).expect("a text"));
    }
    Runtime {
        manifest: read(&folder.join("Cargo.toml")),
        files,
    }
}

/// The project's configuration.
pub fn config() -> Config {
    Config::parse("spec/codegen.toml", &sources(&root()).config).unwrap()
}

/// The vendor's document.
pub fn vendor_document() -> Document {
    let sources = sources(&root());
    let lock = Lock::parse("spec/spec.lock", &sources.lock).unwrap();
    Document::load(&lock.document.file, &sources.document).unwrap()
}

/// The overlays of a profile, in their order.
pub fn overlays(profile: &str) -> Vec<Overlay> {
    let sources = sources(&root());
    let config = config();
    let names = &config.profile(profile).unwrap().overlays;
    let load = |name: &String| {
        Overlay::load(
            &format!("spec/{name}"),
            &sources.overlays[name],
            Rules::Project,
        )
    };
    names.iter().map(|name| load(name).unwrap()).collect()
}

/// The text of `file`.
pub fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
