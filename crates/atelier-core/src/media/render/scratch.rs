//! Scratch: the memory that one picture after another is decoded and scaled in.
//!
//! What the system hands out it clears page by page, which takes a fifth of the
//! time that decoding does. So while a batch lasts, one picture's memory is kept
//! for the next: one, however many are worked on at once. Most of the time they are
//! being encoded, and do without.

use std::sync::{Mutex, PoisonError};

use crate::media::resize::Resizer;

/// The most bytes of samples that are kept: those of 22 megapixels.
const MOST: usize = 64 << 20;

static SHELF: Mutex<Shelf> = Mutex::new(Shelf {
    batches: 0,
    kept: None,
});

/// Memory for one picture.
pub(super) struct Scratch {
    /// Room for its samples, and in it whatever was there before.
    pub(super) samples: Vec<u8>,
    pub(super) resizer: Resizer,
}

impl Scratch {
    /// Takes what is kept. In a batch that keeps none yet, it is room for the largest
    /// that will be kept: the system gives what is used of it, and no more.
    pub(super) fn take() -> Self {
        on_the_shelf(Shelf::take)
    }

    /// Keeps it for the next picture, if there will be one.
    pub(super) fn keep(self) {
        // What is not kept is freed when the shelf is free for others again.
        drop(on_the_shelf(|shelf| shelf.put(self)));
    }
}

/// Many pictures, one after the other: memory is kept between them, and given
/// back when the batch goes.
#[derive(Debug)]
pub struct Batch(());

impl Batch {
    /// Begins a batch.
    #[must_use]
    pub fn begin() -> Self {
        on_the_shelf(|shelf| shelf.batches += 1);
        Self(())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        drop(on_the_shelf(Shelf::end_batch));
    }
}

fn on_the_shelf<T>(work: impl FnOnce(&mut Shelf) -> T) -> T {
    work(&mut SHELF.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Where memory is kept between two pictures.
struct Shelf {
    /// How many batches last.
    batches: usize,
    kept: Option<Scratch>,
}

impl Shelf {
    fn take(&mut self) -> Scratch {
        self.kept.take().unwrap_or_else(|| Scratch {
            samples: Vec::with_capacity(if self.batches > 0 { MOST } else { 0 }),
            resizer: Resizer::default(),
        })
    }

    /// Keeps memory; returns what there is too much of.
    fn put(&mut self, scratch: Scratch) -> Option<Scratch> {
        if self.batches == 0 || scratch.samples.capacity() > MOST {
            return Some(scratch);
        }
        self.kept.replace(scratch)
    }

    /// Returns what no batch needs any more.
    fn end_batch(&mut self) -> Option<Scratch> {
        self.batches -= 1;
        self.kept.take_if(|_| self.batches == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_kept_while_a_batch_lasts_and_no_longer() {
        let mut shelf = Shelf {
            batches: 0,
            kept: None,
        };
        let scratch = |samples: usize| Scratch {
            samples: vec![1; samples],
            resizer: Resizer::default(),
        };
        let length = |scratch: Option<Scratch>| scratch.map(|scratch| scratch.samples.len());

        assert_eq!(length(shelf.put(scratch(10))), Some(10));
        assert_eq!(shelf.take().samples.capacity(), 0);
        shelf.batches = 2;
        assert_eq!(shelf.take().samples.capacity(), MOST);
        assert_eq!(length(shelf.put(scratch(20))), None);
        assert_eq!(length(shelf.put(scratch(30))), Some(20));
        assert_eq!(length(shelf.put(scratch(MOST + 1))), Some(MOST + 1));
        assert_eq!(length(shelf.end_batch()), None);
        assert_eq!(shelf.take().samples, vec![1; 30]);
        assert_eq!(length(shelf.put(scratch(40))), None);
        assert_eq!(length(shelf.end_batch()), Some(40));
        assert!(shelf.kept.is_none());
    }
}
