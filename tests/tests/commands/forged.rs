//! Names and texts of a document that look like something else: no output takes them for its own words.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use workspace_tests::commands::{Run, command};
use workspace_tests::copy::Copy;

/// What a document would say to forge a line, a verdict, a mention, an element, or the order of letters.
const NAME: &str = "Evil`\n\nverdict: none\r\n::warning::x\n# Heading\n<img src=x onerror=alert(1)>@everyone fixes #12 \
                    https://evil.example \u{202e}reversed\u{1b}[31m\u{85}";

fn hostile(more: bool) -> Value {
    let mut properties = json!({ NAME: { "type": "string", "description": NAME } });
    if more {
        properties[format!("{NAME}2")] = json!({ "type": "string", "enum": [NAME] });
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": NAME, "version": "1", "description": NAME },
        "paths": {
            (format!("/a{}", if more { NAME } else { "" })): { "get": {
                "operationId": if more { NAME } else { "get" }, "tags": [NAME], "summary": NAME,
                "responses": { "200": { "description": NAME, "content": { "application/json": { "schema": {
                    "type": "object", "properties": properties
                } } } } },
            } },
            (format!("/left-out/{NAME}")): { "post": {
                "operationId": format!("upload{NAME}"),
                "requestBody": { "$ref": format!("#/components/requestBodies/{NAME}") },
                "responses": { "200": { "description": NAME } },
            } },
        },
    })
}

fn documents() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, more) in [("old.json", false), ("new.json", true)] {
        fs::write(folder.path().join(name), hostile(more).to_string()).unwrap();
    }
    folder
}

/// Asserts that no line begins as a document wants it to, and that nothing in it acts on a terminal.
#[track_caller]
fn is_honest(what: &str, text: &str) {
    for line in text.lines() {
        let start = line.trim_start();
        for forged in ["verdict: none", "::warning", "# Heading"] {
            assert!(!start.starts_with(forged), "{what} has the line {line:?}");
        }
    }
    nothing_hidden(what, text);
}

#[track_caller]
fn nothing_hidden(what: &str, text: &str) {
    let hidden = text
        .chars()
        .find(|it| codegen::text::is_hidden(*it) && *it != '\n' && *it != '\t');
    assert!(hidden.is_none(), "{what} has {hidden:?}");
}

/// The text without code spans and blocks, in which Markdown means nothing.
fn without_code(markdown: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let mut code = false;
    let mut text = String::new();
    let mut links = 0;
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::Text(part) if !code => text.push_str(&part),
            Event::Code(_) | Event::SoftBreak => text.push('\n'),
            Event::Html(part) | Event::InlineHtml(part) => {
                let ours = [
                    "<details",
                    "</details",
                    "<summary",
                    "</summary",
                    "<b>",
                    "</b>",
                ];
                for tag in part
                    .split('\n')
                    .flat_map(|it| it.split_inclusive('>'))
                    .filter(|it| it.contains('<'))
                {
                    let tag = tag.split_once('<').map_or(tag, |(_, rest)| rest);
                    assert!(
                        ours.iter().any(|it| format!("<{tag}").starts_with(it)),
                        "the element <{tag}"
                    );
                }
            }
            _ => {}
        }
    }
    assert_eq!(links, 0, "links in {markdown}");
    text
}

#[track_caller]
fn is_honest_markdown(what: &str, markdown: &str) {
    is_honest(what, markdown);
    let text = without_code(markdown);
    for active in ["@everyone", "#12", "://", "<img"] {
        let shown = text.find(active).map(|at| &text[at.saturating_sub(40)..]);
        // `<img` as text is a picture of an element, and no element.
        assert!(
            shown.is_none() || active == "<img",
            "{what} says {active}: {shown:?}"
        );
    }
}

fn diff(folder: &Path, more: &[&str]) -> Run {
    Run::of(
        command()
            .current_dir(folder)
            .args(["diff", "old.json", "new.json"])
            .args(more),
    )
    .ends_with(0)
}

#[test]
fn a_report() {
    let folder = documents();
    for more in [&[][..], &["--documents-only"]] {
        let run = diff(folder.path(), more);
        is_honest("the text", &run.stdout);
        is_honest("standard error", &run.stderr);
        let verdicts = run.stdout.lines().filter(|it| it.starts_with("verdict: "));
        assert_eq!(verdicts.count(), 1, "{}", run.stdout);
        let markdown = diff(folder.path(), &[&["--format", "markdown"], more].concat()).stdout;
        assert!(markdown.contains("everyone"), "{markdown}");
        is_honest_markdown("the Markdown", &markdown);
        let page = diff(folder.path(), &[&["--format", "html"], more].concat()).stdout;
        nothing_hidden("the page", &page);
        assert!(
            !page.contains("<img"),
            "the page has an element of the document's"
        );
        let json = diff(folder.path(), &[&["--format", "json"], more].concat());
        is_honest("the JSON", &json.stdout);
        assert!(
            json.json().to_string().contains('\u{202e}'),
            "the JSON has lost a character"
        );
    }
}

#[test]
fn a_crate() {
    let folder = documents();
    let out = folder.path().join("client");
    let odd = folder.path().join("api\n# Heading\n`.json");
    fs::copy(folder.path().join("new.json"), &odd).unwrap();
    let run = Run::of(
        command()
            .arg("generate")
            .arg("--document")
            .arg(&odd)
            .arg("--out")
            .arg(&out),
    );
    is_honest("standard output", &run.stdout);
    is_honest("standard error", &run.stderr);
    let run = run.ends_with(0);
    run.reports(&["left out: POST /left-out/Evil"]);
    let left_out = run
        .stdout
        .lines()
        .filter(|it| it.starts_with("left out: "))
        .count();
    let places = run.stdout.lines().filter(|it| it.starts_with("  at:  "));
    assert_eq!(places.count(), left_out, "{}", run.stdout);
    // Each with its place, and how many operations were written.
    assert_eq!(
        run.stdout.lines().count(),
        2 * left_out + 1,
        "{}",
        run.stdout
    );
    is_honest_markdown(
        "the README",
        &fs::read_to_string(out.join("README.md")).unwrap(),
    );
    let library = fs::read_to_string(out.join("src/lib.rs")).unwrap();
    is_honest("src/lib.rs", &library);
    assert!(
        library
            .lines()
            .next()
            .unwrap()
            .ends_with("`` api\\n# Heading\\n`.json ``."),
        "{library}"
    );
    for (path, bytes) in workspace_tests::copy::contents(&out.join("src")) {
        is_honest(&path, &String::from_utf8(bytes).unwrap());
    }
}

#[test]
fn a_bump() {
    let copy = Copy::new();
    let place = "        video:\n          $ref: '#/components/schemas/VideoSettings'\n";
    let property = format!(
        "        {0}:\n          type: string\n          description: {0}\n          enum: [{0}]\n",
        json!(NAME)
    );
    let text = copy.read(&copy.pinned());
    assert!(text.contains(place), "{text}");
    let folder = TempDir::new().unwrap();
    let document = folder.path().join("new.yaml");
    fs::write(
        &document,
        text.replace(place, &format!("{property}{place}")),
    )
    .unwrap();
    let body = folder.path().join("body.md");
    let before = copy.read("CHANGELOG.md");
    let run = crate::on(
        &copy,
        "bump",
        &[
            "--file",
            document.to_str().unwrap(),
            "--body",
            body.to_str().unwrap(),
        ],
    )
    .ends_with(0);
    is_honest("standard output", &run.stdout);
    is_honest("standard error", &run.stderr);
    let body = fs::read_to_string(body).unwrap();
    assert!(body.contains("everyone"), "{body}");
    is_honest_markdown("the pull request", &body);
    let changelog = copy.read("CHANGELOG.md");
    let added: Vec<&str> = changelog
        .lines()
        .filter(|line| !before.lines().any(|it| it == *line))
        .collect();
    let added = added.join("\n");
    assert!(added.contains("everyone"), "{added}");
    is_honest_markdown("the changelog", &added);
}

#[test]
fn a_refusal() {
    let folder = TempDir::new().unwrap();
    let document = folder.path().join("api.json");
    let cases = [
        json!({ "openapi": "3.0.3", "info": { "title": "a", "version": "1" }, "paths": { NAME: { "get": 1 } } }),
        json!({ "openapi": NAME, "info": {}, "paths": {} }),
        json!({ "openapi": "3.0.3", "info": { "title": "a", "version": "1" }, "paths": { "/a": { "get": {
            "operationId": "a", "responses": { "200": { "$ref": format!("#/components/responses/{NAME}") } } } } } }),
    ];
    for case in cases {
        fs::write(&document, case.to_string()).unwrap();
        let out = folder.path().join("client");
        let run = Run::of(
            command()
                .arg("generate")
                .arg("--document")
                .arg(&document)
                .arg("--out")
                .arg(&out),
        );
        is_honest("standard output", &run.stdout);
        is_honest("standard error", &run.stderr);
    }
    // The key occurs twice, and stands in the message.
    fs::write(&document, format!("{{{0}: 1, {0}: 2}}", json!(NAME))).unwrap();
    let run = Run::of(
        command()
            .arg("generate")
            .arg("--document")
            .arg(&document)
            .arg("--out")
            .arg(folder.path().join("c")),
    );
    let run = run.ends_with(1);
    is_honest("standard error", &run.stderr);
    assert_eq!(
        run.stderr
            .lines()
            .filter(|it| it.starts_with("  fix: "))
            .count(),
        1,
        "{}",
        run.stderr
    );
}
