//! The body of the pull request: what a reviewer reads first.

use codegen::aliases::Alias;
use codegen::config::Lock;
use codegen::diff::{Level, Report, markdown};
use codegen::text::{Markdown, one_line};
use semver::Version;

use crate::disk::{Difference, State};

/// The most characters that GitHub takes, with some room left for what its forms add.
const LIMIT: usize = 65_536 - 1_024;

/// What a bump did.
pub(crate) struct Bump<'a> {
    pub(crate) old: &'a Lock,
    pub(crate) new: &'a Lock,
    pub(crate) versions: (&'a Version, &'a Version),
    pub(crate) report: &'a Report,
    /// How many overlay actions do what they were written for.
    pub(crate) actions: usize,
    pub(crate) files: &'a [Difference],
    /// The old names that the new client keeps.
    pub(crate) aliases: &'a [Alias],
    /// Operations that the new client lacks, and why.
    pub(crate) left_out: Vec<String>,
}

impl Bump<'_> {
    /// The old names of what this revision renames.
    pub(crate) fn renamed(&self) -> impl Iterator<Item = &Alias> {
        let version = self.versions.1.to_string();
        self.aliases.iter().filter(move |it| it.since == version)
    }
}

/// The commit's and the pull request's title.
pub(crate) fn title(bump: &Bump<'_>) -> String {
    let title = format!(
        "{} {}: the vendor's document of {} ({})",
        bump.new.api.title,
        bump.new.api.version,
        bump.new.document.retrieved,
        bump.report.verdict.name()
    );
    one_line(&title).into_owned()
}

/// The whole body.
pub(crate) fn body(bump: &Bump<'_>) -> String {
    let text = with_report(bump, markdown(bump.report));
    if text.len() <= LIMIT {
        return text.into_string();
    }
    // What a reviewer can do without goes first.
    for least in [Level::Minor, Level::Major] {
        let mut report = bump.report.clone();
        let all = report.changes.len();
        report.changes.retain(|change| change.level >= least);
        let mut text = markdown(&report);
        text.raw("\n").number(all - report.changes.len());
        text.raw(" entries below ").raw(least.name());
        text.raw(
            " are left out, because the text would be too long; `cargo xtask diff` has them.\n",
        );
        let text = with_report(bump, text);
        if text.len() <= LIMIT {
            return text.into_string();
        }
    }
    let mut verdict = markdown(bump.report).first_line();
    verdict.raw("\n\nThe entries are too many for this text; `cargo xtask diff` has them.\n");
    with_report(bump, verdict).into_string()
}

fn with_report(bump: &Bump<'_>, mut text: Markdown) -> Markdown {
    text.raw("\n## What changed\n\n| | before | after |\n|---|---|---|\n");
    for (name, before, after) in rows(bump) {
        text.raw("| ").raw(name).raw(" | ").text(&before).raw(" | ");
        text.text(if before == after { "the same" } else { &after });
        text.raw(" |\n");
    }
    text.raw("\nAll ").number(bump.actions);
    text.raw(" overlay actions still do what they were written for.\n");
    if !bump.left_out.is_empty() {
        text.raw("\nLeft out of the client:\n\n");
        for operation in &bump.left_out {
            text.raw("- ").text(operation).raw("\n");
        }
    }
    if bump.renamed().next().is_some() {
        text.raw("\nOld names that stay, deprecated, until the next major version (`spec/aliases.toml`):\n\n");
        for alias in bump.renamed() {
            text.raw("- ").code(&alias.old).raw(": now ");
            text.code(&alias.new).raw("\n");
        }
    }
    text.raw("\n## To review\n\n");
    for line in review(bump) {
        text.raw("- ").text(&line).raw("\n");
    }
    text.raw("\n`cargo test --workspace` has to pass.\n");
    text
}

/// What is known of both documents, before and after.
fn rows(bump: &Bump<'_>) -> [(&'static str, String, String); 6] {
    let sides = |of: fn(&Lock) -> String| (of(bump.old), of(bump.new));
    let sha = sides(|it| format!("`{:.12}`", it.document.sha256));
    let retrieved = sides(|it| it.document.retrieved.to_string());
    let origin = sides(|it| it.document.origin.to_string());
    let version = sides(|it| it.api.version.clone());
    let end = sides(|it| it.api.end_of_life.to_string());
    let (before, after) = bump.versions;
    [
        ("sha256", sha.0, sha.1),
        ("retrieved", retrieved.0, retrieved.1),
        ("origin", origin.0, origin.1),
        ("API version", version.0, version.1),
        ("end of life", end.0, end.1),
        ("`generated-client`", before.to_string(), after.to_string()),
    ]
}

/// What to look at, in this order.
pub(crate) fn review(bump: &Bump<'_>) -> Vec<String> {
    let below = |folder: &str| {
        let files = bump.files.iter();
        files
            .filter(|it| it.path.starts_with(folder))
            .collect::<Vec<_>>()
    };
    let mut lines = vec![format!(
        "`spec/{}`: the vendor's own diff",
        bump.new.document.file
    )];
    if !below("spec/resolved/").is_empty() {
        lines.push("`spec/resolved/`: what the generator saw".to_owned());
    }
    let snapshots = below("tests/snapshots/");
    if !snapshots.is_empty() {
        let count = |state: State| snapshots.iter().filter(|it| it.state == state).count();
        lines.push(format!(
            "`tests/snapshots/`: {} changed, {} new, {} gone; `live/outline.snap` is the public API",
            count(State::Changed),
            count(State::Missing),
            count(State::Extra),
        ));
    }
    let (old, new) = (&bump.old.api.version, &bump.new.api.version);
    if old != new {
        lines.push(format!(
            "`git grep --fixed-strings '{old}'`: what is written by hand may name the old version"
        ));
    }
    if !below("CHANGELOG.md").is_empty() {
        lines.push("`CHANGELOG.md`: the entry, which is a draft".to_owned());
    }
    if bump.renamed().next().is_some() {
        lines.push(
            "what is written by hand and uses an old name: the compiler's warnings".to_owned(),
        );
    }
    lines
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use codegen::config::Lock;
    use codegen::diff::{Level, Report, diff};
    use codegen::document::Document;
    use semver::Version;

    use super::super::TEST_LOCK;
    use super::{Bump, LIMIT, body};

    /// A report with an operation removed, as many added, and as many with another description.
    fn report(added: usize, described: usize) -> Report {
        let document = |revision: &str, more: usize| {
            let mut paths = Vec::new();
            let mut operation = |name: String, words: &str| {
                paths.push(format!(
                    r#""/{name}": {{"get": {{"operationId": "{name}", "description": "{words}", "responses": {{}}}}}}"#
                ));
            };
            operation(revision.to_owned(), "");
            (0..described).for_each(|index| {
                operation(format!("described{index}"), &format!("{revision} {index}"));
            });
            (0..more).for_each(|index| operation(format!("added{index}"), ""));
            let text = format!(
                r#"{{"openapi": "3.0.3", "info": {{"title": "Things", "version": "v1"}}, "paths": {{{}}}}}"#,
                paths.join(", ")
            );
            Document::load("things.json", text.as_bytes()).unwrap()
        };
        diff(&document("old", 0), &document("entirely-new", added))
    }

    fn text(report: &Report) -> String {
        let lock = Lock::parse("spec.lock", TEST_LOCK).unwrap();
        let (old, new) = (Version::new(0, 1, 0), Version::new(0, 2, 0));
        body(&Bump {
            old: &lock,
            new: &lock,
            versions: (&old, &new),
            report,
            actions: 7,
            files: &[],
            aliases: &[],
            left_out: vec!["POST /upload (upload): a multipart body".to_owned()],
        })
    }

    #[test]
    fn patches_go_first_where_a_body_gets_too_long() {
        let small = report(3, 3);
        let whole = text(&small);
        assert!(whole.contains("described0") && whole.contains("added0"));
        assert!(whole.contains("POST /upload (upload): a multipart body"));
        for (added, described, minor_stays) in [(3, 900, true), (900, 3, false)] {
            let report = report(added, described);
            assert_eq!(report.verdict, Level::Major);
            let text = text(&report);
            assert!(text.len() <= LIMIT, "{}", text.len());
            assert!(!text.contains("described0"));
            assert_eq!(text.contains("added0"), minor_stays);
            // The verdict is on all of it, the worst stays, and what is missing is said.
            for part in [
                "**Verdict: major**",
                "GET /old (old)",
                "are left out",
                "## To review",
            ] {
                assert!(text.contains(part), "`{part}` is missing in:\n{text}");
            }
        }
    }
}
