//! The entry in CHANGELOG.md: a draft, which people are to improve.
//!
//! What stood under *Unreleased* becomes part of the raised version, as
//! [Keep a Changelog](https://keepachangelog.com/en/1.1.0/) has it. Nothing that people wrote is lost.

use anyhow::{Result, anyhow};
use codegen::aliases::Alias;
use codegen::config::Lock;
use codegen::diff::{self, Change, Level, Report};
use codegen::text::Markdown;
use semver::Version;

pub(crate) const FILE: &str = "CHANGELOG.md";

const UNRELEASED: &str = "## Unreleased";

/// The order of a section's parts.
const PARTS: [&str; 5] = ["Removed", "Changed", "Added", "Deprecated", "Fixed"];

/// `changelog` with the draft for a new document.
///
/// # Errors
///
/// When there is no section *Unreleased* to put it into.
pub(crate) fn with_entry(
    changelog: &str,
    version: &Version,
    lock: &Lock,
    report: &Report,
    aliases: &[Alias],
) -> Result<String> {
    let line = |it: &str| it.trim_end() == UNRELEASED || it.trim_end() == "## [Unreleased]";
    let lines: Vec<&str> = changelog.lines().collect();
    let heading = lines.iter().position(|it| line(it)).ok_or_else(|| {
        anyhow!(
            "{FILE} has no section for what is not released\n  fix: add the line `{UNRELEASED}`"
        )
    })?;
    let (before, rest) = lines.split_at(heading);
    let (heading, rest) = rest.split_first().unwrap_or((&UNRELEASED, &[]));
    let end = rest.iter().position(|it| it.starts_with("## "));
    let (own, after) = rest.split_at(end.unwrap_or(rest.len()));
    let mut section = Section::read(own);
    section.add(lock, report);
    section.deprecate(version, aliases);
    let mut text = before.join("\n");
    text.push('\n');
    let date = lock.document.retrieved;
    text.push_str(&format!("{heading}\n\n## {version} - {date}\n\n"));
    text.push_str(&section.text());
    if !after.is_empty() {
        text.push('\n');
        text.push_str(&after.join("\n"));
        text.push('\n');
    }
    Ok(text)
}

/// A section: what stands before its parts, and the parts by their headings.
#[derive(Default)]
struct Section {
    preamble: Vec<String>,
    parts: Vec<(String, Vec<String>)>,
}

impl Section {
    fn read(lines: &[&str]) -> Self {
        let mut section = Self::default();
        for line in lines {
            match (line.strip_prefix("### "), section.parts.last_mut()) {
                (Some(title), _) => section.parts.push((title.trim().to_owned(), Vec::new())),
                (None, Some((_, content))) => content.push((*line).to_owned()),
                (None, None) => section.preamble.push((*line).to_owned()),
            }
        }
        section
    }

    fn add(&mut self, lock: &Lock, report: &Report) {
        let mut about = Markdown::new();
        about.text(&format!(
            "The vendor's document of {} ({}, sha256 {:.12}).",
            lock.document.retrieved, lock.api.version, lock.document.sha256
        ));
        self.line("Changed", &about.into_string());
        let patches = report.at(Level::Patch).count();
        for change in &report.changes {
            if change.level > Level::Patch {
                let mut text = Markdown::new();
                if change.level == Level::Major {
                    text.raw("**Breaking:** ");
                }
                text.text(&change.subject)
                    .raw(": ")
                    .text(&said(change))
                    .raw(".");
                self.line(part(change), &text.into_string());
            }
        }
        if patches > 0 {
            let s = if patches == 1 { "" } else { "s" };
            self.line(
                "Changed",
                &format!("{patches} change{s} of texts and of what programs do not see."),
            );
        }
    }

    /// Says which names are old since `version`.
    fn deprecate(&mut self, version: &Version, aliases: &[Alias]) {
        let version = version.to_string();
        for alias in aliases.iter().filter(|it| it.since == version) {
            let mut text = Markdown::new();
            text.code(&alias.old).raw(": use ").code(&alias.new);
            text.raw("; the old name goes with the next major version.");
            self.line("Deprecated", &text.into_string());
        }
    }

    /// Adds an item to the end of a part, which is made where it is missing.
    fn line(&mut self, title: &str, text: &str) {
        if !self.parts.iter().any(|(it, _)| it == title) {
            let order = |title: &str| PARTS.iter().position(|it| *it == title);
            let at = self
                .parts
                .iter()
                .position(|(it, _)| order(it) > order(title));
            let at = at.unwrap_or(self.parts.len());
            self.parts.insert(at, (title.to_owned(), Vec::new()));
        }
        if let Some((_, content)) = self.parts.iter_mut().find(|(it, _)| it == title) {
            while content.last().is_some_and(|line| line.trim().is_empty()) {
                content.pop();
            }
            content.push(format!("- {text}"));
        }
    }

    fn text(&self) -> String {
        let mut blocks = Vec::new();
        let block = |lines: &[String]| lines.join("\n").trim().to_owned();
        let preamble = block(&self.preamble);
        if !preamble.is_empty() {
            blocks.push(preamble);
        }
        for (title, content) in &self.parts {
            blocks.push(format!("### {title}\n\n{}", block(content)));
        }
        blocks.join("\n\n") + "\n"
    }
}

/// What a change is, in the words of its kind: `property-added-optional` is "property added".
fn said(change: &Change) -> String {
    let words = change.kind.id().replace('-', " ");
    let words = words
        .strip_suffix(" optional")
        .filter(|it| it.ends_with("added"))
        .unwrap_or(&words);
    words.to_owned()
}

fn part(change: &Change) -> &'static str {
    match change.kind.facts().section {
        diff::Section::Added => "Added",
        diff::Section::Changed => "Changed",
        diff::Section::Deprecated => "Deprecated",
        diff::Section::Removed => "Removed",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use codegen::config::Lock;
    use codegen::diff::{Report, diff};
    use codegen::document::Document;

    use super::super::TEST_LOCK;
    use super::with_entry;

    fn report() -> Report {
        let document = |paths: &str| {
            let text = format!(
                r#"{{"openapi": "3.0.3", "info": {{"title": "A", "version": "v1"}}, "paths": {{{paths}}}}}"#
            );
            Document::load("a.json", text.as_bytes()).unwrap()
        };
        let operation = r#""get": {"operationId": "a", "responses": {}}"#;
        diff(
            &document(&format!(r#""/a": {{{operation}}}"#)),
            &document(r#""/b": {"post": {"operationId": "b", "responses": {}}}"#),
        )
    }

    #[test]
    fn what_people_wrote_becomes_part_of_the_release() {
        let lock = Lock::parse("spec.lock", TEST_LOCK).unwrap();
        let old = "# Changelog\n\nWords.\n\n## Unreleased\n\nA preamble.\n\n### Added\n\n- By hand,\n  in two lines.\n\n### Security\n\n- A secret.\n\n## 0.1.0 - 2026-01-01\n\n- Old.\n";
        let expected = "# Changelog\n\nWords.\n\n## Unreleased\n\n## 0.2.0 - 2026-02-03\n\nA preamble.\n\n\
            ### Removed\n\n- **Breaking:** GET /a (a): operation removed.\n\n\
            ### Changed\n\n- The vendor's document of 2026-02-03 (v1, sha256 0123456789ab).\n\n\
            ### Added\n\n- By hand,\n  in two lines.\n- POST /b (b): operation added.\n\n\
            ### Security\n\n- A secret.\n\n## 0.1.0 - 2026-01-01\n\n- Old.\n";
        let version = "0.2.0".parse().unwrap();
        let new = with_entry(old, &version, &lock, &report(), &[]).unwrap();
        assert_eq!(new, expected);
    }

    #[test]
    fn a_changelog_without_the_section_is_refused() {
        let lock = Lock::parse("spec.lock", TEST_LOCK).unwrap();
        let version = "0.2.0".parse().unwrap();
        let error = with_entry("# Changelog\n", &version, &lock, &report(), &[]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("fix: add the line `## Unreleased`")
        );
    }
}
