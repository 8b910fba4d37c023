//! What a hostile or merely careless description becomes.

use super::{is_harmless, rustdoc};

/// The shapes of Markdown that `cargo test` ran, or that did not compile.
const HOSTILE: [&str; 17] = [
    "```rust\nboom();\n```",
    "```should_panic\nboom();\n```",
    "```{.rust}\nboom();\n```",
    "~~~\nboom();\n~~~",
    "```\nboom();\n```",
    "> ```\n> boom();\n> ```",
    "- item\n\n  ```\n  boom();\n  ```",
    ">     boom();",
    "- item\n\n      boom();",
    "1. a\n   - b\n\n         boom();",
    "Text\n```x```\n\n```\nno code\n```\n\n```\nboom();\n```",
    "Text:\n\n\tboom();",
    "```\nnever closed",
    "Text\rmore\r\r    boom();\r",
    "<pre>\n    boom();\n</pre>\n\n    boom();",
    "<script>boom()</script>\n<img src=x onerror=boom()> [x](javascript:boom()) ![x](https://track.example/x.png)",
    "Text \u{202e} reversed \u{2066} and \u{0} more",
];

#[test]
fn hostile_descriptions_are_text() {
    for text in HOSTILE {
        let written = rustdoc(text);
        assert!(is_harmless(&written), "{text:?} became {written:?}");
        assert!(
            !written.contains(['\r', '\u{202e}', '\u{2066}', '\0']),
            "{text:?} became {written:?}"
        );
    }
}

/// What real descriptions hold stays readable.
#[test]
fn prose_stays_prose() {
    let text = "Sends a *message* to `to`, see [the guide](https://vendor.example/guide) and [below](#below).<br>\
        Costs < 5 & more; a `Vec<String>` or Vec<String>, snake_case, [optional], [terms](/terms).\n\n\
        * one\n* two\n\n  | a | b |\n  |---|---|\n  | 1<br>2 | 3 |\n\n\
        <p>Returns the <a href=\"https://vendor.example/balance\">balance</a> &amp; more.</p>\n<p>Second.</p>\n\n\
        ```json\n{\"a\": 1}\n```\n";
    let expected = "Sends a *message* to `to`, see [the guide](https://vendor.example/guide) and below.\n\
        Costs \\< 5 &amp; more; a `Vec<String>` or Vec\\<String>, snake_case, \\[optional\\], terms (/terms).\n\n\
        - one\n\n- two\n\n  |a|b|\n  |-|-|\n  |1 2|3|\n\n\
        Returns the balance (https://vendor.example/balance) &amp; more.\n\n\
        Second.\n\n\
        ```text\n{\"a\": 1}\n```";
    assert_eq!(rustdoc(text), expected);
}

#[test]
fn what_is_written_is_read_as_the_same() {
    for text in HOSTILE {
        let once = rustdoc(text);
        assert_eq!(rustdoc(&once), once, "of {text:?}");
    }
}

#[test]
fn nesting_without_end_is_one_block() {
    for open in ["> ", "- "] {
        let text = format!("{}x", open.repeat(5_000));
        let written = rustdoc(&text);
        assert!(written.starts_with("```text\n"), "{:.80}", written);
        assert!(is_harmless(&written));
    }
    let fences = format!("{}```` x", "> ".repeat(200));
    assert!(rustdoc(&fences).starts_with("`````text\n"));
}

/// Random pieces of Markdown: the result is harmless whatever comes, and read once more is the same.
#[test]
fn random_markdown_is_harmless() {
    const PIECES: [&str; 34] = [
        "```",
        "~~~",
        "````",
        "rust",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "* ",
        "#",
        " ",
        "x",
        "<b>",
        "<p>",
        "</p>",
        "<!--",
        "-->",
        "<script>",
        "[x]",
        "(y)",
        "[x]: javascript:1\n",
        "`",
        "``",
        "|",
        "|-|-|\n",
        "\\",
        "***",
        "_",
        "&lt;",
        "\u{202e}",
        "[^1]",
    ];
    // A linear congruential generator: https://en.wikipedia.org/wiki/Linear_congruential_generator
    let mut state: u64 = 20_261_124;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    for _ in 0..4_000 {
        let count = 1 + next(24);
        let text: String = (0..count)
            .filter_map(|_| PIECES.get(next(PIECES.len())))
            .copied()
            .collect();
        let written = rustdoc(&text);
        assert!(is_harmless(&written), "{text:?} became {written:?}");
    }
}
