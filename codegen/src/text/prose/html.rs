//! The text of HTML, without its tags.

/// Elements that begin a line of their own.
const BLOCKS: [&str; 26] = [
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];

/// Elements within a line, and those whose effect is not wanted.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "big", "button", "center", "cite", "code", "del", "em", "font", "i",
    "iframe", "img", "input", "ins", "kbd", "mark", "s", "samp", "script", "small", "span",
    "strong", "style", "sub", "sup", "td", "th", "u",
];

/// Takes tags out; what is between an opening and a closing tag may come in several parts.
#[derive(Default)]
pub(super) struct Stripper {
    /// Where the links lead that are still open.
    addresses: Vec<Option<String>>,
}

impl Stripper {
    /// `html` without comments and without the tags of known elements. What merely looks like a tag, such as `<string>`,
    /// stays.
    pub(super) fn text(&mut self, html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (before, from) = rest.split_at(at);
            text.push_str(&decoded(before));
            rest = match tag(from) {
                Some(Markup::Comment { after }) => after,
                Some(Markup::Tag {
                    name,
                    closing,
                    inside,
                    after,
                }) if BLOCKS.contains(&name.as_str()) => {
                    let _ = (closing, inside);
                    text.push('\n');
                    after
                }
                Some(Markup::Tag {
                    name,
                    closing,
                    inside,
                    after,
                }) if INLINE.contains(&name.as_str()) => {
                    if name == "a" && !closing {
                        self.addresses.push(address(inside));
                    } else if name == "a"
                        && let Some(address) = self.addresses.pop().flatten()
                    {
                        text.push_str(&format!(" ({address})"));
                    }
                    after
                }
                _ => {
                    let (bracket, after) = from.split_at(1);
                    text.push_str(bracket);
                    after
                }
            };
        }
        text.push_str(&decoded(rest));
        text
    }
}

enum Markup<'a> {
    Comment {
        after: &'a str,
    },
    Tag {
        name: String,
        closing: bool,
        inside: &'a str,
        after: &'a str,
    },
}

/// What begins with the `<` that `html` begins with.
fn tag(html: &str) -> Option<Markup<'_>> {
    if let Some(comment) = html.strip_prefix("<!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some(Markup::Comment { after });
    }
    let (inside, after) = html.strip_prefix('<')?.split_once('>')?;
    let closing = inside.starts_with('/');
    let inside = inside.trim_matches('/');
    let end = inside
        .find(|it: char| !it.is_ascii_alphanumeric())
        .unwrap_or(inside.len());
    let (name, inside) = inside.split_at(end);
    // `<b,c>` is no tag.
    let is_tag =
        inside.is_empty() || inside.starts_with(|it: char| it.is_whitespace() || it == '/');
    is_tag.then(|| Markup::Tag {
        name: name.to_ascii_lowercase(),
        closing,
        inside,
        after,
    })
}

/// The value of `href`.
fn address(attributes: &str) -> Option<String> {
    let (_, rest) = attributes.split_once("href")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    let value = match quote {
        Some(quote) => value.get(1..)?.split(quote).next()?,
        None => value.split_whitespace().next()?,
    };
    (!value.is_empty() && !value.starts_with('#')).then(|| decoded(value))
}

/// The character references that HTML cannot do without.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

/// The lines of a text by paragraph, without blanks at their ends.
pub(super) fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut paragraphs: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(paragraph) if !line.is_empty() => paragraph.push(line.to_owned()),
            _ => paragraphs.push(Vec::new()),
        }
    }
    paragraphs.retain(|it| !it.is_empty());
    paragraphs
}
