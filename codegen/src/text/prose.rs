//! A description, which is CommonMark, as a Rust doc comment in which nothing is code.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::cmark_with_options;

use super::visible::visible;

mod html;

/// What rustdoc reads, apart from typographic quotes, which change no structure
/// (<https://doc.rust-lang.org/rustdoc/how-to-write-documentation.html#markdown>).
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// The language of every code block. Without one, or with `rust`, rustdoc compiles and runs it.
const LANGUAGE: &str = "text";

/// Lists and quotes within each other. Writing them takes the square of their depth.
const MAX_DEPTH: usize = 24;

/// `text` as a doc comment: the same prose, where every code block is text, nothing is HTML, a link leads to the web or
/// nowhere, and no character is hidden. What cannot be written that way becomes one block of text.
///
/// The lines of the result have no trailing blanks; an empty `text` gives an empty result.
pub fn rustdoc(text: &str) -> String {
    let text = visible(text);
    let text = text.trim();
    // Most descriptions have no markup that means anything.
    if is_plain(text) {
        return without_trailing_blanks(text);
    }
    let written = write(text).filter(|it| is_harmless(it));
    written.unwrap_or_else(|| as_code(text))
}

/// Whether the text is one paragraph without any character that CommonMark gives a meaning.
fn is_plain(text: &str) -> bool {
    text.lines().all(|line| {
        line.starts_with(|it: char| it.is_alphabetic())
            && line.chars().all(|it| it.is_alphanumeric() || " ,.:;'()/-_".contains(it))
            // A setext heading has a line of its own; emphasis begins at a word.
            && !line.contains("_ ") && !line.contains(" _") && !line.ends_with('_')
    })
}

fn write(text: &str) -> Option<String> {
    let events = Rewriting::default().events(text)?;
    let mut written = String::new();
    let options = pulldown_cmark_to_cmark::Options {
        code_block_token_count: 3,
        list_token: '-',
        increment_ordered_list_bullets: true,
        ..Default::default()
    };
    cmark_with_options(events, &mut written, EXTENSIONS, options).ok()?;
    Some(without_trailing_blanks(written.trim_matches('\n')))
}

/// What rustdoc makes of it holds no code but text, and no HTML: asked of the result, whatever wrote it. What follows it
/// is not drawn into it either.
fn is_harmless(written: &str) -> bool {
    let followed = format!("{written}\n\nend");
    let mut depth = 0_usize;
    let mut end = None;
    let harmless = Parser::new_ext(&followed, EXTENSIONS).all(|event| {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) => end = Some((depth, &**text == "end")),
            _ => end = None,
        }
        is_harmless_event(&event)
    });
    harmless && end == Some((1, true))
}

fn is_harmless_event(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => &**language == LANGUAGE,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock) => false,
        Event::Start(Tag::Link {
            dest_url,
            link_type,
            ..
        }) => is_web(*link_type, dest_url),
        Event::Start(Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_) => false,
        _ => true,
    }
}

/// The whole text as one block, whose fence is longer than any in it.
fn as_code(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!(
        "{fence}{LANGUAGE}\n{}\n{fence}",
        without_trailing_blanks(text)
    )
}

fn without_trailing_blanks(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Whether a browser may be led there. rustdoc takes other addresses for Rust paths, and browsers take some for scripts.
fn is_web(link_type: LinkType, address: &str) -> bool {
    let scheme = address
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    link_type == LinkType::Email || matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

/// The events of a text, made into harmless ones.
#[derive(Default)]
struct Rewriting<'a> {
    events: Vec<Event<'a>>,
    depth: usize,
    /// Within a table or a heading, which are one line each.
    one_line: usize,
    in_code: bool,
    /// Whether the code block that is being read ends with a line feed so far.
    ends_line: bool,
    /// Of each open link, what to write at its end instead of the link.
    links: Vec<Option<String>>,
    html: html::Stripper,
    /// The HTML block that is being read.
    block: Option<String>,
}

impl<'a> Rewriting<'a> {
    /// `None` where lists and quotes are nested too deep.
    fn events(mut self, text: &'a str) -> Option<Vec<Event<'a>>> {
        for event in Parser::new_ext(text, EXTENSIONS) {
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                Event::Html(part) if self.block.is_some() => {
                    self.block.get_or_insert_default().push_str(&part);
                }
                Event::Html(part) | Event::InlineHtml(part) => self.html(&part),
                Event::HardBreak if self.one_line > 0 => self.events.push(Event::Text(" ".into())),
                Event::Text(text) if self.in_code => {
                    self.ends_line = text.ends_with('\n');
                    self.events.push(Event::Text(text));
                }
                event => self.events.push(event),
            }
            if self.depth > MAX_DEPTH {
                return None;
            }
        }
        Some(self.events)
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::HtmlBlock => self.block = Some(String::new()),
            Tag::CodeBlock(_) => {
                let kind = CodeBlockKind::Fenced(LANGUAGE.into());
                self.events.push(Event::Start(Tag::CodeBlock(kind)));
                self.in_code = true;
                self.ends_line = true;
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url),
            // A picture would be loaded from wherever it says.
            Tag::Image {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url),
            tag => {
                match tag {
                    Tag::BlockQuote(_) | Tag::Item => self.depth += 1,
                    Tag::Heading { .. } | Tag::Table(_) => self.one_line += 1,
                    _ => {}
                }
                self.events.push(Event::Start(tag));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::CodeBlock => {
                // Without it the fence would not be closed.
                if !self.ends_line {
                    self.events.push(Event::Text("\n".into()));
                }
                self.in_code = false;
                self.events.push(Event::End(tag));
            }
            TagEnd::Link | TagEnd::Image => match self.links.pop().flatten() {
                None => self.events.push(Event::End(TagEnd::Link)),
                Some(rest) if rest.is_empty() => {}
                Some(rest) => self.events.push(Event::Text(rest.into())),
            },
            tag => {
                match tag {
                    TagEnd::BlockQuote(_) | TagEnd::Item => {
                        self.depth = self.depth.saturating_sub(1)
                    }
                    TagEnd::Heading(_) | TagEnd::Table => {
                        self.one_line = self.one_line.saturating_sub(1)
                    }
                    _ => {}
                }
                self.events.push(Event::End(tag));
            }
        }
    }

    fn link(&mut self, link_type: LinkType, address: &str) {
        let nested = self.links.iter().any(Option::is_none);
        if !nested && is_web(link_type, address) {
            self.links.push(None);
            let link_type = match link_type {
                LinkType::Autolink | LinkType::Email => link_type,
                _ => LinkType::Inline,
            };
            self.events.push(Event::Start(Tag::Link {
                link_type,
                dest_url: CowStr::from(address.to_owned()),
                title: "".into(),
                id: "".into(),
            }));
        } else if address.is_empty() || address.starts_with('#') {
            self.links.push(Some(String::new()));
        } else {
            self.links.push(Some(format!(" ({address})")));
        }
    }

    fn html(&mut self, tag: &str) {
        let text = self.html.text(tag);
        if text == "\n" {
            let event = if self.one_line > 0 {
                Event::Text(" ".into())
            } else {
                Event::HardBreak
            };
            self.events.push(event);
        } else if !text.is_empty() {
            self.events.push(Event::Text(text.into()));
        }
    }

    fn end_html_block(&mut self) {
        let block = self.block.take().unwrap_or_default();
        let text = self.html.text(&block);
        for paragraph in html::paragraphs(&text) {
            self.events.push(Event::Start(Tag::Paragraph));
            for (index, line) in paragraph.into_iter().enumerate() {
                if index > 0 {
                    self.events.push(Event::SoftBreak);
                }
                self.events.push(Event::Text(line.into()));
            }
            self.events.push(Event::End(TagEnd::Paragraph));
        }
    }
}

#[cfg(test)]
mod tests;
