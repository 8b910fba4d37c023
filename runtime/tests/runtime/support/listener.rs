//! A subscriber that writes down every event and span, of every level and crate.

use std::fmt::{Debug, Write};
use std::sync::{Mutex, Once};
use std::thread::ThreadId;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What was said so far, by which thread.
static LINES: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

/// Listens from now on. One for the whole program: `tracing` may skip an event that a subscriber of one thread
/// wants when another thread came first.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
}

/// What this thread said, a line an event or span. A test and its runtime have a thread of their own.
pub(crate) fn lines() -> Vec<String> {
    let here = std::thread::current().id();
    let lines = LINES.lock().unwrap();
    let of_here = lines.iter().filter(|(thread, _)| *thread == here);
    of_here.map(|(_, line)| line.clone()).collect()
}

/// What every thread said.
pub(crate) fn all_lines() -> Vec<String> {
    let lines = LINES.lock().unwrap();
    lines.iter().map(|(_, line)| line.clone()).collect()
}

/// Writes down what was said in another way.
pub(crate) fn push(line: String) {
    let here = std::thread::current().id();
    LINES.lock().unwrap().push((here, line));
}

struct Listener;

impl Listener {
    fn note(metadata: &Metadata<'_>, fields: impl FnOnce(&mut Fields)) {
        let mut words = Fields(format!("{} {}", metadata.level(), metadata.target()));
        fields(&mut words);
        push(words.0);
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Self::note(span.metadata(), |words| span.record(words));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut words = Fields("recorded".to_owned());
        values.record(&mut words);
        push(words.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        Self::note(event.metadata(), |words| event.record(words));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
