//! `cargo xtask regen`.

use anyhow::Result;
use codegen::project::{self, MANAGED};

use crate::cli::RegenArguments;
use crate::disk::{self, State};
use crate::output::{Outcome, report};
use crate::sources;

pub(crate) fn run(arguments: &RegenArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.project)?;
    let sources = sources::read(&root)?;
    let project = project::build(&sources)?;
    project.lock.verify(
        &format!("spec/{}", project.lock.document.file),
        &sources.document,
    )?;
    let changes = disk::commit(&root, &MANAGED, &project.files)?;
    for change in &changes {
        let what = match change.state {
            State::Changed => "changed",
            State::Missing => "  added",
            State::Extra => "removed",
        };
        report(&format!("{what}  {}", change.path));
    }
    let total = project.files.iter().count();
    report(&match changes.len() {
        0 => format!("{total} files are fresh, nothing to write"),
        count => format!("{count} of {total} files written; review them with `git diff`"),
    });
    for left_out in project
        .client
        .left_out
        .iter()
        .chain(project.profiles.values().flat_map(|it| &it.left_out))
    {
        report(&format!(
            "left out: {}: {}",
            left_out.operation, left_out.reason
        ));
    }
    Ok(Outcome::Fine)
}
