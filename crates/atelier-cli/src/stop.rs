//! Stopping: the first signal asks for it at a safe point, the second ends the
//! process at once. Neither leaves anything half-written.

use atelier_core::progress::Cancel;

use crate::output::Console;

/// The exit code of a process that a second signal ended.
const ENDED_AT_ONCE: i32 = 130;

/// Returns what is cancelled when the person or the system asks to stop.
///
/// From here on the first signal does not end the process any more.
pub(crate) fn on_signal(console: &Console) -> Cancel {
    let cancel = Cancel::new();
    let (asked, console) = (cancel.clone(), *console);
    let Ok(mut signals) = Signals::new() else {
        // Where signals cannot be heard they end the process, as ever.
        return cancel;
    };
    tokio::spawn(async move {
        signals.next().await;
        asked.cancel();
        console.note(
            "Stopping at the next safe point. Once more ends at once; what is done stays done.",
        );
        signals.next().await;
        std::process::exit(ENDED_AT_ONCE);
    });
    cancel
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
