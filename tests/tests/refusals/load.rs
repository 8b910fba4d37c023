//! Stage *load*: what is refused, where, and what a person reads.

use codegen::document::Document;
use codegen::error::ErrorKind;
use workspace_tests::documents::refused;

/// Asserts that the file `api.yaml` with `bytes` is refused; see [`refused`].
#[track_caller]
fn file(bytes: impl AsRef<[u8]>, kind: ErrorKind, at: &str, says: &[&str]) {
    refused(Document::load("api.yaml", bytes.as_ref()), kind, at, says);
}

/// A document in YAML with `paths` as given.
fn with_paths(paths: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{}}\npaths:{paths}\n")
}

#[test]
fn a_key_that_occurs_twice() {
    let says = &[
        "the key `title` occurs twice",
        "lost without a word",
        "remove or rename",
    ];
    file(
        "openapi: 3.1.0\ninfo:\n  title: a\n  version: '1'\n  title: b\n",
        ErrorKind::DuplicateKey,
        "api.yaml:5:3 (#/info/title)",
        &[says[0], says[1], says[2], "first on line 3"],
    );
    let json = |second: &str| {
        format!(
            "{{\"openapi\": \"3.1.0\",\n \"info\": {{\n  \"title\": \"a\",\n  \"{second}\": \"b\"}}}}"
        )
    };
    for second in ["title", "t\\u0069tle"] {
        file(
            json(second),
            ErrorKind::DuplicateKey,
            "api.yaml:4:3 (#/info/title)",
            &[says[0], says[1], says[2], "first on line 3"],
        );
    }
    // An integer key is a string as soon as it is read, so these two are one.
    file(
        with_paths("\n  /a:\n    get:\n      responses:\n        200: {}\n        '200': {}"),
        ErrorKind::DuplicateKey,
        "api.yaml:8:9 (#/paths/~1a/get/responses/200)",
        &["the key `200` occurs twice", "first on line 7"],
    );
}

#[test]
fn the_same_key_in_two_mappings_is_fine() {
    let text =
        with_paths("\n  /a: {get: {responses: {200: {}}}}\n  /b: {get: {responses: {'200': {}}}}");
    let document = Document::load("api.yaml", text.as_bytes()).unwrap();
    let paths = &document.value()["paths"];
    for path in ["/a", "/b"] {
        assert!(paths[path]["get"]["responses"]["200"].is_object());
    }
}

#[test]
fn an_alias_bomb() {
    // Nine times nine times nine …: 9^10 nodes from ten lines.
    let mut bomb = String::from("openapi: 3.1.0\na: &a [x, x, x, x, x, x, x, x, x]\n");
    for (last, next) in "abcdefghi".chars().zip("bcdefghij".chars()) {
        let nine = vec![format!("*{last}"); 9].join(", ");
        bomb += &format!("{next}: &{next} [{nine}]\n");
    }
    // Expanded, it would not fit into memory: that it ends at all says that it was not.
    let error = Document::load("api.yaml", bomb.as_bytes()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Budget, "{error}");
    assert!(error.to_string().contains("  at:  api.yaml:"), "{error}");
    assert!(error.remedy.contains("$ref"), "{error}");
}

#[test]
fn an_alias_of_itself_or_of_nothing() {
    for (text, at) in [
        ("openapi: 3.1.0\ninfo: &x [*x]\n", "api.yaml:2:11"),
        ("openapi: 3.1.0\ninfo: *x\n", "api.yaml:2:7"),
    ] {
        file(text, ErrorKind::Syntax, at, &["invalid YAML"]);
    }
}

#[test]
fn an_honest_alias_is_read() {
    let text = "openapi: 3.1.0\ninfo: &x {title: a}\npaths: {}\nx-more: *x\n";
    let document = Document::load("api.yaml", text.as_bytes()).unwrap();
    assert_eq!(document.value()["x-more"], document.value()["info"]);
}

#[test]
fn one_anchor_may_be_used_often() {
    let uses: String = (0..300).map(|n| format!("  x-{n}: *x\n")).collect();
    let text = format!("openapi: 3.1.0\ninfo: &x {{title: a}}\npaths: {{}}\nx-all:\n{uses}");
    let document = Document::load("api.yaml", text.as_bytes()).unwrap();
    assert_eq!(document.value()["x-all"]["x-299"]["title"], "a");
}

#[test]
fn what_aliases_expand_to_is_bounded() {
    // One anchor and no nesting, so only the size of what they expand to is at fault.
    let list = vec!["x"; 2_000].join(", ");
    let uses: String = (0..1_000).map(|n| format!("x-{n}: *x\n")).collect();
    let text = format!("openapi: 3.1.0\nx-list: &x [{list}]\n{uses}");
    let error = Document::load("api.yaml", text.as_bytes()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Budget, "{error}");
    assert!(error.remedy.contains("$ref"), "{error}");
}

#[test]
fn nesting_beyond_the_bound() {
    let depth = codegen::tree::MAX_DEPTH;
    let lists = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let block = |depth: usize| -> String {
        (0..depth)
            .map(|level| format!("{}a:\n", " ".repeat(level)))
            .collect()
    };
    for text in [
        // A little too deep, and deep enough to end a careless program's stack.
        format!("{{\"a\": {}}}", lists(depth + 1)),
        format!("{{\"a\": {}}}", lists(100_000)),
        format!("a: {}", lists(depth + 1)),
        format!("a: {}", lists(100_000)),
        block(depth + 2),
        block(1_000),
    ] {
        let error = Document::load("api.yaml", text.as_bytes()).unwrap_err();
        let start: String = text.chars().take(20).collect();
        assert_eq!(error.kind, ErrorKind::Budget, "{start}: {error}");
        let place = error.location.as_ref().unwrap();
        assert!(place.line >= 1 && place.column > 1, "{start}: {error}");
        assert!(
            error.why.contains("stack") && error.remedy.contains("$ref"),
            "{error}"
        );
    }
}

#[test]
fn real_nesting_is_read() {
    let mut text = with_paths(" {}") + "x-deep:";
    for level in 1..100 {
        text += &format!("\n{}a:", " ".repeat(level));
    }
    Document::load("api.yaml", text.as_bytes()).unwrap();
}

#[test]
fn another_format_or_version() {
    let cases: [(&str, &str, &[&str]); 12] = [
        (
            "swagger: '2.0'\ninfo: {}\n",
            "api.yaml:1:1 (#/swagger)",
            &["Swagger 2.0", "convert it first"],
        ),
        (
            "info: {}\nopenapi: 3.2.0\n",
            "api.yaml:2:1 (#/openapi)",
            &["`openapi: 3.2.0`", "3.0 and 3.1"],
        ),
        (
            "openapi: 4.0.0\ninfo: {}\n",
            "api.yaml:1:1 (#/openapi)",
            &["`openapi: 4.0.0`", "3.0 and 3.1"],
        ),
        (
            "info: {}\nopenapi: 3.1\n",
            "api.yaml:2:1 (#/openapi)",
            &["`openapi` is not a string", "quote the version"],
        ),
        (
            "{\"openapi\": 3.1}",
            "api.yaml:1:2 (#/openapi)",
            &["`openapi` is not a string"],
        ),
        ("title: a letter\n", "api.yaml:1:1", &["no `openapi` key"]),
        (
            "- openapi: 3.1.0\n",
            "api.yaml:1:1",
            &["no mapping", "not a list"],
        ),
        ("[1, 2]", "api.yaml:1:1", &["no mapping"]),
        ("", "api.yaml:1:1", &["no mapping"]),
        ("# nothing\n", "api.yaml:2:1", &["no mapping"]),
        ("openapi", "api.yaml:1:1", &["no mapping"]),
        (
            "<html><body>Not found</body></html>",
            "api.yaml:1:1",
            &["no mapping", "not a list or a page about it"],
        ),
    ];
    for (text, at, says) in cases {
        file(text, ErrorKind::NotOpenApi, at, says);
    }
}

#[test]
fn a_page_that_is_not_even_yaml() {
    let page = "<!DOCTYPE html>\n<html><head><title>Sign in: page</title></head></html>\n";
    file(
        page,
        ErrorKind::Syntax,
        "api.yaml:2:27",
        &["invalid YAML", "fetch it again"],
    );
}

#[test]
fn bytes_that_are_no_text() {
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let with_mark = utf16("\u{feff}openapi: 3.1.0\n");
    for (bytes, at) in [
        (b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "api.yaml:1:1"),
        (b"\x1f\x8b\x08\0\0\0".as_slice(), "api.yaml:1:2"),
        (with_mark.as_slice(), "api.yaml:1:1"),
        (
            b"openapi: 3.1.0\ninfo: {title: caf\xe9}\n".as_slice(),
            "api.yaml:2:18",
        ),
    ] {
        file(bytes, ErrorKind::Syntax, at, &["not UTF-8", "iconv"]);
    }
    // Without its mark, UTF-16 is UTF-8 with zeros in it.
    file(
        utf16("openapi: 3.1.0\n"),
        ErrorKind::Syntax,
        "api.yaml:1:2",
        &["invalid YAML"],
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_document() {
    for text in [
        with_paths(" {}"),
        r#"{"openapi": "3.1.0", "info": {}, "paths": {}}"#.to_owned(),
    ] {
        let marked = format!("\u{feff}{text}");
        let document = Document::load("api.yaml", marked.as_bytes()).unwrap();
        assert_eq!(document.value()["openapi"], "3.1.0");
    }
}

#[test]
fn a_file_that_ends_too_early() {
    for (text, at, says) in [
        (
            "openapi: 3.1.0\ninfo:\n  title: \"abc\n",
            "api.yaml:3:10",
            "invalid YAML",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: a,",
            "api.yaml:2:7",
            "invalid YAML",
        ),
        (
            "{\"openapi\": \"3.1.0\",\n \"info\": {\"title\": \"a\"",
            "api.yaml:2:10",
            "invalid JSON",
        ),
        (
            "{\"openapi\": \"3.1.0\",\n \"info\": \"ti",
            "api.yaml:2:10",
            "invalid JSON",
        ),
    ] {
        file(
            text,
            ErrorKind::Syntax,
            at,
            &[says, "repair the file at that place"],
        );
    }
    // Cut between two lines, YAML is still YAML: what is missing has to be noticed as such.
    file(
        "openapi: 3.1.0\n",
        ErrorKind::Malformed,
        "api.yaml:1:1 (#/info)",
        &["`info` is missing"],
    );
}

#[test]
fn more_than_one_document() {
    let two = with_paths(" {}") + "---\na: b\n";
    file(
        two,
        ErrorKind::Syntax,
        "api.yaml:5:1",
        &["more than one YAML document"],
    );
    file(
        r#"{"openapi": "3.1.0", "info": {}}}"#,
        ErrorKind::Syntax,
        "api.yaml:1:33",
        &["more than one JSON value"],
    );
}

#[test]
fn parts_that_are_no_mappings() {
    for (text, at, what) in [
        (
            with_paths("\n  - /a"),
            "api.yaml:3:1 (#/paths)",
            "`paths` is not a mapping",
        ),
        (
            with_paths("\n  /a: x"),
            "api.yaml:4:3 (#/paths/~1a)",
            "`/a` is not a mapping",
        ),
        (
            with_paths("\n  /a:\n    get: []"),
            "api.yaml:5:5 (#/paths/~1a/get)",
            "`get` is not a mapping",
        ),
        (
            with_paths(" {}") + "components:\n  schemas: [A]\n",
            "api.yaml:5:3 (#/components/schemas)",
            "`schemas` is not a mapping",
        ),
    ] {
        file(
            text,
            ErrorKind::Malformed,
            at,
            &[what, "OpenAPI requires a mapping"],
        );
    }
}
