//! The memory that pictures being worked on may take together.

use std::sync::Arc;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// All of it, in MiB.
const MIB: u32 = 256;

/// A budget of memory that everybody who decodes pictures takes a share of. Its
/// clones are the same budget.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Semaphore>);

impl Default for Budget {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MIB as usize)))
    }
}

impl Budget {
    /// Waits for so many bytes. What needs more than there is takes all.
    pub(super) async fn share(&self, bytes: u64) -> Result<OwnedSemaphorePermit, AcquireError> {
        let share = u32::try_from(bytes / (1024 * 1024)).unwrap_or(MIB);
        Arc::clone(&self.0)
            .acquire_many_owned(share.clamp(1, MIB))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_picture_that_needs_everything_waits_for_the_others() {
        let budget = Budget::default();
        let small = budget.share(1).await.expect("open");
        let clone = budget.clone();
        let large = tokio::spawn(async move { clone.share(u64::MAX).await.is_ok() });
        tokio::task::yield_now().await;
        assert!(!large.is_finished());

        drop(small);

        assert!(large.await.expect("ends"));
    }
}
