//! What a command says while it works: a bar on a terminal, JSON lines under
//! `--json`, nothing under `-q`. All of it goes to standard error.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde::Serialize;

use atelier_core::import::report::ImportEvent;
use atelier_core::progress::Listener;
use atelier_core::sync::SyncEvent;
use atelier_core::variants::VariantEvent;

use crate::output::{Console, safe};

/// How far a fact brings the bar.
pub(crate) enum Step {
    /// So many of so many.
    At { done: u64, total: u64 },
    /// One more; so many are left.
    Left(u64),
    /// So many are ahead.
    Ahead(u64),
    /// One more.
    One,
    /// Nowhere, but it is worth a word.
    Word(String),
    /// Nowhere.
    Still,
}

/// A fact that a bar can show.
pub(crate) trait Fact: Serialize + Send {
    /// Says how far this brings the bar.
    fn step(&self) -> Step;
}

/// Time that passes before anything is said of the time that is left.
const BEFORE_GUESSING: Duration = Duration::from_secs(2);

/// Writes how long it will take yet, once that can be guessed.
fn write_left(state: &ProgressState, text: &mut dyn std::fmt::Write) {
    let known =
        state.elapsed() >= BEFORE_GUESSING && state.len().is_some_and(|len| len > state.pos());
    if known && !state.eta().is_zero() {
        // Writing to a bar cannot fail.
        let _ = write!(text, "{:#} left  ", HumanDuration(state.eta()));
    }
}

/// Shows the progress of one piece of work.
pub(crate) struct Progress {
    bar: ProgressBar,
    lines: bool,
}

impl Progress {
    /// Begins a bar, or lines; `doing` is shown before the bar.
    pub(crate) fn new(console: &Console, doing: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        if console.quiet || console.json {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template(
            "{prefix} {bar:30} {human_pos}/{human_len} {left}{wide_msg}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("left", write_left);
        bar.set_style(style.progress_chars("━━╌"));
        bar.set_prefix(doing);
        Self {
            bar,
            lines: console.json && !console.quiet,
        }
    }

    /// Tells one fact.
    pub(crate) fn tell(&self, fact: &impl Fact) {
        if self.lines {
            say_line(fact);
            return;
        }
        match fact.step() {
            Step::At { done, total } => {
                self.bar.set_length(total);
                self.bar.set_position(done);
            }
            Step::Left(left) => {
                self.bar.inc(1);
                self.bar.set_length(self.bar.position() + left);
            }
            Step::Ahead(ahead) => self.bar.set_length(self.bar.position() + ahead),
            Step::One => self.bar.inc(1),
            Step::Word(word) => self.bar.set_message(word),
            Step::Still => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn say_line(fact: &impl Serialize) {
    let Ok(mut line) = serde_json::to_string(fact) else {
        return;
    };
    line.push('\n');
    // A reader of progress that has gone away does not stop the work.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

impl<F: Fact> Listener<F> for Progress {
    fn hear(&self, fact: F) {
        self.tell(&fact);
    }
}

impl Fact for ImportEvent {
    fn step(&self) -> Step {
        match self {
            Self::Looked { done, total }
            | Self::Imported { done, total, .. }
            | Self::Duplicate { done, total, .. }
            | Self::Refused { done, total, .. } => Step::At {
                done: *done as u64,
                total: *total as u64,
            },
        }
    }
}

impl Fact for VariantEvent {
    fn step(&self) -> Step {
        match self {
            Self::Picture { left, .. } => Step::Left(*left),
        }
    }
}

impl Fact for SyncEvent {
    fn step(&self) -> Step {
        match self {
            Self::Round { waiting } => Step::Ahead((*waiting).into()),
            Self::Arrived { .. } => Step::One,
            Self::Sending { path, .. } => Step::Word(safe(path)),
            Self::Deferred { words } | Self::SetAside { words } | Self::Offline { words, .. } => {
                Step::Word(safe(words))
            }
            Self::Online => Step::Word("The network is back.".to_owned()),
            _ => Step::Still,
        }
    }
}

/// A fact of work on files outside any workspace.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum FileEvent {
    /// A file was dealt with.
    Done {
        /// The file.
        path: String,
        /// Files dealt with so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// A file cannot be taken.
    Refused {
        /// The file.
        path: String,
        /// Why, in words.
        reason: String,
        /// Files dealt with so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
}

impl Fact for FileEvent {
    fn step(&self) -> Step {
        match self {
            Self::Done { done, total, .. } | Self::Refused { done, total, .. } => Step::At {
                done: *done as u64,
                total: *total as u64,
            },
        }
    }
}
