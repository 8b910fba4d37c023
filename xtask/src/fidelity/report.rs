//! What a run found: for people, as JSON, and as the table that is checked in.

use std::collections::BTreeSet;

use codegen::report::{LeftOut, Loss};
use serde::Serialize;

/// Of how many how many are right.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub(super) struct Counts {
    pub(super) all: usize,
    pub(super) right: usize,
}

impl Counts {
    pub(super) fn percent(self) -> f64 {
        if self.all == 0 {
            return 100.0;
        }
        #[allow(clippy::cast_precision_loss, reason = "no document has as many")]
        let share = self.right as f64 / self.all as f64;
        share * 100.0
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.right += other.right;
    }

    pub(super) fn text(self) -> String {
        format!("{}/{}", self.right, self.all)
    }
}

/// An operation.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    pub(super) operation: String,
    /// Values of bodies and responses, decoded and encoded.
    pub(super) instances: Counts,
    /// Calls, read by a server as the document has it.
    pub(super) requests: Counts,
    /// Responses, as a call gives them back.
    pub(super) responses: Counts,
    /// Values that were made and are none by the document's schema.
    pub(super) discarded: usize,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Instance,
    Request,
    Response,
}

/// Something that is not what the document says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) operation: String,
    pub(super) place: String,
    pub(super) reason: String,
    /// The beginning of the value.
    pub(super) value: String,
}

/// An example that is none by the document's own schema.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct Contradiction {
    pub(super) operation: String,
    pub(super) place: String,
    pub(super) at: String,
    pub(super) reason: String,
}

/// What was found of one document.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub(super) document: String,
    pub(super) seed: u64,
    /// Why there is no client, or none that compiles.
    pub(super) error: Option<String>,
    pub(super) operations: usize,
    pub(super) generated: usize,
    pub(super) left_out: Vec<LeftOut>,
    /// What the pipeline says that the client does not do.
    pub(super) losses: Vec<Loss>,
    pub(super) lines: usize,
    pub(super) warnings: usize,
    pub(super) generate_seconds: f64,
    pub(super) generate_mebibytes: Option<u64>,
    pub(super) compile_seconds: f64,
    pub(super) instances: Counts,
    pub(super) requests: Counts,
    pub(super) responses: Counts,
    pub(super) rows: Vec<Row>,
    pub(super) failures: Vec<Failure>,
    pub(super) contradictions: Vec<Contradiction>,
    /// What of the document's schemas no validator can read.
    pub(super) ignored: BTreeSet<String>,
}

impl Report {
    pub(super) fn sum(&mut self) {
        for row in &self.rows {
            self.instances.add(row.instances);
            self.requests.add(row.requests);
            self.responses.add(row.responses);
        }
    }

    /// Whether everything is as the document says.
    pub(super) fn is_right(&self) -> bool {
        self.error.is_none() && self.failures.is_empty() && self.warnings == 0
    }

    /// Whether at least `percent` of everything is.
    pub(super) fn reaches(&self, percent: f64) -> bool {
        let all = [self.instances, self.requests, self.responses];
        self.error.is_none() && all.iter().all(|it| it.percent() >= percent)
    }

    /// For people: the operations that something is wrong with, and at most `show` failures.
    pub(super) fn text(&self, show: usize) -> String {
        let mut text = format!("{} (seed {})\n", self.document, self.seed);
        if let Some(error) = &self.error {
            text.push_str(&format!("  error: {error}\n"));
            return text;
        }
        text.push_str(&format!(
            "  {} of {} operations generated, {} lines, {} warnings; {:.1} s to generate, {:.1} s to compile\n",
            self.generated,
            self.operations,
            self.lines,
            self.warnings,
            self.generate_seconds,
            self.compile_seconds
        ));
        for (name, counts) in [
            ("instances that come back as they were", self.instances),
            ("requests that are what the document says", self.requests),
            ("responses that are what the server sent", self.responses),
        ] {
            text.push_str(&format!(
                "  {:<42} {:>11}  {:6.2} %\n",
                name,
                counts.text(),
                counts.percent()
            ));
        }
        for operation in &self.left_out {
            text.push_str(&format!("  left out: {operation}\n"));
        }
        for loss in self.losses.iter().take(show) {
            text.push_str(&format!("  lost: {loss}\n"));
        }
        more(self.losses.len(), show, &mut text);
        let wrong = |row: &&Row| {
            let all = [row.instances, row.requests, row.responses];
            all.iter().any(|it| it.right < it.all)
        };
        let wrong: Vec<&Row> = self.rows.iter().filter(wrong).collect();
        if !wrong.is_empty() {
            text.push_str(&format!(
                "  {:>9} {:>9} {:>9}  operation\n",
                "instances", "requests", "responses"
            ));
        }
        for row in wrong {
            let counts = [row.instances, row.requests, row.responses].map(Counts::text);
            let [instances, requests, responses] = counts;
            text.push_str(&format!(
                "  {instances:>9} {requests:>9} {responses:>9}  {}\n",
                row.operation
            ));
        }
        for failure in self.failures.iter().take(show) {
            text.push_str(&format!(
                "  wrong: {}, {}: {}\n",
                failure.operation, failure.place, failure.reason
            ));
            if !failure.value.is_empty() {
                text.push_str(&format!("    with {}\n", failure.value));
            }
        }
        more(self.failures.len(), show, &mut text);
        for it in self.contradictions.iter().take(show) {
            text.push_str(&format!(
                "  the document contradicts itself: {}, {}, example at `{}`: {}\n",
                it.operation, it.place, it.at, it.reason
            ));
        }
        more(self.contradictions.len(), show, &mut text);
        for it in self.ignored.iter().take(show) {
            text.push_str(&format!("  not judged by: {it}\n"));
        }
        text
    }
}

fn more(all: usize, show: usize, text: &mut String) {
    if all > show {
        text.push_str(&format!("  … and {} more (`--show {all}`)\n", all - show));
    }
}
