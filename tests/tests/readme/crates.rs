//! The crates of documents, and the programs of their READMEs as one program of its own.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use codegen::files::Files;
use workspace_tests::cargo::{
    cargo, pin_versions, scratch, share_dependencies, target, write_crate,
};
use workspace_tests::commands::{Run, xtask};
use workspace_tests::copy::contents;
use workspace_tests::read;

/// A heading of a README below which a program stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Section {
    FirstCall,
    Files,
    Streams,
}

/// A program of a README.
pub(crate) struct Program {
    /// The name of its module.
    pub(crate) name: String,
    pub(crate) section: Section,
    /// Word for word.
    pub(crate) code: String,
}

impl Client {
    /// The argument that runs the test without a server.
    pub(crate) fn mock(&self) -> String {
        format!("{}_mock", self.name.replace('-', "_"))
    }
}

impl Program {
    /// The texts that it gives to the call; the name of the file is none.
    pub(crate) fn literals(&self) -> BTreeSet<String> {
        let call = self
            .code
            .split(".build()?;")
            .skip(1)
            .collect::<Vec<_>>()
            .join("");
        let call = call.split(".send()").next().unwrap();
        // Every other piece between quotes; the examples have none within.
        let texts = call.split('"').skip(1).step_by(2);
        texts
            .filter(|it| *it != "picture.png")
            .map(str::to_owned)
            .collect()
    }
}

/// A document and its crate.
pub(crate) struct Client {
    pub(crate) document: PathBuf,
    name: String,
    /// What the README shows beside the programs: code for a program that has a client.
    errors: String,
    /// The test without a server.
    mock: String,
    pub(crate) programs: Vec<Program>,
}

/// Runs `cargo xtask generate`.
pub(crate) fn generate(document: &Path) -> Client {
    let stem = document.file_stem().unwrap().to_string_lossy();
    let name: String = stem.chars().take_while(|it| *it != '_').collect();
    let place = tempfile::TempDir::new().unwrap();
    let out = place.path().join(&name);
    xtask([
        "generate",
        "--document",
        document.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ])
    .ends_with(0);
    let mut files = Files::default();
    for (path, content) in contents(&out) {
        files.insert(&path, String::from_utf8(content).unwrap());
    }
    write_crate(&scratch("readme").join(&name), &files);
    let readme = files.get("README.md").unwrap();
    let sections = [
        ("## First call", Section::FirstCall),
        ("## Files", Section::Files),
        ("## Streams", Section::Streams),
    ];
    let crate_name = name.replace('-', "_");
    let programs = sections.into_iter().filter_map(|(heading, section)| {
        Some(Program {
            name: format!("{crate_name}_{section:?}").to_lowercase(),
            section,
            code: code(readme, heading)?,
        })
    });
    Client {
        document: document.to_owned(),
        errors: code(readme, "## Errors").unwrap(),
        mock: code(readme, "## Tests without a server").unwrap(),
        programs: programs.collect(),
        name,
    }
}

/// The Rust code below a heading.
fn code(readme: &str, heading: &str) -> Option<String> {
    let (_, below) = readme.split_once(&format!("\n{heading}\n"))?;
    let below = below.split("\n## ").next()?;
    let (_, code) = below.split_once("```rust\n")?;
    Some(code.split_once("\n```")?.0.to_owned())
}

/// All programs as modules of one, which is compiled once: word for word, but for the address.
fn source(clients: &[Client]) -> String {
    let mut modules = String::new();
    let mut arms = String::new();
    for client in clients {
        for Program { name, code, .. } in &client.programs {
            let address = ".base_address(std::env::var(\"ADDRESS\")?)\n        .build()?;";
            let code = code.replacen(".build()?;", address, 1);
            let code = code.replacen("async fn main", "pub async fn main", 1);
            writeln!(modules, "mod {name} {{\n{code}\n}}").unwrap();
            writeln!(arms, "        Some(\"{name}\") => {name}::main(),").unwrap();
        }
        let crate_name = client.name.replace('-', "_");
        writeln!(
            modules,
            "mod {crate_name}_shown {{\n\
             #[allow(dead_code)]\npub async fn errors(client: &{crate_name}::Client) {{\n\
             #[allow(unused_imports)] use {crate_name}::types;\n{}\n}}\n\
             pub fn mock() -> Result<(), Box<dyn std::error::Error>> {{\n{}\n\
             let _: &{crate_name}::Client = &client;\nOk(())\n}}\n}}",
            client.errors, client.mock
        )
        .unwrap();
        writeln!(
            arms,
            "        Some(\"{crate_name}_mock\") => {crate_name}_shown::mock(),"
        )
        .unwrap();
    }
    format!(
        "fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         match std::env::args().nth(1).as_deref() {{\n{arms}        \
         other => panic!(\"{{other:?}}\"),\n    }}\n}}\n{modules}"
    )
}

/// Compiles the programs with their crates by one command; the program that they are.
pub(crate) fn compile(clients: &[Client]) -> PathBuf {
    let folder = scratch("readme").join("programs");
    let dependencies: String = clients
        .iter()
        .map(|it| {
            format!(
                "{0} = {{ path = \"../{0}\", features = [\"mock\"] }}\n",
                it.name
            )
        })
        .collect();
    let manifest = format!(
        "[package]\nname = \"readme-programs\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n[workspace]\nresolver = \"1\"\n"
    );
    let mut files = Files::default();
    files.insert("Cargo.toml", manifest);
    files.insert("src/main.rs", source(clients));
    write_crate(&folder, &share_dependencies(files));
    pin_versions(&folder);
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--target-dir"])
        .arg(target())
        // What is generated changes as a whole, or not at all.
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(&folder);
    let run = Run::of(&mut build);
    let source = read(&folder.join("src/main.rs"));
    assert_eq!(run.status, Some(0), "{}\n{source}", run.stderr);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let name = format!("readme-programs{}", std::env::consts::EXE_SUFFIX);
    target().join("debug").join(name)
}
