//! Whether somebody is at this machine, and whether a sync is sending: what
//! decides the turn of variants that can wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use atelier_core::domain::queue_policy::{Circumstances, IDLE_AFTER_MS};
use atelier_core::power;

/// Who and what is there.
pub struct Presence {
    touched: Mutex<Instant>,
    sending: AtomicBool,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            touched: Mutex::new(Instant::now()),
            sending: AtomicBool::new(false),
        }
    }
}

impl Presence {
    /// Notes that somebody touched the window.
    pub fn touch(&self) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Notes whether a sync is sending.
    pub fn set_sending(&self, sending: bool) {
        self.sending.store(sending, Ordering::Relaxed);
    }

    /// Says what goes on around the queue of variants.
    pub fn circumstances(&self, importing: bool) -> Circumstances {
        let touched = *self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let untouched = touched.elapsed() >= Duration::from_millis(IDLE_AFTER_MS);
        Circumstances {
            asked: false,
            sending: self.sending.load(Ordering::Relaxed),
            idle: untouched && !importing,
            mains: power::on_mains(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_just_touched_the_window_is_there() {
        let presence = Presence::default();
        presence.touch();
        presence.set_sending(true);

        let now = presence.circumstances(false);

        assert!(!now.idle && now.sending && !now.asked);
    }
}
