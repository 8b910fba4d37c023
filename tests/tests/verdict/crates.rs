//! All clients as modules of one crate, all programs as modules of another, and what the compiler says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use codegen::Client;
use codegen::files::Files;
use codegen::standalone::standalone;
use workspace_tests::cargo::{cargo, pin_versions, share_dependencies, target, write_crate};
use workspace_tests::commands::Run;

/// The crate of all clients, and where each stands in it.
#[derive(Default)]
pub(crate) struct Clients {
    modules: BTreeMap<String, String>,
    files: Files,
    dependencies: BTreeSet<String>,
}

impl Clients {
    /// The path of a client. Equal clients are one module.
    pub(crate) fn add(&mut self, client: &Client) -> String {
        let code: String = client
            .files
            .iter()
            .map(|(path, content)| format!("{path}\n{content}"))
            .collect();
        let next = format!("client{}", self.modules.len());
        let name = self.modules.entry(code).or_insert_with(|| next.clone());
        if *name == next {
            let files = standalone(
                client,
                &[],
                "clients",
                "a document",
                &workspace_tests::runtime(),
            );
            for (path, content) in files.iter() {
                if let Some(path) = path.strip_prefix("src/generated/") {
                    let content = content.replace("crate::generated", &format!("crate::{name}"));
                    self.files.insert(&format!("src/{name}/{path}"), content);
                } else if path.starts_with("src/runtime") {
                    self.files.insert(path, content);
                }
            }
            let manifest = files.get("Cargo.toml").unwrap();
            let (_, list) = manifest.split_once("[dependencies]\n").unwrap();
            let list = list
                .lines()
                .take_while(|line| !line.starts_with('['))
                .filter(|line| !line.starts_with('#'));
            self.dependencies.extend(list.map(str::to_owned));
        }
        format!("clients::{name}")
    }

    pub(crate) fn dependencies(&self) -> String {
        let lines: Vec<&str> = self.dependencies.iter().map(String::as_str).collect();
        lines.join("\n")
    }

    /// The crate itself, for the test `name`.
    fn files(mut self, name: &str) -> Files {
        let modules = self.modules.values();
        let list: String = modules
            .map(|name| format!("#[rustfmt::skip]\npub mod {name};\n"))
            .collect();
        self.files.insert(
            "src/lib.rs",
            format!("#[allow(dead_code, unused_imports, unused_macros)]\npub mod runtime;\n{list}"),
        );
        let manifest = manifest(&format!("clients-{name}"), &self.dependencies());
        self.files.insert("Cargo.toml", manifest);
        self.files
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
    )
}

/// Compiles programs, and gives the names of those that do not compile, each with its first error.
pub(crate) fn failing(
    name: &str,
    folder: &Path,
    dependencies: &str,
    programs: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let package = format!("programs-{name}");
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    // Names are resolved before types are checked: while one program names what is not there, the types of the others
    // are not looked at.
    loop {
        let left = programs
            .iter()
            .filter(|(name, _)| !failed.contains_key(*name));
        let mut files = Files::default();
        let mut list = String::new();
        for (name, text) in left {
            list.push_str(&format!("mod {name};\n"));
            files.insert(&format!("src/{name}.rs"), text.clone());
        }
        files.insert("src/lib.rs", list);
        files.insert(
            "Cargo.toml",
            manifest(
                &package,
                &format!("clients = {{ package = \"clients-{name}\", path = \"../clients\" }}\n{dependencies}"),
            ),
        );
        write_crate(&folder.join("programs"), &files);
        let mut check = cargo();
        check
            .args([
                "check",
                "--quiet",
                "--message-format",
                "json",
                "--target-dir",
            ])
            // A folder for each test, because Cargo lets one at a time use a folder, and a compiler has one thread.
            .arg(target().join(name))
            .args(["--package", &package])
            .current_dir(folder);
        let run = Run::of(&mut check);
        if run.status == Some(0) {
            return failed;
        }
        let before = failed.len();
        for line in run.stdout.lines() {
            let message: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(error) = message
                .get("message")
                .filter(|it| it.get("level").and_then(serde_json::Value::as_str) == Some("error"))
            else {
                continue;
            };
            let spans = error.get("spans").and_then(serde_json::Value::as_array);
            for span in spans.into_iter().flatten() {
                let file = span.get("file_name").and_then(serde_json::Value::as_str);
                let name = file.and_then(|it| Path::new(it).file_stem()?.to_str());
                let rendered = error.get("rendered").and_then(serde_json::Value::as_str);
                if let Some(name) = name.filter(|it| programs.contains_key(*it)) {
                    let rendered = rendered.unwrap_or_default().to_owned();
                    failed.entry(name.to_owned()).or_insert(rendered);
                }
            }
        }
        assert!(failed.len() > before, "{}\n{}", run.stdout, run.stderr);
    }
}

pub(crate) fn write_workspace(name: &str, folder: &Path, clients: Clients) {
    let mut root = Files::default();
    root.insert(
        "Cargo.toml",
        manifest(name, &clients.dependencies())
            + "\n[workspace]\nmembers = [\"clients\", \"programs\"]\n",
    );
    root.insert("src/lib.rs", "");
    write_crate(folder, &share_dependencies(root));
    write_crate(&folder.join("clients"), &clients.files(name));
    pin_versions(folder);
}
