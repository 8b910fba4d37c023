//! The workflow that takes a new document: what holds a token runs nothing of the document's, and the other way round.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::tree::Tree;
use serde_json::Value;
use tempfile::TempDir;
use workspace_tests::root;

/// What a step of `gh` would do with the token is of no interest here: this one writes down what it was asked.
const GH: &str = r#"#!/bin/sh
for argument in "$@"; do printf '[%s]' "$argument" >> "$GH_LOG"; done
echo >> "$GH_LOG"
case "$1 $2" in "pr view") echo "$GH_STATE" ;; esac
"#;

/// A vendor's text that means something to a shell, to Markdown, and to the runner.
const TITLE: &str = "v9 `$(touch ran)` '; touch ran; ' \u{1b}[31m";

fn workflow() -> Value {
    let file = root().join(".github/workflows/document.yml");
    Tree::parse("document.yml", &fs::read(file).unwrap())
        .unwrap()
        .value()
        .clone()
}

#[test]
fn no_job_both_holds_a_token_and_runs_the_document() {
    let workflow = workflow();
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    let mut writing = 0;
    for (name, job) in workflow["jobs"].as_object().unwrap() {
        let permissions = job["permissions"].as_object().unwrap();
        let writes = permissions.values().any(|it| it != "read");
        writing += usize::from(writes);
        for step in job["steps"].as_array().unwrap() {
            if step["uses"]
                .as_str()
                .is_some_and(|it| it.starts_with("actions/checkout@"))
            {
                assert_eq!(step["with"]["persist-credentials"], false, "{name}");
            }
            let run = step["run"].as_str().unwrap_or_default();
            let runs_document = ["cargo", "take", "rustup"]
                .iter()
                .any(|it| run.contains(it));
            assert!(
                !(writes && runs_document),
                "{name} has {permissions:?} and runs {run}"
            );
            let has_token = step["env"].to_string().contains("token");
            assert!(
                !(runs_document && has_token),
                "{name} gives a token to {run}"
            );
            assert!(
                !run.contains("${{"),
                "{name} pastes a value into a script: {run}"
            );
        }
    }
    assert_eq!(writing, 1);
    for script in ["take", "propose"] {
        let text = fs::read_to_string(root().join(".ci/document").join(script)).unwrap();
        for word in [
            "add --all",
            "add -A",
            "add .",
            "$GH_TOKEN",
            "x-access-token",
        ] {
            assert!(!text.contains(word), "{script} says `{word}`");
        }
    }
}

#[test]
fn what_is_printed_is_no_command_to_the_runner() {
    let quietly = root().join(".ci/document/quietly");
    let run = || {
        let shell = "printf '::add-mask::v9\\n::warning::x'; exit 3";
        let output = Command::new(&quietly)
            .args(["sh", "-c", shell])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8(output.stdout).unwrap()
    };
    let (first, second) = (run(), run());
    let token = first
        .lines()
        .next()
        .unwrap()
        .strip_prefix("::stop-commands::")
        .unwrap()
        .to_owned();
    assert_eq!(token.len(), 32);
    assert_eq!(
        first,
        format!("::stop-commands::{token}\n::add-mask::v9\n::warning::x\n::{token}::\n")
    );
    assert!(!second.contains(&token), "the token can be foretold");
}

#[test]
fn a_summary_ends_where_its_fence_does() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("text");
    fs::write(&file, "error\n````\n<img src=x>\r```\n# Heading").unwrap();
    let output = Command::new(root().join(".ci/document/fenced"))
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "`````text\nerror\n````\n<img src=x>\n```\n# Heading\n`````\n"
    );
}

/// A repository with the scripts, its remote, and programs in place of `gh` and `cargo`.
struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self {
            folder: TempDir::new().unwrap(),
        };
        for folder in ["work/.ci/document", "work/spec/vendor", "bin", "proposal"] {
            fs::create_dir_all(repository.path(folder)).unwrap();
        }
        for script in ["take", "propose", "fenced", "quietly", "paths"] {
            let from = root().join(".ci/document").join(script);
            fs::copy(from, repository.path("work/.ci/document").join(script)).unwrap();
        }
        repository.program("gh", GH);
        repository.write("work/spec/vendor/api.yaml", "old\n");
        repository.write("work/CHANGELOG.md", "# Changelog\n");
        for folder in ["generated-client/src/generated", "tests/snapshots"] {
            repository.write(&format!("work/{folder}/kept"), "");
        }
        for file in ["Cargo.lock", "generated-client/Cargo.toml"] {
            repository.write(&format!("work/{file}"), "");
        }
        repository.git(&["init", "--quiet", "--bare", "../remote"]);
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.git(&["add", "."]);
        repository.git(&["commit", "--quiet", "--message", "first"]);
        repository.git(&["remote", "add", "origin", "../remote"]);
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn program(&self, name: &str, text: &str) {
        self.write(&format!("bin/{name}"), text);
        let permissions = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.path("bin").join(name), permissions).unwrap();
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").unwrap();
        command
            .current_dir(self.path("work"))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("GH_LOG", self.path("gh.log"))
            .env("GH_STATE", "CLOSED")
            .env("GH_TOKEN", "the-token")
            .env("BASE", "main")
            .env("GITHUB_STEP_SUMMARY", self.path("summary.md"))
            .envs([
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_CONFIG_SYSTEM", "/dev/null"),
            ])
            .envs([
                ("GIT_AUTHOR_NAME", "a"),
                ("GIT_AUTHOR_EMAIL", "a@b.example"),
            ])
            .envs([
                ("GIT_COMMITTER_NAME", "a"),
                ("GIT_COMMITTER_EMAIL", "a@b.example"),
            ]);
        command
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let output = self
            .command(Path::new("git"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn script(&self, name: &str) -> Output {
        let script = self.path("work/.ci/document").join(name);
        self.command(&script)
            .arg(self.path("proposal"))
            .output()
            .unwrap()
    }

    /// Leaves in `proposal` what `take` would, with the changes that are in the work tree now.
    fn proposal(&self) {
        self.git(&["add", "--intent-to-add", "."]);
        let patch = self.git(&["diff", "--binary"]);
        self.write("proposal/change.patch", &patch);
        self.write("proposal/title", TITLE);
        self.write("proposal/verdict", "minor\n");
        self.write("proposal/body.md", "The body.\n");
        self.git(&["reset", "--quiet", "--hard"]);
        self.git(&["clean", "--quiet", "--force", "-d"]);
    }

    fn pushed(&self) -> String {
        self.git(&["ls-remote", "origin"])
    }

    fn asked(&self) -> String {
        fs::read_to_string(self.path("gh.log")).unwrap_or_default()
    }
}

#[test]
fn a_proposal_becomes_a_labelled_pull_request() {
    let repository = Repository::new();
    repository.write("work/spec/vendor/api.yaml", "new\n");
    repository.write("work/tests/snapshots/new.snap", "new\n");
    repository.proposal();
    let output = repository.script("propose");
    assert!(output.status.success(), "{output:?}");
    let branch = "refs/heads/document/update";
    assert!(
        repository.pushed().contains(branch),
        "{}",
        repository.pushed()
    );
    let shown = repository.git(&[
        "--git-dir",
        "../remote",
        "show",
        "--format=%s",
        "--name-only",
        branch,
    ]);
    let (subject, files) = shown.split_once('\n').unwrap();
    assert_eq!(subject, TITLE.replace('\u{1b}', " "));
    assert_eq!(
        files.split_whitespace().collect::<Vec<_>>(),
        ["spec/vendor/api.yaml", "tests/snapshots/new.snap"]
    );
    let asked = repository.asked();
    assert!(
        asked.contains(
            "[pr][create][--base][main][--head][document/update][--title][v9 `$(touch ran)`"
        ),
        "{asked}"
    );
    assert!(
        asked.contains("[pr][edit][document/update][--add-label][verdict: minor]"),
        "{asked}"
    );
    assert!(!asked.contains("the-token"), "{asked}");
    assert!(!repository.path("work/ran").exists());
}

#[test]
fn a_proposal_that_is_more_than_a_document_is_refused() {
    type Edit = fn(&Repository);
    let cases: [(&str, Edit); 4] = [
        ("files that a new document does not touch", |it| {
            it.write("work/.github/workflows/own.yml", "on: push\n")
        }),
        ("files that a new document does not touch", |it| {
            it.write("work/.ci/document/propose", "#!/bin/sh\n")
        }),
        ("something else than plain files", |it| {
            symlink("/etc/passwd", it.path("work/spec/link")).unwrap()
        }),
        ("something else than plain files", |it| {
            it.write("work/spec/program", "#!/bin/sh\n");
            fs::set_permissions(
                it.path("work/spec/program"),
                fs::Permissions::from_mode(0o755),
            )
            .unwrap();
        }),
    ];
    for (says, edit) in cases {
        let repository = Repository::new();
        repository.write("work/spec/vendor/api.yaml", "new\n");
        edit(&repository);
        repository.proposal();
        let output = repository.script("propose");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && said.contains(says),
            "{output:?}"
        );
        assert_eq!(repository.pushed(), "");
        assert_eq!(repository.asked(), "");
    }
}

#[test]
fn taking_a_document_leaves_a_proposal_for_the_other_job() {
    if Command::new("jq").arg("--version").output().is_err() {
        println!("skipped: jq is not installed");
        return;
    }
    let repository = Repository::new();
    repository.program(
        "cargo",
        "#!/bin/sh\nif [ \"$1\" = test ]; then printf '::add-mask::x\\n'; exit 1; fi\n\
         echo new > spec/vendor/new.yaml; rm spec/vendor/api.yaml; echo x > outside.txt\n\
         while [ $# -gt 0 ]; do [ \"$1\" = --body ] && echo 'The body.' > \"$2\"; shift; done\n\
         echo '{\"title\": \"Take v9\", \"verdict\": \"major\"}'\n",
    );
    let output = repository.script("take");
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.starts_with("::stop-commands::"), "{printed}");
    let body = fs::read_to_string(repository.path("proposal/body.md")).unwrap();
    assert!(
        body.starts_with("The body.\n\nThe tests **failed** in"),
        "{body}"
    );
    let patch = fs::read_to_string(repository.path("proposal/change.patch")).unwrap();
    assert!(
        patch.contains("spec/vendor/new.yaml") && !patch.contains("outside.txt"),
        "{patch}"
    );
    repository.git(&["reset", "--quiet", "--hard"]);
    fs::remove_file(repository.path("work/outside.txt")).unwrap();
    let output = repository.script("propose");
    assert!(output.status.success(), "{output:?}");
    assert!(repository.asked().contains("[--add-label][verdict: major]"));
}

#[test]
fn a_refused_document_is_told_in_the_summary() {
    let repository = Repository::new();
    repository.program(
        "cargo",
        "#!/bin/sh\nprintf 'error: ```\\n::warning::x\\n' >&2\nexit 1\n",
    );
    let output = repository.script("take");
    assert_eq!(output.status.code(), Some(1));
    let summary = fs::read_to_string(repository.path("summary.md")).unwrap();
    assert!(
        summary.ends_with("````text\nerror: ```\n::warning::x\n\n````\n"),
        "{summary}"
    );
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.starts_with("::stop-commands::")
            || String::from_utf8_lossy(&output.stdout).starts_with("::stop-commands::"),
        "{told}"
    );
}
