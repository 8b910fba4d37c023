//! What the pipeline has to say besides its result: what it left out, and what it lost.

use std::fmt;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::one_line;

/// What mends an operation that is left out, or a loss for which nothing better is known.
pub const REMEDY: &str =
    "describe it in another way with an overlay action at this place (`--overlay FILE`)";

/// An operation that no rule could express, and why it is not in the generated client.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct LeftOut {
    /// `POST /path (operationId)`.
    pub operation: String,
    /// The operation object's JSON pointer in the document.
    pub pointer: String,
    /// The construct at fault, by name and place.
    pub reason: String,
    /// Where the construct at fault stands in the vendor's file, or else the operation, once that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
    /// The pointer of the construct at fault in the resolved document.
    #[serde(skip)]
    pub(crate) construct: Option<String>,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            one_line(&self.operation),
            one_line(&self.reason)
        )
    }
}

/// Something that the document says of what is sent or read, and that the client does not do.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Loss {
    /// What lost it: a lowering rule, or a rule of [`crate::losses`].
    pub rule: &'static str,
    /// Where the document says it.
    pub place: Location,
    /// What is not sent, or not read.
    pub effect: String,
    /// What mends it.
    pub remedy: String,
    /// The operations that it affects, as `POST /path (operationId)`; empty when it is none of the client's operations.
    pub operations: Vec<String>,
}

impl Loss {
    /// The operations that it affects, in a few words.
    pub fn reach(&self) -> String {
        match self.operations.as_slice() {
            [] => "the document as a whole".to_owned(),
            [only] => one_line(only).into_owned(),
            [first, rest @ ..] => format!("{} and {} more", one_line(first), rest.len()),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} [{}]\n  at:  {}\n  in:  {}\n  fix: {}",
            one_line(&self.effect),
            self.rule,
            self.place,
            self.reach(),
            one_line(&self.remedy)
        )
    }
}

/// A loss as a stage finds it, before its place in the file and its reach are looked up.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Lost {
    pub(crate) rule: &'static str,
    /// The JSON pointer, in the vendor's document.
    pub(crate) pointer: String,
    pub(crate) effect: String,
    pub(crate) remedy: String,
}

/// How many losses a terminal is shown.
const SHOWN: usize = 5;

/// How many losses there are, and the first few, each once with the first of its places; `None` when there are none.
/// `elsewhere` says where the others are.
pub fn summary(losses: &[Loss], elsewhere: &str) -> Option<String> {
    if losses.is_empty() {
        return None;
    }
    let mut alike: Vec<(&Loss, usize)> = Vec::new();
    for loss in losses {
        let same = |it: &&mut (&Loss, usize)| it.0.rule == loss.rule && it.0.effect == loss.effect;
        match alike.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => alike.push((loss, 1)),
        }
    }
    let count = counted(losses.len(), "loss", "losses");
    let mut text = format!("{count}: what the document says, and the client does not do\n");
    for (loss, count) in alike.iter().take(SHOWN) {
        for line in loss.to_string().lines() {
            text.push_str(&format!("  {line}\n"));
            if line.starts_with("  at:") && *count > 1 {
                let places = counted(count - 1, "more place", "more places");
                text.push_str(&format!("         and at {places}\n"));
            }
        }
    }
    if alike.len() > SHOWN {
        text.push_str(&format!(
            "  and {} others: {elsewhere}\n",
            alike.len() - SHOWN
        ));
    }
    Some(text)
}

/// Refuses a client that does not do all that the document says.
///
/// # Errors
///
/// [`ErrorKind::Lossy`], at the first of the losses and of the operations that are left out.
pub fn strict(losses: &[Loss], left_out: &[LeftOut]) -> Result<()> {
    let (first, remedy, place) = match (left_out.first(), losses.first()) {
        (None, None) => return Ok(()),
        (Some(first), _) => (
            format!("{} is left out: {}", first.operation, first.reason),
            REMEDY,
            first.place.clone(),
        ),
        (None, Some(first)) => (
            format!("{}, in {}", first.effect, first.reach()),
            first.remedy.as_str(),
            Some(first.place.clone()),
        ),
    };
    let error = Error::new(
        ErrorKind::Lossy,
        format!(
            "the client would not do all that the document says: {}, {}; the first: {first}",
            counted(losses.len(), "loss", "losses"),
            counted(left_out.len(), "operation left out", "operations left out"),
        ),
        "nothing may be lost where generation is strict",
        remedy,
    );
    Err(match place {
        Some(place) => error.at(place),
        None => error,
    })
}

fn counted(count: usize, one: &str, several: &str) -> String {
    let word = if count == 1 { one } else { several };
    format!("{count} {word}")
}
