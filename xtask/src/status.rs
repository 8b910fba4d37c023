//! `cargo xtask status`.

use anyhow::{Context, Result, anyhow};
use codegen::config::Lock;
use codegen::lower::{RULES, RuleHits};
use codegen::overlay::ActionHits;
use codegen::project::{self, Project};
use codegen::refine::PassHits;
use codegen::report::{LeftOut, Loss};
use serde::Serialize;
use time::{Date, Month, OffsetDateTime};

use crate::cli::{Format, StatusArguments};
use crate::output::{Outcome, json, report};
use crate::sources;

#[derive(Serialize)]
struct Status<'a> {
    #[serde(flatten, serialize_with = "as_json")]
    lock: &'a Lock,
    /// Whether the file has the pinned sha256.
    verified: bool,
    days_to_end_of_life: i64,
    /// How many days ago the document was retrieved.
    age_in_days: i64,
    /// Which of the bounds that were asked for do not hold.
    findings: Vec<String>,
    profile: &'a str,
    profiles: Vec<ProfileStatus<'a>>,
    passes: &'a [PassHits],
}

#[derive(Serialize)]
struct ProfileStatus<'a> {
    name: &'a str,
    actions: &'a [ActionHits],
    rules: &'a [RuleHits],
    left_out: Vec<&'a LeftOut>,
    losses: &'a [Loss],
}

fn as_json<S: serde::Serializer>(
    lock: &Lock,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    lock.to_json().serialize(serializer)
}

pub(crate) fn run(arguments: &StatusArguments) -> Result<Outcome> {
    let root = sources::root(&arguments.report.project)?;
    let sources = sources::read(&root)?;
    let project = project::build(&sources)?;
    let file = format!("spec/{}", project.lock.document.file);
    let days_to_end_of_life = days_until(&project.lock.api.end_of_life)?;
    let age_in_days = -days_until(&project.lock.document.retrieved)?;
    let status = Status {
        findings: findings(arguments, &project.lock, days_to_end_of_life, age_in_days),
        age_in_days,
        verified: project.lock.verify(&file, &sources.document).is_ok(),
        days_to_end_of_life,
        lock: &project.lock,
        profile: &project.config.profile,
        profiles: profiles(&project),
        passes: &project.client.passes,
    };
    match arguments.report.format {
        Format::Json => json(&status)?,
        Format::Text => report(&text(&status, arguments.details))?,
    }
    Ok(if status.findings.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Stale
    })
}

/// What is too old, or ends too soon.
fn findings(arguments: &StatusArguments, lock: &Lock, left: i64, age: i64) -> Vec<String> {
    let mut findings = Vec::new();
    if let Some(least) = arguments.min_days.filter(|it| left < i64::from(*it)) {
        let ends = match left {
            ..=0 => format!("ended on {}, {}", lock.api.end_of_life, ago(-left)),
            _ => format!("ends on {}, in {}", lock.api.end_of_life, days(left)),
        };
        findings.push(format!(
            "{} {ends}, and at least {} were asked for\n           fix: move to a newer version with `cargo xtask bump`",
            lock.api.version,
            days(i64::from(least))
        ));
    }
    if let Some(most) = arguments.max_age.filter(|it| age > i64::from(*it)) {
        findings.push(format!(
            "the document was retrieved on {}, {}, and at most {} were asked for\n           fix: look for a newer one with `cargo xtask bump`",
            lock.document.retrieved,
            ago(age),
            days(i64::from(most))
        ));
    }
    findings
}

fn profiles(project: &Project) -> Vec<ProfileStatus<'_>> {
    let mut profiles: Vec<ProfileStatus<'_>> = project
        .profiles
        .iter()
        .map(|(name, resolved)| ProfileStatus {
            name,
            actions: &resolved.actions,
            rules: &resolved.rules,
            left_out: resolved.left_out.iter().collect(),
            losses: &resolved.losses,
        })
        .collect();
    if let Some(default) = profiles
        .iter_mut()
        .find(|profile| profile.name == project.config.profile)
    {
        default.left_out.extend(&project.client.left_out);
    }
    profiles
}

fn days_until(date: &codegen::config::Date) -> Result<i64> {
    let month = Month::try_from(date.month).with_context(|| format!("{date} is not a date"))?;
    let date = Date::from_calendar_date(i32::from(date.year), month, date.day)
        .map_err(|error| anyhow!("spec/spec.lock: {error}"))?;
    Ok((date - OffsetDateTime::now_utc().date()).whole_days())
}

/// `1 day`, `2 days`.
fn days(count: i64) -> String {
    match count {
        1 => "1 day".to_owned(),
        _ => format!("{count} days"),
    }
}

/// How long ago a day was.
fn ago(count: i64) -> String {
    match count {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        ..0 => format!("in {}", days(-count)),
        _ => format!("{} ago", days(count)),
    }
}

/// One screen; with `details` every action, rule and pass.
fn text(status: &Status<'_>, details: bool) -> String {
    let mut text: String = status
        .findings
        .iter()
        .map(|finding| format!("Stale      {finding}\n"))
        .collect();
    text += &head(status);
    for profile in &status.profiles {
        let default = profile.name == status.profile;
        text.push_str(&if details {
            profile_text(profile, default)
        } else {
            profile_line(profile, default)
        });
    }
    if !details {
        let items: usize = status.passes.iter().map(|pass| pass.items.len()).sum();
        text += &format!(
            "Passes     {} refine passes changed {items} items\n\nEach action, rule and pass: cargo xtask status --details\n",
            status.passes.len()
        );
        return text;
    }
    text.push_str("\nRefine passes\n");
    for pass in status.passes {
        text.push_str(&format!("  {:<24} {}\n", pass.pass, pass.items.join(", ")));
    }
    text
}

/// The pin, the API and the generator.
fn head(status: &Status<'_>) -> String {
    let (pin, api) = (&status.lock.document, &status.lock.api);
    let verified = if status.verified {
        "verified"
    } else {
        "NOT the file's: run `cargo xtask check`"
    };
    let left = status.days_to_end_of_life;
    let left = match left {
        ..=0 => ago(-left),
        _ => format!("{} left", days(left)),
    };
    let generator: Vec<String> = status
        .lock
        .generator
        .iter()
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    format!(
        "Document   spec/{}\n           {} on {} ({}), from {}\n           sha256 {} ({verified})\n\
         API        {} {}, released {}, end of life {} ({left})\nGenerator  {}\n",
        pin.file,
        pin.origin,
        pin.retrieved,
        ago(status.age_in_days),
        pin.url,
        pin.sha256,
        api.title,
        api.version,
        api.released,
        api.end_of_life,
        generator.join(", "),
    )
}

/// A profile's overlay files with their actions, its rules, and what it lacks.
fn profile_line(profile: &ProfileStatus<'_>, default: bool) -> String {
    let default = if default { " (checked in)" } else { "" };
    let mut files: Vec<(&str, usize)> = Vec::new();
    for action in profile.actions {
        let name = action.overlay.rsplit('/').next().unwrap_or_default();
        match files.last_mut() {
            Some((last, count)) if *last == name => *count += 1,
            _ => files.push((name, 1)),
        }
    }
    let files: Vec<String> = files
        .iter()
        .map(|(name, count)| format!("{} {count}", name.trim_end_matches(".yaml")))
        .collect();
    let hits: usize = profile.rules.iter().map(|rule| rule.pointers.len()).sum();
    let mut text = format!(
        "Profile    {}{default}: {} overlay actions, {} lowering rules with {hits} hits\n           {}\n",
        profile.name,
        profile.actions.len(),
        profile.rules.len(),
        files.join(", "),
    );
    match profile.left_out.as_slice() {
        [] => text.push_str("           left out: nothing\n"),
        operations => {
            for operation in operations {
                text.push_str(&format!(
                    "           left out: {}: {}\n",
                    operation.operation, operation.reason
                ));
            }
        }
    }
    match profile.losses.len() {
        0 => text.push_str("           lost: nothing\n"),
        1 => text.push_str("           lost: 1 thing; --details says what\n"),
        count => text.push_str(&format!(
            "           lost: {count} things; --details says which\n"
        )),
    }
    text
}

fn lines(loss: &Loss) -> Vec<String> {
    loss.to_string().lines().map(str::to_owned).collect()
}

fn profile_text(profile: &ProfileStatus<'_>, default: bool) -> String {
    let default = if default { " (checked in)" } else { "" };
    let mut text = format!(
        "\nProfile {}{default}\n  {} overlay actions\n",
        profile.name,
        profile.actions.len()
    );
    for action in profile.actions {
        let nodes = match action.pointers.len() {
            1 => "1 node".to_owned(),
            count => format!("{count} nodes"),
        };
        text.push_str(&format!(
            "    {} action {}: {} ({nodes})\n",
            action.overlay, action.action, action.about.target
        ));
        for (label, words) in [
            ("does", &action.about.description),
            ("why", &action.about.reason),
            ("evidence", &action.about.evidence),
            ("remove when", &action.about.remove_when),
        ] {
            if !words.is_empty() {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                text.push_str(&format!("      {label}: {words}\n"));
            }
        }
    }
    text.push_str("  Lowering rules\n");
    for rule in profile.rules {
        text.push_str(&format!(
            "    {:<32} {:>4} hits\n",
            rule.rule,
            rule.pointers.len()
        ));
        let upstream = RULES.iter().find(|it| it.id == rule.rule);
        let upstream = upstream.map(|it| it.upstream).unwrap_or_default();
        if !upstream.is_empty() {
            text.push_str(&format!("      works around: {upstream}\n"));
        }
    }
    match profile.losses {
        [] => text.push_str("  Lost: nothing\n"),
        losses => {
            text.push_str("  Lost\n");
            for line in losses.iter().flat_map(lines) {
                text.push_str(&format!("    {line}\n"));
            }
        }
    }
    match profile.left_out.as_slice() {
        [] => text.push_str("  Left out: nothing\n"),
        operations => {
            text.push_str("  Left out\n");
            for operation in operations {
                text.push_str(&format!(
                    "    {}: {}\n",
                    operation.operation, operation.reason
                ));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ago, days};

    #[test]
    fn days_are_counted_as_people_do() {
        assert_eq!([0, 1, 2].map(days), ["0 days", "1 day", "2 days"]);
        let told = [-2, -1, 0, 1, 2].map(ago);
        assert_eq!(
            told,
            ["in 2 days", "in 1 day", "today", "yesterday", "2 days ago"]
        );
    }
}
