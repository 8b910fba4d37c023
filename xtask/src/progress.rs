//! What takes long shows its stage and how far it is, at a terminal.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::Duration;

use codegen::progress::{Progress, now};

/// What takes less needs no words.
const PATIENCE: Duration = Duration::from_secs(2);

const INTERVAL: Duration = Duration::from_millis(200);

/// Whether a line is shown, or none may be any more.
#[derive(PartialEq)]
enum Line {
    None,
    Shown,
    Ended,
}

static LINE: Mutex<Line> = Mutex::new(Line::None);

/// Shows a line at the terminal from now on, when it has taken long.
pub(crate) fn show() {
    if !stderr().is_terminal() {
        return;
    }
    let waiting = std::thread::Builder::new().stack_size(64 * 1024);
    // Without a thread there is no line, and nothing else is missing.
    let _ = waiting.spawn(|| {
        std::thread::sleep(patience());
        loop {
            {
                let Ok(mut line) = LINE.lock() else { return };
                if *line == Line::Ended {
                    return;
                }
                let text = told(now());
                if !text.is_empty() {
                    let _ = write!(stderr(), "\r\u{1b}[K{text}");
                    *line = Line::Shown;
                }
            }
            std::thread::sleep(INTERVAL);
        }
    });
}

/// [`PATIENCE`], but in a debug build whatever `XTASK_PATIENCE` says in milliseconds: a test cannot wait for a slow machine.
fn patience() -> Duration {
    let given = std::env::var("XTASK_PATIENCE")
        .ok()
        .filter(|_| cfg!(debug_assertions));
    let given = given
        .and_then(|it| it.parse().ok())
        .map(Duration::from_millis);
    given.unwrap_or(PATIENCE)
}

/// Takes the line away for good: what is printed next is the result.
pub(crate) fn end() {
    if let Ok(mut line) = LINE.lock()
        && std::mem::replace(&mut *line, Line::Ended) == Line::Shown
    {
        let _ = write!(stderr(), "\r\u{1b}[K");
    }
}

fn told(Progress { stage, done, total }: Progress) -> String {
    match total {
        0 => stage.to_owned(),
        _ => format!("{stage}: {done} of {total}"),
    }
}
