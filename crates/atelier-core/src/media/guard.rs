//! Work on bytes from outside that may break off in the middle.
//!
//! A reader that asserts what a file does not keep panics. Nothing it touched is
//! used again, so its caller takes that as a refusal. [`keep_quiet`] spares a
//! person the words of such a panic: the refusal says what became of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

thread_local! {
    /// Whether this thread is at work whose panic is a refusal.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does what may break off. An error means that it did, and holds what it said.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    let before = IS_GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    done
}

/// Has panics that end as a refusal traced instead of printed, from now on.
///
/// For a program's start. Tests and fuzzers leave it: they want to see each.
pub fn keep_quiet() {
    let printed = take_hook();
    set_hook(Box::new(move |panic| {
        if IS_GUARDED.get() {
            tracing::warn!("broke off: {panic}");
        } else {
            printed(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "it is what is guarded against")]
    fn what_breaks_off_is_an_error() {
        assert_eq!(guarded(|| 1).ok(), Some(1));
        assert_eq!(guarded(|| -> i32 { panic!("of this file") }).ok(), None);
        assert!(!IS_GUARDED.get());
    }

    #[test]
    fn inside_another_guard_it_stays_guarded() {
        guarded(|| {
            assert!(guarded(|| ()).is_ok());
            assert!(IS_GUARDED.get());
        })
        .expect("nothing breaks off");
    }
}
