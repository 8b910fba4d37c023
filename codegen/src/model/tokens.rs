//! Tokens as a person writes them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Paths that every program knows, and that a person leaves out. Documents cannot take the names behind them: *lower*
/// renames what collides.
const KNOWN: [&str; 8] = [
    "::std::option::",
    "::std::string::",
    "::std::vec::",
    "::std::boxed::",
    "::std::result::",
    "::std::collections::",
    "::std::convert::",
    "std::convert::",
];

/// Tokens with a space only between words and after `,`, `:` and around `->`, `=`, `+`; well-known paths by their last
/// name.
pub(crate) fn short(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    for known in KNOWN {
        if text.contains(known) {
            text = text.replace(known, "");
        }
    }
    text.replace(", >", ">")
        .trim()
        .trim_end_matches(',')
        .to_owned()
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut after_word = false;
    let mut joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.truncate(text.trim_end().trim_end_matches(',').len());
                text.push_str(close);
                (after_word, joint) = (true, false);
            }
            TokenTree::Punct(punct) => {
                let mark = punct.as_char();
                let spaced = "=+-".contains(mark) && !joint;
                if spaced && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push(mark);
                joint = punct.spacing() == Spacing::Joint;
                // The second half of `->` and a lone `:` end what has to stand apart; `::` does not.
                let lone = !text.ends_with("::") && !joint;
                let arrow = text.ends_with("->");
                if arrow || mark == ',' || (lone && ":=+".contains(mark)) {
                    text.push(' ');
                }
                after_word = false;
            }
            word => {
                if after_word {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                (after_word, joint) = (true, text.ends_with('\''));
            }
        }
    }
}

/// The type within `Option<…>`, and whether there was one.
pub(crate) fn without_option(ty: &str) -> (String, bool) {
    match ty
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
    {
        Some(inner) => (inner.to_owned(), true),
        None => (ty.to_owned(), false),
    }
}
