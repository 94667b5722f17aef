//! How the core speaks while it works. It does not know who hears.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

/// Hears facts of one kind as they happen.
pub trait Listener<E>: Send + Sync {
    /// Returns at once: the work waits for it.
    fn hear(&self, event: E);
}

impl<E, F: Fn(E) + Send + Sync> Listener<E> for F {
    fn hear(&self, event: E) {
        self(event);
    }
}

/// Hears nothing. For tests and for callers that only want the result.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silence;

impl<E> Listener<E> for Silence {
    fn hear(&self, _event: E) {}
}

/// A listener that several workers share.
pub type SharedListener<E> = Arc<dyn Listener<E>>;

/// Tells long work to stop at the next safe point.
pub type Cancel = CancellationToken;
