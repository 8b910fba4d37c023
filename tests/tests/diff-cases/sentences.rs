//! What an entry says, held against what it is.

use codegen::diff::{Change, Level, Report, text};

/// Words that belong to a change for which programs have to be changed.
const OF_MAJOR: [&str; 5] = [
    "a public Rust item goes",
    "fail when they run",
    "a call without it fails",
    "loses a",
    "loses `",
];

/// Words that belong to a change for which they need not be.
const OF_LESS: [&str; 6] = [
    "programs compile:",
    "no public Rust item changes",
    "none goes and none changes its type",
    "compiles as it did",
    "the same name either way",
    "need not be called",
];

/// The entries whose words contradict what they are.
pub(crate) fn contradictions(report: &Report) -> Vec<String> {
    let faults = report.changes.iter().flat_map(|change| {
        let faults = faults(report, change).into_iter();
        faults.map(|fault| format!("{fault}:\n{}", alone(report, change)))
    });
    faults.collect()
}

/// The entry as people read it.
fn alone(report: &Report, change: &Change) -> String {
    text(&Report {
        changes: vec![change.clone()],
        ..report.clone()
    })
}

fn faults(report: &Report, change: &Change) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |wrong: bool, what: &str| {
        if wrong {
            faults.push(what.to_owned());
        }
    };
    let (kind, why) = (change.kind.id(), change.why.as_str());
    let remedy = change.remedy.as_deref().unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|it| why.contains(it));
    if change.level == Level::Major {
        check(has(&OF_LESS), "a major entry says that programs compile");
        check(remedy.is_empty(), "a major entry says not what to do");
    } else {
        check(
            has(&OF_MAJOR),
            "an entry below major says that programs break",
        );
        check(
            !remedy.is_empty(),
            "an entry below major says what to change",
        );
    }
    check(why.is_empty(), "an entry says not why");
    let come = ["-added", "-introduced", "-came-into-client"];
    let come = come.iter().any(|it| kind.ends_with(it)) || kind.contains("-added-");
    let gone = ["-removed", "-dropped-from-client"];
    let gone = gone.iter().any(|it| kind.ends_with(it));
    let places = (&change.pointer.old, &change.pointer.new);
    check(
        come && places.1.is_none(),
        "what is added stands nowhere in the new document",
    );
    check(
        gone && places.0.is_none() && kind != "alias-removed",
        "what is removed stood nowhere in the old document",
    );
    check(
        come && why.contains("loses") || gone && why.contains("gains"),
        "the words are those of the contrary",
    );
    let same = change.before.is_some() && change.before == change.after;
    check(same, "what was is what is");
    let shown = alone(report, change);
    let line = |label: &str| {
        let mut lines = shown.lines().map(str::trim);
        lines.find_map(|it| it.strip_prefix(label))
    };
    let (was, is) = (line("was: "), line("is: "));
    check(
        was.is_some() && was == is,
        "what was and what is read alike",
    );
    if report.rust.is_some() {
        let rust = !change.rust.is_empty();
        check(
            rust && why.contains("no public Rust item changes"),
            "lines of the API differ, and the entry denies it",
        );
        check(
            !rust && why.contains("a public Rust item goes"),
            "the entry speaks of items, and names none",
        );
    }
    faults
}
