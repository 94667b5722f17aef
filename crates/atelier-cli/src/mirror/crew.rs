//! Blocking work on many files at once, within the cores and the memory there are.

use std::iter::Enumerate;
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::IntoIter;

use atelier_core::progress::Cancel;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::JoinSet;

use super::Input;
use crate::error::CliError;

/// The memory that files being worked on may take together, in MiB.
const BUDGET_MIB: u32 = 512;

/// How many work at once, and what each of their files takes.
pub(crate) struct Crew<W> {
    workers: usize,
    /// Says how many MiB the work on a file takes.
    weigh: W,
}

impl Crew<fn(&Input) -> u32> {
    /// One worker a core, for work that minds its memory by itself.
    pub(crate) fn one_a_core() -> Self {
        Self {
            workers: cores(),
            weigh: |_| 0,
        }
    }
}

impl<W: Fn(&Input) -> u32> Crew<W> {
    /// One worker a core, fewer while their files are large.
    pub(crate) fn weighing(weigh: W) -> Self {
        Self {
            workers: cores(),
            weigh,
        }
    }

    /// Lets more work at once, because each waits for the disk now and then.
    pub(crate) fn waiting_for_the_disk(self) -> Self {
        Self {
            workers: self.workers * 2,
            ..self
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get)
}

/// Does blocking work on many inputs and returns what came of them in their
/// order. After a cancel no further input is begun.
///
/// Workers take their next input themselves: to be handed each by another thread
/// costs more than cleaning a small file does.
pub(crate) async fn each<T: Send + 'static, W: Fn(&Input) -> u32 + Send + Sync + 'static>(
    inputs: Vec<Input>,
    crew: Crew<W>,
    cancel: &Cancel,
    work: impl Fn(&Input) -> T + Clone + Send + 'static,
    mut heard: impl FnMut(&T, usize),
) -> Result<Vec<T>, CliError> {
    let desk = Arc::new(Desk {
        waiting: Mutex::new(inputs.into_iter().enumerate()),
        memory: Semaphore::new(BUDGET_MIB as usize),
        weigh: crew.weigh,
        cancel: cancel.clone(),
    });
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut workers = JoinSet::new();
    for _ in 0..crew.workers {
        let (desk, work, tell) = (Arc::clone(&desk), work.clone(), tell.clone());
        workers.spawn_blocking(move || {
            let runtime = Handle::current();
            while let Some((index, input, share)) = runtime.block_on(desk.next()) {
                let done = work(&input);
                drop(share);
                // Nobody listens once the run has failed.
                if tell.send((index, done)).is_err() {
                    break;
                }
            }
        });
    }
    drop(tell);
    let mut results: Vec<(usize, T)> = Vec::new();
    while let Some((index, result)) = told.recv().await {
        heard(&result, results.len() + 1);
        results.push((index, result));
    }
    while let Some(ended) = workers.join_next().await {
        ended.map_err(|error| CliError::Broken(error.to_string()))?;
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

/// Where workers take their next input, each with its share of the memory.
struct Desk<W> {
    waiting: Mutex<Enumerate<IntoIter<Input>>>,
    memory: Semaphore,
    weigh: W,
    cancel: Cancel,
}

impl<W: Fn(&Input) -> u32> Desk<W> {
    /// Returns the next input once there is memory for it.
    async fn next(&self) -> Option<(usize, Input, SemaphorePermit<'_>)> {
        if self.cancel.is_cancelled() {
            return None;
        }
        let next = self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next();
        let (index, input) = next?;
        // Whoever works now gives its share back when it is done.
        let share = (self.weigh)(&input).min(BUDGET_MIB);
        let share = self.memory.acquire_many(share).await.ok()?;
        (!self.cancel.is_cancelled()).then_some((index, input, share))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    fn inputs(count: usize) -> Vec<Input> {
        let named = |number: usize| Input {
            shown: number.to_string(),
            path: Ok(number.to_string().into()),
            below: number.to_string().into(),
            root: ".".into(),
        };
        (0..count).map(named).collect()
    }

    #[tokio::test]
    async fn results_come_in_the_order_of_their_inputs() {
        let work = |input: &Input| {
            // The first takes longest.
            if input.shown == "0" {
                std::thread::sleep(Duration::from_millis(20));
            }
            input.shown.clone()
        };
        let mut heard = Vec::new();

        let cancel = Cancel::default();
        let results = each(inputs(20), Crew::weighing(|_| 1), &cancel, work, |_, n| {
            heard.push(n);
        })
        .await
        .expect("results");

        let wanted: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        assert_eq!(results, wanted);
        assert_eq!(heard, (1..=20).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn after_a_cancel_no_further_input_is_begun() {
        let cancel = Cancel::default();
        let stop = cancel.clone();
        let work = move |_: &Input| stop.cancel();

        let results = each(inputs(100), Crew::one_a_core(), &cancel, work, |(), _| {})
            .await
            .expect("results");

        assert!((1..=cores()).contains(&results.len()), "{}", results.len());
    }

    #[tokio::test]
    async fn files_that_take_all_the_memory_are_worked_on_one_by_one() {
        let busy = Arc::new(AtomicU32::new(0));
        let work = move |_: &Input| {
            let others = busy.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(2));
            busy.fetch_sub(1, Ordering::SeqCst);
            others
        };
        let crew = Crew::weighing(|_| u32::MAX).waiting_for_the_disk();

        let results = each(inputs(10), crew, &Cancel::default(), work, |_, _| {}).await;

        assert_eq!(results.expect("results"), [0; 10]);
    }

    #[tokio::test]
    async fn work_that_breaks_is_an_error() {
        let work = |input: &Input| assert_ne!(input.shown, "3");

        let results = each(
            inputs(9),
            Crew::one_a_core(),
            &Cancel::default(),
            work,
            |(), _| {},
        )
        .await;

        assert!(matches!(results, Err(CliError::Broken(_))));
    }
}
