//! Pass *documentation*.

use syn::Attribute;
use syn::visit_mut::VisitMut;

use super::syntax::{doc_text, with_doc_text};
use crate::text::rustdoc;

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
        // rustdoc reads all comments of an item as one text, so that a fence may begin in one and end in another.
        let texts: Vec<String> = attributes.iter().filter_map(doc_text).collect();
        let Some(at) = attributes.iter().position(|it| doc_text(it).is_some()) else {
            return;
        };
        let Some(first) = attributes.get(at).cloned() else {
            return;
        };
        self.changed += 1;
        let text = match texts.as_slice() {
            [text] if is_builder_link(text) => text.clone(),
            _ => rustdoc(&unindented(&texts)),
        };
        attributes.retain(|it| doc_text(it).is_none());
        // One attribute per line, with the space that makes prettyplease write `/// text`.
        let lines = text.lines().map(|line| {
            let space = if line.is_empty() { "" } else { " " };
            with_doc_text(&first, &format!("{space}{line}"))
        });
        let lines: Vec<Attribute> = lines.collect();
        attributes.splice(at..at, lines);
    }
}

/// The texts of several attributes as one. `///` puts a space before each line, which is no indentation.
fn unindented(texts: &[String]) -> String {
    let lines = texts.iter().flat_map(|it| it.split('\n'));
    let lines: Vec<&str> = lines.collect();
    let spaced = texts.len() > 1 && lines.iter().all(|it| it.is_empty() || it.starts_with(' '));
    let lines: Vec<&str> = lines
        .iter()
        .map(|it| {
            if spaced {
                it.strip_prefix(' ').unwrap_or(it)
            } else {
                it
            }
        })
        .collect();
    lines.join("\n")
}

/// ``Builder for [`Client::name`]`` and the link's target: progenitor's own, of an identifier alone.
fn is_builder_link(text: &str) -> bool {
    let name = text
        .strip_prefix("Builder for [`Client::")
        .and_then(|rest| rest.split('`').next())
        .unwrap_or_default();
    !name.is_empty()
        && name.chars().all(|it| it.is_alphanumeric() || it == '_')
        && text
            == format!(
                "Builder for [`Client::{name}`]\n\n[`Client::{name}`]: super::Client::{name}"
            )
}
