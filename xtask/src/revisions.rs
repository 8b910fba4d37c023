//! The two revisions of a diff: files, files of a git revision (`HEAD~1:spec/api.yaml`), or what git hands to an external
//! diff driver.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use codegen::document::Document;

use crate::sources::document_as;

/// How many arguments git gives to an external diff driver: path, then file, hash and mode of either side. For a rename,
/// the new path and a text about it follow (<https://git-scm.com/docs/git#Documentation/git.txt-codeGITEXTERNALDIFFcode>).
const DRIVER: [usize; 2] = [7, 9];

/// What was typed.
#[derive(Clone, Debug)]
pub(crate) struct Revisions {
    old: Source,
    new: Source,
    /// Whether git asked, which shows a difference and takes any other exit status than 0 for a failure.
    pub(crate) for_git: bool,
}

/// Where one revision is read.
#[derive(Clone, Debug)]
struct Source {
    /// What it is called in the report.
    name: String,
    /// A file, or a git object.
    place: String,
}

/// One revision, read.
#[derive(Debug)]
pub(crate) struct Revision {
    pub(crate) document: Document,
    /// The day on which it was committed.
    pub(crate) date: Option<String>,
}

impl Revisions {
    /// Reads the arguments.
    pub(crate) fn of(arguments: &[String]) -> Result<Self> {
        let plain = |place: &String| Source {
            name: place.clone(),
            place: place.clone(),
        };
        match arguments {
            [old, new] => Ok(Self {
                old: plain(old),
                new: plain(new),
                for_git: false,
            }),
            [path, old, _, _, new, _, _, ..] if DRIVER.contains(&arguments.len()) => {
                let side = |prefix: &str, place: &String| Source {
                    name: format!("{prefix}/{path}"),
                    place: place.clone(),
                };
                Ok(Self {
                    old: side("a", old),
                    new: side("b", new),
                    for_git: true,
                })
            }
            _ => bail!(
                "{} revisions are given\n  fix: give the old and the new one: `cargo xtask diff OLD NEW`",
                arguments.len()
            ),
        }
    }

    /// Whether one side is no file at all: git says so when a file came or went.
    pub(crate) fn lacking(&self) -> Option<String> {
        let nothing = |source: &Source| self.for_git && source.place == "/dev/null";
        if nothing(&self.old) {
            Some(format!("{} is new", self.new.name))
        } else if nothing(&self.new) {
            Some(format!("{} is gone", self.old.name))
        } else {
            None
        }
    }

    /// Both revisions.
    pub(crate) fn read(&self) -> Result<(Revision, Revision)> {
        Ok((self.old.read()?, self.new.read()?))
    }
}

impl Source {
    fn read(&self) -> Result<Revision> {
        let path = Path::new(&self.place);
        let object = self.place.split_once(':').filter(|_| !path.exists());
        Ok(match object {
            None => Revision {
                document: document_as(path, &self.name)?,
                date: None,
            },
            // One file: those beside it in the revision are not looked for.
            Some((revision, _)) => Revision {
                document: Document::load(&self.name, &show(&self.place)?)?,
                date: Some(day(revision)?),
            },
        })
    }
}

/// The content of a git object.
fn show(object: &str) -> Result<Vec<u8>> {
    git(&["show", "--end-of-options", object]).with_context(|| {
        format!(
            "`{object}` is neither a file nor a file of a git revision\n  fix: write REVISION:PATH with the path from the repository's root, as in HEAD~1:spec/api.yaml"
        )
    })
}

/// The day of a commit.
fn day(revision: &str) -> Result<String> {
    let text = git(&[
        "show",
        "--no-patch",
        "--format=%cs",
        "--end-of-options",
        revision,
    ])?;
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().last().unwrap_or_default().trim().to_owned())
}

fn git(arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .args(arguments)
        .output()
        .context("git cannot be run")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    Ok(output.stdout)
}
