//! Pass *documentation*.

use syn::Attribute;
use syn::visit_mut::VisitMut;

use super::syntax::{doc_text, with_doc_text};

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let mut comments = Comments { changed: 0 };
    comments.visit_file_mut(file);
    vec![format!("{} doc comments", comments.changed)]
}

struct Comments {
    changed: usize,
}

impl VisitMut for Comments {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut result = Vec::with_capacity(attributes.len());
        for attribute in attributes.drain(..) {
            match doc_text(&attribute) {
                Some(text) => {
                    self.changed += 1;
                    // One attribute a line, with the space that makes prettyplease write `/// text`.
                    result.extend(lines(&text).into_iter().map(|line| {
                        with_doc_text(
                            &attribute,
                            &if line.is_empty() {
                                line
                            } else {
                                format!(" {line}")
                            },
                        )
                    }));
                }
                None => result.push(attribute),
            }
        }
        *attributes = result;
    }
}

/// The lines of a doc comment: without the JSON schema, without blank lines at either end, and without
/// anything that rustdoc would compile as a test.
fn lines(text: &str) -> Vec<String> {
    if text.trim().is_empty() {
        // An attribute of its own: the blank line between two paragraphs.
        return vec![String::new()];
    }
    let text = text
        .split("<details><summary>JSON schema</summary>")
        .next()
        .unwrap_or_default();
    let mut fenced = false;
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines() {
        let line = line.trim_end().replace('\t', "    ");
        let content = line.trim_start();
        if content.starts_with("```") || content.starts_with("~~~") {
            fenced = !fenced;
            // A fence without a language is Rust to rustdoc.
            let untyped = fenced && content.trim_matches(['`', '~']).is_empty();
            lines.push(if untyped {
                format!("{content}text")
            } else {
                content.to_owned()
            });
        } else if fenced {
            lines.push(line);
        } else {
            // Four spaces make a code block, which is Rust to rustdoc as well.
            let indent = (line.len() - content.len()).min(3);
            let repeated_blank = content.is_empty() && lines.last().is_some_and(String::is_empty);
            if !repeated_blank {
                lines.push(
                    format!("{}{content}", " ".repeat(indent))
                        .trim_end()
                        .to_owned(),
                );
            }
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines
}
