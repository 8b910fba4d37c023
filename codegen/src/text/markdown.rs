//! Markdown for GitHub, into which a document's text comes as text alone.

use super::line::one_line;

/// Markdown that is being written. Text that may come from a document can be added by [`Markdown::text`] and
/// [`Markdown::code`] alone: [`Markdown::raw`] takes what stands in this program's source.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Markdown(String);

impl Markdown {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds Markdown of ours.
    pub fn raw(&mut self, ours: &'static str) -> &mut Self {
        self.0.push_str(ours);
        self
    }

    /// Adds a sentence in which names stand in backticks, on one line: they become code, and all else is text, in which
    /// nothing is markup, a link, a mention, a reference, or a word that closes an issue.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let text = one_line(text);
        let mut rest = text.as_ref();
        while let Some((before, (name, after))) = rest
            .split_once('`')
            .and_then(|(before, after)| Some((before, after.split_once('`')?)))
        {
            self.plain(before);
            if name.is_empty() {
                self.plain("``");
            } else {
                self.code(name);
            }
            rest = after;
        }
        self.plain(rest);
        self
    }

    /// Adds text as code on one line, fenced by one backtick more than it holds in a row.
    pub fn code(&mut self, text: &str) -> &mut Self {
        let text = one_line(text);
        let longest = longest_run(&text);
        let fence = "`".repeat(longest + 1);
        // A space that is next to the fence on both sides is taken away, and so a backtick there stays.
        let space =
            if text.is_empty() || longest > 0 || (text.starts_with(' ') && text.ends_with(' ')) {
                " "
            } else {
                ""
            };
        for part in [&fence, space, &text, space, &fence] {
            self.0.push_str(part);
        }
        self
    }

    /// Adds a block of code, each line behind `indent`, with a fence longer than any in it.
    pub fn block<'t>(
        &mut self,
        indent: &'static str,
        language: &'static str,
        lines: impl IntoIterator<Item = &'t str>,
    ) -> &mut Self {
        let lines: Vec<_> = lines.into_iter().map(one_line).collect();
        let longest = lines.iter().map(|it| longest_run(it)).max().unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        self.0.push_str(&format!("{indent}{fence}{language}\n"));
        for line in lines {
            self.0.push_str(&format!("{indent}{line}\n"));
        }
        self.0.push_str(&format!("{indent}{fence}\n"));
        self
    }

    /// Adds a number.
    pub fn number(&mut self, number: usize) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// Adds other Markdown.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// How long it is, in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its first line alone.
    #[must_use]
    pub fn first_line(&self) -> Self {
        Self(self.0.lines().next().unwrap_or_default().to_owned())
    }

    /// The text of the file.
    pub fn into_string(self) -> String {
        self.0
    }

    fn plain(&mut self, text: &str) {
        for (at, letter) in text.char_indices() {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + letter.len_utf8()..).unwrap_or_default();
            if is_linked(before, letter, after) {
                self.0.push_str(&format!("`{letter}`"));
                continue;
            }
            let is_markup = match letter {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '$' => true,
                '&' => after.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '#'),
                // Where a line begins, these begin a list.
                '-' | '+' => before.is_empty(),
                _ => false,
            };
            if is_markup {
                self.0.push('\\');
            }
            self.0.push(letter);
        }
    }
}

/// Whether GitHub would make a link of what the letter stands in: it looks for addresses, mentions and references in the
/// page, where an escape is gone, but not in code.
fn is_linked(before: &str, letter: char, after: &str) -> bool {
    let ends = |word: &str| {
        let start = before.len().checked_sub(word.len());
        let end = start.and_then(|start| before.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    match letter {
        '@' => true,
        ':' => after.starts_with("//"),
        '#' => after.starts_with(|it: char| it.is_ascii_digit()),
        '.' => ends("www"),
        '-' => ends("gh") && after.starts_with(|it: char| it.is_ascii_digit()),
        _ => false,
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|it| it != '`').map(str::len).max().unwrap_or(0)
}
