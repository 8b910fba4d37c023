//! `cargo xtask regen`.

use anyhow::Result;
use codegen::project::{self, MANAGED};
use codegen::report::summary;

use crate::cli::RegenArguments;
use crate::disk::{self, State};
use crate::output::{Outcome, note, report};
use crate::sources;
use crate::stamp::Stamp;

pub(crate) fn run(arguments: &RegenArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.project)?;
    disk::recover(&root)?;
    let sources = sources::read(&root)?;
    if Stamp::now(&root, &sources).is_some_and(|stamp| stamp.is_known()) {
        report("everything is fresh, nothing to write")?;
        return Ok(Outcome::Fine);
    }
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
        report(&format!("{what}  {}", change.path))?;
    }
    let total = project.files.iter().count();
    report(&match changes.len() {
        0 => format!("{total} files are fresh, nothing to write"),
        count => format!("{count} of {total} files written; review them with `git diff`"),
    })?;
    let profiles = project.profiles.values();
    let left_out = project
        .client
        .left_out
        .iter()
        .chain(profiles.flat_map(|it| &it.left_out));
    let mut complete = true;
    for operation in left_out {
        complete = false;
        report(&format!("left out: {operation}"))?;
    }
    if let Some(text) = summary(
        &project.client.losses,
        "`cargo xtask status --format json` has them all",
    ) {
        complete = false;
        note(text.trim_end());
    }
    // What is left out or lost has to be said each time. The sources are read again, since the lock file is written too.
    if complete && let Some(stamp) = Stamp::now(&root, &sources::read(&root)?) {
        // Without a stamp the next run takes longer, and nothing else.
        let _ = stamp.remember();
    }
    Ok(Outcome::Fine)
}
