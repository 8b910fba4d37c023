//! Compiling what the pipeline wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::files::Files;

use crate::copy::contents;
use crate::root;

/// The cargo that runs the tests.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What `cargo test` says of this package is not true of the one that is compiled.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") {
            cargo.env_remove(name);
        }
    }
    cargo.env_remove("CARGO_MANIFEST_DIR");
    cargo
}

/// The target folder of the tests, so that what was compiled for them need not be compiled again.
pub fn target() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this test");
    // target/debug/deps/this
    let target = program.ancestors().nth(3);
    target.expect("a target folder").to_owned()
}

/// A folder below the target folder that stays from run to run, so that cargo knows again what it compiled.
pub fn scratch(name: &str) -> PathBuf {
    target().join("tmp").join(name)
}

/// Gives the crate at `folder` the versions of the workspace, which cargo has downloaded already.
pub fn pin_versions(folder: &Path) {
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
}

/// The files of a stand-alone crate with the features and profiles of the workspace, so that cargo finds its
/// dependencies compiled already. What the crate itself says stays as it is.
pub fn share_dependencies(mut files: Files) -> Files {
    let manifest = files.get("Cargo.toml").expect("a manifest").to_owned();
    let workspace = crate::read(&root().join("Cargo.toml"));
    let profiles = workspace
        .find("[profile.")
        .map_or("", |at| &workspace[at..]);
    let features = "[target.'cfg(all())'.dependencies]\n\
         serde_json = { version = \"1\", features = [\"preserve_order\", \"raw_value\"] }\n";
    files.insert("Cargo.toml", format!("{manifest}\n{features}\n{profiles}"));
    files
}

/// Makes `folder` hold `files`; a file that is the same already keeps its time, so that cargo does not compile it
/// again.
pub fn write_crate(folder: &Path, files: &Files) {
    for path in contents(&folder.join("src")).into_keys() {
        if files.get(&format!("src/{path}")).is_none() {
            fs::remove_file(folder.join("src").join(path)).expect("a file that can be removed");
        }
    }
    for (path, content) in files.iter() {
        let file = folder.join(path);
        if fs::read(&file).is_ok_and(|found| found == content.as_bytes()) {
            continue;
        }
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file that can be written");
    }
}
